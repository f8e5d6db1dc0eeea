"""Evidence on its way into the office: when it is fetched, how much of it, and what a picture keeps."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.app import open_office
from bot.loops import evidence as loop
from bot.loops.evidence import Fetching, without_metadata
from bot.messenger import MessengerTrouble
from bot.telegram.channel import TELEGRAM
from casework.staffing.units import UnitKind
from handlers.ui.office import Office
from storage.cases import cases, evidence, reports
from storage.cases.reports import Report
from storage.core.database import Database, Transaction
from storage.core.letters import Address
from storage.core.tables import evidence as table
from storage.core.vault import Vault
from storage.staffing import units
from tests.storage.conftest import a_case
from tests.storage.databases import migrated
from tests.support.small_channel import Small
from tests.support.town import Clock

COMMENT = b"Example Camera"


@dataclass
class Sending(Small):
    """A messenger that gives away what was sent."""

    content: bytes = b"OggS and sounds"
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def fetch(self, reference: str, most: int) -> AsyncIterator[bytes]:
        self.asked.append((reference, most))
        for at in range(0, len(self.content), 4):
            yield self.content[at : at + 4]


@dataclass
class Box:
    """An office with something that is to be fetched."""

    office: Office
    small: Sending
    fetching: Fetching

    async def comes(self, channel: str = TELEGRAM.name) -> None:
        """Let something have been sent with a report."""

        def add(db: Transaction) -> None:
            db.at = Address(1, channel, "7")
            said = Report("no", "小孩一直哭", "", (), call=True, evidence=("voice:v",))
            reports.note(db, cases.open_case(db, a_case(db.now), "A"), said)

        await self.office.transact(add)

    async def rows(self) -> list[Any]:
        return list(await self.office.transact(lambda db: db.connection.execute(select(table)).all()))

    async def rests(self) -> None:
        async with asyncio.timeout(10):
            while self.fetching.busy:
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.01)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    database, small = Database(migrated("sqlite", tmp_path)), Sending()
    office = open_office(database, Vault(b"k" * 32), clock=Clock())
    await office.transact(lambda db: units.add(db, UnitKind.CENTRE, "平鎮中心", "平鎮區"))
    yield Box(office, small, Fetching({TELEGRAM.name: small}, office))
    await database.close()


async def test_what_waits_is_fetched_at_the_start_and_then_when_the_bell_finds_more(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims: list[bool] = []
    claim = evidence.claim

    def claimed(db: Transaction) -> Any:
        claims.append(box.fetching.busy)
        return claim(db)

    monkeypatch.setattr(evidence, "claim", claimed)
    assert not box.fetching.busy, "it does not run yet"
    await box.comes()
    running = asyncio.create_task(box.fetching.run())
    await asyncio.sleep(0)
    await box.rests()
    assert claims == [True, True], "and no more until it is woken"
    [row] = await box.rows()
    assert (row.parts, row.due_at) == (1, None)
    assert await box.office.transact(lambda db: evidence.content(db, row.id)) == box.small.content
    await box.comes()
    box.office.memory.to_fetch()
    assert box.fetching.busy
    await box.rests()
    assert [one.parts for one in await box.rows()] == [1, 1]
    running.cancel()


async def test_it_comes_in_pieces_up_to_what_the_office_keeps_of_one(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "PART", 8)
    await box.comes()
    one = await box.office.transact(evidence.claim)
    assert one is not None
    await box.fetching._keep(one)
    megabytes = box.office.rules.policy.keeping.evidence_megabytes
    assert box.small.asked == [("v", megabytes * 1_048_576)]
    assert [row.parts for row in await box.rows()] == [2]
    assert await box.office.transact(lambda db: evidence.content(db, one.id)) == box.small.content


async def test_what_another_process_took_up_meanwhile_is_left_to_it(box: Box) -> None:
    await box.comes()
    one = await box.office.transact(evidence.claim)
    assert one is not None
    box.office.clock.now += evidence.LEASE  # type: ignore[attr-defined]  # a test's clock is set
    await box.office.transact(evidence.claim)
    await box.fetching._keep(one)
    [row] = await box.rows()
    assert row.parts is None


async def test_what_came_by_a_messenger_that_is_not_here_waits_and_holds_up_nobody(box: Box) -> None:
    await box.comes("elsewhere")
    await box.comes()
    running = asyncio.create_task(box.fetching.run())
    await asyncio.sleep(0)
    await box.rests()
    running.cancel()
    first, second = await box.rows()
    now = box.office.clock()
    assert (first.parts, second.parts) == (None, 1)
    assert first.due_at == now + evidence.PAUSES[0]
    with pytest.raises(MessengerTrouble):
        await box.fetching._fetched(evidence.Evidence(1, "elsewhere", "voice:v", 1, None, True))


def picture(mode: str, kind: str) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, (64, 32)).save(kept, kind, comment=COMMENT, exif=_exif())
    return kept.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = COMMENT.decode()
    return exif


@pytest.mark.parametrize(
    ("mode", "kind", "as_kept"),
    [
        ("RGBA", "PNG", ("PNG", "RGBA")),
        ("RGB", "PNG", ("PNG", "RGB")),
        ("RGBA", "WEBP", ("JPEG", "RGB")),
        ("CMYK", "JPEG", ("JPEG", "RGB")),
        ("L", "JPEG", ("JPEG", "RGB")),
    ],
)
def test_a_picture_of_any_colours_is_kept_without_what_the_camera_wrote(
    mode: str, kind: str, as_kept: tuple[str, str]
) -> None:
    assert COMMENT in picture(mode, kind)
    kept = without_metadata(picture(mode, kind))
    assert COMMENT not in kept
    found = Image.open(io.BytesIO(kept))
    assert (found.format, found.mode) == as_kept


@pytest.mark.parametrize(("most", "opened"), [(64 * 32, True), (64 * 32 - 1, False)])
def test_a_picture_that_would_fill_the_memory_is_not_opened(
    monkeypatch: pytest.MonkeyPatch, most: int, opened: bool
) -> None:
    monkeypatch.setattr(loop, "PIXELS", most)
    taken = picture("RGB", "JPEG")
    assert (without_metadata(taken) != taken) is opened


def test_a_picture_that_is_drawn_over_again_and_again_is_not_opened() -> None:
    """A megabyte of it keeps the processor for half an hour, and all that was sent after it waiting."""
    drawn = io.BytesIO()
    Image.new("L", (800, 800), 128).save(drawn, "JPEG", progressive=True, comment=COMMENT)
    taken = drawn.getvalue()
    assert COMMENT not in without_metadata(taken), "phones and the web draw in some ten scans"
    once = taken[taken.rindex(b"\xff\xda") : -2]
    trap = taken[:-2] + 200 * once + taken[-2:]
    assert without_metadata(trap) == trap


async def test_a_full_disk_of_ours_is_no_try_at_fetching(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(db: Transaction, **piece: Any) -> bool:
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr(evidence, "add_part", full)
    await box.comes()
    running = asyncio.create_task(box.fetching.run())
    await asyncio.sleep(0)
    await box.rests()
    running.cancel()
    [row] = await box.rows()
    assert (row.attempts, row.parts, len(box.small.asked)) == (0, None, 1)
    assert row.due_at > box.office.clock()
