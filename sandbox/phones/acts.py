"""What somebody does on a phone: each act changes the chat and queues an update for the bot."""

from dataclasses import dataclass
from typing import Any

from sandbox.store import chats, files, messages, queries, updates
from sandbox.store.files import Upload
from sandbox.store.state import Json, State
from sandbox.text import wording
from sandbox.text.entities import units


@dataclass
class NotPossible(Exception):  # noqa: N818 - named after what is the case
    """An act that a phone would not offer."""

    status: int
    why: str


def say(state: State, person: chats.User, text: str, reply_to: int | None = None) -> list[messages.Message]:
    """Send a text; a long one goes out in several messages, as Telegram's apps do it."""
    parts = [part.strip() for part in split(text) if part.strip()]
    if not parts:
        raise NotPossible(400, "there is nothing to say")
    return [send(state, person, wording.said(part), reply_to) for part in parts]


def split(text: str) -> list[str]:
    """Cut *text* into parts of at most 4096 UTF-16 units."""
    parts, start, size = [], 0, 0
    for at, character in enumerate(text):
        wide = units(character)
        if size + wide > wording.TEXT_LIMIT:
            parts.append(text[start:at])
            start, size = at, 0
        size += wide
    return [*parts, text[start:]]


def send(state: State, person: chats.User, content: Json, reply_to: int | None = None) -> messages.Message:
    """Send a message with any content."""
    _must_not_have_blocked(person)
    chats.change(state, person["id"], "started", 1)
    body = {
        "from": chats.as_user(person),
        "chat": chats.as_chat(person),
        "date": int(state.now),
        **_reply(state, person, reply_to),
        **content,
    }
    sent = messages.add(state, person["id"], body)
    updates.add(state, person["id"], "message", sent.body)
    _put_keyboard_away(state, person)
    return sent


def send_file(state: State, person: chats.User, kind: str, upload: Upload, p: Json) -> messages.Message:
    """Send a photo, a film, a sound, a document or a sticker; what shares an *album* is sent at once."""
    file = files.keep(state, kind, upload, int(p.get("duration", 1)), most=files.SENT_LIMIT)
    caption = wording.caption_of(state, {"caption": p.get("caption") or ""})
    album = {"media_group_id": str(p["album"])} if p.get("album") else {}
    return send(state, person, {**files.shown(file), **caption, **album})


def contact(state: State, person: chats.User, of: Json | None) -> messages.Message:
    """Share a contact: one's own, or somebody else's from the address book."""
    own = {"phone_number": person["phone"] or f"886900{person['id'] % 10**6:06}", "user_id": person["id"]}
    names = {n: person[n] for n in ("first_name", "last_name") if person[n]}
    return send(state, person, {"contact": of or own | names})


def press(state: State, person: chats.User, wanted: Json) -> Json:
    """Press an inline button by its label or its data; with *stale* also one that it once had.

    With *forged*, data that no button has: a malicious client can send any.
    """
    _must_not_have_blocked(person)
    message = messages.find(state, person["id"], int(wanted["message_id"]))
    if message is None or (message.deleted and not wanted.get("stale")):
        raise NotPossible(409, "there is no such message")
    button = _button(message, wanted)
    if "callback_data" in button:
        chats.change(state, person["id"], "started", 1)
        return {"callback_query_id": queries.ask(state, person, message, button["callback_data"])}
    if "copy_text" in button:
        return {"copied": button["copy_text"]["text"]}
    return {"opened": button.get("url")}


def _button(message: messages.Message, wanted: Json) -> Json:
    key, value = ("callback_data", wanted["data"]) if "data" in wanted else ("text", wanted.get("label"))
    if wanted.get("forged"):
        return {"text": "", "callback_data": value}
    now = [button for row in message.rows for button in row]
    once = [{"text": label, "callback_data": data} for label, data in message.buttons]
    for button in now + (once if wanted.get("stale") else []):
        if button.get(key) == value:
            return button
    raise NotPossible(409, "there is no such button on the message as it is now")


def edit(state: State, person: chats.User, number: int, text: str) -> messages.Message:
    """Change one's own text, or the words under a photo or film."""
    message = _own(state, person, number)
    if "text" in message.body:
        return _edited(state, person, message, wording.said(text), "entities")
    if not any(kind in message.body for kind in ("photo", *files.FOLDERS)):
        raise NotPossible(409, "only one's own words can be edited")
    said = wording.caption_of(state, {"caption": text})
    return _edited(state, person, message, said, "caption", "caption_entities")


def move(state: State, person: chats.User, number: int, place: Json) -> messages.Message:
    """Go on with the phone while it shares where it is: its message is edited at each step."""
    message = _own(state, person, number)
    if "live_period" not in message.body.get("location", {}):
        raise NotPossible(409, "this place is not shared live")
    return _edited(state, person, message, {"location": {**message.body["location"], **place}})


def _own(state: State, person: chats.User, number: int) -> messages.Message:
    _must_not_have_blocked(person)
    message = messages.find(state, person["id"], number)
    if message is None or message.deleted or message.mine:
        raise NotPossible(409, "only one's own message can be edited")
    return message


def _edited(
    state: State, person: chats.User, message: messages.Message, now: Json, *gone: str
) -> messages.Message:
    body = {k: v for k, v in message.body.items() if k not in gone}
    body |= {"edit_date": int(state.now), **now}
    messages.replace(state, message, body)
    updates.add(state, person["id"], "edited_message", body)
    return messages.find(state, person["id"], message.id) or message


def block(state: State, person: chats.User, *, blocked: bool) -> None:
    """Stop the bot, or let it in again."""
    if bool(person["blocked"]) == blocked:
        return
    chats.change(state, person["id"], "blocked", int(blocked))
    chats.change(state, person["id"], "started", 1)
    before, after = _member(state, blocked=not blocked), _member(state, blocked=blocked)
    about = {"chat": chats.as_chat(person), "from": chats.as_user(person), "date": int(state.now)}
    change = {**about, "old_chat_member": before, "new_chat_member": after}
    updates.add(state, person["id"], "my_chat_member", change)
    chats.touch(state, person["id"])


def _member(state: State, *, blocked: bool) -> Json:
    standing: dict[str, Any] = {"status": "kicked", "until_date": 0} if blocked else {"status": "member"}
    return {"user": chats.as_bot(state), **standing}


def _must_not_have_blocked(person: chats.User) -> None:
    if person["blocked"]:
        raise NotPossible(409, "the bot is blocked: unblock it first")


def _reply(state: State, person: chats.User, reply_to: int | None) -> Json:
    if reply_to is None:
        return {}
    target = messages.find(state, person["id"], reply_to)
    if target is None or target.deleted:
        raise NotPossible(409, "there is no such message to reply to")
    return {"reply_to_message": {k: v for k, v in target.body.items() if k != "reply_to_message"}}


def _put_keyboard_away(state: State, person: chats.User) -> None:
    """A one-time keyboard and a forced reply go with the next message."""
    laid = chats.reply_keyboard(person)
    if laid and (laid.get("one_time_keyboard") or laid.get("force_reply")):
        chats.lay_keyboard(state, person["id"], None)
        chats.touch(state, person["id"])
