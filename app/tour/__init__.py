"""The tour: the whole way over HTTP, against a running site. It has the pages and the mail, and nothing else."""
