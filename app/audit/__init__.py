"""Audit: one event and one untold row in the transaction that changes the world."""
