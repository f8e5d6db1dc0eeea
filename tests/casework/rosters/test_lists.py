"""A month's list is handed in, then dispatched by its centre [001] 三(六)2(2), (3)."""

from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from casework.cases.criteria import CaseKind
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.rosters import declared, hardship, high_risk
from casework.rosters.lists import MonthlyRoster, owed
from casework.staffing.sheet_rows import WrongRow
from casework.text.dates import TAIPEI, day_end
from casework.text.places import load_places
from tests.casework.network import BUREAU, CENTRE, RULES

AWAITED = MonthlyRoster(1, CaseKind.CHILD_HIGH_RISK, BUREAU, CENTRE.id, date(2026, 6, 1))
GIVEN = replace(AWAITED, given_at=datetime(2026, 6, 5, 10, tzinfo=TAIPEI), waiting=2)


def test_a_list_that_came_is_dispatched_by_the_centres_supervisors_within_working_days():
    """[001] 三(六)2(3): the centres serve whom the list names; the working days are the city's default."""
    (dispatching,) = owed(GIVEN, RULES["112"])
    assert (dispatching.duty, dispatching.bearer) == (Duty.DISPATCH_ROSTER, Bearer.SUPERVISORS)
    assert dispatching.due == day_end(date(2026, 6, 10)), "Friday, then Monday to Wednesday"


def test_what_is_awaited_is_owed_by_the_giver_and_what_is_dispatched_by_nobody():
    (handing_in,) = owed(AWAITED, RULES["112"])
    assert handing_in.duty is Duty.UPLOAD_ROSTER
    assert list(owed(replace(GIVEN, waiting=0), RULES["112"])) == []


@pytest.mark.parametrize(
    ("said", "read"),
    [("A12345678g", ""), ("AI23456789", "A123456789"), ("a1234567B9", ""), ("A123456789", "A123456789")],
)
def test_a_figure_typed_as_a_letter_that_looks_like_it_is_read(said: str, read: str) -> None:
    if read:
        assert declared.national_id(said) == read
    else:
        with pytest.raises(WrongRow):
            declared.national_id(said)


def test_a_telephone_that_lost_its_zero_is_read() -> None:
    assert declared.phone("33321000") == declared.phone("03-3321000") == "033321000"
    assert declared.phone("912345678") == "0912345678"


@pytest.mark.parametrize(
    ("address", "spelled"),
    [
        ("桃園市桃園區新埔村1號", "桃園區新埔村"),
        ("平鎮市新勢村3鄰1號", "平鎮區新勢村"),
        ("平鎮區南平路8號", ""),
        ("新勢村1號", ""),
    ],
)
def test_a_village_that_no_list_has_is_known_by_its_district_and_name(address: str, spelled: str) -> None:
    assert declared.spelling(address) == spelled
    if spelled:
        assert declared.perhaps(spelled, load_places(), 1)[0].district == spelled[:3]


def test_a_roster_is_declared_in_under_sixty_lines() -> None:
    for roster in (hardship, high_risk):
        assert len(Path(str(roster.__file__)).read_text().splitlines()) < 60
