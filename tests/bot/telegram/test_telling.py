"""How each letter is told on Telegram, call by call."""

import base64
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import BadRequest, TelegramError

from bot.telegram import telling
from storage.core.letters import Address, Letter, LetterKind, Priority

PNG = b"\x89PNG\r\n"
KEYS = [
    [
        {"text": "a", "data": "go:1", "style": "danger"},
        {"text": "b", "data": "go:2"},
        {"text": "c", "copy": "A-1"},
    ]
]
SHOWN = {
    "inline_keyboard": [
        [
            {"text": "a", "callback_data": "go:1", "style": "danger"},
            {"text": "b", "callback_data": "go:2"},
            {"text": "c", "copy_text": {"text": "A-1"}},
        ]
    ]
}
SAID = {"chat_id": "7", "text": "A", "parse_mode": "HTML", "reply_markup": None, "protect_content": None}
CHANGED = {"chat_id": "7", "message_id": 4, "text": "A", "parse_mode": "HTML", "reply_markup": None}
ASKED = {
    "keyboard": [[{"text": "分享", "request_contact": True}]],
    "resize_keyboard": True,
    "one_time_keyboard": True,
}


class Api:
    """Writes down what it is called for, and answers as it is bidden; so does its bot."""

    def __init__(self, *answers: TelegramError | None) -> None:
        self.answers = list(answers)
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.bot: Any = self

    async def call(self, method: str, **given: Any) -> dict[str, int]:
        self.called.append((method, given))
        if self.answers and (error := self.answers.pop(0)):
            raise error
        return {"message_id": 9}

    def __getattr__(self, method: str) -> Any:
        async def called(*given: Any, **more: Any) -> SimpleNamespace:
            await self.call(method, given=given, **more)
            return SimpleNamespace(message_id=9)

        return called


def letter(kind: LetterKind, *, edits: int | None = None, arrived: bool = False, **content: Any) -> Letter:
    to = Address(7, "telegram", "7")
    return Letter(
        1, to, kind, Priority.REPLY, {"text": "A", "again": "（重送）", **content}, edits, 1, arrived
    )


async def told(one: Letter, *answers: TelegramError | None) -> tuple[int | None, list[Any]]:
    """Tell a letter; returns the message's number, and what was called for."""
    api: Any = Api(*answers)
    return await telling.tell(api, one), api.called


@pytest.mark.parametrize(
    ("one", "message", "calls"),
    [
        (letter(LetterKind.MESSAGE), 9, [("sendMessage", SAID)]),
        (letter(LetterKind.NUDGE, rows=KEYS), 9, [("sendMessage", {**SAID, "reply_markup": SHOWN})]),
        (letter(LetterKind.MESSAGE, plain=True), 9, [("sendMessage", {**SAID, "parse_mode": None})]),
        (letter(LetterKind.MESSAGE, protect=True), 9, [("sendMessage", {**SAID, "protect_content": True})]),
        (letter(LetterKind.MESSAGE, arrived=True), 9, [("sendMessage", {**SAID, "text": "（重送）\nA"})]),
        (letter(LetterKind.MESSAGE, ask="分享"), 9, [("sendMessage", {**SAID, "reply_markup": ASKED})]),
        (
            letter(LetterKind.MESSAGE, ask=""),
            9,
            [("sendMessage", {**SAID, "reply_markup": {"remove_keyboard": True}})],
        ),
        (letter(LetterKind.MESSAGE, edits=4), 4, [("editMessageText", CHANGED)]),
        (
            letter(LetterKind.PHOTO, file="f"),
            9,
            [("sendPhoto", {"chat_id": "7", "protect_content": True, "photo": "f"})],
        ),
        (
            letter(LetterKind.PHOTO, file="f", edits=4),
            4,
            [
                (
                    "editMessageMedia",
                    {"chat_id": "7", "message_id": 4, "media": {"type": "photo", "media": "f"}},
                )
            ],
        ),
        (
            letter(LetterKind.PHOTO, bytes=PNG),
            9,
            [
                (
                    "send_photo",
                    {"given": ("7",), "photo": PNG, "filename": "evidence.png", "protect_content": True},
                )
            ],
        ),
        (letter(LetterKind.CARD), 9, [("sendMessage", SAID)]),
        (
            letter(LetterKind.CARD, strip=3),
            9,
            [("sendMessage", SAID), ("editMessageReplyMarkup", {"chat_id": "7", "message_id": 3})],
        ),
        (letter(LetterKind.CARD, edits=4, strip=3), 4, [("editMessageText", CHANGED)]),
        (letter(LetterKind.EDIT, edits=4), None, [("editMessageText", CHANGED)]),
        (letter(LetterKind.DELETE, message=4), None, [("deleteMessage", {"chat_id": "7", "message_id": 4})]),
        (
            letter(LetterKind.COMMANDS, commands={"home": "首頁"}),
            None,
            [
                (
                    "setMyCommands",
                    {
                        "commands": [{"command": "home", "description": "首頁"}],
                        "scope": {"type": "chat", "chat_id": "7"},
                    },
                )
            ],
        ),
        (letter(LetterKind.LEAVE), None, [("leaveChat", {"chat_id": "7"})]),
    ],
)
async def test_each_letter_is_told_by_its_call(one: Letter, message: int | None, calls: list[Any]) -> None:
    assert await told(one) == (message, calls)


