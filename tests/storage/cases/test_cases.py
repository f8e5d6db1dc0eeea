from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import fields, replace
from sqlalchemy import delete, func, select, update

from casework.cases.access import Action, Relation
from casework.cases.case import Case, Risk, State
from casework.cases.household import Household, as_told
from casework.cases.seats import LEAD, NEW, AskedBy, Seat, SeatEnd
from casework.cases.strands import Tracking
from casework.errors import Mistyped, NotThere, Stale
from casework.escorts import EscortAnswer, EscortOutcome, ask
from casework.policy.policy import Duty
from casework.referrals import Referral
from casework.reminders.seats import offer_lapses
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.numbers import read_number
from storage.cases import cases, decoys, households, reports, service
from storage.cases.reports import Report
from storage.cases.strands import SEAT, STRANDS, TRACKING
from storage.core import journal, recusals, tables
from storage.core.database import Transaction
from storage.core.tables import case_keys, tokens
from storage.core.tables import cases as table
from storage.core.vault import KeyTrouble
from storage.escorts import escorts
from storage.referrals import REFERRALS
from storage.reminders import nudges, obligations
from storage.staffing import people, units
from tests.storage.conftest import MONDAY, RULES, Killed, Store, a_case
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.certain import certain

REPORT = Report("no", "爸爸失業三個月", "陳範例", ("no_work",), call=True)


async def taken_on(store: Store, case: Case) -> Case:
    worker = store.staff[Role.WORKER]
    case = await store(
        lambda db: save(db, case.dispatch(unit=worker.unit, to=worker.id, at=db.now), "case.dispatched")
    )
    return await store(lambda db: save(db, case.accept(by=worker.id, at=db.now), "case.accepted"))


async def test_a_case_comes_back_as_it_was_kept(store: Store, case: Case) -> None:
    assert await store(lambda db: cases.read(db, case.id)) == case
    told = as_told("陳範例", "A123456789", "0912345678", "示範路1號")
    assert replace(case.household, id=0, version=0) == told


def test_every_fact_of_a_case_has_a_place() -> None:
    beside = {*(one.name for one in STRANDS), "lead", "joint", "trackings", "filed"}
    assert {field.name for field in fields(Case)} - {"household"} - beside == set(table.c.keys()) - {
        *("household_id", "district", "pressing")
    }
    for strand in (*STRANDS, SEAT, TRACKING):
        more = {"id", "case_id", "lapses_at", "state", "pressing"} & set(strand.table.c.keys())
        words = {"sealed"} if "sealed" in strand.table.c else set()
        facts = {field.name for field in fields(strand.of)} - {"id"}
        assert facts - set(tables.words(strand.of)) == set(strand.table.c.keys()) - more - words


async def test_every_fact_of_a_case_comes_back(store: Store, case: Case) -> None:
    worker = store.staff[Role.WORKER]
    values: dict[Any, Any] = {
        int | None: worker.id,
        datetime | None: MONDAY,
        date | None: MONDAY.date(),
        bool | None: False,
    }
    strands: list[Any] = [Case, *(strand.of for strand in STRANDS), Seat]
    known = {field.name: values[field.type] for of in strands for field in fields(of) if field.type in values}
    some: dict[str, Any] = {**known, "unit": worker.unit, "joined_to": case.id, "risk": Risk.HIGH}
    filled = with_facts(a_case(), **some, kinds=("a",), kind=UnitKind.FIRE, end=SeatEnd.ENDED)
    filled = replace(
        filled,
        joint=(replace(filled.lead, id=NEW, asked_by=AskedBy.MATCH),),
        trackings=(Tracking(0, MONDAY.date(), MONDAY.date(), (worker.unit,), "每月訪視", MONDAY),),
    )
    kept = await store(lambda db: cases.open_case(db, filled, "B"))
    back = await store(lambda db: cases.read(db, kept.id))
    assert back == kept
    named: dict[str, Any] = {"id": kept.id, "number": kept.number, "household": kept.household}
    assert _unkept(back) == replace(_unkept(filled), **named)


