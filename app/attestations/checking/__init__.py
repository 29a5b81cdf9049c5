"""Checking a receipt without the site: by command, and by a page that needs no server. Both say the same sentences."""
