"""A report that lacks something: what the desk asks for, and what the claimant adds. A defective notice is a state,
not a rejection."""
