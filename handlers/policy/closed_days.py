"""Closed days (停班停課): an administrator says on which days a typhoon closes the office."""

import re
from collections.abc import Collection
from datetime import date
from functools import partial

from actions import policy
from casework.errors import BadComingDate, NotThere
from casework.forms import Draft
from casework.policy.closed_days import CLOSED_DAYS, HALF, MOST, SaidDays, read_closing, read_days
from casework.policy.policy import ClosedDaysFigures as Limits
from casework.staffing.people import Role
from handlers.forms import filling, questions
from handlers.policy.closed_impact import confirmation, hindrances, in_words
from handlers.policy.closed_list import (
    TITLE,
    AddClosed,
    Close,
    ClosedDays,
    Reopen,
    TakeBack,
    packed,
    show,
    unpacked,
)
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording
from storage.forms import drafts
from storage.policy import closed_days

ALONE = re.compile("停班(?:停課)?")
"""What an administrator alone may ask for, and nobody means by a worry."""
WORDS = Words(
    title=N_("Closed days"),
    asks={
        "days": Ask(
            N_("On which days is the office closed?"),
            hint=N_("Type them, for example 115/7/10, tomorrow or 7/10-7/12."),
        ),
    },
)


@only(Role.ADMIN)
def closed(turn: Turn) -> None:
    """List the coming and the latest closed days."""
    show(turn)


def answers(turn: Turn, text: str) -> bool:
    """Take an administrator's words about closed days; False when they are about something else."""
    if turn.speaker.role is not Role.ADMIN:
        return False
    said = read_closing(text, turn.today, _limits(turn).back_days)
    if said is None:
        return False
    if said.days or said.unread:
        _ask(turn, said)
    else:
        show(turn)
    return True


@only(Role.ADMIN)
def add(turn: Turn) -> None:
    """Ask for the days."""
    filling.begin(turn, CLOSED_DAYS)


def typed(turn: Turn, draft: Draft) -> None:
    """Read the days that were typed; what is no day, or none that can be closed, is asked for again."""
    said = read_days(turn.text, turn.today, _limits(turn).back_days)
    readable = (said.days and not said.unread) or any(map(HALF.search, said.unread))
    days = policy.judged_days(turn.db, said) if readable else None
    if days is not None and days.to_do and not said.unread and len(said.days) <= MOST:
        drafts.drop(turn.db, draft)
        _ask(turn, said)
        return
    draft = drafts.save(turn.db, draft.missed())
    question = CLOSED_DAYS.question("days")
    wrong = (
        questions.wrong(BadComingDate(), WORDS, question, draft, turn.wording)
        if days is None
        else hindrances(said, days, turn.wording, _limits(turn))
    )
    filling.show(turn, draft, wrong=wrong)


@only(Role.ADMIN)
def take_back(turn: Turn) -> None:
    """Ask once more before a day is worked after all."""
    _ask(turn, SaidDays(closes=False, days=unpacked(turn.pressed(TakeBack).days)))


@only(Role.ADMIN)
def close(turn: Turn) -> None:
    """Close the office; deadlines counted in working days move."""
    said = SaidDays(closes=True, days=unpacked(turn.pressed(Close).days))
    told = N_("The office is closed on %(days)s. Deadlines move within a minute.")
    _carry_out(turn, said, told)


@only(Role.ADMIN)
def reopen(turn: Turn) -> None:
    """Work on the days after all; deadlines move back."""
    said = SaidDays(closes=False, days=unpacked(turn.pressed(Reopen).days))
    told = N_("The office is open on %(days)s after all. Deadlines move within a minute.")
    _carry_out(turn, said, told)


def _carry_out(turn: Turn, said: SaidDays, told: str) -> None:
    """Change what is still to be changed; once kept, the office's calendar follows."""
    days = policy.close_days(turn.db, said)
    turn.db.then.append(partial(turn.office.close_on, closed_days.known(turn.db)))
    if days.to_do:
        turn.notice = turn.wording.text(told, days=in_words(days.to_do, turn.wording))
    else:
        turn.notice = hindrances(said, days, turn.wording, _limits(turn))
    show(turn)


def _ask(turn: Turn, said: SaidDays) -> None:
    """Show what it means before it is done (`ux.md` 17); what can't be done is said."""
    days = policy.judged_days(turn.db, said)
    why_not = hindrances(said, days, turn.wording, _limits(turn))
    if said.unread or len(said.days) > MOST or not days.to_do:
        turn.notice = why_not
        show(turn)
        return
    moved = closed_days.moved_by(turn.db, days.to_do)
    text = confirmation(said, days.to_do, moved, turn.wording)
    leave = Press(turn.wording.label("No, leave it"), ClosedDays())
    turn.show(Screen(text, column(leave, _yes(said, days.to_do, turn.wording))).under(why_not))


def _yes(said: SaidDays, days: Collection[date], wording: Wording) -> Press:
    if said.closes:
        return Press(wording.label("Yes, closed"), Close(packed(days)), "danger")
    return Press(wording.label("Yes, open"), Reopen(packed(days)), "danger")


def _limits(turn: Turn) -> Limits:
    return turn.db.rules.policy.closed_days


def _never(turn: Turn, draft: Draft) -> None:
    """What is typed is taken at once, so that this form has no last answer."""
    raise NotThere


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, ALONE.fullmatch)
    app.flows[CLOSED_DAYS.name] = Flow(CLOSED_DAYS, WORDS, (Role.ADMIN,), _never, typed=typed)
    app.entries.append(HomeEntry(TITLE, ClosedDays(), (Role.ADMIN,), place=HomePlace.MORE))
    for handler, button in (
        (closed, ClosedDays),
        (add, AddClosed),
        (take_back, TakeBack),
        (close, Close),
        (reopen, Reopen),
    ):
        app.on(button, handler)
