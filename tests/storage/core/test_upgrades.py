"""An upgrade loses nothing: offices that earlier editions filled go up, back and up again."""

import asyncio
import json
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from bot.app import open_office
from bot.bot import Bot
from bot.telegram.messenger import Telegram
from casework.cases.case import Case
from casework.cases.household import AgeBand, Left, Member
from handlers.ui.office import Office
from sandbox import TOKEN, Phone, serve
from storage.cases import households
from storage.core import migrate, schema
from storage.core.database import Database, Transaction
from storage.core.keys import open_vault
from storage.core.vault import KeyFile, Vault
from storage.staffing import addresses, people
from tests.storage.conftest import RULES
from tests.storage.core.test_canaries import of_the_files, of_the_server
from tests.storage.core.test_migrations import looked_at
from tests.storage.databases import OFFICES, copied_key, filled
from tests.storage.known import Facts, all_cases, known
from tests.storage.offices.beyond import PIN
from tests.storage.offices.complete import lacking
from tests.storage.shown import shown
from tests.support import addressed

REVISIONS = sorted(file.stem for file in OFFICES.glob("[0-9]*.json") if "." not in file.stem)
KILLS = int(os.environ.get("UPGRADE_KILLS", "5"))
"""How often the upgrade is killed; more by `UPGRADE_KILLS=100`."""
UPGRADE = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from storage.cases import households
from storage.core import migrate
from storage.core.vault import KeyFile

said, last = 0, int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global said
    said += 1
    if said == last:
        os.kill(os.getpid(), signal.SIGKILL)

