"""Joining, the language, and what strangers hear."""
