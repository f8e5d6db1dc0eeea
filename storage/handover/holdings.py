"""What somebody has open: it is counted before a handover, and once more after it."""

from typing import Any

from sqlalchemy import bindparam, func, or_, select

from casework import handover
from casework.handover import HANDOVER, Moved, Plan
from casework.intake import OF_THE_REPORTER
from casework.new_year.lists import LONG_LIST
from casework.policy.closed_days import CLOSED_DAYS
from casework.staffing.leave import LEAVE
from casework.staffing.managing import INVITATION, PERSON_NAME, PERSON_PHONE, UNIT_NAME, VILLAGE_INVITATION
from casework.staffing.people import Person
from casework.staffing.pin import PIN
from casework.staffing.roll_file import ROLL
from casework.staffing.unit_file import UNIT_ROLL
from storage.cases.held import CASES
from storage.cases.seats import OFFERED, SEATS, SERVED
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import areas, cases, drafts, nudges, obligations, seats
from storage.forms.drafts import QUESTION

NOTHING_TO_FINISH = (
    LONG_LIST,  # it goes on by itself, and is kept
    QUESTION,
    PIN.name,
    HANDOVER.name,
    LEAVE.name,
    CLOSED_DAYS.name,
    UNIT_NAME.name,
    PERSON_NAME.name,
    PERSON_PHONE.name,
    INVITATION.name,
    VILLAGE_INVITATION.name,
    ROLL,
    UNIT_ROLL,
)
"""Forms that are open but hold nothing another could finish: they are dropped."""

OPEN_DUTY = obligations.c.ended_at.is_(None)
UNTOLD = nudges.c.told_at.is_(None)
_theirs = nudges.alias("theirs")
TOLD_ANYWAY = (
    select(_theirs.c.id)
    .where(
        _theirs.c.obligation == nudges.c.obligation,
        _theirs.c.rung == nudges.c.rung,
        _theirs.c.person == bindparam("beside"),
    )
    .exists()
)


def _number(table: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


_seated = seats.join(cases, cases.c.id == seats.c.case_id)
_theirs_now = SERVED | OFFERED
_GOES_ALONG = drafts.c.form.not_in(OF_THE_REPORTER) & or_(
    *(
        drafts.c.subject.in_(select(one).select_from(_seated).where(_theirs_now))
        for one in (seats.c.id, seats.c.case_id)
    ),
    drafts.c.subject.in_(bindparam("matters", expanding=True)),
)
_BEGUN = (drafts.c.person == bindparam("person"), drafts.c.form.not_in(NOTHING_TO_FINISH))
GOING = (*_BEGUN, _GOES_ALONG)
"""Drafts about what goes to the receiver: a paper belongs to its case, not to who began it."""
STAYING = (*_BEGUN, or_(drafts.c.subject.is_(None), ~_GOES_ALONG))
_HELD = select(
    _number(_seated, SERVED).label("cases"),
    _number(_seated, OFFERED).label("offers"),
    _number(obligations, obligations.c.person == bindparam("person"), OPEN_DUTY).label("obligations"),
    _number(areas, areas.c.worker == bindparam("person"), areas.c.unit == bindparam("unit")).label("areas"),
    _number(drafts, *GOING).label("drafts"),
    _number(
        nudges.join(obligations, obligations.c.id == nudges.c.obligation),
        nudges.c.person == bindparam("person"),
        UNTOLD,
        OPEN_DUTY,
        ~TOLD_ANYWAY,
    ).label("nudges"),
    _number(areas, areas.c.worker == bindparam("person"), areas.c.unit != bindparam("unit")).label("vacant"),
    _number(drafts, *STAYING).label("dropped"),
)
NOBODY = 0
"""Nobody's id."""


def count(db: Transaction, person: int, receiver: Person) -> Moved:
    """Count what *person* has open, and of it what *receiver* takes over."""
    return held(db, person, receiver.unit, beside=receiver.id)


def held(db: Transaction, person: int, unit: int, beside: int = NOBODY) -> Moved:
    """Count what *person* has open; of the nudges those that *beside* would not hear anyway."""
    others = matters(db, person)
    values = {"person": person, "unit": unit, "beside": beside, "matters": others}
    row = db.connection.execute(_HELD, values).one()
    return Moved(**row._mapping, matters=len(others))


def judge(db: Transaction, by: Person, plan: Plan) -> None:
    """Refuse a plan by what its two have and keep out of now."""
    out = recusals.out_of(db, plan.receiver.id)
    mine = (kind.rules.subject(one) for kind in db.kinds.values() for one in kind.held_by(db, plan.person.id))
    kept_out = dict.fromkeys(one.sign for one in mine if one.id in out)
    holds_cases = count(db, plan.person.id, plan.receiver).has_cases
    handover.judge(by, plan, holds_cases=holds_cases, kept_out=tuple(kept_out))


def matters(db: Transaction, person: int) -> list[int]:
    """List the subjects that are no cases and that somebody has."""
    kinds = (kind for kind in db.kinds.values() if kind not in (CASES, SEATS))
    return [kind.rules.subject(one).id for kind in kinds for one in kind.held_by(db, person)]
