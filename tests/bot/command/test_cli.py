import asyncio
import os
import re
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import Connection, insert, text, update
from typer.testing import CliRunner, Result

from bot.app import real_clock
from bot.command import doctor, logs, practising
from bot.command.cli import main
from bot.command.opening import opened
from bot.command.settings import PREFIX, Settings, load_settings
from bot.practice.demo import FIRST_CHAT
from casework.policy.editions import POLICIES
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from sandbox import TOKEN, serve
from sandbox.phones.phone import Phone, _asked
from storage.core.database import Database, Transaction
from storage.core.schema import revision_of
from storage.core.tables import errands, facts, outbox
from storage.errands import errands as queue
from storage.staffing import units
from tests.storage.core.test_migrations import looked_at
from tests.storage.databases import OFFICES, copied_key, filled
from tests.support import addressed
from tests.support.certain import certain
from tests.support.town import Town

ROOT = Path(__file__).parents[3]
SCREENER = ("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心")


@pytest.fixture(autouse=True)
def _a_directory_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logs, "set_up", lambda level: None)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("SHOUWANG_SANDBOX_PORT", "0")


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    return file


def shouwang(*words: str, **settings: Any) -> Result:
    environment = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    return CliRunner().invoke(main, list(words), env=environment)


async def started(*words: str, **settings: Any) -> Process:
    """Start a command as a process of its own."""
    environment = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words),
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=PIPE,
        stderr=PIPE,
    )


@asynccontextmanager
async def running(*words: str, **settings: Any) -> AsyncIterator[str]:
    """Run a command beside the test until it is told to stop; returns its one line."""
    process = await started(*words, **settings)
    try:
        yield (await certain(process.stdout).readline()).decode().strip()
    finally:
        process.terminate()
        said, _ = await process.communicate()
    assert process.returncode == 0
    assert said == b"", "one line, and no more"


async def heard(*words: str, **settings: Any) -> tuple[str, str]:
    """Run a command to its end; returns what it said and what it complained of."""
    said, complaint = await (await started(*words, **settings)).communicate()
    return said.decode(), complaint.decode()


def refused(result: Result) -> str:
    """What an operator reads: one line, no traceback, and the command failed."""
    assert result.exit_code == 1
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    [line] = result.stderr.splitlines()
    return line


def address(line: str) -> str:
    return certain(re.search(r"http://[\d.:]+", line))[0]


def test_the_help_names_every_command_in_plain_words() -> None:
    said = shouwang("--help").output
    for command in ("run", "sandbox", "migrate", "move", "invite", "doctor"):
        assert re.search(rf"^  {command} +\w.+[^.]\.$|^  {command} +\w.+\.$", said, re.M), command
        assert shouwang(command, "--help").exit_code == 0


async def test_without_a_token_the_demo_city_starts_and_keeps_what_happened() -> None:
    async with running("run") as line:
        chief = Phone(address(line), {"id": FIRST_CHAT})
        await chief.say("/start")
        await chief.hears("平鎮區新勢里")
        people = await _asked(f"{chief.address}/phone/users")
    async with running("run") as line:
        again = Phone(address(line), {"id": FIRST_CHAT})
        assert "平鎮區新勢里" in await again.transcript()
        assert await _asked(f"{again.address}/phone/users") == people
        await again.say("/help")
        await again.wait(lambda chat: len(chat["messages"]) >= 4)


async def test_what_it_makes_is_for_its_own_user_alone() -> None:
    async with running("run") as line:
        await Phone(address(line), {"id": FIRST_CHAT}).say("/start")
    made = [one for one in Path.cwd().rglob("*") if "data" in one.parts]
    assert made
    assert [one.name for one in made if one.stat().st_mode & 0o077] == []


async def test_with_a_token_file_it_serves_the_bot_api_that_is_named(token_file: Path) -> None:
    async with serve(None, limits=False) as served:
        settings = {"token_file": token_file, "api_url": f"{served.address}/"}
        async with running("run", **settings) as line:
            assert "@shouwang_sandbox_bot" in line
            invitation, _ = await heard(
                "invite", "--name", "林示範", "--role", "chief", "--village", "平鎮新勢", **settings
            )
            link = re.search(r"https://t\.me/shouwang_sandbox_bot\?start=([\w-]+)$", invitation, re.M)
            phone = await Phone.of(served.address, first_name="示範", phone="886912000111")
            await phone.say(f"/start {certain(link)[1]}")
            await phone.wait(lambda chat: bool(chat["reply_keyboard"]))
            await phone.contact()
            await phone.hears("平鎮區新勢里")


async def test_the_sandbox_starts_alone() -> None:
    async with running("sandbox") as line:
        await Phone.of(address(line), first_name="路人")


