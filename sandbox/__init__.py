"""A local Telegram for trying, training and testing: Bot API server and phones in a browser."""

from sandbox.clock import MovableClock
from sandbox.server import TOKEN, create_app, serve

__all__ = ["TOKEN", "MovableClock", "create_app", "serve"]
