"""What a match publishes from month to month: how many, which become cases, and which bureau hears."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from actions.rosters import matching
from actions.rosters.matching import FamiliesFound, PublishedMatch
from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.cases.strands import Tracking
from casework.errors import NotThere, Stale
from casework.rosters.shared import FoundFamily, FoundPair, FoundShared, Served
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import recusals
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.rosters import matches as kept
from storage.staffing import people, units
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
VILLAGE = "平鎮區新街里"
NOTHING_GIVEN = kept.stamp_of(())


class Bureaus:
    """Two bureaus with a liaison each, and who runs the match."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.health, self.education = 0, 0
        self.liaisons: dict[int, int] = {}

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            made = [
                units.add(db, kind, name).id
                for kind, name in ((UnitKind.HEALTH, "衛生局"), (UnitKind.EDUCATION, "教育局"))
            ]
            self.health, self.education = made
            for number, unit in enumerate(made):
                joins = Person(0, Role.LIAISON, unit, "簡虛構", "0912000000", "")
                self.liaisons[addressed.add(db, joins, 7_500 + number).id] = unit
            bureau = units.add(db, UnitKind.BUREAU, "社會局")
            runs = Person(0, Role.BUREAU, bureau.id, "吳示例", "0912000000", "")
            self.store.staff[Role.BUREAU] = addressed.add(db, runs, 7_600)
            centre, worker = self.store.staff[Role.WORKER].unit, self.store.staff[Role.WORKER].id
            db.connection.execute(insert(t.areas).values(village=VILLAGE, unit=centre, worker=worker))

        await self.store(staff)

    def row(self, bureau: int, token: str, **values: str) -> Served:
        """Write a row about somebody, known again by a token."""
        return Served(bureau, {"name": "王測試", **values}, (token * 64,))

    def family(self, token: str, **values: str) -> FoundFamily:
        """Both bureaus serve it."""
        return FoundFamily(tuple(self.row(one, token, **values) for one in (self.health, self.education)))

    async def keeps(self, month: date, *families: FoundFamily, pairs: Sequence[FoundPair] = ()) -> int:
        found = FoundShared(families, tuple(pairs))
        runs = self.store.by(Role.BUREAU)
        return (await runs(lambda db: matching.keep(db, month, NOTHING_GIVEN, found))).id

    async def publishes(
        self, month: date, *families: FoundFamily
    ) -> tuple[PublishedMatch | None, dict[int, int]]:
        """Publish a match; returns what became of it, and of how many families each bureau hears."""
        await self.keeps(month, *families)
        found = FoundShared(families, ())

        def publish(db: Transaction) -> tuple[PublishedMatch | None, dict[int, int]]:
            done = matching.publish(db, month, NOTHING_GIVEN, found, lambda address: address and VILLAGE)
            told = {}
            for one in db.news:
                if isinstance(one, OfficeNews) and isinstance(one.about, FamiliesFound):
                    assert (one.verb, one.about.month) == ("family.found", month)
                    told[self.liaisons[one.person]] = one.about.families
            return done, told

        return await self.store.by(Role.BUREAU)(publish)

    async def going_on(self) -> list[Any]:
        return list(await self.store(kept.going_on))


@pytest.fixture
async def bureaus(store: Store) -> Bureaus:
    bureaus = Bureaus(store)
    await bureaus.found()
    return bureaus


async def test_families_are_new_go_on_and_end_and_a_bureau_hears_of_those_that_are_news_to_it(
    bureaus: Bureaus,
) -> None:
    stays, goes = bureaus.family("a", address="示範路1號"), bureaus.family("b", address="示範路2號")
    inside = FoundFamily(tuple(bureaus.row(bureaus.health, "c", unit=name) for name in ("甲站", "乙站")))
    done, told = await bureaus.publishes(JUNE, stays, goes, inside)
    assert done == PublishedMatch(new=3, cases=2, asked=4)
    assert told == {bureaus.health: 3, bureaus.education: 2}
    [first, second, third] = await bureaus.going_on()
    assert (first.case is None, third.case) == (False, None)

    comes = bureaus.family("d")
    done, told = await bureaus.publishes(JULY, stays, comes)
    assert done == PublishedMatch(new=1, continuing=1, ended=2, unled=1, there=2)
    assert told == {bureaus.health: 1, bureaus.education: 1}
    [again, new] = await bureaus.going_on()
    assert (again.id, again.first, again.last, again.case) == (first.id, JUNE, JULY, first.case)
    assert new.case is None, "nobody knows which centre could lead it"
    ended = await bureaus.store(lambda db: [kept.read(db, one.id).ended for one in (second, third)])
    assert ended == [JULY, JULY]


async def test_of_two_families_that_were_one_before_only_one_goes_on(bureaus: Bureaus) -> None:
    await bureaus.publishes(JUNE, bureaus.family("a"))
    done, _ = await bureaus.publishes(JULY, bureaus.family("a"), bureaus.family("a"))
    assert (done and (done.new, done.continuing, done.ended)) == (1, 1, 0)


