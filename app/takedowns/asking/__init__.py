"""A question about a case to a specialist of the desk: asked, answered once, or taken back. Neither party reads it."""