def _unkept(case: Case) -> Case:
    """Leave out the numbers and versions that keeping it gave."""
    strands = {one.name: replace(getattr(case, one.name), version=0) for one in STRANDS}
    joint = tuple(replace(one, id=NEW, version=0) for one in case.joint)
    trackings = tuple(replace(one, id=0, version=0) for one in case.trackings)
    return replace(case, **strands, lead=replace(case.lead, version=0), joint=joint, trackings=trackings)


async def test_a_save_writes_what_changed_and_no_more(store: Store, case: Case) -> None:
    """A strand that nobody wrote has no row; one that changed is written once more, the rest is not."""
    served = await taken_on(store, case)
    assert served.closing.version == served.search.version == 0
    proposed = await store(lambda db: cases.save(db, served, served.propose_closing(db.now), "case.tried"))
    assert (proposed.closing.version, proposed.lead.version) == (1, served.lead.version)
    back = await store(lambda db: cases.save(db, proposed, proposed.return_closing(), "case.tried"))
    assert (back.closing.version, back.lead.version, back.search.version) == (2, served.lead.version, 0)


async def test_whoever_was_quicker_on_a_strand_is_not_overwritten(store: Store, case: Case) -> None:
    served = await taken_on(store, case)
    proposed = served.propose_closing(MONDAY)
    await store(lambda db: cases.save(db, served, proposed, "case.tried"))
    with pytest.raises(Stale):
        await store(lambda db: cases.save(db, served, proposed, "case.tried"))


async def test_what_people_wrote_in_a_strand_is_sealed_by_the_key_of_the_case(
    store: Store, case: Case
) -> None:
    served = await taken_on(store, case)
    tracked = served.track(Tracking(0, MONDAY.date(), MONDAY.date(), (served.unit or 0,), "每月訪視"))
    kept = await store(lambda db: cases.save(db, served, tracked, "case.tried"))
    [sealed] = await store(
        lambda db: db.connection.execute(select(tables.trackings.c.sealed)).scalars().all()
    )
    assert "每月訪視".encode() not in sealed
    assert (await store(lambda db: cases.read(db, kept.id))).trackings[0].tasks == "每月訪視"


async def test_a_number_names_the_centre_and_the_year_and_checks_itself(case: Case) -> None:
    assert case.number.startswith("B-115-")
    wrong = case.number[:-1] + str((int(case.number[-1]) + 1) % 10)
    with pytest.raises(Mistyped):
        read_number(wrong)


async def test_who_saves_an_older_version_is_stale(store: Store, case: Case) -> None:
    await store(lambda db: save(db, case.not_take(at=db.now), "case.not_taken"))
    with pytest.raises(Stale):
        await store(lambda db: save(db, case.redirect(at=db.now), "case.redirected"))
    assert (await store(lambda db: cases.read(db, case.id))).state is State.NOT_TAKEN


async def test_not_yours_and_not_there_are_the_same(store: Store, case: Case) -> None:
    chief = store.by(Role.CHIEF)
    with pytest.raises(NotThere):
        await chief(lambda db: cases.get(db, case.id))
    with pytest.raises(NotThere):
        await chief(lambda db: cases.get(db, case.id + 1))
    assert await store.by(Role.SCREENER)(lambda db: cases.get(db, case.id, Action.SCREEN)) == case


async def test_a_reporter_finds_the_status_of_what_they_reported(store: Store, case: Case) -> None:
    chief = store.by(Role.CHIEF)
    await chief(lambda db: reports.keep(db, case, REPORT))
    assert await chief(lambda db: cases.get(db, case.id, Action.STATUS)) == case
    [mine] = await chief(lambda db: reports.mine(db, certain(db.speaker).id))
    assert mine.number == case.number


async def test_a_report_is_told_word_for_word(store: Store, case: Case) -> None:
    await store.by(Role.CHIEF)(lambda db: reports.keep(db, case, REPORT))
    assert [report for _, report in await store(lambda db: reports.of_case(db, case))] == [REPORT]


