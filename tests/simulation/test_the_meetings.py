"""The simulation's look at meetings sees what is broken on purpose."""

from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from actions.meetings import calling, conference, holding, planning, tracking
from casework.meetings.discussing import Decision, proposable
from casework.meetings.meetings import Chair
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.cases import cases
from storage.meetings import discussed, meetings
from storage.staffing import people
from tests.simulation.acts.directly import by
from tests.simulation.checks.met import Met
from tests.simulation.year import START

TODAY = local_day(START)


def seen(on, db):
    return list(Met(on).look(db))


@pytest.fixture
async def convened(city):
    """The period's meetings are planned; a conference at need put a case under tracking."""
    on = city.room.office.editions.on
    await city.room.act(partial(_begun, on=on))
    case, centre, held = await city.room.act(_tracked)
    assert city.room.look(partial(seen, on)) == []
    return city, partial(seen, on), case, centre, held


def _begun(db, on):
    planning.begin(by(db, people.of_role(db, Role.BUREAU)[0].id), on)


def _tracked(db):
    case = next(one for one in cases.owing(db) if proposable(one))
    centre = discussed.centre_of(db, case)
    supervisor = next(one for one in people.of_role(db, Role.SUPERVISOR) if one.unit == centre)
    db = by(db, supervisor.id)
    one = calling.call_extra(db, db.unit, TODAY, {"time": "14:00", "place": "示範"})
    conference.propose(db, case.id, {"reasons": ["A"], "problem": "示範"})
    holding.hold(db, one.id, TODAY, Chair.NAMED, {"chair": "林示範"})
    [before] = discussed.of_meeting(db, one.id)
    conference.accept(db, before.id)
    conference.decide(db, before.id, Decision.TRACKED, "每月訪視（示範）")
    return case.id, centre, one.id


async def test_it_names_who_is_tracked_without_a_conference_and_who_has_no_next(convened):
    city, look, case, centre, held = convened

    def beside(db):
        other = next(one for one in cases.owing(db) if proposable(one) and one.id != case)
        tracking.track(db, other.id, met_on=TODAY, units=[centre])

    await city.room.act(beside)
    assert [wrong for wrong in city.room.look(look) if "no conference decided so" in wrong]
    await city.breaks("UPDATE discussed SET decision = 'not_tracked' WHERE meeting = :held", held=held)
    assert len([wrong for wrong in city.room.look(look) if "no conference decided so" in wrong]) == 2


async def test_it_names_what_is_planned_twice_or_not_or_by_another_edition(convened):
    city, look, _, centre, _ = convened
    where = "kind = 'conference' AND unit = :unit AND extra = 0"
    await city.breaks(f"UPDATE meetings SET edition = '109' WHERE {where}", unit=centre)
    assert [wrong for wrong in city.room.look(look) if "is of the edition 109" in wrong]
    await city.breaks(f"UPDATE meetings SET extra = 7 WHERE {where}", unit=centre)
    assert [wrong for wrong in city.room.look(look) if "conference  of 2026-06 is not planned" in wrong]


async def test_it_names_a_conference_that_did_not_hear_of_a_tracked_case(convened):
    city, _, case, centre, _ = convened
    watch = Met(city.room.office.editions.on)
    assert city.room.look(lambda db: list(watch.look(db))) == []

    def unheard(db):
        one = next(one for one in meetings.of_unit(db, centre) if not one.extra)
        meetings.keep(db, one, replace(one, fixed=TODAY, held_on=TODAY + timedelta(days=1)))
        return one.id

    one = await city.room.act(unheard)
    wrongs = city.room.look(lambda db: list(watch.look(db)))
    assert f"conference {one} was held, and did not hear of tracked case {case}" in wrongs
