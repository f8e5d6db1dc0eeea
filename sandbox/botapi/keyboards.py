"""Keyboards: what Telegram takes for a button and what it refuses."""

import logging
import re

from sandbox.store.state import Json
from sandbox.text.entities import units
from sandbox.wire.errors import bad_request

log = logging.getLogger(__name__)

MOST_BUTTONS = 100
STYLES = {"danger", "success", "primary"}
LOOKS = {"text", "icon_custom_emoji_id", "style"}


def checked(markup: Json | None) -> Json | None:
    """Return the keyboard as Telegram would keep it, or refuse."""
    if markup is None:
        return None
    for key, judge in (("inline_keyboard", _inline), ("keyboard", _reply)):
        if key in markup:
            rows = [[judge(b) for b in row if _labelled(b)] for row in markup[key]]
            return _counted({**markup, key: [row for row in rows if row]}, key)
    return markup


def is_inline(markup: Json | None) -> bool:
    """Say whether the message stays editable: Telegram edits inline keyboards only."""
    return markup is None or "inline_keyboard" in markup


def _counted(markup: Json, key: str) -> Json:
    if sum(len(row) for row in markup[key]) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return markup


def _labelled(button: Json) -> bool:
    """Telegram drops buttons without a label in silence; here at least the log says so."""
    if not button["text"].strip():
        log.warning("a button without a label was dropped, as Telegram does")
    return bool(button["text"].strip())


def _inline(button: Json) -> Json:
    deeds = set(button) - LOOKS
    if len(deeds) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    _style(button)
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _address(button["url"]):
        raise bad_request("BUTTON_URL_INVALID")
    if "copy_text" in button and not 1 <= units(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return button


def _reply(button: Json) -> Json:
    if len(set(button) - LOOKS) > 1:
        raise bad_request("can't parse keyboard button: only one of the optional fields may be used")
    _style(button)
    return button


def _style(button: Json) -> None:
    if button.get("style", "primary") not in STYLES:
        raise bad_request("can't parse button style: unsupported style specified")


def _address(url: str) -> bool:
    return re.match(r"(https?://|tg://|ton://|[\w-]+(\.[\w-]+)+)\S*$", url) is not None
