"""`shouwang backup`, `restore`, `restored`: an office goes on from a copy, nobody is taken for another."""

import asyncio
import errno
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.restore_drill import drill
from bot.app import real_clock
from bot.bot import Bot
from bot.command import copies
from bot.command.copies import CopyTrouble
from bot.command.opening import not_a_copy, opened
from bot.command.settings import Settings
from bot.telegram.messenger import Telegram
from casework.cases.household import as_told
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.cases import reveal
from handlers.forms.pin import ChoosePin
from handlers.reminders.flood import Release
from handlers.staffing.confirming import ConfirmAll, OfUnit, StillHere
from handlers.staffing.people import EndAccess, OpenPerson
from handlers.staffing.suspending import EndAccessNow
from handlers.ui.buttons import OpenCard, stamped
from sandbox import TOKEN, Phone, Served, serve
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.letters import Address
from storage.core.schema import SchemaTrouble
from storage.core.vault import KeyFile, KeyTrouble, Vault
from storage.messages import witness
from storage.messages.witness import Stands
from storage.staffing import invitations, people, units
from tests.bot.command.test_cli import _a_directory_of_its_own, refused, shouwang
from tests.handlers.serving import open_card, served
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.keys import has, on
from tests.support.phones import from_home, say, tap, text
from tests.support.town import Clock, Town

