"""What the commands do in their own process: serve until they are stopped, invite, practise."""

import asyncio
import errno
import fcntl
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions.staffing import restoring
from bot import cores
from bot.app import DemoTrouble, real_clock
from bot.bot import Bot
from bot.command import practising, running
from bot.command.opening import alone, clock_of, opened, stop_asked
from bot.command.running import InvitationTrouble
from bot.command.settings import Settings, SettingTrouble
from bot.messenger import TokenRefused
from bot.practice import practice
from bot.telegram.messenger import Telegram
from casework.staffing.people import Role
from handlers.ui.office import Office
from sandbox import TOKEN, MovableClock, Phone
from storage.core import facts
from storage.core.database import Database
from storage.core.schema import SchemaTrouble
from storage.core.tables import units
from storage.policy import closed_days
from storage.staffing import people
from tests.storage.databases import migrated

VILLAGE = "平鎮區新勢里"


@pytest.fixture(autouse=True)
def _what_is_made_may_be_read_by_all() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An office for Telegram, on a server of its own."""
    (tmp_path / "token").write_text(TOKEN)
    given = {
        "token_file": tmp_path / "token",
        "data": tmp_path / "a" / "data",
        "api_url": "http://here.invalid/",
    }
    return Settings.model_validate(given)


@pytest.fixture
def demo(tmp_path: Path) -> Settings:
    """The practice room."""
    return Settings.model_validate({"data": tmp_path / "b" / "data", "sandbox_port": 0})


@asynccontextmanager
async def office_of(settings: Settings) -> AsyncIterator[Office]:
    async with opened(settings, real_clock) as office:
        yield office


async def asked(settings: Settings, role: Role, *villages: str, unit: str | None = None) -> str:
    return await running.invite(settings, role, "林示範", villages, unit)


class Served:
    """A bot that starts, and ends as it is bidden."""

    def __init__(self, office: Office, *, fails: bool) -> None:
        self.office, self.fails, self.did = office, fails, list[str]()

    async def start(self) -> None:
        self.did.append("starts")
        self.office.memory.bot_name = "watch"

    async def ended(self) -> None:
        if self.fails:
            raise TokenRefused("401")
        await asyncio.Future[None]()

    async def stop(self) -> None:
        self.did.append("stops")


@pytest.mark.parametrize("fails", [False, True], ids=["it is stopped", "its token is refused"])
async def test_a_bot_serves_until_it_is_stopped_or_ends_and_lets_go_of_everything(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fails: bool
) -> None:
    stopped, settled = asyncio.Event(), list[bool]()
    monkeypatch.setattr(running, "stop_asked", lambda: stopped)
    monkeypatch.setattr(running, "settle_down", lambda: settled.append(True))
    monkeypatch.setattr(cores, "_stay", asyncio.Event().wait)
    async with office_of(settings) as office:
        bot: Any = Served(office, fails=fails)
        before = asyncio.all_tasks()
        serving = asyncio.create_task(running._until_stopped(bot, "Serves as @{name}."))
        while not settled:
            await asyncio.sleep(0.005)
        assert fails or not serving.done()
        if fails:
            with pytest.raises(TokenRefused):
                await serving
        else:
            stopped.set()
            await serving
        await asyncio.sleep(0.01)
        assert asyncio.all_tasks() == before
        assert await office.transact(lambda db: facts.get(db, "bot")) == "watch"
    assert bot.did == ["starts", "stops"]
    assert capsys.readouterr().out == "Serves as @watch.\n"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Bot, str]]:
    """Say which bots were to serve, and what is said of it; none does."""
    found: list[tuple[Bot, str]] = []

    async def serve(bot: Bot, said: str) -> None:
        found.append((bot, said))

    monkeypatch.setattr(running, "_until_stopped", serve)
    return found


async def test_with_a_token_it_serves_the_bot_api_that_is_named_at_the_pace_that_is_set(
    settings: Settings, served: list[tuple[Bot, str]]
) -> None:
    await running.run(settings.model_copy(update={"messages_per_second": 7}))
    await running.run(settings.model_copy(update={"api_url": None}))
    (bot, said), (usual, _) = served
    assert "Telegram" in said
    [telegram], [usually] = bot.messengers, usual.messengers
    assert isinstance(telegram, Telegram)
    assert isinstance(usually, Telegram)
    assert telegram._bot.base_url == f"http://here.invalid/bot{TOKEN}"
    assert usually._bot.base_url == f"https://api.telegram.org/bot{TOKEN}"
    assert (telegram.limits.per_second, usually.limits.per_second) == (7, 30)
    count = select(func.count()).select_from(units)
    async with office_of(settings) as office:
        assert await office.transact(lambda db: db.connection.execute(count).scalar_one()), "it is founded"


@pytest.mark.parametrize(
    ("fact", "trouble"), [("demo", DemoTrouble), (restoring.COPIED, SchemaTrouble)], ids=["demo", "copy"]
)
async def test_neither_the_demo_city_nor_a_copy_serves_real_people(
    settings: Settings, served: list[tuple[Bot, str]], fact: str, trouble: type[Exception]
) -> None:
    async with office_of(settings) as office:
        await office.transact(lambda db: facts.put(db, fact, real_clock().isoformat()))
    with pytest.raises(trouble):
        await running.run(settings)
    assert served == []


async def test_an_office_in_a_file_is_served_by_one_bot_and_on_a_server_by_several(
    settings: Settings, served: list[tuple[Bot, str]], tmp_path: Path
) -> None:
    """Both told all that waited, each once, and neither knew of the other."""
    async with office_of(settings) as office:
        with alone(settings, office.database):
            with pytest.raises(SchemaTrouble, match="a bot serves this office already"):
                await running.run(settings)
            shared = Database(migrated("postgresql", tmp_path))
            with alone(settings, shared), alone(settings, shared):
                pass
            await shared.close()
    assert served == []
    await running.run(settings)
    assert len(served) == 1, "whoever ended, however that was, is in nobody's way"


async def test_only_who_says_so_lets_another_bot_serve(
    settings: Settings, served: list[tuple[Bot, str]]
) -> None:
    async with office_of(settings) as office:
        await office.transact(lambda db: facts.put(db, facts.BOT, "watch"))
        await running.run(settings)
        assert await office.transact(lambda db: facts.get(db, facts.BOT)) == "watch"
        await running.run(settings, another_bot=True)
        assert await office.transact(lambda db: facts.get(db, facts.BOT)) is None
    assert len(served) == 2


async def test_where_a_directory_can_not_be_held_a_bot_serves_all_the_same(
    settings: Settings, served: list[tuple[Bot, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems of a network can't."""

    def no_locks(*_: Any) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    await running.run(settings)
    assert len(served) == 1


