"""Recusing (迴避): kin and neighbours keep out of a case, in two taps; who leads its unit sees to it, too."""

from markupsafe import Markup

from actions.cases import recusing
from casework.cases.access import Action
from casework.cases.case import Case
from handlers.cases import cards
from handlers.ui import home, queues
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.named import told_apart
from handlers.ui.screens import Press, Rows, column, lines
from handlers.ui.turn import App, Part, Turn, everybody
from handlers.words.wording import N_
from storage.cases import cases
from storage.core import recusals
from storage.staffing import people

KEY = N_("🚫 Keep out")


class KeepOut(OfCase, prefix="ck"):
    """Say what keeping out of a case means."""

    page: int


class KeepOutNow(AsShown, prefix="cky"):
    """Keep out of the case, as it was shown."""


class KeepsOut(AsShown, prefix="ckp"):
    """Let a colleague keep out of the case, or back in."""

    person: int


@everybody
def ask(turn: Turn) -> None:
    """Say what it means; who leads the unit finds their people there, too."""
    button = turn.pressed(KeepOut)
    _show(turn, cases.get(turn.db, button.case, Action.VIEW), button.page)


def _show(turn: Turn, case: Case, page: int) -> None:
    wording, theirs = turn.wording, recusing.colleagues(turn.db, case)
    text = lines(
        Markup("<b>%s</b>") % wording.text("Keep out of %(number)s?", number=case.number),
        wording.text(
            "For kin, neighbours and who has an interest in it. Nothing of it is seen or heard from then on; "
            "only who leads the unit takes it back. No reason is asked."
        ),
        wording.text("Of your unit, tap who is to keep out. 🚫 keeps out already: tap to let them back in.")
        if theirs
        else None,
    )
    out, called = recusals.of_case(turn.db, case.id), told_apart(theirs, wording)
    keys = [
        Press(("🚫 " if one.id in out else "") + called[one.id], KeepsOut(case.id, case.version, one.id))
        for one in theirs
    ]
    me = Press(wording.label("Yes, I keep out"), KeepOutNow(case.id, case.version), "danger")
    back = cards.back(turn, case)
    turn.show(
        queues.choice(
            turn, text, [me, *keys], page=page, to=lambda number: KeepOut(case.id, number), back=back
        )
    )


@everybody
def keep_out(turn: Turn) -> None:
    """Keep out: the case is nobody's to them any more."""
    button = turn.pressed(KeepOutNow)
    recusing.keep_out(turn.db, button.case, button.version)
    turn.notice = turn.wording.text(
        "You keep out of it. Who leads the unit hears, and sees who goes on with it."
    )
    home.show(turn)


@everybody
def change(turn: Turn) -> None:
    """Let a colleague keep out, or back in."""
    button = turn.pressed(KeepsOut)
    case, out = recusing.change(turn.db, button.case, button.version, button.person)
    said = N_("%(name)s keeps out of it from now on.") if out else N_("%(name)s may work on it again.")
    turn.notice = turn.wording.text(said, name=people.get(turn.db, button.person).name)
    _show(turn, case, 0)


def _key(turn: Turn, case: Case) -> Rows:
    return column(Press(turn.wording.label(KEY), KeepOut(case.id, 0)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.VIEW, rows=_key))
    for handler, button in ((ask, KeepOut), (keep_out, KeepOutNow), (change, KeepsOut)):
        app.on(button, handler)
