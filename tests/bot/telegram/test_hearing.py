"""What Telegram hands over is read as it came."""

from typing import Any

import pytest

from bot.telegram.hearing import heard
from handlers.ui.heard import Heard, Said, SentFile, SharedContact

CHAT = {"id": 7, "type": "private", "first_name": "示範"}
FROM = {"id": 7, "is_bot": False, "first_name": "示範", "language_code": "zh-hant"}
SENT = {"message_id": 5, "date": 1, "chat": CHAT, "from": FROM}
DOCUMENT = {
    "file_id": "f",
    "file_unique_id": "u",
    "file_name": "王測試.xlsx",
    "file_size": 9,
    "mime_type": "x/y",
}
PHOTO = {"file_id": "small", "file_unique_id": "s", "width": 1, "height": 1}
GROUP = {"id": -9, "type": "group", "title": "里"}
SAME = {"message": 5, "language": "zh-hant"}
PRESS = {"id": "t", "from": FROM, "data": "c:1", "chat_instance": "1"}
COMMAND = {"type": "bot_command", "offset": 0, "length": 6}
MENTION = {**COMMAND, "length": 12}


def said(**more: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {**SENT, **more}}


def about(what: Said, **more: Any) -> Heard:
    return Heard(**{"channel": "telegram", "address": "7", "said": what, **SAME, **more})


@pytest.mark.parametrize(
    ("update", "meant"),
    [
        (said(text="隔壁一直哭"), about(Said.WORDS, words="隔壁一直哭")),
        (said(text="/Start abc ", entities=[COMMAND]), about(Said.COMMAND, command="start", given="abc")),
        (said(text="/start@Other x", entities=[MENTION]), about(Said.OTHER)),
        (
            said(text="/start@WATCH", entities=[{**COMMAND, "length": 12}]),
            about(Said.COMMAND, command="start"),
        ),
        (
            said(text="見 /start", entities=[{**COMMAND, "offset": 2}]),
            about(Said.WORDS, words="見 /start"),
        ),
        (
            said(text="好", reply_to_message={**SENT, "message_id": 3}),
            about(Said.WORDS, words="好", answers=3),
        ),
        (
            said(photo=[PHOTO, {**PHOTO, "file_id": "large"}], caption="傷"),
            about(Said.EVIDENCE, evidence="photo:large", words="傷"),
        ),
        (
            said(voice={"file_id": "v", "file_unique_id": "u", "duration": 3}),
            about(Said.EVIDENCE, evidence="voice:v"),
        ),
        (said(document=DOCUMENT), about(Said.FILE, file=SentFile("王測試.xlsx", 9, "x/y", "f"))),
        (
            said(document=DOCUMENT, animation={**PHOTO, "duration": 1}),
            about(Said.EVIDENCE, evidence="animation:small"),
        ),
        (said(location={"latitude": 24.9, "longitude": 121.2}), about(Said.PLACE, place=(24.9, 121.2))),
        (
            said(contact={"phone_number": "0900", "first_name": "一", "last_name": "王", "user_id": 7}),
            about(Said.CONTACT, contact=SharedContact("王 一", "0900", own=True)),
        ),
        (
            said(contact={"phone_number": "0900", "first_name": "一"}),
            about(Said.CONTACT, words="一 0900", contact=SharedContact("一", "0900", own=False)),
        ),
        (
            said(
                contact={"phone_number": "0900", "first_name": "Anna-Maria", "last_name": "Lee", "user_id": 8}
            ),
            about(
                Said.CONTACT,
                words="Anna-Maria Lee 0900",
                contact=SharedContact("Anna-Maria Lee", "0900", own=False),
            ),
        ),
        (
            said(contact={"phone_number": "0900", "first_name": "Lee", "last_name": "王", "user_id": 7}),
            about(Said.CONTACT, contact=SharedContact("王 Lee", "0900", own=True)),
        ),
        (said(document={"file_id": "f"}), about(Said.FILE, file=SentFile("", 0, "", "f"))),
        (
            said(text="@某人 好", entities=[{"type": "mention", "offset": 0, "length": 3}]),
            about(Said.WORDS, words="@某人 好"),
        ),
        (said(sticker={"file_id": "s"}), about(Said.OTHER)),
        (said(sticker={"file_id": "s"}, text=None, document=None, location=None), about(Said.OTHER)),
        (said(sticker={"file_id": "s"}, boost_added={}), about(Said.OTHER)),
        (said(sticker={"file_id": "s"}, caption="快來"), about(Said.OTHER, words="快來")),
        (said(what_comes_next={}), about(Said.OTHER)),
        (said(poll={}), about(Said.OTHER)),
        ({"update_id": 1, "edited_message": {**SENT, "text": "改"}}, about(Said.AMENDED, words="改")),
        (
            {"update_id": 1, "message": {**SENT, "chat": GROUP, "text": "在"}},
            about(Said.WORDS, address="-9", private=False, words="在"),
        ),
        (
            {
                "update_id": 1,
                "callback_query": {
                    "id": "t",
                    "from": FROM,
                    "message": SENT,
                    "data": "c:1",
                    "chat_instance": "1",
                },
            },
            about(Said.PRESS, message=None, on=5, pressed="c:1", token="t"),
        ),
        (
            {
                "update_id": 1,
                "callback_query": {"id": "t", "from": FROM, "data": "c:1", "chat_instance": "1"},
            },
            about(Said.PRESS, message=None, pressed="c:1", token="t"),
        ),
        (
            {
                "update_id": 1,
                "my_chat_member": {
                    "chat": CHAT,
                    "from": FROM,
                    "date": 1,
                    "old_chat_member": {"status": "member", "user": FROM},
                    "new_chat_member": {"status": "kicked", "user": FROM, "until_date": 0},
                },
            },
            about(Said.PRESENCE, message=None, gone=True),
        ),
        (
            {
                "update_id": 1,
                "my_chat_member": {
                    "chat": CHAT,
                    "from": FROM,
                    "date": 1,
                    "old_chat_member": {"status": "kicked", "user": FROM, "until_date": 0},
                    "new_chat_member": {"status": "member", "user": FROM},
                },
            },
            about(Said.PRESENCE, message=None, gone=False),
        ),
        (
            {
                "update_id": 1,
                "channel_post": {"message_id": 5, "date": 1, "chat": {**GROUP, "type": "channel"}},
            },
            about(Said.OTHER, address="-9", private=False, message=None, language=None),
        ),
        (said(text="好", caption=None, photo=None), about(Said.WORDS, words="好")),
        ({"update_id": 1, "poll": {"id": "8"}}, None),
        ({"update_id": 1, "inline_query": {"id": "1", "from": FROM, "query": "王", "offset": ""}}, None),
        ({"update_id": 1, "what_comes_next": {"chat": CHAT}}, None),
    ],
    ids=lambda one: one.said.value if isinstance(one, Heard) else "",
)
def test_what_was_said_is_heard(update: dict[str, Any], meant: Heard | None) -> None:
    assert heard(update, "watch") == meant
