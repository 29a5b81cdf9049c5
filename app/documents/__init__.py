"""Documents that guests write elsewhere: read in a child process, and turned into the Markdown of an article."""