async def test_without_a_token_the_practice_room_opens(
    demo: Settings, served: list[tuple[Bot, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    practised: list[Settings] = []

    async def practise(settings: Settings) -> None:
        practised.append(settings)

    monkeypatch.setattr(practising, "run", practise)
    await running.run(demo)
    assert (practised, served) == ([demo], [])


async def test_an_invitation_is_a_link_to_the_bot_that_ran_here_but_for_the_demo_city(
    settings: Settings,
) -> None:
    assert "\n/start " in await asked(settings, Role.CHIEF, VILLAGE), "no bot ran here"
    async with office_of(settings) as office:
        await office.transact(lambda db: facts.put(db, "bot", "watch"))
        assert "\nhttps://t.me/watch?start=" in await asked(settings, Role.CHIEF, VILLAGE)
        await office.transact(lambda db: facts.put(db, "demo", "x"))
        assert "\n/start " in await asked(settings, Role.CHIEF, VILLAGE)


@pytest.mark.parametrize(("role", "unit"), [(Role.CHIEF, "平鎮區公所"), (Role.WORKER, "平鎮區家庭服務中心")])
async def test_a_village_alone_is_enough_for_a_chief_and_a_worker(
    settings: Settings, role: Role, unit: str
) -> None:
    assert f"({VILLAGE}, {unit})" in await asked(settings, role, VILLAGE)
    assert f"({VILLAGE}, 家防中心)" in await asked(settings, role, VILLAGE, unit="家防中心")


async def test_where_a_village_has_no_centre_its_workers_unit_is_asked_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "area", lambda db, village: (None, None))
    with pytest.raises(InvitationTrouble, match="which unit"):
        await asked(settings, Role.WORKER, VILLAGE)


async def test_nobody_is_invited_to_a_unit_that_ended_nor_by_a_name_that_is_none(settings: Settings) -> None:
    await asked(settings, Role.SCREENER, unit="家防中心")
    over = update(units).where(units.c.name == "家防中心").values(ended_at=real_clock())
    async with office_of(settings) as office:
        await office.transact(lambda db: db.connection.execute(over))
    with pytest.raises(InvitationTrouble, match="no unit called 家防中心; there are "):
        await asked(settings, Role.SCREENER, unit="家防中心")
    with pytest.raises(InvitationTrouble, match="Chinese characters or Latin letters"):
        await running.invite(settings, Role.SCREENER, "123", (), "社會局")


async def test_a_snapshot_knows_the_closed_days_and_changes_nothing(settings: Settings) -> None:
    with pytest.raises(SchemaTrouble, match="not there"):
        await running.snapshot(settings)
    day = real_clock().date()
    async with office_of(settings) as office:
        await office.transact(lambda db: closed_days.close(db, day))
    found, _ = await running.snapshot(settings)
    assert found.memory.calendar.closed == {day}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_machine_and_ctrl_c_ask_it_to_stop(number: int) -> None:
    asked = stop_asked()
    assert not asked.is_set()
    os.kill(os.getpid(), number)
    await asyncio.wait_for(asked.wait(), 5)


def test_only_the_practice_rooms_clock_can_be_moved(settings: Settings, demo: Settings) -> None:
    demo.home.mkdir(parents=True)
    assert clock_of(settings) is real_clock
    assert isinstance(clock_of(demo), MovableClock)


async def test_an_office_lies_in_a_directory_of_its_own_user_and_is_closed_in_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []
    close = Database.close

    async def closes(database: Any) -> None:
        closed.append(True)
        await close(database)

    monkeypatch.setattr(Database, "close", closes)
    for _ in range(2):
        async with office_of(settings):
            before = len(closed)
        assert len(closed) == before + 1
        assert settings.home.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Stop what practises once this is set."""
    event = asyncio.Event()
    monkeypatch.setattr(practising, "stop_asked", lambda: event)
    return event


async def test_the_practice_room_says_where_it_is_and_stays_open_until_it_is_stopped(
    demo: Settings,
    stopped: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    did: list[Any] = []

    @asynccontextmanager
    async def room(office: Office, clock: Any, kept: Path, **at: Any) -> AsyncIterator[Any]:
        did.append((kept, at))
        yield SimpleNamespace(page="http://127.0.0.1:1/"), None
        did.append("closed")

    monkeypatch.setattr(practice, "room", room)
    practising_now = asyncio.create_task(practising.run(demo))
    said = ""
    while not said:
        await asyncio.sleep(0.01)
        said = capsys.readouterr().out
    assert said == "Shouwang runs with a demo city: open http://127.0.0.1:1/ (stop with Ctrl-C).\n"
    assert did == [(demo.sandbox, {"host": "127.0.0.1", "port": 0})]
    with pytest.raises(SchemaTrouble, match="serves this office already"):
        await practising.run(demo)
    stopped.set()
    await practising_now
    assert did[1:] == ["closed"]
    async with office_of(demo) as office:
        await office.transact(lambda db: facts.put(db, restoring.COPIED, real_clock().isoformat()))
    with pytest.raises(SchemaTrouble):
        await practising.run(demo)


async def test_the_sandbox_alone_is_open_until_it_is_stopped_and_keeps_what_happened(
    demo: Settings, stopped: asyncio.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        alone = asyncio.create_task(practising.sandbox_alone(demo))
        said = ""
        while not said:
            await asyncio.sleep(0.01)
            said = capsys.readouterr().out
        address = said.removeprefix("The sandbox is at ").partition("/?")[0].partition(" (token ")[0]
        await Phone.of(address.rstrip("/"), first_name="路人")
        assert " (token " in said
        stopped.set()
        await alone
        stopped.clear()
    assert demo.home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("number", "trouble"), [(errno.EADDRINUSE, SettingTrouble), (errno.EACCES, OSError)])
def test_of_a_port_that_is_taken_the_setting_is_named(
    demo: Settings, number: int, trouble: type[Exception]
) -> None:
    with pytest.raises(trouble) as raised, practising._port_named(demo):
        raise OSError(number, "?")
    assert type(raised.value) is not OSError or trouble is OSError
