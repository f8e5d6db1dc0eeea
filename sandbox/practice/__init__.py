"""The practice room: a clock that moves, scenes to begin from, the bot to be stopped."""
