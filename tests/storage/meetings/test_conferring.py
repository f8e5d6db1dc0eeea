"""A conference that speaks of a case lets the units that it concerns see it, until a week after."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from casework.cases.access import Relation
from casework.cases.case import State
from casework.meetings.discussing import Discussed
from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.cases import cases
from storage.core.database import Transaction
from storage.meetings import attendances, discussed, meetings
from storage.staffing import units
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed

TODAY = local_day(MONDAY)


async def stands(
    store: Store,
    *,
    concerned: bool = True,
    invited: bool = True,
    held: date | None = None,
    role: Role = Role.LIAISON,
) -> frozenset[Relation]:
    """Say how somebody of the police stands to a case that a conference speaks of."""

    def stand(db: Transaction) -> frozenset[Relation]:
        assert store.unit is not None
        police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
        case = cases.open_case(db, a_case(state=State.IN_SERVICE, unit=store.unit.id), "B")
        one = meetings.add(
            db, Meeting(MeetingKind.CONFERENCE, store.unit, date(2026, 6, 1)), "meeting.planned"
        )
        about = (police.id,) if concerned else (store.unit.id,)
        discussed.add(db, Discussed(0, one.id, case.id, store.unit.id, TODAY, units=about), case)
        attendances.add(db, one, police, asked_on=None if invited else TODAY)
        if held:
            meetings.keep(db, one, replace(one, held_on=held))
        db.speaker = addressed.add(db, Person(0, role, police.id, "鄭舉例", "0912000001", ""), 7_800)
        db.unit = police
        return cases.standing_to(db, cases.read(db, case.id))

    return await store(stand)


@pytest.mark.parametrize(
    ("facts", "sees"),
    [
        ({}, True),
        ({"held": TODAY - timedelta(days=7)}, True),
        ({"held": TODAY - timedelta(days=8)}, False),
        ({"concerned": False}, False),
        ({"invited": False}, False),
        ({"role": Role.WORKER}, False),
    ],
    ids=[
        "it is to come",
        "a week ago",
        "longer ago",
        "of others",
        "not invited",
        "who does not speak for it",
    ],
)
async def test_who_sees_a_case_of_which_a_conference_speaks(
    store: Store, facts: dict[str, Any], sees: bool
) -> None:
    assert (Relation.CONFERENCE in await stands(store, **facts)) is sees
