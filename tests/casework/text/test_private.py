"""What is private by its content is known in whatever hand it was typed (`trust.md` L2)."""

import pytest

from casework.text.private import holds_an_id, looks_like_a_pin


@pytest.mark.parametrize("typed", ["405162", "４０５１６２", "405 162", "四零五一六二"])
def test_six_digits_alone_may_be_a_pin(typed: str) -> None:
    assert looks_like_a_pin(typed)


@pytest.mark.parametrize("typed", ["40516", "4051622", "A-115-685387", "0912345678", "115/6/1", "405162 號"])
def test_other_figures_are_none(typed: str) -> None:
    assert not looks_like_a_pin(typed)


def test_an_id_is_known_by_its_checksum_in_whatever_hand() -> None:
    assert holds_an_id("他的身分證是 Ａ１２３-４５６-７８９")
    assert not holds_an_id("A123456788")
