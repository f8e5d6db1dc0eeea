"""Staffing: who works where, who is away, and the units they work in."""
