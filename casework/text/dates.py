"""Days and moments as the office reads and writes them: 民國 years, Taipei time."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names, get_month_names

from casework.text.identity import NUMERALS, in_figures, plain

TAIPEI: Final = ZoneInfo("Asia/Taipei")
BEFORE_THE_REPUBLIC: Final = 1911
"""What is added to a year of the Republic (民國)."""

Prefer = Literal["past", "future"]

_WEEKDAYS = "一二三四五六日"
_NAMED_DAYS = {
    "今天": 0, "今日": 0, "本日": 0, "today": 0,
    "昨天": -1, "昨日": -1, "yesterday": -1,
    "前天": -2, "前日": -2, "day before yesterday": -2, "大前天": -3,
    "明天": 1, "明日": 1, "tomorrow": 1,
    "後天": 2, "後日": 2, "day after tomorrow": 2, "大後天": 3,
}  # fmt: skip
_NUMERALS = re.compile(rf"[{NUMERALS}]+(?=[年月日號天點時分])")
_WEEKDAY_TAIL = re.compile(
    r"\s*\(?\s*(?:週|周|星期|禮拜)?[一二三四五六日天]\)$|\s+(?:週|周|星期|禮拜)[一二三四五六日天]$"
)


def read_date(text: str, today: date, prefer: Prefer = "past") -> date | None:
    """Read a day in any of the ways people write one; None when there is no such day.

    Without a year it is the nearest in the *prefer*red direction, today included: visits are past.
    """
    written = _WEEKDAY_TAIL.sub("", plain(text).casefold())
    spoken = _NUMERALS.sub(in_figures, written)
    for read in _READERS:
        for words in (written, spoken):
            day = read(words, today, prefer)
            if day is not None:
                return day
    return None


def parted(words: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each sign that may part two days: 6/1到6/15, June 1 to June 15."""
    words = re.sub("^(?:從|自|from |between )", "", words)
    for sign in re.finditer("[到至~-]| (?:to|and|until) ", words):
        yield words[: sign.start()].strip(), words[sign.end() :].strip()


def day_from(first: date, words: str, today: date) -> date | None:
    """Read the day that ends some days: the next such after the first, perhaps without its month (到20日).

    明天到後天, 下週一到下週三: what can only be one day is said of today.
    """
    only = read_date(words, today, "past")
    if only and only == read_date(words, today, "future") and only >= first:
        return only
    if bare := re.fullmatch(r"(\d{1,2})[日號]?", words):
        month = first if int(bare[1]) >= first.day else next_month(first)
        words = f"{month.month}/{bare[1]}"
    return read_date(words, first, prefer="future")


_PARTS = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚間|半夜"
_HOUR = re.compile(
    rf"[\s，,的]*(?:{_PARTS})?\s*(?:\d{{1,2}}[點時](?:半|整|\d{{1,2}}分?)?|\d{{1,2}}[:：]\d{{2}})(?:左右|多)?$"
    rf"|[\s，,的]*(?:{_PARTS})$| (?:morning|afternoon|evening|night)$"
)
_DAYS_BY_PART = {
    "昨晚": "昨天", "昨夜": "昨天", "last night": "yesterday",
    "今早": "今天", "今晚": "今天", "this": "today", "剛剛": "今天", "剛才": "今天",
    "前晚": "前天", "明早": "明天", "明晚": "明天",
}  # fmt: skip


def without_hour(text: str) -> str:
    """Leave out the hour of a day that alone is asked for: 昨天晚上, 5/30 下午三點, yesterday morning."""
    written = _NUMERALS.sub(in_figures, plain(text).casefold())
    day = written if written in _DAYS_BY_PART else _HOUR.sub("", written)
    return _DAYS_BY_PART.get(day, day if day != written else text)


def _named(text: str, today: date, _prefer: Prefer) -> date | None:
    """今天, yesterday, 3天前, 3 days ago."""
    if text.removeprefix("the ") in _NAMED_DAYS:
        return _shifted(today, _NAMED_DAYS[text.removeprefix("the ")])
    found = re.fullmatch(r"(\d{1,3}) ?[天日]([前後])|(\d{1,3}) days? (ago)|in (\d{1,3}) days?", text)
    if not found:
        return None
    count = int(found[1] or found[3] or found[5])
    return _shifted(today, -count if found[2] == "前" or found[4] else count)


def _weekday(text: str, today: date, prefer: Prefer) -> date | None:
    """上週三, 這週五, 下星期一, 禮拜二: weeks begin on Monday."""
    found = re.fullmatch(r"(上上|上|這|本|此|下下|下)?個? ?(?:週|周|星期|禮拜)([一二三四五六日天])", text)
    if not found:
        return None
    wanted = _WEEKDAYS.index(found[2].replace("天", "日"))
    if found[1] is None:
        return _nearest_weekday(today, wanted, prefer, strict=False)
    weeks = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(found[1], 0)
    return _shifted(today, wanted - today.weekday() + 7 * weeks)


