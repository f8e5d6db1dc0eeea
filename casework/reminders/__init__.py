"""What is owed by when, who hears of it, and when."""
