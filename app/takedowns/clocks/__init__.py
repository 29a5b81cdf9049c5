"""The clocks of a case: what has to happen by when, by which rule, and what becomes of it if it does not."""
