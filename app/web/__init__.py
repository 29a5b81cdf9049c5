"""Everything about HTTP that no feature should have to know."""