def test_broken_policy_is_named_with_its_line_before_anything_is_made(tmp_path: Path) -> None:
    broken = (POLICIES / "112.toml").read_text() + "\n[visits]\nfirst_days = 0\n"
    (tmp_path / "112.toml").write_text(broken)
    line = len(broken.splitlines())
    said = refused(shouwang("run", policy_file="112.toml"))
    assert said.startswith(f"112.toml:{line}: visits.first_days:")
    assert not (tmp_path / "data").exists()


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert shouwang("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心").exit_code == 0
    (tmp_path / "data/demo/key.json").unlink()
    assert "data/demo/key.json" in refused(shouwang("run"))
    assert not (tmp_path / "data/demo/key.json").exists()


def test_a_token_in_the_environment_is_refused_and_not_repeated() -> None:
    said = refused(shouwang("run", token=TOKEN))
    assert "SHOUWANG_TOKEN_FILE" in said
    assert TOKEN not in said


async def test_a_token_that_the_server_does_not_know_is_said(token_file: Path) -> None:
    async with serve(None, token="1:another") as served:
        said, complaint = await heard("run", token_file=token_file, api_url=served.address)
    assert (said, complaint) == ("", "Telegram does not know the token in SHOUWANG_TOKEN_FILE.\n")


async def test_a_server_that_is_no_bot_api_is_said_in_a_line(token_file: Path) -> None:
    def speaks_another_language(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 501 No\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>")
        writer.close()

    async with await asyncio.start_server(speaks_another_language, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        said, complaint = await heard("run", token_file=token_file, api_url=f"http://127.0.0.1:{port}")
    assert said == ""
    assert re.fullmatch(r"The Bot API can't be reached: \w+\n", complaint), complaint


async def test_two_starts_at_the_same_port_do_not_mix() -> None:
    async with running("run") as line:
        port = address(line).rpartition(":")[2]
        _, complaint = await heard("run", sandbox_port=port, data="elsewhere")
        assert complaint == f"SHOUWANG_SANDBOX_PORT: {port} is in use\n"
        for at in (port, 0):
            _, complaint = await heard("run", sandbox_port=at)
            assert complaint == "a bot serves this office already: stop it first, or leave it\n"


def test_a_database_that_holds_the_demo_city_does_not_serve_telegram(
    token_file: Path, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'one.db'}"
    shouwang(*SCREENER, database_url=url, key_file="key.json")
    look(url, lambda connection: connection.execute(insert(facts).values(name="demo", value="x")))
    settings = {"database_url": url, "key_file": "key.json", "token_file": token_file}
    assert "demo city" in refused(shouwang("run", **settings))


def look(url: str, work) -> None:
    async def looked() -> None:
        database = Database(url)
        await database.transact(work)
        await database.close()

    asyncio.run(looked())


def test_an_invitation_is_shown_once_with_what_it_is_for() -> None:
    said = shouwang("invite", "--name", "林示範", "--role", "chief", "--village", "平鎮區新勢里").output
    assert "平鎮區新勢里, 平鎮區公所" in said
    assert re.search(r"^/start [\w-]{22}$", said, re.M)
    assert (
        "平鎮區家庭服務中心"
        in shouwang("invite", "--name", "王測試", "--role", "worker", "--village", "平鎮區新勢里").output
    )


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_invited(role: Role) -> None:
    said = shouwang(
        "invite", "--name", "王測試", "--role", role, "--village", "平鎮區新勢里", "--unit", "家防中心"
    )
    assert said.exit_code == 0, said.output
    assert f"For 王測試, {role} (平鎮區新勢里, 家防中心), once, within" in said.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "chief", "--village", "中正里"), "平鎮區中正里"),
        (("--role", "chief", "--village", "忠義里"), "which one? 桃園區忠義里, 中壢區忠義里"),
        (("--role", "chief", "--village", "不知里"), "no village called 不知里"),
        (("--role", "chief", "--unit", "平鎮區公所"), "speaks for a village"),
        (("--role", "screener"), "which unit"),
        (("--role", "worker"), "which unit"),
        (("--role", "screener", "--village", "平鎮區新勢里"), "which unit"),
        (("--role", "screener", "--unit", "家中心"), "家防中心"),
    ],
    ids=[
        *("ambiguous", "one of two", "unknown village", "chief of nothing"),
        *("no unit", "a worker of none", "a village is no unit", "unknown unit"),
    ],
)
def test_an_invitation_that_can_not_be_says_why(words: tuple[str, ...], said: str) -> None:
    assert said in refused(shouwang("invite", "--name", "王測試", *words))


def test_migrate_moves_an_office_of_an_earlier_edition_with_its_key_and_not_without(tmp_path: Path) -> None:
    url = filled("sqlite", "0002", tmp_path)
    assert "SHOUWANG_KEY_FILE" in refused(shouwang("migrate", database_url=url))
    assert asyncio.run(looked_at(url, revision_of)) == "0002"
    key = copied_key(OFFICES / "0002.key.json", tmp_path)
    assert "up to date" in shouwang("migrate", database_url=url, key_file=key).output


