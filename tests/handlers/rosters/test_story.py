"""A month of the office: two rosters dispatched, ten bureaus matched, two plans passed by a conference."""

import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.cases.seats import AskedBy, Seat, SeatEnd
from casework.meetings.discussing import PlanDecision
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.statistics.asked import Period
from casework.statistics.figures import Group
from handlers.cases.reveal import Reveal
from handlers.meetings.agenda import CasesBefore, DecidePlan
from handlers.meetings.papers.offered import GetPaper, MeetingPaper
from handlers.rosters.centre_lists import CentreRosters
from handlers.rosters.dispatching import AskAll, DispatchAll
from handlers.rosters.dry_run import DRAFT, HandIn
from handlers.rosters.families import AskWhoIsNot, Families, InContact, OpenFamily, PartFamily
from handlers.rosters.matching import DecidePair, LookAtPair, Matching, PublishMatch, RunMatch
from handlers.rosters.services import DRAFT as OF_BUREAUS
from handlers.rosters.services import HandInServices
from handlers.service.acceptance import Accept
from handlers.service.sharing import MakePlan
from handlers.statistics.asking import DISTRICT, FIGURES, AskFigures
from handlers.statistics.card import TABLE, Make, ShowGroup
from handlers.ui.buttons import OpenCard
from handlers.words.terms import KINDS
from handlers.words.wording import Wording, language_for, load_wordings
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Database, Transaction
from storage.core.tables import drafts, errands, roster_rows
from storage.core.vault import Vault
from storage.meetings import discussed
from storage.reminders import obligations
from storage.rosters import lists, matches
from storage.staffing import units
from tests.handlers.errands.test_files import send
from tests.handlers.meetings.district import met
from tests.handlers.meetings.test_conference import Quarter, proposed
from tests.handlers.ringing import press
from tests.handlers.rosters import test_match, test_month, test_services
from tests.storage.databases import migrated
from tests.support import lists as files
from tests.support.keys import NEXT, SEND, has, on, option
from tests.support.phones import documents, from_home, say, sheet, signed, tap, text
from tests.support.town import Town, town_on

HOME, ID = test_month.HOME, "A123456789"
MONTH = "115年7月"
BUREAUS = (
    ("衛生局", UnitKind.HEALTH),
    ("教育局", UnitKind.EDUCATION),
    ("警察局", UnitKind.POLICE),
    ("消防局", UnitKind.FIRE),
    ("勞動局", UnitKind.EMPLOYMENT),
    ("民政局", UnitKind.CIVIL),
    ("原住民族行政局", UnitKind.INDIGENOUS),
    ("少年輔導委員會", UnitKind.YOUTH),
    ("青年事務局", UnitKind.YOUTH),
)
"""They stand beside 社會局 and 家防中心: eleven."""
CHILDREN = ["編號", "兒童姓名", "證號", "出生日期", "照顧者姓名", "關係", "情形", "戶內其他親屬", "地址"]
UNITS = (
    ("自殺防治中心", UnitKind.SUICIDE, "衛生局"),
    ("毒品危害防制中心", UnitKind.DRUGS, "衛生局"),
    ("就業服務處", UnitKind.EMPLOYMENT, "勞動局"),
    ("平鎮原服員", UnitKind.INDIGENOUS, "原住民族行政局"),
    ("輔諮中心", UnitKind.COUNSELLING, "教育局"),
)
WHY = {"衛生局": "自殺關懷", "警察局": "毒品治安顧慮", "教育局": "中輟輔導"}
"""What serves whom: told to no other unit."""
LAST = ("少年輔導委員會", "青年事務局")
LISTS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "衛生局": [
        ("王小明", {"id": ID}),
        ("陳大同", {"born": "60/5/6"}),
        ("林美玉", {"born": "61/5/6"}),
        ("張大春", {"born": "62/5/6"}),
    ],
    "教育局": [
        ("王小明", {"id": ID, "unit": "輔諮中心"}),
        ("陳○同", {"born": "60/5/6", "unit": "輔諮中心"}),
        ("林○玉", {"born": "61/5/6"}),
    ],
    "警察局": [("王小明", {"id": ID, "unit": "平鎮分局"})],
    "民政局": [("張○春", {"born": "62/5/6"})],
    **{name: [(f"{name[0]}例子", {})] for name in ("社會局", "家防中心", "勞動局", "原住民族行政局")},
    **{name: [(f"{name[0]}範例", {})] for name in LAST},
}
"""What ten of eleven bureaus serve: one family by its ID, three pairs that are alike, and others."""


