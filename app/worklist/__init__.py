"""The worklist: what waits for the desk. Later stages put their items in; it knows none of them."""
