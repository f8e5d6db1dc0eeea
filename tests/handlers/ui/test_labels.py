"""The labels of keys, screen by screen, in both languages. Elsewhere keys are pressed by what they do."""

from collections.abc import Awaitable, Callable, Mapping

import pytest

from casework.cases.case import Case
from casework.staffing.people import Role
from handlers.reminders.duties import OpenDuty
from handlers.service import visits
from handlers.ui.home import OpenPlace
from handlers.ui.turn import HomePlace
from sandbox import Phone
from tests.handlers.reminders.test_duties import press
from tests.handlers.ringing import offered, reported
from tests.handlers.serving import duties, served
from tests.support.keys import on, option
from tests.support.phones import from_home, keys, say, tap
from tests.support.town import MONDAY, VILLAGE, Town

UNITS = {Role.SCREENER: "家防中心", Role.BUREAU: "社會局", Role.ADMIN: "社會局", Role.CLERK: "社會局"}
STAFF = ["✅ 今天要辦 | ✅ To do today", "📁 個案 | 📁 Cases", "⋯ 更多 | ⋯ More"]
MEETINGS = "🗓 會議 | 🗓 Meetings"
ATTENDING = (Role.LIAISON, Role.SUPERVISOR, Role.HEAD, Role.BUREAU)
HOME: Mapping[Role, list[str]] = {
    Role.CHIEF: ["📝 通報 | 📝 Report", "📨 我的通報 | 📨 My reports", "🌐 中文／English | 🌐 中文／English"],
    **dict.fromkeys((Role.WORKER, Role.SCREENER), STAFF),
    Role.ADMIN: [STAFF[0], "🏢 單位與人員 | 🏢 Units and people", *STAFF[1:]],
    **{one: [STAFF[0], MEETINGS, *STAFF[1:]] for one in ATTENDING},
    Role.CLERK: [STAFF[0], "📝 通報 | 📝 Report", MEETINGS, STAFF[2]],
}
LATE = "📊 逾期與案量 | 📊 Who is late"
FIGURES = "📈 統計 | 📈 Figures"
BACK = "🏠 首頁 | 🏠 Home"
CASES: Mapping[Role, list[str]] = {
    Role.WORKER: ["待接案 | Offered to me", "📋 我的個案 | 📋 My cases", BACK],
    Role.SUPERVISOR: [LATE, FIGURES, "待核結案 | Closings to decide", "❗ 逾期 | ❗ Overdue", BACK],
    Role.SCREENER: ["待篩派 | To screen", "❗ 逾期 | ❗ Overdue", BACK],
    Role.BUREAU: [LATE, FIGURES, "社會局待辦 | For the bureau to do", "❗ 逾期 | ❗ Overdue", BACK],
}
ON_CALL = "☎ 值班 | ☎ On call"
LANGUAGE, LEAVE = "🌐 中文／English | 🌐 中文／English", "🌴 請假／找代理人 | 🌴 Be away"
LOOKED = "👀 誰看過我的個案 | 👀 Who looked at my cases"
REPORT, MINE = "📝 通報 | 📝 Report", "📨 我的通報 | 📨 My reports"
HANDING, PLANS = "🔁 交接 | 🔁 Hand over", "📖 計畫差異 | 📖 Compare plans"
COLD = "🥶 低溫 | 🥶 Cold"
ROSTERS, MATCH = "📋 名冊 | 📋 Rosters", "🔍 比對 | 🔍 Match"
PEOPLE = "👥 人員 | 👥 People"
CLOSED_DAYS = "🌀 停班停課 | 🌀 Closed days"
INVITED = "✉️ 尚未加入的邀請 | ✉️ Open invitations"
TRANSITIONS = "🧭 轉銜 | 🧭 Transitions"
REFERRED = "↗ 轉介 | ↗ Referrals"
MORE: Mapping[Role, list[str]] = {
    Role.WORKER: [REPORT, MINE, LEAVE, REFERRED, LOOKED, ON_CALL, LANGUAGE, BACK],
    Role.CLERK: [MINE, LEAVE, ON_CALL, LANGUAGE, BACK],
    Role.SUPERVISOR: [LEAVE, REFERRED, HANDING, PEOPLE, ON_CALL, LANGUAGE, BACK],
    Role.HEAD: [LEAVE, REFERRED, HANDING, PEOPLE, ON_CALL, LANGUAGE, BACK],
    Role.BUREAU: [
        LEAVE,
        TRANSITIONS,
        PLANS,
        ON_CALL,
        ROSTERS,
        MATCH,
        "🧧 春節 | 🧧 New Year",
        COLD,
        LANGUAGE,
        BACK,
    ],
    Role.ADMIN: [
        LEAVE,
        PLANS,
        HANDING,
        CLOSED_DAYS,
        INVITED,
        ON_CALL,
        COLD,
        LANGUAGE,
        BACK,
    ],
}
LANGUAGES = pytest.mark.parametrize(("place", "code"), [(0, "zh-hant"), (1, "en")], ids=["zh", "en"])


