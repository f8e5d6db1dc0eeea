"""A report of people who are known says so; the screener judges whether it is the same household."""

import pytest

from casework.cases.household import Member
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.screening import duplicates, same_household
from sandbox import Phone
from storage.cases import cases
from tests.handlers.reporting import opened, report, state, verbs
from tests.handlers.screening.test_undo import undone
from tests.handlers.serving import HOUSEHOLD, duties, served
from tests.support.keys import has
from tests.support.phones import keys, say, tap, text
from tests.support.town import Town

KNOWN = HOUSEHOLD.with_member(Member("王小測", "B123456780"))
SAME = (same_household.Same, same_household.SameNow)
APART = (same_household.Apart, same_household.ApartNow)


async def test_a_report_of_a_known_household_says_so_masked_and_in_how_many_places(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await served(town, worker, household=KNOWN)
    await report(town, chief, household="A123456789")
    number = await report(town, chief, "又聽到哭聲", household="B123456780 0912345678")
    shown = (await opened(town, screener, number))["text"]
    assert "👪 這戶可能已知：王○明（個案 1 件：服務中 1）" in shown
    assert [one for one in ("王小明", "王小測", "B123456780") if one in shown] == []


async def test_a_household_of_which_nobody_knows_has_no_line_and_no_key(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await served(town, worker, household=KNOWN)
    number = await report(town, chief, household="A223456781")
    shown = (await opened(town, screener, number))["text"]
    assert "👪" not in shown
    assert not await has(screener, same_household.Same)
    assert not await has(screener, same_household.Apart)


async def test_two_are_judged_to_be_one_once_it_was_said_what_that_means_and_parted_again(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    known = await served(town, worker, household=KNOWN)
    number = await report(town, chief, household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, same_household.Same)
    assert "之後可以分開" in await text(screener)
    assert (await keys(screener))[0] == "先不要"
    await tap(town, screener, same_household.SameNow)
    shown = await text(screener)
    assert "已視為同一戶" in shown
    assert "👪 同一戶：王○明（個案 1 件：服務中 1）" in shown
    assert "已判定同一戶" in shown
    assert not await has(screener, same_household.Same)
    assert (await verbs(town, number))[-1] == (await verbs(town, known.number))[-1] == "household.joined"
    await tap(town, screener, *APART)
    shown = await text(screener)
    assert "已分開為兩戶" in shown
    assert "這戶可能已知" in shown
    assert (await verbs(town, number))[-1] == (await verbs(town, known.number))[-1] == "household.parted"
    assert await town.look(lambda db: cases.read(db, known.id).household) == known.household


async def test_a_name_that_only_the_other_household_knows_is_masked_in_what_was_told(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await served(town, worker, household=KNOWN)
    number = await report(town, chief, "王小測身上有瘀青", household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, *SAME)
    assert "「王○測身上有瘀青」" in await text(screener)


async def test_a_child_that_is_reported_is_owed_a_visit_by_who_serves_until_the_households_are_parted(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    known = await served(town, worker, household=KNOWN, child=False)
    number = await report(town, chief, household="A123456789", home=("六歲以下孩子",))
    await opened(town, screener, number)
    assert Duty.ASSESS not in [one.duty for one in await duties(town, known)]
    await tap(town, screener, *SAME)
    assert {Duty.FIRST_VISIT, Duty.ASSESS} < {one.duty for one in await duties(town, known)}
    await opened(town, screener, number)
    await tap(town, screener, *APART)
    assert Duty.ASSESS not in [one.duty for one in await duties(town, known)]


async def test_a_key_that_comes_too_late_says_so(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await served(town, worker, household=KNOWN)
    number = await report(town, chief, household="A123456789")
    other = await town.join(Role.SCREENER, "林示意", unit="家防中心")
    for phone in (screener, other):
        await opened(town, phone, number)
        await tap(town, phone, same_household.Same)
    await tap(town, screener, same_household.SameNow)
    await tap(town, other, same_household.SameNow)
    assert "這件事已經處理了" in await text(other)
    assert (await verbs(town, number)).count("household.joined") == 1


async def test_joining_a_case_says_that_it_is_one_household_and_undoing_it_parts_them(
    town: Town, chief: Phone, screener: Phone, administrator: Phone
) -> None:
    first = await report(town, chief, household="A123456789")
    number = await report(town, chief, "又聽到哭聲", household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}")
    assert (await verbs(town, number))[-1] == "household.joined"
    await undone(town, administrator, number)
    assert await state(town, number) == "screening"
    assert "household.parted" in await verbs(town, number)


async def test_who_searches_by_what_is_known_of_one_finds_the_cases_of_both(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    known = await served(town, worker, household=KNOWN)
    number = await report(town, chief, household="A123456789")
    await say(town, screener, "B123456780")
    assert number not in str((await text(screener), await keys(screener)))
    await opened(town, screener, number)
    await tap(town, screener, *SAME)
    await say(town, screener, "B123456780")
    found = str((await text(screener), await keys(screener)))
    assert known.number in found
    assert number in found


async def test_reports_within_a_year_are_those_of_all_that_is_one_household(
    town: Town, chief: Phone, screener: Phone
) -> None:
    await report(town, chief, "第一次", household="A123456789")
    await report(town, chief, "第二次", household="A123456789 王小明")
    number = await report(town, chief, "第三次", household="王小明")
    assert "1A" not in (await opened(town, screener, number))["text"]
    await tap(town, screener, *SAME)
    assert "一年內 3 次通報" in await text(screener)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("zh-hant", ("👪 這戶可能已知：王○明（個案 1 件：服務中 1）", "已視為同一戶。", "已分開為兩戶。")),
        (
            "en",
            (
                "👪 This household may be known: 王○明 (1 case: in service: 1)",
                "They are one household now.",
                "They are two households again.",
            ),
        ),
    ],
)
async def test_it_is_judged_in_ones_own_language(
    town: Town, chief: Phone, worker: Phone, code: str, said: tuple[str, str, str]
) -> None:
    screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心", language=code)
    await served(town, worker, household=KNOWN)
    number = await report(town, chief, household="A123456789")
    await opened(town, screener, number)
    assert said[0] in await text(screener)
    await tap(town, screener, *SAME)
    assert said[1] in await text(screener)
    await tap(town, screener, *APART)
    assert said[2] in await text(screener)
