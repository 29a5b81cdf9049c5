"""Guests: people without an account, and the private links that are their keys."""
