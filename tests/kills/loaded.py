"""What the bot loads before it opens anything, loaded once: each of its lives is forked from here."""

import gc

from casework.policy.editions import load_editions
from casework.text.places import load_places
from handlers.words.wording import load_wordings
from tests.kills.forked import ForkedBot

__all__ = ["ForkedBot"]

load_editions()
load_places()
load_wordings()
gc.freeze()  # what stands here is nobody's garbage
