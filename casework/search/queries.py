"""What a supervisor asks in plain words, understood (`ux.md` 22)."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import count, groupby
from typing import Final, Protocol, Self

from msgspec import Struct

from casework.errors import Mistyped
from casework.search.asked import FILLERS, OF_DANGER, Asked, Word, asked_by, asked_on
from casework.text.addresses import address_in, clean_address
from casework.text.dates import roc_year
from casework.text.identity import clean_national_id, clean_text, plain, shortened, valid_national_id
from casework.text.places import Places
from casework.text.simplified import traditional
from casework.text.telephones import clean_phone

LONGEST_QUESTION: Final = 200
MOST_ALTERNATIVES: Final = 8
MOST_CONDITIONS: Final = 12
"""What a question costs is not for the asker to choose: of one that names more, the rest is not asked."""


class Number(Struct, frozen=True):
    """A case number, as the office writes it."""

    number: str


class MistypedNumber(Struct, frozen=True):
    """What has the shape of a case number, but a wrong check digit; as it was typed."""

    text: str


class Status(Struct, frozen=True):
    """A state of affairs: how far work is, or days of a deadline or of the report."""

    asked: Word


class Place(Struct, frozen=True):
    """Keys of districts or villages: the case's village, or its district, is one of them."""

    keys: tuple[str, ...]


class WorkerName(Struct, frozen=True):
    """A part of a worker's name."""

    name: str


class FreeWords(Struct, frozen=True):
    """Anything else: to be looked for in what is written."""

    text: str


Condition = Number | MistypedNumber | Status | Place | WorkerName | FreeWords
_Piece = Status | Place | str | None
"""Of a sentence: what is known, an unknown character, or nothing but a filler."""


class Query(Struct, frozen=True):
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


def of_work(query: Query) -> bool:
    """Tell whether it asks for no more than how far work is, and where: whoever says so tells no worry."""
    asked = query.conditions()
    states = [one.asked for one in asked if isinstance(one, Status)]
    return (
        bool(states)
        and not OF_DANGER.intersection(states)
        and all(isinstance(one, Status | Place) for one in asked)
    )


class NumberReader(Protocol):
    """`numbers.read_number`, perhaps with the asker's office bound."""

    def __call__(self, text: str, *, year: int) -> str | None:
        """Read a case number or raise Mistyped."""


_PARTICLES: Final = "的嗎呢吧了"
_SURNAME: Final = re.compile("^姓(.)的?")
"""Of 姓陳的 the surname is looked for."""
_WORKER: Final = re.compile(r"(?:主責)?社工([^\W\d_]{2,4})的")
"""Of 社工王測試的案件 the worker is looked for."""
_CALLED: Final = "(?:身[分份]證(?:字號)?|統一編號|電話|手機|地址|住址)[ :]*"
_LABEL: Final = re.compile(f"^{_CALLED}")
"""Says what follows: 身分證A123456789."""
_LABELLED: Final = re.compile(f"的?{_CALLED}$")
"""The same behind a name: 王小明的電話0912345678."""
_ID_OR_PHONE: Final = re.compile(
    r"(?<![0-9A-Za-z+-])([A-Za-z][1289A-Da-d]\d{8}|[+\d][\d-]{5,}\d)(?![0-9A-Za-z-])", re.ASCII
)
_MOST_JOINED: Final = 9
"""`A - 115 - 0012` is one number in five pieces, `+886 - 912 - 345 - 678` in seven."""
_LONGEST_TERM: Final = 20
_OF_DAYS: Final = re.compile(
    r"(?<=[\d日號天月週周年內底前後)一二三四五六]) (?=到期|截止|要交|要辦|通報|訪|結案)"
)
"""A space that makes two words of one: 6/15 到期的."""
_YEAR: Final = re.compile(
    r"\b((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?), ?(?=\d{4}\b)",
    re.I,
)
"""Of June 15, 2026 the comma asks for nothing else."""


