"""A list is sent as a file: taken by the room that knows it, or refused in words (issue 9, errands)."""

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from bot.loops import working
from bot.telegram import hearing
from casework.staffing.people import Role
from handlers.errands.files import ReadAgain
from handlers.errands.progress import StopErrand
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import errands, file_parts, files
from storage.errands.errands import ErrandState
from tests.handlers.errands import toys
from tests.support import lists
from tests.support.keys import press
from tests.support.phones import say, text
from tests.support.town import Town

LIST = lists.book(["玩具", "數量"], ["積木", 3], ["球", 1])
NAME = "玩具.xlsx"


async def send(town: Town, phone: Phone, name: str, content: bytes) -> str:
    """Send a file, and return what is answered last."""
    await phone.document(name, content)
    await town.settle()
    return await text(phone)


def kept(db: Transaction) -> tuple[int, int]:
    """Count the files and their pieces."""
    counts = (select(func.count()).select_from(table) for table in (files, file_parts))
    found, pieces = (db.connection.execute(one).scalar_one() for one in counts)
    return found, pieces


async def test_a_list_is_taken_by_the_room_that_knows_its_header(town: Town, administrator: Phone) -> None:
    assert await send(town, administrator, NAME, LIST) == "Toys: 2, by 李預設"
    said = [one["text"] for one in await administrator.messages()]
    assert "收到的名單\n處理完畢，結果如下。" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("玩具.csv", "\ufeff玩具,數量\r\n積木,3\r\n球,1\r\n".encode()),
        ("玩具.csv", "玩具;數量\n積木;3\n球;1\n".encode("cp950")),
        ("玩具.txt", "玩具\t數量\n積木\t3\n球\t1\n".encode("utf-16")),
        ("玩具.ods", lists.open_document(["玩具", "數量"], ["積木", "3"], ["球", "1"])),
    ],
    ids=["csv", "Big5", "Unicode text", "ods"],
)
async def test_a_list_is_taken_in_other_hands_too(
    town: Town, administrator: Phone, name: str, content: bytes
) -> None:
    assert await send(town, administrator, name, content) == "Toys: 2, by 李預設"


async def test_while_it_is_read_the_phone_shows_that_and_can_stop_it(
    town: Town, administrator: Phone
) -> None:
    await administrator.document(NAME, LIST)
    shown = await administrator.hears("處理中… 0 %")
    assert [key["text"] for row in shown["keyboard"] for key in row] == ["⏹ 停止"]
    await town.settle()
    ended = next(one for one in await administrator.messages() if one["id"] == shown["id"])
    assert (ended["text"], ended["keyboard"]) == ("收到的名單\n處理完畢，結果如下。", [])


async def test_what_is_on_the_screen_stays_there(town: Town, supervisor: Phone) -> None:
    await say(town, supervisor, "/report")
    card = (await supervisor.last())["id"]
    await send(town, supervisor, NAME, LIST)
    still = next(one for one in await supervisor.messages() if one["id"] == card)
    assert still["keyboard"]


async def test_a_file_is_kept_for_its_days_and_then_erased(town: Town, administrator: Phone) -> None:
    await send(town, administrator, NAME, LIST)
    assert await town.look(kept) == (1, 1)
    await town.later(days=town.office.rules.policy.keeping.files_days, hours=1)
    assert await town.look(kept) == (0, 0)
    assert await town.look(lambda db: db.connection.execute(select(func.count(errands.c.id))).scalar()) == 0


async def test_a_large_file_comes_in_pieces(town: Town, administrator: Phone) -> None:
    dice = random.Random(7)
    rows: list[list[object]] = [["玩具", "數量"], *([dice.randbytes(12).hex(), n] for n in range(15_000))]
    assert await send(town, administrator, NAME, lists.book(*rows)) == "Toys: 15000, by 李預設"
    assert (await town.look(kept))[1] > 1


