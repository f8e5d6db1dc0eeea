"""Errands, and the files that people send."""
