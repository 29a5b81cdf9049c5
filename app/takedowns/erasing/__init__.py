"""Erasing what a decision took down: two people, one receipt, and nothing left."""