async def test_what_a_bureau_knew_is_no_news_and_who_else_comes_is(bureaus: Bureaus) -> None:
    rows = bureaus.family("a").rows
    twice = FoundFamily(tuple(bureaus.row(bureaus.health, "a", unit=name) for name in ("甲站", "乙站")))
    _, told = await bureaus.publishes(JUNE, twice)
    assert told == {bureaus.health: 1}
    _, told = await bureaus.publishes(JULY, FoundFamily((*twice.rows, rows[1])))
    assert told == {bureaus.education: 1}


async def test_the_case_of_a_family_is_shared_calm_and_tells_nothing_that_is_confidential(
    bureaus: Bureaus,
) -> None:
    hidden = bureaus.row(bureaus.education, "a", name="何保密", address="密路9號", confidential="1")
    rows = bureaus.family("a", address="示範路1號").rows
    await bureaus.publishes(JUNE, FoundFamily((hidden, *rows)))
    [one] = await bureaus.going_on()
    case = await bureaus.store(lambda db: cases.read(db, one.case))
    assert (case.state, case.urgent, case.village) == (State.DISPATCHED, False, VILLAGE)
    assert CaseKind.SHARED in case.kinds
    assert case.sharing.several
    assert ([each.name for each in case.household.members], case.household.address) == (
        ["王測試"],
        "示範路1號",
    )
    done, _ = await bureaus.publishes(JULY, FoundFamily((hidden, rows[0])))
    assert done == PublishedMatch(continuing=1), "what only one openly serves makes no plan"


async def test_the_people_of_a_family_are_told_apart_by_what_they_are_known_by(bureaus: Bureaus) -> None:
    rows = (
        bureaus.row(bureaus.health, "a", name="王測試", address="示範路1號"),
        bureaus.row(bureaus.education, "a", name="王測試"),
        bureaus.row(bureaus.education, "b", name="王小測"),
    )
    await bureaus.publishes(JUNE, FoundFamily(rows))
    [one] = await bureaus.going_on()
    case = await bureaus.store(lambda db: cases.read(db, one.case))
    assert [each.name for each in case.household.members] == ["王測試", "王小測"]


async def test_nothing_is_published_but_what_was_kept_of_the_lists_as_they_are(bureaus: Bureaus) -> None:
    runs, none = bureaus.store.by(Role.BUREAU), FoundShared((), ())

    async def publish(stamp: str) -> PublishedMatch | None:
        return await runs(lambda db: matching.publish(db, JUNE, stamp, none, lambda address: ""))

    assert await publish(NOTHING_GIVEN) is None, "no match was run"
    await bureaus.keeps(JUNE)
    assert await publish("another") is None
    assert await publish(NOTHING_GIVEN) == PublishedMatch()
    with pytest.raises(Stale):
        await publish(NOTHING_GIVEN)
    await runs(lambda db: matching.keep(db, JUNE, "lists that were", none))
    assert await publish("lists that were") is None, "a list came since"


async def test_of_a_pair_it_is_decided_once_by_who_runs_the_match(bureaus: Bureaus) -> None:
    store, runs = bureaus.store, bureaus.store.by(Role.BUREAU)
    pairs = [
        FoundPair(bureaus.row(bureaus.health, one), bureaus.row(bureaus.education, other), 1)
        for one, other in (("a", "b"), ("c", "d"), ("e", "f"))
    ]
    match = await bureaus.keeps(JUNE, pairs=pairs)
    for at, same in ((0, True), (1, False)):
        await runs(lambda db: matching.decide(db, match, JUNE, at, same=same))  # noqa: B023 - at once

    def left(db: Transaction) -> tuple[list[int], tuple[int, int]]:
        one = kept.of_month(db, JUNE)
        assert one is not None
        return [at for at, _ in matching.to_look_at(db, one)], matching.decided(db, one)

    assert await store(left) == ([2], (1, 1))
    for wrong in ((match, JUNE, 3), (match + 1, JUNE, 0), (match, JULY, 0)):
        with pytest.raises(Stale):
            await runs(lambda db: matching.pair_of(db, *wrong))  # noqa: B023 - at once
    with pytest.raises(NotThere):
        await store(lambda db: matching.pair_of(db, match, JUNE, 0))
    stranger = replace(runs, speaker=None)
    with pytest.raises(NotThere):
        await stranger(matching.overseer)


# What is done with a family


