"""Gettext catalogs: data only."""
