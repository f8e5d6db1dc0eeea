"""The frame of every act of a case: it is judged before, and afterwards written down and heard of."""

from actions import audience
from casework.acts import Act, Moment
from casework.cases.case import Case
from casework.errors import WrongState
from storage.cases import cases
from storage.core.database import Transaction


def judged(db: Transaction, case: int, act: Act, *, version: int | None = None) -> Case:
    """Get a case for an act, as a card showed it.

    Raises `NotThere` where the speaker may not, `WrongState` where somebody was quicker, and what the rules
    have against the act.
    """
    found = cases.get(db, case, act.needs)
    if version is not None and found.version != version:
        raise WrongState
    if refusal := act.refusal(found, moment(db)):
        raise refusal
    return found


def moment(db: Transaction) -> Moment:
    """Return the moment of a transaction, and the rules of that moment."""
    return Moment(db.now, db.rules)


def record(
    db: Transaction,
    before: Case,
    after: Case,
    verb: str,
    *,
    reason: str = "",
    channel: str = "",
    **detail: int | str | None,
) -> Case:
    """Keep what was done and why, settle what is owed now, and let those hear whom `AUDIENCE` names."""
    if channel:
        detail["channel"] = channel
    case = cases.save(db, after, verb, **detail)
    if reason:
        cases.remark(db, case, verb, reason)
    audience.announce(db, verb, before, case, channel=channel)
    return case
