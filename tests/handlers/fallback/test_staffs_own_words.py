"""What workers, supervisors and screeners type in their own words, and where it leads them."""

import pytest

from casework.staffing.people import Role
from handlers.meetings.listing import OpenMeetings
from handlers.reminders.to_do import TITLE
from handlers.staffing.leave import Deputy
from handlers.words.wording import load_wordings
from tests.handlers.serving import served
from tests.support.keys import has
from tests.support.phones import say, text
from tests.support.town import BOTH


@pytest.fixture
async def colleague(town):
    return await town.join(Role.WORKER, "陳測試")


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("今天要做什麼", "what do I have to do today?"),
        ("我今天要跑哪些家", "what should I do"),
        ("今天有什麼事", "my tasks for today"),
    ],
)
async def test_who_asks_what_there_is_to_do_gets_the_list(town, worker, chinese, english):
    await say(town, worker, town.said(chinese, english))
    wording = load_wordings()["zh_Hant_TW" if town.said("zh", "en") == "zh" else "en"]
    assert str(wording.text(TITLE)) in await text(worker)


@pytest.mark.parametrize(
    "said",
    [
        "下週一到週三特休",
        "12/10請假一天",
        "明天請病假",
        "生病了今天不能去",
        "我明天不在",
        "我要找人代理",
        "誰幫我代理",
        "I am sick today",
        "next Monday to Wednesday off",
        "2 weeks leave",
    ],
)
async def test_who_is_away_in_their_own_words_is_asked_who_stands_in(town, worker, colleague, said):
    await say(town, worker, said)
    assert await has(worker, Deputy)


@pytest.mark.parametrize("said", ["王測試請假", "小王請病假"])
async def test_whoever_says_that_somebody_else_is_away_is_not_away(town, supervisor, worker, said):
    await say(town, supervisor, said)
    assert not await has(supervisor, Deputy)


ON_A_CASE = [
    (Role.WORKER, "這個案不是我的", "婉拒"),
    (Role.WORKER, "派錯了不是我的里", "婉拒"),
    (Role.WORKER, "我要退回這個案", "婉拒"),
    (Role.WORKER, "要找警察陪我去", "請求陪同"),
    (Role.WORKER, "我要寫紀錄", "登錄訪視"),
    (Role.WORKER, "我要提報個研", "提報"),
    (Role.SUPERVISOR, "改派給別人", "改派他人"),
    (Role.SUPERVISOR, "這個案換人", "改派他人"),
    (Role.SUPERVISOR, "派錯了怎麼辦", "改派他人"),
    (Role.SCREENER, "怎麼併案", "併案"),
    (Role.SCREENER, "不開案怎麼選", "不開案"),
    (Role.SCREENER, "剛剛那件派錯了", "系統管理者"),
    (Role.SCREENER, "怎麼收回派案", "系統管理者"),
    (Role.SCREENER, "wrong dispatch", "系統管理者"),
    (Role.SUPERVISOR, "dispatched to the wrong worker", "改派他人"),
]


@pytest.mark.parametrize(("role", "said", "told"), ON_A_CASE)
async def test_what_is_wanted_of_a_case_is_led_to_its_key(town, role, said, told):
    somebody = await town.join(role, "吳示例", unit="家防中心" if role is Role.SCREENER else "平鎮中心")
    await say(town, somebody, said)
    assert told in await text(somebody)
    assert "查無案件" not in await text(somebody)


@pytest.mark.parametrize("said", ["誰在值班", "今晚誰值班", "who is on call tonight?"])
async def test_who_asks_who_is_on_call_reads_it(town, worker, said):
    await say(town, worker, said)
    assert "現在值班" in await text(worker)


@pytest.mark.parametrize(
    "said",
    [
        "哪個社工最忙",
        "誰的案量最多",
        "每個社工幾件",
        "月報誰還沒交",
        "誰還沒訪視",
        "who is the busiest?",
        "who has the most cases",
    ],
)
async def test_a_supervisor_who_asks_who_is_busy_or_late_reads_it(town, supervisor, worker, said):
    await served(town, worker)
    await say(town, supervisor, said)
    assert "王測試" in await text(supervisor)
    assert "查無案件" not in await text(supervisor)


async def test_a_next_conference_is_asked_for_by_its_short_name(town, supervisor):
    await say(town, supervisor, "下次個研是什麼時候")
    assert await has(supervisor, OpenMeetings)
