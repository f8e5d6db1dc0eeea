"""Rosters: handed in by the bureau as a file, dispatched by the centres."""
