"""Police escorts as rows; what was said of each is sealed by the key of its case."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, insert, or_, select, update

from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere, Overtaken
from casework.escorts import Escort, EscortAnswer, EscortOutcome
from casework.meetings.rights import speaks_for
from casework.reminders.escorts import ESCORT
from casework.staffing.bearers import answers_for
from storage.cases import cases
from storage.core import journal, recusals, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.locks import hold
from storage.core.tables import escorts
from storage.messages import vanishing
from storage.reminders import obligations
from storage.staffing import people

_CHANGING = (
    "asked_at", "visit_at", "answer", "outcome", "ended_at", "told_at", "reminded_at", "version", "sealed",
)  # fmt: skip
_GET = select(escorts).where(escorts.c.id == bindparam("row"))
_UNENDED = select(escorts).where(escorts.c.ended_at.is_(None))
_OPEN = _UNENDED.order_by(escorts.c.id)
_OF = _OPEN.where(escorts.c.case_id == bindparam("case_"))
_THESE = _OPEN.where(escorts.c.id.in_(bindparam("these", expanding=True)))
_NEAR = _UNENDED.order_by(escorts.c.visit_at, escorts.c.id).where(  # along its index: every ring asks
    escorts.c.visit_at >= bindparam("since", type_=escorts.c.visit_at.type),
    or_(escorts.c.told_at.is_(None), escorts.c.reminded_at.is_(None), escorts.c.answer.is_(None)),
)
_SINCE = (
    select(escorts)
    .where(escorts.c.visit_at >= bindparam("since", type_=escorts.c.visit_at.type))
    .order_by(escorts.c.visit_at.desc(), escorts.c.id)
)
_ADD = insert(escorts)
_SAVE = (
    update(escorts)
    .where(escorts.c.id == bindparam("row"), escorts.c.version == bindparam("was"))
    .values({name: bindparam(f"new_{name}", type_=escorts.c[name].type) for name in _CHANGING})
)


def add(db: Transaction, one: Escort) -> Escort:
    """Keep a request, and what the precinct owes by it."""
    one = replace(one, id=subjects.add(db, ESCORT.name, one.number), version=1)
    fixed = {"id": one.id, "case_id": one.case, "unit": one.unit.id, "seat": one.seat}
    db.connection.execute(_ADD, {**fixed, **_columns(db, one)})
    journal.write(db, "escort.asked", subject=one.id, unit=one.unit.id)
    _settle(db, one)
    return one


def save(db: Transaction, before: Escort, after: Escort, verb: str, **detail: int | str | None) -> Escort:
    """Keep what changed, write the act into the journal and settle what is owed now."""
    journal.write(db, verb, subject=after.id, **detail)
    return keep(db, before, after)


def keep(db: Transaction, before: Escort, after: Escort) -> Escort:
    """Keep what changed, and settle what is owed now."""
    after = replace(after, version=before.version + 1)
    values = {f"new_{name}": value for name, value in _columns(db, after).items()}
    if not db.connection.execute(_SAVE, {"row": after.id, "was": before.version, **values}).rowcount:
        raise Overtaken
    _settle(db, after)
    if not after.open or after.answer is EscortAnswer.CANT:
        vanishing.take_back_in(db, after.unit.id, after.case)  # where it is was for who goes there
    return after


def read(db: Transaction, escort: int) -> Escort:
    """Read one without judging; raises `NotThere`."""
    row = db.connection.execute(_GET, {"row": escort}).one_or_none()
    if row is None:
        raise NotThere
    return _escort(db, row)


def held(db: Transaction, escort: int) -> Escort:
    """Read one that the speaker sees, and let nobody else act on it meanwhile; raises `NotThere`."""
    hold(db, escorts, [escort])
    found = read(db, escort)
    if not may(db, found, Action.VIEW):
        raise NotThere
    return found


def answers(db: Transaction, one: Escort) -> bool:
    """Tell whether the speaker answers for the precinct."""
    return any(speaks_for(person, one.unit.id, answers_for(one.unit)) for person in db.acting)


def asks(db: Transaction, one: Escort) -> bool:
    """Tell whether the speaker serves the case."""
    return cases.may(db, cases.read(db, one.case), Action.SERVE)


def judge(db: Transaction, one: Escort, *, own: bool = False) -> bool:
    """Tell whether the speaker acts for the precinct, or for the case; raises `NotThere` for all others.

    *own*: it is for the precinct alone.
    """
    if answers(db, one):
        return True
    if own or not asks(db, one):
        raise NotThere
    return False


def may(db: Transaction, one: Escort, action: Action) -> bool:
    """It is seen by the precinct, and by whoever sees the case."""
    if action not in {Action.VIEW, Action.HISTORY} or recusals.keeps_out(db, one.id):
        return False
    return answers(db, one) or cases.may(db, cases.read(db, one.case), action)


def of_case(db: Transaction, case: Case) -> list[Escort]:
    """List the open ones of a case."""
    return [_escort(db, row) for row in db.connection.execute(_OF, {"case_": case.id}).all()]


def seen(db: Transaction, most: int) -> list[Escort]:
    """List open ones that the speaker sees, the nearest visit first."""
    found = sorted(owing(db), key=lambda one: one.visit_at)
    return list(islice((one for one in found if may(db, one, Action.VIEW)), most))


def of_year(db: Transaction, since: datetime) -> list[Escort]:
    """List all that the speaker sees of visits since then, the latest first: open or over."""
    found = [_escort(db, row) for row in db.connection.execute(_SINCE, {"since": since}).all()]
    return [one for one in found if may(db, one, Action.VIEW)]


def near(db: Transaction, since: datetime) -> list[Escort]:
    """List the open ones of which somebody may have to hear: those of visits since then."""
    return [_escort(db, row) for row in db.connection.execute(_NEAR, {"since": since}).all()]


def owing(db: Transaction) -> Sequence[Escort]:
    """List those that are open."""
    return [_escort(db, row) for row in db.connection.execute(_OPEN).all()]


def _these(db: Transaction, these: Sequence[int]) -> Sequence[Escort]:
    return [_escort(db, row) for row in db.connection.execute(_THESE, {"these": list(these)}).all()]


def _settle(db: Transaction, one: Escort) -> None:
    obligations.settle(db, ESCORT.subject(one), ESCORT.owed(one, db.rules))


def _columns(db: Transaction, one: Escort) -> dict[str, Any]:
    case = cases.read(db, one.case)
    answered = one.answered_at.isoformat() if one.answered_at else None
    told = {"why": one.why, "said": one.said, "line": one.line, "answered_at": answered}
    said = json.dumps(told, ensure_ascii=False)
    values = {name: getattr(one, name) for name in _CHANGING if name != "sealed"}
    return {**values, "sealed": db.vault.seal("escort", one.id, said, cases.key_of(db, case))}


def _escort(db: Transaction, row: Any) -> Escort:
    case = cases.read(db, row.case_id)
    said = json.loads(db.vault.open("escort", row.id, row.sealed, cases.key_of(db, case)))
    answered = said.pop("answered_at", None)
    return Escort(
        row.id,
        row.case_id,
        case.number,
        people.unit(db, row.unit),
        row.asked_at,
        row.visit_at,
        row.seat,
        answer=EscortAnswer(row.answer) if row.answer else None,
        outcome=EscortOutcome(row.outcome) if row.outcome else None,
        ended_at=row.ended_at,
        told_at=row.told_at,
        reminded_at=row.reminded_at,
        version=row.version,
        answered_at=datetime.fromisoformat(answered) if answered else None,
        **said,
    )


ESCORTS: SubjectKind[Escort] = SubjectKind(
    ESCORT, read, may, owing, partial(obligations.count_anew, ESCORT, _these)
)
