"""Asking: whoever has cases asks for them in plain words (`ux.md` 22)."""

import re
from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from actions.cases import looking
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import Mistyped, NotThere, Stale
from casework.forms import Draft
from casework.search.asked import Asked, may_ask_for_work
from casework.search.queries import (
    FreeWords,
    MistypedNumber,
    Number,
    Query,
    Status,
    named_whole,
    of_work,
    read_query,
)
from casework.staffing.people import LEADING, REPORTERS, Role
from casework.text.identity import plain
from casework.text.numbers import read_number
from casework.text.simplified import traditional
from handlers.cases import breaking, cards
from handlers.intake import my_reports, offering, worries
from handlers.intake.worries import Worry
from handlers.search import answers
from handlers.search.answers import AnswerPage, Enquiry, Without
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import App, HomeEntry, HomePlace, Part, Turn, everybody, only, reading
from handlers.words.wording import N_
from storage.cases import cases
from storage.forms import drafts
from storage.search import answers as search
from storage.search.reading import Reader
from storage.staffing import people

WATCHERS = (*LEADING, Role.BUREAU, Role.ADMIN, Role.SCREENER)
OVERDUE = Query(((Status(Asked.OVERDUE),),))
SHORT = 20
"""Characters: what is longer is a sentence, and may be a worry."""
LOOKED = "looked"
"""Where a question keeps that whom it names was looked up, and that this stands on record."""


class AskOverdue(Button, prefix="qo"):
    """Ask for what is overdue."""


def about_work(turn: Turn, text: str) -> bool:
    """Tell whether words ask for nothing but how far work is (逾期): from nobody are they a report."""
    said = plain(text)
    return len(said) <= SHORT and may_ask_for_work(traditional(said)) and of_work(_read(turn, text))


def understood(turn: Turn, text: str) -> bool:
    """Tell whether words ask for cases by nothing but what is known of them."""
    return not any(isinstance(one, FreeWords) for one in _read(turn, text).conditions())


def ask(turn: Turn, text: str) -> None:
    """Answer a question about cases; a number alone opens its card."""
    text = _whole(turn, text)
    query = _read(turn, text)
    match query.alternatives:
        case ((Number(number),),):
            _open(turn, number)
        case ((MistypedNumber(),),):
            raise Mistyped
        case _:
            if turn.aside:
                turn.go_aside(None if drafts.question(turn.db) else _make_room)
            with people.remembered(turn.db):
                _answer(turn, text, query)


_ENDING = re.compile(r"\d{4,6}", re.ASCII)


def _whole(turn: Turn, text: str) -> str:
    """Of the last digits of a number, return those of the speaker's cases that end so; else the words."""
    said = plain(text)
    if not _ENDING.fullmatch(said):
        return text
    return ", ".join(cases.ending(turn.db, said)) or text


def _answer(turn: Turn, text: str, query: Query) -> None:
    loosely = _better_loosely(turn, text, query)
    kept = worries.kept(turn, text)
    draft = drafts.keep_question(turn.db, kept | {"loosely": "yes"} if loosely else kept)
    question = _on_record(turn, _question(turn, draft))
    _decoys(turn, question.whole)
    answers.show(turn, question)


def _on_record(turn: Turn, question: Enquiry) -> Enquiry:
    """Write down, once, that a household was looked up by what is masked elsewhere, and whether it was there.

    Who may not look asks in vain; a key of that answer looks when they may, and that is written down then.
    """
    whole = named_whole(question.whole)
    if not whole or question.draft.said(LOOKED):
        return question
    if not Reader(turn.db).exactly:
        turn.notice = turn.wording.text(
            "Only those who may read a household in full can search by ID, telephone or address; after "
            "too many misses, not for a while."
        )
        return question
    found = sum(search.is_answered(turn.db, one) for one in whole)
    turn.db.write(lambda then: looking.looked_up(then, len(whole), found))
    looked = replace(question.draft, answers={**question.draft.answers, LOOKED: "yes"})
    return replace(question, draft=drafts.save(turn.db, looked))


def _decoys(turn: Turn, query: Query) -> None:
    """Let a second person hear of who finds a decoy by its name."""
    words = [one.text for one in query.conditions() if isinstance(one, FreeWords)]
    for case in looking.sought_by_name(turn.db, words) if words else ():
        turn.db.write(partial(looking.tell_of_decoy, case=case, verb="look.sought"))


def _make_room(turn: Turn) -> None:
    """See to it that there is a place for what the speaker asks: it is only changed from a snapshot."""
    drafts.keep_question(turn.db, {})


def _better_loosely(turn: Turn, text: str, query: Query) -> bool:
    """When nothing answers a sentence as it stands, what is known in it may."""
    return _read(turn, text, loosely=True) != query and not search.is_answered(turn.db, query)


