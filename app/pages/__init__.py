"""Pages that stand above every feature and only read."""
