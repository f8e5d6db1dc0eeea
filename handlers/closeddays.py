"""Closed days (停班停課): an administrator says on which days a typhoon closes the office."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial

from telegram.ext import CallbackQueryHandler

from casework.closeddays import CLOSED_DAYS, MOST, Said, read_closing, read_days, sort
from casework.errors import BadDate, NotThere
from casework.forms import Draft
from casework.people import Role
from casework.policy import ClosedDays as Limits
from handlers import forms, questions
from handlers.closedimpact import confirmation, hindrances, in_words
from handlers.closedlist import (
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
from handlers.office import App, Entry, Flow
from handlers.screens import Press, Screen, column
from handlers.turn import Turn, only
from handlers.wording import N_, Wording
from storage import closed_days, drafts
from storage.database import Transaction


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
    forms.begin(turn, CLOSED_DAYS)


def typed(turn: Turn, draft: Draft) -> None:
    """Read the days that were typed; what is no day is asked for again."""
    said = read_days(turn.text, turn.today, _limits(turn).back_days)
    if said.days and not said.unread:
        drafts.drop(turn.db, draft)
        _ask(turn, said)
        return
    draft = drafts.save(turn.db, draft.missed())
    question = CLOSED_DAYS.question("days")
    forms.show(turn, draft, wrong=questions.wrong(BadDate(), CLOSED_DAYS, question, draft, turn.wording))


@only(Role.ADMIN)
def take_back(turn: Turn) -> None:
    """Ask once more before a day is worked after all."""
    _ask(turn, Said(closes=False, days=unpacked(TakeBack.pressed(turn.update).days)))


@only(Role.ADMIN)
def close(turn: Turn) -> None:
    """Close the office; deadlines counted in working days move."""
    said = Said(closes=True, days=unpacked(Close.pressed(turn.update).days))
    told = N_("The office is closed on %(days)s. Deadlines move within a minute.")
    _carry_out(turn, said, closed_days.close, told)


@only(Role.ADMIN)
def reopen(turn: Turn) -> None:
    """Work on the days after all; deadlines move back."""
    said = Said(closes=False, days=unpacked(Reopen.pressed(turn.update).days))
    told = N_("The office is open on %(days)s after all. Deadlines move within a minute.")
    _carry_out(turn, said, closed_days.reopen, told)


def _carry_out(turn: Turn, said: Said, change: Callable[[Transaction, date], bool], told: str) -> None:
    """Change what is still to be changed, judged again; once kept, the office's calendar follows."""
    days = sort(said, closed_days.known(turn.db), turn.today, turn.db.rules)
    for day in days.to_do:
        change(turn.db, day)
    turn.db.then.append(partial(turn.office.close_on, closed_days.known(turn.db)))
    if days.to_do:
        turn.notice = turn.wording.text(told, days=in_words(days.to_do, turn.wording))
    else:
        turn.notice = hindrances(said, days, turn.wording, _limits(turn))
    show(turn)


def _ask(turn: Turn, said: Said) -> None:
    """Show what it means before it is done (`ux.md` 17); what can't be done is said."""
    days = sort(said, closed_days.known(turn.db), turn.today, turn.db.rules)
    why_not = hindrances(said, days, turn.wording, _limits(turn))
    if said.unread or len(said.days) > MOST or not days.to_do:
        turn.notice = why_not
        show(turn)
        return
    moved = closed_days.moved_by(turn.db, days.to_do)
    text = confirmation(said, days.to_do, moved, turn.wording)
    leave = Press(turn.wording.label("No, leave it"), ClosedDays())
    turn.show(Screen(text, column(leave, _yes(said, days.to_do, turn.wording))).under(why_not))


def _yes(said: Said, days: Collection[date], wording: Wording) -> Press:
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
    app.office.sayings.append(answers)
    app.office.flows[CLOSED_DAYS.name] = Flow(CLOSED_DAYS, (Role.ADMIN,), _never, typed=typed)
    app.office.entries.append(Entry(TITLE, ClosedDays(), (Role.ADMIN,)))
    for handler, button in (
        (closed, ClosedDays),
        (add, AddClosed),
        (take_back, TakeBack),
        (close, Close),
        (reopen, Reopen),
    ):
        app.telegram.add_handler(CallbackQueryHandler(handler, pattern=button.pattern()))
