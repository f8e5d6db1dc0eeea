"""What a flow between units says of itself: its acts, its words, its papers; `add` makes the rest of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Generic

from markupsafe import Markup
from msgspec import Struct

from actions import dossiers as acts
from casework.dossiers import DossierAct, Side, T
from casework.errors import BadAnswer, Stale
from casework.forms import ABOUT, Answers, Draft, Form
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from handlers.documents.handing_out import Format
from handlers.documents.tables import Table
from handlers.forms import filling
from handlers.ui import home
from handlers.ui.turn import App, Card, Flow, Turn
from handlers.words.form_words import Words
from handlers.words.wording import Wording
from storage.core import subjects
from storage.core.database import Transaction
from storage.dossiers import Dossiers
from storage.staffing import people

STAFF = tuple(role for role in Role if role is not Role.CHIEF)
"""Who may press; whose dossier it is, is judged then."""


class DossierStep(Struct, Generic[T], frozen=True):
    """An act on the card: its key is there if and only if the rule does not refuse it."""

    act: DossierAct[T]
    key: str
    done: str
    """The sentence that it is done; it may name the sign by `%(number)s`."""
    words: Words | None = None
    """Of its form, where it has one."""
    style: str = ""
    to: Callable[[Transaction, T], list[Unit]] | None = None
    """The units of which one is chosen first."""


class DossierPaper(Struct, Generic[T], frozen=True):
    """A document of one."""

    name: str
    key: str
    made: Callable[[Turn, T], Table]
    shown: Callable[[Turn, T], bool]
    as_: Format = Format.DOCX


class Begins(Struct, Generic[T], frozen=True):
    """How a new one begins."""

    key: str
    form: Form
    words: Words
    kinds: Collection[UnitKind]
    """Which units begin one."""
    do: Callable[[Transaction, Unit, Unit, Answers], T]
    """Makes it: for which unit, and of which one."""
    done: str
    verb: str
    hears: tuple[Side, ...] = ()
    to: Callable[[Transaction, Unit], list[Unit]] | None = None
    """The units of which one is chosen first: it answers for the new one."""
    which: str = ""
    """Asks for it."""
    private: bool = False


class DossierRoom(Struct, Generic[T], frozen=True):
    """A flow, whole."""

    kept: Dossiers[T]
    title: str
    """Its key at home, and above its list."""
    called: str
    """What one of them is, on its card."""
    empty: str
    kinds: Collection[UnitKind]
    """Who finds it at home."""
    begins: Begins[T]
    steps: Sequence[DossierStep[T]]
    lines: Callable[[Turn, T], Iterable[Markup | None]]
    standing: Callable[[T, Wording], Markup]
    """How far it is, in a line."""
    table: str
    """The title of the table of all."""
    heads: Sequence[tuple[str, int]]
    cells: Callable[[Turn, T], tuple[str, ...]]
    papers: Sequence[DossierPaper[T]] = ()
    phrases: Sequence[str] = ()
    person: Callable[[T], Mapping[str, str]] | None = None
    """Who it is about, field by field, behind the PIN."""

    @property
    def name(self) -> str:
        """As its kind of subject is called."""
        return self.kept.kind.name

    def step(self, name: str) -> DossierStep[T] | None:
        """Find an act by its name."""
        return next((one for one in self.steps if one.act.name == name), None)


def title(turn: Turn, draft: Draft) -> Markup:
    """Say above a question which one it is about, and the form."""
    one: Any = subjects.get(turn.db, draft.subject or 0)
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
    return turn.wording.text("%(number)s: %(form)s", number=one.sign, form=form)


def finish(turn: Turn, room: DossierRoom[T], step: DossierStep[T], draft: Draft) -> None:
    """Do an act by the answers of its form; a day that can't be is asked for again."""
    to = people.unit(turn.db, int(draft.said(ABOUT))) if draft.said(ABOUT) else None
    try:
        act(turn, room, step, draft.subject or 0, given=draft.answers, to=to)
    except BadAnswer as bad:
        filling.ask_day_again(turn, draft, bad)


def act(
    turn: Turn, room: DossierRoom[T], step: DossierStep[T], row: int, *, given: Answers, to: Unit | None
) -> None:
    """Do it, and show how it stands now, or home where it is not theirs to see any more."""
    one = acts.do(turn.db, room.kept, row, step.act, given=given, to=to)
    turn.notice = turn.wording.text(step.done, number=one.sign)
    if not turn.app.open_card(turn, one.id):
        home.show(turn)


def _begun(turn: Turn, room: DossierRoom[T], draft: Draft) -> None:
    begins = room.begins
    mine = acts.begins(turn.db, begins.kinds)
    to = people.unit(turn.db, int(draft.said(ABOUT))) if draft.said(ABOUT) else mine
    if mine is None or to is None or (begins.to and to not in begins.to(turn.db, mine)):
        raise Stale
    try:
        made = begins.do(turn.db, mine, to, draft.answers)
    except BadAnswer as bad:
        filling.ask_day_again(turn, draft, bad)
        return
    one = acts.begin(turn.db, room.kept, made, begins.verb, *begins.hears)
    turn.notice = turn.wording.text(begins.done, number=one.sign)
    turn.app.show_card(turn, one.id)


def add(app: App, room: DossierRoom[T], show: Callable[[Turn, int], None]) -> None:
    """Add a flow to the bot: its card and the forms of its acts."""
    app.dossiers[room.name] = room
    app.cards[room.name] = Card(show, lambda one, wording: room.standing(one, wording).striptags())
    begins = room.begins
    app.flows[begins.form.name] = Flow(
        begins.form,
        begins.words,
        STAFF,
        lambda turn, draft: _begun(turn, room, draft),
        summary=True,
        private=begins.private,
    )
    for step in room.steps:
        if step.act.form is not None and step.words is not None:
            app.flows[step.act.form.name] = Flow(
                step.act.form, step.words, STAFF, partial(_finish, room, step), heading=title
            )


def _finish(room: DossierRoom[T], step: DossierStep[T], turn: Turn, draft: Draft) -> None:
    finish(turn, room, step, draft)