WRONG: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "100 MB": ("名冊.xlsx", partial(bytes, 100 * lists.MEGABYTE), "檔案太大：最多 10 MB", "too large"),
    "11 MB": ("名冊.xlsx", partial(bytes, 11 * lists.MEGABYTE), "檔案太大：最多 10 MB", "too large"),
    "a bomb": ("名冊.xlsx", lists.bomb, "解壓縮後會過大", "Unpacked"),
    "a bomb that lies": ("名冊.xlsx", lambda: lists.bomb(said=1000), "損壞", "damaged"),
    "a far corner": ("名冊.xlsx", lists.far_corner, "太大或太複雜", "too much room"),
    "macros": ("名冊.xlsx", lists.with_macros, "巨集", "macros"),
    ".xlsm": ("名冊.xlsm", lists.with_macros, "巨集", "macros"),
    "a password": ("名冊.xlsx", lists.with_password, "密碼", "password"),
    ".xls": ("名冊.XLS", lists.old, "舊版 Excel", "old Excel"),
    ".xls in disguise": ("名冊.xlsx", lists.old, "舊版 Excel", "old Excel"),
    "text in no hand": ("名冊.csv", lambda: b"\xff\xff,\xff" * 9, "無法判讀", "can't be read"),
    "a PDF": ("名冊.pdf", lambda: b"%PDF-1.7\0", "不是名單", "not a list"),
    "half a file": ("名冊.xlsx", lambda: LIST[: len(LIST) // 2], "損壞", "damaged"),
    "rows": (
        "名冊.xlsx",
        lambda: lists.book(*([str(n)] for n in range(20_001))),
        "超過 20,000 列",
        "20,000 rows",
    ),
    "columns": ("名冊.xlsx", lambda: lists.book(["玩具"] * 101), "超過 100 欄", "100 columns"),
    "no header that is known": (
        "名冊.xlsx",
        lambda: lists.book(["姓名"]),
        "看不出這是什麼名單",
        "don't know",
    ),
}


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("case", WRONG)
async def test_what_can_not_be_taken_is_refused_in_words_within_seconds_and_erased(
    town: Town, case: str, language: str
) -> None:
    name, made, chinese, english = WRONG[case]
    phone = await town.join(Role.ADMIN, "李預設", unit="社會局", language=language)
    content = made()
    began = time.monotonic()
    answer = await send(town, phone, name, content)
    assert time.monotonic() - began < 10
    assert (english if language == "en" else chinese) in answer
    assert "玩具名單" in answer, "what can be sent instead"
    assert await town.look(kept) == (0, 0)


@pytest.mark.parametrize("megabytes", [11, 100])
async def test_a_file_whose_size_is_not_said_is_fetched_up_to_the_limit(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch, megabytes: int
) -> None:
    """Telegram need not say it: the bot counts what comes, and Telegram gives away 20 MB at the most."""
    file = hearing._file
    monkeypatch.setattr(hearing, "_file", lambda sent: replace(file(sent), size=0))
    assert "檔案太大" in await send(town, administrator, NAME, bytes(megabytes * lists.MEGABYTE))
    assert await town.look(kept) == (0, 0)


async def test_a_picture_sent_as_a_file_is_evidence(town: Town, chief: Phone) -> None:
    await chief.document("IMG_1.jpg", b"\xff\xd8\xff")
    await town.settle()
    assert "附件：1 份" in await text(chief)


async def test_from_whom_no_list_is_taken_it_is_said_and_nothing_is_kept(town: Town, chief: Phone) -> None:
    assert "這裡無法收檔案" in await send(town, chief, NAME, LIST)
    assert await town.look(kept) == (0, 0)
    assert not await town.look(lambda db: db.connection.execute(select(errands)).all())


async def test_a_file_that_the_messenger_has_no_more_is_asked_for_again(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = town.served.app.state.telegram
    monkeypatch.setattr("sandbox.store.files.find", lambda *_: None)
    assert "無法下載" in await send(town, administrator, NAME, LIST)
    assert state is not None


async def test_so_many_at_once_and_no_more(town: Town, administrator: Phone) -> None:
    for number in range(5):
        await administrator.document(NAME, lists.book(["玩具"], ["積木"], [number]))
    await town.settle()
    said = [one["text"] for one in await administrator.messages()]
    assert any("還在處理中" in one for one in said)
    assert 3 <= said.count("Toys: 2, by 李預設") < 5


async def test_nobody_else_stops_it(town: Town, administrator: Phone, supervisor: Phone) -> None:
    await say(town, supervisor, "/start")
    card = await supervisor.last()
    await administrator.say("slow 20")
    await administrator.hears("處理中")
    [row] = await town.look(lambda db: db.connection.execute(select(errands.c.id)).all())
    await supervisor._act("press", data=StopErrand(row.id).data(), message_id=card["id"], forged=True)
    await town.settle()
    assert await text(administrator) == "All steps: 20"


async def test_somebody_who_stops_it_gets_nothing(town: Town, administrator: Phone) -> None:
    await administrator.say("slow 600")
    await administrator.hears("處理中")
    await press(administrator, StopErrand)
    await administrator.hears("已停止")
    await town.settle()
    states = await town.look(lambda db: list(db.connection.execute(select(errands.c.state)).scalars()))
    assert states == [ErrandState.STOPPED]
    assert not any("All steps" in one["text"] for one in await administrator.messages())


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The errands for which a process was started, as they come."""
    started: list[int] = []
    work = working.work

    async def counted(given: working.Brief, said: Callable[[float], None]) -> Any:
        started.append(given.errand)
        return await work(given, said)

    monkeypatch.setattr(working, "work", counted)
    return started


async def said_since(phone: Phone, before: int) -> list[str]:
    return [one["text"] for one in await phone.messages() if one["id"] > before and one["from"] == "bot"]


WORDS_OF_SECOND = {"zh-hant": "這次沒有重讀", "en": "I did not read it again"}


@pytest.mark.parametrize("language", WORDS_OF_SECOND)
async def test_a_file_that_is_sent_twice_is_read_once_and_that_is_said(
    town: Town, language: str, readings: list[int]
) -> None:
    phone = await town.join(Role.ADMIN, "李預設", unit="社會局", language=language)
    await send(town, phone, NAME, LIST)
    first = (await phone.last())["id"]
    await town.later(hours=30)
    assert await send(town, phone, "copy.xlsx", LIST) == "Toys: 2, by 李預設"
    assert len(readings) == 1
    assert any(WORDS_OF_SECOND[language] in one for one in await said_since(phone, first))
    assert await town.look(kept) == (1, 1), "of the second nothing is kept"


async def test_what_is_wrong_with_a_file_that_is_sent_twice_is_said_again_without_opening_it(
    town: Town, administrator: Phone, readings: list[int]
) -> None:
    content = lists.with_macros()
    for _ in range(3):
        assert "巨集" in await send(town, administrator, NAME, content)
    assert len(readings) == 1


async def test_a_file_that_is_sent_twice_is_read_again_when_asked(
    town: Town, administrator: Phone, readings: list[int]
) -> None:
    for _ in range(2):
        await send(town, administrator, NAME, LIST)
    await press(administrator, ReadAgain)
    await town.settle()
    assert await text(administrator) == "Toys: 2, by 李預設"
    assert len(readings) == 2


async def test_of_a_file_that_is_sent_again_while_it_is_read_one_is_read(
    town: Town, administrator: Phone, readings: list[int]
) -> None:
    for _ in range(3):
        await administrator.document(NAME, LIST)
    await town.settle()
    said = [one["text"] for one in await administrator.messages()]
    assert sum("同一個檔案" in one for one in said) == 2
    assert len(readings) == 1


async def test_what_makes_a_document_is_made_again(
    town: Town, administrator: Phone, readings: list[int]
) -> None:
    content = lists.book([toys.PICTURE])
    for _ in range(2):
        await send(town, administrator, NAME, content)
        assert (await administrator.last())["document"]["file_name"] == "圖樣.txt"
    assert len(readings) == 2


async def test_another_file_and_another_sender_are_read(
    town: Town, administrator: Phone, supervisor: Phone, readings: list[int]
) -> None:
    await send(town, administrator, NAME, LIST)
    assert "Toys: 1" in await send(town, administrator, NAME, lists.book(["玩具"], ["積木"]))
    assert "Toys: 2" in await send(town, supervisor, NAME, LIST)
    assert len(readings) == 3


async def test_nobody_else_reads_it_again(
    town: Town, administrator: Phone, supervisor: Phone, readings: list[int]
) -> None:
    await say(town, supervisor, "/start")
    card = await supervisor.last()
    for _ in range(2):
        await send(town, administrator, NAME, LIST)
    for row in await town.look(lambda db: list(db.connection.execute(select(errands.c.id)).scalars())):
        await supervisor._act("press", data=ReadAgain(row).data(), message_id=card["id"], forged=True)
    await town.settle()
    assert len(readings) == 1
