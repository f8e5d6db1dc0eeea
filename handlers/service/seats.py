"""Seats: the units that serve beside the lead, how one ends its part, and how the lead takes one over."""

from markupsafe import Markup
from msgspec.structs import replace

from actions import service
from actions.record import acting_seat, judged
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.seats import Seat
from casework.forms import Draft
from casework.reminders.seats import SEAT, JointSeat
from casework.service.seats import END_SEAT
from casework.staffing.people import SERVING, Role
from handlers.cases import cards
from handlers.forms import steps
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Card, Part, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording
from storage.cases import cases
from storage.cases import seats as kept
from storage.core.database import Transaction
from storage.staffing import people

WORDS = Words(
    title=N_("End our part"),
    asks={
        "reason": Ask(
            N_("What has your unit done, and why does its part end?"),
            name=N_("Reason"),
            example=N_("The mother is in treatment; the health centre calls her every month."),
        ),
    },
    send=N_("End our part"),
)


class EndSeat(OfCase, prefix="cse"):
    """Begin to end the part of the speaker's unit."""


class TakeOver(AsShown, prefix="cst"):
    """Ask once more before the lead takes over what another unit did."""

    seat: int


class TakeOverNow(AsShown, prefix="cstn"):
    """Take it over."""

    seat: int


def end(db: Transaction, draft: Draft) -> Case:
    """End the part of the speaker's unit; the lead hears so."""
    return service.end_seat(db, draft.subject or 0, draft.said("reason"))


def beside(turn: Turn, case: Case) -> list[Markup]:
    """Name every unit that serves beside the lead, how far it is, and whom it waits for."""
    handed_on = (one for one in case.joint_seats if one.worker is not None and one.offered is not None)
    waiting = (replace(one, worker=None) for one in handed_on)
    return [_unit(turn, case, one) for one in (*case.joint_seats, *waiting)]


def _unit(turn: Turn, case: Case, one: Seat) -> Markup:
    unit = cards.unit_of(turn, case, one)
    who = one.worker if one.worker is not None else one.offered
    if who is None:
        return turn.wording.text("With: %(unit)s (nobody is named yet)", unit=unit)
    name = people.get(turn.db, who).name
    if one.worker is None:
        return turn.wording.text("With: %(unit)s (waits for %(name)s)", unit=unit, name=name)
    if one.followed_up is not None and _reads(turn, case, one):
        month = turn.wording.month(one.followed_up)
        return turn.wording.text(
            "With: %(unit)s (%(name)s, reports up to %(month)s)", unit=unit, name=name, month=month
        )
    return turn.wording.text("With: %(unit)s (%(name)s)", unit=unit, name=name)


def _reads(turn: Turn, case: Case, one: Seat) -> bool:
    return acting_seat(turn.db, case) == one.id or cases.may(turn.db, case, Action.READ_ALL)


def _take_over_keys(turn: Turn, case: Case) -> Rows:
    """A key for each unit that serves, while the lead could take its part over."""
    if not steps.offers(turn, acts.TAKE_OVER, case):
        return ()
    return column(
        *(
            Press(
                turn.wording.label("Take over from %(unit)s", unit=people.unit(turn.db, one.unit or 0).name),
                TakeOver(case.id, case.version, one.id),
            )
            for one in case.joint_seats
            if one.served
        )
    )


LEADING = (*SERVING, Role.SUPERVISOR)


@only(*LEADING)
def ask(turn: Turn) -> None:
    """Say what taking over means; nothing has happened yet."""
    button = turn.pressed(TakeOver)
    case = judged(turn.db, button.case, acts.TAKE_OVER, version=button.version)
    unit = people.unit(turn.db, case.seat(button.seat).unit or 0).name
    wording = turn.wording
    turn.show(
        Screen(
            lines(
                Markup("<b>%s</b>")
                % wording.text("%(number)s: take over from %(unit)s?", number=case.number, unit=unit),
                wording.text("Its part ends; what is to be done from now on is the lead's."),
            ),
            column(
                cards.back(turn, case),
                Press(
                    wording.label("Yes, take it over"),
                    TakeOverNow(case.id, case.version, button.seat),
                    "primary",
                ),
            ),
        )
    )


@only(*LEADING)
def take_over(turn: Turn) -> None:
    """Take it over; who had it hears so."""
    button = turn.pressed(TakeOverNow)
    case = service.take_over(turn.db, button.case, button.seat, version=button.version)
    turn.notice = turn.wording.text("Taken over. The other unit hears so.")
    cards.show(turn, case.id)


def show(turn: Turn, subject: int) -> None:
    """Show a seat as the card of its case: it is one card for all who serve."""
    cards.show(turn, kept.read(turn.db, subject).case.id)


def about(joint: JointSeat, wording: Wording) -> str:
    """Say of a seat in a list what is said of its case."""
    return cards.about(joint.case, wording)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.END_SEAT,
            EndSeat,
            N_("End our part"),
            END_SEAT,
            WORDS,
            SERVING,
            do=end,
            done=N_("The part of your unit has ended. The lead and the village's centre hear so."),
            summary=True,
            answers=lambda turn, case: str(acting_seat(turn.db, case)),
        ),
    )
    app.parts.append(Part(Action.VIEW, lines=beside))
    app.parts.append(Part(acts.TAKE_OVER.needs, rows=_take_over_keys))
    app.cards[SEAT.name] = Card(show, about, lambda turn, joint: cards.reasons(turn, joint.case))
    app.on(TakeOver, ask)
    app.on(TakeOverNow, take_over)
