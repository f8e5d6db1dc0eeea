"""A local Telegram for trying, training and testing: Bot API server and phones in a browser."""

from sandbox.server import TOKEN, create_app, serve

__all__ = ["TOKEN", "create_app", "serve"]
