"""Nudges (催辦): one digest a morning, the worst first; 24-hour matters at once, alone (`ux.md` 20)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import structlog
from markupsafe import Markup
from msgspec import Struct, field

from actions import fallback, reminders
from actions.cases.reading import still_shown
from casework.policy.policy import Hearer, Policy
from casework.reminders.backlog import Backlog
from casework.reminders.hearing import (
    AllBut,
    Personnel,
    Remit,
    circle_of,
    listeners,
    owes,
    stand_in,
    steers,
    unheard,
    watched,
)
from casework.reminders.nudging import after_rest, late, resting
from casework.staffing.people import SERVING, Person
from handlers.reminders import casebook, duties
from handlers.reminders.duties import Line
from handlers.ui import home
from handlers.ui.apart import apart, comes_again, whole
from handlers.ui.office import Office, tell
from handlers.ui.screens import Press, Screen, column, lines
from handlers.words.wording import Wording
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.recusals import without
from storage.messages import outbox
from storage.reminders import nudges, obligations, to_do
from storage.reminders.nudges import Nudge
from storage.reminders.obligations import Obligation
from storage.staffing import addresses, people
from storage.staffing.directory import Directory

PUSHES = frozenset({Priority.CRISIS, Priority.PUSH})
"""What somebody hears without having asked for it."""

log = structlog.get_logger()

BATCH = 200
PEOPLE = 50
"""So many are told in one transaction."""


def climb(db: Transaction, *, held: bool = False) -> bool:
    """Go up the ladders whose next rung has come; True when there may be more.

    In quiet hours, and while what is not pressing is *held*, 24-hour matters alone.
    """
    due = obligations.to_nudge(db, BATCH, urgent=True)
    if not held and not resting(db.now, db.rules):
        due += obligations.to_nudge(db, BATCH, urgent=False)
    if due:
        _climb_safely(db, due)
    return len(due) >= BATCH


def _climb_safely(db: Transaction, due: list[Obligation]) -> None:
    """One that fails does not keep the others from being told: then each goes alone."""
    try:
        with whole(db), people.remembered(db):
            _climb(db, due)
    except Exception as error:
        if comes_again(db, error):
            raise
        if len(due) > 1:
            for one in due:
                _climb_safely(db, [one])
            return
        log.error("nudge.failed", obligation=due[0].id, error=type(error).__name__)
        obligations.try_later(db, due[0])


def _climb(db: Transaction, due: list[Obligation]) -> None:
    passed = {one: one.ladder.passed(one.climbed, db.rules, db.now) for one in due}
    everybody = Directory(db)
    heard = {
        one: [
            (one.id, rung.at, person, at)
            for rung, at in rungs
            for person in {
                who.id
                for hearer in rung.to
                for who in listeners(one, hearer, without(db, one.subject, everybody))
            }
        ]
        for one, rungs in passed.items()
    }
    obligations.climb(db, {one: len(rungs) for one, rungs in passed.items() if heard[one] or not rungs})
    nudges.add_all(db, (each for one in due for each in heard[one]))
    for one in due:
        if passed[one] and not heard[one]:  # nobody at all can hear: until somebody can
            obligations.try_later(db, one)


def tell_all(office: Office, db: Transaction, *, held: bool = False) -> bool:
    """Tell who is to hear something now; True when there may be more of them.

    What somebody can't hear is passed on before anybody is told: who hears it instead gets one message.
    """
    hushed = held or resting(db.now, db.rules)
    found = nudges.listeners(db, PEOPLE, quiet=hushed)
    with people.remembered(db):
        waiting = [(people.get(db, one), nudges.untold(db, one, quiet=hushed)) for one in found]
        astray = [one for person, these in waiting for one in _astray(db, person, these)]
        _pass_on(db, astray)
        for person, these in () if astray else waiting:
            work = partial(_tell, office, db, person, these)
            apart(db, work, partial(nudges.tell_later, db, these), person=person.id)
    return bool(found)


def _tell(office: Office, db: Transaction, person: Person, these: list[Nudge]) -> None:
    """Tell somebody what is theirs: 24-hour matters each alone, the rest in one message."""
    for alone in dict.fromkeys(one.obligation for one in these if one.obligation.urgent):
        _send(office, db, person, [one for one in these if one.obligation == alone])
    _send(office, db, person, [one for one in these if not one.obligation.urgent])


def _astray(db: Transaction, person: Person, these: list[Nudge]) -> list[Nudge]:
    """List what waits for somebody who can't hear it, or whose it is no longer."""
    if stand_in(person, partial(people.get, db)) != person:
        return these
    return [one for one in these if not _still_theirs(db, one, person)]


