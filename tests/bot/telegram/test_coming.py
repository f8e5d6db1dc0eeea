"""In which chat an update of Telegram belongs."""

import pytest

from bot.telegram.coming import chat_of


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}}}, "5"),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}}}, "6"),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 7}}}}, "7"),
        ({"update_id": 1, "poll": {"id": "8"}}, None),
        ({"update_id": 1, "message": {"chat": {}}}, None),
        ({"update_id": 1, "message": {"chat": {"id": 2**63 - 1}}}, str(2**63 - 1)),
        ({"update_id": 1, "message": {"chat": {"id": 2**63}}}, None),
    ],
    ids=["message", "press", "press on a message", "poll", "no id", "the largest id", "huge id"],
)
def test_an_update_belongs_to_a_chat_or_to_none_and_never_stops_the_fetching(
    update: dict[str, object], chat: str | None
) -> None:
    assert chat_of(update) == chat
