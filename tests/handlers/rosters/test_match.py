"""A month of 共案 from the phones: lists in, matched, looked at, published, in contact, undone."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import Unit
from handlers.cases.recusing import KeepOut, KeepOutNow
from handlers.rosters.families import (
    AskWhoIsNot,
    Families,
    FamiliesSheet,
    InContact,
    OpenFamily,
    PartFamily,
)
from handlers.rosters.matching import DecidePair, LookAtPair, Matching, PublishMatch, RunMatch, SeePair
from handlers.rosters.services import HandInServices
from handlers.service.acceptance import Accept
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import journal, obligations
from storage.core.tables import shared_families as families
from storage.rosters import matches
from tests.handlers.errands.test_files import send
from tests.handlers.ringing import press
from tests.handlers.rosters.test_services import book, bureaus, row
from tests.support.forging import wire
from tests.support.keys import on
from tests.support.phones import from_home, say, sheet, tap, text
from tests.support.town import BOTH, VILLAGE, Town

__all__ = ("bureaus",)
HOME = f"桃園市{VILLAGE}中正路"
ELSEWHERE = "桃園市桃園區中興里和平路2號"
OF_HEALTH = {"unit": "社區心衛中心", "service": "自殺關懷", "worker": "馬例子", "worker_phone": "03-3321000"}
OF_SCHOOLS = {"unit": "輔諮中心", "service": "中輟輔導", "worker": "何例子", "worker_phone": "03-3322000"}
OF_CENTRE = {"unit": "保護扶助組", "service": "家暴被害人", "worker": "朱例子", "confidential": "是"}
HEALTH = [
    row("王小明", id="A123456789", address=f"{HOME}1號", **OF_HEALTH),
    row("陳大同", born="60/5/6", address=f"{HOME}9號", **OF_HEALTH),
    row("林美玉", born="61/5/6", address=f"{HOME}19號", **OF_HEALTH),
    row("施大文", id="B123456780", address=f"{HOME}29號", **OF_HEALTH),
]
SCHOOLS = [
    row("王小明", id="A123456789", address=ELSEWHERE, **OF_SCHOOLS),
    row("陳○同", born="60/5/6", address=ELSEWHERE, **OF_SCHOOLS),
    row("林○玉", born="61/5/6", address=ELSEWHERE, **OF_SCHOOLS),
]
CENTRE = [
    row("王小明", id="A123456789", address="某庇護所", **OF_CENTRE),
    row("施大文", id="B123456780", address="某庇護所", **OF_CENTRE),
]
SECRETS = ("自殺", "中輟", "家暴", "庇護所", "保護扶助組", "朱例子")


@pytest.fixture
async def health(town: Town, bureaus: dict[str, Unit]) -> Phone:
    return await town.join(Role.LIAISON, "何窗口", unit="衛生局")


@pytest.fixture
async def schools(town: Town, bureaus: dict[str, Unit]) -> Phone:
    return await town.join(Role.LIAISON, "施窗口", unit="教育局")


async def hand_in(town: Town, phone: Phone, rows: list[list[Any]], unit: Unit, month: str) -> None:
    await send(town, phone, f"{unit.name}{month}.xlsx", book(*rows, month=month))
    await tap(town, phone, on(HandInServices, unit=unit.id))


def shared_cases(db: Transaction) -> list[Case]:
    return [one for one in cases.owing(db) if CaseKind.SHARED in one.kinds]


async def everything(phone: Phone) -> str:
    """All that the bot ever said to a phone."""
    return json.dumps([one for one in await phone.messages() if one["from"] == "bot"], ensure_ascii=False)


@BOTH
async def test_a_list_that_is_somebody_elses_to_hand_in_is_called_by_its_name(town: Town) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    said = await send(town, supervisor, "衛生局.xlsx", book(*HEALTH, month="115年6月"))
    assert town.said("不是由您繳交", "not yours to hand in") in said


@BOTH
async def test_a_match_says_years_and_months_as_its_reader_counts_them(
    town: Town, bureaus: dict[str, Unit]
) -> None:
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    for unit, rows in (("衛生局", HEALTH), ("教育局", SCHOOLS)):
        await hand_in(town, bureau, rows, bureaus[unit], "115年6月")
    await from_home(town, bureau, Matching)
    assert town.said("比對 115年6月", "Match Jun 2026") in await text(bureau)
    await tap(town, bureau, RunMatch, LookAtPair)
    assert town.said("60年出生", "born 1971") in await text(bureau)
    await from_home(town, bureau, Matching, PublishMatch)
    await press(town, bureau, FamiliesSheet())
    assert {row[6].value for row in (await sheet(bureau)).iter_rows(min_row=3) if row[6].value} == {
        town.said("115/06", "Jun 2026")
    }


async def test_a_month_of_the_match(
    town: Town,
    bureau: Phone,
    bureaus: dict[str, Unit],
    health: Phone,
    schools: Phone,
    supervisor: Phone,
    worker: Phone,
) -> None:
    protection = await town.join(Role.SUPERVISOR, "姚督導", unit="家防中心")
    june = "115年6月"
    await hand_in(town, health, HEALTH, bureaus["衛生局"], june)
    await hand_in(town, schools, SCHOOLS, bureaus["教育局"], june)
    await hand_in(town, protection, CENTRE, bureaus["家防中心"], june)
    await say(town, bureau, "比對")
    assert "已繳交 3／4 個局處" in await text(bureau)
    await tap(town, bureau, RunMatch)
    assert "疑似 4 戶；確定 2；待確認 2" in await text(bureau)

    await tap(town, bureau, LookAtPair)
    shown = await text(bureau)
    assert "衛生局" in shown
    assert "陳○同" in shown
    assert "遮罩姓名可見部分相符" in shown
    assert "生日相同" in shown
    assert not any(name in shown for name in ("陳大同", "林美玉", "60年5月", "9號", "1971"))
    await _sees_both_in_full(town, bureau)
    await tap(town, bureau, on(DecidePair, same=1), on(DecidePair, same=0))
    assert "您判定同一家 1 對、不是同一家 1 對" in await text(bureau), "it is in no number yet"
    await tap(town, bureau, PublishMatch)
    assert "新增 3、持續 0、結束 0" in await text(bureau)
    assert "2 戶列為共案" in await text(bureau)

    # the family that only a confidential list shares is the bureau's to see, and no case
    made = await town.look(shared_cases)
    assert {one.household.name for one in made} == {"王小明", "陳大同"}
    assert all(one.household.address.startswith(HOME) for one in made), "nothing of what is confidential"
    assert [one.sharing.several for one in made] == [True, True]
    for phone in (health, schools):
        [pushed] = [one["text"] for one in await phone.messages() if "也由其他單位服務" in one["text"]]
        assert "2 戶" in pushed

    await _learns_of_the_other(town, schools)
    await say(town, bureau, "共同服務家庭")
    await tap(town, bureau, on(OpenFamily, family=1))
    assert "衛生局 社區心衛中心與教育局 輔諮中心：證號相同" in await text(bureau)
    await from_home(town, protection, Families, on(OpenFamily, family=1))
    assert "朱例子" in await text(protection)
    await _on_paper(town, bureau, made)
    await _led(town, worker, made[0])

    # undone: the other family is none after all
    await from_home(town, bureau, Matching, Families, on(OpenFamily, family=3))
    await tap(town, bureau, AskWhoIsNot, on(PartFamily, at=0))
    assert "已撤銷" in await text(bureau)
    assert [one["text"] for one in await health.messages() if "比對已撤銷" in one["text"]]
    assert len(await town.look(shared_cases)) == 1

    # July: one bureau is late and ends nothing; who is served by one alone any more ends
    town.clock.now = town.clock.now.replace(month=7, day=1)
    await hand_in(town, health, HEALTH[:3], bureaus["衛生局"], "115年7月")
    await say(town, bureau, "比對")
    assert "缺：" in await text(bureau)
    await tap(town, bureau, RunMatch)
    assert "疑似 1 戶；確定 1；待確認 0" in await text(bureau)
    await tap(town, bureau, PublishMatch)
    assert "新增 0、持續 1、結束 1" in await text(bureau)
    assert len(await town.look(shared_cases)) == 1


async def _sees_both_in_full(town: Town, bureau: Phone) -> None:
    """Masked names do not tell two people apart; who looks is written down, why they are served is untold."""
    looked = select(journal.c.id).where(journal.c.verb == "services.row_shown")
    await tap(town, bureau, SeePair)
    assert await town.look(lambda db: db.connection.execute(looked).all()) == [], "the PIN comes first"
    await say(town, bureau, "482915", "482915")
    assert len(await town.look(lambda db: db.connection.execute(looked).all())) == 2
    said = await everything(bureau)
    assert "姓名：陳大同" in said
    assert "中正路9號" in said
    assert not any(secret in said for secret in SECRETS)


async def _learns_of_the_other(town: Town, schools: Phone) -> None:
    """What a bureau learns of another: unit, worker, telephone; why and where stays with whose it is."""
    await from_home(town, schools, Families)
    await tap(town, schools, OpenFamily)
    await from_home(town, schools, Families, on(OpenFamily, family=1), InContact)
    said = await everything(schools)
    assert "衛生局 社區心衛中心" in said
    assert "馬例子" in said
    assert "033321000" in said.replace("-", "").replace(" ", "")
    assert "教育局已聯繫" in said
    assert not any(secret in said for secret in (*SECRETS, "家防中心", "A123456789", "王小明"))


async def _on_paper(town: Town, bureau: Phone, made: list[Case]) -> None:
    await say(town, bureau, "比對")
    await tap(town, bureau, Families, FamiliesSheet)
    table = await sheet(bureau)
    listed = " ".join(str(cell.value) for each in table.iter_rows() for cell in each)
    assert "衛生局 社區心衛中心（馬例子）" in listed
    assert "擬定" in listed
    assert made[0].number in listed
    assert not any(secret in listed for secret in (*SECRETS, "王", "陳"))


async def _led(town: Town, worker: Phone, case: Case) -> None:
    """The worker of the village leads, sees who else serves, and owes one plan."""
    await from_home(town, worker, "待接案（2）")
    await tap(town, worker, on(OpenCard, subject=case.id), Accept)
    await tap(town, worker, on(OpenCard, subject=case.id))
    card = await text(worker)
    assert "共同服務：教育局 輔諮中心" in card
    said = await everything(worker)
    assert not any(secret in said for secret in SECRETS)
    owed = select(obligations.c.subject).where(obligations.c.duty == Duty.JOINT_PLAN)
    assert await town.look(lambda db: db.connection.execute(owed).scalars().all()) == [case.id]


async def test_the_match_is_the_bureaus_and_a_family_who_serves_it(
    town: Town, bureau: Phone, bureaus: dict[str, Unit], health: Phone, schools: Phone, worker: Phone
) -> None:
    june = "115年6月"
    await hand_in(town, health, HEALTH, bureaus["衛生局"], june)
    await hand_in(town, bureau, SCHOOLS, bureaus["教育局"], june)
    await from_home(town, bureau, Matching, RunMatch)
    await hand_in(town, bureau, SCHOOLS[:2], bureaus["教育局"], june)
    await tap(town, bureau, PublishMatch)
    assert "比對期間有名冊更新" in await text(bureau)
    assert await town.look(matches.going_on) == [], "nothing of it is published"
    await tap(town, bureau, RunMatch)
    await tap(town, bureau, PublishMatch)
    before = await town.look(_kept)
    employer = await town.join(Role.LIAISON, "姚窗口", unit="平鎮衛生所")
    forged = (
        RunMatch(),
        PublishMatch(1),
        LookAtPair(1, -1),
        DecidePair(1, 0, 1),
        OpenFamily(1),
        InContact(1),
        AskWhoIsNot(1),
        PartFamily(1, 2, 0),
        FamiliesSheet(),
        Families(0),
    )
    for phone in (employer, worker):
        with wire(town) as caught:
            answers = await caught.press(phone.id, *(key.data() for key in forged))
        assert len(answers) == len(forged)
        assert not any(said in str(answers) for said in ("家庭 115", "馬例子", "王○明", "衛生局"))
    with wire(town) as caught:
        mine = await caught.press(health.id, *(key.data() for key in (forged[3], *forged[6:9])))
    assert "家庭 115" not in str(mine)
    assert await town.look(_kept) == before


async def test_who_keeps_out_of_the_case_of_a_family_has_no_family(
    town: Town, bureau: Phone, bureaus: dict[str, Unit], health: Phone, schools: Phone, worker: Phone
) -> None:
    """Neither in the list nor by its key nor in the 清冊, though it is theirs to run the match (迴避)."""
    june = "115年6月"
    await hand_in(town, health, HEALTH[:1], bureaus["衛生局"], june)
    await hand_in(town, schools, SCHOOLS[:1], bureaus["教育局"], june)
    await from_home(town, bureau, Matching, RunMatch)
    await tap(town, bureau, PublishMatch)
    [case], [one] = await town.look(shared_cases), await town.look(matches.going_on)
    for phone in (bureau, health):
        await from_home(town, phone, Families)
        assert one.sign in await text(phone)
        await press(town, phone, OpenCard(case.id))
        await tap(town, phone, KeepOut, KeepOutNow)
        with wire(town) as caught:
            keys = (Families(0), OpenFamily(one.id), InContact(one.id), AskWhoIsNot(one.id), FamiliesSheet())
            said = str(await caught.press(phone.id, *(key.data() for key in keys)))
        assert one.sign not in said
        assert case.number not in said
        assert "馬例子" not in said
    await press(town, bureau, PartFamily(one.id, one.version, 0))
    assert await town.look(matches.going_on) == [one]


def _kept(db: Transaction) -> Any:
    return [tuple(one) for one in db.connection.execute(select(families))], matches.verdicts(db)