def _still_theirs(db: Transaction, nudge: Nudge, person: Person) -> bool:
    """It may be another's by now: it was handed over, they do other work, or stand in no longer.

    What somebody put off is of who owes it; the rest of whoever hears of it in some circle.
    """
    everybody = without(db, nudge.obligation.subject, Directory(db))
    circles = (Hearer.OWNER,) if nudge.put_off else tuple(Hearer)
    return any(person in listeners(nudge.obligation, circle, everybody) for circle in circles)


def _pass_on(db: Transaction, these: list[Nudge]) -> None:
    """What waits for somebody who can't hear it waits for the next one up; with nobody there it waits on."""
    for one in these:
        if _pass_up(db, one):
            nudges.drop(db, [one])
        else:
            nudges.tell_later(db, [one])


def _pass_up(db: Transaction, nudge: Nudge, *, past: bool = False) -> bool:
    """Let the next one up hear on the same rung, *past* who was to; False when nobody at all can."""
    everybody = without(db, nudge.obligation.subject, Directory(db))
    circle = Hearer.OWNER if nudge.put_off else circle_of(nudge.obligation, nudge.person, everybody)
    rung = nudge.rung
    if past:
        everybody = _all_but(nudge.person, everybody)
        if nudge.put_off:  # which nobody but who owes it hears
            rung = f"{nudges.UNHEARD}{rung}"
    heard = listeners(nudge.obligation, circle, everybody)
    for person in heard:
        nudges.add(db, nudge.obligation.id, rung, person.id, nudge.at)
    return bool(heard)


def _all_but(person: int, everybody: Personnel) -> AllBut:
    return AllBut(everybody, lambda one: one == person)


def _send(office: Office, db: Transaction, person: Person, these: list[Nudge]) -> None:
    these = nudges.claim(db, these)
    if not these:  # another bell was quicker
        return
    owed = list({one.obligation.id: one.obligation for one in these}.values())
    everybody = Directory(db)
    own = frozenset(one.id for one in owed if owes(one, person, everybody))
    steered = frozenset(one.id for one in owed if steers(one, person, everybody))
    names = {
        one.id: everybody.get(one.person).name
        for one in owed
        if one.person is not None and one.person != person.id
    }
    urgent = owed[0].urgent
    backlog = None if urgent else to_do.overdue(db, _watched(person, owed, own, everybody))
    behind = any(late(one.at, db.now, db.rules.policy.nudges) for one in these)
    told = Told(
        tuple(owed),
        own,
        behind,
        serves=person.role in SERVING,
        steered=steered,
        names=names,
        units=duties.units_of(db, owed),
        asked=any(one.asked for one in these),
        unheard=frozenset(one.id for one in owed if one.id in names and _unheard(one, everybody)),
        backlog=backlog,
    )
    compose = partial(screen, told, db.now, db.rules.policy)
    priority = Priority.CRISIS if urgent else Priority.NUDGE
    nudges.written(db, these, tell(office, db, person, compose, kind=LetterKind.NUDGE, priority=priority))


def _watched(
    person: Person, owed: Sequence[Obligation], own: frozenset[int], everybody: Directory
) -> list[Remit]:
    """Say of what it counts for somebody: of them, and of those for whom they stand in here."""
    absent = {one.person for one in owed if one.id in own and one.person is not None} - {person.id}
    whose = (person, *(everybody.get(one) for one in absent))
    return [remit for one in whose for remit in watched(one, everybody)]


