"""What a supervisor asks in plain words (`ux.md` 22)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.policy.policy import Duty
from casework.search.asked import Asked, due_between, is_crisis, is_meant, may_ask_for_work
from casework.search.days import DueOn, ReportedOn
from casework.search.queries import (
    LONGEST_QUESTION,
    MOST_ALTERNATIVES,
    MOST_CONDITIONS,
    FreeWords,
    MistypedNumber,
    Number,
    Place,
    Query,
    Status,
    WorkerName,
    named_whole,
    of_work,
    read_query,
)
from casework.text.dates import TAIPEI
from casework.text.identity import plain
from casework.text.numbers import new_number, read_number
from casework.text.places import ROMANISED, load_places
from casework.text.simplified import traditional

PLACES = load_places()
NUMBER = new_number("A", 115, lambda _: 1, lambda _: False, digits=4)
DIGITS = NUMBER[-4:]
WRONG = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
PINGZHEN = Place(("平鎮區",))


def asked(text: str, *, loosely: bool = False) -> Query:
    today = date(2026, 6, 3)
    return read_query(text, today=today, places=PLACES, read_number=read_number, loosely=loosely)


def one(*conditions) -> Query:
    return Query((conditions,))


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.replace("-", "").lower(),
        DIGITS,
        f"115-{DIGITS}",
        f"115 {DIGITS}",
        f"Ａ－１１５－{DIGITS}",
        f"A 115 {DIGITS}",
        f"A - 115 - {DIGITS}",
        f"案號 {NUMBER}",
        f"案號：{NUMBER}",
        f"{NUMBER}?",
        NUMBER.replace("-", "."),
        NUMBER.replace("-", "/"),
        NUMBER.replace("-", "_"),
        NUMBER.replace("-", "／"),
        f"115/{DIGITS}",
    ],
)
def test_a_case_is_asked_for_by_its_number_in_any_spelling(text):
    assert asked(text) == one(Number(NUMBER))


def test_a_mistyped_number_is_told_apart():
    assert asked(f"{WRONG} 平鎮") == one(MistypedNumber(WRONG), PINGZHEN)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("逾期", Asked.OVERDUE),
        ("overdue", Asked.OVERDUE),
        ("is:overdue", Asked.OVERDUE),
        ("IS: Overdue", Asked.OVERDUE),
        ("狀態：逾期", Asked.OVERDUE),
        ("待派", Asked.TO_DISPATCH),
        ("unassigned", Asked.TO_DISPATCH),
        ("今天到期", Asked.DUE_TODAY),
        ("due today", Asked.DUE_TODAY),
        ("本週", Asked.THIS_WEEK),
        ("this week", Asked.THIS_WEEK),
        ("is:this_week", Asked.THIS_WEEK),
        ("week", Asked.THIS_WEEK),
        ("未回報", Asked.NO_FOLLOW_UP),
        ("no follow-up", Asked.NO_FOLLOW_UP),
        ("結案", Asked.CLOSED),
        ("closed", Asked.CLOSED),
        ("我的", Asked.MINE),
        ("Mine", Asked.MINE),
        ("進行中", Asked.OPEN),
        ("逾期的案件？", Asked.OVERDUE),
        ("overdue cases", Asked.OVERDUE),
        ("幾件逾期？", Asked.OVERDUE),
        ("請問目前有多少逾期的案子？", Asked.OVERDUE),
        ("全部逾期", Asked.OVERDUE),
        ("How many cases are overdue?", Asked.OVERDUE),
        ("爭議", Asked.DISPUTED),
        ("列管中", Asked.TRACKED),
        ("服務中", Asked.IN_SERVICE),
        ("高風險", Asked.HIGH_RISK),
        ("high risk", Asked.HIGH_RISK),
        ("風險:高", Asked.HIGH_RISK),
        ("風險:高風險", Asked.HIGH_RISK),
        ("risk: high", Asked.HIGH_RISK),
        ("待核", Asked.TO_CLOSE),
        ("還沒交月報", Asked.NO_FOLLOW_UP),
        ("who is late", Asked.OVERDUE),
        ("幸扶守護", Asked.SUICIDE_HARDSHIP),
        ("類型:幸扶守護", Asked.SUICIDE_HARDSHIP),
        ("類型：共案", Asked.SHARED),
        ("kind: shared", Asked.SHARED),
        ("列管", Asked.TRACKED),
        ("in service", Asked.IN_SERVICE),
        ("to be dispatched", Asked.TO_DISPATCH),
        ("follow-up not filed", Asked.NO_FOLLOW_UP),
        ("请问结案", Asked.CLOSED),
        ("紧急", Asked.URGENT),
        ("這禮拜到期的", Asked.THIS_WEEK),
        ("這個禮拜要交的", Asked.THIS_WEEK),
        ("本周到期", Asked.THIS_WEEK),
        ("這星期到期的案子有哪些", Asked.THIS_WEEK),
        ("今天有什麼要處理的", Asked.DUE_TODAY),
        ("明天到期的有哪些", Asked.DUE_TOMORROW),
        ("due tomorrow", Asked.DUE_TOMORROW),
        ("下禮拜到期的", Asked.NEXT_WEEK),
        ("下個星期要交的", Asked.NEXT_WEEK),
        ("What is due next week?", Asked.NEXT_WEEK),
        ("快到期的案子", Asked.THIS_WEEK),
        ("還沒結案的", Asked.OPEN),
        ("尚未結案", Asked.OPEN),
        ("開案中", Asked.OPEN),
        ("有沒有結案的", Asked.CLOSED),
        ("還沒派的", Asked.TO_DISPATCH),
        ("沒有派案的", Asked.TO_DISPATCH),
        ("還沒接案的", Asked.DISPATCHED),
        ("還沒接的", Asked.DISPATCHED),
        ("沒人接的案子", Asked.DISPATCHED),
        ("還沒交每月回報的", Asked.NO_FOLLOW_UP),
        ("每月回報還沒交的", Asked.NO_FOLLOW_UP),
        ("超過期限的", Asked.OVERDUE),
        ("全市逾期", Asked.OVERDUE),
        ("等我核准的", Asked.TO_CLOSE),
        ("逾期最久的", Asked.OVERDUE),
        ("要派案的", Asked.TO_DISPATCH),
        ("還有幾件沒篩", Asked.TO_DISPATCH),
        ("哪些還沒有人接", Asked.DISPATCHED),
        ("有沒有新派給我的案", Asked.DISPATCHED),
        ("有哪些月報還沒寫", Asked.NO_FOLLOW_UP),
        ("有人要結案嗎", Asked.TO_CLOSE),
        ("有人逾期嗎", Asked.OVERDUE),
        ("我的個案有幾個", Asked.MINE),
    ],
)
def test_a_status_has_words_in_both_languages(text, status):
    assert asked(text) == one(Status(status))


@pytest.mark.parametrize("status", Asked)
def test_every_status_can_be_asked_for_by_its_name(status):
    assert asked(f"is:{status}") == one(Status(status))


@pytest.mark.parametrize(
    "text",
    [
        "平鎮",
        "平鎮區",
        "區:平鎮",
        "區： 平鎮",
        "district:平鎮",
        "平镇",
        "平镇区",
        "Pingzhen",
        "pingzhen district",
        "PINGJHEN",
        "district:Pingzhen",
        "平镇的案子",
    ],
)
def test_a_district_is_a_place(text):
    assert asked(text) == one(PINGZHEN)


def test_a_village_of_several_districts_is_any_of_them():
    (condition,) = asked("中山里").alternatives[0]
    assert isinstance(condition, Place)
    assert len(condition.keys) == 5
    assert asked("里:中山") == one(condition)


@pytest.mark.parametrize(
    "text",
    [
        "平鎮 逾期",
        "平鎮　逾期",
        "平鎮逾期",
        "平鎮區逾期的案件",
        "區:平鎮 狀態:逾期",
        "平鎮 平鎮 逾期",
        "請問平鎮逾期的有哪些？",
        "請幫我查平鎮區逾期的案子",
    ],
)
def test_several_words_all_hold(text):
    assert asked(text) == one(PINGZHEN, Status(Asked.OVERDUE))


@pytest.mark.parametrize(
    "text", ["平鎮逾期，王小明", "平鎮 逾期,王小明", "平鎮逾期、王小明", "，平鎮 逾期，，王小明，"]
)
def test_a_comma_means_or(text):
    assert asked(text) == Query(((PINGZHEN, Status(Asked.OVERDUE)), (FreeWords("王小明"),)))


def test_a_worker_is_asked_for_by_part_of_the_name():
    assert asked("社工:王 逾期") == one(WorkerName("王"), Status(Asked.OVERDUE))
    assert asked("worker:Wang") == one(WorkerName("Wang"))


@pytest.mark.parametrize(
    "text", ["王小明", "狀態:奇怪", "區:不存在", "x:y", "0912345678", "A123456789", "電費"]
)
def test_anything_else_is_looked_for_as_it_stands(text):
    assert asked(text) == one(FreeWords(text))


def test_of_who_stops_after_a_particle_the_name_is_looked_for():
    assert asked("王測試的") == one(FreeWords("王測試"))
    assert asked("的") == Query(())


@pytest.mark.parametrize("text", ["「中正」", '"中正"', "“中正”"])
def test_what_stands_in_quotes_is_not_understood_but_looked_for(text):
    assert asked(text) == one(FreeWords("中正"))


@pytest.mark.parametrize("text", ["", "  ", "，", "案件", "？", "全部", "所有案件", "all"])
def test_an_empty_question_has_no_conditions(text):
    assert asked(text) == Query(())


@given(st.text(max_size=300), st.booleans())
def test_nothing_that_is_typed_breaks_the_reading(text, loosely):
    asked(text, loosely=loosely)


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["桃園中正" * 50 + "x", "案件" * 100 + "王", "1 " * 100, "的有查" * 60 + "王"]
)
def test_a_long_question_is_read_at_once(text):
    asked(text)
    asked(text, loosely=True)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("王測試的案子有哪些逾期", (FreeWords("王測試"), Status(Asked.OVERDUE))),
        ("王測試的件數", (FreeWords("王測試"),)),
        ("社工王測試的案件", (WorkerName("王測試"),)),
        ("社工不理我", (FreeWords("社工不理我"),)),
        ("王有為逾期", (FreeWords("王有為"), Status(Asked.OVERDUE))),
        ("王小明已派案件", (FreeWords("王小明"), Status(Asked.DISPATCHED))),
        ("麻煩查平鎮區高風險", (FreeWords("麻煩查"), PINGZHEN, Status(Asked.HIGH_RISK))),
        ("平鎮區中正路1號", (PINGZHEN, FreeWords("中正路1號"))),
    ],
)
def test_loosely_read_a_sentence_gives_what_is_known_in_it(text, conditions):
    assert asked(text) == one(FreeWords(text))
    assert asked(text, loosely=True) == one(*conditions)


@pytest.mark.parametrize("text", ["樓上的孩子整夜在哭", "我的鄰居打小孩", "「平鎮區王測試」"])
def test_loosely_read_a_sentence_without_anything_known_stays_whole(text):
    assert asked(text, loosely=True) == asked(text)


@pytest.mark.parametrize("word", ["meetings", "invite", "somebody", "come", "overdued", "openings"])
def test_no_word_is_looked_for_within_a_latin_word(word):
    assert asked(word, loosely=True) == one(FreeWords(word))


def test_latin_words_beside_chinese_ones_are_words():
    assert asked("overdue王有為", loosely=True) == one(Status(Asked.OVERDUE), FreeWords("王有為"))


@pytest.mark.parametrize("phone", ["0912 345 678", "0912-345-678", "(03) 332 2101"])
def test_a_telephone_written_in_groups_is_one_thing(phone):
    assert asked(f"{phone} 逾期") == one(FreeWords(phone), Status(Asked.OVERDUE))


@pytest.mark.parametrize(
    ("dropped", "left"),
    [
        (set(), "平鎮 逾期，王小明"),
        ({0}, "逾期，王小明"),
        ({0, 1}, "王小明"),
        ({2}, "平鎮 逾期"),
        ({0, 1, 2}, ""),
        ({7}, "平鎮 逾期，王小明"),
    ],
)
def test_conditions_can_be_dropped_from_a_question(dropped, left):
    assert asked("平鎮 逾期，王小明").without(dropped) == asked(left)


@pytest.mark.parametrize(
    ("word", "first", "before"),
    [
        (Asked.OVERDUE, None, datetime(2026, 6, 3, 15, 30, tzinfo=TAIPEI)),
        (Asked.DUE_TODAY, datetime(2026, 6, 3, tzinfo=TAIPEI), datetime(2026, 6, 4, tzinfo=TAIPEI)),
        (Asked.DUE_TOMORROW, datetime(2026, 6, 4, tzinfo=TAIPEI), datetime(2026, 6, 5, tzinfo=TAIPEI)),
        (Asked.THIS_WEEK, datetime(2026, 6, 1, tzinfo=TAIPEI), datetime(2026, 6, 8, tzinfo=TAIPEI)),
        (Asked.NEXT_WEEK, datetime(2026, 6, 8, tzinfo=TAIPEI), datetime(2026, 6, 15, tzinfo=TAIPEI)),
    ],
)
def test_days_and_weeks_are_those_of_taipei_and_weeks_begin_on_monday(word, first, before):
    assert due_between(word, datetime(2026, 6, 3, 15, 30, tzinfo=TAIPEI)) == (first, before)


@pytest.mark.parametrize(
    ("word", "duty", "days", "meant"),
    [
        (Asked.NO_FOLLOW_UP, Duty.FOLLOW_UP, 9, True),
        (Asked.NO_FOLLOW_UP, Duty.VISIT, -9, False),
        (Asked.OVERDUE, Duty.VISIT, -9, True),
        (Asked.DUE_TODAY, Duty.VISIT, -9, False),
        (Asked.DUE_TODAY, Duty.VISIT, 0, True),
        (Asked.DISPUTED, Duty.JUDGE_DISPUTE, 1, True),
        (Asked.MINE, Duty.VISIT, 0, False),
    ],
)
def test_a_word_means_some_of_the_duties_of_a_case(word, duty, days, meant):
    now = datetime(2026, 6, 3, 12, tzinfo=TAIPEI)
    assert is_meant(word, duty, now + timedelta(days=days), now) is meant


@pytest.mark.parametrize(
    "word", [Asked.TO_DISPATCH, Asked.NO_FOLLOW_UP, Asked.CLOSED, Asked.MINE, Asked.OPEN]
)
def test_other_words_ask_for_no_deadline(word):
    assert due_between(word, datetime(2026, 6, 3, tzinfo=TAIPEI)) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王測試的案子", "王測試"),
        ("中正路的案子", "中正路"),
        ("請問陳小華的案子", "陳小華"),
        ("请问陈小华的案子", "陳小華"),
        ("幫我查陳小華", "陳小華"),
        ("陳先生那件", "陳"),
        ("姓陳的", "陳"),
        ("姓陳的那家", "陳"),
        ("王測試手上有幾件", "王測試"),
        ("王測試負責的案子", "王測試"),
    ],
)
def test_loosely_read_a_sentence_around_a_name_asks_for_the_name(text, name):
    assert asked(text, loosely=True) == one(FreeWords(name))


@pytest.mark.parametrize("district", PLACES.districts)
def test_every_district_has_a_name_in_latin_letters(district):
    found = ROMANISED[district].split()[0]
    assert PLACES.find_district(f"{found.title()} District") == district


@pytest.mark.parametrize("text", ["后里 王小明", "王测试", "王小明", "逾期 王测试"])
def test_a_name_is_looked_for_as_it_is_typed_first(text):
    assert FreeWords(text.split()[-1]) in asked(text).conditions()


def test_what_a_question_costs_is_not_for_the_asker_to_choose():
    many = asked(",".join(f"甲{n}" for n in range(100)))
    assert len(many.alternatives) == MOST_ALTERNATIVES
    wide = asked(" ".join(f"乙{n}" for n in range(30)) + ",丙")
    assert len(wide.conditions()) == MOST_CONDITIONS


def test_what_swells_when_it_is_read_is_read_as_far_as_any_question():
    """One sign of these is eighteen letters in one hand, in four words."""
    swells = ("ﷺ甲乙丙丁戊" * LONGEST_QUESTION)[:LONGEST_QUESTION]
    assert len(plain(swells)) > 3 * LONGEST_QUESTION
    tried: list[str] = []

    def number(text: str, **of: object) -> None:
        tried.append(text)

    read_query(swells, today=date(2026, 6, 3), places=PLACES, read_number=number)
    assert not any(len(one) > LONGEST_QUESTION for one in tried)
    assert len(tried) < 10 * LONGEST_QUESTION / 4


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("A123456789", ["A123456789"]),
        ("a12345678 9,王小明", ["a12345678 9"]),
        ("A123456788 平鎮", []),  # no ID: read as a mistyped number, which finds nothing
        ("王小明中正路12號", ["王小明中正路12號"]),
        ("中正路十二號", ["中正路十二號"]),
        ("新街里三天", []),
        ("AC12345678", ["AC12345678"]),  # of an old residence number, mistyped
        ("0912-345-678", ["0912-345-678"]),
        ("中正路一段12號", ["中正路一段12號"]),
        ("王小明", []),
        ("A-115-000129", []),
        ("平鎮 逾期", []),
    ],
)
def test_a_question_says_whom_it_names_by_what_is_masked(text, whole):
    assert named_whole(asked(text)) == [Query(((FreeWords(one),),)) for one in whole]


@pytest.mark.parametrize(
    ("text", "work"),
    [
        *(
            (one, True)
            for one in (
                "逾期",
                "平鎮區逾期",
                "待派案",
                "overdue",
                "請問有哪些逾期",
                "Not  accepted?",
            )
        ),
        *(
            (one, False)
            for one in (
                "緊急",
                "高風險",
                "平鎮區緊急逾期",
                "平鎮區",
                "全部",
                "王大明逾期",
                "王大明 逾期",
                NUMBER,
                "",
            )
        ),
    ],
)
def test_what_asks_only_how_far_work_is_is_told_from_what_may_be_a_worry(text, work):
    assert of_work(asked(text)) is work
    assert may_ask_for_work(traditional(plain(text))) or not work, "the quick look lets it through"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("身分證A123456789", "A123456789"),
        ("身份證字號：A123456789", "A123456789"),
        ("電話 0912-345-678", "0912-345-678"),
        ("手機0912345678", "0912345678"),
        ("地址中正路一段12號", "中正路一段12號"),
    ],
)
def test_what_says_that_an_id_or_a_telephone_follows_is_not_looked_for(text, whole):
    assert asked(text) == one(FreeWords(whole))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("查A123456789", [FreeWords("A123456789")]),
        ("請問A123456789在哪", [FreeWords("A123456789")]),
        ("王小明0912345678", [FreeWords("王小明"), FreeWords("0912345678")]),
        ("王小明的電話0912-345-678", [FreeWords("王小明"), FreeWords("0912-345-678")]),
    ],
)
def test_loosely_read_an_id_or_a_telephone_in_a_sentence_is_looked_for_by_itself(text, conditions):
    assert asked(text, loosely=True) == one(*conditions)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("我有幾件逾期", Asked.OVERDUE),
        ("誰逾期", Asked.OVERDUE),
        ("桃園市逾期案件", Asked.OVERDUE),
        ("桃園市 逾期", Asked.OVERDUE),
        ("我今天到期的", Asked.DUE_TODAY),
        ("結案待核", Asked.TO_CLOSE),
        ("what's overdue", Asked.OVERDUE),
        ("who has overdue cases", Asked.OVERDUE),
        ("what do I have today", Asked.DUE_TODAY),
    ],
)
def test_who_asks_in_a_sentence_asks_for_the_state_in_it(text, status):
    assert asked(text) == one(Status(status))


def test_loosely_read_what_means_nothing_keeps_its_particles():
    assert asked("我們樓上的", loosely=True) == one(FreeWords("我們樓上的"))
    assert asked("平鎮區，， ，逾期") == Query((PINGZHEN_ONLY, OVERDUE_ONLY))
    assert asked("，" * 20 + "平鎮") == one(PINGZHEN)


PINGZHEN_ONLY, OVERDUE_ONLY = (PINGZHEN,), (Status(Asked.OVERDUE),)


def test_the_longest_word_is_meant_where_it_holds_another():
    to_close = Status(Asked.TO_CLOSE)
    assert asked("平鎮待核結案") == one(PINGZHEN, to_close), "and not what is closed"
    for word in ("待核結案", "待審結案"):
        assert asked(f"王小明{word}", loosely=True) == one(FreeWords("王小明"), to_close)


def test_the_quick_look_lets_through_what_names_work_and_not_how_bad_it_is():
    assert may_ask_for_work("平鎮逾期")
    assert not any(map(may_ask_for_work, ("緊急高風險", "共案", "王大明")))


def test_a_cry_for_help_is_told_from_a_question_that_finds_nothing():
    assert all(map(is_crisis, ("我不想活了", "他燒炭", "Help me!")))
    assert not any(map(is_crisis, ("王小明", "逾期", "")))


def test_what_is_due_at_midnight_is_due_on_the_day_that_begins():
    now, midnight = (datetime(2026, 6, 3, hour, tzinfo=TAIPEI) for hour in (12, 0))
    for due, meant in ((midnight, True), (midnight + timedelta(days=1), False)):
        assert is_meant(Asked.DUE_TODAY, Duty.VISIT, due, now) is meant


DUE_15, REPORTED_2 = (
    Status(DueOn(date(2026, 6, 15), date(2026, 6, 15))),
    Status(ReportedOn(date(2026, 6, 2), date(2026, 6, 2))),
)
JUNE = Status(DueOn(date(2026, 6, 1), date(2026, 6, 30)))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("6/15到期", [DUE_15]),
        ("6/15 到期的案件", [DUE_15]),
        ("到期 6/15", [DUE_15]),
        ("到期：6/15", [DUE_15]),
        ("平鎮6/15到期的有哪些？", [PINGZHEN, DUE_15]),
        ("平鎮 6月15日 到期", [PINGZHEN, DUE_15]),
        ("我民國115年6月15日到期的案子", [DUE_15]),
        ("What is due on June 15 in Pingzhen?", [DUE_15, PINGZHEN]),
        ("due June 15, 2026", [DUE_15]),
        ("這個月到期的", [JUNE]),
        ("这个月到期", [JUNE]),
        ("cases due this month", [JUNE]),
        ("昨天通報的", [REPORTED_2]),
        ("昨天通報的高風險個案", [REPORTED_2, Status(Asked.HIGH_RISK)]),
        ("cases reported yesterday", [REPORTED_2]),
        ("6/3到期", [Status(Asked.DUE_TODAY)]),
        ("6/8到6/14到期", [Status(Asked.NEXT_WEEK)]),
    ],
)
def test_a_question_names_the_days_of_a_deadline_or_of_the_report(text, conditions):
    assert asked(text) == one(*conditions)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("王小明6/15到期", [FreeWords("王小明"), DUE_15]),
        ("王測試這個月到期的案子", [FreeWords("王測試"), JUNE]),
        ("王測試昨天通報的", [FreeWords("王測試"), REPORTED_2]),
    ],
)
def test_loosely_read_a_sentence_around_days_asks_for_them(text, conditions):
    assert asked(text, loosely=True) == one(*conditions)


@pytest.mark.parametrize("text", ["這個月到期", "昨天通報的", "due in 3 days", "6/15到期"])
def test_who_asks_for_days_tells_no_worry(text):
    assert of_work(asked(text))
    assert may_ask_for_work(traditional(plain(text)))


@pytest.mark.parametrize("text", ["昨天被打", "鄰居昨天通報的事", "這個月沒錢", "due to violence"])
def test_a_worry_that_names_a_day_stays_one(text):
    assert not of_work(asked(text))
