"""Lists of services, matches and shared families are kept on both databases, sealed."""

from datetime import date
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.access import Action
from casework.errors import NotThere, Stale, WrongState
from casework.policy.policy import Duty
from casework.rosters.services import ServiceList
from casework.rosters.shared import FoundFamily, FoundPair, FoundShared, Served, SharedFamily
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import matches as kept_matches
from storage.core.tables import service_lists, shared_families, units
from storage.rosters import matches, services
from storage.staffing import units as staffing
from tests.storage.conftest import Store, a_case
from tests.storage.rosters.test_lists import duties
from tests.support import addressed
from tests.support.certain import certain

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
ROW = {"name": "王測試", "id": "A123456789", "born": "1971-01-02", "service": "自殺關懷"}


def founded(db: Transaction) -> Unit:
    added = units.insert().values(kind=UnitKind.HEALTH, name="測試局", district="", letter="A")
    row = db.connection.execute(added.returning(units.c.id)).scalar_one()
    return Unit(row, UnitKind.HEALTH, "測試局", "", "A")


async def test_a_list_of_services_is_awaited_given_and_forgotten_with_the_next(store: Store) -> None:
    unit = await store(founded)
    june = await store(lambda db: services.await_one(db, unit, JUNE))
    assert await store(lambda db: services.await_one(db, unit, JUNE)) == june
    assert await store(duties) == [Duty.UPLOAD_ROSTER]
    given = await store(lambda db: services.keep(db, replace(june, given_at=db.now), [ROW], "roster.given"))
    assert given.rows == 1
    assert await store(duties) == []
    sealed = await store(lambda db: db.connection.execute(select(service_lists.c.sealed)).scalar_one())
    assert "王測試".encode() not in bytes(sealed)
    stamp, [row] = await store(lambda db: matches.served(db, JULY))
    assert row.values == ROW, "the list of before counts until the next one"
    assert len(row.tokens) == 2
    with pytest.raises(Stale):
        await store(lambda db: services.keep(db, replace(june, given_at=db.now), [], "roster.none"))

    def next_month(db: Transaction) -> None:
        july = services.await_one(db, unit, JULY)
        services.keep(db, replace(july, given_at=db.now), [], "roster.none")

    await store(next_month)
    assert await store(lambda db: matches.served(db, JUNE)) == (matches.stamp_of([]), [])
    assert (await store(lambda db: matches.served(db, JULY)))[0] != stamp


def _joined(db: Transaction) -> None:
    unit = founded(db)
    db.speaker = addressed.add(db, Person(0, Role.BUREAU, unit.id, "周預設", "", "zh_Hant_TW"), 7)


def _tokens(*letters: str) -> tuple[str, ...]:
    return tuple(letter.encode().hex() * 16 for letter in letters)


async def test_a_match_what_was_decided_and_its_families_are_kept_sealed(store: Store) -> None:
    one, other = Served(1, ROW, _tokens("a", "b")), Served(2, ROW, _tokens("a", "c"))
    found = FoundShared((FoundFamily((one, other), ((0, 1, 5),)),), (FoundPair(one, other, 3),))

    def story(db: Transaction) -> None:
        _joined(db)
        assert matches.read_found(matches.as_found(found)) == found
        matches.keep(db, JUNE, "stamp", FoundShared((), ()))
        kept = matches.keep(db, JUNE, "stamp", found)
        assert matches.of_month(db, JUNE) == kept, "the month's earlier one is gone"
        matches.published(db, kept)
        with pytest.raises(Stale):
            matches.published(db, kept)
        matches.decide(db, one.tokens, other.tokens, same=True)
        matches.decide(db, other.tokens, one.tokens, same=False)
        known = matches.verdicts(db)
        assert list(known.values()) == [False], "the later one holds, and by what tells them apart alone"
        assert matches.said_of(known, other, one) is False
        with pytest.raises(WrongState):
            matches.decide(db, one.tokens, one.tokens, same=True)
        family = matches.add(db, SharedFamily(0, JUNE, JUNE, found.families[0]))
        after = matches.save(
            db, family.contact(2, JULY).found_again(found.families[0], JULY), "family.found_again"
        )
        assert matches.read(db, family.id) == after
        assert matches.going_on(db) == [after]
        with pytest.raises(Stale):
            matches.save(db, family, "family.ended")
        matches.save(db, after.end(JULY), "family.ended")
        assert matches.going_on(db) == []
        for table in (kept_matches, shared_families):
            for sealed in db.connection.execute(select(table.c.sealed)).scalars():
                assert "王測試".encode() not in bytes(sealed)

    await store(story)


