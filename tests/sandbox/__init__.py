"""The local Telegram, tried with python-telegram-bot's own Bot."""
