"""What a supervisor asks in plain words, understood (`ux.md` 22)."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import Final, Protocol, Self

from casework.dates import TAIPEI, local_day, roc_year
from casework.errors import Mistyped
from casework.identity import clean_phone, clean_text, plain
from casework.places import Places

LONGEST_QUESTION: Final = 200


class Asked(StrEnum):
    """The states of affairs that have a word of their own."""

    OVERDUE = "overdue"
    TO_DISPATCH = "to_dispatch"
    DUE_TODAY = "due_today"
    THIS_WEEK = "this_week"
    NO_FOLLOW_UP = "no_follow_up"
    CLOSED = "closed"
    MINE = "mine"
    OPEN = "open"


@dataclass(frozen=True)
class Number:
    """A case number, as the office writes it."""

    number: str


@dataclass(frozen=True)
class MistypedNumber:
    """What has the shape of a case number, but a wrong check digit; as it was typed."""

    text: str


@dataclass(frozen=True)
class Status:
    """A state of affairs."""

    asked: Asked


@dataclass(frozen=True)
class Place:
    """Keys of districts or villages: the case's village, or its district, is one of them."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class WorkerName:
    """A part of a worker's name."""

    name: str


@dataclass(frozen=True)
class Words:
    """Anything else: to be looked for in what is written."""

    text: str


Condition = Number | MistypedNumber | Status | Place | WorkerName | Words


@dataclass(frozen=True)
class Query:
    """Alternatives, each of conditions that all hold; none at all asks for everything."""

    alternatives: tuple[tuple[Condition, ...], ...]

    def conditions(self) -> list[Condition]:
        """List the conditions through all alternatives; a condition's place in it is its name."""
        return [condition for alternative in self.alternatives for condition in alternative]

    def without(self, places: Collection[int]) -> Self:
        """Drop the conditions at *places*; an alternative that loses all of its own goes with them."""
        place = count()
        kept = [tuple(one for one in each if next(place) not in places) for each in self.alternatives]
        return type(self)(tuple(each for each in kept if each))


class NumberReader(Protocol):
    """`numbers.read_number`, perhaps with the asker's office bound."""

    def __call__(self, text: str, *, year: int) -> str | None:
        """Read a case number or raise Mistyped."""


_STATUS_WORDS: Final[Mapping[Asked, str]] = {
    Asked.OVERDUE: "逾期 已逾期 過期 overdue late",
    Asked.TO_DISPATCH: "待派 待派案 未派 未派案 unassigned undispatched to_dispatch",
    Asked.DUE_TODAY: "今天到期 今日到期 今天 今日 today due_today",
    Asked.THIS_WEEK: "本週 本周 這週 這周 本星期 這星期 本週到期 這週到期 week this_week due_this_week",
    Asked.NO_FOLLOW_UP: "未回報 沒回報 沒有回報 尚未回報 no_follow_up no_follow-up unreported",
    Asked.CLOSED: "結案 已結案 closed",
    Asked.MINE: "我的 mine my",
    Asked.OPEN: "進行中 服務中 未結案 處理中 open",
}
_STATUSES: Final = {
    word.replace("_", " "): asked for asked, words in _STATUS_WORDS.items() for word in words.split()
}
_FILLERS: Final = frozenset(
    (
        "的",
        "案",
        "案件",
        "個案",
        "案子",
        "有",
        "有哪些",
        "哪些",
        "查",
        "查詢",
        "請問",
        "嗎",
        "呢",
        "cases",
        "case",
        "in",
    )
)
_MOST_JOINED: Final = 5
"""`A - 115 - 0012` is one number in five pieces."""
_LONGEST_TERM: Final = 12


def read_query(text: str, *, today: date, places: Places, read_number: NumberReader) -> Query:
    """Understand a question: number, status, place, then free text. A space means AND, a comma OR."""

    def number(words: str) -> str | None:
        return read_number(words, year=roc_year(today))

    reader = _Reader(places, number)
    asked = re.sub(r"\s*:\s*", ":", plain(clean_text(text, LONGEST_QUESTION)).replace("?", " "))
    alternatives = (
        tuple(dict.fromkeys(reader.conditions(part.split()))) for part in re.split("[,、;。]", asked)
    )
    return Query(tuple(dict.fromkeys(found for found in alternatives if found)))


