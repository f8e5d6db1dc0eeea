"""Several processes, one token: one speaks, all work, any may die (decision 32)."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy import text as sql
from sqlalchemy import update as change

from actions import fallback
from bot.app import open_office
from bot.bot import Bot
from bot.loops import replicas, send, work
from bot.telegram.coming import came
from bot.telegram.messenger import Telegram
from casework.forms import Draft
from handlers.ui.office import Office
from sandbox import TOKEN, Phone, Served, serve
from storage.core import server
from storage.core.database import Database, Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import drafts as table
from storage.core.vault import KeyFile
from storage.forms import drafts
from storage.messages import inbox, outbox
from storage.messages import replicas as rows
from storage.messages.inbox import AlreadyDone, NotNext
from storage.staffing import addresses
from tests.bot.loops.real_bot import TAPS, RealBot, kept, let_in, numbers, press
from tests.storage.databases import migrated

CANT_KEEP = "無法保存"
CHIEFS, EACH, KILLS = (int(one) for one in os.environ.get("REPLICA_KILLS", "8 4 6").split())
SEED = 20260601
SENTENCES = ("第一句", "第二句", "第三句")


@asynccontextmanager
async def bots(served: Served, folder: Path, url: str, many: int) -> AsyncIterator[list[Bot]]:
    """Let so many serve the same office, each with a database of its own as processes have."""
    async with AsyncExitStack() as ending:
        running = []
        for _ in range(many):
            office = open_office(Database(url), KeyFile(folder / "key.json").read())
            bot = Bot(office, (Telegram(TOKEN, office.wordings, served.address, 10_000),))
            ending.push_async_callback(bot.stop)
            await bot.start()
            running.append(bot)
        yield running


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serve(None, limits=False) as one:
        yield one


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicas, "BEAT", 0.1)


def speaking(running: list[Bot]) -> list[Bot]:
    return [one for one in running if one.bell.rings]


async def report(phone: Phone, done: int) -> str:
    """Say three sentences at once, as people do, and send them; they must stand in their order."""
    for sentence in SENTENCES:
        said = await phone.say(f"{sentence}{done}")
    pressed: set[str] = set()
    whole = " ".join(f"{one}{done}" for one in SENTENCES)
    await phone.wait(lambda chat: any(whole in one["text"] for one in chat["messages"]), timeout=100)
    for label in TAPS:
        await press(phone, label, said["id"], pressed)
    chat = await phone.wait(lambda chat: len(numbers(chat)) > done, timeout=100)
    return numbers(chat)[-1]


async def test_one_speaks_and_when_it_goes_another_does(served: Served, tmp_path: Path, quick: None) -> None:
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    async with bots(served, tmp_path, url, 2) as (first, second):
        await report(chief, 0)
        assert speaking([first, second]) == [first]
        await first.stop()
        await report(chief, 1)
        assert speaking([first, second]) == [second]
        first.stop = _nothing  # type: ignore[method-assign]  # it has stopped


async def test_what_one_leaves_to_another_wakes_it(
    served: Served, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks by themselves here, and who speaks does nothing else."""
    for module, name in ((work, "LOOK"), (work, "ALONE"), (send, "LOOK"), (send, "SOON")):
        monkeypatch.setattr(module, name, 1000.0)
    monkeypatch.setattr(work, "BESIDE_SPEAKING", 0)
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    async with bots(served, tmp_path, url, 2) as both:
        while any(one.office.memory.alone for one in both):
            await asyncio.sleep(0.05)
        said = await chief.say("隔壁小孩一直哭")
        pressed: set[str] = set()
        for label in TAPS:
            await press(chief, label, said["id"], pressed)
        await chief.wait(lambda chat: bool(numbers(chat)), timeout=100)


