"""Whose work it is not is told that nothing is there, whatever shown key or typed words led them to it."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from msgspec.structs import replace

from actions import errands, escorts, intake, on_call, on_site, onboarding, referrals, statistics, youth
from actions.cases import breaking, decoys, looking, recusing
from actions.meetings import calling, merit, submitting
from actions.new_year import campaign, cold, relief, results
from actions.rosters import matching, monthly, services
from actions.staffing import leave, people, pins, units
from casework.errors import NotThere
from casework.meetings.meetings import Meeting, MeetingKind
from casework.on_call import Officer, Shift
from casework.rosters.shared import FoundFamily, Served, SharedFamily
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.statistics.register import Register
from casework.text.places import load_places
from storage import on_call as shifts
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.meetings import meetings
from storage.new_year import campaigns
from storage.rosters import matches
from storage.staffing import invitations, leaves
from storage.staffing import people as storage_people
from storage.staffing import units as storage_units
from tests.storage.conftest import Store, a_case
from tests.support.certain import certain

PLACES = load_places()
DAY = date(2026, 6, 2)
Act = Callable[[Transaction], Any]


def unit(db: Transaction) -> Any:
    assert db.unit is not None
    return db.unit


NOT_A_WORKERS: dict[str, Act] = {
    "open what is not theirs for a worker's reason": lambda db: breaking.open_it(
        replace(db, unit=None), "B-115-000129", "急"
    ),
    "invent a household": lambda db: decoys.make(db, "王測試", "平鎮區新街里"),
    "call a meeting": lambda db: calling.call_extra(db, unit(db), DAY, {}),
    "advise on merit": lambda db: merit.advise(db, 2026, unit(db).id, "", ""),
    "object for a unit": lambda db: merit.object_for(db, 2026, unit(db).id, "", ""),
    "begin the New Year's care": campaign.begin,
    "say that it is cold": lambda db: cold.publish(db, 10, ["平鎮區"], DAY),
    "look ahead at the cold": lambda db: cold.foresee(db, 10, ["平鎮區"], DAY),
    "say how many beds there are": lambda db: cold.tell_beds(db, "收容中心", {}),
    "begin a major event": lambda db: relief.begin_event(db, "地震"),
    "end a major event": lambda db: relief.end_event(db, 1),
    "name who is on call": lambda db: on_call.name(db, unit(db).id, []),
    "clear a day of who is on call": lambda db: on_call.clear(db, unit(db).id, DAY),
    "sit at a centre": lambda db: on_site.set_up(db, unit(db).id, {}),
    "take a letter at a desk": lambda db: referrals.take_letter(db, {}),
    "see how lists match": matching.overseer,
    "give the monthly roster": monthly.gives,
    "give a bureau's list": lambda db: services.give(db, unit(db).id, DAY, []),
    "see all invitations": people.invited_anywhere,
    "invite a colleague": lambda db: people.invite(db, Role.WORKER, unit(db).id, (), ("王測試",)),
    "see whom the unit invited": lambda db: people.invited(db, unit(db).id),
    "manage their supervisor": lambda db: people.managed(db, unit(db).id),
    "found a unit": lambda db: units.add(db, UnitKind.CENTRE, "平鎮區", "第二中心", PLACES),
    "rename a unit": lambda db: units.rename(db, unit(db).id, "第二中心"),
    "end a unit": lambda db: units.end(db, unit(db).id, None),
    "give the register": lambda db: statistics.give(db, Register(DAY, {})),
    "give a list of youth": lambda db: youth.take_list(db, []),
}


@pytest.mark.parametrize("act", NOT_A_WORKERS.values(), ids=NOT_A_WORKERS)
async def test_what_is_not_a_workers_is_not_there_for_them(store: Store, act: Act) -> None:
    with pytest.raises(NotThere):
        await store(act)


NOBODYS: dict[str, Act] = {
    "a case": lambda db: breaking.open_it(db, "B-115-000129", "急"),
    "a question": lambda db: looking.looked_up(db, 1, 1),
    "a colleague's yes": lambda db: looking.allow(db, 1),
    "standing aside": lambda db: recusing.keep_out(db, 1, 1),
    "an errand": lambda db: errands.ask_about(db, "roster", "a.xlsx", "1"),
    "a language": lambda db: onboarding.speak(db, "en"),
    "a PIN": pins.ask,
    "a roster": monthly.gives,
    "a match": matching.overseer,
    "an invitation": people.invited_anywhere,
}


@pytest.mark.parametrize("act", NOBODYS.values(), ids=NOBODYS)
async def test_who_is_nobody_here_does_nothing(store: Store, act: Act) -> None:
    with pytest.raises(NotThere):
        await replace(store, speaker=None)(act)


async def test_where_a_household_is_is_shown_to_nobody_without_a_pin(store: Store) -> None:
    def served(db: Transaction) -> int:
        return cases.open_case(db, a_case(worker=store.staff[Role.WORKER].id, unit=unit(db).id), "B").id

    case = await store(served)
    with pytest.raises(NotThere):
        await store(lambda db: escorts.show_where(db, case))


def asked(db: Transaction) -> int:
    return errands.ask_about(db, "roster", "a.xlsx", "1").id


def away(db: Transaction) -> int:
    """The supervisor is away, and a screener stands in."""
    screener = next(one for one in storage_people.of_role(db, Role.SCREENER))
    return leaves.add(db, certain(db.speaker).id, screener.id, DAY, DAY).id


def reported(db: Transaction) -> int:
    case = cases.open_case(db, a_case(), "B")
    reports.keep(db, case, Report("no", "孩子一個人在家", "", (), call=False))
    return reports.mine(db, certain(db.speaker).id)[0].report


def on_duty(db: Transaction) -> int:
    me = certain(db.speaker)
    officer = Officer(me.name, me.phone, me.id)
    rota = shifts.rota_of(db, unit(db).id)
    return shifts.put(db, rota, [Shift(0, DAY, time(9), time(17), officer)]).id


def invited(db: Transaction) -> int:
    invitations.invite(db, Role.WORKER, unit(db).id, (), "王測試")
    return invitations.every(db)[0].id


def asked_for_results(db: Transaction) -> int:
    campaigns.begin(db, 2027)
    return campaigns.part_of(db, 2027, unit(db)).id


def called(db: Transaction) -> int:
    office = storage_units.add(db, UnitKind.DISTRICT, "平鎮區公所", "平鎮區", "A")
    one = meetings.add(db, Meeting(MeetingKind.DISTRICT, office, date(2026, 6, 1)), "meeting.planned")
    return meetings.keep(db, one, replace(one, fixed=DAY)).id


def served_by_another(db: Transaction) -> int:
    return cases.open_case(db, a_case(unit=unit(db).id, worker=certain(db.speaker).id), "B").id


def shared(db: Transaction) -> int:
    rows = tuple(Served(unit(db).id, {"name": "王測試"}, ()) for _ in range(2))
    return matches.add(db, SharedFamily(0, DAY, DAY, FoundFamily(rows))).id


def me(db: Transaction) -> int:
    return certain(db.speaker).id


ANOTHERS: dict[str, tuple[Act, Callable[[Transaction, int], Any]]] = {
    "come back from their leave": (away, leave.come_back),
    "decline to stand in in another's place": (away, leave.decline),
    "read what became of their file": (asked, errands.of_speaker),
    "add to their report": (reported, intake.to_add_to),
    "say that their telephone is on": (on_duty, lambda db, rota: on_call.phone_on(db, rota, 1)),
    "revoke their invitation": (invited, people.revoke),
    "renew their invitation": (invited, people.renew),
    "let them read on": (me, looking.allow),
    "correct their name": (me, lambda db, person: people.change(db, person, name="王測試")),
    "send them to another unit": (me, lambda db, person: people.transfer(db, person, 1, 1)),
    "let somebody stand in for them": (me, lambda db, person: people.stand_in(db, person, person)),
    "end their access": (me, lambda db, person: people.end(db, person, 1)),
    "confirm the unit's results": (asked_for_results, results.confirm),
    "send the city's results up": (asked_for_results, lambda db, part: results.send_up(db, part, "1")),
    "say that the unit has nobody to list": (asked_for_results, campaign.none_of),
    "say it of the unit that asks": (asked_for_results, lambda db, _: campaign.none_to_give(db)),
    "list a household of a village": (asked_for_results, lambda db, _: campaign.add_one(db, {})),
    "say what was paid out": (asked_for_results, lambda db, _: relief.tick(db, 0, paid=True)),
    "report to a meeting": (called, lambda db, one: submitting.report(db, one, {}, db.rules.policy)),
    "propose to a meeting": (called, lambda db, one: submitting.propose(db, one, {}, db.rules.policy)),
    "read a family that several bureaus serve": (shared, matching.family),
    "say that there was contact about it": (shared, matching.contact),
    "let a colleague keep out of their case": (
        served_by_another,
        lambda db, case: recusing.change(db, case, 1, 1),
    ),
}


@pytest.mark.parametrize(("before", "act"), ANOTHERS.values(), ids=ANOTHERS)
async def test_what_is_a_colleagues_is_not_there_for_who_is_not_asked(
    store: Store, before: Act, act: Callable[[Transaction, int], Any]
) -> None:
    number = await store.by(Role.SUPERVISOR)(before)
    with pytest.raises(NotThere):
        await store(lambda db: act(db, number))


async def test_who_leads_gives_no_village_to_a_worker_and_no_role_that_is_not_theirs_to_give(
    store: Store,
) -> None:
    worker = store.staff[Role.WORKER]
    lead = store.by(Role.SUPERVISOR)
    with pytest.raises(NotThere):
        await lead(lambda db: people.change(db, worker.id, villages=("平鎮區新街里",)))
    with pytest.raises(NotThere):
        await lead(lambda db: people.change_role(db, worker.id, Role.ADMIN, worker.version))
    after = await lead(lambda db: people.change(db, worker.id, name="王測試"))
    assert after.name == "王測試"