@dataclass(frozen=True)
class _Reader:
    """The lists that give words their meaning."""

    places: Places
    read_number: Callable[[str], str | None]

    def conditions(self, words: list[str]) -> Iterator[Condition]:
        """Yield the conditions, each from as many neighbouring words as make sense together."""
        at = 0
        while at < len(words):
            for size in range(min(_MOST_JOINED, len(words) - at), 0, -1):
                found = self._together(" ".join(words[at : at + size]))
                if found or size == 1:
                    yield from found or self._apart(words[at])
                    at += size
                    break

    def _together(self, phrase: str) -> tuple[Condition, ...]:
        """Return what a phrase means as a whole: a number, a status, a telephone written in groups."""
        try:
            number = self.read_number(phrase)
        except Mistyped:
            return (MistypedNumber(phrase),)
        if number:
            return (Number(number),)
        status = _status(phrase)
        if status:
            return (status,)
        return (Words(phrase),) if " " in phrase and clean_phone(phrase) else ()

    def _apart(self, word: str) -> tuple[Condition, ...]:
        """Return what a word means: `key:value`, a place, several terms run together, else free text."""
        key, colon, value = word.partition(":")
        if colon and (found := self._named(key.casefold(), value)):
            return (found,)
        if re.fullmatch(r"「.+」|“.+”|\".+\"", word):
            return (Words(word[1:-1]),)
        place = self._place(word)
        if place:
            return (place,)
        if word.casefold() in _FILLERS:
            return ()
        terms = None if word.isascii() else self._terms(word)
        return (Words(word),) if terms is None else terms

    def _named(self, key: str, value: str) -> Condition | None:
        """Return the condition that a key asks for, None when the value makes no sense under it."""
        readers: Mapping[str, Callable[[str], Condition | None]] = {
            "區": self._district, "district": self._district,
            "里": self._village, "village": self._village,
            "狀態": _status, "is": _status, "status": _status,
            "社工": _worker, "主責社工": _worker, "worker": _worker,
        }  # fmt: skip
        return readers[key](value) if key in readers else None

    def _place(self, word: str) -> Place | None:
        return self._district(word) or self._village(word)

    def _district(self, word: str) -> Place | None:
        district = self.places.find_district(word)
        return Place((district,)) if district else None

    def _village(self, word: str) -> Place | None:
        villages = self.places.find(word)
        return Place(tuple(village.key for village in villages)) if villages else None

    def _terms(self, word: str) -> tuple[Condition, ...] | None:
        """Take apart what is written without spaces (平鎮逾期的案件); None when a part means nothing."""
        understood: dict[int, tuple[Condition, ...]] = {
            len(word): ()
        }  # from each place to the end, last first
        for at in range(len(word) - 1, -1, -1):
            for end in range(min(len(word), at + _LONGEST_TERM), at, -1):
                meaning = self._term(word[at:end]) if end in understood else None
                if meaning is not None:
                    understood[at] = meaning + understood[end]
                    break
        return understood.get(0)

    def _term(self, term: str) -> tuple[Condition, ...] | None:
        """Return what a piece means; a filler means nothing and is understood."""
        found = _status(term) or self._place(term)
        if found:
            return (found,)
        return () if term in _FILLERS else None


def _status(words: str) -> Status | None:
    asked = _STATUSES.get(words.casefold().replace("_", " "))
    return Status(asked) if asked else None


def _worker(name: str) -> WorkerName | None:
    return WorkerName(name) if name else None


def due_between(asked: Asked, now: datetime) -> tuple[datetime | None, datetime] | None:
    """Give the deadlines that a word asks for: from the first moment on, before the second."""
    today = local_day(now)
    monday = today - timedelta(days=today.weekday())
    return {
        Asked.OVERDUE: (None, now),
        Asked.DUE_TODAY: (_begin(today), _begin(today + timedelta(days=1))),
        Asked.THIS_WEEK: (_begin(monday), _begin(monday + timedelta(days=7))),
    }.get(asked)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, TAIPEI)
