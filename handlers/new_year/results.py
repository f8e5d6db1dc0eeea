"""A unit's part: its list, and after the holiday its results, counted, confirmed or corrected, sent up."""

from collections.abc import Iterator

from markupsafe import Markup

from actions.new_year import campaign as lists
from actions.new_year import results as acts
from casework.cases.access import Action
from casework.forms import Draft
from casework.new_year.care import COUNTED, CareStanding, Figures, adds_up
from casework.new_year.parts import (
    CONFIRM_RESULTS,
    CORRECT_RESULTS,
    PART,
    SEND_RESULTS,
    CarePart,
    hands_in,
    list_awaited,
    results_due,
)
from casework.staffing.people import LEADING, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from handlers.cases import cards
from handlers.cases.history import History
from handlers.forms import filling
from handlers.new_year import overview, words
from handlers.new_year.overview import OpenNewYear
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Card, Flow, NewYearPart, Turn, only
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_, Wording
from storage.cases.queues import PAGE
from storage.core import subjects
from storage.new_year import campaigns
from storage.new_year.campaigns import Campaign
from storage.reminders import obligations

CONFIRMING = (Role.LIAISON, Role.CLERK, *LEADING, Role.BUREAU)


class NoListOf(Button, prefix="ynp"):
    """Say that a unit has no list."""

    part: int


class ConfirmResults(Button, prefix="yc"):
    """Confirm what was counted."""

    part: int


class CorrectResults(Button, prefix="yr"):
    """Correct a figure, with a reason."""

    part: int


class SendResults(Button, prefix="ys"):
    """Send up the results of all units."""

    part: int


CORRECT_WORDS = Words(
    title=N_("Correct the results"),
    asks={
        "figure": Ask(N_("Which figure?"), options=words.FIGURES),
        "number": Ask(N_("What is it instead?"), hint=N_("A number."), example="3"),
        "reason": Ask(N_("Why?"), name=REASON),
    },
)
CONFIRM_WORDS = Words(
    title=N_("Confirm the results"),
    asks={"reason": Ask(N_("Why did nobody go to them?"), name=REASON, hint=N_("It stands in the results."))},
)
SEND_WORDS = Words(
    title=N_("Results sent up"),
    asks={
        "letter": Ask(
            N_("Under which number were they sent up?"),
            hint=N_("The number of the letter, or the day."),
            example="1160012345",
        )
    },
)


def show(turn: Turn, number: int) -> None:
    """Put a unit's part on the screen."""
    part: CarePart = subjects.get(turn.db, number, of=CarePart)
    wording, found = turn.wording, acts.of(turn.db, part)
    text = lines(
        Markup("<b>%s</b>") % part.sign,
        _listed(turn, part) if hands_in(part.unit, turn.db.rules) else None,
        wording.text("Households led: %(n)s", n=found.get("households", 0)),
        *(
            wording.text("• %(field)s: %(answer)s", field=wording.text(words.FIGURES[key]), answer=found[key])
            for key in COUNTED
            if found.get(key)
        ),
        _adding_up(turn, found),
        _confirmed(turn, part),
        *(_of_all(turn, part) if part.unit.kind is UnitKind.BUREAU else ()),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, part.id)),
    )
    last = (Press(wording.label("🕘 History"), History(part.id, 0)), home.key(wording))
    back = Press(wording.label("◀ The list"), OpenNewYear(0))
    turn.show(Screen(text, (*column(*_keys(turn, part), back), last), Level.L1))


def _listed(turn: Turn, part: CarePart) -> Markup:
    wording = turn.wording
    if part.listed_at is None:
        return wording.text("The list is awaited.")
    day = wording.day(local_day(part.listed_at))
    if part.none:
        return wording.text("The unit has no list: said on %(day)s.", day=day)
    return wording.text("The list was handed in on %(day)s.", day=day)


def _confirmed(turn: Turn, part: CarePart) -> Markup | None:
    if part.results_at is None:
        return None
    day = turn.wording.day(local_day(part.results_at))
    if not part.reason:
        return turn.wording.text("Confirmed on %(day)s.", day=day)
    if part.unit.kind is UnitKind.BUREAU:
        return turn.wording.text("Sent up on %(day)s: %(letter)s", day=day, letter=part.reason)
    return turn.wording.text("Confirmed on %(day)s. Remark: %(reason)s", day=day, reason=part.reason)


def _adding_up(turn: Turn, found: Figures) -> Markup | None:
    """Say that what was corrected tells of more or fewer households than there are."""
    if adds_up(found):
        return None
    told = sum(found.get(each, 0) for each in CareStanding)
    return turn.wording.text(
        "❗ What came of them adds up to %(told)s, not to %(n)s: please correct the other figure, too.",
        told=told,
        n=found.get("households", 0),
    )


def _of_all(turn: Turn, part: CarePart) -> Iterator[Markup]:
    """Tell the bureau, before it sends up the whole, whose results are not confirmed or do not add up."""
    wording = turn.wording
    if part.results_at is not None or not results_due(part, turn.db.rules):
        return
    units = [(one, found) for one, found in acts.of_all(turn.db, part.year) if one.id != part.id]
    left = [one.unit.name for one, _ in units if one.results_at is None]
    odd = [one.unit.name for one, found in units if not adds_up(found)]
    yield wording.text("Results: %(n)s of %(of)s confirmed", n=len(units) - len(left), of=len(units))
    if left:
        yield wording.text("Not confirmed yet: %(units)s", units=overview.some(turn, left))
    if odd:
        yield wording.text("❗ Figures that do not add up: %(units)s", units=overview.some(turn, odd))


