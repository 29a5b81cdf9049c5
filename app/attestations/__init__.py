"""Attestations: the contributor's signed statement about exactly one revision."""
