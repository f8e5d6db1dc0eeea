"""The doctor, finding by finding: each at its edge."""

import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from sqlalchemy import insert

from bot.app import open_office
from bot.command import doctor
from bot.command.doctor import Examined
from bot.command.settings import Settings
from bot.loops.bell import DEAF
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.ui.office import Office
from storage.core.database import Database, Transaction
from storage.core.tables import errands, outbox
from storage.core.vault import Vault
from storage.staffing import units
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.town import MONDAY, Clock

SECOND = timedelta(seconds=1)
LETTER = {"kind": "message", "priority": 2, "attempts": 1}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    database = Database(migrated("sqlite", tmp_path))
    yield open_office(database, Vault(b"k" * 32), clock=Clock())
    await database.close()


def written(ago: timedelta, **facts: Any) -> Callable[[Transaction], object]:
    row = {**LETTER, "written_at": MONDAY - ago, **facts}
    return lambda db: db.connection.execute(insert(outbox).values(row))


@pytest.mark.parametrize(
    ("letters", "well", "said"),
    [
        ([], True, "0 waiting to be sent"),
        ([written(doctor.BACKLOG)], True, "1 waiting to be sent"),
        ([written(SECOND), written(doctor.BACKLOG + SECOND)], False, "2 waiting to be sent"),
        ([written(timedelta(days=1), sent_at=MONDAY)], True, "0 waiting to be sent"),
        ([written(timedelta(days=1), dropped="left")], True, "0 waiting to be sent"),
    ],
    ids=["nothing", "a while", "too long", "sent", "dropped"],
)
async def test_what_waits_to_be_sent_waits_ten_minutes_at_the_most(
    office: Office, letters: list[Callable[[Transaction], object]], well: bool, said: str
) -> None:
    for one in letters:
        await office.transact(one)
    assert await office.transact(doctor._backlog) == Examined("outbox", well, said)


def asked(number: int, ago: timedelta, due: timedelta, **facts: Any) -> dict[str, Any]:
    about = {"kind": "file", "person": 1, "address": 1, "sealed": b"", "state": "waiting", "progress": 0}
    moments = {"asked_at": MONDAY - ago, "due_at": MONDAY - due, "expires_at": MONDAY}
    return {"id": number, "attempts": 0, "ended_at": None, **about, **moments, **facts}


@pytest.mark.parametrize(
    ("ago", "due", "stuck"),
    [
        (doctor.TRIED, doctor.BACKLOG, False),
        (doctor.BACKLOG + SECOND, doctor.BACKLOG + SECOND, True),
        (doctor.TRIED + SECOND, -SECOND, True),
    ],
    ids=["takes long", "nobody takes it up", "does not end"],
)
async def test_an_errand_is_stuck_when_nobody_takes_it_up_or_it_does_not_end(
    office: Office, ago: timedelta, due: timedelta, stuck: bool
) -> None:
    await keep(office, asked(1, ago, due), asked(2, timedelta(days=1), timedelta(days=1), ended_at=MONDAY))
    said = "1 in hand, 1 stuck: file 1" if stuck else "1 in hand"
    assert await office.transact(doctor._errands) == Examined("errands", not stuck, said)


async def test_of_many_errands_that_are_stuck_five_are_named(office: Office) -> None:
    day = timedelta(days=1)
    await keep(office, *(asked(number, day, day) for number in range(1, 8)))
    found = await office.transact(doctor._errands)
    assert found.said == "7 in hand, 7 stuck: file 1, file 2, file 3, file 4, file 5"


async def keep(office: Office, *rows: dict[str, Any]) -> None:
    def add(db: Transaction) -> None:
        unit = units.add(db, UnitKind.BUREAU, "社會局")
        addressed.add(db, Person(0, Role.ADMIN, unit.id, "李預設", "0912000000", ""), 7)
        db.connection.execute(insert(errands), list(rows))

    await office.transact(add)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"data": tmp_path})


@pytest.mark.parametrize(
    ("ago", "deaf", "well", "said"),
    [
        (doctor.ALIVE - SECOND, False, True, "rang 119 seconds ago"),
        (doctor.ALIVE, False, False, "rang 120 seconds ago"),
        (-timedelta(hours=8), False, False, "rang 28800 seconds from now: the clock was set back"),
        (
            timedelta(seconds=121),
            True,
            False,
            "rings, but nothing comes from the messenger, or goes there (2 min)",
        ),
        (
            timedelta(seconds=60),
            True,
            False,
            "rings, but nothing comes from the messenger, or goes there (1 min)",
        ),
    ],
    ids=["rings", "is silent", "rang by a clock that was ahead", "is deaf", "is deaf since a minute"],
)
def test_the_bell_rang_within_two_minutes_and_the_messenger_answers(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    ago: timedelta,
    deaf: bool,
    well: bool,
    said: str,
) -> None:
    settings.home.mkdir()
    settings.alive.touch()
    os.utime(settings.alive, times=((MONDAY - ago).timestamp(),) * 2)
    if deaf:
        settings.alive.with_name(DEAF).touch()
    monkeypatch.setattr(doctor, "real_clock", lambda: MONDAY)
    assert doctor.alive(settings) == Examined("bell", well, said)


def test_a_bell_that_never_rang_is_not_well(settings: Settings) -> None:
    assert doctor.alive(settings) == Examined("bell", False, "has never rung: is the bot running?")


def found(settings: Settings, what: str) -> Examined:
    [one] = [one for one in doctor._files(settings) if one.what == what]
    return one


def test_a_machine_without_time_zones_is_told_what_it_needs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(settings, "time zones").well

    def unknown(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(doctor, "ZoneInfo", unknown)
    assert found(settings, "time zones") == Examined(
        "time zones", False, "Asia/Taipei is unknown: install tzdata"
    )


def test_it_is_said_which_messenger_there_is(settings: Settings, tmp_path: Path) -> None:
    assert found(settings, "token") == Examined("token", True, "no token: the sandbox")
    (tmp_path / "token").write_text("123:made-up")
    real = Settings.model_validate({"data": tmp_path, "token_file": tmp_path / "token"})
    assert found(real, "token") == Examined("token", True, "Telegram")


CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);"

msgid "one"
msgstr "uno"

msgid "a day"
msgid_plural "%(n)s days"
msgstr[0] "un dia"
msgstr[1] "{days}"

msgid "two"
msgstr "{two}"
"""


@pytest.mark.parametrize(
    ("compiled", "two", "days", "said"),
    [
        (True, "dos", "%(n)s dias", "complete"),
        (True, "", "%(n)s dias", "1 sentences are missing"),
        (True, "", "", "2 sentences are missing"),
        (False, "dos", "%(n)s dias", "is not compiled: run `make catalogs`"),
    ],
    ids=["complete", "a sentence", "a plural, too", "not compiled"],
)
def test_what_a_catalog_lacks_is_said(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    compiled: bool,
    two: str,
    days: str,
    said: str,
) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "shouwang.po").write_text(CATALOG.format(two=two, days=days), encoding="utf-8")
    if compiled:
        (folder / "shouwang.mo").touch()
    monkeypatch.setattr(doctor, "CATALOGS", tmp_path)
    monkeypatch.setattr(doctor, "LANGUAGES", ("en",))
    assert found(settings, "catalog en") == Examined("catalog en", said == "complete", said)
