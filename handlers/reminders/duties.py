"""A duty's own card: what is due and what to do about it, one tap from its nudge (`ux.md` 20)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from actions import reminders
from casework.errors import NotThere
from casework.policy.policy import Duty, Policy
from casework.reminders.catalogue import RULES
from casework.reminders.hearing import owes, steers
from casework.text.dates import local_day
from handlers.ui import home, standings
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, keys_apart, lines
from handlers.ui.turn import App, Turn, everybody
from handlers.words.terms import DISCREET_DUTIES, DUTIES
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.core.database import Transaction
from storage.reminders import nudges, obligations
from storage.reminders.obligations import Obligation
from storage.staffing import people
from storage.staffing.directory import Directory


class OpenDuty(Button, prefix="do"):
    """Open a duty's card."""

    obligation: int


class FillIn(Button, prefix="df"):
    """Begin the form that does the work."""

    obligation: int


class PutOff(Button, prefix="dp"):
    """Be reminded with tomorrow's digest."""

    obligation: int


class Unchanged(Button, prefix="du"):
    """Visited, and nothing has changed: asks once more."""

    obligation: int


class Why(Button, prefix="dw"):
    """Ask why one was nudged."""

    obligation: int


class Away(Button, prefix="dl"):
    """Somebody stands in for me: say who."""


class Remind(Button, prefix="dr"):
    """Remind who owes it, as who leads them."""

    obligation: int


class Reassign(Button, prefix="dc"):
    """Choose somebody else who is to do it."""

    obligation: int


class Line(Protocol):
    """What a line about a duty names."""

    @property
    def sign(self) -> str:
        """The subject's."""

    @property
    def duty(self) -> Duty:
        """What is owed."""

    @property
    def due(self) -> datetime:
        """By when."""

    @property
    def urgent(self) -> bool:
        """It is a 24-hour matter."""

    @property
    def alarm(self) -> bool:
        """What it belongs to is marked."""


DONE = N_("This is done already. Here is how the case stands.")


def still_owed(turn: Turn, number: int) -> Obligation | None:
    """Return a duty the speaker may see; when it is done the subject's card is shown instead."""
    obligation = obligations.get(turn.db, number)
    if obligation is None:
        raise NotThere
    subjects.get(turn.db, obligation.subject)
    if not obligation.ended:
        return obligation
    turn.notice = turn.wording.text(DONE)
    turn.app.show_card(turn, obligation.subject)
    return None


@everybody
def open_duty(turn: Turn) -> None:
    """Show what is due and what can be done about it."""
    if obligation := still_owed(turn, turn.pressed(OpenDuty).obligation):
        show(turn, obligation)


def show(turn: Turn, obligation: Obligation) -> None:
    """Put a duty's card on the screen."""
    everybody = Directory(turn.db)
    own, steered = (judge(obligation, turn.speaker, everybody) for judge in (owes, steers))
    waits = nudges.put_off_to(turn.db, obligation.id, turn.speaker.id)
    rows = keys(
        obligation, turn.wording, turn.db.rules.policy, own=own, steered=steered, waits=waits is not None
    )
    other = obligation.person if obligation.person != turn.speaker.id else None
    text = lines(
        line(obligation, turn.db.now, turn.db.rules.policy, turn.wording, words=DUTIES),
        whose(everybody.get(other).name, turn.wording, own=own) if other is not None else None,
        turn.wording.text("⏳ I remind you again %(at)s.", at=turn.wording.moment(waits)) if waits else None,
    )
    turn.show(Screen(text, (*rows, (home.key(turn.wording),)), Level.L1))


@everybody
def fill_in(turn: Turn) -> None:
    """Begin the form."""
    obligation = still_owed(turn, turn.pressed(FillIn).obligation)
    if obligation is None:
        return
    turn.app.fill_in.get(obligation.duty, turn.app.show_card)(turn, obligation.subject)