async def test_a_household_is_found_again_by_hashes_of_what_it_is_called(store: Store, case: Case) -> None:
    def shared(db: Transaction, household: Household) -> set[str]:
        known = {
            (row.field, bytes(row.token))
            for row in db.connection.execute(select(tokens).where(tokens.c.household_id == case.household.id))
        }
        return {field for field, _ in known & households.tokens_of(db, household)}

    assert await store(lambda db: shared(db, as_told(national_id="a123456789"))) == {"id"}
    assert await store(lambda db: shared(db, as_told(phone="0912-345-678"))) == {"phone"}
    assert await store(lambda db: shared(db, as_told(name="陳範例"))) == {"name", "surname"}
    assert await store(lambda db: shared(db, as_told("王測試", "B123456780", "0912345679"))) == set()


async def test_a_household_that_is_corrected_is_no_longer_found_by_what_was_wrong(
    store: Store, case: Case
) -> None:
    await store(lambda db: cases.identify(db, case, as_told(name="王測試")))
    rows = await store(lambda db: db.connection.execute(select(tokens.c.field)).scalars().all())
    assert set(rows) == {"name", "surname"}


async def test_deleting_a_cases_key_erases_it(store: Store, case: Case) -> None:
    await store(lambda db: db.connection.execute(delete(case_keys)))
    with pytest.raises(NotThere):
        await store(lambda db: cases.read(db, case.id))


async def test_a_cases_key_does_not_open_another_case(store: Store, case: Case) -> None:
    other = await store(lambda db: cases.open_case(db, a_case(), "B"))

    def swapped(db: Transaction) -> None:
        mine = db.connection.execute(
            select(case_keys.c.wrapped).where(case_keys.c.case_id == case.id)
        ).scalar()
        db.connection.execute(case_keys.update().where(case_keys.c.case_id == other.id).values(wrapped=mine))

    await store(swapped)
    with pytest.raises(KeyTrouble):
        await store(lambda db: cases.read(db, other.id))


async def test_the_reason_for_an_act_is_kept_with_it(store: Store, case: Case) -> None:
    await store(lambda db: cases.remark(db, case, "case.not_taken", "已由他單位服務"))
    assert await store(lambda db: cases.remarks_of(db, case)) == [("case.not_taken", "已由他單位服務")]


async def test_duties_follow_from_the_facts(store: Store, case: Case) -> None:
    def owed() -> set[Duty]:
        return {duty.duty for duty in found}

    found = await store(lambda db: obligations.of_subject(db, case.id))
    assert owed() == {Duty.SCREEN}
    case = await taken_on(store, case)
    found = await store(lambda db: obligations.of_subject(db, case.id))
    assert owed() == {Duty.FIRST_VISIT, Duty.ASSESS, Duty.FOLLOW_UP}
    visited = replace(case.visit(on=store.now.date(), risk=Risk.HIGH))
    await store(lambda db: save(db, visited, "case.visited"))
    found = await store(lambda db: obligations.of_subject(db, case.id))
    assert owed() == {Duty.VISIT, Duty.ASSESS, Duty.FOLLOW_UP}


async def test_settling_again_changes_nothing(store: Store, case: Case) -> None:
    before = await store(lambda db: obligations.of_subject(db, case.id))
    await store(lambda db: cases.settle(db, case))
    assert await store(lambda db: obligations.of_subject(db, case.id)) == before


async def test_somebody_is_told_once_on_each_rung(store: Store, case: Case) -> None:
    store.forward(hours=86.5)
    [due] = await store(lambda db: obligations.to_nudge(db, 10, urgent=False))
    person = store.staff[Role.SCREENER].id
    assert await store(lambda db: nudges.add(db, due.id, "-1h", person, db.now))
    assert not await store(lambda db: nudges.add(db, due.id, "-1h", person, db.now))
    for bell in ("this one", "another one, which was slower"):
        await store(lambda db: obligations.climb(db, {due: 2}))
        climbed = await store(lambda db: obligations.get(db, due.id))
        assert climbed is not None
        assert climbed.climbed == 2, bell
    assert await store(lambda db: obligations.to_nudge(db, 10, urgent=False)) == []


