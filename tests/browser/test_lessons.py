"""Each guided lesson is walked to its end, in both languages; its steps tick off as they are done."""

import os
import re
from typing import Any

import pytest
from playwright.async_api import expect

from bot.practice import demo, flows
from casework.staffing.people import Role
from casework.text.places import load_places
from tests.browser.hands import Hands, Trainer

EXAMPLE, DAY = "", "+1"
THE_DAY_OF_IT = "2026-06-15"
"""Of the conference, and the first that is suggested for a meeting."""


def _liaison(unit: str) -> str:
    cast = demo.everybody(load_places())
    return next(demo.name_of(at) for at, one in cast.items() if (one.role, one.unit) == (Role.LIAISON, unit))


DESK, POLICE, SCHOOL, YOUTH = map(_liaison, (flows.WORK, "平鎮分局", demo.SCHOOL, flows.COMMITTEE))
THE_DAY = {"zh": "115年", "en": "2026"}
THE_TIME = {"zh": "下午2時", "en": "14:00"}
"""Parts of the keys of a day and of a time."""
LESSONS: dict[str, list[list[Any]]] = {
    "story": [
        [("林示範", EXAMPLE)],
        [("林示範", "Report: no danger now")],
        [("林示範", one) for one in (EXAMPLE, "Not sure", "Not sure", "Yes, call me")],
        [("林示範", "Send the report")],
        [("陳範例", "Open")],
        [("陳範例", "王測試"), ("陳範例", "Yes, dispatch it")],
        [("王測試", "Open")],
        [("王測試", "✅ Accept")],
        [("林示範", EXAMPLE), ("林示範", "📨 My reports")],
    ],
    "chief": [
        [EXAMPLE],
        [EXAMPLE],
        ["Report: no danger now"],
        [EXAMPLE],
        ["Not sure", "Not sure", "Yes, call me"],
        ["Send the report"],
        ["🏠 Home", "📨 My reports"],
    ],
    "newYear": [
        [("黃假名", EXAMPLE)],
        [("黃假名", "Begin"), ("黃假名", "Yes, begin")],
        [("林示範", EXAMPLE)],
        [("林示範", "＋ A household"), ("林示範", EXAMPLE), ("林示範", "Elder living alone")],
        [
            ("林示範", one)
            for one in ("📝 Log the visit", "In person", "No children", "Well", "Nothing", "Save the visit")
        ],
    ],
    "screener": [
        [EXAMPLE],
        ["📁 Cases", "To screen"],
        ["-115-"],
        ["王測試"],
        ["Yes, dispatch it"],
        ["🕘 History"],
    ],
    "worker": [
        [EXAMPLE],
        ["📁 Cases", "Offered to me"],
        ["-115-"],
        ["✅ Accept"],
        ["🚪 Log a visit", "At home", "Met", "All of them", "Medium", "Today", "Skip"],
        ["Save the visit"],
        ["🔓 Full data", EXAMPLE, EXAMPLE],
        [DAY],
    ],
    "supervisor": [
        [EXAMPLE],
        [EXAMPLE],
        ["1."],
        ["🕘 History"],
        [EXAMPLE],
        ["🏠 Home", "📁 Cases", "Closings to decide"],
        ["-115-", "✅ Approve closing"],
        ["Close the case", EXAMPLE, EXAMPLE],
    ],
    "liaison": [
        [EXAMPLE],
        ["📁 Cases", "📋 My cases"],
        ["-115-"],
        ["🚪 Log a visit", "At home", "Met", "All of them", "High", "Today", "Skip"],
        ["Save the visit"],
        ["🕘 History"],
    ],
    "clerk": [
        [EXAMPLE],
        [EXAMPLE],
        ["Report: no danger now"],
        [EXAMPLE, "桃園區福安里"],
        [EXAMPLE, "Not sure", "Not sure", "Yes, call me"],
        ["Send the report"],
    ],
    "meeting": [
        [("張舉例", EXAMPLE)],
        [("張舉例", "＋ A meeting at need"), ("張舉例", EXAMPLE)],
        [("張舉例", "day"), ("張舉例", "time")],
        [("張舉例", EXAMPLE)],
        [("張舉例", "📨 Call it")],
        [("張樣本", "✅ We attend")],
        [("張舉例", "📋 Who comes")],
        [("張舉例", one) for one in ("◀ Back", "📄 Papers", "✉️ Notice of meeting")],
        [
            THE_DAY_OF_IT,
            *(("張舉例", one) for one in (EXAMPLE, "-115-", "✔️ It was held", "day", "Whom the plan names")),
        ],
        [("張舉例", EXAMPLE), ("張舉例", "✔️ It was held")],
        [("張舉例", one) for one in ("Go on", "📄 Write the minutes", *["Nothing to record"] * 6)],
        [("張舉例", EXAMPLE), ("張舉例", "📄 Make the minutes")],
    ],
    "conference": [
        [EXAMPLE],
        ["-115-", "📑", "-115-"],
        [
            *("Open", "🗣 Propose for the conference", "A needs of several kinds, for several units", "Go on"),
            *(
                "Case meeting of the unit",
                "Go on",
                "Health service",
                "Go on",
                "A self-harm or harm to others",
            ),
            *(EXAMPLE, "🗣 Propose it"),
        ],
        [THE_DAY_OF_IT, EXAMPLE, "-115-", "✔️ It was held", "day", "Whom the plan names"],
        [EXAMPLE, "✔️ It was held"],
        ["Go on", "📑", "-115-", "📌 Track it"],
        [EXAMPLE],
        ["◀ Back", "📄 Write the minutes", *["Nothing to record"] * 6],
        [EXAMPLE, "📄 Make the minutes"],
    ],
    "flows": [
        [(DESK, one) for one in (EXAMPLE, "-115-", "✅ Take it on")],
        [(DESK, one) for one in (EXAMPLE, "13:00-17:00")],
        [(POLICE, one) for one in (EXAMPLE, "-115-", "✅ We come")],
        [(POLICE, one) for one in (EXAMPLE, "-115-", "✋ We attend", "We come", "Skip")],
        [
            (SCHOOL, one)
            for one in ("Open", "⚖ Judge how serious it is", "Not serious, our own guidance goes on")
        ],
        [(YOUTH, one) for one in ("Open", "📝 The youth's own plan", EXAMPLE)],
    ],
    "bureau": [
        [EXAMPLE],
        ["✅ To do today"],
        ["-115-"],
        ["Police have the form", "Yes, they have it"],
        [EXAMPLE],
        [EXAMPLE],
    ],
    "head": [
        [EXAMPLE],
        ["⋯ More", "👥 People"],
        ["✉️ Invite"],
        [EXAMPLE],
        [EXAMPLE, EXAMPLE],
    ],
    "administrator": [
        [EXAMPLE],
        ["🏢 Units and people"],
        ["Of the whole city"],
        ["社會局", "👥 People"],
        ["✉️ Invite", "bureau staff"],
        [EXAMPLE],
        [EXAMPLE, EXAMPLE],
    ],
}
TITLES = {
    "zh": {
        "story": "從通報到接案",
        "chief": "里長：",
        "newYear": "春節關懷：",
        "screener": "集中派案人員：",
        "worker": "社工：",
        "supervisor": "督導：",
        "liaison": "網絡單位窗口：",
        "clerk": "區公所承辦：代",
        "meeting": "區公所承辦：從",
        "conference": "中心督導：",
        "flows": "單位之間：",
        "bureau": "社會局承辦：",
        "head": "主管：",
        "administrator": "系統管理者：",
    },
    "en": {
        "story": "From a worry to help",
        "chief": "Village chief:",
        "newYear": "New-Year care:",
        "screener": "Screener:",
        "worker": "Social worker:",
        "supervisor": "Supervisor: ask",
        "liaison": "Network liaison:",
        "clerk": "District office clerk: report",
        "meeting": "District office clerk: a meeting",
        "conference": "Supervisor: a case",
        "flows": "Between units:",
        "bureau": "Bureau staff:",
        "head": "Head of a unit:",
        "administrator": "Administrator:",
    },
}
OF_A_SCENE = {"conference", "flows"}
WELL_DONE = {"zh": "恭喜", "en": "Well done"}


