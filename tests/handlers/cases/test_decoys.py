"""Decoys (誘餌個案): who looks at a household that nobody has a reason to look at is told of at once."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.household import as_told
from casework.policy.editions import Editions
from casework.staffing.people import Role
from casework.statistics.asked import Area, Span
from handlers.cases import breaking, decoys, reveal
from handlers.cases.history import History
from handlers.cases.recusing import KeepOut, KeepOutNow
from handlers.service.deciding import ReopenCase
from handlers.statistics.asking import AskFigures
from handlers.ui.buttons import OpenCard
from handlers.ui.home import OpenPlace
from handlers.ui.turn import HomePlace
from sandbox import Phone
from storage import statistics
from storage.cases import cases, duplicates
from storage.cases import decoys as kept
from storage.core.database import Database
from storage.core.vault import Vault
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.ringing import press
from tests.handlers.serving import duties, read, served
from tests.storage.databases import migrated
from tests.support.cases import made_case, with_facts
from tests.support.keys import SEND, has, on, option
from tests.support.phones import from_home, say, signed, tap, text
from tests.support.town import VILLAGE, Town, town_on

NAME = "藍虛設"


def keeping(town: Town, most: int) -> None:
    """Let the office keep so many."""
    policy = town.office.rules.policy
    looks = policy.looks.model_copy(update={"decoys": most})
    town.governed_by(Editions((policy.model_copy(update={"looks": looks}),)))


@pytest.fixture(params=[("sqlite", "zh-hant"), ("postgresql", "en")], ids=["zh", "en"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Town, str]]:
    kind, language = request.param
    async with town_on(Database(migrated(kind, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        keeping(town, 1)
        yield town, language


async def made(town: Town, maker: Phone) -> Case:
    """Make one: a name and a village."""
    await from_home(town, maker, decoys.Decoys, decoys.MakeDecoy)
    await say(town, maker, NAME, "平鎮區新勢里")
    await signed(town, maker, SEND)
    [case] = await town.look(kept.all_of_them)
    assert case.number in await text(maker)
    return case


async def heard(phone: Phone, case: Case, name: str) -> int:
    """Count what somebody was told of somebody's look at it."""
    said = [one["text"] for one in await phone.messages() if one["from"] == "bot"]
    return sum(case.number in one and name in one for one in said)


async def test_whoever_is_curious_is_told_of_and_sees_what_they_would_of_any_case(
    office: tuple[Town, str],
) -> None:
    town, language = office
    join = town.join
    maker = await join(Role.BUREAU, "吳示例", unit="社會局", language=language)
    worker = await join(Role.WORKER, "王測試", language=language)
    await town.responsible(worker)
    supervisor = await join(Role.SUPERVISOR, "張樣本", language=language)
    second = await join(Role.SUPERVISOR, "鄭共同", language=language)
    stranger = await join(Role.WORKER, "周他區", unit="桃園中心", language=language)
    real = await served(town, worker)
    case = await made(town, maker)
    assert not await has(maker, decoys.MakeDecoy), "as many as the office keeps"

    # by name: found as any other is, and who made it and who else leads the unit hear at once
    await say(town, supervisor, NAME)
    assert case.number in await text(supervisor)
    assert (await heard(maker, case, "張樣本"), await heard(second, case, "張樣本")) == (1, 1)
    await say(town, worker, NAME)
    assert case.number not in await text(worker)
    assert await heard(maker, case, "王測試") == 0, "who does not find it is not told of"

    # its card and full data: an ordinary closed case
    await tap(town, supervisor, on(OpenCard, subject=case.id))
    card = await text(supervisor)
    assert card.splitlines()[0] == f"{case.number} {'已結案' if language != 'en' else 'closed'}"
    assert await has(supervisor, reveal.Reveal)
    await unlock(town, supervisor)
    assert NAME in await supervisor.transcript()
    assert (await heard(maker, case, "張樣本"), await heard(second, case, "張樣本")) == (2, 2)
    assert await heard(worker, case, "張樣本") == 0

    # in an emergency that is none
    await say(town, stranger, case.number)
    await tap(town, stranger, breaking.BreakGlass, option("danger"))
    await say(town, stranger, "孩子有危險")
    await signed(town, stranger, SEND)
    assert await heard(maker, case, "周他區") == 1

    # who looks at real cases, or at theirs by its name, is told of as before; and nobody is told of its maker
    before = len(await maker.messages())
    await say(town, supervisor, real.number, "王小明")
    await say(town, maker, NAME)
    assert not [
        one for one in (await maker.messages())[before:] if "王小明" in one["text"] and "張" in one["text"]
    ]
    assert await heard(second, case, "吳示例") == 0

    await it_is_nobodys_work_and_in_no_figure(town, case, real)
    keeping(town, 0)
    for phone in (supervisor, maker, stranger):
        assert "🔓" not in await press(town, phone, OpenCard(case.id))
        await say(town, phone, NAME)
        assert case.number not in await text(phone)
    assert not await has(maker, decoys.Decoys)


