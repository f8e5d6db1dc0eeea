"""Meetings: what was planned, called, answered and held, and the minutes of it."""
