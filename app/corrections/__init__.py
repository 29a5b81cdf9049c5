"""What editors change themselves: a copy of the desk's, the difference, and the editor's signature for it."""
