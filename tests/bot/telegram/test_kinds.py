"""Every kind of message that the Bot API knows has one fitting answer, and a page lists it."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from bot.telegram.hearing import heard
from bot.telegram.kinds import ABOUT, ANSWERED, SILENT
from handlers.ui.heard import Said
from sandbox.phones.others import SAMPLES

SPEC = json.loads((resources.files("sandbox") / "data" / "bot-api.json").read_text("utf-8"))
PAGE = (Path(__file__).parents[3] / "docs" / "sandbox.md").read_text()
SENT = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}


def listed() -> dict[str, str]:
    """Return the table of the page: each kind and its answer."""
    table = PAGE.partition("## Every kind of message")[2]
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|", table, re.MULTILINE)
    return {kind: answer for kinds, answer in rows for kind in re.findall(r"`(\w+)`", kinds)}


def test_every_field_of_a_message_is_answered_silent_or_about_it() -> None:
    known = [*ANSWERED, *SILENT, *ABOUT]
    assert sorted(known) == sorted(set(known))
    assert set(SPEC["message"]) == set(known)


def test_the_page_lists_every_kind_and_its_answer() -> None:
    assert set(listed()) == set(ANSWERED) | SILENT


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_what_the_messenger_says_of_a_chat_is_answered_by_nobody(kind: str) -> None:
    said = heard({"update_id": 1, "message": {**SENT, kind: SAMPLES.get(kind, {})}}, "watch")
    assert said is not None
    assert said.said is Said.SERVICE


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("poll", "要不要去看看？\n要"),
        ("checklist", "看到的\n門口堆滿垃圾"),
        ("rich_message", "巷口第三家，晚上都有人在哭。"),
        ("game", "示範遊戲\n一局"),
        ("venue", "示範公園\n平鎮區示範路1號"),
    ],
)
def test_words_that_stand_in_anything_are_words(kind: str, words: str) -> None:
    said = heard({"update_id": 1, "message": {**SENT, kind: SAMPLES[kind]}}, "watch")
    assert said is not None
    assert said.words == words
    assert said.said is ANSWERED[kind]


def test_of_a_text_with_a_form_of_its_own_all_words_are_read_in_their_order_and_nothing_else() -> None:
    blocks = [
        {"type": "paragraph", "text": [{"type": "bold", "text": "甲"}, "乙"]},
        {"type": "photo", "url": "https://example.org", "caption": {"text": "丙"}, "size": 3},
        {"type": "table", "title": "丁", "rows": [[{"text": "戊"}]]},
    ]
    said = heard({"update_id": 1, "message": {**SENT, "rich_message": {"blocks": blocks}}}, "watch")
    assert said is not None
    assert said.words == "甲\n乙\n丙\n丁\n戊"


def test_of_a_game_its_text_is_read_before_its_description() -> None:
    game = {"title": "示範遊戲", "description": "一局", "text": "輪到你"}
    said = heard({"update_id": 1, "message": {**SENT, "game": game}}, "watch")
    assert said is not None
    assert said.words == "示範遊戲\n輪到你"


@pytest.mark.parametrize("mime", ["image/heic", "video/mp4", "audio/mpeg"])
def test_a_picture_film_or_sound_that_comes_as_a_file_is_evidence(mime: str) -> None:
    document = {"file_id": "f", "file_unique_id": "u", "mime_type": mime}
    said = heard({"update_id": 1, "message": {**SENT, "document": document, "caption": "快來"}}, "watch")
    assert said is not None
    assert (said.said, said.evidence, said.words) == (Said.EVIDENCE, "document:f", "快來")


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [([{"file_id": "small"}, {"file_id": "large"}], "photo:large"), ([], "video:film"), (None, "video:film")],
)
def test_of_a_live_photo_the_picture_is_kept_or_its_film_where_there_is_none(
    sizes: list[dict[str, str]] | None, kept: str
) -> None:
    live = {"live_photo": {"photo": sizes, "file_id": "film"}, "photo": sizes}
    said = heard({"update_id": 1, "message": {**SENT, **live}}, "watch")
    assert said is not None
    assert said.evidence == kept


def test_a_command_with_the_slash_of_a_chinese_keyboard_is_one() -> None:
    said = heard({"update_id": 1, "message": {**SENT, "text": "／start"}}, "watch")
    assert said is not None
    assert (said.said, said.command, said.words) == (Said.COMMAND, "start", "")
