"""Forms: an ordered tuple of questions. The step is not stored; it follows from the answers."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from msgspec import Struct, field
from msgspec.structs import replace

from casework.errors import (
    BadAnswer,
    BadComingDate,
    BadDate,
    BadMoment,
    BadTime,
    BeforeTheReport,
    EmptyAnswer,
    FutureDate,
    NotAChoice,
    PastDate,
    Stale,
    TooFarAhead,
    TooLong,
)
from casework.text.dates import furthest, local_day, read_date, read_moment, read_time, without_hour
from casework.text.identity import clean_text, plain

Value = str | list[str] | None
"""An answer as it is kept: text, one option, several options; None was skipped (未提供)."""

Answers = Mapping[str, Value]


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    MANY = "many"
    TEXT = "text"
    DATE = "date"
    COMING = "coming"
    """A day from today on."""
    MOMENT = "moment"
    """A day and a time from now on."""
    TIME = "time"
    """A time of day."""
    PLACE = "place"
    """A village: typed, or picked from those under `NEAR` in the answers."""


class Source(Struct, frozen=True):
    """Which message an answer, or a part of one, was said in."""

    message: int
    key: str
    """The question that it answers."""
    text: str
    evidence: str = ""
    album: str = ""

    def written(self) -> str:
        """Write it down for a draft."""
        return json.dumps([self.message, self.key, self.text, self.evidence, self.album], ensure_ascii=False)


def sources(answers: "Answers") -> list[Source]:
    """Return which messages the answers came from, oldest first."""
    kept = answers.get(SAID)
    return [Source(*json.loads(one)) for one in kept] if isinstance(kept, list) else []


def said_in(answers: "Answers", source: Source) -> dict[str, Value]:
    """Keep which message an answer came from; a question that is answered anew has a new one."""
    others = [one for one in sources(answers) if one.message != source.message]
    return {**answers, SAID: [one.written() for one in (*others, source)]}


def _no_more_from(answers: dict[str, Value], key: str) -> dict[str, Value]:
    """Forget which messages an answer came from that is given anew: an edit of them changes nothing now."""
    said = sources(answers)
    kept = [one.written() for one in said if one.key != key]
    return {**answers, SAID: kept} if len(kept) < len(said) else answers


AT_ONCE = timedelta(seconds=10)
"""Pieces of one message follow each other; nobody shortens one so soon."""


def readable(text: str) -> bool:
    """Tell whether there is a letter or a figure in it that can be seen."""
    return any(character.isalnum() for character in plain(text))


BETWEEN = "、"
"""Stands between what one answer names several of."""
NEAR = "near"
SINCE = "since"
"""The first day a date may be: before it nobody knew of the case."""
DEPUTY = "deputy"
ABOUT = "about"
"""What a form is about, where that is no case: a unit, a person, a role."""
KEPT = "kept"
"""Rows that somebody sent, until they say what is to be done with them."""
SHOWN = "shown"
"""What these were said to mean, one sign each: what arises later was not confirmed."""
MEMBER = "member"
"""Which member of a household is corrected, by their place."""
SAID = "said"
"""Which message said what, as far as it may still be edited: `Source` each."""
FILLED = "filled"
"""Which answers were filled in from what is known: nobody gave them yet."""
RISK_BEFORE = "risk_before"
"""How high the risk was."""
OVER = "over"
"""The moment of which was said that it is over."""
CUT = "cut"
"""The question for which too much came, of which the messenger may bring the end as another message."""
ANSWERING = "answering"
"""What the form answers: an offer, a proposal, a month. It answers nothing that came after."""
DAYS, TIMES, PLACES, AMOUNTS = "days", "times", "places", "amounts"
"""What is suggested to be tapped, where it can be typed as well."""
GIVEN = frozenset(
    {
        DAYS,
        TIMES,
        PLACES,
        AMOUNTS,
        NEAR,
        SINCE,
        DEPUTY,
        ABOUT,
        KEPT,
        SHOWN,
        MEMBER,
        SAID,
        FILLED,
        RISK_BEFORE,
        OVER,
        CUT,
        ANSWERING,
    }
)
"""What is known beforehand and nobody's answer."""


def _as_it_is(text: str) -> str:
    return text


