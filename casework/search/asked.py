"""The words that ask for a state of affairs, and what each asks for (`ux.md` 22)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from casework.cases.case import OPEN, Risk, State
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.search.days import DueOn, NoSuchDay, OnDays, names_days, read_days
from casework.text.dates import day_start, local_day
from casework.text.identity import plain


class Asked(StrEnum):
    """The states of affairs that have a word of their own."""

    OVERDUE = "overdue"
    TO_DISPATCH = "to_dispatch"
    DUE_TODAY = "due_today"
    DUE_TOMORROW = "due_tomorrow"
    THIS_WEEK = "this_week"
    NEXT_WEEK = "next_week"
    NO_FOLLOW_UP = "no_follow_up"
    MINE = "mine"
    OPEN = "open"
    DISPATCHED = "dispatched"
    IN_SERVICE = "in_service"
    TRACKED = "tracked"
    DISPUTED = "disputed"
    TO_CLOSE = "to_close"
    JOINED = "joined"
    REDIRECTED = "redirected"
    NOT_TAKEN = "not_taken"
    CLOSED = "closed"
    URGENT = "urgent"
    HIGH_RISK = "high_risk"
    MEDIUM_RISK = "medium_risk"
    LOW_RISK = "low_risk"
    GENERAL = "general"
    SUICIDE_HARDSHIP = "suicide_hardship"
    CHILD_HIGH_RISK = "child_high_risk"
    CHILD_MISSING = "child_missing"
    SHARED = "shared"


Word: TypeAlias = Asked | OnDays | NoSuchDay
"""What asks for a state of affairs: a word of its own, or days."""


_CRISIS: Final = re.compile(
    r"想死|想不開|不想活|活不下去|自[殺杀]|輕生|轻生|救[命我人]|[燒烧]炭|割腕|跳[樓楼]|上吊|[殺杀]了|要[殺杀]|打死|快來|快来"
    r"|suicid|kill|want(?:s|ed)? to die|help me",
    re.IGNORECASE,
)


def is_crisis(text: str) -> bool:
    """Tell whether words that find nothing may be of somebody in danger: then hotlines come first."""
    return _CRISIS.search(plain(text)) is not None


IN_STATE: Final[Mapping[Asked, frozenset[State]]] = {
    Asked.TO_DISPATCH: frozenset({State.SCREENING}),
    Asked.OPEN: OPEN,
    Asked.DISPATCHED: frozenset({State.DISPATCHED}),
    Asked.IN_SERVICE: frozenset({State.IN_SERVICE}),
    Asked.DISPUTED: frozenset({State.DISPUTED}),
    Asked.JOINED: frozenset({State.JOINED}),
    Asked.REDIRECTED: frozenset({State.REDIRECTED}),
    Asked.NOT_TAKEN: frozenset({State.NOT_TAKEN}),
    Asked.CLOSED: frozenset({State.CLOSED}),
}
"""Words that ask where a case is."""
AT_RISK: Final = {
    Asked.HIGH_RISK: Risk.HIGH,
    Asked.MEDIUM_RISK: Risk.MEDIUM,
    Asked.LOW_RISK: Risk.LOW,
}
OF_KIND: Final[Mapping[Asked, CaseKind]] = {
    Asked.GENERAL: CaseKind.GENERAL,
    Asked.SUICIDE_HARDSHIP: CaseKind.SUICIDE_HARDSHIP,
    Asked.CHILD_HIGH_RISK: CaseKind.CHILD_HIGH_RISK,
    Asked.CHILD_MISSING: CaseKind.CHILD_MISSING,
    Asked.SHARED: CaseKind.SHARED,
}
"""Words that ask for a kind of case (類型)."""
OF_DANGER: Final = frozenset({Asked.URGENT, *AT_RISK, *OF_KIND})
"""Words that may also be of a worry: how bad it is, and of which kind."""
_DUTIES: Final[Mapping[Asked, Duty]] = {
    Asked.TO_DISPATCH: Duty.SCREEN,
    Asked.DISPATCHED: Duty.ACKNOWLEDGE,
    Asked.NO_FOLLOW_UP: Duty.FOLLOW_UP,
    Asked.DISPUTED: Duty.JUDGE_DISPUTE,
    Asked.TO_CLOSE: Duty.JUDGE_CLOSING,
}

_DAYS: Final = (Asked.DUE_TODAY, Asked.DUE_TOMORROW, Asked.THIS_WEEK, Asked.NEXT_WEEK)
_WEEK: Final = ("週", "周", "星期", "禮拜")
_SPOKEN: Final = {
    "未": ("未", "還沒", "還沒有", "尚未", "沒", "沒有"),
    "週": [this + week for this in ("本", "這", "這個") for week in _WEEK],
    "下週": [then + week for then in ("下", "下個") for week in _WEEK],
}
"""What has several ways to be said: one sign stands for all of them in what follows."""
_WORDS: Final[Mapping[Asked, str]] = {
    Asked.OVERDUE: "逾期 已逾期 逾期最久 過期 逾期未辦 超過期限 overdue late behind",
    Asked.TO_DISPATCH: "待派 待派案 (未)派 (未)派案 要派 要派案 待篩 待篩派 (未)篩 (未)篩派 要篩 要篩派 "
    "篩派中 unassigned undispatched to_dispatch to_be_dispatched being_screened to_be_screened screening",
    Asked.DUE_TODAY: "今天到期 今日到期 今天 今日 today due_today due",
    Asked.DUE_TOMORROW: "明天到期 明日到期 明天 明日 tomorrow due_tomorrow",
    Asked.THIS_WEEK: "(週) (週)到期 快到期 快要到期 即將到期 week this_week due_this_week due_soon",
    Asked.NEXT_WEEK: "(下週) (下週)到期 next_week due_next_week",
    Asked.NO_FOLLOW_UP: "(未)回報 (未)交月報 月報(未)交 月報(未)寫 月報(未)填 (未)寫月報 (未)填月報 "
    "月報 每月回報 (未)交每月回報 每月回報(未)交 "
    "no_follow_up no_follow-up unreported follow-up_not_filed not_filed",
    Asked.MINE: "我的 我承辦 我的案 我的案子 我的個案 mine my",
    Asked.OPEN: "進行中 (未)結案 處理中 開案中 open",
    Asked.DISPATCHED: "已派案 已派 派案中 待接案 (未)接案 (未)人接 還沒接 新派 新派案 "
    "dispatched offered not_accepted",
    Asked.IN_SERVICE: "服務中 in_service",
    Asked.TRACKED: "列管 列管中 tracked",
    Asked.DISPUTED: "爭議 爭議中 有爭議 disputed dispute disputes",
    Asked.TO_CLOSE: "待核結案 待審結案 提議結案 有人要結案 誰要結案 申請結案 結案待核 結案待審 "
    "待核 待審 待核定 待審核 待核准 等我核 等我核定 等我核准 "
    "to_close closing_to_decide closing_proposed to_decide",
    Asked.JOINED: "併案 已併案 joined joined_to_another_case",
    Asked.REDIRECTED: "已轉介 轉介其他窗口 redirected pointed_to_another_channel",
    Asked.NOT_TAKEN: "不開案 未開案 not_taken no_case_opened",
    Asked.CLOSED: "結案 已結案 closed",
    Asked.URGENT: "緊急 急件 urgent",
    Asked.HIGH_RISK: "高風險 風險高 高度風險 high_risk",
    Asked.MEDIUM_RISK: "中風險 風險中 中度風險 medium_risk",
    Asked.LOW_RISK: "低風險 風險低 低度風險 low_risk",
    Asked.GENERAL: "一般 一般個案 一般案件 general general_case",
    Asked.SUICIDE_HARDSHIP: "幸扶守護 幸福守護 幸扶 suicide_hardship suicide_report_with_economic_hardship",
    Asked.CHILD_HIGH_RISK: "兒少高危機 高危機 高危機兒少 child_high_risk child_at_high_risk",
    Asked.CHILD_MISSING: "行方不明兒少 行方不明 兒少行方不明 child_missing "
    "child_whose_whereabouts_are_unknown",
    Asked.SHARED: "共案 多單位共案 shared served_by_several_units",
}
_FILLING: Final = (
    "的 案 件 案件 個案 案子 有 有沒有 有哪些 哪些 有什麼 什麼 幾件 有幾件 幾個 有幾個 幾戶 幾家 "
    "有人 多少 有多少 多少件 件數 案數 還有 全部 所有 全都 "
    "一共 總共 全市 查 查詢 查一下 看 看看 看一下 列出 找 請 請問 請幫我 幫我 幫忙 我要 我想 想知道 給我 "
    "目前 現在 還 都 是 嗎 呢 吧 了 謝謝 "
    "這家 那家 這一家 那一家 一家 這戶 那戶 這一戶 那一戶 一戶 這件 那件 家 先生 小姐 "
    "太太 女士 幫我查 幫我找 我要查 我想找 手上 名下 負責 要處理 要辦 要交 我 誰 誰的 誰有 在哪 在哪裡 "
    "桃園市 本市 "
    "all any are case cases do find for has have how in is list many me of please show thanks the there "
    "what what's which with who who's whose i we our district dist area works working's"
)
FILLERS: Final = frozenset(_FILLING.split())
"""What only makes a sentence of a question, and asks for nothing: all cases are meant by 全部."""


def _ways(word: str) -> Iterator[str]:
    """Yield the ways in which a word is said."""
    before, sign, after = word.partition("(")
    kind, _, after = after.partition(")")
    yield from (before + one + after for one in _SPOKEN[kind]) if sign else (word.replace("_", " "),)


_ASKED: Final = {
    way: asked for asked, words in _WORDS.items() for word in words.split() for way in _ways(word)
}


_OF_WORK: Final = tuple(word for word, asked in _ASKED.items() if asked not in OF_DANGER)


def may_ask_for_work(said: str) -> bool:
    """Tell quickly whether words hold one of those; whether they ask for it and no more, `of_work` says."""
    spread = " ".join(said.casefold().replace("_", " ").replace("?", " ").split())
    return any(word in spread for word in _OF_WORK) or names_days(spread)


def asked_by(words: str) -> Asked | None:
    """Return what a word or two ask for."""
    return _ASKED.get(words.casefold().replace("_", " "))


def asked_on(words: str, today: date) -> Word | None:
    """Return what they ask for on a day; days that have a word of their own are called by it."""
    asked = asked_by(words) or read_days(words, today)
    if not isinstance(asked, DueOn):
        return asked
    now = day_start(today)
    called = (one for one in _DAYS if due_between(one, now) == moments(asked.first, asked.last))
    return next(called, asked)


def due_between(asked: Word, now: datetime) -> tuple[datetime | None, datetime] | None:
    """Return the deadlines that a word asks for: from the first moment on, before the second."""
    if isinstance(asked, DueOn):
        return moments(asked.first, asked.last)
    if not isinstance(asked, Asked):
        return None
    today = local_day(now)
    monday = today - timedelta(days=today.weekday())
    return {
        Asked.OVERDUE: (None, now),
        Asked.DUE_TODAY: moments(today, today),
        Asked.DUE_TOMORROW: moments(*[today + timedelta(days=1)] * 2),
        Asked.THIS_WEEK: moments(monday, monday + timedelta(days=6)),
        Asked.NEXT_WEEK: moments(monday + timedelta(days=7), monday + timedelta(days=13)),
    }.get(asked)


def is_meant(asked: Word, duty: Duty, due: datetime, now: datetime) -> bool:
    """Tell whether a duty is why a case answers a word."""
    between = due_between(asked, now)
    if between is None:
        return isinstance(asked, Asked) and _DUTIES.get(asked) is duty
    first, before = between
    return (first is None or first <= due) and due < before


def moments(first: date | None, last: date) -> tuple[datetime | None, datetime]:
    """Return the moments of days: from the first one on, before the second."""
    return day_start(first) if first else None, day_start(last + timedelta(days=1))
