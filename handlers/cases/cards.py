"""The case card: what somebody may see of a case, masked, with the acts that are theirs."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from unicodedata import east_asian_width

from markupsafe import Markup
from msgspec.structs import replace

from actions.record import acting_seat
from casework.cases.access import Action, kinds_told, may
from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.cases.household import Household
from casework.cases.seats import LEAD, Seat
from casework.reminders.obligations import CASE
from casework.screening import to_be_verified
from casework.staffing.units import SOCIAL_WORK
from casework.text.addresses import mask_address
from casework.text.dates import local_day
from casework.text.identity import mask_id
from casework.text.masking import mask_in_text
from casework.text.names import mask_name
from casework.text.telephones import mask_phone
from handlers.ui import home, standings
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Copy, Key, Level, Press, Rows, Screen, lines
from handlers.ui.turn import App, Card, Turn, everybody, reading
from handlers.words.terms import DUTIES, KINDS, RISKS, STATES
from handlers.words.wording import Wording
from storage.cases import cases, households
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from storage.staffing import people


@everybody
@reading
def open_card(turn: Turn) -> None:
    """Show the card of a subject."""
    turn.app.show_card(turn, turn.pressed(OpenCard).subject)


def show(turn: Turn, case_id: int) -> None:
    """Put a case's card on the screen, with what the speaker may do."""
    case = cases.get(turn.db, case_id, Action.VIEW)
    standing_to = cases.standing_to(turn.db, case)
    parts = [part for part in turn.app.parts if may(standing_to, part.action)]
    rows = tuple(row for part in parts for row in part.rows(turn, case))
    number = (Copy(turn.wording.label("📋 Copy %(number)s", number=case.number), case.number),)
    keys = fitted((*rows, number, (home.key(turn.wording),)))
    turn.show(
        Screen(
            lines(
                summary(replace(case, kinds=kinds_told(case, standing_to)), turn.wording),
                turn.wording.text("📌 Under tracking: each unit reports every month")
                if case.tracked
                else None,
                *(due_line(duty, turn) for duty in _owed(turn, case)),
                _who(turn, case),
                *(extra for part in parts for extra in part.lines(turn, case)),
            ),
            keys,
            Level.L1,
        )
    )


MOST = 8
"""So many rows of keys are not crowded yet."""
NARROW = 20
"""A label of so many columns fits beside another; a Chinese character takes two."""


def fitted(rows: Rows) -> Rows:
    """Put short keys side by side, from the last ones up, as far as there are too many rows."""
    found, at = list(rows), len(rows) - 1
    while len(found) > MOST and at > 0:
        if _narrow(found[at - 1]) and _narrow(found[at]):
            found[at - 1 : at + 1] = [(*found[at - 1], *found[at])]
            at -= 1
        at -= 1
    return tuple(found)


def _narrow(row: tuple[Key, ...]) -> bool:
    wide = [sum(1 + (east_asian_width(one) in "WF") for one in key.label) for key in row]
    return len(row) == 1 and wide[0] <= NARROW


def back(turn: Turn, case: Case) -> Press:
    """Return the key that leads back to the card; nothing has happened yet."""
    return Press(turn.wording.label("◀ Back"), OpenCard(case.id))


def called(case: Case) -> str:
    """Call a case by its number, marked where it is an alarm."""
    return standings.marked(case.number, alarm=case.alarm)


def about(case: Case, wording: Wording) -> str:
    """Say where it is and, masked, who."""
    name = mask_name(case.household.name) if case.household.name else ""
    return wording.beside(case.village, name)


def summary(case: Case, wording: Wording) -> Markup:
    """Number, state, urgency, place, masked household, kinds and risk."""
    first = Markup("<b>%s</b> %s") % (case.number, wording.text(STATES[case.state]))
    urgent = Markup("%s🚨 <b>%s</b>") % (wording.indent, wording.text("urgent"))
    return lines(
        first + urgent if case.alarm else first,
        wording.beside(case.village, *masked(case.household)),
        _kinds(case, wording),
        wording.text("Risk: %(risk)s", risk=wording.label(RISKS[case.risk])) if case.risk else None,
        wording.text("Reported %(at)s", at=wording.day(local_day(case.reported_at))),
    )


