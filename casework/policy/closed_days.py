"""Closed days (停班停課): how an administrator writes them, what can be done with each, what they move."""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from casework.forms import Form, Question, QuestionKind
from casework.policy.calendar import Calendar
from casework.policy.owed import Rules
from casework.policy.policy import Duty
from casework.text.dates import day_from, local_day, read_date
from casework.text.identity import plain

CLOSED_DAYS = Form("closed_days", (Question("days", QuestionKind.TEXT, limit=200),))
MOST: Final = 10
"""So many days at once, which is what a key can hold."""
IN_WORKING_DAYS: Final = frozenset(
    {
        Duty.ACKNOWLEDGE,
        Duty.JUDGE_CLOSING,
        Duty.JUDGE_DISPUTE,
        Duty.APPLY_SEARCH,
        Duty.FILE_MINUTES,
        Duty.MERIT_TABLE,
        Duty.DISPATCH_ROSTER,
        Duty.NEEDS_MEETING,
        Duty.ANSWER_REFERRAL,
        Duty.SITTING_COUNT,
    }
)
"""Duties whose deadline is counted in working days: each closed day moves it."""
PUT_OFF: Final = Duty.VISIT
"""What falls on a day off is due on the next working day; a closed day before that moves nothing."""

_UNDO = r"(?:取消|撤銷|解除)"
_CLOSED = r"(?:停班(?:停課)?|停止上班(?:、?(?:停止)?上課)?|放?颱風假)"
"""As the notice of the day says it: 停止上班、停止上課."""
_OPEN = r"(?:(?:恢復|照常|正常)+上班(?:、?上課)?|不停班(?:、?不停課)?)"
_SAID = re.compile(rf"(?:(?P<undo>{_UNDO} ?{_CLOSED}|{_OPEN})|{_CLOSED})(?P<days>.*)")
_SAID_AFTER = re.compile(
    rf"(?P<undo>{_UNDO})?(?P<days>.+?) ?(?:(?P<undo_>{_OPEN}|{_UNDO} ?{_CLOSED})|{_CLOSED}|不上班)"
)
_ENGLISH = re.compile(
    r"(?:(?:the )?office (?:is )?)?(?:close[sd]?|(?P<undo>(?:re)?open)) (?:on )?(?P<days>.+)"
)
HALF = re.compile("上午|下午|中午|早上|晚上|半天|half|morning|afternoon|noon|evening", re.IGNORECASE)
"""Of a part of a day: the calendar has whole days only."""
_LIKE_A_DAY = re.compile(r"\d{1,4}[/.年月-]\d|\d{7,8}(?!\d)")
_BETWEEN = re.compile(r"[、,;和及與]| (?:and|&) |(?<=\d) (?=\d+[/.-])")
_UNTIL = re.compile(r" ?(?:[-~至到]|\bto\b|\buntil\b) ?")


class SaidDays(Struct, frozen=True):
    """What was written: days on which the office closes, or works after all; and what is no day."""

    closes: bool
    days: tuple[date, ...]
    unread: tuple[str, ...] = ()


class Sorted(Struct, frozen=True):
    """The days that were written, by what can be done with them."""

    to_do: tuple[date, ...]
    off_anyway: tuple[date, ...]
    done_before: tuple[date, ...]
    """Closed already, or not closed at all."""
    too_old: tuple[date, ...]
    too_far: tuple[date, ...]


def read_closing(text: str, today: date, back_days: int) -> SaidDays | None:
    """Read 停班 115/7/10, 7/10-7/11 停班, 取消停班 明天, closed 2026-07-10; None: about something else.

    停課 alone is a matter of the schools. Words after `closed` may ask for cases, so that they must be days.
    """
    written = _written(text)
    if found := _SAID.fullmatch(written):
        return _said(found["days"], today, back_days, closes=not found["undo"])
    if found := _SAID_AFTER.fullmatch(written):
        undone = found["undo"] or found["undo_"]
    elif found := _ENGLISH.fullmatch(written):
        undone = found["undo"]
    else:
        return None
    said = _said(found["days"], today, back_days, closes=not undone)
    meant = said.days or _LIKE_A_DAY.match(found["days"]) or HALF.search(found["days"])
    return said if meant else None


