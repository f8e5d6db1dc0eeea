from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update

from casework.cases.case import Case
from casework.staffing.people import Role
from storage.cases import cases
from storage.core import journal, migrate
from storage.core.database import Transaction
from storage.core.schema import SchemaTrouble
from storage.core.tables import journal as table
from storage.core.tables import journal_head
from tests.storage.conftest import MONDAY, Store, a_case, served_by


async def kept(store: Store) -> list[int]:
    for verb in ("case.reported", "case.dispatched", "case.accepted"):
        await store(partial(journal.write, verb=verb, subject=1, person=2))
        store.forward(minutes=5)
    return await store(lambda db: list(db.connection.execute(table.select()).scalars()))


async def test_an_untouched_chain_holds(store: Store) -> None:
    assert await store(journal.first_break) is None
    await kept(store)
    assert await store(journal.first_break) is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"verb": "case.declined"}, id="another act"),
        pytest.param({"actor": 99}, id="another person"),
        pytest.param({"subject": 2}, id="another subject"),
        pytest.param({"detail": {"person": 3}}, id="another detail"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2], ids=["the first", "the second", "the last"])
async def test_a_changed_entry_is_found(store: Store, place: int, change: dict[str, object]) -> None:
    ids = await kept(store)
    this = update(table).where(table.c.id == ids[place])
    await store(lambda db: db.connection.execute(this.values(change)))
    assert await store(journal.first_break) == ids[place]


async def test_a_removed_entry_is_found(store: Store) -> None:
    ids = await kept(store)
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[1])))
    assert await store(journal.first_break) == ids[2]


async def test_a_cut_off_end_is_found(store: Store) -> None:
    ids = await kept(store)
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[2])))
    assert await store(journal.first_break) == 0


async def test_of_the_latest_entries_alone_the_same_is_found_and_nothing_before_them(store: Store) -> None:
    ids = await kept(store)
    assert await store(lambda db: journal.first_break(db, latest=2)) is None
    assert await store(lambda db: journal.first_break(db, latest=9)) is None
    await store(lambda db: db.connection.execute(update(table).where(table.c.id == ids[1]).values(verb="x")))
    assert await store(lambda db: journal.first_break(db, latest=2)) == ids[1]
    assert await store(lambda db: journal.first_break(db, latest=1)) is None
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[2])))
    assert await store(lambda db: journal.first_break(db, latest=1)) == ids[1]


async def test_a_journal_longer_than_a_page_is_read_to_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_PAGE", 2)
    ids = await kept(store)
    assert await store(journal.first_break) is None
    await store(lambda db: db.connection.execute(update(table).where(table.c.id == ids[2]).values(actor=99)))
    assert await store(journal.first_break) == ids[2]


async def test_an_entry_from_nowhere_is_found(store: Store) -> None:
    await kept(store)

    def forged(db: Transaction) -> None:
        values = {"at": db.now, "verb": "case.closed", "detail": {}, "hash": bytes(32)}
        db.connection.execute(insert(table).values(values))
        db.connection.execute(update(journal_head).values(hash=bytes(32)))

    await store(forged)
    assert await store(journal.first_break) is not None


def by(store: Store, unit: int) -> Store:
    assert store.speaker is not None
    return replace(store, speaker=replace(store.speaker, unit=unit))


async def test_each_unit_and_the_clock_have_a_chain_and_what_is_nameless_tells_no_unit(store: Store) -> None:
    for who in (by(store, 1), by(store, 2), replace(store, speaker=None)):
        await who(partial(journal.write, verb="case.accepted", subject=1))
        await who(partial(journal.write, verb="case.reported", subject=7))
    found = await store(lambda db: db.connection.execute(select(table.c.verb, table.c.chain)).all())
    assert [row.chain for row in found if row.verb == "case.accepted"] == [1, 2, journal.CLOCK]
    assert {row.chain for row in found if row.verb == "case.reported"} == {-8}
    assert await store(journal.first_break) is None


@pytest.mark.parametrize("latest", [None, 3], ids=["of all", "of the latest"])
async def test_what_is_cut_off_any_chain_is_found(store: Store, latest: int | None) -> None:
    async def broken() -> int | None:
        return await store(lambda db: journal.first_break(db, latest=latest))

    for unit in (1, 2, 1, 2, 3, 1):
        await by(store, unit)(partial(journal.write, verb="case.accepted", subject=1))
    assert await broken() is None
    ids = await store(lambda db: list(db.connection.execute(table.select()).scalars()))
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[3])))
    assert await broken() == 0