def masked(household: Household) -> Iterator[str]:
    """Say who and where as far as a masked view goes (`trust.md` L1)."""
    yield mask_name(household.name) if household.name else ""
    yield mask_id(household.national_id) if household.national_id else ""
    yield mask_phone(household.phone) if household.phone else ""
    address = mask_address(household.address)
    yield "" if address == mask_address("") else address


def _kinds(case: Case, wording: Wording) -> Markup | None:
    """Say of which kind the case is; the general one is what is left."""
    if case.kinds == (CaseKind.GENERAL,):
        return wording.text("Kind: general case (none of the special kinds applies)")
    kinds = wording.label(", ").join(_kind(case, kind, wording) for kind in KINDS if kind in case.kinds)
    return wording.text("Kind: %(kinds)s", kinds=kinds) if kinds else None


def _kind(case: Case, kind: CaseKind, wording: Wording) -> str:
    """Name a kind; one that rests on a report alone is to be verified (待查證)."""
    named = wording.label(KINDS[kind])
    return wording.label("%(kind)s (to be verified)", kind=named) if to_be_verified(case, kind) else named


def due_line(duty: Obligation, turn: Turn) -> Markup:
    """Say what is due and how pressing it is."""
    word, nudges = turn.wording.label(DUTIES[duty.duty]), turn.db.rules.policy.nudges
    return standings.said(word, duty.due, turn.db.now, nudges, turn.wording, urgent=duty.urgent)


def own_seat(turn: Turn, case: Case) -> Seat:
    """Return the seat from which the speaker serves or supervises; the lead's for everybody else."""
    return case.seat(acting_seat(turn.db, case))


def _owed(turn: Turn, case: Case) -> list[Obligation]:
    """List what the speaker's seat owes; whoever has none sees what is owed for the case."""
    return obligations.of_subject(turn.db, own_seat(turn, case).id or case.id)


def _who(turn: Turn, case: Case) -> Markup | None:
    """Name who leads it, a social worker (主責社工) or who is in charge (承辦人), and whom it waits for."""
    said: list[Markup] = []
    if case.worker is not None:
        name = _of_unit(turn, case, people.get(turn.db, case.worker).name)
        elsewhere = case.lead.kind not in (None, *SOCIAL_WORK)
        leads = turn.wording.text("In charge: %(name)s", name=name)
        said.append(leads if elsewhere else turn.wording.text("Primary worker: %(name)s", name=name))
    if case.offered is not None:
        name = _of_unit(turn, case, people.get(turn.db, case.offered).name)
        said.append(turn.wording.text("Offered to: %(name)s", name=name))
    return lines(*said) if said else None


def _of_unit(turn: Turn, case: Case, name: str) -> str:
    """Say to other units of which one somebody is who leads a case."""
    if case.unit in (None, turn.speaker.unit):
        return name
    return turn.wording.label("%(unit)s, %(name)s", unit=unit_of(turn, case, case.lead), name=name)


def unit_of(turn: Turn, case: Case, seat: Seat) -> str:
    """Name a seat's unit; by its bureau alone to who is not told why: which of its units serves tells it."""
    unit = people.unit(turn.db, seat.unit or 0)
    own = seat.unit == turn.speaker.unit or acting_seat(turn.db, case) == seat.id != LEAD
    told = own or cases.may(turn.db, case, Action.WHY)
    return unit.name if told else people.unit(turn.db, unit.counts_as).name


def reasons(turn: Turn, case: Case) -> Mapping[tuple[str, datetime], str]:
    """Reasons tell what a case holds: masked, and for those who may view it."""
    if not cases.may(turn.db, case, Action.VIEW):
        return {}
    names = households.names_known(turn.db, case.household)
    return {act: mask_in_text(reason, *names) for act, reason in cases.reasons_of(turn.db, case).items()}


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(OpenCard, open_card)
    app.cards[CASE.name] = Card(show, about, reasons)