def read_days(text: str, today: date, back_days: int) -> SaidDays:
    """Read what is typed where days to close are asked for, with the word before it or without."""
    return read_closing(text, today, back_days) or _said(_written(text), today, back_days, closes=True)


def sort(said: SaidDays, known: Collection[date], today: date, rules: Rules) -> Sorted:
    """Say what can be done with each day: a typhoon day may be entered late, but not for ever."""
    limits = rules.policy.closed_days
    oldest, farthest = today - timedelta(days=limits.back_days), today + timedelta(days=limits.ahead_days)
    within = [day for day in said.days if oldest <= day <= farthest]
    works = Calendar().is_working_day
    off = [day for day in within if said.closes and not works(day)]
    before = [day for day in within if day not in off and (day in known) is said.closes]
    return Sorted(
        tuple(day for day in within if day not in off and day not in before),
        tuple(off),
        tuple(before),
        tuple(day for day in said.days if day < oldest),
        tuple(day for day in said.days if day > farthest),
    )


def moves(duty: Duty, since: datetime, due: datetime, days: Collection[date], rules: Rules) -> bool:
    """Tell whether a deadline moves when these working days close, or closed days are worked."""
    if duty is PUT_OFF:
        return _is_put_off(since, due, days, rules)
    return duty in IN_WORKING_DAYS and any(local_day(since) < day <= local_day(due) for day in days)


def _is_put_off(since: datetime, due: datetime, days: Collection[date], rules: Rules) -> bool:
    """Tell it of a visit that waits for the office; one where the risk is high does not."""
    visits, before, day = rules.policy.visits, rules.calendar, local_day(due)
    after = Calendar(before.closed ^ frozenset(days))
    meant = (local_day(since) + timedelta(days=n) for n in {visits.medium_days, visits.low_days})
    return any(before.working_day_from(one) == day != after.working_day_from(one) for one in meant)


def _written(text: str) -> str:
    return plain(text.replace("\n", "、")).casefold()


def _said(text: str, today: date, back_days: int, *, closes: bool) -> SaidDays:
    days, unread = set(_days(text.strip(" :"), today, back_days)), []
    for part in _BETWEEN.split(text) if not days else ():
        found = _days(part.strip(" :"), today, back_days)
        days.update(found)
        if part.strip(" :") and not found:
            unread.append(part.strip())
    return SaidDays(closes, tuple(sorted(days)), tuple(unread))


def _days(text: str, today: date, back_days: int) -> list[date]:
    """Read one day, or from one to another."""
    day = _day(text, today, back_days)
    return [day] if day else list(_range(text, today, back_days))


def _range(text: str, today: date, back_days: int) -> Iterator[date]:
    for sign in _UNTIL.finditer(text):
        first = _day(text[: sign.start()], today, back_days)
        last = _end(text[sign.end() :], first, today, back_days) if first else None
        if first and last:
            yield from (first + timedelta(days=n) for n in range(min((last - first).days, MOST) + 1))
            return


def _end(text: str, first: date, today: date, back_days: int) -> date | None:
    """Read the last day of some: 7/10-7/12, 7/10-12, 12/31-1/2, 下週一到週三."""
    if re.fullmatch(r"\d{1,2}[日號]?", text):
        text = f"{first.year}-{first.month}-{text.rstrip('日號')}"
    day = _day(text, today, back_days)
    after = day_from(first, text, today) if day and day < first else None
    return after if after and (after - first).days <= MOST else day


def _day(text: str, today: date, back_days: int) -> date | None:
    """Read a day; without a year it lies ahead, unless it has just passed and would be far off."""
    ahead, behind = read_date(text, today, "future"), read_date(text, today, "past")
    if ahead is None or behind is None:
        return ahead
    just_passed = (today - behind).days <= back_days < (ahead - today).days
    return behind if just_passed else ahead
