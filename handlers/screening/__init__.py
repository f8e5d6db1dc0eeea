"""Screening: duplicates, dispatch, other channels, disputes, undoing."""