def in_language(labels: list[str], place: int) -> list[str]:
    """Return the labels of a table in one of its two languages."""
    return [label.split(" | ")[place] for label in labels]


async def joined(town: Town, role: Role, code: str) -> Phone:
    """Let somebody of a role join who speaks the language."""
    villages = (VILLAGE,) if role is Role.CHIEF else ()
    unit = UNITS.get(role, "平鎮分局" if role is Role.LIAISON else "平鎮中心")
    return await town.join(role, "王測試", unit=unit, villages=villages, language=code)


@LANGUAGES
@pytest.mark.parametrize("role", HOME)
async def test_home(town: Town, role: Role, place: int, code: str) -> None:
    phone = await joined(town, role, code)
    await say(town, phone, "/home")
    assert await keys(phone) == in_language(HOME[role], place)


@LANGUAGES
@pytest.mark.parametrize(
    ("role", "behind", "table"),
    [
        *((role, HomePlace.CASES, CASES) for role in CASES),
        *((role, HomePlace.MORE, MORE) for role in MORE),
    ],
)
async def test_what_stands_behind_a_key_of_home(
    town: Town, role: Role, behind: HomePlace, table: Mapping[Role, list[str]], place: int, code: str
) -> None:
    phone = await joined(town, role, code)
    await from_home(town, phone, on(OpenPlace, place=behind))
    assert await keys(phone) == in_language(table[role], place)


async def card(town: Town, what: str, code: str) -> list[str]:
    """Open a card as whoever has something to do with it sees it; returns its keys without the number's."""
    role, case = await CARDS[what][0](town, code)
    await say(town, role, case.number)
    return [label for label in await keys(role) if case.number not in label]


async def _to_screen(town: Town, code: str) -> tuple[Phone, Case]:
    return await joined(town, Role.SCREENER, code), await reported(town, urgent=False)


async def _offered(town: Town, code: str) -> tuple[Phone, Case]:
    worker = await joined(town, Role.WORKER, code)
    return worker, await offered(town, worker)


async def _served(town: Town, code: str) -> tuple[Phone, Case]:
    worker = await joined(town, Role.WORKER, code)
    return worker, await served(town, worker)


async def _to_close(town: Town, code: str) -> tuple[Phone, Case]:
    worker = await town.join(Role.WORKER, "陳範例")
    return await joined(town, Role.SUPERVISOR, code), await served(town, worker, closing_at=MONDAY)


