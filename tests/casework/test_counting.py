"""How far lists are counted, and when there is another page (`ux.md` 22)."""

import pytest

from casework.counting import ENOUGH, Page, counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0"), (99, "99"), (100, "100"), (101, "100+"), (ENOUGH, "100+")]
)
def test_what_waits_is_counted_up_to_a_hundred(number, said):
    assert counted(number) == said


@pytest.mark.parametrize(
    ("found", "rows", "more"), [("", "", False), ("ab", "ab", False), ("abc", "ab", True)]
)
def test_another_page_comes_where_one_more_was_found(found, rows, more):
    assert Page.of(found, 2) == Page(rows, more)
