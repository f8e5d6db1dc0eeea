"""An escort's card: when, why, whom to telephone; the precinct answers, both say what came of it."""

from collections.abc import Iterator

from markupsafe import Markup

from actions import escorts as acts
from casework.cases.access import Action, may
from casework.errors import PastDate
from casework.escorts import BEGUN, END, MOVE, REFUSE, Escort, EscortAnswer, EscortOutcome
from casework.forms import ABOUT, Draft, Value
from casework.reminders.escorts import ESCORT
from casework.staffing.people import LEADING, SERVING
from handlers.cases import cards
from handlers.cases.history import History
from handlers.escorts.asking import WHEN, again, known, when
from handlers.escorts.where import SeeWhere
from handlers.escorts.words import DANGER, OUTCOMES, REASONS, standing
from handlers.forms import filling
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, lines
from handlers.ui.turn import App, Card, Flow, Turn, only
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_, Wording
from storage.cases import cases
from storage.core import subjects
from storage.escorts import escorts
from storage.reminders import obligations

SAID = (EscortOutcome.ACCOMPANIED, EscortOutcome.CANCELLED)
"""What somebody says came of it; that nobody answered, the bell does."""
SPEAKING = (*SERVING, *LEADING)
"""Who may press; whose escort it is, is judged then."""


class Come(Button, prefix="gey"):
    """The police come."""

    escort: int


class CantCome(Button, prefix="gen"):
    """Say why they can't."""

    escort: int


class MoveEscort(Button, prefix="gem"):
    """Say another time: the precinct's, or that the visit is moved."""

    escort: int


class EndEscort(Button, prefix="gee"):
    """Say what came of it."""

    escort: int


MOVE_WORDS = Words(title=N_("Another time"), asks={"when": WHEN})
REFUSE_WORDS = Words(
    title=N_("No escort this time"), asks={"reason": Ask(N_("Why can't you come?"), name=REASON)}
)
END_WORDS = Words(
    title=N_("What came of it"),
    asks={
        "outcome": Ask(
            N_("What came of the escort?"),
            name=N_("Escort"),
            options={outcome.value: label for outcome, label in OUTCOMES.items() if outcome in SAID},
        ),
        "line": Ask(N_("One line about it, if there is something to say:"), name=N_("Remark")),
    },
)


def show(turn: Turn, escort: int) -> None:
    """Put the card on the screen."""
    one: Escort = subjects.get(turn.db, escort, of=Escort)
    wording, own = turn.wording, escorts.answers(turn.db, one)
    case = cases.read(turn.db, one.case)
    text = lines(
        wording.text(DANGER) if one.open else None,
        Markup("<b>%s</b> %s") % (one.number, wording.text("Escort by the police")),
        wording.text("Visit: %(at)s", at=wording.moment(one.visit_at)),
        wording.text("Village: %(village)s", village=case.village),
        wording.text("Reason: %(why)s", why=wording.text(REASONS[one.why])),
        None if one.why == "mental" else wording.text("Not for a mental illness: the precinct decides."),
        wording.text("• %(field)s: %(answer)s", field=one.unit.name, answer=standing(one, wording)),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
        *(_telephones(turn, one, own=own) if one.open else ()),
    )
    turn.show(Screen(text, _rows(turn, one, own=own), Level.L1))


def _telephones(turn: Turn, one: Escort, *, own: bool) -> Iterator[Markup]:
    """The other side's; who leads sees both."""
    officers, asking = acts.to_call(turn.db, one)
    for person in dict.fromkeys((*(() if own else officers), *asking)):
        if person.id != turn.speaker.id:
            yield turn.wording.text("☎ %(name)s %(phone)s", name=person.name, phone=person.phone)


