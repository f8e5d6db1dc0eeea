"""Closed days, and the office as a rehearsal sees it."""
