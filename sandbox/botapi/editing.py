"""What the bot takes back: edits and deletions."""

from sandbox.botapi import keyboards
from sandbox.botapi.sending import file_of, spend
from sandbox.store import chats, files, messages
from sandbox.store.state import Json, State
from sandbox.text import wording
from sandbox.wire.errors import bad_request

DELETABLE_SECONDS = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
FILES = ("photo", "voice", "document", "video", "audio", "animation")


def edit_message_text(state: State, p: Json) -> Json:
    """Change the text of a message; a keyboard that is not given again goes."""
    content = wording.text_of(state, p)
    message = _editable(state, p)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    if "link_preview_options" in p:
        content["link_preview_options"] = p["link_preview_options"]
    return _change(state, message, p, content, drop=("text", "entities", "link_preview_options"))


def edit_message_media(state: State, p: Json) -> Json:
    """Put another file into a message, or a first one in place of its text."""
    message, media = _editable(state, p), p["media"]
    if media["type"] not in FILES or media["type"] == "voice":
        raise bad_request("wrong type of media to edit")
    file = file_of(state, media["type"], media["media"])
    content = {**files.shown(file), **wording.caption_of(state, {**media, "chat_id": p["chat_id"]})}
    drop = ("text", "entities", "link_preview_options", "caption", "caption_entities", *FILES)
    return _change(state, message, p, content, drop=drop)


def edit_message_caption(state: State, p: Json) -> Json:
    """Change the caption of a file."""
    content = wording.caption_of(state, p)
    message = _editable(state, p)
    if not any(kind in message.body for kind in FILES):
        raise bad_request("there is no caption in the message to edit")
    return _change(state, message, p, content, drop=("caption", "caption_entities"))


def edit_message_reply_markup(state: State, p: Json) -> Json:
    """Change the keyboard of a message only."""
    return _change(state, _editable(state, p), p, {}, drop=())


def delete_message(state: State, p: Json) -> bool:
    """Take one message out of the chat."""
    chat = chats.known(state, p["chat_id"])["id"]
    message = messages.find(state, chat, p["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    _delete(state, [message])
    return True


def delete_messages(state: State, p: Json) -> bool:
    """Take up to 100 messages out of the chat; those that are gone already are passed over."""
    chat = chats.known(state, p["chat_id"])["id"]
    if not p["message_ids"]:
        raise bad_request("message identifiers are not specified")
    if len(p["message_ids"]) > 100:
        raise bad_request("too many message identifiers specified")
    found = [messages.find(state, chat, number) for number in p["message_ids"]]
    _delete(state, [message for message in found if message and not message.deleted])
    return True


def _delete(state: State, gone: list[messages.Message]) -> None:
    if any(state.now - message.body["date"] > DELETABLE_SECONDS for message in gone):
        raise bad_request("message can't be deleted for everyone")
    for message in gone:
        messages.remove(state, message)


def _editable(state: State, p: Json) -> messages.Message:
    if "inline_message_id" in p:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in p:
        raise bad_request("chat_id is empty")
    if "message_id" not in p:
        raise bad_request("message identifier is not specified")
    chat = chats.reachable(state, p["chat_id"])["id"]
    message = messages.find(state, chat, p["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.mine or not message.editable:
        raise bad_request("message can't be edited")
    return message


def _change(state: State, message: messages.Message, p: Json, content: Json, drop: tuple[str, ...]) -> Json:
    """Replace the parts named in *drop* and the keyboard, or refuse when nothing would differ."""
    markup = keyboards.checked(p.get("reply_markup"))
    body = {k: v for k, v in message.body.items() if k not in {*drop, "reply_markup", "edit_date"}} | content
    if markup and markup["inline_keyboard"]:
        body["reply_markup"] = markup
    if body == {k: v for k, v in message.body.items() if k != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    spend(state, message.chat)
    body["edit_date"] = int(state.now)
    messages.replace(state, message, body)
    return body
