"""Setting up, starting and watching one installation. Nothing here is imported by the product itself."""