async def test_a_key_that_is_pressed_as_soon_as_its_card_came_redraws_that_card(
    served: Served, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who speaks told the card and kept no account of it yet, and another answers the press."""
    monkeypatch.setattr(work, "BESIDE_SPEAKING", 0)
    monkeypatch.setattr(send.Sender, "_keep_account", lambda _: asyncio.sleep(1000.0))
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    async with bots(served, tmp_path, url, 2) as both:
        while any(one.office.memory.alone for one in both):
            await asyncio.sleep(0.05)
        await chief.say("隔壁小孩一直哭")
        card = await chief.hears("要用這段內容通報嗎")
        for label, question in zip(TAPS, ("第 3／6 題", "第 4／6 題"), strict=False):
            await chief.press(label)
            assert (await chief.hears(question))["id"] == card["id"]


@pytest.mark.parametrize("whole", [True, False], ids=["the whole server", "what answers us"])
async def test_while_a_server_stands_still_with_its_sockets_open_people_are_told_and_it_goes_on_after(
    served: Served, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """An outage of which the network says nothing: its machine is paused, or its disk hangs."""
    monkeypatch.setattr(server, "SILENT", 0.5)
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    impatient = make_url(url).update_query_dict({"connect_timeout": "2"}).render_as_string(False)
    async with bots(served, tmp_path, impatient, 1):
        stopped = processes(url, whole=whole)
        for one in stopped:
            os.kill(one, signal.SIGSTOP)
        try:
            await chief.say("隔壁小孩一直哭")
            if whole:
                await chief.hears("現在無法保存資料", timeout=30)
            else:
                await chief.hears("要用這段內容通報嗎", timeout=30)
        finally:
            for one in stopped:
                os.kill(one, signal.SIGCONT)
        await chief.hears("要用這段內容通報嗎", timeout=30)
    assert sum("要用這段內容通報嗎" in one["text"] for one in await chief.messages()) == 1


def processes(url: str, *, whole: bool) -> list[int]:
    """Find those of the server that answer for an office, or all of it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        answering = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        found = list(connection.execute(sql(answering)).scalars())
        if whole:
            file = connection.execute(sql("SELECT pg_read_file('postmaster.pid')")).scalar_one()
            found.insert(0, int(file.split()[0]))
    engine.dispose()
    return found


@pytest.mark.parametrize("times", [1, 99], ids=["once", "again and again"])
async def test_what_was_said_while_somebody_else_was_at_the_draft_is_not_lost_in_silence(
    served: Served, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    save, beside, left = drafts.save, create_engine(url), [times]

    def overtaken(db: Transaction, draft: Draft) -> Draft:
        if left[0] and draft.version:
            left[0] -= 1
            with beside.begin() as other:
                other.execute(change(table).values(version=table.c.version + 1))
        return save(db, draft)

    monkeypatch.setattr(drafts, "save", overtaken)
    async with bots(served, tmp_path, url, 1):
        await chief.say("第一句")
        await chief.hears("目前內容：第一句")
        await chief.say("第二句")
        if times == 1:
            await chief.hears("目前內容：第一句 第二句")
        else:
            card = await chief.hears("請再做一次")
            assert "目前內容：第一句" in card["text"], "what they had is still on the screen"
    beside.dispose()


async def test_who_stood_still_alone_while_another_took_over_tells_nothing_twice(
    served: Served, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did not look yet since it woke: it believes that it is alone and speaks."""
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    texts = [f"第{one}句" for one in range(6)]

    def waits(db: Transaction) -> None:
        to = addresses.at(db, "telegram", str(chief.id))
        for text in texts:
            content = {"text": text, "again": "（重送）"}
            outbox.write(db, to, LetterKind.MESSAGE, content, priority=Priority.PUSH)

    async with bots(served, tmp_path, url, 1) as (first,):
        monkeypatch.setattr(first.replicas, "look", _nothing)
        first.messengers[0].limits.halt(1.5)
        await first.office.transact(waits)
        me = first.office.memory.replica
        assert me is not None
        await first.office.transact(lambda db: rows.leave(db, [me]))
        async with bots(served, tmp_path, url, 1) as (second,):
            assert speaking([first, second]) == [first, second]
            second.messengers[0].limits.halt(1.6)
            await chief.hears(texts[-1])
            while any(one.sender.busy for one in (first, second)):
                await asyncio.sleep(0.05)
    told = [one["text"].rpartition("\n")[2] for one in await chief.messages() if one["from"] == "bot"]
    assert told == texts


async def _nothing() -> None:
    """There is nothing to end any more."""


async def test_who_was_buried_alive_begins_anew(served: Served, tmp_path: Path, quick: None) -> None:
    url = migrated("postgresql", tmp_path)
    [chief] = await let_in(served.address, tmp_path, url, 1)
    async with bots(served, tmp_path, url, 2) as (first, second):
        await asyncio.sleep(0.3)
        buried = first.office.memory.replica
        assert buried is not None
        await second.office.transact(lambda db: rows.leave(db, [buried]))
        await second.replicas.look()
        await first.replicas.look()
        assert first.office.memory.replica != buried
        for one in (first, second):
            await one.replicas.settled()
        assert len(speaking([first, second])) < 2, "whichever looks first, and never both"
        await report(chief, 0)


async def test_who_can_not_begin_to_speak_at_the_start_says_so_and_ends(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(db: Transaction, **kept: Any) -> None:
        raise LookupError

    monkeypatch.setattr(fallback, "notice_outage", fails)
    url = migrated("postgresql", tmp_path)
    await let_in(served.address, tmp_path, url, 1)
    with pytest.raises(LookupError):
        async with bots(served, tmp_path, url, 1):
            pass


async def test_an_outage_of_the_database_buries_nobody(served: Served, tmp_path: Path) -> None:
    url = migrated("postgresql", tmp_path)
    await let_in(served.address, tmp_path, url, 1)
    async with bots(served, tmp_path, url, 1) as (alone,):
        other = await alone.office.transact(rows.enter)
        for _ in range(replicas.LOOKS):
            await alone.replicas.look()
            await alone.office.transact(lambda db: rows.beat(db, other))
        assert not alone.office.memory.alone
        for _ in range(replicas.LOOKS + 2):
            await alone.replicas.look()
        assert alone.office.memory.alone, "its number stood still"


@pytest.fixture(params=["sqlite", "postgresql"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    database = Database(migrated(request.param, tmp_path))
    yield open_office(database, KeyFile(tmp_path / "key").make())
    await database.close()


def update(number: int, chat: int) -> dict[str, Any]:
    private = {"id": chat, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 1, "chat": private, "text": "x"}}


def arrived(office: Office, number: int, chat: int, me: int | None = None) -> inbox.Arrived:
    return inbox.arrived(office.vault, came(update(number, chat)), beside=me)


async def taken(office: Office, me: int, most: int = 9) -> list[str]:
    found = await office.transact(lambda db: inbox.take(db, me, most, ["telegram"]))
    return [one.number for one in found]


async def test_a_chat_is_taken_whole_and_by_one_alone(office: Office) -> None:
    these = [arrived(office, 1, 7), arrived(office, 2, 8), arrived(office, 3, 7)]
    await office.transact(lambda db: inbox.keep(db, these))
    assert await taken(office, 1, most=1) == ["1", "3"]
    assert await taken(office, 2) == ["2"]
    await office.transact(lambda db: inbox.keep(db, [arrived(office, 4, 7)]))
    assert await taken(office, 2) == [], "what stands before it is another's"
    for number in (1, 3):
        await office.transact(partial(inbox.claim, one=arrived(office, number, 7)))
    assert await taken(office, 2) == ["4"]


async def test_what_is_new_of_a_chat_of_which_something_waits_waits_behind(office: Office) -> None:
    await office.transact(lambda db: inbox.keep(db, [arrived(office, 1, 7)]))
    new = arrived(office, 2, 7, me=1)
    with pytest.raises(NotNext):
        await office.transact(lambda db: inbox.claim(db, new))
    await office.transact(lambda db: inbox.leave(db, new))
    assert await taken(office, 2) == ["1", "2"]


async def test_what_was_kept_for_oneself_is_done_in_its_order(office: Office) -> None:
    mine = [arrived(office, 1, 7, me=1), arrived(office, 2, 7, me=1)]
    await office.transact(lambda db: inbox.keep(db, mine, holder=1))
    assert await taken(office, 2) == []
    with pytest.raises(NotNext):
        await office.transact(lambda db: inbox.claim(db, mine[1]))
    for one in mine:
        await office.transact(partial(inbox.claim, one=one))
    with pytest.raises(AlreadyDone):
        await office.transact(lambda db: inbox.claim(db, mine[0]))


async def test_what_the_dead_had_is_free_and_what_the_living_have_is_not(office: Office) -> None:
    dead, alive = await office.transact(rows.enter), await office.transact(rows.enter)
    await office.transact(lambda db: inbox.keep(db, [arrived(office, 1, 7)], holder=dead))
    await office.transact(lambda db: inbox.keep(db, [arrived(office, 2, 8)], holder=alive))
    assert await taken(office, alive + 1) == []
    await office.transact(lambda db: rows.leave(db, [dead]))
    assert await taken(office, alive + 1) == ["1"]
    assert [one.id for one in await office.transact(rows.look)] == [alive]


async def test_who_lives_beats_and_speaks_for_itself_alone(office: Office) -> None:
    one, other = await office.transact(rows.enter), await office.transact(rows.enter)
    await office.transact(lambda db: rows.beat(db, other))
    await office.transact(lambda db: rows.speak(db, one))
    found = await office.transact(rows.look)
    assert [(each.id, each.beat, each.speaks) for each in found] == [(one, 0, True), (other, 1, False)]


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_whoever_dies_nothing_is_lost_doubled_or_out_of_order(served: Served, tmp_path: Path) -> None:
    """The long form: REPLICA_KILLS="25 20 200" (chiefs, reports each, kills)."""
    url, dice = migrated("postgresql", tmp_path), random.Random(SEED)
    phones = await let_in(served.address, tmp_path, url, CHIEFS)
    running = [RealBot(served.address, tmp_path, url) for _ in range(3)]
    for one in running:
        await one.start()

    async def chief(phone: Phone) -> list[str]:
        return [await report(phone, done) for done in range(EACH)]

    reporting = asyncio.gather(*(chief(phone) for phone in phones))
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(0.0, 4.0))
        one = dice.choice(running)
        await one.kill()
        await one.start()
    held = [number for found in await reporting for number in found]
    for one in running:
        await one.kill()
    assert len(held) == CHIEFS * EACH
    assert Counter(held) == Counter(await kept(url, tmp_path))
    told = [await phone.transcript() for phone in phones]
    assert not any(CANT_KEEP in one for one in told), "nobody was alarmed"