@everybody
def later(turn: Turn) -> None:
    """Remind once more tomorrow: the deadline stays, and when others hear of it."""
    obligation = still_owed(turn, turn.pressed(PutOff).obligation)
    if obligation is None:
        return
    at = reminders.put_off(turn.db, obligation)
    turn.notice = turn.wording.text(
        "I will remind you %(at)s. The deadline stays %(due)s.",
        at=turn.wording.moment(at),
        due=turn.wording.moment(obligation.due),
    )
    show(turn, obligation)


def line(
    obligation: Line,
    now: datetime,
    policy: Policy,
    wording: Wording,
    *,
    words: Mapping[Duty, str] = DISCREET_DUTIES,
) -> Markup:
    """Number, duty, date, and how pressing it is; a push says it discreetly, an answer in full *words*."""
    return wording.text(
        "%(number)s, %(standing)s",
        number=standings.marked(obligation.sign, alarm=obligation.alarm),
        standing=standings.said(
            wording.label(words[obligation.duty]),
            obligation.due,
            now,
            policy.nudges,
            wording,
            urgent=obligation.urgent,
        ),
    )


def whose(name: str, wording: Wording, *, own: bool) -> Markup:
    """Name who owes it to whoever hears of it beside them, or does it in their place."""
    if own:
        return wording.text("• You stand in for %(name)s", name=name)
    return wording.text("• In charge: %(name)s", name=name)


def keys_of(
    these: Sequence[Obligation],
    button: Callable[[int], Button],
    wording: Wording,
    units: Mapping[int, str],
    *,
    words: Mapping[Duty, str] = DISCREET_DUTIES,
) -> list[Press]:
    """A key for each duty; those that would be called alike say by when, as two months of one case.

    Of what several *units* owe for one meeting each says whose it is.
    """
    keys = [key(one, button(one.id), wording, words=words) for one in these]
    keys = keys_apart(keys, lambda place: [wording.short_day(local_day(these[place].due))], wording)
    return keys_apart(keys, lambda place: [units.get(these[place].id, "")], wording)


def units_of(db: Transaction, these: Sequence[Obligation]) -> Mapping[int, str]:
    """Name the unit of each duty that is owed alike by several."""
    often = Counter((one.sign, one.duty, local_day(one.due)) for one in these)
    return {
        one.id: people.unit(db, one.unit).name
        for one in these
        if one.unit is not None and often[one.sign, one.duty, local_day(one.due)] > 1
    }


def key(
    obligation: Obligation,
    button: Button,
    wording: Wording,
    *,
    words: Mapping[Duty, str] = DISCREET_DUTIES,
) -> Press:
    """A key that names a duty."""
    called = standings.marked(obligation.sign, alarm=obligation.alarm)
    return Press(f"{called} {wording.label(words[obligation.duty])}", button)


def keys(
    obligation: Obligation,
    wording: Wording,
    policy: Policy,
    *,
    own: bool,
    steered: bool = False,
    waits: bool = False,
) -> Rows:
    """What can be done about a duty: most of it by whom it is *own*, the rest by whoever hears of it.

    Where it is *steered*, who leads whoever owes it can remind them, or give it to somebody else. What
    *waits* for its reminder is not put off once more.
    """
    number, label = obligation.id, wording.label
    look: list[Key] = [
        Press(label("Open"), OpenCard(obligation.subject)),
        Press(label("ⓘ Why"), Why(number)),
    ]
    if not own:
        steer = (Press(label("🔔 Remind them"), Remind(number)), Press(label("Reassign"), Reassign(number)))
        return (steer, tuple(look)) if steered else (tuple(look),)
    act: list[Key] = []
    if RULES[obligation.duty].form is not None:
        act.append(Press(label("📝 Fill in now"), FillIn(number), "primary"))
    if obligation.duty is Duty.VISIT:
        act.append(Press(label("Visited, no change"), Unchanged(number)))
    wait: list[Key] = [Press(label("Somebody stands in"), Away())]
    if not obligation.urgent and policy.nudges.postponements and not waits:
        wait.insert(0, Press(label("Remind me tomorrow"), PutOff(number)))
    return tuple(tuple(row) for row in (act, wait, look) if row)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for handler, button in ((open_duty, OpenDuty), (fill_in, FillIn), (later, PutOff)):
        app.on(button, handler)
