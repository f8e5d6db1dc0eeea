"""The bot's side: the Bot API over HTTP, each method with its checks, polling and webhook."""