async def test_a_deadline_that_moved_is_nudged_for_on_every_rung_again(store: Store, case: Case) -> None:
    served = await taken_on(store, case)
    visited = served.visit(on=MONDAY.date(), risk=Risk.HIGH)
    served = await store(lambda db: save(db, visited, "case.visited"))

    def told(db: Transaction) -> bool:
        [visit] = [one for one in obligations.of_subject(db, case.id) if one.duty is Duty.VISIT]
        return nudges.add(db, visit.id, "-3d", store.staff[Role.WORKER].id, db.now)

    assert await store(told)
    calmer = served.follow_up(month=MONDAY.date(), risk=Risk.LOW)
    await store(lambda db: save(db, calmer, "case.followed_up"))
    assert await store(told), "the rung of the later deadline is another one"


async def test_every_act_stands_in_the_journal_with_its_case(store: Store, case: Case) -> None:
    await taken_on(store, case)
    history = await store(lambda db: journal.of_subject(db, case.id))
    assert [entry.verb for entry in history] == ["case.dispatched", "case.accepted"]
    assert {entry.actor for entry in history} == {store.staff[Role.WORKER].id}


async def test_an_act_that_fails_leaves_nothing(store: Store, case: Case) -> None:
    def killed(db: Transaction) -> None:
        save(db, case.not_take(at=db.now), "case.not_taken")
        raise Killed

    with pytest.raises(Killed):
        await store(killed)
    assert await store(lambda db: cases.read(db, case.id)) == case
    assert await store(lambda db: journal.of_subject(db, case.id)) == []
    keys = await store(lambda db: db.connection.execute(select(func.count(case_keys.c.case_id))).scalar())
    assert keys == 1


async def test_a_case_stands_in_lists_by_what_it_owes_next_after_each_act(store: Store, case: Case) -> None:
    """`ux.md` 20: its nearest deadline, on its own row and on that of each seat."""

    async def stands() -> None:
        owed = await store(lambda db: obligations.of_subject(db, case.id))
        at = await store(lambda db: db.connection.execute(select(table.c.pressing)).scalar_one())
        seats = await store(lambda db: db.connection.execute(select(tables.seats.c.pressing)).scalars().all())
        nearest = min(one.due for one in owed)
        assert {at, *seats} == {nearest}
        kept = select(tables.obligations.c.due, tables.obligations.c.behind)
        kept = kept.where(tables.obligations.c.ended_at.is_(None))
        behind = await store(lambda db: db.connection.execute(kept).all())
        assert [one.behind for one in behind] == [one.due > nearest for one in behind]

    await stands()
    served = await taken_on(store, case)
    await stands()
    store.forward(days=3)
    visited = served.visit(on=date(2026, 6, 4), risk=Risk.HIGH)
    await store(lambda db: save(db, visited, "case.visited"))
    await stands()
    elsewhere = update(table).values(pressing=MONDAY + timedelta(days=99))
    turned = update(tables.obligations).values(behind=~tables.obligations.c.behind)
    for moved in (elsewhere, turned):
        await store(partial(_execute, statement=moved))
    await store(lambda db: cases.count_anew(db, [case.id]))
    await stands()


def _execute(db: Transaction, statement: Any) -> None:
    db.connection.execute(statement)


async def test_who_reported_one_case_is_no_reporter_of_another(store: Store) -> None:
    """`trust.md`: a chief hears of what they reported, and of nothing else."""

    def report(db: Transaction) -> Case:
        opened = cases.open_case(db, a_case(), "B")
        reports.keep(db, opened, REPORT)
        return opened

    chief, screener = store.by(Role.CHIEF), store.by(Role.SCREENER)
    mine, other = await chief(report), await screener(report)
    assert Relation.REPORTER in await chief(lambda db: cases.standing_to(db, mine))
    assert Relation.REPORTER not in await chief(lambda db: cases.standing_to(db, other))
    assert Relation.REPORTER in await screener(lambda db: cases.standing_to(db, other))


