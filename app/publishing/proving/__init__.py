"""Asking every public address of a hold, as a stranger would: that none of it is given out, or that it is back."""
