"""The card of a case, its history, and the full data behind the PIN."""