async def beside(store: Store, case: Case, unit: int, *, to: int | None) -> Case:
    """Ask one more unit beside the lead."""
    asked = case.ask(unit=unit, kind=UnitKind.HEALTH, to=to, at=store.now)
    return await store(lambda db: save(db, asked, "seat.asked"))


async def test_cases_that_are_read_together_keep_each_its_own_seats_trackings_and_papers(
    store: Store, case: Case
) -> None:
    health = await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))
    served = [await taken_on(store, await store(lambda db: cases.open_case(db, a_case(), "B"))) for _ in "12"]
    first = await beside(store, served[0], health.id, to=None)
    tracked = served[1].track(Tracking(0, MONDAY.date(), MONDAY.date(), (health.id,), "每月訪視"))
    second = await store(lambda db: cases.save(db, served[1], tracked, "case.tracked"))
    for one, kind, seat in (
        (first, "assessment", 0),
        (first, "assessment", first.joint[0].id),
        (second, "plan", 0),
    ):
        await store(partial(service.file_paper, case=one, kind=kind, answers={}, seat=seat))
        store.forward(days=1)
    over = await store(lambda db: save(db, case.not_take(at=db.now), "case.not_taken"))
    alone = [await store(partial(cases.read, case=one.id)) for one in (first, second)]
    assert [len(one.filed) for one in alone] == [2, 1]
    assert await store(cases.owing) == alone
    assert await store(cases.of_several_units) == alone[:1]
    assert over.id not in {one.id for one in await store(cases.owing)}


async def test_an_offer_goes_back_in_its_time_the_urgent_also_at_night(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    health = await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))

    async def offered(*, urgent: bool) -> Case:
        case = await store(lambda db: cases.open_case(db, a_case(urgent=urgent), "B"))
        sent = case.dispatch(unit=worker.unit, to=worker.id, at=store.now)
        return await store(lambda db: save(db, sent, "case.dispatched"))

    usual, urgent = await offered(urgent=False), await offered(urgent=True)
    served = await taken_on(store, await store(lambda db: cases.open_case(db, a_case(), "B")))
    asked = await beside(store, served, health.id, to=worker.id)
    seat = asked.joint[0].id
    ends = {one.id: certain(offer_lapses(one, one.lead, RULES)) for one in (usual, urgent)} | {
        asked.id: certain(offer_lapses(asked, asked.joint[0], RULES))
    }

    async def lapsed(most: int = 9, *, hushed: bool = False) -> list[tuple[int, int]]:
        found = await store(partial(cases.lapsed, most=most, hushed=hushed))
        return [(one.id, number) for one, number in found]

    store.now = ends[urgent.id]
    assert await lapsed() == await lapsed(hushed=True) == [(urgent.id, LEAD)]
    store.now -= timedelta(seconds=1)
    assert await lapsed() == []
    store.now = max(ends.values())
    assert await lapsed() == [(urgent.id, LEAD), (usual.id, LEAD), (asked.id, seat)]
    assert (await lapsed(hushed=True), await lapsed(1)) == ([(urgent.id, LEAD)], [(urgent.id, LEAD)])
    await store(lambda db: cases.lapse_later(db, asked, seat))
    await store(lambda db: cases.lapse_later(db, urgent))
    assert await lapsed() == [(usual.id, LEAD)]
    await store(lambda db: cases.count_anew(db, [urgent.id]))
    assert await lapsed() == [(urgent.id, LEAD), (usual.id, LEAD)], "by the rules its time is over"
    await store(lambda db: cases.lapse_later(db, urgent))
    store.forward(hours=1)
    assert {*await lapsed()} == {(urgent.id, LEAD), (usual.id, LEAD), (asked.id, seat)}
    await store(lambda db: cases.count_anew(db, [usual.id]))
    assert len(await lapsed()) == 3, "by the rules it is over all the same"


