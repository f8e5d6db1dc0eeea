"""A kind of subject that nobody thought of when the house was built: somebody is to hold a round table.

What it registers here (its rules, its table, its card) is all that a kind of subject needs.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import Boolean, Column, Connection, Integer, MetaData, String, Table, insert, select, update

from bot.app import CONVERSATIONS, SUBJECTS
from casework.cases.access import Action
from casework.errors import NotThere, WrongState
from casework.policy.owed import Owed, Rules, Subject, somebody
from casework.policy.policy import Duty
from casework.reminders.kinds import Kind
from casework.staffing.people import Role
from handlers.cases.history import History
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Level, Press, Screen, lines
from handlers.ui.turn import App, Card, Turn, everybody
from storage.core import journal, subjects
from storage.core.database import Passing, SubjectKind, Transaction
from storage.core.tables import MomentColumn
from storage.reminders import obligations

meta = MetaData()
tables = Table(
    "round_tables",
    meta,
    Column("id", Integer, primary_key=True),
    Column("sign", String(40), nullable=False),
    Column("unit", Integer, nullable=False),
    Column("person", Integer),
    Column("called_at", MomentColumn, nullable=False),
    Column("due", MomentColumn, nullable=False),
    Column("held", Boolean, nullable=False),
)


class RoundTable(Struct, frozen=True):
    """Who is to hold it, and by when."""

    id: int
    sign: str
    unit: int
    person: int | None
    called_at: datetime
    due: datetime
    held: bool = False


def owed(one: RoundTable, rules: Rules) -> Iterator[Owed]:
    """Say that it is to be held, while it is not."""
    if not one.held:
        yield Owed(Duty.HOLD_MEETING, "", one.called_at, one.due, *somebody(one.person))


def subject_of(one: RoundTable) -> Subject:
    """Return it as what its duty belongs to."""
    return Subject(one.id, "round_table", one.sign, one.unit)


ROUND_TABLE: Kind[RoundTable] = Kind("round_table", subject_of, owed)


def call(db: Transaction, sign: str, unit: int, person: int | None, due: datetime) -> RoundTable:
    """Call a round table."""
    one = RoundTable(subjects.add(db, ROUND_TABLE.name, sign), sign, unit, person, db.now, due)
    db.connection.execute(insert(tables).values(asdict(one)))
    return _kept(db, one, "round_table.called")


def hold(db: Transaction, subject: int) -> RoundTable:
    """Hold it; whose it is, or who stands in for them."""
    one: RoundTable = subjects.get(db, subject, Action.SERVE)
    if one.held:
        raise WrongState
    return _kept(db, replace(one, held=True), "round_table.held")


def _kept(db: Transaction, one: RoundTable, verb: str, **detail: int) -> RoundTable:
    journal.write(db, verb, subject=one.id, **detail)
    db.connection.execute(update(tables).where(tables.c.id == one.id).values(asdict(one)))
    obligations.settle(db, ROUND_TABLE.subject(one), owed(one, db.rules))
    return one


def read(db: Transaction, subject: int) -> RoundTable:
    """Read one without judging."""
    row = db.connection.execute(select(tables).where(tables.c.id == subject)).one_or_none()
    if row is None:
        raise NotThere
    return RoundTable(**row._mapping)


def may(db: Transaction, one: RoundTable, action: Action) -> bool:
    """It is seen by its unit's supervisors and by whose it is, and held by these alone."""
    theirs = any(each.id == one.person for each in db.acting)
    over = any(each.role is Role.SUPERVISOR and each.unit == one.unit for each in db.acting)
    return theirs or (over and action in {Action.VIEW, Action.HISTORY})


def owing(db: Transaction) -> Sequence[RoundTable]:
    """List those that are to be held."""
    return _read_all(db, tables.c.held.is_(False))


def count_anew(db: Transaction, these: Sequence[int]) -> None:
    """Count their deadlines by the rules of now."""
    found = _read_all(db, tables.c.id.in_(these))
    obligations.settle_anew(db, [(ROUND_TABLE.subject(one), owed(one, db.rules)) for one in found])


def held_by(db: Transaction, person: int) -> Sequence[RoundTable]:
    """List those that somebody is to hold."""
    return _read_all(db, (tables.c.person == person) & tables.c.held.is_(False))


def hand_over(db: Transaction, one: RoundTable, to: Passing) -> None:
    """Let another hold it."""
    given = replace(one, person=to.receiver, unit=to.unit)
    _kept(db, given, "round_table.handed_over", person=to.receiver, handover=to.handover)


def _read_all(db: Transaction, condition: Any) -> Sequence[RoundTable]:
    found = db.connection.execute(select(tables).where(condition).order_by(tables.c.id))
    return [RoundTable(**row._mapping) for row in found]


ROUND_TABLES: SubjectKind[RoundTable] = SubjectKind(
    ROUND_TABLE, read, may, owing, count_anew, held_by, hand_over
)
KINDS = (*SUBJECTS, ROUND_TABLES)


class Hold(Button, prefix="zz"):
    """It was held."""

    subject: int


@everybody
def held(turn: Turn) -> None:
    """Write down that it was held."""
    hold(turn.db, turn.pressed(Hold).subject)
    show(turn, turn.pressed(Hold).subject)


def show(turn: Turn, subject: int) -> None:
    """Put its card on the screen."""
    one: RoundTable = subjects.get(turn.db, subject)
    keys = (Press("Held", Hold(subject)), Press("History", History(subject, 0)), home.key(turn.wording))
    turn.show(Screen(lines(Markup("<b>%s</b> held: %s") % (one.sign, one.held)), (keys,), Level.L1))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[ROUND_TABLE.name] = Card(show, lambda one, wording: "")
    app.on(Hold, held)


def make(connection: Connection) -> None:
    """Make its table."""
    meta.create_all(connection)


TALKED_ABOUT = (*CONVERSATIONS, register)