@pytest.mark.parametrize("kind", [LetterKind.PICTURE, LetterKind.DOCUMENT])
async def test_a_file_that_was_made_here_comes_with_its_words_and_keys(kind: LetterKind) -> None:
    file = base64.b64encode(b"content").decode()
    message, [(method, given)] = await told(
        letter(kind, file=file, name="表.xlsx", protect=True, rows=KEYS[:1])
    )
    keyboard = given.pop("reply_markup").to_dict()
    assert [key["text"] for row in keyboard["inline_keyboard"] for key in row] == ["a", "b", "c"]
    named = {} if kind is LetterKind.PICTURE else {"filename": "表.xlsx"}
    said = {"caption": "A", "parse_mode": "HTML", "protect_content": True}
    expected = {"given": ("7", b"content"), **said, **named}
    assert (message, given) == (9, expected)
    assert method == ("send_photo" if kind is LetterKind.PICTURE else "send_document")
    _, [(_, bare)] = await told(letter(kind, file=file, name="表.xlsx"))
    assert "reply_markup" not in bare


@pytest.mark.parametrize("reason", telling.CANT_EDIT)
async def test_a_card_that_is_not_there_to_be_changed_is_sent_anew(reason: str) -> None:
    message, calls = await told(letter(LetterKind.CARD, edits=4), BadRequest(reason.capitalize()))
    assert (message, [method for method, _ in calls]) == (9, ["editMessageText", "sendMessage"])


async def test_a_card_that_is_as_it_was_is_told() -> None:
    unchanged = BadRequest("Message is not modified: specified new message content is the same")
    message, calls = await told(letter(LetterKind.CARD, edits=4), unchanged)
    assert (message, len(calls)) == (4, 1)


@pytest.mark.parametrize(
    "one", [letter(LetterKind.CARD, edits=4), letter(LetterKind.DELETE, message=4)], ids=["card", "delete"]
)
async def test_what_is_refused_otherwise_was_not_told(one: Letter) -> None:
    with pytest.raises(BadRequest):
        await told(one, BadRequest("Message can't be deleted for everyone"))


@pytest.mark.parametrize(
    "one", [letter(LetterKind.DELETE, message=4), letter(LetterKind.LEAVE)], ids=["delete", "leave"]
)
async def test_what_is_gone_already_is_well(one: Letter) -> None:
    assert (await told(one, BadRequest("Message to delete not found")))[0] is None


async def test_what_the_office_keeps_is_put_into_the_place_that_is_there() -> None:
    message, [(method, given)] = await told(letter(LetterKind.PHOTO, bytes=PNG, edits=4))
    media, *where = given["given"]
    assert (message, method, where) == (4, "edit_message_media", ["7", 4])
    assert (media.type, media.media.filename) == ("photo", "evidence.png")


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        (
            LetterKind.PHOTO,
            [("sendMessage", {"chat_id": "7", "text": telling.PLACE, "protect_content": True})],
        ),
        (
            LetterKind.MESSAGE,
            [("sendMessage", {"chat_id": "7", "text": telling.PLACE, "protect_content": True})],
        ),
        (LetterKind.VOICE, []),
        (LetterKind.VIDEO_NOTE, []),
    ],
)
async def test_full_data_has_a_protected_place_first_where_it_can_be_put_into_one(
    kind: LetterKind, calls: list[Any]
) -> None:
    api: Any = Api()
    assert await telling.place(api, letter(kind)) == (9 if calls else None)
    assert api.called == calls


@pytest.mark.parametrize(
    ("begins", "ending"),
    [
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (PNG, ".png"),
        (b"GIF89a", ".gif"),
        (b"\0\0\0\x18ftypmp42", ".mp4"),
        (b"OggS", ".ogg"),
        (b"ID3\3", ".mp3"),
        (b"\xff\xfb\x90", ".mp3"),
        (b"RIFF\0", ".wav"),
        (b"?", ".bin"),
    ],
)
def test_a_file_is_named_by_how_it_begins(begins: bytes, ending: str) -> None:
    assert telling._file_name(begins) == f"evidence{ending}"
