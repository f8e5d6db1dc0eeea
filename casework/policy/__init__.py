"""What the documents and the city set: figures by edition, the calendar, and what a duty is."""