class Question(Struct, frozen=True):
    """One screen. Its words stand in the `Words` beside the conversation that asks it."""

    key: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    optional: bool = False
    limit: int = 1000
    asked: Callable[[Answers], bool] = field(default=lambda _: True)
    check: Callable[[str], str] = field(default=_as_it_is)
    """What else must hold for a typed answer; returns it cleaned or raises `BadAnswer`."""
    fits: Callable[[str, Answers], bool] = field(default=lambda option, answers: True)
    """Tells whether one of several options goes with the other answers; else it is not offered."""
    shown: Callable[[str], str] | None = None
    """How its answer stands on a card, where it is full data: masked (`trust.md` L1)."""
    after: str = ""
    """The question whose day a coming day does not precede."""
    several: bool = False
    """Its check keeps several, with `BETWEEN` in between: telephones, names."""
    suggested: str = ""
    """What its buttons offer lies under this key of the answers; anything else is typed."""

    @property
    def tapped(self) -> bool:
        """It is answered by its buttons alone."""
        return self.kind in (QuestionKind.CHOICE, QuestionKind.MANY)

    @property
    def told(self) -> bool:
        """It is answered in people's own words, of which nothing else must hold."""
        return self.kind is QuestionKind.TEXT and self.check is _as_it_is

    def typed(self, text: str, today: date, answers: Answers) -> Value:
        """Read what was typed; `BadAnswer` says what is wrong with it."""
        if self.tapped:
            raise NotAChoice
        if len(text) > self.limit:
            raise TooLong(self.limit)
        cleaned = clean_text(text, self.limit)
        if not readable(cleaned):
            raise EmptyAnswer
        if self.kind is QuestionKind.MOMENT:
            return _coming_moment(cleaned, today)
        if self.kind is QuestionKind.TIME:
            return _time_of_day(cleaned)
        return self._day(cleaned, today, answers) if self.dated else self.check(cleaned)

    @property
    def dated(self) -> bool:
        """It asks for a day."""
        return self.kind in (QuestionKind.DATE, QuestionKind.COMING)

    def _day(self, text: str, today: date, answers: Answers) -> str:
        if self.kind is QuestionKind.DATE:
            return _past_day(text, today, answers)
        return _coming_day(text, today, answers.get(self.after))

    def choices(self, answers: Answers, today: date) -> Sequence[str]:
        """List what its buttons offer: villages near by, days that can be, or its options."""
        near = answers.get(self.suggested or NEAR)
        if self.suggested:
            offered = near if isinstance(near, list) else []
            return [one for one in offered if not self.dated or self._can_be(one, today, answers)]
        if self.kind is QuestionKind.PLACE:
            return near if isinstance(near, list) else ()
        if self.dated:
            return [day for day in self.options if self._can_be(day, today, answers)]
        return [option for option in self.options if self.fits(option, answers)]

    def settled(self, answers: Answers) -> bool:
        """Tell whether it has an answer; one too long, or that contradicts others, is asked again."""
        value = answers.get(self.key)
        if isinstance(value, list):
            return all(self.fits(option, answers) for option in value)
        return self.key in answers and not (isinstance(value, str) and len(value) > self.limit)

    def picked(self, option: int, answers: Answers, today: date) -> str:
        """Say which option a button stands for; `today` and `yesterday` become days."""
        choices = self.choices(answers, today)
        if not 0 <= option < len(choices):
            raise Stale
        return self._day(choices[option], today, answers) if self.dated else choices[option]

    def _can_be(self, day: str, today: date, answers: Answers) -> bool:
        try:
            self._day(day, today, answers)
        except BadAnswer:
            return False
        return True


def _past_day(text: str, today: date, answers: Answers) -> str:
    day = read_date(without_hour(text), today)
    if day is None:
        raise BadDate
    if day > today:
        raise FutureDate(day)
    since = answers.get(SINCE)
    if isinstance(since, str) and day < date.fromisoformat(since):
        raise BeforeTheReport(day)
    return day.isoformat()


def _coming_day(text: str, today: date, first: Value) -> str:
    day = read_date(without_hour(text), today, prefer="future")
    if day is None:
        raise BadComingDate
    if day < (date.fromisoformat(first) if isinstance(first, str) else today):
        raise PastDate(day)
    if day > furthest(today):
        raise TooFarAhead(day)
    return day.isoformat()


def _coming_moment(text: str, today: date) -> str:
    at = read_moment(text, today)
    if at is None:
        raise BadMoment
    _coming_day(local_day(at).isoformat(), today, None)
    return at.isoformat()


def _time_of_day(text: str) -> str:
    at = read_time(text)
    if at is None:
        raise BadTime
    return f"{at:%H:%M}"


class _Watched(dict[str, Value]):
    """Answers that know which of them were looked at."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.keys_read: set[str] = set()

    def __getitem__(self, key: str) -> Value:
        self.keys_read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.keys_read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Look at one."""
        self.keys_read.add(key)
        return super().get(key, default)


