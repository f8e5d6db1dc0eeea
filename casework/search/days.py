"""The days that a question names: of deadlines (6/15到期), reports (昨天通報的), visits and closings."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from casework.text.dates import day_from, month_end, months_after, parted, read_date
from casework.text.identity import NUMERALS, in_figures, plain


class OnDays(Struct, frozen=True):
    """Something of a case fell on one of these days; without a first one, or before."""

    first: date | None
    last: date


class DueOn(OnDays, frozen=True):
    """A deadline did."""


class ReportedOn(OnDays, frozen=True):
    """The report did."""


class VisitedOn(OnDays, frozen=True):
    """A visit did."""


class ClosedOn(OnDays, frozen=True):
    """The closing did."""


class NoSuchDay(Struct, frozen=True):
    """A day that is none, as it was typed: 2/30到期."""

    said: str


_Span = tuple[date | None, date]
_DUE: Final = "到期|截止|要交|要辦|要處理"
_SAID: Final[Mapping[type[OnDays], re.Pattern[str]]] = {
    DueOn: re.compile(
        rf"(?P<before>.+?)(?:的|會)?(?:{_DUE})的?"
        r"|(?:到期日?|截止日?|期限)(?:是|在)?[ :]*(?P<after>.+)"
        r"|due[ :]+(?P<then>.+)"
    ),
    ReportedOn: re.compile(
        r"(?P<before>.+?)(?:的|新|收到的|進來的)?通報的?"
        r"|通報(?:日期?)?(?:是|在)?[ :]*(?P<after>.+)"
        r"|reported[ :]+(?P<then>.+)"
    ),
    VisitedOn: re.compile(
        r"(?P<before>.+?)(?:有|已經?)?(?:訪視|家訪|電訪|訪)(?:過的?|了?幾[次戶家件]|的)"
        r"|訪視日期?(?:是|在)?[ :]*(?P<after>.+)"
        r"|visited[ :]+(?P<then>.+)"
    ),
    ClosedOn: re.compile(
        r"(?P<before>.+?)(?:的|已經?)?結案的?"
        r"|結案日期?(?:是|在)?[ :]*(?P<after>.+)"
        r"|closed[ :]+(?P<then>.+)"
    ),
}
_VERBS: Final = re.compile(
    rf"{_DUE}|期限|通報|訪|結案|\bdue\b|\breported\b|\bvisited\b|\bclosed\b", re.IGNORECASE
)
_A_YEAR: Final = r"(?:民國)?(?:\d{2,3}|(?:19|20)\d\d)"
_LIKE_A_DAY: Final = re.compile(
    rf"(?:{_A_YEAR}[/.])?\d{{1,2}}[/.]\d{{1,2}}|{_A_YEAR}-\d{{1,2}}-\d{{1,2}}"
    rf"|(?:{_A_YEAR}年|[今去明]年)?\d{{1,2}}月(?:\d{{1,2}}[日號]?)?"
    r"|(?P<english>[a-z]{3,9}) \d{1,2}(?:st|nd|rd|th)?(?: \d{4})?"
)
_AROUND: Final = re.compile("^(?:從|自|from |by |until |before |since |on |in )|(?:[之以]?[前後]|以來|起)$")
_UNIT: Final = "天|日|月|週|周|星期|禮拜"
_NUMERALS: Final = re.compile(rf"[{NUMERALS}]+(?=個?(?:{_UNIT}))")
_FAR: Final = timedelta(days=40 * 365)
"""What is farther away is no day of the office's."""
_WEEK: Final = timedelta(days=7)
_OFF: Final = timedelta(days=270)
"""Who names a day without a year means none of this year that is so far off: in January, 12/31 is past."""
_TURNS: Final = {
    "上上": -2, "上": -1, "last": -1, "去": -1,
    "這": 0, "本": 0, "此": 0, "當": 0, "今": 0, "this": 0, "the": 0,
    "下": 1, "next": 1, "明": 1, "下下": 2,
}  # fmt: skip
"""Which week, month or year: so many from this one."""
_FIGURES: Final = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TURN: Final = "(上上|上|這|本|此|當|下下|下)1?個?"


def names_days(said: str) -> bool:
    """Tell quickly whether words may name such days."""
    return _VERBS.search(said) is not None


def read_days(said: str, today: date) -> OnDays | NoSuchDay | None:
    """Read the days that words ask for and nothing else; None when they name none, or none that can be.

    What was done is of the last such day. What is read is said back with its year.
    """
    if not names_days(said):
        return None
    words = plain(said).casefold()
    for kind, verb in _SAID.items():
        if found := verb.fullmatch(words):
            days = _NUMERALS.sub(in_figures, next(filter(None, found.groups())).strip())
            span = _Days(today, past=kind is not DueOn).span(days)
            if span is None:
                return _no_such_day(days, today)
            return kind(*span) if _can_be(*span, today) else None
    return None


def _no_such_day(words: str, today: date) -> NoSuchDay | None:
    """Find what is written as a day, alone or at an end of some, and is none: 2/30, June 31."""
    bare = _AROUND.sub("", words)
    for one in (bare, *(each for both in parted(bare) for each in both)):
        found = _LIKE_A_DAY.fullmatch(one)
        english = found["english"] if found else None
        if found and not (english and read_date(f"1 {english}", today) is None) and not read_date(one, today):
            return NoSuchDay(one)
    return None


def _can_be(first: date | None, last: date, today: date) -> bool:
    ordered = first is None or first <= last
    return ordered and all(abs(one - today) < _FAR for one in (first or last, last))


