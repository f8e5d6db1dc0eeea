"""The whole story, lived over HTTP: on SQLite and PostgreSQL, in Chinese and English, the clock moved."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from casework.cases.case import State
from casework.staffing.people import Role
from handlers.cases import history, reveal
from handlers.forms import form_cards
from handlers.intake import one_tap
from handlers.reminders import casebook
from handlers.screening import dispatching
from handlers.service import acceptance, closing, deciding, follow_up, visits
from handlers.ui.buttons import OpenCard
from handlers.words.wording import Wording, load_wordings
from sandbox import Phone
from storage.cases import cases
from storage.core import journal
from storage.core.database import Database, Transaction
from storage.core.tables import cases as table
from storage.core.vault import Vault
from storage.reminders import obligations
from tests.storage.databases import KINDS, migrated
from tests.support.keys import NEXT, SEND, SKIP, Key, on, option
from tests.support.phones import from_home, key, keys, say, signed, tap, text
from tests.support.town import VILLAGE, Town, town_on

NUMBER = re.compile(r"[A-Z]-\d{3}-\d{4,8}")
LANGUAGES = {"zh_Hant_TW": "zh-hant", "en": "en"}
SECRETS = ("王小明", "中正路", "0912345678", "A123456789", VILLAGE, "失業")


@dataclass
class Story:
    """A town and the words of one language."""

    town: Town
    words: Wording
    code: str

    def label(self, message: str, **values: Any) -> str:
        return self.words.label(message, **values)

    async def join(self, role: Role, name: str, **where: Any) -> Phone:
        return await self.town.join(role, name, language=self.code, **where)

    async def tap(self, phone: Phone, *taps: Key) -> None:
        await tap(self.town, phone, *taps)

    async def open(self, phone: Phone, number: str) -> None:
        await from_home(self.town, phone, casebook.MyCases)
        await tap(self.town, phone, await key(phone, number))


@pytest.fixture(params=KINDS)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(Database(migrated(request.param, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        yield town


@pytest.fixture(params=LANGUAGES)
def story(request: pytest.FixtureRequest, town: Town) -> Story:
    return Story(town, load_wordings()[request.param], LANGUAGES[request.param])


async def test_from_a_worry_to_the_closing(story: Story) -> None:
    town = story.town
    chief = await story.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    screener = await story.join(Role.SCREENER, "陳範例", unit="家防中心")
    worker = await story.join(Role.WORKER, "王測試")
    supervisor = await story.join(Role.SUPERVISOR, "張樣本")
    await town.responsible(worker)

    number = await _reports(story, chief)
    await _screens_and_dispatches(story, screener, number)
    await _accepts_and_visits(story, worker, chief, number)
    await _is_nudged_and_files_the_follow_up(story, worker, supervisor, number)
    await _asks(story, supervisor, number)
    await _closes(story, worker, supervisor, chief, number)

    assert await town.look(journal.first_break) is None
    for phone in (screener, worker, supervisor, chief):
        _is_free_of_secrets(await _pushes(phone, number))
        assert (await phone.answers())["unanswered"] == []


async def _reports(story: Story, chief: Phone) -> str:
    town = story.town
    await say(town, chief, "隔壁爸爸失業，小孩一直哭")
    await chief.photo()
    await town.settle()
    await story.tap(chief, on(one_tap.MakeReport, danger="no"))
    await say(town, chief, "王小明 中正路100號 0912345678 A123456789")
    await story.tap(chief, option("small_child"), NEXT, option("no_work"), NEXT, option("yes"))
    summary = await text(chief)
    assert story.label("Not sent yet. Please check:") in summary
    await story.tap(chief, on(form_cards.Change, question=0), option("no"), SEND)
    receipt = await text(chief)
    assert story.label("Received. Thank you.") in receipt
    found = NUMBER.search(receipt)
    assert found is not None
    return found.group()


async def _screens_and_dispatches(story: Story, screener: Phone, number: str) -> None:
    await screener.hears(number)
    await story.tap(screener, OpenCard)
    card = await text(screener)
    for reason in ("2A a child aged 6 or under", "1D a major event such as job loss"):
        assert story.label(reason) in card
    assert "王○明" in card
    assert "王小明" not in card
    assert story.label("Dispatch to primary worker %(name)s", name="王測試") in await keys(screener)
    await story.tap(screener, dispatching.Confirm, dispatching.Dispatch)


async def _accepts_and_visits(story: Story, worker: Phone, chief: Phone, number: str) -> None:
    town = story.town
    await worker.hears(number)
    await story.tap(worker, OpenCard, acceptance.Accept)
    await chief.hears(story.label("%(number)s: the unit in charge has taken it on.", number=number))
    await story.tap(worker, reveal.Reveal)
    await say(town, worker, "483920", "483920")
    assert any("中正路100號" in one["text"] and one["protected"] for one in await worker.messages())
    await town.later(days=1)
    await story.open(worker, number)
    seen = (option("home"), option("met"), option("all"), option("medium"), option("today"))
    await story.tap(worker, visits.LogVisit, *seen, SKIP, SEND)
    assert not any("中正路100號" in one["text"] for one in await worker.messages())  # gone after a day


async def _is_nudged_and_files_the_follow_up(
    story: Story, worker: Phone, supervisor: Phone, number: str
) -> None:
    town = story.town
    await town.later(days=25)  # 115年6月27日 09:00: three days before the month ends
    await worker.hears(story.label("monthly follow-up"))
    await town.later(days=4)  # 115年7月1日: one day late, and the supervisor hears
    await supervisor.hears(number)
    await story.open(worker, number)
    await story.tap(worker, follow_up.File, option("money"), NEXT, option("low"))
    await say(town, worker, "爸爸已有工作，收入穩定")
    await say(town, worker, "下個月協助媒合就業")
    await story.tap(worker, SEND)
    due = await town.look(lambda db: obligations.of_subject(db, _case(db, number)))
    assert {(one.duty, one.period) for one in due} >= {("follow_up", "2026-07-01")}


async def _asks(story: Story, supervisor: Phone, number: str) -> None:
    town = story.town
    await say(town, supervisor, number.lower().replace("-", " "))
    assert number in await text(supervisor)
    await say(town, supervisor, "平鎮 我的")
    assert number in " ".join(await keys(supervisor))
    await story.tap(supervisor, await key(supervisor, number), history.History)
    told = await text(supervisor)
    assert story.label("monthly follow-up filed") in told
    assert "林示範" not in told  # who reported is never told


async def _closes(story: Story, worker: Phone, supervisor: Phone, chief: Phone, number: str) -> None:
    town = story.town
    await story.open(worker, number)
    await story.tap(worker, closing.Propose)
    await say(town, worker, "已就業，孩子照顧穩定")
    await story.tap(worker, SEND)
    await supervisor.hears(story.label("%(number)s: closing is proposed. Please decide.", number=number))
    await signed(town, supervisor, OpenCard, deciding.Approve, deciding.CloseNow)
    await chief.hears(story.label("%(number)s: the case is closed. Thank you.", number=number))
    state = await town.look(lambda db: cases.read(db, _case(db, number)).state)
    assert state is State.CLOSED


def _case(db: Transaction, number: str) -> int:
    return int(db.connection.execute(select(table.c.id).where(table.c.number == number)).scalar_one())


async def _pushes(phone: Phone, number: str) -> list[str]:
    return [one["text"] for one in await phone.messages() if one["text"].lstrip("🚨❗⏰ ").startswith(number)]


def _is_free_of_secrets(pushes: list[str]) -> None:
    assert pushes
    for said in pushes:
        if "\n" not in said:  # a push is one line; a card is asked for
            assert not any(secret in said for secret in SECRETS), said