def _english_weekday(text: str, today: date, prefer: Prefer) -> date | None:
    """`last Wednesday` is the latest before today, `next Monday` the first after,
    `this Friday` of this week."""
    found = re.fullmatch(r"(?:on )?(last |next |this )?([a-z]{3,9})", text)
    if found is None or (wanted := _among(get_day_names(locale="en"), found[2])) is None:
        return None
    match (found[1] or "").strip():
        case "last":
            return _nearest_weekday(today, wanted, "past", strict=True)
        case "next":
            return _nearest_weekday(today, wanted, "future", strict=True)
        case "this":
            return _shifted(today, wanted - today.weekday())
    return _nearest_weekday(today, wanted, prefer, strict=False)


def _full(text: str, today: date, _prefer: Prefer) -> date | None:
    """115/6/1, 115.6.1, 民國115年6月1日, 2026-06-01, 去年6月1日."""
    text = _said_year(text.replace(" ", ""), today)
    found = re.fullmatch(r"(?:中華)?(?:民國)?(\d{1,4})年(\d{1,2})月(\d{1,2})[日號]?", text) or re.fullmatch(
        r"(?:民國)?(\d{2,4})([/.-])(\d{1,2})\2(\d{1,2})", text
    )
    return _day(int(found[1]), int(found.groups()[-2]), int(found.groups()[-1])) if found else None


def _said_year(text: str, today: date) -> str:
    for word, years in (("今年", 0), ("去年", -1), ("前年", -2), ("明年", 1)):
        if text.startswith(word):
            return f"{today.year + years}年{text.removeprefix(word)}"
    return text


def _compact(text: str, _today: date, _prefer: Prefer) -> date | None:
    """1150601, 20260601, and 650312 as rosters have it."""
    found = re.fullmatch(r"(\d{2,4})(\d{2})(\d{2})", text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _month_and_day(text: str, today: date, prefer: Prefer) -> date | None:
    """6/1, 6月1日."""
    tight = text.replace(" ", "")
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[日號]?", tight) or re.fullmatch(
        r"(\d{1,2})月(\d{1,2})[日號]?", tight
    )
    return _nearest(int(found[1]), int(found[2]), today, prefer) if found else None


def _day_alone(text: str, today: date, prefer: Prefer) -> date | None:
    """8號, 8日, the 8th, 下個月8號: without its month the nearest such day; 31 is not in every month."""
    found = re.fullmatch(
        r"(?:(上|這|本|當|下)個?月)? ?(\d{1,2})[日號]|(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)", text
    )
    if found is None:
        return None
    first, day = today.replace(day=1), int(found[2] or found[3])
    if found[1]:
        month = months_after(first, {"上": -1, "下": 1}.get(found[1], 0))
        return _day(month.year, month.month, day)
    months = (months_after(first, -n if prefer == "past" else n) for n in range(3))
    days = (_day(one.year, one.month, day) for one in months)
    return next((one for one in days if one and (one <= today if prefer == "past" else one >= today)), None)


def _english(text: str, today: date, prefer: Prefer) -> date | None:
    """1 June, June 1, Mon 1 Jun 2026, June 1st, 2026."""
    text = re.sub(r"[,.]", " ", text)
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    text = " ".join(word for word in text.split() if word not in {"of", "on", "the"})
    found = re.fullmatch(
        r"(?:[a-z]{3,9} )?"
        r"(?:(?P<d1>\d{1,2}) (?P<m1>[a-z]{3,9})|(?P<m2>[a-z]{3,9}) (?P<d2>\d{1,2}))"
        r"(?: (?P<year>\d{4}))?",
        text,
    )
    month = _among(get_month_names(locale="en"), found["m1"] or found["m2"]) if found else None
    if found is None or month is None:
        return None
    day = int(found["d1"] or found["d2"])
    return _day(int(found["year"]), month, day) if found["year"] else _nearest(month, day, today, prefer)


_READERS: tuple[Callable[[str, date, Prefer], date | None], ...] = (
    _named, _weekday, _english_weekday, _full, _compact, _month_and_day, _day_alone, _english,
)  # fmt: skip


def _among(names: Mapping[Any, str], word: str) -> int | None:
    """Return which of the English *names* the *word* is or shortens (three letters and more)."""
    return next((i for i, name in names.items() if len(word) >= 3 and name.casefold().startswith(word)), None)


def _day(year: int, month: int, day: int) -> date | None:
    """Make a day of the numbers; a year below 1000 is of the Republic, one far off from ours nobody's."""
    year += BEFORE_THE_REPUBLIC if 0 < year < 1000 else 0
    if not 1900 <= year < 3000:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _nearest(month: int, day: int, today: date, prefer: Prefer) -> date | None:
    """Return the nearest such day, today included; 29 February may be 8 years away."""
    step = -1 if prefer == "past" else 1
    for year in range(today.year, today.year + 9 * step, step):
        found = _day(year, month, day)
        if found and (found <= today if prefer == "past" else found >= today):
            return found
    return None


def _nearest_weekday(today: date, wanted: int, prefer: Prefer, *, strict: bool) -> date | None:
    distance = (today.weekday() - wanted if prefer == "past" else wanted - today.weekday()) % 7
    distance = distance or (7 if strict else 0)
    return _shifted(today, -distance if prefer == "past" else distance)


