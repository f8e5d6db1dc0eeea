"""What is looked at after each ring."""
