"""Notifications: which event tells whom, the letters, and their delivery."""
