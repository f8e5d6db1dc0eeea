"""What is owed, and who was told of it."""
