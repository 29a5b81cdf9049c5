"""Media: images as they came, what they say of themselves, and what may be shown of them."""
