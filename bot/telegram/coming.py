"""Which update it is that Telegram hands over, and in which chat it belongs, before it is read."""

from collections.abc import Mapping
from typing import Any

from bot.telegram.channel import TELEGRAM
from storage.messages.inbox import Came

_LARGEST = 2**63


def came(update: Mapping[str, Any]) -> Came:
    """Say which update it is, for the inbox."""
    return Came(TELEGRAM.name, str(update["update_id"]), chat_of(update), update)


def chat_of(update: Mapping[str, Any]) -> str | None:
    """Say in which chat an update belongs; None: in none that can be read."""
    for content in update.values():
        if not isinstance(content, Mapping):
            continue
        message = content.get("message") or content
        place = message.get("chat") or content.get("from") or {}
        chat = place.get("id")
        if isinstance(chat, int) and abs(chat) < _LARGEST:
            return str(chat)
    return None
