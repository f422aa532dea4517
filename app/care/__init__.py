"""Satisfaction, care, events, interactions, entitlements; and whom one leaves alone (S1.5, S8)."""