print("begins", flush=True)
vault = KeyFile(Path(sys.argv[3])).read()
asyncio.run(migrate.upgrade(sys.argv[1], vault=vault))
print(said)
"""
"""Upgrades a database, and dies before the statement that it is told."""


@pytest.fixture(params=REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def then(revision: str) -> Facts:
    """What the office knew when it was put away."""
    return json.loads((OFFICES / f"{revision}.json").read_text())


@pytest.fixture
def key(revision: str, tmp_path: Path) -> Path:
    return copied_key(OFFICES / f"{revision}.key.json", tmp_path)


@pytest.fixture
def vault(key: Path) -> Vault:
    return KeyFile(key).read()


@pytest.fixture
def url(kind: str, revision: str, tmp_path: Path) -> str:
    return filled(kind, revision, tmp_path)


def moment(then: Facts) -> datetime:
    return datetime.fromisoformat(then["at"])


async def now_known(url: str, vault: Vault, then: Facts) -> Facts:
    at = moment(then)
    facts = {
        "at": then["at"],
        **await known(url, vault, at, PIN),
        "cards": await shown(url, vault, at),
    }
    return json.loads(json.dumps(facts))


async def test_an_office_knows_after_the_upgrade_what_it_knew_before(
    url: str, vault: Vault, then: Facts
) -> None:
    await migrate.upgrade(url, vault=vault)
    assert await looked_at(url, schema.revision_of) == schema.newest()
    assert await now_known(url, vault, then) == then
    owed = await looked_at(url, _beside_the_nearest)
    assert {behind for behind, _ in owed} == {False, True}
    assert all(behind == later for behind, later in owed)


def _beside_the_nearest(connection: Connection) -> list[tuple[bool, bool]]:
    """Return of each open duty of a case whether it is kept to be behind the nearest, and whether it is."""
    said = "SELECT behind, due > pressing FROM obligations JOIN seats ON seats.id = subject"
    rows = connection.execute(text(f"{said} WHERE obligations.ended_at IS NULL")).all()
    return [(bool(behind), bool(later)) for behind, later in rows]


async def test_an_office_that_goes_back_and_upgrades_again_still_knows_it(
    url: str, vault: Vault, then: Facts, revision: str
) -> None:
    await migrate.upgrade(url, vault=vault)
    await migrate.downgrade(url, revision, vault=vault)
    assert await looked_at(url, schema.revision_of) == revision
    await migrate.upgrade(url, vault=vault)
    assert await now_known(url, vault, then) == then


async def test_without_its_key_or_with_another_an_office_is_refused_in_words_and_stays_as_it_was(
    url: str, vault: Vault, then: Facts, revision: str
) -> None:
    for wrong, said in ((None, "the key file is not there"), (Vault(bytes([1] * 32)), "with another key")):
        with pytest.raises(schema.SchemaTrouble, match=said):
            await migrate.upgrade(url, vault=wrong)
        assert await looked_at(url, schema.revision_of) == revision
    await migrate.upgrade(url, vault=vault)
    assert await now_known(url, vault, then) == then


async def test_no_chat_number_is_left_in_the_clear(
    kind: str, url: str, vault: Vault, then: Facts, tmp_path: Path
) -> None:
    await migrate.upgrade(url, vault=vault)
    content = await looked_at(url, of_the_server) if kind == "postgresql" else of_the_files(tmp_path)
    for number in (one["chat"] for one in then["people"]):
        for written in ("big", "little"):  # SQLite writes the one, PostgreSQL the other
            assert number.to_bytes(6, written) not in content
        assert str(number).encode() not in content


@pytest.mark.parametrize("to", ["another messenger", "a second address", "no address"])
async def test_an_office_that_the_earlier_edition_could_not_know_does_not_go_back(
    url: str, vault: Vault, then: Facts, revision: str, to: str
) -> None:
    await migrate.upgrade(url, vault=vault)

    def change(connection: Connection) -> None:
        db = Transaction(connection, moment(then), vault, RULES)
        if to == "no address":
            addresses.change(db, 1, person=None)
        else:
            channel = "telegram" if to == "a second address" else "small"
            addresses.give(db, addresses.at(db, channel, "7900000009"), 1)

    await looked_at(url, change)
    with pytest.raises(schema.SchemaTrouble, match=r"the earlier edition|elsewhere than on Telegram"):
        await migrate.downgrade(url, revision, vault=vault)
    assert await looked_at(url, schema.revision_of) == schema.newest()


@pytest.mark.parametrize("more", ["a member", "a second telephone", "an age", "one with another"])
async def test_households_that_the_earlier_edition_could_not_know_do_not_go_back(
    url: str, vault: Vault, then: Facts, more: str
) -> None:
    await migrate.upgrade(url, vault=vault)

    def change(connection: Connection) -> None:
        db = Transaction(connection, moment(then), vault, RULES)
        one, other, *_ = [case.household for case in all_cases(db) if case.household.members]
        if more == "one with another":
            households.join(db, one.id, other.id)
        elif more == "a member":
            households.change(db, one.with_member(Member("王測試")))
        elif more == "a second telephone":
            numbers = replace(one.first, phones=("0912345678", "0922333444"))
            households.change(db, one.with_corrected(0, numbers))
        else:
            households.change(db, one.with_corrected(0, replace(one.first, age=AgeBand.ELDER)))

    await looked_at(url, change)
    with pytest.raises(schema.SchemaTrouble, match=r"1 households .*the earlier edition has no place"):
        await migrate.downgrade(url, "0007", vault=vault)
    assert await looked_at(url, schema.revision_of) == schema.newest()


async def test_a_household_from_which_somebody_was_taken_out_does_not_go_back(
    url: str, vault: Vault, then: Facts
) -> None:
    await migrate.upgrade(url, vault=vault)

    def change(connection: Connection) -> None:
        db = Transaction(connection, moment(then), vault, RULES)
        one = next(case.household for case in all_cases(db) if case.household.members)
        member = one.with_member(Member("王測試"))
        households.change(db, member.without(1, Left.MOVED, on=moment(then).date()))

    await looked_at(url, change)
    with pytest.raises(schema.SchemaTrouble, match=r"1 households .*the earlier edition has no place"):
        await migrate.downgrade(url, "0008", vault=vault)
    assert await looked_at(url, schema.revision_of) == schema.newest()


async def test_a_child_that_is_told_of_is_known_in_all_that_is_one_household_and_goes_back(
    url: str, vault: Vault, then: Facts
) -> None:
    def cases_now(connection: Connection) -> list[Case]:
        return list(all_cases(Transaction(connection, moment(then), vault, RULES)))

    await migrate.upgrade(url, vault=vault)
    told, untold, *others = await looked_at(url, cases_now)
    await migrate.downgrade(url, "0008", vault=vault)

    def joined(connection: Connection) -> None:
        pair = {"one": untold.household.id, "to": told.household.id, "case": told.id}
        connection.execute(text("UPDATE households SET joined_to = :to WHERE id = :one"), pair)
        connection.execute(text("UPDATE cases SET child = TRUE WHERE id = :case"), pair)

    await looked_at(url, joined)
    await migrate.upgrade(url, vault=vault)
    known = {one.id: one for one in await looked_at(url, cases_now)}
    assert known[told.id] == replace(told, child_told=True)
    assert known[untold.id] == replace(untold, child_in=(told.household.id,))
    assert known[untold.id].child is True
    assert [one for one in others if known[one.id] != one] == []
    await migrate.downgrade(url, "0008", vault=vault)
    child = "SELECT child FROM cases WHERE id = :case"
    assert await looked_at(url, lambda found: found.execute(text(child), {"case": untold.id}).scalar())


def test_an_office_to_upgrade_has_everything_that_there_can_be(then: Facts) -> None:
    assert lacking(then) == []


@pytest.mark.slow
@pytest.mark.timeout(120 + 20 * KILLS)
async def test_an_upgrade_that_is_killed_at_any_moment_leaves_the_old_office_or_the_new(
    kind: str, url: str, key: Path, vault: Vault, then: Facts, revision: str, tmp_path: Path
) -> None:
    dice = random.Random(f"{kind} {revision}")
    without_cards = {what: one for what, one in then.items() if what not in {"at", "cards"}}
    seconds, statements = await upgraded_by_another(filled(kind, revision, tmp_path), key)
    for number in range(KILLS):
        if number % 2:
            await upgraded_by_another(url, key, killed_after=dice.uniform(0, 1.1 * seconds))
        else:
            await upgraded_by_another(url, key, killed_before=dice.randint(1, statements))
        stands = await looked_at(url, schema.revision_of)
        assert stands in {revision, schema.newest()}
        if stands == schema.newest():
            assert await known(url, vault, moment(then), PIN) == without_cards
            url = filled(kind, revision, tmp_path)
    await migrate.upgrade(url, vault=vault)
    assert await now_known(url, vault, then) == then


async def upgraded_by_another(
    url: str, key: Path, *, killed_after: float | None = None, killed_before: int = 0
) -> tuple[float, int]:
    """Upgrade in a process of its own, killed after some seconds or before a statement, if at all.

    Returns how many seconds it took, and how many statements.
    """
    words = ["-c", UPGRADE, url, str(killed_before), str(key)]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"begins\n"
    time = asyncio.get_running_loop().time
    began = time()
    if killed_after is not None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), killed_after)
        if process.returncode is None:
            process.kill()
    rest, _ = await process.communicate()
    killed = -signal.SIGKILL
    assert process.returncode in ({killed} if killed_before else {0} if killed_after is None else {0, killed})
    return time() - began, int(rest or 0)


async def test_the_bot_starts_in_an_upgraded_office_and_its_bell_finds_nothing_broken(
    revision: str, key: Path, then: Facts, tmp_path: Path
) -> None:
    url = filled("sqlite", revision, tmp_path)
    await migrate.upgrade(url, vault=KeyFile(key).read())
    database = Database(url)
    vault = await database.transact(lambda connection: open_vault(connection, key))
    later = moment(then) + timedelta(minutes=1)  # what the dead bot held is free again
    with capture_logs() as logged:
        heard = await rung_once(open_office(database, vault, clock=lambda: later))
    assert [one for one in logged if one["log_level"] in {"error", "critical"}] == []
    for letter in then["outbox"]["waiting"]:
        assert first_line(letter) in heard[letter["chat"]]
    after = await known(url, vault, later, PIN)
    assert after["inbox"]["waiting"] == after["outbox"]["waiting"] == []
    assert [one["number"] for one in after["cases"]] == [one["number"] for one in then["cases"]]
    assert after["journal"]["holds"]


def first_line(letter: Facts) -> str:
    """Return how a letter begins: marks and what is written below are the messenger's business."""
    return str(json.loads(letter["content"])["text"]).splitlines()[0]


async def rung_once(office: Office) -> dict[int, str]:
    """Let the bot come back, answer, send and ring; returns what was said in each chat."""
    async with serve(None, clock=office.clock, limits=False) as served:
        there = await office.transact(people.everybody)
        chats = await office.transact(lambda db: [addressed.chat(db, one.id) for one in there])
        phones = [
            await Phone.of(served.address, first_name=one.name, id=chat, started=True)
            for one, chat in zip(there, chats, strict=True)
        ]
        bot = Bot(office, (Telegram(TOKEN, office.wordings, served.address, 10_000),))
        await bot.start()
        try:
            bot.bell.stop()  # it rings by hand
            await bot.bell.ring()
            while bot.worker.busy or bot.errands.busy or bot.fetching.busy or bot.sender.busy:
                await asyncio.sleep(0.005)
        finally:
            await bot.stop()
        return {one.id: await one.transcript() for one in phones}
