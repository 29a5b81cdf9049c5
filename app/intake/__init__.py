"""What reaches the webmaster's mailbox: fetched, read in a child process, and given to the stage it belongs to."""
