"""Meetings: what they decide of a case."""