async def test_a_family_is_seen_by_who_runs_the_match_and_by_the_bureaus_that_serve_it(
    bureaus: Bureaus,
) -> None:
    store = bureaus.store
    alone = FoundFamily(tuple(bureaus.row(bureaus.health, "b", unit=name) for name in ("甲站", "乙站")))
    await bureaus.publishes(JUNE, bureaus.family("a", address="示範路1號"), alone)
    latest, first = await store.by(Role.BUREAU)(matching.families)
    assert latest.id > first.id
    health, education = bureaus.liaisons

    def sees(db: Transaction, person: int) -> list[int]:
        db.speaker = people.get(db, person)
        return [one.id for one in matching.families(db)]

    assert await store(lambda db: sees(db, health)) == [latest.id, first.id]
    assert await store(lambda db: sees(db, education)) == [first.id]
    assert await store(lambda db: sees(db, store.staff[Role.SUPERVISOR].id)) == [], "of the centre nobody"

    def contacts(db: Transaction, person: int, family: int) -> dict[int, date]:
        db.speaker = people.get(db, person)
        return dict(matching.contact(db, family).contacted)

    today = store.now.date()
    assert await store(lambda db: contacts(db, education, first.id)) == {bureaus.education: today}
    for person, family in ((education, latest.id), (store.staff[Role.BUREAU].id, first.id)):
        with pytest.raises(NotThere):
            await store(lambda db: contacts(db, person, family))  # noqa: B023 - at once

    def out(db: Transaction) -> tuple[list[int], bool]:
        db.speaker = people.get(db, health)
        recusals.add(db, certain(first.case), health)
        return [one.id for one in matching.families(db)], matching._there(db, kept.read(db, first.id))

    assert await store(out) == ([latest.id], False), "from a case they keep out"


async def test_who_is_not_of_a_family_is_taken_out_and_who_was_asked_for_them_is_asked_no_more(
    bureaus: Bureaus,
) -> None:
    """[001] 三(六)2(5)."""
    police = await bureaus.store(lambda db: units.add(db, UnitKind.POLICE, "警察局"))
    joins = Person(0, Role.LIAISON, police.id, "簡虛構", "0912000000", "")
    officer = (await bureaus.store(lambda db: addressed.add(db, joins, 7_700))).id
    bureaus.liaisons[officer] = police.id
    rows = (
        *bureaus.family("a", address="示範路1號").rows,
        bureaus.row(police.id, "b", name="何樣本", id="B123456780"),
    )
    await bureaus.publishes(JUNE, FoundFamily(rows))
    [one] = await bureaus.going_on()
    case = await bureaus.store(lambda db: cases.read(db, one.case))
    asked = {seat.unit: seat.id for seat in case.joint}
    assert asked.keys() == {bureaus.health, bureaus.education, police.id}

    def parts(db: Transaction, version: int, at: int) -> set[tuple[str, int]]:
        matching.part(db, one.id, version, at)
        return {(each.verb, each.person) for each in db.news if each.verb == "family.parted"}

    runs = bureaus.store.by(Role.BUREAU)
    for version, at in ((one.version + 1, 2), (one.version, 3)):
        with pytest.raises(Stale):
            await runs(lambda db: parts(db, version, at))  # noqa: B023 - at once
    heard = await runs(lambda db: parts(db, one.version, 2))
    assert heard == {("family.parted", person) for person in bureaus.liaisons}
    [after] = await bureaus.going_on()
    assert [row.bureau for row in after.rows] == [bureaus.health, bureaus.education]
    now = await bureaus.store(lambda db: cases.read(db, one.case))
    assert {seat.unit for seat in now.joint if seat.open} == {bureaus.health, bureaus.education}
    assert CaseKind.SHARED in now.kinds
    known = await bureaus.store(kept.verdicts)
    assert [kept.said_of(known, rows[0], rows[2]), kept.said_of(known, rows[0], rows[1])] == [False, None]

    # of those that are left, one is somebody else's, too: nobody else serves the family
    other = replace(rows[1], tokens=("c" * 64,))
    await bureaus.publishes(JULY, FoundFamily((rows[0], other)))
    [again] = await bureaus.going_on()
    await runs(lambda db: parts(db, again.version, 1))
    assert await bureaus.going_on() == []
    ended = await bureaus.store(lambda db: kept.read(db, one.id))
    assert ended.ended == JUNE
    now = await bureaus.store(lambda db: cases.read(db, one.case))
    assert not [seat for seat in now.joint if seat.open]
    assert CaseKind.SHARED not in now.kinds
    with pytest.raises(NotThere):
        await runs(lambda db: parts(db, ended.version, 0))


async def test_what_a_conference_tracks_is_not_taken_from_a_unit_that_the_match_asked(
    bureaus: Bureaus,
) -> None:
    await bureaus.publishes(JUNE, bureaus.family("a", address="示範路1號"))
    [one] = await bureaus.going_on()

    def tracked(db: Transaction) -> None:
        case = cases.read(db, one.case)
        lead = certain(case.offered)
        case = cases.save(db, case, case.accept(by=lead, at=db.now), "case.accepted")
        under = case.track(Tracking(0, JUNE, JUNE, (bureaus.health,)))
        cases.save(db, case, under, "case.tracked")
        matching._ask_no_more(db, one.case, [])

    await bureaus.store(tracked)
    now = await bureaus.store(lambda db: cases.read(db, one.case))
    assert [seat.unit for seat in now.joint if seat.open] == [bureaus.health]


async def test_a_centre_in_which_nobody_serves_leads_no_family(bureaus: Bureaus) -> None:
    def nobody(db: Transaction) -> None:
        people.let_go(db, people.get(db, bureaus.store.staff[Role.WORKER].id), into=None)

    await bureaus.store(nobody)
    done, _ = await bureaus.publishes(JUNE, bureaus.family("a", address="示範路1號"))
    assert done == PublishedMatch(new=1, unled=1)
