"""Telling a letter on Telegram: new, in place, or taken back."""

import base64
import contextlib
from collections.abc import Mapping
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, TelegramError

from storage.core.letters import Letter, LetterKind

CANT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNCHANGED = "message is not modified"


async def tell(bot: Bot, letter: Letter) -> int | None:
    """Tell a letter; returns the message's number. Raises Telegram's errors."""
    content = letter.content
    match letter.kind:
        case LetterKind.CARD:
            return await _card(bot, letter)
        case LetterKind.MESSAGE | LetterKind.NUDGE:
            return await _new(bot, letter)
        case LetterKind.EDIT:
            await _edit(bot, letter)
        case LetterKind.PHOTO:
            return (await bot.send_photo(letter.to.text, content["file"], protect_content=True)).message_id
        case LetterKind.VOICE:
            return (await bot.send_voice(letter.to.text, content["file"], protect_content=True)).message_id
        case LetterKind.PICTURE | LetterKind.DOCUMENT:
            return await _made_here(bot, letter)
        case LetterKind.DELETE:
            with contextlib.suppress(BadRequest):  # it is gone already, or too old to be deleted
                await bot.delete_message(letter.to.text, content["message"])
        case LetterKind.COMMANDS:
            commands = [BotCommand(name, text) for name, text in content["commands"].items()]
            await bot.set_my_commands(commands, scope=BotCommandScopeChat(letter.to.text))
        case LetterKind.LEAVE:
            with contextlib.suppress(TelegramError):  # the next word there asks for it again
                await bot.leave_chat(letter.to.text)
    return None


async def _card(bot: Bot, letter: Letter) -> int:
    if letter.edits is None:
        message = await _new(bot, letter)
        await _strip(bot, letter.to.text, letter.content.get("strip"))
        return message
    return letter.edits if await _edit(bot, letter) else await _new(bot, letter)


async def _edit(bot: Bot, letter: Letter) -> bool:
    """Change a message in its place; False when it is not there to be changed."""
    try:
        await bot.edit_message_text(
            letter.content["text"],
            letter.to.text,
            letter.edits,
            parse_mode="HTML",
            reply_markup=_keys(letter.content),
        )
    except BadRequest as error:
        reason = str(error).lower()
        if any(word in reason for word in CANT_EDIT):
            return False
        if UNCHANGED not in reason:
            raise
    return True


async def _new(bot: Bot, letter: Letter) -> int:
    content = letter.content
    message = await bot.send_message(
        letter.to.text,
        _text(letter),
        parse_mode="HTML",
        reply_markup=_keys(content) or _reply_keys(content),
        protect_content=content.get("protect"),
    )
    return message.message_id


async def _made_here(bot: Bot, letter: Letter) -> int:
    content, file = letter.content, base64.b64decode(letter.content["file"])
    said: Any = {"caption": _text(letter), "parse_mode": "HTML", "reply_markup": _keys(content)}
    if letter.kind is LetterKind.PICTURE:
        return (await bot.send_photo(letter.to.text, file, **said)).message_id
    return (await bot.send_document(letter.to.text, file, filename=content["name"], **said)).message_id


def _text(letter: Letter) -> str:
    content = letter.content
    return f"{content['again']}\n{content['text']}" if letter.arrived else str(content["text"])


async def _strip(bot: Bot, chat: str, card: int | None) -> None:
    """Take the keys off the card before: one card is live. The new one was told, whatever becomes of this."""
    if card is not None:
        with contextlib.suppress(TelegramError):
            await bot.edit_message_reply_markup(chat, card)


def _keys(content: Mapping[str, Any]) -> InlineKeyboardMarkup | None:
    rows = content.get("rows")
    return InlineKeyboardMarkup([[_key(key) for key in row] for row in rows]) if rows else None


def _key(key: Mapping[str, str]) -> InlineKeyboardButton:
    if "copy" in key:
        return InlineKeyboardButton(key["text"], copy_text=CopyTextButton(key["copy"]))
    return InlineKeyboardButton(key["text"], callback_data=key["data"], style=key.get("style"))


def _reply_keys(content: Mapping[str, Any]) -> ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if "ask" not in content:
        return None
    if not content["ask"]:
        return ReplyKeyboardRemove()
    button = KeyboardButton(content["ask"], request_contact=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
