"""What a phone shows: a chat as plain JSON."""

import asyncio

from sandbox.store import chats, commands, messages
from sandbox.store.state import Json, State
from sandbox.text.entities import Entity, to_html

SHOWN = 500
KEPT = (
    *("photo", "voice", "document", "sticker", "location", "contact"),
    *("video", "video_note", "audio", "animation", "venue", "poll", "checklist", "dice", "media_group_id"),
)


def chat(state: State, person: chats.User) -> Json:
    """Return everything that somebody sees of the chat with the bot."""
    shown = messages.newest(state, person["id"], SHOWN)
    return {
        "version": person["version"],
        "messages": [message(m) for m in shown],
        "deleted": messages.deleted(state, person["id"]),
        "reply_keyboard": chats.reply_keyboard(person),
        "commands": commands.seen_by(state, person),
        "typing": state.typing_until.get(person["id"], 0) > asyncio.get_running_loop().time(),
        "blocked": bool(person["blocked"]),
    }


def message(m: messages.Message) -> Json:
    """Return one message as somebody sees it."""
    body = m.body
    text: str = body.get("text") or body.get("caption") or ""
    entities: list[Entity] = body.get("entities") or body.get("caption_entities") or []
    reply = body.get("reply_to_message")
    return {
        "id": m.id,
        "from": "bot" if m.mine else "user",
        "date": body["date"],
        "text": text,
        "html": to_html(text, entities),
        "entities": entities,
        "keyboard": m.rows,
        "protected": body.get("has_protected_content", False),
        "edited": "edit_date" in body,
        "reply_to": reply["message_id"] if reply else None,
        **{kind: body[kind] for kind in KEPT if kind in body},
    }


def person(row: chats.User) -> Json:
    """Return somebody as the list of phones shows them."""
    names = ("id", *chats.FIELDS)
    return {**{n: row[n] for n in names}, "started": bool(row["started"]), "blocked": bool(row["blocked"])}
