"""Typed 陪同: the visits with the police that are under way, the nearest first; the year as a table."""

from datetime import timedelta

from markupsafe import Markup

from casework.escorts import Escort, EscortOutcome
from casework.staffing.people import SERVING, Role
from casework.staffing.units import UnitKind
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.escorts.words import DANGER, REASONS, standing
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, lines
from handlers.ui.turn import App, Turn, only, reading
from handlers.words.wording import N_
from storage.cases import cases
from storage.escorts import escorts
from storage.staffing import people

MOST = 8
"""So many are listed; the others are further off."""
SEEING = tuple(role for role in Role if role not in (Role.CHIEF, Role.CLERK))
"""Who may see cases, or goes with who serves one."""
KEPT = timedelta(days=366)
"""What was before is in no table."""


class EscortSheet(Button, prefix="ges"):
    """Get those of a year as a table."""


@only(*SEEING)
@reading
def mine(turn: Turn) -> None:
    """List those that the speaker asked for or answers, or oversees."""
    wording = turn.wording
    found = escorts.seen(turn.db, MOST)
    text = lines(
        wording.text(DANGER),
        *(
            wording.text(
                "🚓 %(number)s, %(at)s: %(standing)s",
                number=one.number,
                at=wording.moment(one.visit_at),
                standing=standing(one, wording),
            )
            for one in found
        ),
        None if found else _none(turn),
    )
    keys = tuple((Press(one.number, OpenCard(one.id)),) for one in found)
    table = Press(wording.label("📄 As a table"), EscortSheet())
    turn.show(Screen(text, (*keys, (table,), (home.key(wording),)), Level.L1))


@only(*SEEING)
def sheet(turn: Turn) -> None:
    """Send them as a table (陪同訪視.xlsx): by number, nobody by name."""
    wording = turn.wording
    heads = (
        *((N_("Date"), 18), (N_("Precinct"), 16), (N_("Asked by"), 18), (N_("Reason"), 14)),
        *((N_("Case"), 18), (N_("Answered at"), 18), (N_("Was there"), 10), (N_("Why cancelled"), 30)),
    )
    rows = [_cells(turn, one) for one in escorts.of_year(turn.db, turn.db.now - KEPT)]
    title = wording.label("Escort by the police")
    hand_out(turn, Table(title, columns_of(heads, wording), rows, secret=True), Format.XLSX, "escorts")
    mine(turn)


def _none(turn: Turn) -> Markup:
    """Say that there is none, and what that means to whom: to who goes along, who asks, who looks on."""
    if turn.unit.kind is UnitKind.POLICE:
        return turn.wording.text("Nobody asks you to go with a visit now. You hear as soon as somebody does.")
    if turn.speaker.role in SERVING:
        return turn.wording.text("No visit with the police is planned. It is asked for on the case's card.")
    return turn.wording.text(
        "No visit with the police that you may see is planned. Who serves a case asks for one on its card."
    )


def _cells(turn: Turn, one: Escort) -> tuple[str, ...]:
    wording, unit = turn.wording, cases.read(turn.db, one.case).seat(one.seat).unit
    came = one.outcome is EscortOutcome.ACCOMPANIED
    why_not = standing(one, wording).striptags() if one.outcome and not came else one.said
    return (
        str(wording.moment(one.visit_at)),
        one.unit.name,
        people.unit(turn.db, unit).name if unit else "",
        wording.label(REASONS[one.why]),
        one.number,
        str(wording.moment(one.answered_at)) if one.answered_at else "",
        "V" if came else "",
        why_not,
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for phrase in ("陪同", "陪同訪視", "escorts"):
        app.words(phrase, mine)
    app.on(EscortSheet, sheet)