CARDS: Mapping[str, tuple[Callable[[Town, str], Awaitable[tuple[Phone, Case]]], list[str]]] = {
    "to screen": (
        _to_screen,
        [
            "派給其他單位或社工 | Another unit or worker",
            "併案 | Join to a case",
            "轉介其他窗口 | Other channel",
            "不開案 | Do not open a case",
            "✔️ 查證 | ✔️ Verify",
            "◀ 待篩派 | ◀ To screen",
            "🔎 孩子行蹤不明 | 🔎 Child missing",
            "🔓 看完整資料 | 🔓 Full data",
            "🕘 歷程 | 🕘 History",
            "🚫 迴避 | 🚫 Keep out",
            "🏠 首頁 | 🏠 Home",
        ],
    ),
    "offered": (
        _offered,
        [
            "✅ 接案 | ✅ Accept",
            "婉拒 | Decline",
            "🔓 看完整資料 | 🔓 Full data",
            "🚫 迴避 | 🚫 Keep out",
            "🏠 首頁 | 🏠 Home",
        ],
    ),
    "served": (
        _served,
        [
            "🚪 登錄訪視 | 🚪 Log a visit",
            "📝 每月回報 115年6月 | 📝 Follow-up Jun 2026",
            "📄 評估報告 | 📄 Assessment report",
            "🤝 有其他單位服務 | 🤝 Another unit too",
            "🔎 孩子行蹤不明 | 🔎 Child missing",
            "🚓 請求陪同 | 🚓 Ask for an escort",
            "🔓 看完整資料 | 🔓 Full data",
            "⚖️ 提出爭議 | ⚖️ Dispute",
            "申請結案 | Propose closing",
            "🕘 歷程 | 🕘 History",
            "🚫 迴避 | 🚫 Keep out",
            "🏠 首頁 | 🏠 Home",
        ],
    ),
    "to close": (
        _to_close,
        [
            "✅ 核定結案 | ✅ Approve closing",
            "↩️ 退回 | ↩️ Return it",
            "改派他人 | Offer to somebody else",
            "🤝 有其他單位服務 | 🤝 Another unit too",
            "🔎 孩子行蹤不明 | 🔎 Child missing",
            "🔓 看完整資料 | 🔓 Full data",
            "🕘 歷程 | 🕘 History",
            "🚫 迴避 | 🚫 Keep out",
            "🏠 首頁 | 🏠 Home",
        ],
    ),
}


@LANGUAGES
@pytest.mark.parametrize("what", CARDS)
async def test_the_card_of_a_case(town: Town, what: str, place: int, code: str) -> None:
    assert await card(town, what, code) == in_language(CARDS[what][1], place)


@LANGUAGES
async def test_the_card_of_a_duty(town: Town, place: int, code: str) -> None:
    worker, case = await _served(town, code)
    [first, *_] = await duties(town, case)
    await press(town, worker, OpenDuty(first.id))
    assert await keys(worker) == in_language(DUTY, place)


DUTY = [
    "📝 現在填寫 | 📝 Fill in now",
    "明天再提醒我 | Remind me tomorrow",
    "請假／找代理人 | Somebody stands in",
    "查看 | Open",
    "ⓘ 為什麼 | ⓘ Why",
    "🏠 首頁 | 🏠 Home",
]


@LANGUAGES
async def test_a_visit(town: Town, place: int, code: str) -> None:
    worker, case = await _served(town, code)
    await say(town, worker, case.number)
    shown = []
    for key in (visits.LogVisit, option("home"), option("met"), option("all")):
        await tap(town, worker, key)
        shown.append(await keys(worker))
    assert shown == [in_language(one, place) for one in VISIT]


VISIT = [
    [
        "家訪 | At home",
        "電話 | Telephone",
        "到本單位 | Office",
        "學校 | School",
        "◀ 返回 | ◀ Back",
        "🏠 首頁 | 🏠 Home",
    ],
    [
        "有見到 | Met",
        "沒見到人 | Met nobody",
        "拒訪 | They refuse the visit",
        "◀ 返回 | ◀ Back",
        "🏠 首頁 | 🏠 Home",
    ],
    [
        "全部看到 | All of them",
        "部分看到 | Some",
        "都沒看到 | None",
        "家中沒有孩子 | No children",
        "◀ 返回 | ◀ Back",
        "🏠 首頁 | 🏠 Home",
    ],
    [
        "高 | High",
        "中 | Medium",
        "低 | Low",
        "◀ 返回 | ◀ Back",
        "🏠 首頁 | 🏠 Home",
    ],
]
