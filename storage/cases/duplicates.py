"""Possible duplicates of a case: found by keyed hashes on sealed fields, judged on the opened ones.

For who screens; the caller was judged by `cases.get`.
"""

from collections.abc import Iterator

from sqlalchemy import bindparam, or_, select

from casework.cases.case import Case, State
from casework.cases.duplicates import Duplicate, reasons, surest_first
from storage.cases import reports
from storage.cases.cases import EXACT, READABLE, cases_of, household_tokens, read
from storage.core.database import Transaction
from storage.core.tables import cases, tokens

_NEIGHBOURS = 500
"""How many cases of the village, the latest, are looked through for a similar name."""

_SHARING = READABLE.where(
    cases.c.id != bindparam("case"),
    cases.c.id.in_(
        select(tokens.c.case_id).where(
            tokens.c.field.in_(EXACT), tokens.c.token.in_(bindparam("tokens", expanding=True))
        )
    ),
)
_NAMED = (
    READABLE.where(
        cases.c.id != bindparam("case"),
        cases.c.village == bindparam("village"),
        cases.c.id.in_(select(tokens.c.case_id).where(tokens.c.field == "name")),
    )
    .order_by(cases.c.id.desc())
    .limit(_NEIGHBOURS)
)
_JOINED = select(cases.c.id).where(
    or_(
        cases.c.id.in_(bindparam("cases", expanding=True)),
        cases.c.joined_to.in_(bindparam("cases", expanding=True)),
    )
)


def possible(db: Transaction, case: Case) -> list[Duplicate]:
    """List what may be the same household, the surest first; a joined case stands for the one it went to."""
    found: dict[int, Duplicate] = {}
    for other in _alike(db, case):
        why = reasons(case, other)
        target = _where_it_went(db, other)
        if why and target.id != case.id:
            before = found[target.id].reasons if target.id in found else frozenset()
            found[target.id] = Duplicate(target, before | why)
    return surest_first(list(found.values()))


def reports_in_a_year(db: Transaction, case: Case, found: list[Duplicate]) -> int:
    """Count the household's reports for indicator 1A [003] 伍、二(一)1(1)A, this case's included."""
    sure = [case.id, *(one.case.id for one in found if one.sure)]
    return reports.count_within_a_year(db, set(db.connection.execute(_JOINED, {"cases": sure}).scalars()))


def _alike(db: Transaction, case: Case) -> Iterator[Case]:
    """Read the cases that share a hash of ID, phone or address, and the named ones of the village.

    Names are compared one by one: the commonest slip (林志明, 林智明) leaves no two characters in common.
    """
    exact = [token for field, token in household_tokens(db, case.household) if field in EXACT]
    rows = list(db.connection.execute(_SHARING, {"case": case.id, "tokens": exact})) if exact else []
    if case.household.name:
        rows += db.connection.execute(_NAMED, {"case": case.id, "village": case.village})
    yield from cases_of(db, list({row.id: row for row in rows}.values()))


def _where_it_went(db: Transaction, case: Case) -> Case:
    while case.state is State.JOINED and case.joined_to is not None:
        case = read(db, case.joined_to)
    return case
