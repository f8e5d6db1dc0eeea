"""A local Telegram for trying, training and testing: Bot API server and phones in a browser.

What stands here is all that others use; the rooms below are the sandbox's own.
"""

from sandbox.director import Director, Scene, Trouble
from sandbox.phones.phone import Json, Phone
from sandbox.practice.clock import MovableClock
from sandbox.server.app import TOKEN, create_app, random_token
from sandbox.server.serving import Served, serve

__all__ = [
    "TOKEN",
    "Director",
    "Json",
    "MovableClock",
    "Phone",
    "Scene",
    "Served",
    "Trouble",
    "create_app",
    "random_token",
    "serve",
]
