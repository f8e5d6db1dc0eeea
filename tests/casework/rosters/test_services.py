"""What the bureaus' lists say is read so that no family is overlooked, and nothing confidential shown."""

from datetime import date

import pytest
from msgspec.structs import replace

from casework.policy.policy import Duty
from casework.rosters.services import (
    ServiceList,
    confidential,
    owed,
    told_day,
    told_id,
    told_phone,
)
from casework.text.dates import day_end, day_start
from tests.casework.network import HEALTH, RULES


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("A123456789", "A123456789"),
        ("a-123 456.789", "A123456789"),
        ("Ａ一二三四五六七八九", "A123456789"),
        ("A12****789", "A12****789"),
        ("a12_****789", "A12****789"),
        ("A123456780", "A123456780"),
        ("A123", "A123"),
        ("A12", ""),
        ("A1234567890", ""),
        ("123456789", ""),
        ("不詳", ""),
        ("", ""),
    ],
)
def test_what_there_is_of_an_id_is_kept_and_what_is_none_is_not(said, read):
    assert told_id(said) == read


def test_a_day_or_a_number_that_can_not_be_read_stops_no_row():
    assert (told_day("75/3/4"), told_day("不詳"), told_day("")) == ("1986-03-04", "", "")
    assert (told_phone("0912-345-678"), told_phone("鄰居轉達")) == ("0912345678", "鄰居轉達")


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        *((one, False) for one in ("", "否", "無", "n", "N", "no", "NO", "-", "0", "x", "X")),
        *((one, True) for one in ("是", "y", "1", "保密", "不明", "?", "否？")),
    ],
)
def test_whatever_is_not_a_clear_no_is_confidential(said, hidden):
    assert bool(confidential(said)) is hidden


def test_a_bureau_owes_its_list_until_it_is_handed_in():
    """[001] 三(六)2(5): Duty.UPLOAD_ROSTER."""
    june = ServiceList(1, HEALTH, date(2026, 6, 1))
    [awaited] = owed(june, RULES["109"])
    assert (awaited.duty, awaited.due) == (Duty.UPLOAD_ROSTER, day_end(date(2026, 6, 5)))
    assert not list(owed(replace(june, given_at=day_start(date(2026, 6, 3))), RULES["109"]))
