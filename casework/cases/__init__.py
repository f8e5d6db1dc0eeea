"""A case and whom it is about: its life, its criteria, who may do what with it."""
