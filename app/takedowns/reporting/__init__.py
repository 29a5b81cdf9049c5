"""What comes with a report and what follows it: the page as it was seen, files, and words between claimant and desk."""
