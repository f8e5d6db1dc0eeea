"""The casebook: what is due in one's own cases, worst first."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casework.reminders.obligations import CASE, Standing, standing
from casework.reminders.seats import SEAT
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.intake.reporting import NewReport
from handlers.reminders.duties import Away
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.terms import DUTIES
from handlers.words.wording import N_, Wording
from storage.cases.queues import PAGE
from storage.core import subjects
from storage.reminders import obligations
from storage.reminders.obligations import Obligation

TITLE = N_("📋 My cases")
PRESSING = {Standing.OVERDUE: "❗ ", Standing.TODAY: "⏰ ", Standing.SOON: ""}
"""What counts as due, and the mark of each beside its words."""

Owing = list[Obligation]
"""What one case is owed, the most pressing first."""


@dataclass(frozen=True)
class MyCases(Button, prefix="mb"):
    """Open the casebook at a page."""

    page: int


@only(*SERVING)
@reading
def casebook(turn: Turn) -> None:
    """Show a page of what is due."""
    owing = _mine(turn)
    pages = max(-(-len(owing) // PAGE), 1)
    page = min(max(turn.pressed(MyCases).page, 0), pages - 1)
    turn.show(_page(turn, owing, page, pages) if owing else _nothing(turn.wording))


def _mine(turn: Turn) -> list[Owing]:
    """Gather what the speaker owes by case, the case with the nearest deadline first."""
    found: dict[int, Owing] = {}
    for one in obligations.of_people(turn.db, turn.acting):
        if one.kind in (CASE.name, SEAT.name):
            found.setdefault(one.subject, []).append(one)
    return list(found.values())


def due(turn: Turn) -> int:
    """Count the cases with something overdue, due today or soon."""
    return _pressing(turn, _mine(turn))


def _pressing(turn: Turn, owing: Sequence[Owing]) -> int:
    return sum(_standing(turn, one[0]) in PRESSING for one in owing)


def _standing(turn: Turn, one: Obligation) -> Standing:
    return standing(one.due, turn.db.now, turn.db.rules.policy.nudges)


def _page(turn: Turn, owing: Sequence[Owing], page: int, pages: int) -> Screen:
    here = owing[page * PAGE : (page + 1) * PAGE]
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        wording.count(
            "%(n)s case, %(due)s due now or soon, the most pressing first",
            "%(n)s cases, %(due)s due now or soon, the most pressing first",
            len(owing),
            due=_pressing(turn, owing),
        ),
        wording.text("Page %(page)s of %(pages)s", page=page + 1, pages=pages) if pages > 1 else None,
        *(_case(turn, one) for one in here),
    )
    away = Press(wording.label("Somebody stands in"), Away())
    keys = column(*(_key(turn, one[0]) for one in here))
    return Screen(
        text, (*keys, *queues.turning(page, pages, MyCases, wording), (away, home.key(wording))), Level.L1
    )


def _case(turn: Turn, owing: Owing) -> Markup:
    about = turn.app.cards[owing[0].kind].about(subjects.get(turn.db, owing[0].subject))
    return lines(
        Markup("\n<b>%s</b> %s") % (owing[0].sign, about),
        *(cards.due_line(duty, turn) for duty in owing),
    )


def _key(turn: Turn, worst: Obligation) -> Press:
    mark = PRESSING.get(_standing(turn, worst), "")
    duty = turn.wording.label(DUTIES[worst.duty])
    return Press(f"{mark}{worst.sign} {duty}", OpenCard(worst.subject))


def _nothing(wording: Wording) -> Screen:
    """Say what will stand here, and offer an act (`ux.md` 18)."""
    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text(TITLE),
            wording.text(
                "You have no cases now. When one is offered to you, you are told; "
                "what is due in it then stands here."
            ),
        ),
        column(Press(wording.label("📝 Report"), NewReport()), home.key(wording)),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, MyCases(0), SERVING, waiting=due, place=HomePlace.CASES))
    app.on(MyCases, casebook)
