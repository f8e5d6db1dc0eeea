"""Meetings: called, answered, prepared, held and minuted."""
