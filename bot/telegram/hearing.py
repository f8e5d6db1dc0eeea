"""What Telegram handed over, in no messenger's words.

It is read as it came: of a pressed card only what is asked for, and nothing is built of the rest.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from bot.telegram.channel import TELEGRAM
from bot.telegram.coming import chat_of
from bot.telegram.kinds import evidence_of, said_by, words_of
from handlers.ui.heard import Heard, Said, SentFile, SharedContact

KINDS = (
    *("callback_query", "my_chat_member", "message", "edited_message"),
    *("channel_post", "edited_channel_post", "business_message", "edited_business_message"),
)
"""What is said somewhere. The last are not asked for: where they are said the bot does not stay."""
GONE = ("kicked", "left")
PRIVATE = "private"
COMMAND = "bot_command"
_WIDE = re.compile(r"／([A-Za-z_]{1,32})(\s.*|)", re.DOTALL)
"""A command with the slash of a Chinese keyboard, which Telegram takes for words."""
Json = Mapping[str, Any]


def heard(update: Json, bot_name: str) -> Heard | None:
    """Say what was said; None when it is in nobody's chat."""
    address = chat_of(update)
    kind = next((one for one in KINDS if update.get(one)), None)
    if address is None or kind is None:
        return None
    said = {name: value for name, value in update[kind].items() if value is not None}
    match kind:
        case "callback_query":
            return _pressed(address, said)
        case "my_chat_member":
            return _presence(address, said)
        case "message":
            return _message(address, said, bot_name)
        case "edited_message":
            return replace(_message(address, said, bot_name), said=Said.AMENDED)
    return _about(address, said, said)


def _about(address: str, said: Json, where: Json) -> Heard:
    """Say who said something and in what sort of chat; what belongs to none is private."""
    chat = where.get("chat")
    return Heard(
        channel=TELEGRAM.name,
        address=address,
        said=Said.OTHER,
        private=chat is None or chat["type"] == PRIVATE,
        language=said.get("from", {}).get("language_code"),
    )


def _pressed(address: str, query: Json) -> Heard:
    on = query.get("message", {})
    about = _about(address, query, on)
    said = {"pressed": query.get("data", ""), "token": query["id"], "on": on.get("message_id")}
    return replace(about, said=Said.PRESS, **said)


def _presence(address: str, change: Json) -> Heard:
    gone = change["new_chat_member"]["status"] in GONE
    return replace(_about(address, change, change), said=Said.PRESENCE, gone=gone)


def _message(address: str, message: Json, bot_name: str) -> Heard:
    about = replace(
        _about(address, message, message),
        message=message["message_id"],
        answers=message.get("reply_to_message", {}).get("message_id"),
        album=str(message.get("media_group_id", "")),
        words=words_of(message),
    )
    if "text" in message:
        return _text(about, message, bot_name)
    if evidence := evidence_of(message):
        return replace(about, said=Said.EVIDENCE, evidence=evidence)
    if "document" in message:
        return replace(about, said=Said.FILE, file=_file(message["document"]))
    if "location" in message or "venue" in message:
        place = message.get("location") or message["venue"]["location"]
        return replace(about, said=Said.PLACE, place=(place["latitude"], place["longitude"]))
    if "contact" in message:
        return _shared(about, _contact(address, message["contact"]))
    return replace(about, said=said_by(message, about.words))


def _file(sent: Json) -> SentFile:
    return SentFile(
        sent.get("file_name", ""), sent.get("file_size", 0), sent.get("mime_type", ""), sent["file_id"]
    )


def _contact(address: str, shared: Json) -> SharedContact:
    parts = [shared[part] for part in ("first_name", "last_name") if shared.get(part)]
    latin = all(unicodedata.name(one, "").startswith("LATIN") for one in "".join(parts) if one.isalpha())
    name = " ".join(parts if latin else reversed(parts))  # Han names begin with the family's
    own = "user_id" in shared and str(shared["user_id"]) == address
    return SharedContact(name, shared["phone_number"], own)


def _shared(about: Heard, contact: SharedContact) -> Heard:
    """A contact is who joins; somebody else's is words: a name and a telephone."""
    words = "" if contact.own else f"{contact.name} {contact.phone}".strip()
    return replace(about, said=Said.CONTACT, contact=contact, words=words)


def _text(about: Heard, message: Json, bot_name: str) -> Heard:
    """Tell commands from words; one that is meant for another bot is none of ours."""
    text, first = message["text"], next(iter(message.get("entities", ())), None)
    if wide := _WIDE.fullmatch(text):
        return replace(about, said=Said.COMMAND, words="", command=wide[1].lower(), given=wide[2].strip())
    if first is None or first["type"] != COMMAND or first["offset"]:
        return replace(about, said=Said.WORDS, words=text)
    command, _, to = text[1 : first["length"]].partition("@")
    if to and to.lower() != bot_name.lower():
        return replace(about, words="")
    given = text[first["length"] :].strip()
    return replace(about, said=Said.COMMAND, words="", command=command.lower(), given=given)
