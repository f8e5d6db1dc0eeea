"""Telling a letter on Telegram: new, in place, or taken back."""

import base64
import contextlib
from collections.abc import Awaitable, Mapping
from typing import Any

from telegram import (
    InlineKeyboardMarkup,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)
from telegram.error import BadRequest, TelegramError

from bot.telegram.calling import Api
from storage.core.letters import Letter, LetterKind

CANT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
DELETED = "message to delete not found"
UNCHANGED = "message is not modified"
PLACE = "🔒"
Json = dict[str, Any]
SENT_IN = {
    LetterKind.PHOTO: ("sendPhoto", "photo"),
    LetterKind.VOICE: ("sendVoice", "voice"),
    LetterKind.VIDEO: ("sendVideo", "video"),
    LetterKind.VIDEO_NOTE: ("sendVideoNote", "video_note"),
    LetterKind.AUDIO: ("sendAudio", "audio"),
    LetterKind.ANIMATION: ("sendAnimation", "animation"),
    LetterKind.FILE: ("sendDocument", "document"),
}
"""How what somebody sent is shown to another: the method, and what Telegram calls the file."""
MEDIA = {
    LetterKind.PHOTO: InputMediaPhoto,
    LetterKind.VIDEO: InputMediaVideo,
    LetterKind.AUDIO: InputMediaAudio,
    LetterKind.ANIMATION: InputMediaAnimation,
    LetterKind.FILE: InputMediaDocument,
}
"""As what it is put into a message that is there."""
BEGINS = (
    *((0, b"\xff\xd8", ".jpg"), (0, b"\x89PNG", ".png"), (0, b"GIF8", ".gif"), (4, b"ftyp", ".mp4")),
    *((0, b"OggS", ".ogg"), (0, b"ID3", ".mp3"), (0, b"\xff\xfb", ".mp3"), (0, b"RIFF", ".wav")),
)
"""From where on a file has which bytes, and the ending of its name."""
NOWHERE_ELSE = {LetterKind.VOICE, LetterKind.VIDEO_NOTE}
"""What can't be put into a message that is there."""


async def tell(api: Api, letter: Letter) -> int | None:
    """Tell a letter; returns the message's number. Raises Telegram's errors."""
    content, chat = letter.content, letter.to.text
    match letter.kind:
        case LetterKind.CARD:
            return await _card(api, letter)
        case LetterKind.MESSAGE | LetterKind.NUDGE:
            return await _message(api, letter)
        case kind if kind in SENT_IN:
            return await _message(api, letter)
        case LetterKind.EDIT:
            await _edit(api, letter)
        case LetterKind.PICTURE | LetterKind.DOCUMENT:
            return await _made_here(api, letter)
        case LetterKind.DELETE:
            await _delete(api, letter)
        case LetterKind.COMMANDS:
            commands = [{"command": name, "description": text} for name, text in content["commands"].items()]
            await api.call("setMyCommands", commands=commands, scope={"type": "chat", "chat_id": chat})
        case LetterKind.LEAVE:
            with contextlib.suppress(TelegramError):  # the next word there asks for it again
                await api.call("leaveChat", chat_id=chat)
    return None


async def place(api: Api, letter: Letter) -> int | None:
    """Put an empty, protected message where a letter will stand; not every file can be put into one."""
    if letter.kind in NOWHERE_ELSE:
        return None
    return await _sent(api, "sendMessage", letter.to.text, text=PLACE, protect_content=True)


async def _delete(api: Api, letter: Letter) -> None:
    """Take a message back; one that is gone already is well."""
    try:
        await api.call("deleteMessage", chat_id=letter.to.text, message_id=letter.content["message"])
    except BadRequest as error:
        if DELETED not in str(error).lower():
            raise


async def _card(api: Api, letter: Letter) -> int:
    if letter.edits is None:
        message = await _new(api, letter)
        await _strip(api, letter.to.text, letter.content.get("strip"))
        return message
    return letter.edits if await _edit(api, letter) else await _new(api, letter)


async def _message(api: Api, letter: Letter) -> int:
    """Send what stays in the chat, or put it where its place is; where that is gone, it is shown nowhere."""
    file = letter.content.get("file")
    if letter.content.get("bytes") is not None:
        return await _kept_here(api, letter, letter.content["bytes"])
    if letter.edits is not None:
        if file is None:
            await _edit(api, letter)
        else:
            media = {"type": SENT_IN[letter.kind][1], "media": file}
            await _change(api, "editMessageMedia", letter, media=media)
        return letter.edits
    if file is None:
        return await _new(api, letter)
    method, called = SENT_IN[letter.kind]
    return await _sent(api, method, letter.to.text, protect_content=True, **{called: file})


