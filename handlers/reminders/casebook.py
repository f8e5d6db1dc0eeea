"""The casebook: what is due in one's own cases, worst first."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from markupsafe import Markup

from casework.counting import ENOUGH, Page, counted
from casework.policy.owed import Bearer
from casework.reminders.obligations import CASE, LAST, Standing, soon, standing
from casework.reminders.seats import SEAT
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.intake.reporting import NewReport
from handlers.reminders.duties import Away
from handlers.ui import home, queues, standings
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


class MyCases(Button, prefix="mb"):
    """Open the casebook at a page."""

    page: int


@only(*SERVING)
@reading
def casebook(turn: Turn) -> None:
    """Show a page of what is due."""
    page = turn.pressed(MyCases).page
    first = _first(turn, max(ENOUGH, (page + 1) * PAGE + 1))
    count = min(len(first), ENOUGH)
    page, here = queues.opened(partial(_mine, turn, first), count, page)
    turn.show(_page(turn, here, page, count) if here.rows else _nothing(turn.wording))


def _mine(turn: Turn, first: Sequence[int], page: int) -> Page[Owing]:
    """Gather what the speaker owes by case, the case with the nearest deadline first."""
    here = Page.of(first[page * PAGE :], PAGE)
    owed = obligations.of_each(turn.db, here.rows)
    return Page([[duty for duty in owed[one] if _owes(turn, duty)] for one in here.rows], here.more)


def _owes(turn: Turn, duty: Obligation) -> bool:
    return duty.bearer is Bearer.PERSON and duty.person in turn.acting


def _first(turn: Turn, most: int, by: datetime = LAST) -> list[int]:
    """The cases and joint seats in which the speaker owes something due by then, the worst first."""
    return obligations.subjects_of_people(turn.db, turn.acting, (CASE.name, SEAT.name), most, by)


def due(turn: Turn) -> int:
    """Count the cases with something overdue, due today or soon, no further than is said."""
    return len(_first(turn, ENOUGH, soon(turn.db.now, turn.db.rules.policy.nudges)))


def _standing(turn: Turn, one: Obligation) -> Standing:
    return standing(one.due, turn.db.now, turn.db.rules.policy.nudges)


def _page(turn: Turn, here: Page[Owing], page: int, count: int) -> Screen:
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        wording.upwards(
            "%(n)s case, %(due)s due now or soon, the most pressing first",
            "%(n)s cases, %(due)s due now or soon, the most pressing first",
            count,
            due=counted(due(turn)),
        ),
        queues.which(wording, count, page),
        *(_case(turn, one) for one in here.rows),
    )
    away = Press(wording.label("Somebody stands in"), Away())
    keys = column(*(_key(turn, one[0]) for one in here.rows))
    turned = queues.turning(page, queues.reaching(page, here.more), MyCases, wording)
    return Screen(text, (*keys, *turned, (away, home.key(wording))), Level.L1)


def _case(turn: Turn, owing: Owing) -> Markup:
    about = turn.app.cards[owing[0].kind].about(subjects.get(turn.db, owing[0].subject), turn.wording)
    return lines(
        Markup("\n<b>%s</b> %s") % (standings.marked(owing[0].sign, alarm=owing[0].alarm), about),
        *(cards.due_line(duty, turn) for duty in owing),
    )


def _key(turn: Turn, worst: Obligation) -> Press:
    mark = PRESSING.get(_standing(turn, worst), "")
    duty = turn.wording.label(DUTIES[worst.duty])
    called = standings.marked(worst.sign, alarm=worst.alarm)
    return Press(f"{mark}{called} {duty}", OpenCard(worst.subject))


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