async def test_an_entry_in_another_chain_and_a_chain_without_a_head_are_found(store: Store) -> None:
    for unit in (1, 2):
        await by(store, unit)(partial(journal.write, verb="case.accepted", subject=1))
    ids = await store(lambda db: list(db.connection.execute(table.select()).scalars()))
    moved = update(table).where(table.c.id == ids[1])
    await store(lambda db: db.connection.execute(moved.values(chain=3)))
    assert await store(journal.first_break) == ids[1]
    await store(lambda db: db.connection.execute(insert(journal_head).values(id=3, hash=bytes(32))))
    assert await store(journal.first_break) == ids[1]
    await store(lambda db: db.connection.execute(moved.values(chain=2)))
    await store(lambda db: db.connection.execute(delete(journal_head).where(journal_head.c.id == 3)))
    assert await store(journal.first_break) is None
    await store(lambda db: db.connection.execute(delete(journal_head).where(journal_head.c.id == 2)))
    assert await store(journal.first_break) == ids[1]


async def test_a_journal_that_is_broken_is_not_made_whole_by_going_back(store: Store, url: str) -> None:
    await kept(store)
    await store(lambda db: db.connection.execute(update(table).values(actor=99)))
    with pytest.raises(SchemaTrouble, match="broken at entry"):
        await migrate.downgrade(url, "0010")


async def test_chains_go_back_into_one_and_go_on_as_the_clocks(store: Store, url: str) -> None:
    await kept(store)
    await migrate.downgrade(url, "0010")
    await migrate.upgrade(url)
    chains = await store(lambda db: set(db.connection.execute(select(table.c.chain)).scalars()))
    assert chains == {journal.CLOCK}
    assert await store(journal.first_break) is None
    await kept(store)
    assert await store(journal.first_break) is None


def test_what_was_written_years_ago_still_holds() -> None:
    """The hash of an entry rests on how it is written down: that stays, or no chain holds any more."""
    at = datetime(2026, 6, 1, 1, tzinfo=UTC)
    entry = journal.JournalEntry(at, 7, "case.accepted", 5, {"person": 8, "why": "搬家"})
    assert journal._link(journal.start(3), entry).hex() == (
        "36840715db9299a1ab7f4d84f84c05b13149176c6b739d90a23f411e6f295ac1"
    )


async def test_how_long_the_bot_was_away_is_told_since_a_moment_by_the_clock_alone(store: Store) -> None:
    clock, hour = replace(store, speaker=None), timedelta(hours=1)
    spans = [(MONDAY - (n + 1) * hour, MONDAY - n * hour) for n in (5, 3, 1)]
    verbs = ("office.outage", "office.restored", "office.started")
    for who, (since, until), verb in (
        *((clock, span, verb) for span, verb in zip(spans, verbs, strict=True)),
        (store, spans[2], "office.outage"),
    ):
        said: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat()}
        await replace(who, now=store.now)(partial(journal.write, verb=verb, **said))
        store.forward(minutes=5)

    async def away(since: datetime) -> list[tuple[datetime, datetime]]:
        return await store(lambda db: journal.outages(db, since=since))

    assert await away(MONDAY) == spans[:2]
    assert await away(MONDAY + timedelta(minutes=5)) == spans[1:2]
    assert await away(MONDAY + timedelta(minutes=5, seconds=1)) == []


async def test_somebody_hears_what_others_did_in_their_cases_and_that_their_offers_went_back(
    store: Store,
) -> None:
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    mine, theirs = [
        await store(partial(cases.open_case, case=served_by(who), letter="B")) for who in (worker, lead)
    ]
    offered = await store(lambda db: cases.open_case(db, a_case(), "B"))
    sent = offered.dispatch(unit=worker.unit, to=worker.id, at=MONDAY)
    await store.by(Role.SCREENER)(lambda db: cases.save(db, offered, sent, "case.dispatched"))

    async def act(role: Role, verb: str, case: Case, **detail: Any) -> None:
        await replace(store.by(role), now=store.now)(
            partial(journal.write, verb=verb, subject=case.id, **detail)
        )

    store.forward(hours=1)
    await act(Role.SUPERVISOR, "case.closing_returned", mine)
    await act(Role.WORKER, "case.visited", mine)
    await act(Role.SUPERVISOR, "case.visited", theirs)
    await act(Role.SUPERVISOR, "case.offer_lapsed", offered, person=worker.id)
    await act(Role.SUPERVISOR, "case.offer_lapsed", offered, person=lead.id)
    await act(Role.SUPERVISOR, "case.dispatched", offered, person=worker.id)
    await act(Role.SUPERVISOR, "case.offer_lapsed", theirs, person=worker.id)

    async def heard(since: datetime) -> list[tuple[str, int | None]]:
        found = await store(lambda db: journal.about_cases_of(db, worker.id, since=since))
        return [(one.verb, one.subject) for one in found]

    hour = MONDAY + timedelta(hours=1)
    assert await heard(hour) == [("case.closing_returned", mine.id), ("case.offer_lapsed", offered.id)]
    assert await heard(hour + timedelta(seconds=1)) == []


async def test_the_history_of_a_subject_is_its_own(store: Store) -> None:
    await kept(store)
    await store(lambda db: journal.write(db, "case.closed", subject=2))
    assert [one.verb for one in await store(lambda db: journal.of_subject(db, 2))] == ["case.closed"]
    assert len(await store(lambda db: journal.of_subject(db, 1))) == 3
