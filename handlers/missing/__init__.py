"""A child that cannot be found, and the search for it."""
