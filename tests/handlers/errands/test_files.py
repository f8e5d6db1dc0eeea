"""A list is sent as a file: taken by the room that knows it, or refused in words (issue 9, errands)."""

import random
import time
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select

from casework.staffing.people import Role
from handlers.errands.progress import StopErrand
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import errands, file_parts, files
from storage.errands.errands import ErrandState
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
    "a far corner": ("名冊.xlsx", lists.far_corner, "太耗記憶體", "too much room"),
    "macros": ("名冊.xlsx", lists.with_macros, "巨集", "macros"),
    ".xlsm": ("名冊.xlsm", lists.with_macros, "巨集", "macros"),
    "a password": ("名冊.xlsx", lists.with_password, "密碼", "password"),
    ".xls": ("名冊.XLS", lists.old, "舊版 Excel", "old Excel"),
    ".xls in disguise": ("名冊.xlsx", lists.old, "舊版 Excel", "old Excel"),
    ".csv": ("名冊.csv", "玩具,數量\n".encode, ".csv", ".csv"),
    ".csv in disguise": ("名冊.xlsx", "玩具,數量\n".encode, ".csv", ".csv"),
    "a PDF": ("名冊.pdf", lambda: b"%PDF-1.7\0", "不是 Excel 名單", "not an Excel list"),
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


async def test_a_picture_sent_as_a_file_is_asked_for_as_a_photo(town: Town, chief: Phone) -> None:
    await chief.document("IMG_1.jpg", b"\xff\xd8\xff")
    await town.settle()
    assert "「照片」傳送" in await text(chief)


async def test_from_whom_no_list_is_taken_it_is_said_and_nothing_is_kept(town: Town, chief: Phone) -> None:
    assert "這裡不收您的檔案" in await send(town, chief, NAME, LIST)
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
    for _ in range(5):
        await administrator.document(NAME, LIST)
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
