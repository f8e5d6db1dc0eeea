"""What a chief asks in their own words, days after a report, and what they are answered."""

import pytest

from casework.staffing.people import Role
from handlers.intake import my_reports, one_tap, worries
from tests.handlers.reporting import report
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import say, tap, text
from tests.support.town import BOTH, VILLAGE

WANG, CHEN = "王家兩個小孩都沒人顧", "陳阿婆一個人住，三天沒出門"


@pytest.mark.parametrize(
    "said",
    [
        "那個王家怎麼樣了",
        "姓王的那一戶後來怎麼樣",
        "上次我報的王家怎麼樣了？",
        "有沒有人去看王家了",
        "王家後來有人去看嗎",
        "社工有去王家了嗎",
    ],
)
async def test_a_chief_who_asks_what_became_of_a_household_reads_how_far_that_report_is(town, chief, said):
    number = await report(town, chief, WANG)
    await report(town, chief, CHEN)
    await say(town, chief, said)
    assert number in await text(chief)
    assert await has(chief, my_reports.AddMore)


BECAME = (
    "有消息嗎",
    "怎麼都沒有下文",
    "你們什麼時候會來",
    "社工有去了嗎",
    "那個李家怎麼樣了",
    "上次我報的那個阿嬤後來有人去看嗎",
    "has anybody been there yet",
    "nobody has come yet",
    "when will somebody come?",
)
CALL = (
    "我想請你們打電話給我",
    "麻煩回電",
    "我要找社工",
    "我想找真人",
    "please call me",
    "I want to talk to a human",
)
MISTAKEN = ("剛剛那個是按錯的 不算", "按錯了怎麼辦", "我要取消剛剛的通報", "it was a mistake")


@pytest.mark.parametrize("said", [*BECAME, *CALL, *MISTAKEN])
async def test_what_is_asked_of_reports_leads_to_them_and_may_have_been_a_worry(town, chief, said):
    await report(town, chief, WANG)
    await report(town, chief, CHEN)
    await say(town, chief, said)
    assert await has(chief, my_reports.MyReports)
    assert await has(chief, worries.Worry)


@pytest.mark.parametrize("said", CALL)
async def test_who_wants_a_call_is_told_which_key_asks_for_it(town, chief, said):
    await say(town, chief, said)
    assert "請打電話給我" in await text(chief)


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("這個會不會被知道是我報的", "is it confidential?"),
        ("會不會讓人知道是我講的", "will they know it was me"),
        ("通報會保密嗎", "who can see my name"),
    ],
)
async def test_who_fears_to_be_known_hears_who_sees_their_name(town, chinese, english):
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await say(town, chief, town.said(chinese, english))
    assert town.said("看得到您的姓名和電話", "see your name and number") in await text(chief)


@pytest.mark.parametrize("said", ["我要怎麼傳照片", "語音怎麼錄", "how do I send a photo?"])
async def test_who_asks_how_a_photo_is_sent_is_told(town, chief, said):
    await say(town, chief, said)
    assert "迴紋針" in await text(chief)


@pytest.mark.parametrize("said", ["我不會用這個", "你是誰", "這是什麼？", "who are you?"])
async def test_who_does_not_know_what_this_is_gets_help(town, chief, said):
    await say(town, chief, said)
    assert "這裡可以做什麼" in await text(chief)


@pytest.mark.parametrize(
    "worry",
    [
        "王家的爸爸又打小孩了",
        "隔壁小孩不知道怎麼樣了",
        "有人來亂",
        "有人來家裡打人",
        "沒有人來看他",
        "小孩被打得怎麼樣了都沒人管",
        "他說要打電話給我媽媽",
        "我想找人打他",
        "爸爸說他不會放過我",
        "somebody came and beat them",
    ],
)
async def test_what_is_no_question_of_a_report_is_offered_as_one(town, chief, worry):
    await report(town, chief, WANG)
    await say(town, chief, worry)
    assert await has(chief, on(one_tap.MakeReport, danger="no"))


async def test_a_worker_who_asks_so_asks_for_cases(town, worker):
    await say(town, worker, "王家怎麼樣了")
    assert "查無案件" in await text(worker)


@pytest.mark.parametrize(
    "said",
    [
        "剛剛那件還有一個阿嬤在家裡",
        "忘了說，爸爸晚上才回來",
        "剛才通報的那戶門口有狗",
        "I forgot to say that they have a dog",
    ],
)
async def test_what_goes_on_from_a_report_just_sent_is_added_to_it(town, chief, said):
    number = await report(town, chief, WANG)
    await say(town, chief, said)
    assert number in await text(chief)
    assert not await has(chief, on(one_tap.MakeReport, danger="no"))
    await tap(town, chief, option("no"))
    assert said in await text(chief)
    await tap(town, chief, SEND)
    assert "已補充" in await text(chief)


async def test_what_goes_on_from_nothing_fresh_is_a_report_of_its_own(town, chief):
    await say(town, chief, "忘了說，隔壁小孩沒人顧")
    assert await has(chief, on(one_tap.MakeReport, danger="no"))
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    await town.later(days=2)
    await say(town, chief, "剛剛那家又在吵")
    assert await has(chief, on(one_tap.MakeReport, danger="no"))


async def test_what_asks_of_a_report_just_sent_adds_nothing_to_it(town, chief):
    await report(town, chief, WANG)
    for said in ("剛剛那件怎麼樣了", "剛剛那個是按錯的 不算"):
        await say(town, chief, said)
        assert await has(chief, my_reports.MyReports), said
