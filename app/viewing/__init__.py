"""What a stranger sent to show a right, made fit to be looked at here: pictures of pages, and text. Nobody has to open
the file itself."""