async def test_nobody_tells_one_from_a_case_and_is_not_heard(office: tuple[Town, str]) -> None:
    town, language = office
    join = partial(town.join, language=language)
    maker = await join(Role.BUREAU, "吳示例", unit="社會局")
    worker = await join(Role.WORKER, "王測試")
    await town.responsible(worker)
    supervisor = await join(Role.SUPERVISOR, "張樣本")
    second = await join(Role.SUPERVISOR, "鄭共同")
    household = as_told("王小明")
    real = await served(town, worker, household=household, kinds=(CaseKind.GENERAL,), risk=Risk.LOW)
    await town.look(lambda db: cases.save(db, real, replace(real, state=State.CLOSED), "case.closed"))
    case = await made(town, maker)

    # masked, its card, its line and its keys are those of any case that is over
    def masked(said: str, one: Case, name: str) -> str:
        return said.replace(one.number, "no.").replace(name, "who")

    cards = [
        masked(await press(town, supervisor, OpenCard(real.id)), real, "王○明"),
        masked(await press(town, supervisor, OpenCard(case.id)), case, "藍○設"),
    ]
    assert cards[0] == cards[1]
    await say(town, supervisor, "結案")
    lines = (await text(supervisor)).splitlines()[-2:]
    assert masked(lines[0], real, "王○明")[2:] == masked(lines[1], case, "藍○設")[2:]
    assert await heard(maker, case, "張樣本") == 0

    # a name in other characters finds it, and is heard; so is who reads its history or would do something
    await say(town, supervisor, "蓝虚设")
    assert case.number in await text(supervisor)
    assert await heard(maker, case, "張樣本") == 1
    await press(town, second, History(case.id, 0))
    assert await heard(maker, case, "鄭共同") == 1
    await press(town, supervisor, OpenCard(case.id))
    await tap(town, supervisor, ReopenCase)
    assert await heard(maker, case, "張樣本") == 2
    await say(town, supervisor, "再度通報")
    await tap(town, supervisor, SEND)
    assert (await read(town, case)).state is State.CLOSED
    assert await heard(worker, case, "") == 0, "who is named never served it"
    await say(town, worker, case.number)
    assert "藍" not in await text(worker)

    # who keeps out of it keeps out as of any other
    said = []
    for one in (real, case):
        await press(town, second, OpenCard(one.id))
        await tap(town, second, KeepOut, KeepOutNow)
        said.append(await text(second))
    assert said[0] == said[1]
    await say(town, second, case.number)
    assert "藍" not in await text(second)

    # to an office that keeps none any more they hide no figure
    keeping(town, 0)
    await say(town, maker, "統計")
    await tap(town, maker, on(AskFigures, period="m"))
    assert "<3" not in await text(maker)


async def it_is_nobodys_work_and_in_no_figure(town: Town, case: Case, real: Case) -> None:
    """It owes nothing, is no duplicate of what is reported, is not counted, and nothing is done to it."""
    assert not await duties(town, case)
    day = town.clock.now.date()
    span = Span(day.replace(day=1), day + timedelta(days=40))
    facts = await town.look(lambda db: statistics.facts(db, span, Area()))
    counted = {one.id for one in (*facts.closed, *facts.in_hand, *facts.overdue)}
    assert counted == {real.id}
    assert not facts.told
    assert list(facts.loads) == [1]
    alike = made_case(0, "", State.SCREENING, VILLAGE, urgent=False, reported_at=town.clock.now)
    alike = with_facts(alike, household=as_told(NAME))
    reported = await town.look(lambda db: cases.open_case(db, alike, "A"))
    assert case.id not in {
        one.case.id for one in await town.look(lambda db: duplicates.possible(db, reported))
    }
    assert (await read(town, case)).version == case.version


async def test_an_office_that_keeps_none_offers_none(town: Town, bureau: Phone) -> None:
    await from_home(town, bureau, on(OpenPlace, place=HomePlace.MORE))
    assert not await has(bureau, decoys.Decoys)
    assert "🪤" not in await press(town, bureau, decoys.Decoys())
    assert "誘餌" not in await press(town, bureau, decoys.MakeDecoy())
