"""What must never lie on the disk in the clear, searched for in the bytes of the database."""

from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, text

from casework.cases.household import Member, as_told
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.forms import drafts
from storage.messages import outbox
from tests.storage.conftest import Store, a_case
from tests.support import addressed
from tests.support.certain import certain

NAME, ID, PHONE = "夐殢藖", "A123456789", "0912345678"
ADDRESS, STORY = "瀰漫路777號", "鸕鶿每天晚上都在哭"
CHAT = 7_345_678_901
MEMBER = Member("龘示例", "B123456780", date(2015, 3, 1), relation="犇孫女", remark="爨底下就讀")
OF_THE_MEMBER = (MEMBER.name, MEMBER.national_id, "2015-03-01", MEMBER.relation, MEMBER.remark)
CANARIES = (NAME, ID, PHONE, "912345678", ADDRESS, STORY, str(CHAT), *OF_THE_MEMBER)


def everything(db: Transaction) -> None:
    """Write the canaries into every field that takes what people say."""
    household = as_told(NAME, ID, PHONE, ADDRESS).with_member(MEMBER)
    case = cases.open_case(db, a_case(household=household), "B")
    reports.keep(db, case, Report("no", STORY, f"{NAME} {ID} {PHONE} {ADDRESS}", (), call=True))
    cases.remark(db, case, "case.not_taken", STORY)
    cases.identify(db, case, household)
    drafts.begin(db, "report", case.id, {"story": STORY, "household": f"{NAME} {ID} {PHONE} {ADDRESS}"})
    addressed.add(db, replace(certain(db.speaker), id=0, name=NAME, phone=PHONE), CHAT)
    addressed.keep(
        db, [{"update_id": 1, "message": {"chat": {"id": CHAT}, "text": f"{STORY} {NAME} {PHONE}"}}]
    )
    outbox.write(
        db,
        addressed.address(db, CHAT),
        LetterKind.MESSAGE,
        {"text": f"{NAME} {ID} {PHONE} {ADDRESS}"},
        priority=Priority.REPLY,
    )


@pytest.mark.parametrize("escaped", [False, True], ids=["as written", "as JSON escapes it"])
async def test_no_personal_word_lies_in_the_database(
    store: Store, kind: str, tmp_path: Path, escaped: bool
) -> None:
    await store(everything)
    content = await _bytes(store, kind, tmp_path)
    for canary in CANARIES:
        sought = canary.encode("unicode_escape") if escaped else canary.encode()
        assert sought not in content, canary
    assert "平鎮區新街里".encode() in content or b"\\u5e73" in content, "it was the right place to look"


@pytest.mark.parametrize("written", ["big", "little"])
async def test_no_chat_number_lies_in_the_database(
    store: Store, kind: str, tmp_path: Path, written: Literal["big", "little"]
) -> None:
    await store(everything)
    number = CHAT.to_bytes(6, written)  # SQLite writes the one, PostgreSQL the other
    assert number not in await _bytes(store, kind, tmp_path)


async def _bytes(store: Store, kind: str, directory: Path) -> bytes:
    if kind == "postgresql":
        return await store(lambda db: of_the_server(db.connection))
    return of_the_files(directory)


def of_the_files(directory: Path) -> bytes:
    """The file and, while it is open, the log of latest changes beside it."""
    return b"".join(file.read_bytes() for file in directory.glob("shouwang*.db*"))


def of_the_server(connection: Connection) -> bytes:
    """PostgreSQL's files of this database, read by itself after everything was written out."""
    connection.execute(text("COMMIT"))
    connection.execute(text("CHECKPOINT"))
    connection.execute(text("BEGIN"))
    names = connection.execute(
        text("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't') AND relfilenode > 0")
    ).scalars()
    found = [
        connection.execute(text("SELECT pg_read_binary_file(:name)"), {"name": name}).scalar()
        for name in names
    ]
    return b"".join(bytes(one or b"") for one in found)
