"""Takedowns: notices of readers, the cases they become, what is decided, and the way back."""
