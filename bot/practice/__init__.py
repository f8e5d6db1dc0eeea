"""The practice room: a demo city and its scenes."""