__all__ = ["_a_directory_of_its_own"]
PIN = "405162"
FULL = "王小明"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An office with a token, whose clock the test moves."""
    token = tmp_path / "token"
    token.write_text(TOKEN)
    return Settings.model_validate({"token_file": token, "data": tmp_path / "data"})


@asynccontextmanager
async def open_town(served_at: Served, settings: Settings, clock: Clock) -> AsyncIterator[Town]:
    """Run the office of the settings on a sandbox, as `shouwang run` does."""
    settings.home.mkdir(parents=True, exist_ok=True)
    async with opened(settings, clock) as office:
        telegram = Telegram(TOKEN, office.wordings, served_at.address, 10_000)
        bot = Bot(office, (telegram,))
        await bot.start()
        try:
            yield Town(served_at, office, bot, clock)
        finally:
            await bot.stop()
    settings.alive.unlink(missing_ok=True)  # two minutes pass


async def test_an_office_that_goes_on_from_a_copy_takes_nobody_for_another(  # noqa: PLR0915 - one story
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = Clock()
    monkeypatch.setattr(copies, "clock_of", lambda settings: clock)
    async with serve(None, clock=clock, limits=False) as sandbox:
        async with open_town(sandbox, settings, clock) as town:
            await town.found()
            administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
            supervisor = await town.join(Role.SUPERVISOR, "張樣本")
            worker = await town.join(Role.WORKER, "王測試")
            await town.responsible(worker)
            await tap(town, worker, ChoosePin)
            await say(town, worker, PIN, PIN)
            screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心")
            leaver = await town.join(Role.WORKER, "周離職")
            before = await served(town, worker)
            unit, units, phones = town.units["平鎮中心"].id, town.units, town.phones
            code = await town.look(lambda db: invitations.invite(db, Role.SUPERVISOR, unit, ()))
            await town.later(minutes=1)
            made = await copies.backup(settings, tmp_path / "backup")

            clock.now += timedelta(hours=2)
            lost = await served(town, worker)
            await open_card(town, worker)
            await tap(town, worker, reveal.Reveal)
            await say(town, worker, PIN)
            assert FULL in await worker.transcript()
            gone = await town.person(leaver)
            await town.look(lambda db: people.let_go(db, people.get(db, gone), into=None))
            newcomer = await Phone.of(sandbox.address, first_name="吳後來", phone="886912000333")
            await join(town, newcomer, code)
            assert await town.look(lambda db: addressed.speaker(db, newcomer.id)) is not None
            with pytest.raises(CopyTrouble, match="a bot is running here"):
                await copies.restore(settings, made.file)
        clock.now += timedelta(days=1)
        assert (await copies.check(settings, made.file)).cases == 1
        aside = await copies.restore(settings, made.file)
        assert aside is not None
        assert aside.exists()
        async with opened(settings, clock) as office:
            with pytest.raises(SchemaTrouble, match="this database is a copy"):
                await office.transact(not_a_copy)
        with pytest.raises(CopyTrouble, match="no administrator called 陳假人"):
            await copies.restored(settings, ["陳假人"])
        done = await copies.restored(settings, ["李預設"])
        assert (done.asleep, done.invitations, done.taken_back) == (4, 1, 1)

        async with open_town(sandbox, settings, clock) as town:
            town.units, town.phones = units, phones
            await town.settle()
            assert FULL not in await worker.transcript(), "what was shown since is taken back"
            for one in (administrator, supervisor, worker, leaver):
                assert "09:01 到 115年6月2日（二） 11:01" in await one.transcript()
            await join(town, newcomer, code)
            assert "1925" in await text(newcomer), "the invitation is void, and so is who joined by it"
            await say(town, worker, before.number)
            assert "由備份還原" in await text(worker)
            asleep = await worker.transcript()
            assert before.number not in await text(worker)
            await town.later(days=12)
            assert "催辦仍暫停" in await text(administrator)
            assert await worker.transcript() == asleep

            await from_home(town, administrator, StillHere, on(OfUnit, unit=0), ConfirmAll)
            assert "已確認" in await text(administrator)
            await say(town, screener, "/home")
            assert "由備份還原" in await text(screener)
            await from_home(town, supervisor, StillHere)
            assert "周離職" in await text(supervisor), "who has left since is found out by who knows"
            await tap(town, supervisor, on(OpenPerson, person=gone), EndAccess, EndAccessNow)
            await from_home(town, supervisor, StillHere, ConfirmAll)
            assert not await has(supervisor, StillHere)
            await say(town, leaver, "/home")
            assert "1925" in await text(leaver)

            other = await served(
                town, worker, household=as_told("陳別人", "B123456780", "0922333444", "示範路2號")
            )
            assert other.id == lost.id, "the number was another household's in the lost hours"
            card = (await worker.last())["id"]
            await worker.forge(card, OpenCard(lost.id).data())
            await town.settle()
            assert other.number not in await text(worker)
            assert "過期" in await text(worker) or "最新" in await text(worker)
            await worker.forge(card, stamped(OpenCard(other.id).data(), town.office.memory.epoch))
            await town.settle()
            assert other.number in await text(worker), "a key of today does"
            said = len(await worker.messages())
            await from_home(town, administrator, Release)
            await town.later(hours=23)
            new = (await worker.messages())[said:]
            assert len(new) == 1, "what fell due meanwhile is one message"
            assert before.number in new[0]["text"]


def test_only_a_copy_that_is_whole_and_ours_is_taken(tmp_path: Path) -> None:
    shouwang("invite", "--name", "李示範", "--role", "admin", "--unit", "社會局")
    assert "whole, and the key fits" in shouwang("backup", "--to", "copies").output
    [file] = Path("copies").glob("*.db")
    assert shouwang("restore", str(file), "--check").output.startswith("It can be restored: as of ")
    assert "made by `shouwang backup`" in refused(
        shouwang("restore", str(unmarked(file, tmp_path)), "--check")
    )
    other = Settings.model_validate({"data": tmp_path / "other", "key_file": tmp_path / "other.json"})
    KeyFile(other.key).make()
    with pytest.raises(KeyTrouble, match="sealed with another key"):
        asyncio.run(copies.check(other, file))
    with file.open("r+b") as content:
        content.seek(-100, os.SEEK_END)
        content.write(b"?" * 100)
    assert "not as it was made" in refused(shouwang("restore", str(file)))
    file.with_name(f"{file.name}.sha256").unlink()
    assert "not beside it" in refused(shouwang("restore", str(file)))
    assert "no such file" in refused(shouwang("restore", "nowhere.db"))
    url = "postgresql+psycopg://nobody@localhost/nothing"
    assert "copy it with pg_dump" in refused(shouwang("backup", database_url=url))


def test_the_commands_say_what_they_put_where_and_what_is_missing(tmp_path: Path) -> None:
    shouwang("invite", "--name", "李示範", "--role", "admin", "--unit", "社會局")
    asyncio.run(found_administrator(Settings.model_validate({})))
    shouwang("backup", "--to", "far/copies")
    [file] = Path("far/copies").glob("*.db")
    said = shouwang("restore", str(file)).output.splitlines()
    [aside] = Path("data/demo").glob("shouwang.db.until-*")
    assert said == [
        f"What was there is now {Path.cwd() / aside}.",
        "The copy is in its place. Now: shouwang restored --admin NAME",
    ]
    said = shouwang("restored", "--admin", "李預設").output.splitlines()
    assert said[0].startswith("Missing: ")
    assert said[1:] == [
        "Accesses that sleep until who leads confirms them: 0",
        "Invitations that are void: 1",
        "Messages with full data that are taken back: 0",
    ]
    Path("data").rename("elsewhere")
    (tmp_path / "data/demo").mkdir(parents=True)
    Path("elsewhere/demo/key.json").rename("data/demo/key.json")
    assert shouwang("restore", str(file)).output.splitlines() == [
        "The copy is in its place. Now: shouwang restored --admin NAME"
    ]


async def test_only_a_copy_goes_on_as_one_and_nobody_sleeps_for_a_slip(
    settings: Settings, copy: Path, tmp_path: Path
) -> None:
    await found_administrator(settings)
    with pytest.raises(CopyTrouble, match="not marked as a copy"):
        await copies.restored(settings, ["李預設"])
    assert (await copies.restored(settings, ["李預設"], unmarked=True)).asleep == 0


async def test_an_office_on_a_server_in_which_a_bell_rings_elsewhere_does_not_go_on_as_a_copy(
    settings: Settings, tmp_path: Path
) -> None:
    """Its bots run on other machines, and touch no file here."""
    there = settings.model_copy(update={"database_url": migrated("postgresql", tmp_path)})
    await found_administrator(there)
    async with opened(there, real_clock) as office:
        await office.transact(lambda db: facts.put(db, facts.RUNG, db.now.isoformat()))
    with pytest.raises(CopyTrouble, match="a bot is running here"):
        await copies.restored(there, ["李預設"], unmarked=True)
    long_ago = (real_clock() - timedelta(minutes=3)).isoformat()
    async with opened(there, real_clock) as office:
        await office.transact(lambda db: facts.put(db, facts.RUNG, long_ago))
    assert (await copies.restored(there, ["李預設"], unmarked=True)).since.isoformat() == long_ago


async def found_administrator(settings: Settings) -> None:
    """Let somebody be there who may say that the office goes on."""
    async with opened(settings, real_clock) as office:

        def join(db: Transaction) -> None:
            bureau = units.named(db, "社會局") or units.add(db, UnitKind.BUREAU, "社會局", "", "A")
            addressed.add(db, Person(0, Role.ADMIN, bureau.id, "李預設", "", "zh_Hant_TW", ()), 7000000001)

        await office.transact(join)


@pytest.fixture
async def copy(settings: Settings, tmp_path: Path) -> Path:
    """A copy of an office that wrote its journal."""
    async with opened(settings, real_clock) as office:
        await office.transact(lambda db: journal.write(db, "office.rules_changed", edition="112"))
    return (await copies.backup(settings, tmp_path / "far" / "copies")).file


def harmed(file: Path, *statements: str) -> None:
    """Change a copy, and let its hash fit."""
    if statements:
        with closing(sqlite3.connect(file)) as database:
            for one in statements:
                database.execute(one)
            database.commit()
    file.with_name(f"{file.name}.sha256").write_text(f"{copies._hash(file)}  {file.name}\n")


NULL = (
    "CREATE TABLE harmed (x)",
    "INSERT INTO harmed VALUES (NULL)",
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_master SET sql = 'CREATE TABLE harmed (x NOT NULL)' WHERE name = 'harmed'",
)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (NULL, "it is damaged"),
        (("INSERT INTO file_parts VALUES (77, 0, x'00')",), "it is damaged"),
        (("UPDATE journal SET verb = 'case.closed'",), "its journal is broken at entry 1"),
        (("UPDATE alembic_version SET version_num = '9999'",), r"of a newer edition of the program \(9999\)"),
    ],
    ids=["a page", "a reference", "the journal", "a newer edition"],
)
async def test_a_copy_that_is_damaged_or_of_tomorrow_is_not_taken(
    settings: Settings, copy: Path, statements: tuple[str, ...], said: str
) -> None:
    harmed(copy, *statements)
    with pytest.raises(CopyTrouble, match=said):
        await copies.restore(settings, copy)


@pytest.mark.parametrize("content", [b"?" * 9000, b""], ids=["no database", "an empty one"])
def test_what_is_no_copy_is_not_taken(settings: Settings, copy: Path, content: bytes) -> None:
    copy.write_bytes(content)
    harmed(copy)
    with pytest.raises(CopyTrouble, match="no copy of an office"):
        asyncio.run(copies.check(settings, copy))
    copy.with_name(f"{copy.name}.sha256").write_bytes(b"")
    with pytest.raises(CopyTrouble, match="not as it was made"):
        asyncio.run(copies.check(settings, copy))


async def test_a_restore_that_breaks_off_leaves_the_office_where_it_was(
    settings: Settings, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, there = Clock(), settings.home / "shouwang.db"
    monkeypatch.setattr(copies, "clock_of", lambda settings: clock)
    before, replace = there.read_bytes(), Path.replace

    def breaks_off(file: Path, target: Path) -> Path:
        if file.suffix == ".restoring":
            raise OSError(errno.EIO, "it broke off")
        return replace(file, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", breaks_off)
        with pytest.raises(OSError, match="it broke off"):
            await copies.restore(settings, copy)
    assert there.read_bytes() == before, "else the next start would begin another office"
    clock.now += timedelta(seconds=1)
    aside = await copies.restore(settings, copy)
    assert aside is not None
    assert aside.read_bytes() == before


async def test_of_a_copy_of_an_earlier_edition_the_journal_is_read_once_it_was_migrated(
    settings: Settings, copy: Path
) -> None:
    harmed(copy, "UPDATE alembic_version SET version_num = '0002'", "UPDATE journal SET verb = 'case.closed'")
    assert (await copies.check(settings, copy)).entries == 1


async def test_a_copy_is_on_the_disk_before_it_has_its_name_and_in_one_file(
    settings: Settings, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, bool]] = []
    opened_files = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(os, "fsync", lambda file: synced.append((os.fstat(file).st_ino, named())))
    folder = tmp_path / "more"

    def named() -> bool:
        there = {one.suffix for where in (folder, settings.home) for one in where.iterdir()}
        return there.isdisjoint({".part", ".restoring"})

    made = (await copies.backup(settings, folder)).file
    assert synced == [(made.stat().st_ino, False), (folder.stat().st_ino, True)]
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(one.suffix for one in folder.iterdir()) == [".db", ".sha256"]
    with closing(sqlite3.connect(made)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    synced.clear()
    await copies.restore(settings, made)
    there = settings.home / "shouwang.db"
    assert synced == [(there.stat().st_ino, False), (settings.home.stat().st_ino, True)]
    assert len(os.listdir("/proc/self/fd")) == opened_files


async def test_what_a_copy_that_broke_off_left_is_in_nobodys_way_and_another_leaves_nothing(
    settings: Settings, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = real_clock()
    monkeypatch.setattr(copies, "clock_of", lambda settings: lambda: moment)
    left = copy.parent / f"shouwang-{moment:%Y%m%dT%H%M%SZ}.part"
    left.write_bytes(b"half")
    assert (await copies.backup(settings, copy.parent)).file == left.with_suffix(".db")
    settings.key.rename(settings.home / "elsewhere.json")
    with pytest.raises(KeyTrouble):
        await copies.backup(settings, copy.parent)
    assert not left.exists()


async def test_a_copy_is_put_where_nothing_was_and_no_log_of_another_beside_it(
    settings: Settings, copy: Path, tmp_path: Path
) -> None:
    new = settings.model_copy(update={"data": tmp_path / "b" / "data", "key_file": settings.key})
    assert await copies.restore(new, copy) is None
    assert new.home.stat().st_mode & 0o777 == 0o700
    logs = [new.home / f"shouwang.db{log}" for log in ("-wal", "-shm")]
    (new.home / "shouwang.db").unlink()
    for one in logs:
        one.write_bytes(b"of another")
    await copies.restore(new, copy)
    assert not any(one.exists() for one in logs)


@pytest.mark.parametrize(
    ("url", "rings", "stands"),
    [
        (None, True, True),
        ("sqlite+aiosqlite:///nowhere.db", True, False),
        ("sqlite+aiosqlite:///nowhere.db", False, True),
        ("sqlite+aiosqlite://", True, False),
        ("postgresql+psycopg://nobody@localhost/nothing", True, False),
        ("postgresql+psycopg://nobody@localhost/nothing", False, True),
    ],
    ids=["a free file", "no file, but a bell", "neither", "memory", "a server and a bell", "a server alone"],
)
async def test_on_a_file_a_bot_has_it_and_elsewhere_its_bell_rang(
    settings: Settings,
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    url: str | None,
    rings: bool,
    stands: bool,
) -> None:
    (settings.home / "alive").touch()
    if not rings:
        os.utime(settings.alive, times=(0, 0))
    asked = settings.model_copy(update={"database_url": url})
    if stands:
        copies._stands_still(asked)
    else:
        with pytest.raises(CopyTrouble, match="a bot is running here"):
            copies._stands_still(asked)


async def test_while_a_process_has_the_file_the_office_neither_goes_on_nor_is_another(
    settings: Settings, copy: Path
) -> None:
    with closing(sqlite3.connect(settings.home / "shouwang.db")) as another:
        another.execute("SELECT count(*) FROM facts").fetchone()
        for ask in (copies.restored(settings, ["李預設"]), copies.restore(settings, copy)):
            with pytest.raises(CopyTrouble, match="a bot is running here"):
                await ask


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "postgresql+psycopg://nobody@localhost/nothing"])
async def test_what_is_in_no_file_is_copied_by_other_means(settings: Settings, url: str) -> None:
    with pytest.raises(CopyTrouble, match="pg_dump"):
        copies._file(settings.model_copy(update={"database_url": url}))


def unmarked(file: Path, folder: Path) -> Path:
    """Make a copy of a copy that does not say so, as `cp` does of an office."""
    made = folder / "plain.db"
    made.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(made)) as database:
        database.execute("DELETE FROM facts WHERE name = 'copied'")
        database.commit()
    made.with_name(f"{made.name}.sha256").write_text(f"{copies._hash(made)}  {made.name}\n")
    return made


async def test_the_drill_follows_the_page() -> None:
    took = await drill(0.004)
    assert [line.split()[:2] for line in took] == [
        ["shouwang", "backup"],
        ["shouwang", "restore"],
        ["systemctl", "stop"],
        ["shouwang", "restore"],
        ["shouwang", "restored"],
        ["shouwang", "doctor"],
        ["systemctl", "start"],
    ]


def test_what_stands_in_chats_is_listed_for_three_days_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    vault, to = Vault(bytes(32)), Address(1, "telegram", "7000000001")
    for day in (1, 2, 5):
        witness.note(tmp_path, vault, date(2026, 6, day), to, day)
    assert [one.message for one in witness.listed(tmp_path, vault)] == [2, 5]
    with (tmp_path / "2026-06-05").open("ab") as file:
        file.write(b"AAAA")
    assert Stands("telegram", "7000000001", 5) in list(witness.listed(tmp_path, vault))
    assert b"7000000001" not in (tmp_path / "2026-06-05").read_bytes()


async def join(town: Town, phone: Phone, code: str) -> None:
    await say(town, phone, f"/start {code}")
    await phone.contact()
    await town.settle()