_TIME = re.compile(
    r"(?P<half>上午|早上|中午|下午|晚上|傍晚)?\s*(?P<hour>\d{1,2})"
    r"(?:[:：](?P<minute>\d{2})|[點時](?P<more>半|整|\d{1,2}分?)?|(?=\s*[ap]m$))"
    r"(?:\s*(?P<after>am|pm))?$"
)
_COMPACT_TIME = re.compile(r"(\d{2})(\d{2})")
_LATER = {"下午", "晚上", "傍晚", "pm"}


def read_moment(text: str, today: date) -> datetime | None:
    """Read a day to come with a time of it: 6/1 14:30, 明天下午2點半, tomorrow 2:30 pm.

    Without a day it is today; None when there is no such time.
    """
    text = _NUMERALS.sub(in_figures, plain(text).casefold())
    found = _TIME.search(text)
    if found is None:
        return None
    before = text[: found.start()].strip(" ,，的")
    day, at = read_date(before, today, prefer="future") if before else today, _time_of(found)
    return None if day is None or at is None else at_taipei(day, at)


def read_time(text: str) -> time | None:
    """Read a time of day: 14:30, 1430, 下午2點半, 2:30 pm; None when there is no such time."""
    text = _NUMERALS.sub(in_figures, plain(text).casefold())
    found = _TIME.fullmatch(_COMPACT_TIME.sub(r"\1:\2", text) if _COMPACT_TIME.fullmatch(text) else text)
    return _time_of(found) if found else None


def _time_of(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), _minutes(found["minute"] or found["more"] or "")
    if hour < 12 and {found["half"], found["after"]} & _LATER:
        hour += 12
    return None if hour > 23 or minute > 59 else time(hour, minute)


def _minutes(said: str) -> int:
    return 30 if said == "半" else int(said.strip("分整") or 0)


# Written


def roc_year(day: date) -> int:
    """Return the year of the Republic: 115 for 2026."""
    return day.year - BEFORE_THE_REPUBLIC


def roc(day: date) -> str:
    """Write a day in full: 115年6月1日（一）."""
    return f"{roc_year(day)}年{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def moment(at: datetime) -> str:
    """Write a moment as the clock in Taipei shows it: 115年6月1日（一） 14:05."""
    return f"{roc(local_day(at))} {_clock(at)}"


def spoken(at: time) -> str:
    """Write a time of day as an invitation does: 下午2時30分."""
    half = "上午" if at.hour < 12 else "中午" if at.hour == 12 else "下午"
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{half}{at.hour if at.hour < 13 else at.hour - 12}時{minutes}"


def english(day: date) -> str:
    """Write a day in English: Mon 1 Jun 2026."""
    return format_date(day, "E d MMM y", locale="en")


def english_short(day: date) -> str:
    """Write a day of these weeks in English: 1 Jun."""
    return format_date(day, "d MMM", locale="en")


def english_month(month: date) -> str:
    """Write a month in English: Jun 2026."""
    return format_date(month, "MMM y", locale="en")


def english_month_name(month: int) -> str:
    """Write which month of the year it is in English: Jun."""
    return str(get_month_names("abbreviated", locale="en")[month])


def english_moment(at: datetime) -> str:
    """Write a moment in English: Mon 1 Jun 2026 14:05."""
    return f"{english(local_day(at))} {_clock(at)}"


def _clock(at: datetime) -> str:
    return in_taipei(at).strftime("%H:%M")


# The office's days and months


def in_taipei(at: datetime) -> datetime:
    """Return the moment on Taipei's clock; a naive one is nobody's moment and is refused."""
    if at.tzinfo is None or at.utcoffset() is None:
        msg = "a moment without a zone"
        raise ValueError(msg)
    return at.astimezone(TAIPEI)


def local_time(at: datetime) -> time:
    """Return the time of day it is in Taipei at that moment."""
    return in_taipei(at).time()


def at_taipei(day: date, at: time) -> datetime:
    """Return the moment at which Taipei's clock shows that time on that day."""
    return datetime.combine(day, at, TAIPEI)


def local_day(at: datetime) -> date:
    """Return the day it is in Taipei at that moment."""
    return in_taipei(at).date()


def day_start(day: date) -> datetime:
    """Return the first moment of the day in Taipei."""
    return datetime.combine(day, time.min, TAIPEI)


def day_end(day: date) -> datetime:
    """Return the last second of the day in Taipei: a deadline "by that day" lasts until then."""
    return datetime.combine(day, time(23, 59, 59), TAIPEI)


def month_of(day: date) -> str:
    """Write the month a follow-up belongs to: 115/06."""
    return f"{roc_year(day)}/{day.month:02}"


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return next_month(day) - timedelta(days=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_after(day: date, n: int) -> date:
    """Return the same day *n* months later, or that month's last: a month after 31 January is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def furthest(today: date) -> date:
    """Return the last day for which people plan: one beyond it is a slip, or of another calendar."""
    return months_after(today, 24)


def months_before(day: date, n: int) -> date:
    """Return the same day *n* months earlier, or that month's last: "one month before" a meeting."""
    return months_after(day, -n)