def read_query(
    text: str, *, today: date, places: Places, read_number: NumberReader, loosely: bool = False
) -> Query:
    """Understand a question: number, status, place, then free text. A space means AND, a comma OR.

    *loosely*: look in free text for what is known, and take only the rest as it stands.
    """

    def number(words: str) -> str | None:
        return read_number(words, year=roc_year(today))

    reader = _Reader(today, places, number, loosely)
    written = shortened(plain(clean_text(text, LONGEST_QUESTION)), LONGEST_QUESTION)  # some signs swell
    asked = re.sub(r"\s*:\s*", ":", written.replace("?", " "))
    asked = _YEAR.sub(r"\1 ", _OF_DAYS.sub("", asked))
    here = reader.query(traditional(asked))
    if loosely or not any(isinstance(one, FreeWords) for one in here.conditions()):
        return here
    return reader.query(asked)  # names are looked for as they are typed, before they are read otherwise


class _Reader(Struct, frozen=True):
    """The day, and the lists, that give words their meaning."""

    today: date
    places: Places
    read_number: Callable[[str], str | None]
    loosely: bool

    def query(self, asked: str) -> Query:
        """Understand a question that is in one hand."""
        parts = [part for part in re.split("[,、;。]", asked) if part.strip()][:MOST_ALTERNATIVES]
        alternatives = (tuple(dict.fromkeys(self.conditions(part.split()))) for part in parts)
        return _bounded(dict.fromkeys(found for found in alternatives if found))

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
        status = self._status(phrase)
        if status:
            return (status,)
        told = _LABEL.sub("", phrase)
        if told != phrase and _one_thing(told):
            return (FreeWords(told),)
        return (FreeWords(phrase),) if " " in phrase and _one_thing(phrase) else ()

    def _apart(self, word: str) -> tuple[Condition, ...]:
        """Return what a word means: `key:value`, a place, several terms run together, else free text."""
        key, _, value = word.partition(":")
        if found := self._named(key.casefold(), value):
            return (found,)
        if re.fullmatch(r"「.+」|“.+”|\".+\"", word):
            return (FreeWords(word[1:-1]),)
        place = self._place(word)
        if place:
            return (place,)
        return () if word.casefold() in FILLERS else self._free(word)

    def _free(self, word: str) -> tuple[Condition, ...]:
        """Return what a word of a sentence means; loosely, with what is known taken out of it."""
        terms = None if word.isascii() else self._terms(word)
        if terms is None:
            name = word.removesuffix("的") or word  # 王測試的: no name ends so
            return self._within(word) if self.loosely else (FreeWords(name),)
        return terms

    def _named(self, key: str, value: str) -> Condition | None:
        """Return the condition that a key asks for, None when the value makes no sense under it."""
        readers: Mapping[str, Callable[[str], Condition | None]] = {
            "區": self._district, "district": self._district,
            "里": self._village, "village": self._village,
            "狀態": self._status, "is": self._status, "status": self._status,
            "類型": _status, "kind": _status, "type": _status, "風險": _risk, "risk": _risk,
            "社工": _worker, "主責社工": _worker, "worker": _worker,
        }  # fmt: skip
        return readers[key](value) if key in readers else None

    def _status(self, words: str) -> Status | None:
        asked = asked_on(words, self.today)
        return Status(asked) if asked else None

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
        for at in reversed(range(len(word))):
            for end in range(min(len(word), at + _LONGEST_TERM), at, -1):
                meaning = self._term(word[at:end]) if end in understood else None
                if meaning is not None:
                    understood[at] = meaning + understood[end]
                    break
        return understood.get(0)

    def _term(self, term: str) -> tuple[Condition, ...] | None:
        """Return what a piece means; a filler means nothing and is understood."""
        found = self._status(term) or self._place(term)
        if found:
            return (found,)
        return () if term in FILLERS else None

    def _within(self, word: str) -> tuple[Condition, ...]:
        """Take out what is known for sure, the rest is looked for: 王測試的案子今年有哪些逾期.

        An ID or a telephone is looked for by itself: 王小明0912345678.
        """
        parts = [one for one in _ID_OR_PHONE.split(word) if one]
        if len(parts) == 1:
            return self._told(word)
        told = (_LABELLED.sub("", one) for one in parts)
        apart = (self._told(one) for one in told if one and one not in FILLERS)
        return tuple(condition for each in apart for condition in each)

    def _told(self, word: str) -> tuple[Condition, ...]:
        word = _SURNAME.sub(r"\1", word).removesuffix("'s")
        pieces = self._pieces(word)
        if not any(isinstance(piece, Status | Place) or piece is None for piece in pieces):
            return (FreeWords(word),)
        found: list[Condition] = []
        for written, run in groupby(pieces, lambda piece: isinstance(piece, str)):
            if written:
                found += _sought("".join(piece for piece in run if isinstance(piece, str)))
            else:
                found += [piece for piece in run if isinstance(piece, Status | Place)]
        return tuple(found)

    def _pieces(self, word: str) -> list[_Piece]:
        """Cut a word so that the fewest characters stay unknown; each of these is a piece of its own."""
        best: list[tuple[int, int, _Piece]] = [(0, 0, None)] * (len(word) + 1)  # unknown, next cut, piece
        for at in reversed(range(len(word))):
            best[at] = (best[at + 1][0] + 1, at + 1, word[at])
            ends = range(at + 2, min(len(word), at + _LONGEST_TERM) + 1) if _between_words(word, at) else ()
            for end in ends:
                known, meaning = self._sure(word[at:end]) if _between_words(word, end) else (False, None)
                if known and best[end][0] <= best[at][0]:  # the longest of equals
                    best[at] = (best[end][0], end, meaning)
        pieces, at = [], 0
        while at < len(word):
            _, at, piece = best[at]
            pieces.append(piece)
        return pieces

    def _sure(self, term: str) -> tuple[bool, _Piece]:
        """Tell whether a term means the same in any sentence: 中正 may be a road, "my" anybody's."""
        status = self._status(term)
        if status and status.asked is not Asked.MINE:
            return True, status
        place = self._place(term) if term[-1] in "區里" else None
        return place is not None or term in FILLERS, place


