"""On-site service (準實體駐點): who is at the centre today, booking, counts, the month."""
