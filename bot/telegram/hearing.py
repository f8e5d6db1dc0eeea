"""What Telegram handed over, in no messenger's words."""

from dataclasses import replace

from telegram import CallbackQuery, ChatMemberUpdated, Document, Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.telegram.channel import TELEGRAM
from handlers.ui.heard import Heard, Said, SentFile, SharedContact

GONE = ("kicked", "left")


def heard(update: Update, bot_name: str) -> Heard | None:
    """Say what was said; None when it is in nobody's chat."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None and user is None:
        return None
    about = Heard(
        channel=TELEGRAM.name,
        address=str(chat.id if chat else user.id),  # type: ignore[union-attr]  # one of them is there
        said=Said.OTHER,
        private=chat is None or chat.type == ChatType.PRIVATE,
        language=user.language_code if user else None,
    )
    if update.callback_query is not None:
        return _pressed(about, update.callback_query)
    if update.my_chat_member is not None:
        return _presence(about, update.my_chat_member)
    if update.message is not None:
        return _message(about, update.message, bot_name)
    if update.edited_message is not None:
        return replace(about, said=Said.AMENDED, message=update.edited_message.message_id)
    return about if update.effective_message else None


def _pressed(about: Heard, query: CallbackQuery) -> Heard:
    on = query.message.message_id if query.message else None
    return replace(about, said=Said.PRESS, pressed=query.data or "", token=query.id, on=on)


def _presence(about: Heard, change: ChatMemberUpdated) -> Heard:
    return replace(about, said=Said.PRESENCE, gone=change.new_chat_member.status in GONE)


def _message(about: Heard, message: Message, bot_name: str) -> Heard:
    answers = message.reply_to_message.message_id if message.reply_to_message else None
    about = replace(about, message=message.message_id, answers=answers, words=message.caption or "")
    if message.text is not None:
        return _text(about, message, message.text, bot_name)
    if evidence := _evidence(message):
        return replace(about, said=Said.EVIDENCE, evidence=evidence)
    if message.document and not message.animation:  # a moving picture comes as both
        return replace(about, said=Said.FILE, file=_file(message.document))
    if message.location:
        return replace(about, said=Said.PLACE, place=(message.location.latitude, message.location.longitude))
    if message.contact:
        shared = message.contact
        name = " ".join(part for part in (shared.last_name, shared.first_name) if part)
        own = shared.user_id is not None and str(shared.user_id) == about.address
        return replace(about, said=Said.CONTACT, contact=SharedContact(name, shared.phone_number, own))
    return about


def _evidence(message: Message) -> str:
    if message.photo:
        return f"photo:{message.photo[-1].file_id}"
    return f"voice:{message.voice.file_id}" if message.voice else ""


def _file(sent: Document) -> SentFile:
    return SentFile(sent.file_name or "", sent.file_size or 0, sent.mime_type or "", sent.file_id)


def _text(about: Heard, message: Message, text: str, bot_name: str) -> Heard:
    """Tell commands from words; one that is meant for another bot is none of ours."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return replace(about, said=Said.WORDS, words=text)
    command, _, to = text[1 : first.length].partition("@")
    if to and to.lower() != bot_name.lower():
        return about
    given = text[first.length :].strip()
    return replace(about, said=Said.COMMAND, command=command.lower(), given=given)
