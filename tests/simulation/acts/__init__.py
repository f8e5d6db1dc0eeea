"""What people do, and when they can."""
