"""Meetings, from the phones."""
