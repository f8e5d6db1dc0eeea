"""How a question was understood, in words: the first line of every answer (`ux.md` 22)."""

from datetime import date

from casework.cases.case import State
from casework.search.asked import OF_KIND, Asked, Word
from casework.search.days import ClosedOn, DueOn, NoSuchDay, ReportedOn, VisitedOn
from casework.search.queries import (
    Condition,
    FreeWords,
    MistypedNumber,
    Number,
    Place,
    Query,
    Status,
    WorkerName,
)
from casework.text.dates import month_end
from casework.text.identity import clean_national_id, mask_id, plain, valid_national_id
from casework.text.telephones import clean_phone, mask_phone
from handlers.words.terms import KINDS, STATES
from handlers.words.wording import N_, Wording

STATUSES = {
    Asked.OVERDUE: N_("overdue"),
    Asked.TO_DISPATCH: N_("to be dispatched"),
    Asked.DUE_TODAY: N_("due today"),
    Asked.DUE_TOMORROW: N_("due tomorrow"),
    Asked.THIS_WEEK: N_("due this week"),
    Asked.NEXT_WEEK: N_("due next week"),
    Asked.NO_FOLLOW_UP: N_("follow-up not filed"),
    Asked.MINE: N_("mine"),
    Asked.OPEN: N_("open"),
    Asked.DISPATCHED: STATES[State.DISPATCHED],
    Asked.IN_SERVICE: STATES[State.IN_SERVICE],
    Asked.TRACKED: N_("tracked"),
    Asked.DISPUTED: STATES[State.DISPUTED],
    Asked.TO_CLOSE: N_("closing to decide"),
    Asked.JOINED: STATES[State.JOINED],
    Asked.REDIRECTED: STATES[State.REDIRECTED],
    Asked.NOT_TAKEN: STATES[State.NOT_TAKEN],
    Asked.CLOSED: STATES[State.CLOSED],
    Asked.URGENT: N_("urgent"),
    Asked.HIGH_RISK: N_("high risk"),
    Asked.MEDIUM_RISK: N_("medium risk"),
    Asked.LOW_RISK: N_("low risk"),
    **{asked: KINDS[kind] for asked, kind in OF_KIND.items()},
}

_ON_DAYS = {
    DueOn: (N_("due %(day)s"), N_("due by %(day)s"), N_("due in %(month)s"), N_("due %(first)s to %(last)s")),
    ReportedOn: (
        N_("reported %(day)s"),
        N_("reported until %(day)s"),
        N_("reported in %(month)s"),
        N_("reported %(first)s to %(last)s"),
    ),
    VisitedOn: (
        N_("visited %(day)s"),
        N_("visited until %(day)s"),
        N_("visited in %(month)s"),
        N_("visited %(first)s to %(last)s"),
    ),
    ClosedOn: (
        N_("closed %(day)s"),
        N_("closed until %(day)s"),
        N_("closed in %(month)s"),
        N_("closed %(first)s to %(last)s"),
    ),
}
"""Of one day, up to one, of a month, from one day to another."""

_SHOWN = 20
"""Characters of somebody's words that are said back."""


def understood(query: Query, wording: Wording) -> str:
    """Say a question as it was understood: 逾期 · 平鎮區."""
    alternatives = [" · ".join(in_words(one, wording) for one in each) for each in query.alternatives]
    return wording.label(" or ").join(alternatives) or wording.label("all cases")


def in_words(condition: Condition, wording: Wording) -> str:
    """Say one condition."""
    match condition:
        case Number(number):
            return number
        case MistypedNumber(text):
            return wording.label("%(number)s (typing mistake in the number)", number=text)
        case Status(asked):
            return _asked(asked, wording)
        case Place(keys):
            return wording.label(", ").join(keys)
        case WorkerName(name):
            return wording.label("worker %(name)s", name=_short(name))
        case FreeWords(text):
            return wording.label("“%(words)s”", words=_short(_masked(text)))


def _asked(asked: Word, wording: Wording) -> str:
    """Say a word, or days as they were read: who means others sees it."""
    if isinstance(asked, Asked):
        return wording.label(STATUSES[asked])
    if isinstance(asked, NoSuchDay):
        return wording.label("%(day)s (there is no such day)", day=asked.said)
    first, last = asked.first, asked.last
    on, until, month, between = _ON_DAYS[type(asked)]
    if first is None:
        return wording.label(until, day=wording.day(last))
    if first == last:
        return wording.label(on, day=wording.day(last))
    if first.day == 1 and last == month_end(first):
        return wording.label(month, month=wording.month(first))
    return wording.label(between, first=wording.day(first), last=_last(first, last, wording))


def _last(first: date, last: date, wording: Wording) -> str:
    return wording.short_day(last) if first.year == last.year else wording.day(last)


def _masked(text: str) -> str:
    if valid_national_id(text):
        return mask_id(clean_national_id(text))
    return mask_phone(text) if clean_phone(text) else text


def _short(text: str) -> str:
    text = plain(text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
