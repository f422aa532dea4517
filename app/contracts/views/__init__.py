"""Contracts, trade and money on screen."""
