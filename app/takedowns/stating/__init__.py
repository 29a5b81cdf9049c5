"""The statement of reasons: entered once with a decision, read by both sides, by readers and by machines."""