def _rows(turn: Turn, one: Escort, *, own: bool) -> Rows:
    label, standing_to = turn.wording.label, cases.standing_to(turn.db, cases.read(turn.db, one.case))
    ahead, asks = one.answerable(turn.db.now), may(standing_to, Action.SERVE)
    where: list[Key] = []
    if may(standing_to, Action.REACH) and turn.channel.takes_back:
        where.append(Press(label("🔓 Where it is"), SeeWhere(one.id)))
    answers: list[Key] = []
    if own and ahead:
        if one.answer is not EscortAnswer.COMES:
            answers.append(Press(label("✅ We come"), Come(one.id), "primary"))
        answers.append(Press(label("🕒 Another time"), MoveEscort(one.id)))
        answers.append(Press(label("We can't"), CantCome(one.id)))
    theirs: list[Key] = []
    if asks and not own and one.open:
        theirs.append(Press(label("🕒 Another time"), MoveEscort(one.id)))
    if one.open and (own or asks):
        theirs.append(Press(label("📝 What came of it"), EndEscort(one.id)))
    look: list[Key] = [Press(label("🕘 History"), History(one.id, 0))]
    if may(standing_to, Action.VIEW):
        look.append(Press(label("The case"), OpenCard(one.case)))
    rows = (where, answers, theirs, look, [home.key(turn.wording)])
    return tuple(tuple(row) for row in rows if row)


@only(*SPEAKING)
def come(turn: Turn) -> None:
    """Say yes."""
    _noted(turn, acts.reply(turn.db, turn.pressed(Come).escort, EscortAnswer.COMES))


@only(*SPEAKING)
def cant(turn: Turn) -> None:
    """Ask why not."""
    one = escorts.held(turn.db, turn.pressed(CantCome).escort)
    escorts.judge(turn.db, one, own=True)
    one.reply(EscortAnswer.CANT, turn.db.now)
    filling.begin(turn, REFUSE, one.id)


@only(*SPEAKING)
def move(turn: Turn) -> None:
    """Ask for the other time."""
    one = escorts.held(turn.db, turn.pressed(MoveEscort).escort)
    one.movable(turn.db.now, precinct=escorts.judge(turn.db, one))
    filling.begin(turn, MOVE, one.id)


@only(*SPEAKING)
def end(turn: Turn) -> None:
    """Ask what came of it."""
    one = escorts.held(turn.db, turn.pressed(EndEscort).escort)
    escorts.judge(turn.db, one)
    one.changeable()
    filling.begin(turn, END, one.id)


def _noted(turn: Turn, one: Escort) -> None:
    turn.notice = turn.wording.text("Noted: %(answer)s.", answer=standing(one, turn.wording))
    turn.app.show_card(turn, one.id)


def _refused(turn: Turn, draft: Draft) -> None:
    _noted(turn, acts.reply(turn.db, draft.subject or 0, EscortAnswer.CANT, said=draft.said("reason")))


def _moved(turn: Turn, draft: Draft) -> None:
    try:
        one = acts.move(turn.db, draft.subject or 0, when(draft))
    except PastDate as bad:
        again(turn, draft, bad)
        return
    turn.notice = turn.wording.text("Noted. The other side hears the new time.")
    turn.app.show_card(turn, one.id)


def _ended(turn: Turn, draft: Draft) -> None:
    outcome = EscortOutcome(draft.said("outcome"))
    _noted(turn, acts.end(turn.db, draft.subject or 0, outcome, draft.said("line")))


def _begun(turn: Turn, escort: int | None) -> dict[str, Value]:
    """Nobody was accompanied before the hour of the visit."""
    return {ABOUT: BEGUN} if escort and escorts.read(turn.db, escort).begun(turn.db.now) else {}


def _title(turn: Turn, draft: Draft) -> Markup:
    one: Escort = subjects.get(turn.db, draft.subject or 0, of=Escort)
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
    return turn.wording.text("%(number)s: %(form)s", number=one.number, form=form)


def _said(one: Escort, wording: Wording) -> str:
    return wording.beside(wording.moment(one.visit_at), standing(one, wording).striptags())


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[ESCORT.name] = Card(show, _said)
    app.flows[MOVE.name] = Flow(MOVE, MOVE_WORDS, SPEAKING, _moved, heading=_title, known=known)
    app.flows[REFUSE.name] = Flow(REFUSE, REFUSE_WORDS, SPEAKING, _refused, heading=_title)
    app.flows[END.name] = Flow(END, END_WORDS, SPEAKING, _ended, heading=_title, known=_begun)
    for button, handler in ((Come, come), (CantCome, cant), (MoveEscort, move), (EndEscort, end)):
        app.on(button, handler)
