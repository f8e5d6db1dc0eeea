"""Lists of services, matches and shared families are kept on both databases, sealed."""

from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.errors import Stale, WrongState
from casework.policy.policy import Duty
from casework.rosters.shared import FoundFamily, FoundPair, FoundShared, Served, SharedFamily
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.core.tables import matches as kept_matches
from storage.core.tables import service_lists, shared_families, units
from storage.rosters import matches, services
from tests.storage.conftest import Store
from tests.storage.rosters.test_lists import duties
from tests.support import addressed

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
