"""Which precinct is asked for an escort, and who hears of it when."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from actions import escorts
from casework.cases.case import Case, State
from casework.errors import NoPrecinct, NotThere, WrongState
from casework.escorts import Escort, EscortAnswer, EscortOutcome
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.escorts import escorts as kept
from storage.staffing import people, units
from tests.storage.conftest import Store, served_by
from tests.support import addressed

HOUR = timedelta(hours=1)
POLICE = {
    "of the district": ("平鎮分局", "平鎮區"),
    "of another": ("桃園分局", "桃園區"),
    "of the city": ("警察局", ""),
}


class Patrol:
    """A case that is served, a precinct with a liaison and a head, and the one who asks."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.staff: dict[Role, Person] = {}
        self.case: Case

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區")
            for number, role in enumerate((Role.LIAISON, Role.HEAD)):
                joins = Person(0, role, police.id, "簡虛構", "0912000000", "")
                self.staff[role] = addressed.add(db, joins, 7_100 + number)
            self.case = cases.open_case(db, served_by(self.store.staff[Role.WORKER]), "B")

        await self.store(staff)

    @property
    def ids(self) -> dict[str, int]:
        found = {"liaison": self.staff[Role.LIAISON].id, "head": self.staff[Role.HEAD].id}
        return {
            **found,
            "worker": self.store.staff[Role.WORKER].id,
            "supervisor": self.store.staff[Role.SUPERVISOR].id,
        }

    async def does(
        self, work: Callable[[Transaction], object], by: Role | None = Role.WORKER
    ) -> set[tuple[str, str]]:
        """Act as somebody; returns who hears what."""
        speaks = self.store.by(Role.WORKER)
        speaks.speaker = {**self.store.staff, **self.staff}.get(by) if by else None
        named = {person: name for name, person in self.ids.items()}

        def acts(db: Transaction) -> set[tuple[str, str]]:
            if db.speaker is not None:
                db.unit = people.unit(db, db.speaker.unit)
            work(db)
            return {(one.verb, named[one.person]) for one in db.news if isinstance(one, OfficeNews)}

        return await speaks(acts)

    async def asks(self, ahead: timedelta) -> Escort:
        at = self.store.now + ahead
        told = await self.does(lambda db: escorts.ask(db, self.case.id, at, "dog"))
        assert told == {("escort.asked", "liaison")}
        [one] = await self.store(lambda db: kept.of_case(db, self.case))
        return one

    async def rings(self, at: datetime) -> set[tuple[str, str]]:
        self.store.now = at
        return await self.does(escorts.ring, by=None)


@pytest.fixture
async def patrol(store: Store) -> Patrol:
    patrol = Patrol(store)
    await patrol.found()
    return patrol


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        (("of another", "of the city", "of the district"), "平鎮分局"),
        (("of another", "of the city"), "警察局"),
        (("of another",), None),
        ((), None),
    ],
    ids=["its own", "the city's", "another's", "none"],
)
async def test_the_precinct_of_the_village_is_asked_else_that_of_the_city(
    store: Store, there: tuple[str, ...], asked: str | None
) -> None:
    def found(db: Transaction) -> str | None:
        units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區")
        for one in there:
            units.add(db, UnitKind.POLICE, *POLICE[one])
        unit = escorts.precinct(db, "平鎮區新街里")
        return unit.name if unit else None

    assert await store(found) == asked


async def test_a_unit_that_only_counts_as_the_police_bureau_is_no_precinct_of_the_city(store: Store) -> None:
    def found(db: Transaction) -> object:
        bureau = units.add(db, UnitKind.POLICE, "警察局", "桃園區")
        units.add(db, UnitKind.POLICE, "婦幼隊", "", bureau=bureau.id)
        return escorts.precinct(db, "平鎮區新街里")

    assert await store(found) is None


