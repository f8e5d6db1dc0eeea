"""A roster is handed in: sending the file is the whole act (`screens.md` §3)."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from actions.rosters import monthly as acts
from casework.cases.criteria import CaseKind
from casework.errors import NotThere, Stale
from casework.files import Sheet
from casework.rosters import declared
from casework.rosters.lists import FORMS, GIVES, first_of
from casework.text.dates import months_after
from handlers.rosters import awaited
from handlers.rosters.dry_run import (
    DRAFT,
    AskVillage,
    HandIn,
    OtherMonth,
    Sent,
    dry_run,
    keep,
    plan,
    sent_before,
    unknown,
)
from handlers.staffing import sheets
from handlers.ui.buttons import Button
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Press, lines
from handlers.ui.turn import App, FileTaker, Turn, only
from handlers.words.wording import N_

CHOICES = 6
"""So many villages are offered for one name."""


class NameVillage(Button, prefix="rou"):
    """Say which one it is, by its place among those that may be meant."""

    draft: int
    version: int
    at: int
    chosen: int


def work(job: Job, found: Sequence[Sheet]) -> Outcome:
    """Say which roster it is, and of which month."""
    known = declared.recognise(tuple(FORMS.values()), found)
    if known is None:
        raise NotThere
    form, sheet = known
    month = declared.month_of(sheet, form, first_of(job.db.now))
    return Outcome({"kind": form.kind, "month": month.isoformat(), "sheet": sheet.name, "rows": sheet.rows})


def told(turn: Turn, outcome: Outcome) -> None:
    """Show what the list means; nothing is handed in yet."""
    found = outcome.found
    month = date.fromisoformat(found["month"])
    turn.say(dry_run(turn, Sent(CaseKind(found["kind"]), month, found["sheet"], found["rows"])))


@only(*GIVES)
def other_month(turn: Turn) -> None:
    """Read it as the list of another month."""
    button = turn.pressed(OtherMonth)
    sent = sent_before(turn, button.draft, button.version)
    month = months_after(sent.month, -1 if button.months < 0 else 1)
    turn.show(dry_run(turn, Sent(sent.kind, month, sent.sheet, sent.rows)))


@only(*GIVES)
def ask_village(turn: Turn) -> None:
    """Show the villages that may be meant by a name; what is said holds for all lists to come."""
    button = turn.pressed(AskVillage)
    sent = sent_before(turn, button.draft, button.version)
    spelled = _spelled(turn, sent, button.at)
    draft, wording = keep(turn, sent), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("Which village is “%(name)s”?", name=spelled),
        wording.text("It is asked once: from then on each list is read so."),
    )
    keys = (
        Press(one.key, NameVillage(draft.id, draft.version, button.at, chosen))
        for chosen, one in enumerate(declared.perhaps(spelled, turn.office.places, CHOICES))
    )
    turn.show(sheets.screen(turn, text, *keys))


def _spelled(turn: Turn, sent: Sent, at: int) -> str:
    names = unknown(plan(turn, sent)[1])
    if at not in range(len(names)):
        raise Stale
    return names[at]


@only(*GIVES)
def name_village(turn: Turn) -> None:
    """Keep which village is meant, and read the list so."""
    button = turn.pressed(NameVillage)
    sent = sent_before(turn, button.draft, button.version)
    spelled = _spelled(turn, sent, button.at)
    meant = declared.perhaps(spelled, turn.office.places, CHOICES)
    if button.chosen not in range(len(meant)):
        raise Stale
    acts.name_village(turn.db, spelled, meant[button.chosen])
    turn.show(dry_run(turn, sent))


@only(*GIVES)
def hand_in(turn: Turn) -> None:
    """Hand the list in; the centres hear."""
    button = turn.pressed(HandIn)
    sent = sent_before(turn, button.draft, button.version)
    planned, _ = plan(turn, sent)
    given = acts.give(turn.db, sent.kind, sent.month, planned)
    turn.notice = lines(
        turn.wording.text("%(list)s is handed in.", list=sent.sign),
        turn.wording.count(
            "%(n)s centre hears what it has to dispatch.",
            "%(n)s centres hear what they have to dispatch.",
            sum(one.waiting > 0 for one in given),
        ),
    )
    awaited.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    known = tuple(FORMS.values())
    app.takes_file.append(
        FileTaker(
            DRAFT,
            N_("rosters"),
            GIVES,
            lambda found: declared.recognise(known, found) is not None,
            work,
            told,
        )
    )
    app.on(HandIn, hand_in)
    app.on(OtherMonth, other_month)
    app.on(AskVillage, ask_village)
    app.on(NameVillage, name_village)
