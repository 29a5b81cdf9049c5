"""Rights, one by one: each declaration about an image is accepted, questioned or refused by somebody at the desk."""
