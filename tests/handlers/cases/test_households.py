"""Who lives there: read behind the PIN, added and corrected there, and masked everywhere else."""

from typing import Any

import pytest
from msgspec.structs import replace

from casework.cases.criteria import CaseKind
from casework.cases.household import AgeBand, Household, Left, Member, Sex
from casework.staffing.people import Role
from handlers.cases import households, reveal
from handlers.cases.history import History
from handlers.forms.form_cards import Change
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.cases import households as kept
from storage.core.database import Transaction
from storage.forms import drafts
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.reporting import opened, report
from tests.handlers.serving import HOUSEHOLD, journal_of, open_card, read, served
from tests.support import addressed
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import MONDAY, Town

DAUGHTER = Member("王小測", "B123456780", relation="女兒", sex=Sex.FEMALE, phones=("0987654321",))
FAMILY = HOUSEHOLD.with_member(DAUGHTER)
ELSEWHERE = Household((Member("林示例", age=AgeBand.ELDER),), "範例路2號")
TYPED = ("王小測", "B123456780", "0987-654-321", "每週三回診")


async def unlocked(town: Town, phone: Phone) -> str:
    """Open the full view of one's first case; returns it."""
    await open_card(town, phone)
    await unlock(town, phone)
    return await full_view(phone)


async def full_view(phone: Phone) -> str:
    return str((await newest_full_view(phone))["text"])


async def newest_full_view(phone: Phone) -> Any:
    return next(one for one in reversed(await phone.messages()) if one["protected"])


async def labels_below(phone: Phone) -> list[str]:
    """The keys below the full view."""
    rows = (await newest_full_view(phone))["keyboard"] or []
    return [one["text"] for row in rows for one in row]


async def test_a_member_is_added_and_nothing_of_them_stays_in_the_clear(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await unlocked(town, worker)
    await tap(town, worker, households.AddMember)
    await say(town, worker, "王小測", "女兒", "104/3/1")
    await tap(town, worker, option("female"))
    await say(town, worker, *TYPED[1:])
    shown = await text(worker)
    masked = ("王○測", "女兒", "104/○/○", "女", "B12****780", "0987***321")
    assert [one for one in masked if one not in shown] == []
    await tap(town, worker, SEND)
    assert "所有同住成員請看「🔓 看完整資料」" in await text(worker)
    after = await read(town, case)
    [_, added] = after.household.members
    assert (added.name, added.national_id, added.phones) == ("王小測", "B123456780", ("0987654321",))
    assert (str(added.born), added.relation, added.remark) == ("2015-03-01", "女兒", "每週三回診")
    assert after.child is True
    assert (await journal_of(town, case))[-1].verb == "case.identified"
    said = await worker.transcript()
    assert [one for one in (*TYPED, "0987654321") if one in said] == []


async def test_all_but_the_name_may_stay_open(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await unlocked(town, worker)
    await tap(town, worker, households.AddMember)
    assert not await has(worker, SKIP)
    await say(town, worker, "王小測")
    await tap(town, worker, *[SKIP] * 7, SEND)
    assert (await read(town, case)).household.members[1] == Member("王小測")
    assert (await read(town, case)).child is None


async def test_two_of_one_name_are_told_apart_on_the_keys(town: Town, worker: Phone) -> None:
    await served(town, worker)
    for _ in range(2):
        await unlocked(town, worker)
        await tap(town, worker, households.AddMember)
        await say(town, worker, "王小測")
        await tap(town, worker, *[SKIP] * 7, SEND)
    await unlocked(town, worker)
    labels = await labels_below(worker)
    assert [one for one in labels if "王小測" in one] == [
        *("✏️ 王小測（第 2 位）", "移出 王小測（第 2 位）", "✏️ 王小測（第 3 位）", "移出 王小測（第 3 位）")
    ]


async def test_who_knows_no_birth_says_about_how_old_they_are(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await unlocked(town, worker)
    await tap(town, worker, households.AddMember)
    await say(town, worker, "王小測")
    await tap(town, worker, SKIP, SKIP, option("under_6"), *[SKIP] * 4, SEND)
    after = await read(town, case)
    assert (after.household.members[1].age, after.child) == (AgeBand.UNDER_6, True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("B123456781", "身分證"), ("12", "電話"), ("117/1/1", "還沒到")],
    ids=["id", "telephone", "a day to come"],
)
async def test_what_cannot_be_is_refused_in_words_and_leaves_the_chat(
    town: Town, worker: Phone, wrong: str, said: str
) -> None:
    case = await served(town, worker)
    await unlocked(town, worker)
    await tap(town, worker, households.AddMember)
    await say(town, worker, "王小測")
    before = {"B123456781": [SKIP] * 4, "12": [SKIP] * 5, "117/1/1": [SKIP]}[wrong]
    await tap(town, worker, *before)
    await say(town, worker, wrong)
    assert said in await text(worker)
    assert [one["text"] for one in await worker.messages() if one["text"] == wrong] == []
    assert len((await read(town, case)).household.members) == 1


async def test_somebody_is_corrected_and_what_was_right_stays(town: Town, worker: Phone) -> None:
    case = await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, on(households.CorrectMember, place=1))
    shown = await text(worker)
    assert "王○測" in shown
    assert "B12****780" in shown
    assert [one for one in ("王小測", "B123456780", "0987654321") if one in shown] == []
    await tap(town, worker, on(Change, question=6))
    await say(town, worker, "0922-333-444、03-332-2101")
    await tap(town, worker, SEND)
    first, second = (await read(town, case)).household.members
    assert (first.name, second.name, second.relation) == ("王小明", "王小測", "女兒")
    assert second.phones == ("0922333444", "033322101")


async def test_who_begins_to_correct_another_does_not_go_on_with_the_first(town: Town, worker: Phone) -> None:
    case = await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, on(households.CorrectMember, place=1))
    await tap(town, worker, on(households.CorrectMember, place=0))
    assert "王○明" in await text(worker)
    await tap(town, worker, SEND)
    assert (await read(town, case)).household.members == FAMILY.members


