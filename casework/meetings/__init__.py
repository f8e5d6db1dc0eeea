"""Meetings that come round, and what they need before them."""