def _open(turn: Turn, number: str) -> None:
    """Open the card of a case; of one that was only reported, give the status."""
    try:
        case = cases.by_number(turn.db, number)
    except NotThere:
        if not my_reports.show_status(turn, number):
            breaking.not_theirs(turn, number)
    else:
        cards.show(turn, case.id)


@only(*WATCHERS)
def overdue(turn: Turn) -> None:
    """Show what is overdue."""
    ask(turn, f"is:{Asked.OVERDUE}")


@everybody
@reading
def turn_page(turn: Turn) -> None:
    """Show another page in place."""
    button = turn.pressed(AnswerPage)
    question = _kept(turn, button)
    page = button.page if _current(button, question) else 0
    answers.show(turn, _on_record(turn, question), page)


@everybody
@reading
def ask_without(turn: Turn) -> None:
    """Drop a condition and ask again."""
    button = turn.pressed(Without)
    question = _kept(turn, button)
    if _current(button, question):
        draft = question.draft
        places = list(question.left) if button.place == answers.ALL else [button.place]
        dropped = [*draft.chosen("without"), *map(str, places)]
        question = _question(turn, drafts.keep_question(turn.db, {**draft.answers, "without": dropped}))
    answers.show(turn, _on_record(turn, question))


@only(*REPORTERS)
def make_report(turn: Turn) -> None:
    """Make a report of what was taken for a question."""
    button = turn.pressed(Worry)
    question = _kept(turn, button)
    if _current(button, question):
        offering.offer(turn, {"story": question.draft.said("text")})
    else:
        answers.show(turn, _on_record(turn, question))


def _kept(turn: Turn, button: AnswerPage | Without | Worry) -> Enquiry:
    """Return the question a key belongs to; when another was asked since, say so and give that one."""
    try:
        draft = drafts.get(turn.db, button.question)
    except NotThere:
        raise Stale from None
    if draft.form != drafts.QUESTION:
        raise Stale
    question = _question(turn, draft)
    if not _current(button, question):
        turn.notice = turn.wording.text("This card was out of date. Here is how things stand now.")
    return question


def _current(button: AnswerPage | Without | Worry, question: Enquiry) -> bool:
    return button.version == question.draft.version


def _question(turn: Turn, draft: Draft) -> Enquiry:
    dropped = frozenset(int(place) for place in draft.chosen("without"))
    query = _read(turn, draft.said("text"), loosely=bool(draft.said("loosely")))
    return Enquiry(draft, query, dropped)


def _read(turn: Turn, text: str, *, loosely: bool = False) -> Query:
    if (known := turn.asked.get((text, loosely))) is not None:
        return known
    number = partial(_number, turn)
    query = read_query(text, today=turn.today, places=turn.office.places, read_number=number, loosely=loosely)
    turn.asked[text, loosely] = query
    return query


def _number(turn: Turn, text: str, *, year: int) -> str | None:
    """Read a case number; without a letter it may be any centre's: the own, else one that may be seen."""
    possible = []
    for letter in _letters(turn):
        try:
            number = read_number(text, office=letter, year=year)
        except Mistyped:
            continue
        if number is None:
            return None
        possible.append(number)
    if not possible:
        raise Mistyped
    return next((number for number in dict.fromkeys(possible) if cases.seen(turn.db, number)), possible[0])


def _letters(turn: Turn) -> Iterator[str]:
    """Yield the own centre's first: what is no number with it is none, and no other is asked for."""
    yield turn.unit.letter
    yield from people.letters(turn.db)


def back(turn: Turn, case: Case) -> Rows:
    """The way back from a card to today's question that it answers."""
    draft = drafts.existing(turn.db, drafts.QUESTION, None)
    if draft is None or draft.said("day") != turn.today.isoformat():
        return ()
    question = _question(turn, draft)
    if named_whole(question.whole) and not draft.said(LOOKED):  # that it matches would tell whom it names
        return ()
    this = tuple((*each, Number(case.number)) for each in question.now.alternatives or ((),))
    if not search.is_answered(turn.db, Query(this)):
        return ()
    return ((Press(turn.wording.label("↩ Back to the answer"), question.page(0)),),)


def _count_overdue(turn: Turn) -> int:
    return search.count(turn.db, OVERDUE)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.VIEW, rows=back))
    app.entries.append(
        HomeEntry(N_("❗ Overdue"), AskOverdue(), WATCHERS, _count_overdue, place=HomePlace.CASES)
    )
    app.on(AskOverdue, overdue)
    app.on(AnswerPage, turn_page)
    app.on(Without, ask_without)
    app.on(Worry, make_report)
