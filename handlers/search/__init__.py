"""Asking for cases in plain words."""