async def test_each_bureau_has_its_own_list_of_a_month_and_its_last_counts(store: Store) -> None:
    health, schools = [
        await store(partial(staffing.add, kind=kind, name=name, district="", letter="A"))
        for kind, name in ((UnitKind.HEALTH, "衛生局"), (UnitKind.EDUCATION, "教育局"))
    ]
    june, theirs = [
        await store(partial(services.await_one, unit=one, month=JUNE)) for one in (health, schools)
    ]
    july = await store(lambda db: services.await_one(db, health, JULY))
    assert len({june.id, theirs.id, july.id}) == 3
    assert await store(services.awaited) == [june, theirs, july]
    assert await store(lambda db: services.of_month(db, JUNE)) == [june, theirs]

    async def give(one: ServiceList, *rows: dict[str, str]) -> ServiceList:
        new = replace(one, given_at=store.now)
        return await store(lambda db: services.keep(db, new, rows, "roster.given"))

    first, second = await give(june, ROW), await give(theirs, ROW, ROW)
    assert await store(services.awaited) == [july]
    assert await store(lambda db: services.counting(db, JULY)) == {health.id: first, schools.id: second}
    last = await give(july)
    assert await store(lambda db: services.counting(db, JUNE)) == {schools.id: second}
    found = await store(lambda db: services.given(db, JULY))
    assert {one.one.unit.id: len(one.rows) for one in found} == {health.id: 0, schools.id: 2}
    assert await store(lambda db: services.read(db, last.id)) == last
    with pytest.raises(Stale):
        await give(june)
    with pytest.raises(NotThere):
        await store(lambda db: services.read(db, 999))


SEES = {Action.VIEW, Action.HISTORY, Action.STATUS}


@pytest.mark.parametrize(
    ("role", "own", "may"),
    [
        (Role.LIAISON, True, SEES),
        (Role.LIAISON, False, set()),
        (Role.WORKER, True, set()),
        (Role.BUREAU, False, {*SEES, Action.REVEAL}),
    ],
)
async def test_a_bureaus_list_is_seen_by_who_speaks_for_it_and_in_full_by_who_runs_the_match(
    store: Store, role: Role, own: bool, may: set[Action]
) -> None:
    """[001] 三(六)2(5)."""
    health, schools = [
        await store(partial(staffing.add, kind=kind, name=name, district="", letter="A"))
        for kind, name in ((UnitKind.HEALTH, "衛生局"), (UnitKind.EDUCATION, "教育局"))
    ]
    one = await store(lambda db: services.await_one(db, health, JUNE))

    def allowed(db: Transaction) -> set[Action]:
        unit = health.id if own else schools.id
        db.speaker = addressed.add(db, Person(0, role, unit, "李預設", "0912000001", ""), 7_900)
        return {action for action in Action if services.may(db, one, action)}

    assert await store(allowed) == may


async def test_what_is_said_of_one_family_match_or_pair_leaves_the_others(store: Store) -> None:
    rows = [Served(n, ROW, _tokens("a", chr(97 + n))) for n in range(1, 4)]

    def story(db: Transaction) -> None:
        _joined(db)
        case = cases.open_case(db, a_case(), "B")
        july, june = [matches.keep(db, month, "stamp", FoundShared((), ())) for month in (JULY, JUNE)]
        matches.published(db, june)
        told = [certain(matches.of_month(db, one.month)).published_at for one in (june, july)]
        assert told == [db.now, None], "a later one stays as it is"
        later = matches.keep(db, JULY, "stamp", FoundShared((), ()))
        assert (matches.of_month(db, JUNE), matches.of_month(db, JULY)) == (None, later)
        found = FoundFamily((rows[0], rows[1]))
        first, second = [matches.add(db, SharedFamily(0, JUNE, JUNE, found)) for _ in range(2)]
        after = matches.save(db, replace(first, case=case.id), "family.case")
        assert matches.going_on(db) == [after, second]
        assert matches.of_case(db, case.id) == [after]
        matches.save(db, after.end(JULY), "family.ended")
        assert matches.of_case(db, case.id) == []
        matches.decide(db, rows[0].tokens, rows[1].tokens, same=True)
        matches.decide(db, rows[0].tokens, rows[2].tokens, same=True)
        matches.decide(db, rows[1].tokens, rows[0].tokens, same=False)
        known = matches.verdicts(db)
        assert [matches.said_of(known, rows[0], one) for one in rows[1:]] == [False, True]
        with pytest.raises(NotThere):
            matches.read(db, 999)

    await store(story)
