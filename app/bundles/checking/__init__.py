"""The page that checks a bundle: our sources, put into one file by ``pages``."""