async def _edit(api: Api, letter: Letter) -> bool:
    """Change the words of a message in its place; False when it is not there to be changed."""
    said = {
        "text": letter.content["text"],
        "parse_mode": _marks(letter),
        "reply_markup": _keys(letter.content),
    }
    return await _change(api, "editMessageText", letter, **said)


async def _change(api: Api, method: str, letter: Letter, **given: Any) -> bool:
    return await _changed(api.call(method, chat_id=letter.to.text, message_id=letter.edits, **given))


async def _changed(asked: Awaitable[object]) -> bool:
    """Wait for a change; False when what was to be changed is not there."""
    try:
        await asked
    except BadRequest as error:
        reason = str(error).lower()
        if any(word in reason for word in CANT_EDIT):
            return False
        if UNCHANGED not in reason:
            raise
    return True


async def _new(api: Api, letter: Letter) -> int:
    content = letter.content
    return await _sent(
        api,
        "sendMessage",
        letter.to.text,
        text=_text(letter),
        parse_mode=_marks(letter),
        reply_markup=_keys(content) or _reply_keys(content),
        protect_content=content.get("protect"),
    )


async def _sent(api: Api, method: str, chat: str, **given: Any) -> int:
    return int((await api.call(method, chat_id=chat, **given))["message_id"])


async def _kept_here(api: Api, letter: Letter, content: bytes) -> int:
    """Show what the office keeps of what somebody sent, in its place where it has one."""
    chat, name, called = letter.to.text, _file_name(content), SENT_IN[letter.kind][1]
    if letter.edits is not None:
        media = MEDIA[letter.kind](content, filename=name)
        await _changed(api.bot.edit_message_media(media, chat, letter.edits))
        return letter.edits
    send = getattr(api.bot, f"send_{called}")
    given = {called: content, "filename": name, "protect_content": True}
    return int((await send(chat, **given)).message_id)


def _file_name(content: bytes) -> str:
    """Name a file by what it is: phones go by the ending, and how its sender called it tells who they are."""
    found = (ending for at, begins, ending in BEGINS if content.startswith(begins, at))
    return f"evidence{next(found, '.bin')}"


async def _made_here(api: Api, letter: Letter) -> int:
    """Send a file: python-telegram-bot packs it."""
    content, file = letter.content, base64.b64decode(letter.content["file"])
    keys = _keys(content)
    said: Any = {"caption": _text(letter), "parse_mode": "HTML", "protect_content": content.get("protect")}
    if keys is not None:
        said["reply_markup"] = InlineKeyboardMarkup.de_json(keys, api.bot)
    if letter.kind is LetterKind.PICTURE:
        return (await api.bot.send_photo(letter.to.text, file, **said)).message_id
    said |= {"filename": content["name"]}
    return (await api.bot.send_document(letter.to.text, file, **said)).message_id


def _marks(letter: Letter) -> str | None:
    return None if letter.content.get("plain") else "HTML"


def _text(letter: Letter) -> str:
    content = letter.content
    return f"{content['again']}\n{content['text']}" if letter.arrived else str(content["text"])


async def _strip(api: Api, chat: str, card: int | None) -> None:
    """Take the keys off the card before: one card is live. The new one was told, whatever becomes of this."""
    if card is not None:
        with contextlib.suppress(TelegramError):
            await api.call("editMessageReplyMarkup", chat_id=chat, message_id=card)


def _keys(content: Mapping[str, Any]) -> Json | None:
    rows = content.get("rows")
    return {"inline_keyboard": [[_key(key) for key in row] for row in rows]} if rows else None


def _key(key: Mapping[str, str]) -> Json:
    if "copy" in key:
        return {"text": key["text"], "copy_text": {"text": key["copy"]}}
    style = {"style": key["style"]} if key.get("style") else {}
    return {"text": key["text"], "callback_data": key["data"], **style}


def _reply_keys(content: Mapping[str, Any]) -> Json | None:
    if "ask" not in content:
        return None
    if not content["ask"]:
        return {"remove_keyboard": True}
    button = {"text": content["ask"], "request_contact": True}
    return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
