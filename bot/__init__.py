"""Puts it together: command line, settings, start and stop, the loops that fetch, work, send and ring."""