def _sought(said: str) -> list[Condition]:
    """Return what words that are not known look for: a worker who is called one, else what is written."""
    if worker := _WORKER.fullmatch(said):
        return [WorkerName(worker[1])]
    text = said.strip(_PARTICLES)
    return [FreeWords(text)] if text and text not in FILLERS else []


def _bounded(alternatives: Iterable[tuple[Condition, ...]]) -> Query:
    left, kept = MOST_CONDITIONS, []
    for each in alternatives:
        kept += [each[:left]] if left else []
        left -= len(each[:left])
    return Query(tuple(kept))


def named_whole(query: Query) -> list[Query]:
    """Ask alone for each ID, telephone or house: a household is named by what is masked elsewhere."""
    words = dict.fromkeys(one.text for one in query.conditions() if isinstance(one, FreeWords))
    found = (one for one in words if _names_whole(one))
    return [Query(((FreeWords(one),),)) for one in found]


_ID: Final = re.compile(r"[A-Z][A-D1289]\d{8}")


def _names_whole(text: str) -> bool:
    """Tell it of words as they are compared: a house is the same behind a name (王小明中正路1號)."""
    an_id = _ID.fullmatch(clean_national_id(text)) is not None
    return an_id or any(_one_thing(one) for one in (text, clean_address(text)))


def _one_thing(phrase: str) -> bool:
    """Tell whether words are one telephone, one ID or one address, written in groups."""
    house = address_in(phrase) == (0, len(phrase)) and any(c.isdigit() for c in phrase)
    return house or clean_phone(phrase) is not None or valid_national_id(phrase)


def _between_words(text: str, at: int) -> bool:
    """Tell whether a cut there parts no Latin word: there is no "in" in "invite"."""
    return re.match("[0-9A-Za-z]{2}", text[max(at - 1, 0) : at + 1]) is None


def _status(words: str) -> Status | None:
    asked = asked_by(words)
    return Status(asked) if asked else None


def _risk(words: str) -> Status | None:
    """How high it is: 高, high."""
    return _status(words) or _status(f"{words}風險") or _status(f"{words} risk")


def _worker(name: str) -> WorkerName | None:
    return WorkerName(name) if name else None
