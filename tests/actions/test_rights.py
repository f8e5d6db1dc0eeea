"""Whose work it is not is told that nothing is there, whatever shown key or typed words led them to it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actions import errands, escorts, on_call, on_site, onboarding, referrals, statistics, youth
from actions.cases import breaking, decoys, looking, recusing
from actions.meetings import calling, merit
from actions.new_year import campaign, cold, relief
from actions.rosters import matching, monthly, services
from actions.staffing import people, pins, units
from casework.errors import NotThere
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.statistics.register import Register
from casework.text.places import load_places
from storage.cases import cases
from storage.core.database import Transaction
from tests.storage.conftest import Store, a_case

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
