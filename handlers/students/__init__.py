"""Students of 7 to under 12: from the education bureau's letter, round by round, to the outcome."""