async def test_a_form_begun_before_somebody_else_corrected_them_changes_nothing(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, on(households.CorrectMember, place=1))
    grown = FAMILY.with_corrected(1, Member("王大測"))
    await town.look(lambda db: cases.identify(db, cases.read(db, case.id), grown))
    await tap(town, worker, SEND)
    assert (await read(town, case)).household.members == grown.members
    await tap(town, worker, on(households.CorrectMember, place=1))
    assert "王○測" in await text(worker)
    assert "女兒" not in await text(worker)


async def test_the_full_view_lists_the_members_of_all_that_is_one_household(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker, household=FAMILY)
    other = await served(town, await town.join(Role.WORKER, "林示意"), household=ELSEWHERE)
    await town.look(lambda db: kept.join(db, case.household.id, other.household.id))
    shown = await unlocked(town, worker)
    for known in ("王小明", "A123456789", "王小測", "B123456780", "女兒", "林示例", "65歲以上", "範例路2號"):
        assert known in shown
    await town.look(lambda db: kept.part(db, case.household.id, other.household.id))
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    assert "林示例" not in await full_view(worker)


async def test_the_card_names_nobody_else_and_masks_whom_the_report_named(town: Town, worker: Phone) -> None:
    await served(town, worker, household=FAMILY)
    await open_card(town, worker)
    shown = await text(worker)
    assert "王○明" in shown
    assert [one for one in ("王小明", "王小測", "王○測", "B12") if one in shown] == []


async def test_a_story_masks_every_member(town: Town, chief: Phone, screener: Phone) -> None:
    number = await report(town, chief, "王小測沒去上學，王小明說她生病", household="王小明")

    def identified(db: Transaction) -> None:
        addressed.speaks(db, screener.id)
        cases.identify(db, cases.by_number(db, number), FAMILY)

    await town.look(identified)
    assert "王○測沒去上學，王○明說她生病" in (await opened(town, screener, number))["text"]


@pytest.mark.parametrize(
    ("code", "title"), [("zh-hant", "新增同住成員"), ("en", "Add somebody who lives there")]
)
async def test_it_is_asked_in_ones_own_language(town: Town, code: str, title: str) -> None:
    worker = await town.join(Role.WORKER, "王測試", language=code)
    await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, households.AddMember)
    assert title in await text(worker)
    await say(town, worker, "王小測")
    await tap(town, worker, *[SKIP] * 7, SEND)
    assert not await has(worker, SEND)


async def test_a_supervisor_reads_the_members_and_corrects_none(town: Town, worker: Phone) -> None:
    case = await served(town, worker, household=FAMILY)
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await say(town, supervisor, case.number)
    await unlock(town, supervisor)
    assert "王小測" in await full_view(supervisor)
    assert "✏️" not in str([one.get("keyboard") for one in await supervisor.messages()])


# Who is taken out


async def taken_out(town: Town, phone: Phone, why: str, place: int = 1) -> str:
    """Take somebody out by a key of the full view; returns what is said."""
    await tap(town, phone, on(households.TakeOut, place=place), on(households.TakeOutNow, why=why))
    return await text(phone)


async def test_somebody_is_taken_out_for_a_reason_and_put_back_as_they_were(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, on(households.TakeOut, place=1))
    shown = await text(worker)
    assert "要將王○測移出住戶嗎" in shown
    assert "王小測" not in shown
    assert (await keys(worker))[0] == "先不要"
    await tap(town, worker, on(households.TakeOutNow, why="moved"))
    assert "已移出住戶" in await text(worker)
    assert (await read(town, case)).household.members == HOUSEHOLD.members
    assert (await journal_of(town, case))[-1].verb == "household.member_left"
    await tap(town, worker, reveal.Reveal)
    listed = (await full_view(worker)).partition("已移出")[2]
    for known in ("王小測", "B123456780", "0987654321", "女兒", "遷出", "115年6月1日"):
        assert known in listed
    await tap(town, worker, on(households.PutBack, place=1))
    assert "已放回住戶" in await text(worker)
    assert (await read(town, case)).household.members == FAMILY.members
    assert (await journal_of(town, case))[-1].verb == "household.member_back"


