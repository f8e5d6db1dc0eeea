"""What meetings track (列管事項): shown, changed, as the table of [003]."""
