"""What a channel does not take in one message is cut, and nothing of it is lost."""

import pytest
from markupsafe import Markup

from handlers.ui.buttons import OpenCard
from handlers.ui.screens import GO_ON, Level, Press, Rows, Screen, pieces
from handlers.words.wording import LANGUAGES, load_wordings
from tests.support.small_channel import SMALL

LINE = "一二三四五六七八九十\n"


def rows(*keys: int) -> Rows:
    """Make rows of so many keys each."""
    return tuple(tuple(Press("x", OpenCard(one)) for one in range(many)) for many in keys)


@pytest.mark.parametrize("lines", [1, 100, 454, 455, 2000])
def test_a_long_text_is_cut_at_lines_and_its_keys_stay_with_the_end(lines: int) -> None:
    screen = Screen(Markup((LINE * lines).rstrip("\n")), rows(1, 2), Level.L2, draft=7)
    *before, last = pieces(screen, SMALL)
    assert "\n".join(str(one.text) for one in (*before, last)) == str(screen.text)
    assert all(len(str(one.text)) <= SMALL.text for one in (*before, last))
    assert (last.rows, last.draft) == (screen.rows, 7)
    assert all(one.level is Level.L2 and not one.rows for one in before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fills_a_message_has_room_to_say_that_it_is_sent_again(language: str) -> None:
    """Else it was refused when it was told anew, and the reader heard only that it can't be shown."""
    wording = load_wordings()[language]
    for length in range(SMALL.text - 30, SMALL.text + 1):
        for one in pieces(Screen(Markup("字" * length)), SMALL):
            content = one.content(wording)
            assert len(f"{content['again']}\n{content['text']}") <= SMALL.text


HEAD, ROW, BLOCK = "<b>一</b>\n", f"{LINE}　　{LINE}", f"\n<b>一</b>\n{LINE * 20}"
"""A heading, a row of two lines, and a heading with what it heads."""


@pytest.mark.parametrize("lines", range(440, 460))
@pytest.mark.parametrize("before", [HEAD, f"{HEAD}哪些：\n", ROW, BLOCK])
def test_a_cut_keeps_a_heading_with_what_it_heads_and_a_row_whole(lines: int, before: str) -> None:
    screen = Screen(Markup(LINE * lines + (before + LINE) * 30))
    parts = [str(one.text) for one in pieces(screen, SMALL)]
    assert len(parts) > 1
    assert not any(one.endswith(("</b>", "：")) or one.startswith("　") for one in parts)
    assert "".join(parts).replace("\n", "") == str(screen.text).replace("\n", "")


@pytest.mark.parametrize(
    ("given", "spread"),
    [
        ((), [0]),
        ((1,) * 13, [13]),
        ((1,) * 14, [13, 1]),
        ((2,) * 7, [12, 2]),
        ((30,), [13, 13, 4]),
        ((1,) * 40, [13, 13, 13, 1]),
    ],
    ids=["none", "as many as there may be", "one more", "rows stay whole", "a row too long", "many"],
)
def test_keys_that_have_no_room_stand_in_messages_of_their_own(
    given: tuple[int, ...], spread: list[int]
) -> None:
    found = list(pieces(Screen(Markup("card"), rows(*given), Level.L1, draft=7), SMALL))
    assert [sum(map(len, one.rows)) for one in found] == spread
    assert [str(one.text) for one in found] == ["card", *[str(GO_ON)] * (len(spread) - 1)]
    assert (found[-1].level, found[-1].draft) == (Level.L1, 7)
