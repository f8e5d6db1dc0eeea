"""What every conversation stands on: the turn, screens, keys, words."""