def _unheard(one: Obligation, everybody: Directory) -> bool:
    return one.person is not None and unheard(everybody.get(one.person), everybody.get)


def holds(db: Transaction, letter: Letter) -> bool:
    """Judge a letter at the last moment: the act may have come. What does not hold is dropped."""
    if not outbox.still_to_tell(db, letter.row):
        return False
    if letter.right is not None and not still_shown(db, letter):
        outbox.drop(db, letter.row, "not theirs")
        return False
    if letter.kind is not LetterKind.NUDGE or nudges.judge_again(db, letter.row):
        return True
    outbox.drop(db, letter.row, "done")
    return False


def blocked(office: Office, db: Transaction, letter: Letter) -> None:
    """The bot is blocked there: what was to be heard is told elsewhere at once (`trust.md` R4).

    A push goes to another address of the same person, where they have one, else a nudge to the next one up.
    """
    addresses.change(db, letter.to.id, blocked_at=db.now)
    if letter.kind is LetterKind.DELETE:  # what was to leave this screen is on no other
        fallback.left_standing(db, letter)
        return
    if letter.to.person is not None and _told_elsewhere(db, letter, letter.to.person):
        outbox.drop(db, letter.row, outbox.BLOCKED)
        return
    _reached_nobody(db, letter)
    if letter.to.person is not None and _pushes(letter):
        outbox.hold(db, letter.row)
        _pass_on_push(db, letter, letter.to.person)
    else:
        outbox.drop(db, letter.row, outbox.BLOCKED)
    while tell_all(office, db, held=reminders.holding(db)):
        pass


def given_up(office: Office, db: Transaction, letter: Letter, why: str) -> None:
    """A letter can be told in no words: of what it was to be heard, the next one up hears at once."""
    outbox.drop(db, letter.row, why)
    if letter.kind is LetterKind.NUDGE:
        passing = partial(_reached_nobody, db, letter, past=True)
    elif letter.to.person is not None and _pushes(letter):
        passing = partial(_pass_on_push, db, letter, letter.to.person, past=True)
    else:
        return
    apart(db, passing, lambda: None, letter=letter.row)
    while tell_all(office, db, held=reminders.holding(db)):
        pass


def _pushes(letter: Letter) -> bool:
    return letter.kind is LetterKind.MESSAGE and letter.priority in PUSHES


def _reached_nobody(db: Transaction, letter: Letter, *, past: bool = False) -> None:
    """Pass on what a letter was to tell and is still owed; with nobody there it waits to be told anew."""
    owed = [one for one in nudges.of_letter(db, letter.row) if not one.obligation.ended]
    nudges.unheard(db, [one for one in owed if not _pass_up(db, one, past=past)])


def _pass_on_push(db: Transaction, letter: Letter, person: int, *, past: bool = False) -> None:
    """What somebody owes of a matter that they can't hear of, the next one up hears when people are told.

    *Past* them, where they could hear other words.
    """
    subject, everybody = outbox.subject_of(db, letter.row), Directory(db)
    about = [subject] if subject is not None else letter.content.get("about", ())
    for one in (each for number in about for each in obligations.of_subject(db, number)):
        if not one.ended and owes(one, everybody.get(person), everybody):
            at = db.now if one.urgent else after_rest(db.now, db.rules)
            others = without(db, one.subject, everybody)
            for hearing in listeners(one, Hearer.OWNER, _all_but(person, others) if past else others):
                nudges.add(db, one.id, f"{nudges.UNHEARD}{person}", hearing.id, at)


def _told_elsewhere(db: Transaction, letter: Letter, person: int) -> bool:
    """Write a push to another address of the same person; an answer belongs where it was asked for."""
    to = addresses.of(db, person)
    if letter.priority is Priority.REPLY or to is None or to.blocked:
        return False
    row = outbox.write(db, to, letter.kind, letter.content, priority=letter.priority)
    nudges.written(db, nudges.of_letter(db, letter.row), row)
    return True