async def test_a_case_is_found_by_its_number_and_by_how_that_ends(store: Store) -> None:
    of = [await store(lambda db: cases.open_case(db, a_case(), "B")) for _ in range(2)]
    screener, chief = store.by(Role.SCREENER), store.by(Role.CHIEF)
    for one in of:
        assert await screener(partial(cases.by_number, number=one.number)) == one
        assert await store(partial(cases.of_number, number=one.number)) == one
        assert await store(partial(cases.number_of, case=one.id)) == one.number
        assert one.number in await screener(partial(cases.ending, digits=one.number[-4:]))
        assert await chief(partial(cases.ending, digits=one.number[-4:])) == []
        assert not await chief(partial(cases.seen, number=one.number))
    assert await screener(lambda db: cases.ending(db, "")) == [of[1].number, of[0].number]
    assert await store(lambda db: cases.of_number(db, "A-115-999999")) is None
    for who in (chief, screener):
        with pytest.raises(NotThere):
            await who(lambda db: cases.by_number(db, "A-115-999999"))


async def test_what_was_remarked_is_of_its_case_and_act(store: Store, case: Case) -> None:
    other = await store(lambda db: cases.open_case(db, a_case(), "B"))
    await store(lambda db: cases.remark(db, case, "case.disputed", "評估有誤"))
    store.forward(hours=1)
    await store(lambda db: cases.remark(db, case, "case.closing_proposed", "已遷出"))
    await store(lambda db: cases.remark(db, other, "case.not_taken", "已由他單位服務"))
    assert await store(lambda db: cases.remarks_of(db, case)) == [
        ("case.disputed", "評估有誤"), ("case.closing_proposed", "已遷出"),
    ]  # fmt: skip
    assert await store(lambda db: cases.reasons_of(db, case)) == {
        ("case.disputed", MONDAY): "評估有誤",
        ("case.closing_proposed", MONDAY + timedelta(hours=1)): "已遷出",
    }


async def liaison(store: Store, of: Unit, case: Case) -> frozenset[Relation]:
    """Say how the liaison of a unit stands to a case."""

    def standing(db: Transaction) -> frozenset[Relation]:
        chat = 7_800 + of.id
        db.speaker = addressed.add(db, Person(0, Role.LIAISON, of.id, "鄭舉例", "0912000001", ""), chat)
        db.unit = of
        found = cases.standing_to(db, case)
        people.let_go(db, db.speaker, into=None)
        return found

    return await store(standing)


async def test_a_precinct_reaches_a_family_while_it_goes_there_and_a_desk_while_it_serves_them(
    store: Store, case: Case
) -> None:
    """[004] 參六(三)1, 2(1)."""
    police, other, desk, another = [
        await store(partial(units.add, kind=kind, name=name, district="平鎮區", letter="A"))
        for kind, name in (
            (UnitKind.POLICE, "平鎮分局"), (UnitKind.POLICE, "桃園分局"),
            (UnitKind.EMPLOYMENT, "平鎮臺"), (UnitKind.EMPLOYMENT, "桃園臺"),
        )
    ]  # fmt: skip
    served = await taken_on(store, case)
    elsewhere = await taken_on(store, await store(lambda db: cases.open_case(db, a_case(), "B")))
    soon = MONDAY + timedelta(hours=6)
    escort = await store(lambda db: escorts.add(db, ask(served, police, soon, MONDAY)))
    referral = await store(
        lambda db: REFERRALS.add(
            db,
            Referral(unit=desk, sign=served.number, case=served.id, asked_at=MONDAY, need="work"),
            "referral.asked",
        )
    )
    assert await liaison(store, police, served) == {Relation.ESCORTING}
    assert await liaison(store, desk, served) == {Relation.REFERRED}
    for unit in (other, another):
        assert await liaison(store, unit, served) == frozenset()
    for unit in (police, desk):
        assert await liaison(store, unit, elsewhere) == frozenset()
    cant = await store(lambda db: escorts.keep(db, escort, escort.reply(EscortAnswer.CANT, MONDAY)))
    assert await liaison(store, police, served) == frozenset(), "it said no"
    comes = await store(lambda db: escorts.keep(db, cant, cant.reply(EscortAnswer.COMES, MONDAY)))
    assert await liaison(store, police, served) == {Relation.ESCORTING}
    over = comes.end(EscortOutcome.CANCELLED, "", MONDAY)
    await store(lambda db: escorts.keep(db, comes, over))
    assert await liaison(store, police, served) == frozenset()
    await store(lambda db: REFERRALS.keep(db, referral, referral.withdraw("撤回同意", MONDAY)))
    assert await liaison(store, desk, served) == frozenset()