def test_migrate_makes_a_database_of_this_edition(tmp_path: Path) -> None:
    assert "up to date" in shouwang("migrate").output
    assert (tmp_path / "data/demo/shouwang.db").exists()


def test_a_database_that_can_not_be_reached_is_said_without_its_password() -> None:
    url = "postgresql+asyncpg://shouwang:open-sesame@127.0.0.1:9/shouwang"
    assert "open-sesame" not in refused(shouwang("migrate", database_url=url))


def test_what_can_not_be_read_is_said_in_a_line_by_every_command(tmp_path: Path) -> None:
    assert "is not there" in refused(shouwang("backup", "--to", "copies"))
    assert not Path("copies").exists()
    shouwang("migrate")
    Path("data/demo/shouwang.db").write_bytes(b"?" * 9000)
    for words in (("backup",), ("restored", "--admin", "李預設"), ("policy", "rehearse"), ("migrate",)):
        assert refused(shouwang(*words)).startswith("The database can't be used: "), words


def ring_the_bell(ago: timedelta) -> None:
    """Leave the mark of a bot that is running."""
    alive = Path("data/demo/alive")
    alive.touch()
    os.utime(alive, times=((real_clock() - ago).timestamp(),) * 2)


def container_is_well() -> bool:
    """Ask as the container does, by the image's own line of shell."""
    line = certain(re.search(r"^HEALTHCHECK .*\\\n +CMD (.+)$", (ROOT / "Dockerfile").read_text(), re.M))[1]
    asked = ["env", "SHOUWANG_DATA=data", "/bin/sh", "-c", line]
    return subprocess.run(asked, check=False).returncode == 0


@pytest.mark.parametrize(
    ("ago", "code"),
    [(timedelta(seconds=110), 0), (timedelta(seconds=130), 1), (-timedelta(hours=8), 1)],
    ids=["rings", "is silent", "rang by a clock that was ahead"],
)
def test_the_health_check_asks_for_the_bell(ago: timedelta, code: int) -> None:
    shouwang("migrate")
    ring_the_bell(ago)
    assert shouwang("doctor", "--alive").exit_code == code
    assert container_is_well() is (code == 0)


