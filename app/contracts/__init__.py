"""Contracts, trade and money: what finance enters for every customer (S1.5(3), S8.三.1(3))."""
