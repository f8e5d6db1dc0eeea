"""Forms that are being filled in."""
