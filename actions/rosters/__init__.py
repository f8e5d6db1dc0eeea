"""Rosters: handed in, dispatched, matched."""
