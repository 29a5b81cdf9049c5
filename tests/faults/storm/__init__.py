"""A storm of removals: readers who ask without a pause, a desk that takes down, crashes, and a checker outside the
product that knows when each removal was acknowledged and when each question began."""
