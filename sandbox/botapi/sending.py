"""What the bot writes: new messages with text or a file."""

import asyncio

from sandbox.botapi import keyboards
from sandbox.store import chats, files, messages
from sandbox.store.files import Upload
from sandbox.store.state import Json, State
from sandbox.text import wording
from sandbox.wire.errors import bad_request


def send_message(state: State, p: Json) -> Json:
    """Send a text."""
    content = wording.text_of(state, p)
    if "link_preview_options" in p:
        content["link_preview_options"] = p["link_preview_options"]
    return _send(state, p, content)


def send_photo(state: State, p: Json) -> Json:
    """Send a picture, new or known."""
    return _send_file(state, p, "photo")


def send_voice(state: State, p: Json) -> Json:
    """Send a voice note, new or known."""
    return _send_file(state, p, "voice")


def send_video(state: State, p: Json) -> Json:
    """Send a film, new or known."""
    return _send_file(state, p, "video")


def send_video_note(state: State, p: Json) -> Json:
    """Send a round film, new or known."""
    return _send_file(state, p, "video_note")


def send_audio(state: State, p: Json) -> Json:
    """Send a sound, new or known."""
    return _send_file(state, p, "audio")


def send_animation(state: State, p: Json) -> Json:
    """Send a moving picture, new or known."""
    return _send_file(state, p, "animation")


def send_document(state: State, p: Json) -> Json:
    """Send a file, new or known."""
    return _send_file(state, p, "document")


def send_chat_action(state: State, p: Json) -> bool:
    """Show for five seconds that the bot is busy."""
    if p["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chats.reachable(state, p["chat_id"])["id"]
    state.typing_until[chat] = asyncio.get_running_loop().time() + 5
    chats.touch(state, chat)
    return True


ACTIONS = {
    *("typing", "choose_sticker", "find_location"),
    *(f"{deed}_{what}" for deed in ("record", "upload") for what in ("video", "voice", "video_note")),
    *("upload_photo", "upload_document"),
}


def _send_file(state: State, p: Json, kind: str) -> Json:
    caption = wording.caption_of(state, p)
    person = chats.reachable(state, p["chat_id"])
    file = file_of(state, kind, p[kind], p.get("duration", 1))
    spoiler = {"has_media_spoiler": True} if p.get("has_spoiler") else {}
    return _send(state, {**p, "chat_id": person["id"]}, {**files.shown(file), **caption, **spoiler})


def file_of(state: State, kind: str, given: Upload | str, duration: int = 1) -> files.File:
    """Find a file that is known, or keep a new one."""
    if isinstance(given, Upload):
        return files.keep(state, kind, given, duration)
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox never goes outside
    known = files.find(state, given)
    if known is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def _send(state: State, p: Json, content: Json) -> Json:
    """Write the message into the chat, within the limits, and lay out its keyboard."""
    person = chats.reachable(state, p["chat_id"])
    markup = keyboards.checked(p.get("reply_markup"))
    reply = _reply(state, person, p)
    spend(state, person["id"])
    body = {
        "from": chats.as_bot(state),
        "chat": chats.as_chat(person),
        "date": int(state.now),
        **reply,
        **content,
        **({"has_protected_content": True} if p.get("protect_content") else {}),
        **({"reply_markup": markup} if markup and keyboards.is_inline(markup) else {}),
    }
    state.typing_until.pop(person["id"], None)
    _lay(state, person["id"], markup)
    return messages.add(state, person["id"], body, editable=keyboards.is_inline(markup)).body


def spend(state: State, chat: int) -> None:
    """Count one message against the limits."""
    if state.limits is not None:
        state.limits.count(chat, asyncio.get_running_loop().time())


def _reply(state: State, person: chats.User, p: Json) -> Json:
    wanted = p.get("reply_parameters")
    if wanted is None:
        return {}
    target = messages.find(state, person["id"], wanted["message_id"])
    if target is not None and not target.deleted:
        return {"reply_to_message": {k: v for k, v in target.body.items() if k != "reply_to_message"}}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _lay(state: State, chat: int, markup: Json | None) -> None:
    if markup and not keyboards.is_inline(markup):
        chats.lay_keyboard(state, chat, None if markup.get("remove_keyboard") else markup)
