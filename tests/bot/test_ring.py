"""A ring of the bell: what is forgotten in its time, and what is counted anew, by whom and how often."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from actions.reminders import HELD
from bot import ring
from bot.app import open_office
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.ui.office import Office
from storage.cases import cases
from storage.core import facts
from storage.core.database import Database, Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import journal, obligations
from storage.core.tables import outbox as outbox_rows
from storage.core.vault import Vault
from storage.forms import drafts
from storage.messages import inbox, outbox
from tests.storage.conftest import a_case
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.town import Clock, _unit

SOON = timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def office(tmp_path: Path, clock: Clock) -> AsyncIterator[Office]:
    database = Database(migrated("sqlite", tmp_path))
    yield open_office(database, Vault(b"k" * 32), clock=clock)
    await database.close()


async def forgotten(office: Office, clock: Clock, later: timedelta) -> set[str]:
    """Say of what something is forgotten so much later, if the bell swept then."""
    now, clock.now = clock.now, clock.now + later
    swept: list[dict[str, int]] = []

    def sweep(db: Transaction) -> None:
        swept.append(ring.sweep(db))
        raise InterruptedError  # and nothing is

    with pytest.raises(InterruptedError):
        await office.transact(sweep)
    clock.now = now
    return {name for name, count in swept[0].items() if count}


async def test_each_thing_is_forgotten_in_its_time_and_nothing_by_a_wrong_clock(
    office: Office, clock: Clock
) -> None:
    def happened(db: Transaction) -> None:
        unit = _unit("平鎮中心", UnitKind.CENTRE, "平鎮區", "A")(db)
        db.speaker = addressed.add(db, Person(0, Role.WORKER, unit.id, "王測試", "0912000000", ""), 7)
        drafts.begin(db, "report", None, {})
        [done, _] = addressed.keep(db, [{"update_id": n, "message": {"chat": {"id": 7}}} for n in (1, 2)])
        inbox.claim(db, done)
        for chat, priority in ((7, Priority.REPLY), (8, Priority.STRANGER)):
            to = addressed.address(db, chat)
            outbox.write(db, to, LetterKind.MESSAGE, {"text": "?"}, priority=priority)
        letters = outbox.take(db, 9, ["telegram"])
        outbox.sent(db, [(one, 5) for one in letters])

    await office.transact(happened)
    hour, days = timedelta(hours=1), timedelta(days=1)
    assert await forgotten(office, clock, hour) <= {"strangers"}
    assert "outbox" in await forgotten(office, clock, hour + SOON), "what a stranger was told"
    assert "inbox" not in await forgotten(office, clock, 3 * days)
    assert "inbox" in await forgotten(office, clock, 3 * days + SOON)
    assert "drafts" not in await forgotten(office, clock, 30 * days)
    assert "drafts" in await forgotten(office, clock, 30 * days + SOON)
    priorities = outbox_rows.c.priority
    await office.transact(lambda db: db.connection.execute(update(outbox_rows).values({priorities: 1})))
    assert "outbox" not in await forgotten(office, clock, 30 * days)
    assert "outbox" in await forgotten(office, clock, 30 * days + SOON)
    await office.transact(lambda db: facts.put(db, HELD, "jump"))
    assert await forgotten(office, clock, 90 * days) == set()


async def test_all_is_counted_anew_once_when_the_rules_change_some_at_each_look(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "BATCH", 2)
    far = update(obligations).values(due=a_case().reported_at + timedelta(days=999))

    def opened(db: Transaction) -> None:
        _unit("平鎮中心", UnitKind.CENTRE, "平鎮區", "A")(db)
        for _ in range(3):
            cases.open_case(db, a_case(db.now), "A")
        db.connection.execute(far)

    await office.transact(opened)
    wrong = select(func.count()).where(obligations.c.duty == Duty.SCREEN, obligations.c.ended_at.is_(None))
    moved = wrong.where(obligations.c.due < a_case().reported_at + timedelta(days=900))
    changes = select(func.count()).where(journal.c.verb == "office.rules_changed")

    async def look() -> tuple[bool, int, int]:
        def at_once(db: Transaction) -> tuple[bool, int, int]:
            more = ring.settle_anew(office, db)
            late, noted = (int(db.connection.execute(one).scalar_one()) for one in (moved, changes))
            return more, late, noted

        return await office.transact(at_once)

    assert [await look() for _ in range(4)] == [(True, 2, 1), (True, 3, 1), (False, 3, 1), (False, 3, 1)]
    await office.transact(lambda db: db.connection.execute(far))
    assert await look() == (False, 0, 1), "by the same rules nothing is"
    signature = await office.transact(lambda db: db.rules.signature)
    await office.transact(lambda db: facts.put(db, ring.RULES, f"{signature}@2020-01"))
    assert await look() == (True, 2, 1), "another month is no other rule"