async def test_a_ring_is_seen_from_outside_once_the_database_keeps_it(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    force_setattr(town.office, "alive", tmp_path / "alive")  # in life it is given at the start
    with monkeypatch.context() as patch:
        patch.setattr(town.bot.bell, "_note", lambda db: 1 // 0)
        await town.bot.bell.ring()
    assert not certain(town.office.alive).exists()
    await town.bot.bell.ring()
    assert certain(town.office.alive).exists()


async def test_a_bot_that_can_not_show_that_it_lives_goes_on(town: Town, tmp_path: Path) -> None:
    force_setattr(town.office, "alive", tmp_path / "gone" / "alive")  # in life it is given at the start
    await town.bot.bell.ring()


async def test_a_bot_that_runs_touches_the_file_that_the_doctor_reads() -> None:
    async with opened(load_settings(), real_clock) as office:
        assert office.alive == Path("data/demo/alive")


def test_the_health_check_of_a_bot_that_never_ran_fails_and_makes_nothing(tmp_path: Path) -> None:
    assert shouwang("doctor", "--alive").exit_code == 1
    assert not container_is_well()
    assert not (tmp_path / "data").exists()


def test_the_doctor_finds_nothing_in_a_healthy_office() -> None:
    shouwang(*SCREENER)
    ring_the_bell(timedelta(seconds=5))
    said = shouwang("doctor")
    assert "BAD" not in said.output
    assert said.exit_code == 0
    for what in ("time zones", "catalog en", "policy", "key", "database", "journal", "bell", "outbox"):
        assert f"ok   {what}: " in said.output
    assert "journal: the chain holds in the latest 10,000 entries (`--all` reads every one)" in said.output


def test_the_doctor_reads_old_entries_of_the_journal_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LATEST", 1)
    for _ in range(3):
        shouwang(*SCREENER)
    ring_the_bell(timedelta(seconds=5))
    assert "ok   journal: the chain holds in every entry" in shouwang("doctor", "--all").output
    url = f"sqlite+aiosqlite:///{Path('data/demo/shouwang.db').absolute()}"
    look(url, lambda connection: connection.execute(text("UPDATE journal SET verb = 'x' WHERE id = 1")))
    assert shouwang("doctor").exit_code == 0
    assert "BAD  journal: broken at entry 1" in shouwang("doctor", "--all").output


def test_without_a_word_it_says_what_can_be_said_and_offers_no_more() -> None:
    said = shouwang()
    assert "Usage" in said.output
    assert "completion" not in said.output


def test_each_command_logs_from_the_level_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[str] = []
    monkeypatch.setattr(logs, "set_up", levels.append)
    shouwang("migrate", log_level="error")
    assert levels == ["error"]


def test_the_sandbox_alone_is_a_command_too(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[Settings] = []

    async def alone(settings: Settings) -> None:
        began.append(settings)

    monkeypatch.setattr(practising, "sandbox_alone", alone)
    assert shouwang("sandbox", sandbox_port=8999).exit_code == 0
    assert [one.sandbox_port for one in began] == [8999]


def test_it_says_which_version_it_is() -> None:
    assert shouwang("--version").output == f"shouwang {version('shouwang')}\n"


def _tampered(connection: Connection) -> None:
    connection.execute(text("UPDATE journal SET verb = 'case.closed'"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda url: look(url, _tampered), "BAD  journal: broken at entry 1"),
        (lambda url: Path("data/demo/key.json").unlink(), "BAD  key: data/demo/key.json: No such file"),
        (lambda url: Path("data/demo/key.json").chmod(0o444), "BAD  key: "),
        (lambda url: Path(".env").write_text("SHOUWANG_POLICY_FILE=gone.toml"), "BAD  policy: gone.toml"),
        (
            lambda url: look(url, lambda c: c.execute(text("UPDATE alembic_version SET version_num = '0'"))),
            "BAD  database: at revision 0, ",
        ),
        (lambda url: Path("data/demo/shouwang.db").unlink(), "BAD  database: is not there"),
        (
            lambda url: Path("data/demo/shouwang.db").write_bytes(b"?" * 9000),
            "BAD  database: can't be reached",
        ),
        (
            lambda url: (
                Path("token").write_text("?") and Path(".env").write_text("SHOUWANG_TOKEN_FILE=token")
            ),
            "BAD  token: ",
        ),
    ],
    ids=[
        "tampering",
        "key gone",
        "key open",
        "policy gone",
        "old schema",
        "no database",
        "no database but a file",
        "no token",
    ],
)
def test_the_doctor_says_what_is_wrong(harm, said: str) -> None:
    shouwang(*SCREENER)
    harm(f"sqlite+aiosqlite:///{Path('data/demo/shouwang.db').absolute()}")
    found = shouwang("doctor")
    assert found.exit_code == 1
    assert said in found.output


def test_the_doctor_notices_messages_that_wait_too_long_to_be_sent() -> None:
    shouwang(*SCREENER)
    ring_the_bell(timedelta(seconds=5))
    then = real_clock() - timedelta(minutes=10, seconds=1)
    late = {
        "kind": "message",
        "priority": 2,
        "written_at": then,
        "attempts": 1,
    }
    url = f"sqlite+aiosqlite:///{Path('data/demo/shouwang.db').absolute()}"
    look(url, lambda connection: connection.execute(insert(outbox).values(late)))
    assert "BAD  outbox: 1 waiting to be sent" in shouwang("doctor").output


@pytest.mark.parametrize(
    ("asked", "due", "said"),
    [
        (timedelta(minutes=9), timedelta(minutes=9), "ok   errands: 1 in hand"),
        (timedelta(minutes=110), timedelta(minutes=9), "ok   errands: 1 in hand\n"),
        (
            timedelta(minutes=11),
            timedelta(minutes=10, seconds=1),
            "BAD  errands: 1 in hand, 1 stuck: file 1\n",
        ),
        (timedelta(hours=2, seconds=1), timedelta(), "BAD  errands: 1 in hand, 1 stuck: file 1\n"),
    ],
    ids=["waits", "takes long", "nobody takes it up", "does not end"],
)
def test_the_doctor_notices_errands_that_are_stuck(asked: timedelta, due: timedelta, said: str) -> None:
    shouwang(*SCREENER)
    ring_the_bell(timedelta(seconds=5))
    asyncio.run(asked_for(asked, due))
    assert said in shouwang("doctor").output


async def asked_for(ago: timedelta, due: timedelta) -> None:
    """Let somebody have asked for something that takes long, which was to be taken up a while ago."""
    async with opened(load_settings(), real_clock) as office:

        def ask(db: Transaction) -> None:
            unit = units.add(db, UnitKind.BUREAU, "測試局")
            addressed.add(db, Person(0, Role.ADMIN, unit.id, "李預設", "", "zh_Hant_TW", ()), 7000000001)
            addressed.speaks(db, 7000000001)
            asked = queue.ask(db, "file", {})
            moments = {"asked_at": db.now - ago, "due_at": db.now - due}
            db.connection.execute(update(errands).where(errands.c.id == asked.id).values(moments))

        await office.transact(ask)
