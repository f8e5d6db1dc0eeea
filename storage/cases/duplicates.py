"""Possible duplicates of a case: found by keyed hashes on sealed fields, judged on the opened ones.

For who screens; the caller was judged by `cases.get`.
"""

from collections.abc import Iterator

from sqlalchemy import bindparam, or_, select

from casework.cases.case import Case, State
from casework.cases.duplicates import (
    Duplicate,
    Known,
    Reason,
    as_written,
    by_household,
    reasons,
    surest_first,
)
from casework.text.places import land_of
from storage.cases import households, reports
from storage.cases.cases import READABLE, cases_of, family, read
from storage.cases.households import EXACT
from storage.core.database import Transaction
from storage.core.tables import cases, decoys, tokens

_NEIGHBOURS = 500
"""How many cases of the village and its other names, the latest, are looked through for a similar name."""

_REAL = cases.c.id.not_in(select(decoys.c.case_id))
_SHARING = READABLE.where(
    cases.c.id != bindparam("case"),
    _REAL,
    cases.c.household_id.in_(
        select(tokens.c.household_id).where(
            tokens.c.field.in_(EXACT), tokens.c.token.in_(bindparam("tokens", expanding=True))
        )
    ),
)
_NAMED = (
    READABLE.where(
        cases.c.id != bindparam("case"),
        _REAL,
        cases.c.village.in_(bindparam("villages", expanding=True)),
        cases.c.household_id.in_(select(tokens.c.household_id).where(tokens.c.field == "name")),
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
    """List what may be the same household, the surest first; a joined case stands for the one it went to.

    What is judged to be one household is looked for, and found, as one.
    """
    found: dict[int, frozenset[Reason]] = {}
    reached: dict[int, Case] = {}
    for other, why in _related(db, case):
        target = where_it_went(db, other)
        if target.id != case.id:
            reached[target.id] = target
            found[target.id] = found.get(target.id, frozenset()) | why
    return surest_first([Duplicate(reached[one], why) for one, why in found.items()])


def _related(db: Transaction, case: Case) -> Iterator[tuple[Case, frozenset[Reason]]]:
    ours = family(db, case)
    for one in ours:
        if one.id != case.id:
            yield one, frozenset({Reason.HOUSEHOLD})
        for other in _alike(db, one):
            if why := reasons(one, other):
                yield from ((each, why) for each in family(db, other))


def known(db: Transaction, case: Case) -> list[Known]:
    """List the households that a case may be about, or is judged to be about, the surest first."""
    found = possible(db, case)
    return by_household(found, households.families_of(db, [one.case.household.id for one in found]))


def known_as_one(db: Transaction, case: Case) -> list[Known]:
    """Return what else is known of a household by way of those that are judged to be one with it."""
    others = [one for one in family(db, case) if one.id != case.id]
    return [Known(tuple(others), judged=True)] if others else []


def judged_one(db: Transaction, case: Case) -> list[Case]:
    """List a case of each household that was judged, just so, to be one with that of a case."""
    linked = set(households.linked(db, case.household))
    found = {one.household.id: one for one in family(db, case) if one.household.id in linked}
    return list(found.values())


def reports_in_a_year(db: Transaction, case: Case, found: list[Duplicate]) -> int:
    """Count the household's reports for indicator 1A [003] 伍、二(一)1(1)A, this case's included."""
    ours = (one.id for one in family(db, case))
    sure = [*ours, *(one.case.id for one in found if one.sure)]
    return reports.count_within_a_year(
        db, set(db.connection.execute(_JOINED, {"cases": sure}).scalars().all())
    )


def _alike(db: Transaction, case: Case) -> Iterator[Case]:
    """Read the cases that share a hash of ID, phone or address, and the named ones of the village.

    Names are compared one by one: the commonest slip (林志明, 林智明) leaves no two characters in common.
    """
    known = {*households.tokens_of(db, case.household), *households.address_tokens(db, as_written(case))}
    exact = [token for field, token in known if field in EXACT]
    rows = list(db.connection.execute(_SHARING, {"case": case.id, "tokens": exact}).all()) if exact else []
    if case.household.names:
        rows += db.connection.execute(_NAMED, {"case": case.id, "villages": sorted(land_of(case.village))})
    yield from cases_of(db, list({row.id: row for row in rows}.values()))


def where_it_went(db: Transaction, case: Case) -> Case:
    """Return the case that took in a joined one, however often that was joined itself; else the case."""
    while case.state is State.JOINED and case.joined_to is not None:
        case = read(db, case.joined_to)
    return case
