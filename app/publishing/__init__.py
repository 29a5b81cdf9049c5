"""Publishing: the article readers see, its addresses, and the holds that decide what may be seen."""
