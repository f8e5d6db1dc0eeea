"""Nudges: the digest, each duty, and why it is owed."""
