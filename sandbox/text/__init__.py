"""Text as Telegram keeps it: HTML read, entities counted and written, links found."""