async def test_one_at_a_time_is_asked_for_a_case_that_somebody_serves(patrol: Patrol) -> None:
    assert await patrol.store(lambda db: escorts.may_ask(db, patrol.case))
    await patrol.asks(5 * HOUR)
    assert not await patrol.store(lambda db: escorts.may_ask(db, patrol.case))
    with pytest.raises(WrongState):
        await patrol.store(lambda db: escorts.asked_of(db, patrol.case))
    to_screen = replace(patrol.case, id=999, state=State.SCREENING)
    assert not await patrol.store(lambda db: escorts.may_ask(db, to_screen))
    with pytest.raises(NoPrecinct):
        await patrol.store(lambda db: escorts.asked_of(db, replace(patrol.case, village="桃園區文化里")))


async def test_only_the_precinct_answers_and_who_asked_hears(patrol: Patrol) -> None:
    one = await patrol.asks(5 * HOUR)
    with pytest.raises(NotThere):
        await patrol.does(lambda db: escorts.reply(db, one.id, EscortAnswer.COMES))
    told = await patrol.does(lambda db: escorts.reply(db, one.id, EscortAnswer.COMES), by=Role.LIAISON)
    assert told == {("escort.answered", "worker")}


async def test_another_time_is_an_answer_of_the_precinct_and_a_question_of_who_asked(patrol: Patrol) -> None:
    one, later = await patrol.asks(5 * HOUR), patrol.store.now + 8 * HOUR
    told = await patrol.does(lambda db: escorts.move(db, one.id, later), by=Role.LIAISON)
    assert told == {("escort.answered", "worker")}
    told = await patrol.does(lambda db: escorts.move(db, one.id, later))
    assert told == {("escort.asked", "liaison")}


@pytest.mark.parametrize(
    ("by", "hears"),
    [(Role.LIAISON, {"worker"}), (Role.WORKER, {"liaison"})],
    ids=["police", "worker"],
)
async def test_what_came_of_it_is_said_by_either_and_the_other_hears(
    patrol: Patrol, by: Role, hears: set[str]
) -> None:
    one = await patrol.asks(5 * HOUR)
    told = await patrol.does(lambda db: escorts.end(db, one.id, EscortOutcome.CANCELLED, ""), by=by)
    assert told == {("escort.ended", name) for name in hears}


async def test_nobody_answers_and_first_who_leads_hears_then_both_sides_and_at_last_it_is_over(
    patrol: Patrol,
) -> None:
    everybody = {"liaison", "head", "worker", "supervisor"}
    one = await patrol.asks(48 * HOUR)
    figures = await patrol.store(lambda db: db.rules.policy.escorts)
    asked, visit, second = patrol.store.now, one.visit_at, timedelta(seconds=1)
    by = asked + figures.answer_hours * HOUR
    assert await patrol.rings(by - second) == set()
    assert await patrol.rings(by) == {("escort.unheard", name) for name in everybody - {"liaison"}}
    assert await patrol.rings(by + second) == set(), "once"
    near = visit - figures.remind_hours * HOUR
    assert await patrol.rings(near) == {("escort.at_hand", name) for name in ("liaison", "worker")}
    assert await patrol.rings(visit - second) == set()
    assert await patrol.rings(visit) == {("escort.unanswered", name) for name in everybody}
    assert await patrol.rings(visit + second) == set()


@pytest.mark.parametrize(("late", "over"), [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)])
async def test_after_an_outage_of_a_week_it_is_still_said_that_nobody_answered(
    patrol: Patrol, late: timedelta, over: bool
) -> None:
    one = await patrol.asks(5 * HOUR)
    assert bool(await patrol.rings(one.visit_at + late)) is over


async def test_whom_to_telephone_is_said_of_both_sides(patrol: Patrol) -> None:
    one = await patrol.asks(5 * HOUR)
    officers, asking = await patrol.store(lambda db: escorts.to_call(db, one))
    assert {each.id for each in officers} == {patrol.ids["liaison"], patrol.ids["head"]}
    assert [each.id for each in asking] == [patrol.ids["worker"]]