async def test_who_stands_in_may_what_the_other_may_but_for_what_they_reported(
    store: Store, case: Case
) -> None:
    chief, worker = store.staff[Role.CHIEF], store.staff[Role.WORKER]
    await store.by(Role.CHIEF)(lambda db: reports.keep(db, case, REPORT))
    served = await taken_on(store, case)

    def standing(db: Transaction, absent: Person) -> frozenset[Relation]:
        db.speaker = store.staff[Role.SUPERVISOR]
        db.absent = [absent]
        return cases.standing_to(db, served) - {Relation.SUPERVISING}

    assert await store(partial(standing, absent=chief)) == frozenset()
    assert await store(partial(standing, absent=worker)) == {Relation.PRIMARY}


async def test_a_head_decides_on_the_cases_of_a_unit_where_no_supervisor_of_it_may(
    store: Store, case: Case
) -> None:
    """`access.decides_before`: there is none, or they keep out of it."""
    unit, lead = store.staff[Role.SUPERVISOR].unit, store.staff[Role.SUPERVISOR]
    served = await taken_on(store, case)

    def stands(db: Transaction) -> bool:
        db.speaker = Person(99, Role.HEAD, unit, "陳示例", "0912000002", "")
        db.unit = people.unit(db, unit)
        standing = cases.standing_to(db, served)
        assert Relation.HEADING in standing
        return Relation.STANDING_IN in standing

    assert not await store(stands)
    await store(lambda db: recusals.add(db, served.id, lead.id))
    assert await store(stands)
    await store(lambda db: recusals.lift(db, served.id, lead.id))
    assert not await store(stands)
    await store(lambda db: people.change(db, lead.id, active=False))
    assert await store(stands)


async def test_who_keeps_out_of_a_case_has_no_part_in_it_whatever_they_are(store: Store, case: Case) -> None:
    served = await taken_on(store, case)
    lead = store.by(Role.SUPERVISOR)
    assert await lead(partial(cases.standing_to, case=served)) == {Relation.SUPERVISING}
    await store(lambda db: recusals.add(db, served.id, store.staff[Role.SUPERVISOR].id))
    assert await lead(partial(cases.standing_to, case=served)) == frozenset()
    assert await store(partial(cases.standing_to, case=served)) == {Relation.PRIMARY}

    def stands_in(db: Transaction) -> frozenset[Relation]:
        db.speaker, db.absent = store.staff[Role.CHIEF], [store.staff[Role.SUPERVISOR]]
        return cases.standing_to(db, served)

    assert await store(stands_in) == frozenset(), "nor has who stands in for them"


async def test_to_what_is_invented_nothing_is_done_and_it_is_written_down_who_looked(store: Store) -> None:
    """誘餌個案."""
    one = await store(lambda db: decoys.add(db, a_case(), "B"))
    with pytest.raises(NotThere):
        await store(lambda db: cases.save(db, one, one.not_take(at=db.now), "case.not_taken"))
    assert (await store(partial(cases.read, case=one.id))).state is State.SCREENING
    await store(lambda db: cases.save(db, one, one, "case.revealed"))
    assert [each.verb for each in await store(partial(journal.of_subject, subject=one.id))] == [
        "case.revealed"
    ]
