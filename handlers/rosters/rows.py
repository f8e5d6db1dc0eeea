"""A row of a centre's list: dispatched to the units that are ticked, or not at all (`screens.md` §3)."""

from collections.abc import Sequence

from markupsafe import Markup

from actions.rosters import monthly as acts
from casework.errors import Stale
from casework.rosters.declared import evidence
from casework.rosters.lists import FORMS, RowReason
from casework.staffing.people import LEADING
from casework.staffing.units import Unit
from casework.text.identity import mask_id
from casework.text.masking import mask_in_text
from casework.text.names import mask_name
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from handlers.words.wording import N_
from storage.cases import cases
from storage.rosters.lists import KeptRow

REASONS = {
    RowReason.SERVED: N_("Another unit serves them"),
    RowReason.DIED: N_("They died"),
    RowReason.MOVED: N_("They moved out of the city"),
    RowReason.MISTAKEN: N_("The criterion is not met"),
}
NOBODY = "-"
"""Stands for a choice of no unit."""


class OpenRow(Button, prefix="ror"):
    """Show a row, with the units that were chosen; an empty choice is the suggestion."""

    roster_row: int
    chosen: str


class DispatchRow(Button, prefix="rod"):
    """Dispatch a row to the village's centre, and to these units beside it."""

    roster_row: int
    chosen: str


class AskWhyNot(Button, prefix="row"):
    """Ask why a row is not dispatched."""

    roster_row: int


class DeclineRow(Button, prefix="rox"):
    """Do not dispatch a row."""

    roster_row: int
    why: RowReason


def name_in(row: KeptRow) -> str:
    """Return whom a row names, masked."""
    return mask_name(row.values["name"])


@only(*LEADING)
def open_row(turn: Turn) -> None:
    """Show a row: who, masked, what the list tells, and who is asked beside the village's centre."""
    button = turn.pressed(OpenRow)
    one, row = acts.to_dispatch(turn.db, button.roster_row)
    form, wording = FORMS[one.kind], turn.wording
    household = form.household(row.values)
    suggested = acts.units_for(turn.db, one, row)
    chosen = _chosen(button.chosen, suggested)
    number = cases.number_of(turn.db, row.case) if row.case is not None else ""
    names = [member.name for member in household.members]
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s, row %(row)s", list=one.sign, row=row.number),
        wording.beside(*map(mask_name, names), mask_id(household.national_id), row.village),
        mask_in_text(evidence(form, row.values), *names),
        wording.text("%(number)s is open for them: it gets one more report.", number=number)
        if number
        else None,
        None if number else wording.text("It goes to the village's centre, and to what is ticked:"),
    )
    units = [] if number else _choices(row, suggested, chosen)
    do = wording.label("Add the report") if number else wording.label("Dispatch")
    keys = column(
        *units,
        Press(do, DispatchRow(row.id, _written(chosen)), "primary"),
        Press(wording.label("Decline this row"), AskWhyNot(row.id)),
    )
    back = Press(wording.label("◀ Back"), OpenCard(one.id))
    turn.show(Screen(text, (*keys, (back, home.key(wording))), Level.L1))


def _choices(row: KeptRow, suggested: Sequence[Unit], chosen: Sequence[int]) -> list[Press]:
    """Offer a key for each unit that was suggested, ticked or not."""
    keys = []
    for one in suggested:
        others = [each for each in chosen if each != one.id]
        ticked = one.id in chosen
        after = others if ticked else [*others, one.id]
        keys.append(Press(f"{'☑' if ticked else '☐'} {one.name}", OpenRow(row.id, _written(after))))
    return keys


def _chosen(written: str, suggested: Sequence[Unit]) -> list[int]:
    if not written:
        return [one.id for one in suggested]
    if written == NOBODY:
        return []
    there = {one.id for one in suggested}
    found = [int(one) for one in written.split(".") if one.isdecimal()]
    if not set(found) <= there:
        raise Stale
    return found


def _written(chosen: Sequence[int]) -> str:
    return ".".join(map(str, chosen)) or NOBODY


@only(*LEADING)
def dispatch_row(turn: Turn) -> None:
    """Dispatch a row."""
    button = turn.pressed(DispatchRow)
    one, row = acts.to_dispatch(turn.db, button.roster_row)
    chosen = _chosen(button.chosen, acts.units_for(turn.db, one, row))
    case = acts.dispatch(turn.db, row.id, chosen)
    turn.notice = turn.wording.text("Row %(row)s is %(number)s now.", row=row.number, number=case.number)
    turn.app.show_card(turn, one.id)


@only(*LEADING)
def ask_why_not(turn: Turn) -> None:
    """Ask why a row is not dispatched."""
    one, row = acts.to_dispatch(turn.db, turn.pressed(AskWhyNot).roster_row)
    text = turn.wording.text(
        "%(list)s, row %(row)s: why is it not dispatched?", list=one.sign, row=row.number
    )
    keys = (Press(turn.wording.label(REASONS[why]), DeclineRow(row.id, why)) for why in RowReason)
    back = Press(turn.wording.label("◀ Back"), OpenRow(row.id, ""))
    turn.show(Screen(text, (*column(*keys), (back, home.key(turn.wording)))))


@only(*LEADING)
def decline_row(turn: Turn) -> None:
    """Do not dispatch a row."""
    button = turn.pressed(DeclineRow)
    one = acts.decline(turn.db, button.roster_row, button.why)
    turn.notice = turn.wording.text("It is not dispatched, and the list says why.")
    turn.app.show_card(turn, one.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(OpenRow, open_row)
    app.on(DispatchRow, dispatch_row)
    app.on(AskWhyNot, ask_why_not)
    app.on(DeclineRow, decline_row)
