"""Accounts: the people of the desk."""
