"""Who stands in for somebody (職務代理) does what is theirs, which alone they could not do."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from actions import on_call, reminders, statistics
from actions.meetings import calling, merit
from actions.new_year import cold, relief, visiting
from actions.rosters import matching
from actions.rosters import services as given
from casework.cases.access import Action
from casework.cases.criteria import CaseKind
from casework.cases.household import as_told
from casework.errors import NotThere
from casework.escorts import Escort
from casework.meetings.items import ItemUnit, MeetingItem
from casework.meetings.meetings import Meeting, MeetingKind
from casework.new_year.care import CareGroup
from casework.new_year.cold import WHOLE
from casework.on_site import Sitting
from casework.policy.policy import CareSource
from casework.rosters.lists import MonthlyRoster
from casework.rosters.services import ServiceList
from casework.rosters.shared import FoundFamily, Served, SharedFamily
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.statistics.register import Register
from storage import on_call as rotas
from storage import on_site
from storage.cases import cases
from storage.core.database import Transaction
from storage.dossiers import answers
from storage.escorts import escorts
from storage.meetings import attendances, items, meetings
from storage.new_year import campaigns, care
from storage.new_year import cold as cold_rows
from storage.new_year.care import Enlisted
from storage.reminders import obligations
from storage.rosters import lists, matches, services
from storage.staffing import units
from tests.storage.conftest import Store, served_by
from tests.support import addressed
from tests.support.certain import certain

JUNE = date(2026, 6, 1)
VILLAGE = "平鎮區新街里"


class Away:
    """Somebody of the police, of the bureau, who leads, who administers; each may be stood in for."""

    def __init__(self, db: Transaction, store: Store) -> None:
        self.here = certain(store.unit)
        self.worker, self.lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
        self.police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區")
        self.office = units.add(db, UnitKind.BUREAU, "社會局")
        self.liaison, self.bureau, self.admin = (
            addressed.add(db, Person(0, role, unit.id, "簡虛構", "0912", ""), 7_500 + number)
            for number, (role, unit) in enumerate(
                ((Role.LIAISON, self.police), (Role.BUREAU, self.office), (Role.ADMIN, self.office))
            )
        )

    def case(self, db: Transaction) -> int:
        """A case that a colleague serves."""
        joins = Person(0, Role.WORKER, self.here.id, "鄭同仁", "0912", "")
        return cases.open_case(db, served_by(addressed.add(db, joins, 7_600)), "B").id

    def meeting(self, db: Transaction) -> Meeting:
        """One of the bureau."""
        planned = Meeting(MeetingKind.CITY, self.office, JUNE, fixed=JUNE)
        return meetings.add(db, planned, "meeting.planned")

    def item(self, db: Transaction) -> ItemUnit:
        of = items.add(db, MeetingItem(0, self.meeting(db).id, ("1150601-3-1",), "?", "?"))
        return items.add_unit(db, of, self.police, lead=True)

    def household(self, db: Transaction) -> int:
        campaigns.begin(db, 2027)
        told = as_told("王測試", "A123456789", "", "中正路1號")
        listed = Enlisted(self.police, CareSource.CHARITY, told, VILLAGE, CareGroup.ALONE)
        return care.enlist(db, 2027, listed).id


def does(act: Callable[[Transaction], object]) -> Callable[[Transaction], bool]:
    """Tell whether an act is done, and not refused."""

    def done(db: Transaction) -> bool:
        try:
            with db.connection.begin_nested():
                act(db)
        except NotThere:
            return False
        return True

    return done


Tried = Callable[[Transaction], bool]


def shared(db: Transaction, away: Away) -> Tried:
    rows = tuple(Served(one, {"name": "王測試"}) for one in (away.police.id, away.office.id))
    matches.add(db, SharedFamily(0, JUNE, JUNE, FoundFamily(rows)))
    return lambda db: bool(matching.families(db))


def in_the_cold(db: Transaction, away: Away) -> Tried:
    away.household(db)
    [one] = cold_rows.make_lists(db, cold_rows.begin(db, 10, [WHOLE], JUNE), {})
    return lambda db: cold_rows.may(db, one, Action.SERVE)


def asked_of_the_police(db: Transaction, away: Away) -> Tried:
    one = attendances.add(db, away.meeting(db), away.police)
    return lambda db: attendances.own(db, one)


def tracked(db: Transaction, away: Away) -> Tried:
    one = away.item(db)
    return lambda db: items.own(db, one)


def escorted(db: Transaction, away: Away) -> Tried:
    one = Escort(0, away.case(db), "B", away.police, db.now, db.now)
    return lambda db: escorts.answers(db, one)


def steers(db: Transaction, away: Away) -> Tried:
    [one, *_] = obligations.of_subject(db, away.case(db))
    return does(lambda db: reminders.must_steer(db, one))


def assigns(db: Transaction, away: Away) -> Tried:
    one = away.household(db)
    return does(lambda db: visiting.assignable(db, one))


def on_the_list(db: Transaction, away: Away) -> Tried:
    one = care.read(db, away.household(db))
    return lambda db: care.may(db, one, Action.SERVE)


def masked(db: Transaction, away: Away) -> Tried:
    one = care.read(db, away.household(db))
    return lambda db: care.may(db, one, Action.VIEW)


def major(db: Transaction, away: Away) -> Tried:
    speaker, db.speaker = db.speaker, away.bureau
    one = relief.begin_event(db, "地震")
    db.speaker = speaker
    return does(lambda db: relief.event(db, one.id))


def results(db: Transaction, away: Away, action: Action) -> Tried:
    campaigns.begin(db, 2027)
    one = campaigns.part_of(db, 2027, away.police)
    return lambda db: campaigns.may(db, one, action)


def sits(db: Transaction, away: Away) -> Tried:
    one = Sitting(
        unit=away.police,
        by=away.office.id,
        sign="駐點-1",
        hours="13:00-17:00",
        weekday=2,
        since=JUNE,
        counted_to=JUNE,
    )
    return lambda db: on_site.may(db, one, Action.VIEW)


def roster(db: Transaction, away: Away) -> Tried:
    one = MonthlyRoster(1, CaseKind.CHILD_HIGH_RISK, away.office, away.here.id, JUNE, db.now, waiting=1)
    return lambda db: lists.may(db, one, Action.SERVE)


def service_list(db: Transaction, away: Away, action: Action) -> Tried:
    one = ServiceList(1, away.office, JUNE)
    return lambda db: services.may(db, one, action)


def called(db: Transaction, away: Away, action: Action) -> Tried:
    one = rotas.rota_of(db, away.police.id)
    return lambda db: rotas.may(db, one, action)


def keeps(_: Transaction, away: Away) -> Tried:
    return lambda db: on_call.kept_by(db, away.police)


def speaks(_: Transaction, away: Away) -> Tried:
    return lambda db: merit.speaks_for_unit(db, away.police.id)


def met(db: Transaction, away: Away) -> Tried:
    one = away.meeting(db)
    return lambda db: meetings.may(db, one, Action.HISTORY)


THEIRS: dict[str, tuple[str, Callable[[Transaction, Away], Tried]]] = {
    "keep the list of who is on call": (
        "liaison",
        lambda _, away: lambda db: on_call.kept_by(db, away.police),
    ),
    "see who is on call": ("liaison", partial(called, action=Action.VIEW)),
    "say who is on call": ("liaison", partial(called, action=Action.SERVE)),
    "hand in the register": ("bureau", lambda *_: does(lambda db: statistics.give(db, Register(JUNE, {})))),
    "say how many beds there are": ("liaison", lambda *_: cold.tells_beds),
    "ask after who lives in the cold": ("liaison", in_the_cold),
    "read what happened": ("bureau", major),
    "speak of the unit's year": (
        "liaison",
        lambda _, away: lambda db: merit.speaks_for_unit(db, away.police.id),
    ),
    "call a meeting at need": (
        "liaison",
        lambda _, away: does(lambda db: calling.call_extra(db, away.police, JUNE, {})),
    ),
    "read the history of a meeting": ("admin", met),
    "answer an invitation": ("liaison", asked_of_the_police),
    "say how far a tracked item is": ("liaison", tracked),
    "answer for the precinct": ("liaison", escorted),
    "answer for the unit": ("liaison", lambda _, away: lambda db: answers(db, away.police)),
    "see when the unit sits at a centre": ("liaison", sits),
    "see a family that several bureaus serve": ("bureau", shared),
    "hand in a bureau's list": ("bureau", lambda *_: lambda db: bool(given.theirs(db))),
    "see a bureau's list": ("bureau", partial(service_list, action=Action.VIEW)),
    "see whom a bureau's list names": ("bureau", partial(service_list, action=Action.REVEAL)),
    "dispatch a monthly roster": ("lead", roster),
    "remind whom they lead": ("lead", steers),
    "name who visits": ("liaison", assigns),
    "visit a household of the list": ("liaison", on_the_list),
    "see a household of New-Year care": ("bureau", masked),
    "confirm the unit's results": ("liaison", partial(results, action=Action.SERVE)),
    "read the history of the unit's results": ("admin", partial(results, action=Action.HISTORY)),
}


@pytest.mark.parametrize(("who", "made"), THEIRS.values(), ids=THEIRS)
async def test_who_stands_in_does_what_is_theirs(
    store: Store, who: str, made: Callable[[Transaction, Away], Tried]
) -> None:
    def tried(db: Transaction) -> tuple[bool, bool]:
        away = Away(db, store)
        does_it = made(db, away)
        alone = does_it(db)
        db.absent = [getattr(away, who)]
        return alone, does_it(db)

    assert await store(tried) == (False, True)