WALKED = [
    (role, language)
    for number, role in enumerate(LESSONS)
    for language in ("zh", "en")
    if "CI" not in os.environ or (number % 2 == 0) == (language == "zh")
]
"""Each lesson in both languages; in CI, whose minutes are counted, in one of them by turns."""


@pytest.mark.parametrize(("role", "language"), WALKED)
async def test_a_lesson_is_walked_to_its_end(trainer: Trainer, language: str, role: str) -> None:
    hands = await trainer.open(language)
    name = await _begin(hands, TITLES[language][role], scene=role in OF_A_SCENE)
    lesson = hands.page.locator(".lesson")
    for done, acts in enumerate(LESSONS[role]):
        await expect(lesson.locator("li.done")).to_have_count(done)
        for act in acts:
            await _act(hands, *(act if isinstance(act, tuple) else (name, act)))
        if done == 3:
            await hands.picture(f"lesson-{role}")
    await expect(lesson.locator(".congratulation")).to_contain_text(WELL_DONE[language])
    assert await lesson.locator("li.done").count() == len(LESSONS[role])
    await hands.picture(f"lesson-{role}-end")
    assert trainer.errors == []


def test_each_role_has_a_lesson() -> None:
    assert set(LESSONS) - {"story", "newYear", "meeting", "conference", "flows"} == {
        "administrator" if role is Role.ADMIN else str(role) for role in Role
    }


async def _begin(hands: Hands, title: str, *, scene: bool = False) -> str:
    """Begin a lesson, with a scene of its own or without; gives whose phone it is."""
    await hands.page.locator("#lessons summary").click()
    begins = re.compile(f"^{re.escape(title)}")
    await hands.page.locator("#lesson-list button", has_text=begins).click()
    if scene:
        await hands.page.locator("#anew .danger").click()
    await hands.page.locator(".lesson h3", has_text=begins).wait_for(timeout=30_000)
    await hands.settled()
    return await hands.page.locator(".seat.taught").get_by_role("heading", level=2).inner_text()


async def _act(hands: Hands, name: str, act: str) -> None:
    if act == DAY:
        await hands.move("day")
    elif act == THE_DAY_OF_IT:
        await hands.go_to(act)
    elif act == EXAMPLE:
        await hands.page.locator(".lesson .example").click()
        await hands.send(name)
    else:
        of_the_clock = {"day": THE_DAY, "time": THE_TIME}.get(act)
        await hands.tap(name, of_the_clock[hands.language] if of_the_clock else hands.label(act))


async def test_progress_is_kept_when_the_page_is_loaded_anew(trainer: Trainer) -> None:
    hands = await trainer.open("zh")
    name = await _begin(hands, TITLES["zh"]["chief"])
    await _act(hands, name, EXAMPLE)
    await hands.page.reload()
    await hands.page.wait_for_selector("body[data-ready]")
    await _begin(hands, TITLES["zh"]["chief"])
    await expect(hands.page.locator(".lesson li.done")).to_have_count(1)