class Told(Struct, frozen=True):
    """What one message tells somebody."""

    owed: tuple[Obligation, ...]
    """The worst first."""
    own: frozenset[int]
    """Which of them are theirs to do."""
    late: bool = False
    serves: bool = False
    """Has a casebook, in which the rest stands."""
    steered: frozenset[int] = frozenset()
    """Which are owed by those whom they lead."""
    names: Mapping[int, str] = field(default_factory=dict)
    """Who owes what somebody else owes."""
    units: Mapping[int, str] = field(default_factory=dict)
    """Whose it is that several units owe alike."""
    asked: bool = False
    """A supervisor asked for it."""
    unheard: frozenset[int] = frozenset()
    """Which are owed by somebody who can't be reached."""
    backlog: Backlog | None = None
    """All that stays overdue of what is theirs, or watched by them."""

    def whose(self, one: Line, wording: Wording) -> Markup | None:
        """Name who owes it: whom they stand in for, or whom they lead."""
        if not isinstance(one, Obligation) or one.id not in self.names:
            return None
        if one.id in self.unheard:
            return wording.text(
                "• In charge: %(name)s, who can't be reached: the bot is blocked", name=self.names[one.id]
            )
        return duties.whose(self.names[one.id], wording, own=one.id in self.own)


def screen(told: Told, now: datetime, policy: Policy, wording: Wording) -> Screen:
    """Numbers, duties and dates; what to do about them is one tap away."""
    behind = wording.text("⏳ This comes late: it could not be sent in time.") if told.late else None
    asked = wording.text("🔔 Your supervisor reminds you.") if told.asked else None
    text = lines(behind, asked, said(told.owed, now, policy, wording, told.whose, backlog=told.backlog))
    if len(told.owed) == 1:
        [one] = told.owed
        own, steered = one.id in told.own, one.id in told.steered
        return Screen(text, duties.keys(one, wording, policy, own=own, steered=steered))
    shown = told.owed[: policy.nudges.lines]
    rest = _rest(told, wording) if len(shown) < len(told.owed) else None
    return Screen(text, column(*duties.keys_of(shown, duties.OpenDuty, wording, told.units), rest))


def _nobody(one: Line, wording: Wording) -> Markup | None:
    return None


def said(
    owed: Sequence[Line],
    now: datetime,
    policy: Policy,
    wording: Wording,
    whose: Callable[[Line, Wording], Markup | None] = _nobody,
    *,
    backlog: Backlog | None = None,
) -> Markup:
    """Name what is due, the worst first, as far as one message goes; the rest is counted.

    What stays overdue is counted whether or not it is named.
    """
    named = [one.due for one in owed if one.due < now]
    late = Backlog.of(named, now)
    if backlog is not None:
        late = backlog.at_least(late)
    if len(owed) == 1:
        more = _still_overdue(late, wording) if late.number > len(named) else None
        return lines(duties.line(owed[0], now, policy, wording), whose(owed[0], wording), more)
    shown = owed[: policy.nudges.lines]
    rest = len(owed) - len(shown)
    return lines(
        Markup("<b>%s</b>") % _counted(len(owed) - len(named), late, wording),
        *(part for one in shown for part in (duties.line(one, now, policy, wording), whose(one, wording))),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest else None,
    )


def _counted(new: int, late: Backlog, wording: Wording) -> Markup:
    if not late.number:
        return wording.count("%(n)s thing is due.", "%(n)s things are due.", new)
    still = _still_overdue(late, wording)
    if not new:
        return wording.text("Deadlines: %(late)s", late=still)
    return wording.text("Deadlines: %(new)s newly due, %(late)s", new=new, late=still)


def _still_overdue(late: Backlog, wording: Wording) -> Markup:
    return wording.text("%(n)s still overdue (the oldest %(days)s d)", n=late.number, days=late.days)


def _rest(told: Told, wording: Wording) -> Press | None:
    """The way to what had no room."""
    return Press(wording.label(casebook.TITLE), casebook.MyCases(0)) if told.serves else home.key(wording)
