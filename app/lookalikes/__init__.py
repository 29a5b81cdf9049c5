"""Look-alikes: what is handed in beside what was taken down, and beside what others have published. It only flags."""
