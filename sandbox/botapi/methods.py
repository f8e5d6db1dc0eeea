"""The Bot API's methods: which function answers which name."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.botapi import answering, commands, editing, polling, sending
from sandbox.store import chats, files
from sandbox.store.state import Json, State
from sandbox.wire.errors import bad_request

Method = Callable[[State, Json], Any]
Waiting = Callable[[State, Json], Awaitable[Any]]


def get_me(state: State, _: Json) -> Json:
    """Introduce the bot."""
    return {
        **chats.as_bot(state),
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(state: State, p: Json) -> Json:
    """Tell about a private chat."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chats.as_chat(chats.known(state, p["chat_id"])),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }


def leave_chat(state: State, p: Json) -> bool:
    """Refuse: there are private chats only, and nobody leaves those."""
    chats.known(state, p["chat_id"])
    raise bad_request("chat member status can't be changed in private chats")


def get_file(state: State, p: Json) -> Json:
    """Tell where a file can be fetched."""
    file = files.find(state, p["file_id"])
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > files.DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    about = {"file_id": p["file_id"], "file_unique_id": file.meta["file_unique_id"]}
    return {**about, "file_size": len(file.content), "file_path": file.path}


def nothing_to_do(_: State, __: Json) -> bool:
    """Leave the cloud, which this is not."""
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "getFile": get_file,
    "setWebhook": polling.set_webhook,
    "deleteWebhook": polling.delete_webhook,
    "getWebhookInfo": polling.get_webhook_info,
    "setMyCommands": commands.set_my_commands,
    "getMyCommands": commands.get_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "sendVideo": sending.send_video,
    "sendVideoNote": sending.send_video_note,
    "sendAudio": sending.send_audio,
    "sendAnimation": sending.send_animation,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageMedia": editing.edit_message_media,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": answering.answer_callback_query,
    "logOut": nothing_to_do,
    "close": nothing_to_do,
}
WAITING: dict[str, Waiting] = {"getUpdates": polling.get_updates}


async def run(state: State, method: str, p: Json) -> Any:
    """Carry out one call; all that it changes is kept, or nothing."""
    if method in WAITING:
        return await WAITING[method](state, p)
    with state.transaction():
        return METHODS[method](state, p)
