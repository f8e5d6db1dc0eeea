"""From a report to whom it is dispatched, and what follows for the seats beside, without a phone."""

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from actions import escorts, intake, record, screening
from casework import acts
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind, Seen
from casework.cases.seats import AskedBy, SeatEnd
from casework.errors import NotThere, Stale, WrongState
from casework.on_call import Officer, Shift
from casework.screening import VERIFY
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage import on_call
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.cases.service import file_paper
from storage.core import recusals
from storage.core import tables as t
from storage.core.database import Transaction
from storage.escorts import escorts as escorted
from storage.staffing import people, units
from tests.storage.conftest import Store, a_case, served_by
from tests.support import addressed
from tests.support.cases import with_facts
from tests.support.certain import certain

VILLAGE = "平鎮區新街里"
NIGHT = timedelta(hours=13)


def said(*seen: Seen, danger: str = "no", household: str = "", story: str = "孩子一個人在家") -> Report:
    return Report(danger, story, household, seen, call=False)


class Village:
    """A village whose centre has a primary worker and a colleague; a neighbouring centre, and the police."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.staff: dict[str, Person] = {}
        self.units: dict[str, Unit] = {}

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            here = certain(self.store.unit)
            self.units = {
                "here": here,
                "there": units.add(db, UnitKind.CENTRE, "桃園中心", "桃園區", "C"),
                "police": units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "D"),
            }
            self.staff = {
                "worker": self.store.staff[Role.WORKER],
                "lead": self.store.staff[Role.SUPERVISOR],
                "screener": self.store.staff[Role.SCREENER],
                "chief": self.store.staff[Role.CHIEF],
            }
            for number, (name, role, unit) in enumerate(
                (
                    ("colleague", Role.WORKER, "here"),
                    ("stranger", Role.WORKER, "there"),
                    ("officer", Role.LIAISON, "police"),
                    ("admin", Role.ADMIN, "there"),
                )
            ):
                joins = Person(0, role, self.units[unit].id, f"示例{number}", "0912", "")
                self.staff[name] = addressed.add(db, joins, 7_500 + number)
            primary = {"village": VILLAGE, "unit": here.id, "worker": self.staff["worker"].id}
            db.connection.execute(insert(t.areas).values(**primary))

        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], by: str = "screener") -> list[tuple[str, int]]:
        def acts(db: Transaction) -> list[tuple[str, int]]:
            db.speaker = self.staff[by]
            db.unit = people.unit(db, db.speaker.unit)
            act(db)
            return [(one.verb, one.person) for one in db.news]

        return await self.store(acts)

    def id(self, name: str) -> int:
        return self.staff[name].id

    async def opened(self, **facts: Any) -> Case:
        return await self.store(lambda db: cases.open_case(db, a_case(**facts), "B"))

    async def read(self, case: int) -> Case:
        return await self.store(lambda db: cases.read(db, case))


@pytest.fixture
async def village(store: Store) -> Village:
    village = Village(store)
    await village.found()
    return village


# A report


async def reported(village: Village, said: Report, **how: Any) -> tuple[Case, list[tuple[str, int]]]:
    told = await village.does(lambda db: intake.report(db, said, village=VILLAGE, **how), "chief")
    [latest, *_] = await village.store(lambda db: reports.mine(db, village.id("chief")))
    return await village.read(latest.case), told


@pytest.mark.parametrize(
    ("seen", "how", "urgent", "child"),
    [
        ((), {}, False, None),
        ((), {"urgent": True, "child": True}, True, True),
        ((Seen.HURT,), {}, True, None),
        ((Seen.SMALL_CHILD,), {"child": False}, False, False),
        ((Seen.SMALL_CHILD,), {}, False, True),
    ],
)
async def test_what_was_ticked_or_known_says_how_urgent_it_is_and_whether_there_is_a_child(
    village: Village, seen: tuple[Seen, ...], how: dict[str, bool], urgent: bool, child: bool | None
) -> None:
    case, told = await reported(village, said(*seen, household="陳範例 A123456789"), **how)
    assert (case.urgent, case.child_told, case.state) == (urgent, child, State.SCREENING)
    assert case.household.national_id == "A123456789"
    assert case.number.startswith("B"), "of the village's centre"
    assert told == [("case.reported", village.id("screener"))]
    assert await village.store.noted("case.reported") == [("case.reported", {})]


async def test_of_a_village_without_a_centre_the_number_is_the_offices_own(village: Village) -> None:
    await village.does(lambda db: intake.report(db, said(), village="龜山區文化里"), "chief")
    [one] = await village.store(lambda db: reports.mine(db, village.id("chief")))
    assert one.number.startswith("A")


async def test_no_report_makes_a_missing_child_a_kind_of_case(village: Village) -> None:
    case, _ = await reported(village, said(Seen.CHILD_GONE))
    assert CaseKind.CHILD_MISSING not in case.kinds


async def test_what_is_added_to_a_report_counts_as_if_it_had_been_ticked_in_it(village: Village) -> None:
    case, _ = await reported(village, said())
    [mine] = await village.store(lambda db: reports.mine(db, village.id("chief")))
    seen = (Seen.UNDER_SIX, Seen.HURT)
    more = said(*seen, household="王測試 B123456780", story="又哭了")
    told = await village.does(lambda db: intake.add(db, mine.report, more), "chief")
    assert told == [("case.report_added", village.id("screener"))]
    after = await village.read(case.id)
    assert (after.urgent, after.child_told, after.household.national_id) == (True, True, "B123456780")
    assert len(await village.store(lambda db: reports.of_case(db, after))) == 2
    calm = said(household="何樣本 C123456781")
    await village.does(lambda db: intake.add(db, mine.report, calm), "chief")
    now = await village.read(case.id)
    assert (now.urgent, now.child_told, now.household.national_id) == (True, True, "B123456780")

    joined = await village.opened()

    def join(db: Transaction) -> None:
        cases.save(db, now, with_facts(now, state=State.JOINED, joined_to=joined.id), "case.joined")

    await village.store(join)
    await village.does(lambda db: intake.add(db, mine.report, said(Seen.HURT)), "chief")
    assert (await village.read(joined.id)).urgent, "it goes to the case that it was joined to"

    def closed(db: Transaction) -> None:
        one = cases.read(db, joined.id)
        cases.save(db, one, with_facts(one, state=State.CLOSED, closed_at=db.now), "case.closed")

    await village.store(closed)
    for act in (lambda db: intake.add(db, mine.report, calm), lambda db: intake.to_add_to(db, mine.report)):
        with pytest.raises(WrongState):
            await village.does(act, "chief")
    with pytest.raises(NotThere):
        await village.does(lambda db: intake.own(db, mine.report), "worker")


async def test_of_several_reports_it_is_added_to_the_one_that_is_meant(village: Village) -> None:
    for _ in range(2):
        await reported(village, said())
    mine = await village.store(lambda db: reports.mine(db, village.id("chief")))
    for one in mine:
        await village.does(partial(intake.add, report=one.report, said=said(story="又哭了")), "chief")
        case = await village.read(one.case)
        assert len(await village.store(partial(reports.of_case, case=case))) == 2
    assert len(mine) == 2


async def test_what_was_verified_is_not_written_over_by_what_is_added(village: Village) -> None:
    seen = (Seen.UNDER_SIX, Seen.DRUGS_OR_MIND, Seen.NO_RELATIVES)

    async def kinds(verified: bool) -> tuple[str, ...]:
        case, _ = await reported(village, said())
        if verified:
            await village.store(lambda db: file_paper(db, case, VERIFY.name, {"indicators": []}))
        [mine, *_] = await village.store(lambda db: reports.mine(db, village.id("chief")))
        await village.does(lambda db: intake.add(db, mine.report, said(*seen)), "chief")
        return (await village.read(case.id)).kinds

    assert CaseKind.CHILD_HIGH_RISK in await kinds(verified=False)
    assert CaseKind.CHILD_HIGH_RISK not in await kinds(verified=True)


# To whom it goes


async def test_the_centre_of_the_village_has_a_seat_whoever_leads(village: Village) -> None:
    """[001] 三(六)2."""
    case = await village.opened()
    officer, stranger = village.id("officer"), village.id("stranger")
    await village.does(lambda db: screening.dispatch(db, case.id, person=officer, beside=[stranger]))
    after = await village.read(case.id)
    assert (after.state, after.offered, after.unit) == (State.DISPATCHED, officer, village.units["police"].id)
    assert [(one.offered, one.asked_by) for one in after.joint] == [
        (stranger, AskedBy.DISPATCH),
        (village.id("worker"), AskedBy.VILLAGE),
    ]
    second = await village.opened()
    await village.does(lambda db: screening.dispatch(db, second.id, person=village.id("colleague")))
    assert (await village.read(second.id)).joint == (), "it has the case already"
    third = await village.opened()
    colleague = village.id("colleague")
    await village.does(
        lambda db: screening.dispatch(db, third.id, person=officer, beside=[colleague, stranger])
    )
    assert [one.offered for one in (await village.read(third.id)).joint] == [colleague, stranger]
    elsewhere = await village.opened(village="龜山區文化里")
    await village.does(lambda db: screening.dispatch(db, elsewhere.id, person=officer))
    assert (await village.read(elsewhere.id)).joint == ()
    await village.does(lambda db: screening.ask(db, elsewhere.id, beside=[stranger]))
    assert [one.offered for one in (await village.read(elsewhere.id)).joint] == [stranger]


async def test_of_the_villages_centre_its_worker_is_asked_else_who_has_the_fewest(village: Village) -> None:
    case = await village.opened()

    def asked(db: Transaction) -> str | None:
        one = screening.village_centre(db, case)
        return next((name for name, each in village.staff.items() if one and each.id == one.id), None)

    def busy(db: Transaction) -> None:
        third = Person(0, Role.WORKER, village.units["here"].id, "丙同仁", "0912", "")
        village.staff["third"] = addressed.add(db, third, 7_600)
        for _ in range(2):
            cases.open_case(db, served_by(village.staff["worker"]), "B")
        cases.open_case(db, served_by(village.staff["colleague"]), "B")

    await village.store(busy)
    assert await village.store(asked) == "worker"
    await village.store(lambda db: recusals.add(db, case.id, village.id("worker")))
    assert await village.store(asked) == "third"
    for name in ("third", "colleague"):
        await village.store(partial(recusals.add, case=case.id, person=village.id(name)))
    assert await village.store(asked) is None, "all of them keep out"


async def test_nothing_is_offered_to_who_is_stopped_or_serves_nobody(village: Village) -> None:
    case = await village.opened()
    await village.store(lambda db: people.suspend(db, people.get(db, village.id("stranger"))))
    for name in ("stranger", "lead"):
        with pytest.raises(Stale):
            await village.does(lambda db: screening.dispatch(db, case.id, person=village.id(name)))  # noqa: B023 - at once


async def test_at_night_who_is_on_call_of_the_centre_is_asked_and_their_time_runs(village: Village) -> None:
    colleague = village.staff["colleague"]
    village.store.forward(seconds=NIGHT.total_seconds())
    urgent, calm = await village.opened(urgent=True), await village.opened()

    def named(db: Transaction) -> None:
        officer = Officer(colleague.name, "0912", colleague.id)
        shift = Shift(0, local_day(db.now), time(17), time(8), officer)
        on_call.put(db, on_call.rota_of(db, colleague.unit), [shift])

    await village.store(named)
    asked = [await village.store(partial(screening.village_centre, case=one)) for one in (urgent, calm)]
    assert [certain(one).id for one in asked] == [colleague.id, village.id("worker")]
    await village.does(lambda db: screening.dispatch(db, urgent.id, person=colleague.id))
    assert certain(await village.store(lambda db: on_call.of_case(db, urgent.id))).asked == colleague.id


async def test_what_recordings_told_is_kept_beside_the_report(village: Village) -> None:
    case, _ = await reported(village, said())
    await village.does(lambda db: screening.tell_in_words(db, case.id, "錄音：孩子在哭"))
    told = await village.store(lambda db: reports.of_case(db, case))
    assert [one.story for _, one in told] == ["孩子一個人在家", "錄音：孩子在哭"]


@pytest.mark.parametrize(
    ("gone", "served", "searched"), [(True, True, True), (True, False, False), (False, True, False)]
)
async def test_a_report_of_a_missing_child_begins_the_search_in_a_family_in_service(
    village: Village, gone: bool, served: bool, searched: bool
) -> None:
    """[001] 三(六)1(4)."""
    case, _ = await reported(village, said(*((Seen.CHILD_GONE,) if gone else ())))
    await village.store(lambda db: reports.write_down(db, case, "補述"))
    worker = village.staff["worker"]
    kept = await village.store(lambda db: cases.open_case(db, served_by(worker) if served else a_case(), "B"))
    told = await village.does(lambda db: screening.join(db, case.id, into=kept.id))
    after = await village.read(kept.id)
    assert (CaseKind.CHILD_MISSING in after.kinds) is searched
    assert (("case.report_joined", worker.id) in told) is served
    assert (await village.read(case.id)).joined_to == kept.id
    told = await village.does(lambda db: screening.undo(db, case.id, "另一戶"), "admin")
    assert (("case.report_parted", worker.id) in told) is served
    assert (await village.read(case.id)).state is State.SCREENING
    assert await village.store.noted("case.screening_undone") == [
        ("case.screening_undone", {"was": "joined"})
    ]


# The seats beside


async def beside(village: Village) -> Case:
    """A case that the worker serves with the police; the neighbouring centre has not answered."""

    def asked(db: Transaction) -> Case:
        case = cases.open_case(db, served_by(village.staff["worker"], kind=UnitKind.CENTRE), "B")
        after = case
        for name, kind in (("officer", UnitKind.POLICE), ("stranger", UnitKind.CENTRE)):
            one = village.staff[name]
            after = after.ask(unit=one.unit, kind=kind, to=one.id, at=db.now)
        case = cases.save(db, case, after, "case.asked")
        police, _ = case.joint
        taken = case.accept(by=village.id("officer"), at=db.now, seat=police.id)
        return cases.save(db, case, taken, "seat.accepted")

    return await village.store(asked)


async def ended(village: Village, case: Case, done: int = 0, **ends: SeatEnd) -> list[tuple[str, int]]:
    """End seats of a case by the name of who has them, with an act that was done to one."""
    of = {village.id(name): how for name, how in ends.items()}

    def act(db: Transaction) -> None:
        before = cases.read(db, case.id)
        joint = tuple(
            replace(one, ended_at=db.now, end=of[who], worker=None, offered=None)
            if (who := one.worker or one.offered) in of
            else one
            for one in before.joint
        )
        record.record(db, before, replace(before, joint=joint), "case.noted", seat=done)

    return await village.does(act, "worker")


async def test_whose_seat_is_withdrawn_or_taken_over_with_an_act_of_another_hears(village: Village) -> None:
    case = await beside(village)
    told = await ended(village, case, officer=SeatEnd.TAKEN_OVER, stranger=SeatEnd.WITHDRAWN)
    assert ("seat.taken_over", village.id("officer")) in told
    assert ("case.offer_withdrawn", village.id("stranger")) in told
    assert [verb for verb, _ in await village.store.noted("seat.%")] == [
        *("seat.accepted", "seat.taken_over", "seat.withdrawn")
    ]
    assert await ended(village, case) == [], "they are over"


async def test_whose_seat_the_act_was_done_to_hears_by_that_act_alone(village: Village) -> None:
    case = await beside(village)
    await ended(village, case, done=case.joint[0].id, officer=SeatEnd.ENDED)
    assert [verb for verb, _ in await village.store.noted("seat.%")] == ["seat.accepted"]
    assert await village.store.noted("case.noted") == [("case.noted", {"unit": village.units["police"].id})]


async def test_who_is_asked_beside_hears_whoever_else_is_and_the_journal_says_whom(village: Village) -> None:
    case = await village.opened()
    officer, stranger = village.id("officer"), village.id("stranger")
    told = await village.does(lambda db: screening.dispatch(db, case.id, person=officer, beside=[stranger]))
    assert ("case.offered", stranger) in told
    assert await village.store.noted("seat.offered") == [
        ("seat.offered", {"unit": village.units[unit].id, "person": village.id(name)})
        for unit, name in (("there", "stranger"), ("here", "worker"))
    ]


async def test_an_escort_ends_with_the_seat_that_asked_or_with_the_case_and_the_precinct_hears(
    village: Village,
) -> None:
    case = await beside(village)
    later = village.store.now + timedelta(hours=30)
    for by in ("worker", "officer"):
        await village.does(lambda db: escorts.ask(db, case.id, later, "dog"), by)
    assert await ended(village, case) == [], "nothing changes for them"
    told = await ended(village, case, officer=SeatEnd.TAKEN_OVER)
    assert ("escort.ended", village.id("officer")) in told
    [left] = await village.store(lambda db: escorted.of_case(db, case))
    assert left.seat == 0

    def closes(db: Transaction) -> None:
        before = cases.read(db, case.id)
        after = with_facts(before, state=State.CLOSED, closed_at=db.now)
        record.record(db, before, after, "case.noted")

    assert ("escort.ended", village.id("officer")) in await village.does(closes, "worker")
    assert await village.store(lambda db: escorted.of_case(db, case)) == []


async def test_an_act_is_done_as_its_card_showed_the_case(village: Village) -> None:
    case = await village.opened()
    with pytest.raises(Stale):
        await village.does(lambda db: record.judged(db, case.id, acts.VERIFY, version=case.version + 1))
    await village.does(lambda db: record.judged(db, case.id, acts.VERIFY, version=case.version))
    await village.does(lambda db: record.judged(db, case.id, acts.VERIFY))
    await village.does(lambda db: screening.dispatch(db, case.id, person=village.id("colleague")))
    with pytest.raises(WrongState):
        await village.does(lambda db: record.judged(db, case.id, acts.DISPATCH))
    with pytest.raises(NotThere):
        await village.does(lambda db: record.judged(db, case.id, acts.VERIFY), "worker")
