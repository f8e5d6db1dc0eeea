"""Text and caption of what the bot sends: parsed, measured, and with the links that Telegram finds."""

import logging

from sandbox.store import chats
from sandbox.store.state import Json, State
from sandbox.text.autolinks import trimmed, with_found
from sandbox.text.entities import Entity, units
from sandbox.text.formatting import parse_html
from sandbox.wire.errors import bad_request

log = logging.getLogger(__name__)

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
# TDLib drops carriage returns and shows other control characters, but for tab and newline, as spaces.
CLEAN = dict.fromkeys([*range(9), 11, 12, *range(14, 32)], " ") | {13: None}


def text_of(state: State, p: Json) -> Json:
    """Return the part of a message that holds the text, or refuse."""
    text, entities = _parsed(state, p, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_of(state: State, p: Json) -> Json:
    """Return the part of a message that holds the caption; nothing when there is none."""
    text, entities = _parsed(state, p, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


def said(text: str) -> Json:
    """Return the part of a message that holds what a person typed."""
    text = text.translate(CLEAN)
    entities = with_found(text, [])
    return {"text": text, **({"entities": entities} if entities else {})}


def _parsed(state: State, p: Json, name: str, given: str) -> tuple[str, list[Entity]]:
    source, mode = p.get(name, "").translate(CLEAN), p.get("parse_mode", "")
    if mode and mode.lower() != "html":
        log.warning("parse_mode %s is not spoken here: the bot writes HTML", mode)
        raise bad_request("unsupported parse_mode")
    text, entities = parse_html(source) if mode else (source, p.get(given, []))
    text, entities = trimmed(text, _with_people(state, entities))
    return text, with_found(text, entities)


def _with_people(state: State, entities: list[Entity]) -> list[Entity]:
    """Name the people who are mentioned; a mention of a stranger is dropped."""
    kept = []
    for entity in entities:
        if entity["type"] == "text_mention":
            person = chats.user(state, entity["user"]["id"])
            if person is None:
                continue
            entity = {**entity, "user": chats.as_user(person)}  # noqa: PLW2901 - the same entity, completed
        kept.append(entity)
    return kept
