"""Site: what the publisher may change while the site runs, as versioned rows with a source."""