class Form(Struct, frozen=True):
    """A named list of questions."""

    name: str
    questions: tuple[Question, ...]

    def asked(self, answers: Answers) -> list[Question]:
        """List the questions that apply, given what is known."""
        return [question for question in self.questions if question.asked(answers)]

    def progress(
        self, answers: Answers, here: Question, known: Collection[str] = ()
    ) -> tuple[int, int | None]:
        """Say which question this is, and of how many; None while its answer or a later one decides that.

        So a number of questions that was said never changes. What is *known* beforehand is not counted.
        """
        place = self.questions.index(here)
        before = [one for one in self.questions[:place] if one.key not in known]
        number = 1 + sum(one.asked(answers) for one in before)
        coming = [here.key]
        for question in self.questions[place + 1 :]:
            looked_at = _Watched(answers)
            asked = question.asked(looked_at)
            if looked_at.keys_read.intersection(coming):
                return number, None
            if asked and question.key not in known:
                coming.append(question.key)
        return number, number - 1 + len(coming)

    def given(self, answers: Answers) -> dict[str, Value]:
        """Return the answers to what applies; an answer changed later can make others pointless."""
        return {question.key: answers.get(question.key) for question in self.asked(answers)}

    def question(self, key: str) -> Question:
        """Find a question by its key."""
        return next(question for question in self.questions if question.key == key)

    def open(self, answers: Answers) -> Question | None:
        """Return the first question without an answer, None when all are answered."""
        return next((question for question in self.asked(answers) if not question.settled(answers)), None)


class Draft(Struct, frozen=True):
    """Answers so far. Saved at each answer, kept 30 days (`ux.md` 13)."""

    id: int
    person: int
    form: str
    subject: int | None
    answers: dict[str, Value]
    asking: str | None = None
    """A question that was gone back to; otherwise the first open one is asked."""
    version: int = 1
    misses: int = 0
    """Bad answers to this question in a row (`ux.md` 5)."""
    touched: datetime | None = None
    """When somebody last answered something."""

    @property
    def begun(self) -> bool:
        """Somebody answered something."""
        return bool(self.answers.keys() - GIVEN - set(self.chosen(FILLED)))

    def changing(self, form: Form) -> bool:
        """Everything is answered, and one answer was gone back to from the summary."""
        return self.asking is not None and form.open(self.answers) is None

    def now(self, form: Form) -> Question | None:
        """Return the question on the screen; None is the summary."""
        if self.asking is not None and form.question(self.asking).asked(self.answers):
            return form.question(self.asking)
        return form.open(self.answers)

    def answer(self, key: str, value: Value) -> Self:
        """Take an answer and go on."""
        answers = self._touched(key) | {key: value}
        return replace(self, answers=_no_more_from(answers, key), asking=None, misses=0)

    def _touched(self, key: str) -> dict[str, Value]:
        """What was filled in is somebody's answer from now on."""
        if key not in self.chosen(FILLED):
            return dict(self.answers)
        return self.answers | {FILLED: [one for one in self.chosen(FILLED) if one != key]}

    def missed(self) -> Self:
        """Count an answer that could not be taken."""
        answers = {key: value for key, value in self.answers.items() if key != CUT}
        return replace(self, answers=answers, misses=self.misses + 1)

    def cut(self, key: str) -> Self:
        """Keep in mind that an answer is too long for one message: its end is still to come."""
        return replace(self, answers=self.answers | {CUT: key})

    def ends(self, key: str, now: datetime) -> bool:
        """Tell whether what comes now is the end of an answer that was too long, not another one."""
        return self.said(CUT) == key and self.touched is not None and now - self.touched < AT_ONCE

    def toggle(self, key: str, option: str) -> Self:
        """Add or take away one of several options, and stay."""
        chosen = self.chosen(key)
        kept = [one for one in chosen if one != option] if option in chosen else [*chosen, option]
        return replace(self, answers=self._touched(key) | {key: kept}, asking=key)

    def fitting(self, question: Question) -> list[str]:
        """List the options of a question ticked so far that go with the other answers."""
        return [one for one in self.chosen(question.key) if question.fits(one, self.answers)]

    def chosen(self, key: str) -> list[str]:
        """List the options ticked so far."""
        value = self.answers.get(key)
        return value if isinstance(value, list) else []

    def change(self, key: str) -> Self:
        """Go to a question again; its answer stays until there is another."""
        return replace(self, asking=key)

    def back(self, form: Form, *, summary: bool = True) -> Self:
        """Go to the question before this one, from a change to the summary; from the first one, stay.

        A form without a *summary* has questions only: one that is asked again leads to the one before it.
        """
        if summary and self.changing(form):
            return replace(self, asking=None)
        asked = form.asked(self.answers)
        here = self.now(form)
        place = asked.index(here) if here in asked else len(asked)
        return replace(self, asking=asked[max(place - 1, 0)].key)

    def said(self, key: str) -> str:
        """Return a typed or single answer, empty when skipped."""
        value = self.answers.get(key)
        return value if isinstance(value, str) else ""
