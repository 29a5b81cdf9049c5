"""The pictures of the demo articles, one function each, painted on a `Canvas`."""
