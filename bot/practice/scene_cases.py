"""What the prepared scenes of the practice room begin with, told like the demo city's cases."""

from bot.practice.stories import (
    Story,
    StoryStep,
    assess,
    beside,
    close,
    dispute,
    follow_up,
    propose_closing,
    supervisor,
    taken_on,
    taken_on_together,
    visited,
    worker,
)
from casework.cases.case import Risk
from casework.cases.criteria import Seen

HOME = "平鎮區新勢里"
A_FEW_MINUTES = 0.003

JUST_NOW = Story(
    A_FEW_MINUTES,
    HOME,
    "高虛構 示範路1號",
    "昨晚又聽到小孩哭喊，今天看到手臂有瘀青。（示範）",
    (Seen.SMALL_CHILD, Seen.HURT),
    danger="yes",
)
REPORT = (JUST_NOW,)

IN_TIME_SO_FAR = (
    *taken_on(74),
    *visited(64, 40, 12),
    StoryStep(44, worker, assess),
    StoryStep(25, worker, follow_up),
)
"""Visited and assessed in time, the month before last filed: on a month's first day the last one is late."""
MONTH_END = tuple(
    Story(75, HOME, household, story, seen, then=IN_TIME_SO_FAR)
    for household, story, seen in (
        ("蘇測試 範例街3號", "一家四口擠在漏水的房子裡。（示範）", (Seen.NO_WORK, Seen.DISABLED_CHILD)),
        ("呂練習 示範路101號", "單親媽媽沒工作，孩子沒去上學。（示範）", (Seen.NO_WORK, Seen.YOUNG_PARENT)),
        ("何範本 範例街20號", "小孩從安置回來，叔叔同住。（示範）", (Seen.BACK_HOME, Seen.PARTNER)),
        ("羅假名 示範路88號", "阿嬤一個人帶兩個孫子。（示範）", (Seen.FRAIL_ELDER, Seen.SMALL_CHILD)),
        ("葉演練 測試巷5號", "媽媽精神不好，小孩常在門口遊蕩。（示範）", (Seen.DRUGS_OR_MIND, Seen.NO_WORK)),
    )
)

CONFERENCE = (
    Story(
        110,
        HOME,
        "何範本 範例街20號",
        "小孩從安置回來，叔叔同住，常有爭吵。（示範）",
        (Seen.BACK_HOME, Seen.PARTNER, Seen.HURT),
        then=(
            *taken_on(109.5),
            *visited(104, 90, 76, 62, 48, 34, 20, 7, risk=Risk.HIGH),
            StoryStep(80, worker, assess),
            StoryStep(6, worker, follow_up),
        ),
    ),
    Story(
        64,
        HOME,
        "簡虛構 樣本路9號",
        "先生酒後說不想活了，最近沒工作。（示範）",
        (Seen.WANTS_TO_DIE, Seen.NO_WORK),
        danger="unsure",
        then=(
            *taken_on_together(63.5),
            *visited(60, 46, 32, 18, 5, risk=Risk.HIGH),
            StoryStep(34, worker, assess),
            StoryStep(4, worker, follow_up),
            *visited(58, 44, 30, 16, 4, risk=Risk.HIGH, by=beside),
            StoryStep(33, beside, assess),
            StoryStep(3, beside, follow_up),
        ),
    ),
    Story(
        80,
        HOME,
        "葉演練 測試巷5號",
        "媽媽精神不好，小孩常在門口遊蕩。（示範）",
        (Seen.SMALL_CHILD, Seen.DRUGS_OR_MIND, Seen.NO_RELATIVES),
        then=(
            *taken_on(79),
            *visited(70, 45),
            StoryStep(49, worker, assess),
            StoryStep(35, worker, follow_up),
        ),
    ),
    Story(
        6,
        "平鎮區新富里",
        "馬舉例 測試路7號",
        "好幾天沒看到這家的小孩。（示範）",
        (Seen.NO_WORK,),
        then=(*taken_on(5), *visited(3), StoryStep(0.9, worker, dispute)),
    ),
    Story(
        95,
        HOME,
        "呂練習 示範路101號",
        "單親媽媽沒工作，孩子沒去上學。（示範）",
        (Seen.NO_WORK, Seen.YOUNG_PARENT),
        then=(
            *taken_on(94),
            *visited(85, 55, 25, risk=Risk.LOW),
            StoryStep(64, worker, assess),
            StoryStep(6, worker, follow_up),
            StoryStep(1, worker, propose_closing),
        ),
    ),
    Story(
        120,
        HOME,
        "龔演練 範例路50號",
        "孩子常挨餓。（示範）",
        (Seen.NO_WORK, Seen.SMALL_CHILD),
        then=(
            *taken_on(119),
            *visited(112, 80, 45, risk=Risk.LOW),
            StoryStep(89, worker, assess),
            StoryStep(31, worker, follow_up),
            StoryStep(30, worker, propose_closing),
            StoryStep(29, supervisor, close),
        ),
    ),
)