async def test_who_is_taken_out_is_found_by_that_household_no_more(town: Town, worker: Phone) -> None:
    case = await served(town, worker, household=FAMILY)
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await unlocked(town, worker)
    await taken_out(town, worker, "not_of_it")
    for words in ("B123456780", "王小測"):
        await say(town, supervisor, words)
        assert case.number not in str((await text(supervisor), await keys(supervisor)))
    await tap(town, worker, reveal.Reveal)
    await tap(town, worker, on(households.PutBack, place=1))
    await say(town, supervisor, "B123456780")
    assert case.number in str((await text(supervisor), await keys(supervisor)))


async def test_whom_the_report_named_has_no_key_to_be_taken_out(town: Town, worker: Phone) -> None:
    await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    below = await labels_below(worker)
    assert {"✏️ 王小明", "✏️ 王小測", "移出 王小測"} < set(below)
    assert "移出 王小明" not in below


async def test_while_a_child_is_missing_it_is_said_why_nobody_is_taken_out(town: Town, worker: Phone) -> None:
    case = await served(town, worker, household=FAMILY, kinds=(CaseKind.CHILD_MISSING,))
    await unlocked(town, worker)
    await tap(town, worker, on(households.TakeOut, place=1))
    assert "可能就是這一位" in await text(worker)
    assert (await read(town, case)).household.members == FAMILY.members


async def test_a_key_to_take_somebody_out_that_comes_too_late_changes_nothing(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, on(households.TakeOut, place=1))
    grown = FAMILY.with_corrected(1, Member("王大測"))
    await town.look(lambda db: cases.identify(db, cases.read(db, case.id), grown))
    await tap(town, worker, on(households.TakeOutNow, why="died"))
    assert (await read(town, case)).household.members == grown.members


async def test_a_member_of_a_household_that_was_joined_is_corrected_where_they_live(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker, household=FAMILY)
    theirs = Household((Member("陳示意"), Member("林示例", age=AgeBand.ELDER)))
    other = await served(town, await town.join(Role.WORKER, "林示意"), household=theirs)
    await town.look(lambda db: kept.join(db, case.household.id, other.household.id))
    shown = await unlocked(town, worker)
    assert "林示例" in shown
    there = other.household.id
    assert f"✏️ 林示例（{other.number}）" in await labels_below(worker)
    await tap(town, worker, on(households.CorrectMember, household=there, place=1), on(Change, question=0))
    await say(town, worker, "林改正")
    await tap(town, worker, SEND)
    assert (await read(town, other)).household.members[1].name == "林改正"
    assert (await read(town, case)).household == case.household
    await tap(town, worker, reveal.Reveal)
    await tap(town, worker, on(households.TakeOut, household=there, place=1))
    await tap(town, worker, on(households.TakeOutNow, why="died"))
    await town.look(lambda db: kept.part(db, case.household.id, other.household.id))
    [gone] = (await read(town, other)).household.former
    assert (gone.member.name, gone.why) == ("林改正", Left.DIED)
    assert (await read(town, case)).household == case.household


async def test_a_form_of_the_edition_before_says_that_it_is_too_old(town: Town, worker: Phone) -> None:
    case = await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, on(households.CorrectMember, place=1))

    def aged(db: Transaction) -> None:
        addressed.speaks(db, worker.id)
        draft = drafts.existing(db, "correct_member", case.id)
        assert draft is not None
        drafts.save(db, replace(draft, answers={**draft.answers, "member": "1 1"}))

    await town.look(aged)
    await tap(town, worker, on(households.CorrectMember, place=1))
    assert "王○測" in await text(worker)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("zh-hant", ("移出 王小測", "不是這一家的人", "已移出住戶。", "↩ 放回 王小測", "同住成員移出住戶")),
        (
            "en",
            (
                "Take out 王小測",
                "Not of this family",
                "They are taken out of the household.",
                "↩ Put back 王小測",
                "somebody taken out of the household",
            ),
        ),
    ],
)
async def test_somebody_is_taken_out_in_ones_own_language(
    town: Town, code: str, said: tuple[str, ...]
) -> None:
    worker = await town.join(Role.WORKER, "王測試", language=code)
    await served(town, worker, household=FAMILY)
    await unlocked(town, worker)
    await tap(town, worker, said[0], said[1])
    assert said[2] in await text(worker)
    await tap(town, worker, History)
    assert said[4] in await text(worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    assert said[3] in await labels_below(worker)
    await tap(town, worker, said[3])
    await tap(town, worker, reveal.Reveal)
    assert said[3] not in await labels_below(worker)


async def test_who_reads_and_does_not_correct_takes_nobody_out(town: Town, worker: Phone) -> None:
    await served(town, worker, household=FAMILY.without(1, Left.MOVED, on=MONDAY.date()))
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await open_card(town, worker)
    await say(town, supervisor, "王小明")
    await tap(town, supervisor, OpenCard)
    await unlock(town, supervisor)
    assert "已移出" in await full_view(supervisor)
    assert [one for one in await labels_below(supervisor) if "王小測" in one] == []
