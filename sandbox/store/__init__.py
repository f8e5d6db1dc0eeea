"""What the local Telegram remembers: people, messages, updates, presses, menus and files."""