def _keys(turn: Turn, part: CarePart) -> Iterator[Press]:
    label = turn.wording.label
    if list_awaited(part, turn.db.rules) and campaigns.may(turn.db, part, Action.SERVE):
        own = part.unit.id in {one.unit for one in turn.db.acting}
        none_key = label("My unit has no list") if own else label("The unit has no list")
        yield Press(none_key, NoListOf(part.id))
    due = results_due(part, turn.db.rules)
    if due and part.unit.kind is UnitKind.BUREAU:
        yield Press(label("Sent up: under which number"), SendResults(part.id), "primary")
    elif due:
        yield Press(label("✅ Confirm the results"), ConfirmResults(part.id), "primary")
    if acts.may_correct(turn.db, part) and campaigns.may(turn.db, part, Action.SERVE):
        yield Press(label("✏️ Correct a figure"), CorrectResults(part.id))


@only(*CONFIRMING)
def none(turn: Turn) -> None:
    """Say that a unit has no list; the bureau of one that has nobody."""
    part = lists.none_of(turn.db, turn.pressed(NoListOf).part)
    own = part.unit.id in {one.unit for one in turn.db.acting}
    said = N_("Noted: your unit has no list.") if own else N_("Noted: the unit has no list.")
    turn.notice = turn.wording.text(said)
    show(turn, part.id)


@only(*CONFIRMING)
def confirm(turn: Turn) -> None:
    """Confirm; where nobody went to some of them, why is asked."""
    part = acts.confirmable(turn.db, turn.pressed(ConfirmResults).part)
    if acts.never_visited(turn.db, part):
        filling.begin(turn, CONFIRM_RESULTS, part.id)
    else:
        _confirm(turn, part.id, "")


def _reasoned(turn: Turn, draft: Draft) -> None:
    _confirm(turn, draft.subject or 0, draft.said("reason"))


def _confirm(turn: Turn, number: int, reason: str) -> None:
    part = acts.confirm(turn.db, number, reason)
    turn.notice = turn.wording.text("Confirmed. The bureau has the results.")
    show(turn, part.id)


@only(*CONFIRMING)
def correct(turn: Turn) -> None:
    """Ask which figure."""
    filling.begin(turn, CORRECT_RESULTS, acts.correctable(turn.db, turn.pressed(CorrectResults).part).id)


def _corrected(turn: Turn, draft: Draft) -> None:
    figures = {draft.said("figure"): int(draft.said("number"))}
    part = acts.correct(turn.db, draft.subject or 0, figures, draft.said("reason"))
    turn.notice = turn.wording.text("Corrected and confirmed.")
    show(turn, part.id)


@only(Role.BUREAU)
def send(turn: Turn) -> None:
    """Ask for the number."""
    filling.begin(turn, SEND_RESULTS, acts.confirmable(turn.db, turn.pressed(SendResults).part).id)


def _sent(turn: Turn, draft: Draft) -> None:
    part = acts.send_up(turn.db, draft.subject or 0, draft.said("letter"))
    turn.notice = turn.wording.text("The results were sent up.")
    show(turn, part.id)


def _heading(turn: Turn, draft: Draft) -> Markup:
    part: CarePart = subjects.get(turn.db, draft.subject or 0, of=CarePart)
    return Markup("<b>%s</b>") % part.sign


def _unvisited(turn: Turn, draft: Draft) -> Markup:
    """Name the households by their signs: of many, the first."""
    part: CarePart = subjects.get(turn.db, draft.subject or 0, of=CarePart)
    found, wording = [one.sign for one in acts.never_visited(turn.db, part)], turn.wording
    signs = wording.label(", ").join(found[:PAGE]) + ("…" if len(found) > PAGE else "")
    told = wording.count(
        "Nobody went to %(n)s household: %(signs)s",
        "Nobody went to %(n)s households: %(signs)s",
        len(found),
        signs=signs,
    )
    return lines(_heading(turn, draft), told)


def keys(turn: Turn, one: Campaign) -> Iterator[Press]:
    """The key to the own unit's results, to the bureau also of units that have nobody who could confirm."""
    part = overview.own_part(turn, one)
    if part is not None and turn.speaker.role in CONFIRMING:
        yield Press(turn.wording.label("📊 Results of my unit"), OpenCard(part.id))
    if turn.speaker.role is Role.BUREAU:
        for other in acts.waiting(turn.db, one.year)[:PAGE]:
            if part is None or other.id != part.id:
                yield Press(turn.wording.label("📊 %(unit)s", unit=other.unit.name), OpenCard(other.id))


def _about(part: CarePart, wording: Wording) -> str:
    return ""


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[PART.name] = Card(show, _about)
    app.flows[CORRECT_RESULTS.name] = Flow(
        CORRECT_RESULTS, CORRECT_WORDS, CONFIRMING, _corrected, heading=_heading
    )
    app.flows[CONFIRM_RESULTS.name] = Flow(
        CONFIRM_RESULTS, CONFIRM_WORDS, CONFIRMING, _reasoned, heading=_unvisited
    )
    app.flows[SEND_RESULTS.name] = Flow(SEND_RESULTS, SEND_WORDS, (Role.BUREAU,), _sent, heading=_heading)
    app.new_year.append(NewYearPart(keys))
    app.on(NoListOf, none)
    app.on(ConfirmResults, confirm)
    app.on(CorrectResults, correct)
    app.on(SendResults, send)
