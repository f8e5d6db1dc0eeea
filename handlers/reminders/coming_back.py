"""Coming back: what was done meanwhile, and what is open now."""

from collections.abc import Mapping
from functools import partial

from markupsafe import Markup

from actions import reminders
from actions.staffing import leave as staffing
from casework.reminders.nudging import quiet
from casework.staffing.leave import AwayTold, Meanwhile
from handlers.reminders import casebook
from handlers.reminders.duties import Away
from handlers.ui import home
from handlers.ui.apart import apart
from handlers.ui.buttons import Button
from handlers.ui.office import Office, Telling
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.words.terms import DISCREET_ACTS, OTHER_ACT
from handlers.words.wording import N_, Wording
from storage.core.database import Transaction
from storage.staffing import leaves

BATCH = 50


def come_back(office: Office, db: Transaction) -> bool:
    """Tell everybody whose leave is over, outside quiet hours; True when there may be more."""
    if reminders.holding(db) or quiet(db.now, db.rules.policy.nudges):
        return False
    found = leaves.back(db, BATCH)
    for leave in found:
        apart(
            db, partial(staffing.end_leave, db, leave), partial(leaves.tell_later, db, leave), leave=leave.id
        )
    return len(found) == BATCH


class CantStandIn(Button, prefix="lx"):
    """I can't stand in: somebody else is to be asked."""

    leave: int


def standing_in(away: AwayTold, wording: Wording) -> Screen:
    """Tell a deputy whose place they take, and let them say that they can't."""
    text = wording.text(
        "You stand in for %(name)s from %(first)s to %(last)s: their nudges and offers come to you.",
        name=away.name,
        first=wording.day(away.first),
        last=wording.day(away.last),
    )
    return Screen(text, column(Press(wording.label("I can't stand in"), CantStandIn(away.leave))))


def _led(sentence: str) -> Telling:
    """Tell who leads the unit; nothing is to be done about it."""

    def told(away: AwayTold, wording: Wording) -> Screen:
        names = {"name": away.name, "deputy": away.deputy}
        days = {"first": wording.day(away.first), "last": wording.day(away.last)}
        return Screen(wording.text(sentence, **names, **days))

    return told


def _arranged(sentence: str) -> Telling:
    """Tell somebody what who leads their unit said of their leave, with the way to say otherwise."""

    def told(away: AwayTold, wording: Wording) -> Screen:
        text = wording.text(
            sentence, deputy=away.deputy, first=wording.day(away.first), last=wording.day(away.last)
        )
        return Screen(text, column(Press(wording.label("🌴 Be away"), Away())))

    return told


def deputy_changed(away: AwayTold, wording: Wording) -> Screen:
    """Tell who is away that their deputy has gone, and who took over."""
    text = wording.text(
        "From now on %(deputy)s stands in for you, from %(first)s to %(last)s: your deputy has handed over.",
        deputy=away.deputy,
        first=wording.day(away.first),
        last=wording.day(away.last),
    )
    return Screen(text)


def declined(away: AwayTold, wording: Wording) -> Screen:
    """Tell who wanted to be away that somebody else must be asked."""
    text = wording.text(
        "%(deputy)s can't stand in for you from %(first)s to %(last)s. Please ask somebody else: "
        "until then your nudges come to you.",
        deputy=away.deputy,
        first=wording.day(away.first),
        last=wording.day(away.last),
    )
    return Screen(text, column(Press(wording.label("🌴 Be away"), Away(), "primary")))


def welcomed(told: Meanwhile, wording: Wording) -> Screen:
    """Tell who was away what the deputy did, and how much is open."""
    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text("Welcome back."),
            wording.text("This was done meanwhile:") if told.acts else None,
            *(_act(number, verb, wording) for number, verb in told.acts),
            wording.count("and %(n)s more", "and %(n)s more", told.more) if told.more else None,
            wording.count("%(n)s duty is open now.", "%(n)s duties are open now.", told.owed)
            if told.owed
            else wording.text("Nothing is open now."),
        ),
        _keys(wording, serves=told.serves),
    )


def _act(number: str, verb: str, wording: Wording) -> Markup:
    act = wording.label(DISCREET_ACTS.get(verb, OTHER_ACT))
    return wording.text("%(number)s: %(act)s", number=number, act=act)


def _keys(wording: Wording, *, serves: bool) -> Rows:
    casebook_key = Press(wording.label(casebook.TITLE), casebook.MyCases(0))
    return column(casebook_key if serves else home.key(wording))


def not_needed(leave: AwayTold, wording: Wording) -> Screen:
    """Tell a deputy that a leave was taken back."""
    text = wording.text(
        "%(name)s is not away from %(first)s to %(last)s after all: you need not stand in.",
        name=leave.name,
        first=wording.day(leave.first),
        last=wording.day(leave.last),
    )
    return Screen(text)


def over(name: str, wording: Wording) -> Screen:
    """Tell a deputy that a leave is over."""
    return Screen(wording.text("%(name)s is back: you stand in for them no longer. Thank you.", name=name))


TELLINGS: Mapping[str, Telling] = {
    "person.away": standing_in,
    "person.away_too": _led(N_("%(name)s is away from %(first)s to %(last)s; %(deputy)s stands in.")),
    "person.away_for": _arranged(
        N_("%(deputy)s stands in for you from %(first)s to %(last)s: who leads your unit has seen to it.")
    ),
    "person.deputy_declined": declined,
    "person.deputy_changed": deputy_changed,
    "person.deputy_declined_too": _led(
        N_("%(deputy)s can't stand in for %(name)s from %(first)s to %(last)s; somebody else is to be asked.")
    ),
    "person.stayed": not_needed,
    "person.stayed_too": _led(N_("%(name)s is not away from %(first)s to %(last)s after all.")),
    "person.stayed_for": _arranged(
        N_("You are not away from %(first)s to %(last)s after all: who leads your unit has seen to it.")
    ),
    "person.back": over,
    "person.welcomed": welcomed,
}
"""What is told of a leave."""
