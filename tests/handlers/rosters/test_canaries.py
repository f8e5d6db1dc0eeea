"""No personal word of a roster is found in a push, a log, a table that is sent back, or on disk."""

import io
import re
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.staffing.people import Role
from casework.staffing.units import Unit
from handlers.rosters.centre_lists import CentreRosters, RosterSheet
from handlers.rosters.dispatching import AskAll, DispatchAll
from handlers.rosters.dry_run import HandIn
from handlers.rosters.families import AskWhoIsNot, Families, FamiliesSheet, InContact, OpenFamily
from handlers.rosters.matching import LookAtPair, Matching, PublishMatch, RunMatch
from handlers.rosters.services import HandInServices
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core.tables import file_parts, files
from tests.handlers.errands.test_files import send
from tests.handlers.rosters.test_month import book, row
from tests.handlers.rosters.test_services import book as services
from tests.handlers.rosters.test_services import bureaus
from tests.handlers.rosters.test_services import row as served
from tests.support.keys import on
from tests.support.phones import documents, from_home, sheet, tap
from tests.support.town import VILLAGE, Town
from tests.test_canaries import log

NAME, ID, PHONE, STREET, REMARK = "夐殢藖", "B123456780", "0912345678", "瀰漫路777號", "鸕鶿夜夜都在哭"
CANARIES = (NAME, ID, PHONE, STREET)
__all__ = ["bureaus", "log"]


ROOT = Path(__file__).parents[3]


@pytest.fixture
def nowhere(town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There is no room for temporary files: whoever would write one fails, and that is logged."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))


def test_nothing_that_reads_or_writes_a_list_makes_a_temporary_file() -> None:
    for room in ("bot", "handlers", "actions", "storage", "casework"):
        for source in (ROOT / room).rglob("*.py"):
            said = source.read_text()
            assert source.match("storage/migrations/*") or "tempfile" not in said, source
            assert all("in_memory" in made for made in re.findall(r"xlsxwriter\.Workbook\(.*", said)), source


def on_disk(folder: Path) -> bytes:
    """Return all that was written: the database, its log, whatever else."""
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


async def test_a_month_leaves_no_canary_anywhere(
    log: io.StringIO,
    town: Town,
    nowhere: None,
    worker: Phone,
    supervisor: Phone,
    tmp_path: Path,
) -> None:
    bureau = await town.join(Role.BUREAU, "周預設", unit="社會局")
    outsider = await town.join(Role.SUPERVISOR, "鄭督導", unit="桃園中心")
    canary = row(1, NAME, id=ID, phone=PHONE, address=f"桃園市{VILLAGE}{STREET}", by=REMARK)
    await send(town, bureau, "名冊.xlsx", book(canary, row(2, NAME, id="B123456789")))
    await tap(town, bureau, HandIn)
    await from_home(town, supervisor, CentreRosters, OpenCard)
    await tap(town, supervisor, AskAll, DispatchAll, RosterSheet)
    for phone in (bureau, supervisor, worker, outsider):
        heard = str(await phone.messages())
        assert not any(said in heard for said in CANARIES)
        if await documents(phone):
            table = await sheet(phone)
            cells = " ".join(str(cell.value) for each in table.iter_rows() for cell in each)
            assert not any(said in cells for said in CANARIES)
    for phone in (worker, outsider):
        assert REMARK not in str([one for one in await phone.messages() if not one.get("keyboard")])
    assert log.getvalue() == "", "nothing went wrong, and nothing is logged of what went well"
    written = on_disk(tmp_path)
    assert written
    assert not any(said.encode() in written for said in (*CANARIES, REMARK))
    kept = await town.look(
        lambda db: [
            db.connection.execute(select(func.count()).select_from(one)).scalar()
            for one in (files, file_parts)
        ]
    )
    assert kept == [0, 0], "the file itself is gone as soon as it was read"


async def test_a_match_leaves_no_canary_anywhere(
    log: io.StringIO,
    town: Town,
    nowhere: None,
    bureau: Phone,
    bureaus: dict[str, Unit],
    worker: Phone,
    tmp_path: Path,
) -> None:
    health = await town.join(Role.LIAISON, "何窗口", unit="衛生局")
    said = {"address": f"桃園市{VILLAGE}{STREET}", "phone": PHONE, "service": REMARK}
    ours = [served(NAME, id=ID, **said), served("王例子", born="70/1/1", **said)]
    await send(town, health, "名冊.xlsx", services(*ours))
    await tap(town, health, HandInServices)
    theirs = [
        served(NAME, id=ID, unit="輔諮中心"),
        served("王○子", born="70/1/1", unit="輔諮中心", address=""),
    ]
    await send(town, bureau, "名冊.xlsx", services(*theirs))
    await tap(town, bureau, on(HandInServices, unit=bureaus["教育局"].id))
    await from_home(town, bureau, Matching, RunMatch)
    await tap(town, bureau, LookAtPair, Matching, PublishMatch, Families, OpenFamily, AskWhoIsNot)
    await from_home(town, bureau, Matching, Families, FamiliesSheet)
    await from_home(town, health, Families, OpenFamily, InContact)
    for phone in (bureau, health, worker):
        heard = str([one for one in await phone.messages() if one["from"] == "bot"])
        assert not any(each in heard for each in (*CANARIES, REMARK))
    cells = " ".join(str(cell.value) for each in (await sheet(bureau)).iter_rows() for cell in each)
    assert not any(each in cells for each in (*CANARIES, REMARK))
    assert log.getvalue() == ""
    written = on_disk(tmp_path)
    assert not any(each.encode() in written for each in (*CANARIES, REMARK))
