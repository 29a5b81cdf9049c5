"""Numbers of the desk: what waits, how long, what is late, what was done and how long it took. They only read."""
