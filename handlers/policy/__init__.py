"""Editions, closed days, rehearsals."""