@dataclass
class Office:
    """Who is there, in one language."""

    quarter: Quarter
    language: str
    liaisons: dict[str, Phone]

    @property
    def town(self) -> Town:
        return self.quarter.there.town

    @property
    def bureau(self) -> Phone:
        return self.quarter.there.bureau

    @property
    def wording(self) -> Wording:
        return load_wordings()[language_for("", self.language)]

    async def shared(self) -> dict[str, Case]:
        """Return the shared cases, by whom they are about."""
        found = await self.town.look(test_match.shared_cases)
        return {one.household.name: one for one in found}

    async def seat(self, name: str, unit: str) -> Seat:
        """Return the part of a unit in somebody's case."""
        found = await self.town.look(lambda db: {one.household.name: one for one in cases.owing(db)})
        number = self.town.units[unit].id
        return next(one for one in found[name].joint if one.unit == number)


LIVED = {"sqlite, Chinese": ("sqlite", "zh-hant"), "postgresql, English": ("postgresql", "en")}
if "CI" in os.environ:  # whose minutes are counted
    del LIVED["sqlite, Chinese"]


@pytest.fixture(params=LIVED.values(), ids=list(LIVED))
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """In July: eleven bureaus, and units that stand under some of them."""
    kind, language = request.param
    async with town_on(Database(migrated(kind, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        for name, of in BUREAUS:
            await town.add_unit(name, of)
        for name, of, _ in UNITS:
            district = "平鎮區" if name.startswith("平鎮") else ""
            await town.add_unit(name, of, district)
        under = [*((name, above) for name, _, above in UNITS), ("平鎮中心", "社會局"), ("平鎮分局", "警察局")]
        for name, above in under:
            await town.look(partial(units.change, unit=town.units[name].id, bureau=town.units[above].id))
        await town.later(days=35)
        there = await met(town, language)
        worker = await town.join(Role.WORKER, "王測試", language=language)
        await town.responsible(worker)
        where = ("衛生局", "教育局", *(name for name, _, _ in UNITS))
        liaisons = {
            name: await town.join(Role.LIAISON, f"{name[0]}窗口", unit=name, language=language)
            for name in where
        }
        yield Office(Quarter(there, worker), language, liaisons | {"平鎮分局": there.police})


async def test_a_month_of_the_office(office: Office) -> None:
    """[001] 三(六)2(2), (3), (5): from the files to the plans that the conference passes."""
    await two_rosters_up_and_mended(office)
    await dispatched_to_four_kinds_of_units(office)
    await ten_bureaus_in_and_one_missing(office)
    await three_looked_at_and_published(office)
    await those_asked_take_part_and_are_told_of_nobodys_reason(office)
    await one_undone(office)
    await two_plans_to_the_conference(office)


async def two_rosters_up_and_mended(office: Office) -> None:
    town, bureau, row = office.town, office.bureau, test_month.row
    head: tuple[list[Any], ...] = ([f"{MONTH}幸扶守護名冊"], [], test_month.UPPER, test_month.LOWER)
    right, wrong = row(1, "王小明", id=ID, identity="原住民"), row(2, "李示範", id="A123456788")
    await send(town, bureau, "名冊.xlsx", files.book(*head, right, wrong))
    told = [[cell.value for cell in each][:2] for each in (await sheet(bureau)).iter_rows()]
    said = (office.wording.label("right"), office.wording.label("wrong"))
    assert [one[1] for one in told if one[0] in ("5", "6")] == list(said)
    assert await town.look(_rows) == 0, "a dry run hands nothing in"
    mended = row(2, "李示範", id="B123456780")
    child = [1, "何例子", "", "112.6.2", "何大例", "母", "用毒", "無", f"{HOME}50號"]
    await bureau.document("更正.xlsx", files.book(*head, right, mended))  # two files in one message
    await bureau.document("兒少.xlsx", files.book([f"{MONTH}兒少高危機"], CHILDREN, child))
    await town.settle()
    for draft in await town.look(_kept):
        await tap(town, bureau, on(HandIn, draft=draft))
    assert await town.look(_rows) == 3


def _kept(db: Transaction, form: str = DRAFT) -> list[int]:
    return list(db.connection.execute(select(drafts.c.id).where(drafts.c.form == form)).scalars())


def _rows(db: Transaction) -> Any:
    return db.connection.execute(select(func.count()).select_from(roster_rows)).scalar()


async def dispatched_to_four_kinds_of_units(office: Office) -> None:
    town, supervisor = office.town, office.quarter.there.supervisor
    for one in await town.look(lambda db: [each for each in lists.owing(db) if each.waiting]):
        await from_home(town, supervisor, CentreRosters, on(OpenCard, subject=one.id), AskAll, DispatchAll)
    made = await town.look(lambda db: {one.household.name: one for one in cases.owing(db)})
    kinds = {name: {one.kind for one in (case.lead, *case.joint_seats)} for name, case in made.items()}
    assert kinds["王小明"] == {UnitKind.CENTRE, UnitKind.SUICIDE, UnitKind.EMPLOYMENT, UnitKind.INDIGENOUS}
    assert UnitKind.DRUGS in kinds["何例子"]
    await press(town, office.quarter.worker, OpenCard(made["王小明"].id))
    await tap(town, office.quarter.worker, Accept)


async def ten_bureaus_in_and_one_missing(office: Office) -> None:
    town, bureau = office.town, office.bureau
    for name, served in LISTS.items():
        rows = [
            test_services.row(
                who,
                **{
                    "unit": "",
                    "service": WHY.get(name, "關懷"),
                    "address": f"{HOME}{at + 1}號"
                    if name == "衛生局"
                    else f"桃園市桃園區中興里{name}路{at}號",
                    "worker": f"{name}承辦",
                    "born": "70/1/2" if "id" in said else f"8{at}/3/{len(name)}",
                    **said,
                },
            )
            for at, (who, said) in enumerate(served)
        ]
        phone = office.liaisons.get(name, bureau)
        await phone.document(f"{name}.xlsx", test_services.book(*rows, month=MONTH))
        if name not in LAST:
            await town.settle()
            await tap(town, phone, on(HandInServices, unit=town.units[name].id))
    await town.settle()
    two = await town.look(partial(_kept, form=OF_BUREAUS))  # in one message: each is one bureau's
    for last, draft in zip(LAST, two, strict=True):
        await tap(town, bureau, on(HandInServices, unit=town.units[last].id, draft=draft))
    await from_home(town, bureau, Matching)
    said, words = await text(bureau), office.wording
    assert words.text("%(given)s of %(all)s bureaus have handed in.", given=10, all=11) in said
    assert words.text("Missing: %(units)s. Their lists of before count until then.", units="消防局") in said


async def three_looked_at_and_published(office: Office) -> None:
    town, bureau, words = office.town, office.bureau, office.wording
    await tap(town, bureau, RunMatch)
    counted = "Families of several units: %(all)s. Sure: %(sure)s; to be looked at: %(left)s."
    assert words.text(counted, all=4, sure=1, left=3) in await text(bureau)
    await tap(town, bureau, LookAtPair)
    for same in await _to_decide(office):
        await tap(town, bureau, on(DecidePair, same=same))
    await from_home(town, bureau, Matching, PublishMatch)
    said = await test_match.everything(bureau)
    asked = "%(n)s unit was asked to take part beside the lead."
    assert words.count(asked, "%(n)s units were asked to take part beside the leads.", 5) in said
    nobody = "Nobody could be asked of: %(units)s. No unit of theirs has an account that takes cases on."
    assert words.text(nobody, units="民政局") in said
    one, other = (await office.shared())["王小明"], (await office.shared())["陳大同"]
    assert set(one.kinds) == {CaseKind.SUICIDE_HARDSHIP, CaseKind.SHARED}
    assert [_by_match(office, each) for each in (one, other)] == [
        {"輔諮中心", "平鎮分局"},
        {"衛生局", "輔諮中心"},
    ]


async def _to_decide(office: Office) -> list[int]:
    """Of the pairs in their order: all are one family but 林美玉 and 林○玉."""
    one = await office.town.look(lambda db: matches.of_month(db, _july(office)))
    assert one is not None
    return [int(not pair.one.values["name"].startswith("林")) for pair in one.found.pairs]


def _july(office: Office) -> Any:
    return office.town.clock.now.date().replace(month=7, day=1)


def _by_match(office: Office, case: Case) -> set[str]:
    names = {one.id: name for name, one in office.town.units.items()}
    return {names[one.unit or 0] for one in case.joint_seats if one.asked_by is AskedBy.MATCH}


async def those_asked_take_part_and_are_told_of_nobodys_reason(office: Office) -> None:
    """They accept, and owe visits and months; they read who it is, and not why the others serve."""
    town, counsellor, police = office.town, office.liaisons["輔諮中心"], office.liaisons["平鎮分局"]
    one = (await office.shared())["王小明"]
    for phone in (counsellor, police):
        await press(town, phone, OpenCard(one.id))
        await tap(town, phone, Accept)
        await signed(town, phone, Reveal)
    seat = await office.seat("王小明", "輔諮中心")
    assert Duty.FOLLOW_UP in {
        each.duty for each in await town.look(lambda db: obligations.of_subject(db, seat.id))
    }
    kind = office.wording.label(KINDS[CaseKind.SUICIDE_HARDSHIP])
    for phone, own in ((counsellor, "教育局"), (police, "警察局")):
        said = await test_match.everything(phone)
        assert "王小明" in said
        assert one.number in said
        secret = {kind, "幸扶守護", "自殺", "經濟", *(why for name, why in WHY.items() if name != own)}
        assert not [each for each in secret if each in said]
    for asked in ("幸扶守護", "自殺防治"):
        for phone, found in ((counsellor, False), (office.quarter.worker, True)):
            await say(town, phone, asked)
            assert (one.number in str(await phone.last())) is found, "nor is it found by another's reason"
    await figures_do_not_tell_its_kind(office, kind)
    await say(town, counsellor, "共案")
    assert one.number in str(await counsellor.last())
    assert kind in await press(town, office.quarter.worker, OpenCard(one.id)), "who leads is told"
    await from_home(town, office.liaisons["教育局"], Families, OpenFamily, InContact)


async def figures_do_not_tell_its_kind(office: Office, kind: str) -> None:
    """Who leads a unit that the match asked counts the case, and not what it is to others."""
    town = office.town
    head = await town.join(Role.HEAD, "輔諮主任", unit="輔諮中心", language=office.language)
    await say(town, head, "統計")
    await press(town, head, AskFigures(FIGURES, Period.YEAR, f"{DISTRICT}平鎮區", ""))
    errand = await town.look(lambda db: db.connection.execute(select(func.max(errands.c.id))).scalar_one())
    assert kind not in await press(town, head, ShowGroup(errand, Group.KIND, 0))
    await press(town, head, Make(errand, TABLE))
    assert kind not in {str(cell.value) for row in (await sheet(head)).iter_rows() for cell in row}


async def one_undone(office: Office) -> None:
    """The bureaus hear, who was asked is asked no more, and no match finds them one again."""
    town, bureau = office.town, office.bureau
    before, case = await office.seat("張大春", "衛生局"), (await office.shared())["張大春"]
    [number] = [
        one.id
        for one in await town.look(matches.going_on)
        if any(row.values["name"] == "張大春" for row in one.rows)
    ]
    await from_home(town, bureau, Matching, Families, on(OpenFamily, family=number), AskWhoIsNot)
    await tap(town, bureau, on(PartFamily, at=0))
    after = await office.seat("張大春", "衛生局")
    assert (after.id, after.end) == (before.id, SeatEnd.WITHDRAWN)
    assert set(await office.shared()) == {"王小明", "陳大同"}
    said = office.wording.text(
        "%(number)s: the offer was withdrawn. There is nothing for you to do.", number=case.number
    )
    assert said in await test_match.everything(office.liaisons["衛生局"])
    await from_home(town, bureau, Matching, RunMatch)
    assert not await has(bureau, LookAtPair), "none of what was decided is asked again"
    found = await town.look(lambda db: matches.of_month(db, _july(office)))
    assert found is not None
    assert len(found.found.families) == 2


async def two_plans_to_the_conference(office: Office) -> None:
    town, quarter = office.town, office.quarter
    worker, there = quarter.worker, quarter.there
    shared = (await office.shared()).values()
    for case in shared:
        await press(town, worker, OpenCard(case.id))
        if await has(worker, Accept):
            await tap(town, worker, Accept)
        await tap(town, worker, MakePlan, option("education"), NEXT)
        await say(town, worker, "孩子穩定就學", "學校輔導，中心訪視")
        await tap(town, worker, option("6"), SEND)
        await proposed(there, worker, case)
    one = await quarter.held(await quarter.meeting())
    counsellor = office.liaisons["輔諮中心"]
    assert (await office.shared())["王小明"].number in await press(town, counsellor, CasesBefore(one.id, 0))
    for phone in (counsellor, office.liaisons["衛生局"]):
        await press(town, phone, GetPaper(one.id, MeetingPaper.PROPOSALS))
        assert not [each for each in await documents(phone) if each["from"] == "bot"], "why others serve it"
    for each in await town.look(lambda db: discussed.of_meeting(db, one.id)):
        await press(town, there.supervisor, DecidePlan(each.id, PlanDecision.PASSED))
    after = (await office.shared()).values()
    assert len(after) == 2
    assert all(case.sharing.passed_at for case in after)