class _Days(Struct, frozen=True):
    """Reads days as somebody means them today: of reports, those that are *past*."""

    today: date
    past: bool

    def span(self, words: str) -> _Span | None:
        """Read days, up to one of them, since one, or from one to another."""
        since = self._since(words) if self.past else None
        return self._until(words) or since or self._whole(words) or self._between(words)

    def _whole(self, words: str) -> tuple[date, date] | None:
        """Read one day, or a week, a month, a year, or as many days as lie ahead or behind."""
        reads: tuple[Callable[[str], tuple[date, date] | None], ...] = (
            self._week, self._month, self._year, self._month_end, self._day,
        )  # fmt: skip
        bare = re.sub("^(?:in|on|during) ", "", words)
        return self._near(words) or next(filter(None, (read(bare) for read in reads)), None)

    def _near(self, words: str) -> tuple[date, date] | None:
        """3天內, 最近兩週, in 3 days, the last two weeks: today is one of them."""
        found = re.fullmatch(
            rf"(?P<way>未來|接下來|過去|最近|近|這)?(?P<n>\d{{1,3}})個?(?P<unit>{_UNIT})(?P<within>[之以]?內)?",
            words,
        ) or re.fullmatch(
            r"(?P<within>(?:with)?in )?(?:the )?(?P<way>next|coming|last|past)? ?"
            rf"(?P<n>\d{{1,3}}|{'|'.join(_FIGURES)}) (?P<unit>day|week|month)s?",
            words,
        )
        if not found or not (found["way"] or found["within"]):
            return None
        many = _FIGURES.index(found["n"]) + 1 if found["n"] in _FIGURES else int(found["n"])
        many = -many if self.past or found["way"] in ("過去", "last", "past") else many
        if found["unit"] in ("月", "month"):
            there = months_after(self.today, many)
        else:
            there = self.today + many * (timedelta(days=1) if found["unit"] in "天日day" else _WEEK)
        return min(self.today, there), max(self.today, there)

    def _week(self, words: str) -> tuple[date, date] | None:
        found = re.fullmatch(rf"{_TURN}(?:週|周|星期|禮拜)|(last|this|next) week", words)
        if not found:
            return None
        monday = self.today - timedelta(days=self.today.weekday()) + _turns(found) * _WEEK
        return monday, monday + timedelta(days=6)

    def _month(self, words: str) -> tuple[date, date] | None:
        """本月, 上個月, 六月, 115年6月, June, Jun 2026."""
        first = None
        if found := re.fullmatch(rf"{_TURN}月份?|(last|this|next) month", words):
            first = months_after(self.today.replace(day=1), _turns(found))
        elif re.fullmatch(r"(?:.+年)?\d{1,2}月份?", words):
            first = self._one_day(f"{words.removesuffix('份')}1日")
        elif re.fullmatch(r"[a-z]{3,9}(?: \d{4})?", words):
            first = self._one_day(f"1 {words}")
        return (first, month_end(first)) if first and first.day == 1 else None

    def _year(self, words: str) -> tuple[date, date] | None:
        found = re.fullmatch("([今去明])年|(last|this|next) year", words)
        year = self.today.year + _turns(found) if found else 0
        return (date(year, 1, 1), date(year, 12, 31)) if found else None

    def _month_end(self, words: str) -> tuple[date, date] | None:
        """月底, 下個月底, the end of June."""
        found = re.fullmatch(r"(?:at )?(?:the )?end of (.+)|(.*月)底", words)
        month = (found[1] or found[2]) if found else ""
        whole = self._month({"月": "本月", "the month": "this month"}.get(month, month))
        return (whole[1], whole[1]) if whole else None

    def _day(self, words: str) -> tuple[date, date] | None:
        day = self._one_day(words)
        return (day, day) if day else None

    def _one_day(self, words: str) -> date | None:
        """Of what is past the last such day; else that of this week, year or month, or the nearer one."""
        before, after = read_date(words, self.today, "past"), read_date(words, self.today, "future")
        if self.past or before is None or after is None or after - self.today < _WEEK:
            return before if self.past else after or before
        today = self.today
        return min(
            before,
            after,
            key=lambda one: (abs(one - today) > _OFF, one.year != today.year, one.month != today.month),
        )

    def _until(self, words: str) -> _Span | None:
        """6/15前, by June 15: that day, too; 下週前, before June 15: not that day. 3日前 is past by three."""
        if self.past and re.fullmatch(r"\d+日前", words):
            return None
        found = re.fullmatch(r"(?P<zh>.+?)[之以]?前|(?P<en>by|until|before) (?P<then>.+)", words)
        whole = self._whole(found["zh"] or found["then"]) if found else None
        if found is None or whole is None:
            return None
        first, last = whole
        before = found["en"] == "before" or (found["zh"] and first != last)
        return None, first - timedelta(days=1) if before else last

    def _since(self, words: str) -> _Span | None:
        """6/5以後, since June 5."""
        found = re.fullmatch(r"[從自]?(.+?)(?:[之以]?後|以來|起|到現在|到今天|至今)|since (.+)", words)
        whole = self._whole(found[1] or found[2]) if found else None
        return (whole[0], self.today) if whole else None

    def _between(self, words: str) -> _Span | None:
        """6/1到6/15, June 1 to June 15: the second is the next such day after the first."""
        for left, right in parted(words):
            first = self._day(left)
            last = day_from(first[0], right, self.today) if first else None
            if first and last:
                return first[0], last
        return None


def _turns(found: re.Match[str]) -> int:
    return _TURNS[next(filter(None, found.groups()))]
