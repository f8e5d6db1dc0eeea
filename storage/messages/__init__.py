"""What the messenger handed over and what is to be told."""
