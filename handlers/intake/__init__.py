"""Reporting a household, and hearing what became of it."""
