"""Being away (請假) with a deputy: a change of staff never breaks a case's service [002] 溫委員."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from casework.errors import LongLeave, PastDate
from casework.forms import Form, Question, QuestionKind
from casework.policy.policy import LeaveFigures, Nudging
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit
from casework.text.dates import at_taipei, day_from, parted, read_date
from casework.text.identity import plain

OWING = (*SERVING, *LEADING, Role.SCREENER, Role.CLERK, Role.BUREAU, Role.ADMIN)
"""Whose duties somebody must do while they are away."""

OPEN_END = date(9999, 12, 30)
"""The last day of who is away until somebody lets them back in: the last that has a morning after it."""

LEAVE = Form(
    "leave",
    (
        Question("first", QuestionKind.COMING, ("today", "tomorrow")),
        Question("last", QuestionKind.COMING, ("today", "tomorrow"), after="first"),
    ),
)
"""From when to when; who stands in was chosen before."""

DAYS: Final = "[今明後大天這下本個週周禮拜星期0-9一二三四五六七八九十兩日年/.月號從自到至~-]"
"""A character of the days of a leave, as people write them: 下週一到週三."""
ENGLISH_DAYS: Final = (
    r"(?:today|tomorrow|next|this|the|on|from|to|until|\d[\d/.-]*(?:st|nd|rd|th)?,?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)(?:[a-z]{3,})?)"
)
"""A word of them in English: from June 8 to June 10."""
_RUNS: Final = re.compile(rf"(?:{DAYS}| )+|(?:\b{ENGLISH_DAYS}(?:\b| |$) ?)+")
_SO_MANY: Final = re.compile(
    r"(?:\d+|[一二兩三四五六七八九十]+)個?(?:天|日|週|周|禮拜|星期)$|\b(?:day|week)s\b"
)
"""What says how long it lasts: three days may be of work or of the calendar."""
_ONE_DAY: Final = re.compile("[1一]天$")
_BOTH: Final = re.compile("([今明])([明後])[兩二2]?天")


class AwayTold(Struct, frozen=True):
    """Who is away from when to when, and who stands in: what their colleagues hear."""

    leave: int
    name: str
    deputy: str
    first: date
    last: date


class Meanwhile(Struct, frozen=True):
    """What happened while somebody was away."""

    acts: tuple[tuple[str, str], ...]
    """Numbers and verbs of the latest, oldest first."""
    owed: int
    """So much is open now."""
    more: int = 0
    """So many acts had no room."""
    serves: bool = False
    """They have a casebook, in which it stands."""


def judge_days(first: date, last: date, today: date, figures: LeaveFigures) -> None:
    """Refuse a leave that is over, or does not end soon: a deputy's rights are for a while (`trust.md`)."""
    if last < max(first, today):
        raise PastDate(last)
    if last > today + timedelta(days=figures.days):
        raise LongLeave


def days_said(text: str, today: date) -> tuple[date | None, date | None]:
    """Read from when to when somebody says that they are away: 下週一到週三請假, leave June 8 to June 10."""
    said = plain(text).casefold()
    words = "".join(one[0] for one in _RUNS.finditer(said)).strip()
    words = _ONE_DAY.sub("", _BOTH.sub(r"\1天到\2天", words))
    if _SO_MANY.fullmatch(words) and not said.startswith(words):
        return None, None  # 請3日假 lasts three days, 3日請假 is on the 3rd
    if day := _day(words, today):
        return day, None if _SO_MANY.search(_ONE_DAY.sub("", said)) else day
    if until := re.fullmatch("(?:到|至|to |until )(.+)", words):
        return None, _day(until[1], today)
    for left, right in parted(words.removeprefix("on ")):
        first = _day(left, today)
        last = day_from(first, right, today) if first else None
        if first and last:
            return first, last
    return _day(_SO_MANY.sub("", words), today), None


def _day(words: str, today: date) -> date | None:
    return read_date(re.sub("^(?:從|自|from )", "", words.strip(" ,")), today, prefer="future")


def same_work(person: Person, unit: Unit, deputy: Person, beside: Unit) -> bool:
    """Tell whether two do the same work: the same role, or both serve cases, in units of the same kind.

    Who reported is the screening unit's alone (`trust.md` LR): another kind's supervisor doesn't see it.
    """
    same = person.role is deputy.role or {person.role, deputy.role} <= set(SERVING)
    return same and unit.kind is beside.kind


def may_deputise(person: Person, unit: Unit, deputy: Person, beside: Unit) -> bool:
    """Tell whether somebody may stand in for another: they do the same work, and can be reached."""
    there = person.id != deputy.id and deputy.active and not deputy.blocked
    return there and same_work(person, unit, deputy, beside)


def back_at(last: date, nudging: Nudging) -> datetime:
    """Return when somebody hears what happened: with the digest of the day after."""
    return at_taipei(last + timedelta(days=1), nudging.digest)
