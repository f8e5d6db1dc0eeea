"""What people can say; one file per conversation, each ending in register(app)."""
