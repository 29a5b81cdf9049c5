"""Demo content: six articles of our own writing, with pictures drawn by a script."""
