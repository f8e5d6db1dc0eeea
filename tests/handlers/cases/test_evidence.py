"""Photos, films and sounds of reports are the office's own, whatever becomes of the messenger."""

import io
from typing import Any

import aiohttp
import pytest
from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from bot.loops.evidence import without_metadata
from bot.messenger import Refused
from handlers.cases import reveal
from handlers.intake import one_tap
from sandbox import Json, Phone
from sandbox.store import files
from sandbox.wire.faults import Fault, Kind
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind
from storage.core.tables import evidence, evidence_parts
from storage.core.vault import KeyTrouble
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.reporting import numbered, opened
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import tap, text
from tests.support.town import Town

SENT = ("photo", "voice", "document")
MAKE, PLACE = 0x010F, 0x8825
UPRIGHT = 0x0112
CAMERA = "Example Camera"


def photo(*, turned: bool = False) -> bytes:
    """Take a picture as a telephone does: with its make and the place."""
    exif, content = Image.Exif(), io.BytesIO()
    exif[MAKE] = CAMERA
    exif.get_ifd(PLACE)[2] = tuple(TiffImagePlugin.IFDRational(one) for one in (24, 59, 1))
    if turned:
        exif[UPRIGHT] = 6
    Image.new("RGB", (64, 32), "red").save(content, "JPEG", exif=exif)
    return content.getvalue()


def read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


async def reported(town: Town, chief: Phone) -> str:
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    return numbered(await text(chief))


async def in_full(town: Town, phone: Phone, number: str) -> list[Json]:
    """Read a case in full, and return what was sent with its reports."""
    await opened(town, phone, number)
    await unlock(town, phone)
    return [one for one in await phone.messages() if any(kind in one for kind in SENT)]


async def content(phone: Phone, message: Json, kind: str) -> bytes:
    of = message[kind][-1] if kind == "photo" else message[kind]
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{phone.address}/phone/files/{of['file_id']}") as answer,
    ):
        return await answer.read()


def forget(town: Town) -> None:
    """Let the messenger have nothing any more of what was sent."""
    town.served.app.state.telegram.db.execute("DELETE FROM files")


async def test_what_was_sent_outlives_the_messenger_and_its_camera_is_not_told(
    town: Town, chief: Phone, screener: Phone
) -> None:
    taken = photo()
    assert CAMERA.encode() in taken
    await chief.photo(caption="隔壁小孩一直哭", content=taken)
    await chief.voice(content=b"OggS" + bytes(600_000))
    await chief.document("我家.jpg", taken)
    number = await reported(town, chief)
    await town.later(seconds=20)
    forget(town)
    sent = await in_full(town, screener, number)
    assert [next(kind for kind in SENT if kind in one) for one in sent] == list(SENT)
    assert all(one["protected"] for one in sent)
    seen = [
        read(await content(screener, one, kind))
        for one, kind in zip(sent, SENT, strict=True)
        if kind != "voice"
    ]
    assert [(one.size, dict(one.getexif())) for one in seen] == [((64, 32), {}), ((64, 32), {})]
    assert len(await content(screener, sent[1], "voice")) == 600_004
    assert sent[2]["document"]["file_name"] == "evidence.jpg", "how it was called tells who sent it"
    rows = await town.look(lambda db: db.connection.execute(select(evidence_parts.c.sealed)).scalars().all())
    assert len(rows) == 5
    assert not any(b"OggS" in one or b"JFIF" in one for one in rows)


async def test_until_it_is_here_the_messenger_shows_it_and_it_is_fetched_again_and_again(
    town: Town, chief: Phone, screener: Phone
) -> None:
    faults = town.served.app.state.telegram.faults
    faults.append(Fault(Kind.INTERNAL, times=100, method="getfile"))
    await chief.photo(caption="隔壁小孩一直哭", content=photo())
    number = await reported(town, chief)
    await town.later(seconds=20)
    faults.clear()
    messenger = town.served.app.state.telegram.db
    messenger.execute("UPDATE files SET id = 'not now ' || id")
    await town.later(minutes=2)
    messenger.execute("UPDATE files SET id = substr(id, 9)")
    assert len(await in_full(town, screener, number)) == 1
    assert "沒能存下來" not in await screener.transcript()
    await town.later(minutes=6)
    forget(town)
    await opened(town, screener, number)
    await tap(town, screener, reveal.Reveal)
    assert len([one for one in await screener.messages() if "photo" in one]) == 2


@pytest.mark.parametrize("kind", ["photo", "voice"])
@pytest.mark.parametrize("refuses", ["the messenger", "the disk"])
async def test_who_can_not_be_shown_what_was_sent_reads_that_where_it_would_stand(
    town: Town, chief: Phone, screener: Phone, monkeypatch: pytest.MonkeyPatch, kind: str, refuses: str
) -> None:
    """A recipient's own settings forbid voice messages, say."""
    await chief.say("隔壁小孩一直哭")
    await (chief.photo(content=photo()) if kind == "photo" else chief.voice())
    number = await reported(town, chief)
    await town.later(seconds=20)
    [telegram] = town.bot.messengers
    tell = telegram.tell

    async def forbidden(letter: Letter) -> int | None:
        if letter.kind in {LetterKind.PHOTO, LetterKind.VOICE}:
            raise Refused("voice messages forbidden")
        return await tell(letter)

    def broken(db: Transaction, row: int) -> bytes:
        raise KeyTrouble

    if refuses == "the messenger":
        monkeypatch.setattr(telegram, "tell", forbidden)
    else:
        monkeypatch.setattr("storage.cases.evidence.content", broken)
    assert not await in_full(town, screener, number)
    said = await screener.transcript()
    assert said.count("有一則回覆無法顯示") == 1
    assert "🔒" not in [one["text"] for one in await screener.messages() if "text" in one]
    await town.later(hours=24, minutes=1)
    assert "有一則回覆無法顯示" not in await screener.transcript(), "it goes when what it stands for would go"


async def test_what_can_not_be_kept_is_said_to_who_may_see_it(
    town: Town, chief: Phone, screener: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "DOWNLOAD_LIMIT", 10)
    await chief.photo(caption="隔壁小孩一直哭", content=photo())
    number = await reported(town, chief)
    await town.later(seconds=20)
    await in_full(town, screener, number)
    assert "有 1 件附檔沒能存下來" in await screener.transcript()
    [row] = await town.look(lambda db: db.connection.execute(select(evidence)).all())
    assert (row.due_at, row.parts) == (None, None)


def test_a_picture_is_upright_without_what_the_camera_wrote_and_all_else_is_as_it_came() -> None:
    assert read(without_metadata(photo(turned=True))).size == (32, 64)
    for kind in ("JPEG", "PNG", "WEBP"):
        taken, told = io.BytesIO(), PngInfo()
        told.add_text("Comment", CAMERA)
        known: dict[str, Any] = {"comment": CAMERA, "xmp": CAMERA.encode(), "pnginfo": told}
        Image.new("RGB", (3, 5)).save(taken, kind, **known)
        assert CAMERA.encode() in taken.getvalue()
        kept = without_metadata(taken.getvalue())
        assert read(kept).format == ("PNG" if kind == "PNG" else "JPEG")
        assert CAMERA.encode() not in kept
    for other in (b"", b"OggS and sounds", photo()[:200], b"\xff\xd8\xff" + bytes(50)):
        assert without_metadata(other) == other
