"""A key carries what its type says, and a forged one is no key."""

import pytest

from casework.meetings.attending import Coming
from handlers.meetings.attending import Reply


def test_what_a_key_carries_comes_back_as_what_it_was() -> None:
    key = Reply(7, Coming.DEPUTY, 738000)
    read = Reply.read(key.data())
    assert read == key
    assert read is not None
    assert isinstance(read.answer, Coming)


@pytest.mark.parametrize(
    "data", ["gmy:7:maybe:1", "gmy:x:comes:1", "gmy:7:comes", "gmy:7:comes:1:1", "gmx:7:comes:1"]
)
def test_what_no_key_carries_is_none(data: str) -> None:
    assert Reply.read(data) is None
