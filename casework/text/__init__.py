"""What people write, read: names, IDs, addresses, days, places and case numbers."""
