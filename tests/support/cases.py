"""Cases as tests make them: each fact by its name, wherever it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import fields, replace

from casework.cases.case import Case, State
from casework.cases.seats import Seat
from casework.cases.strands import ChildSearch, Closing, Dispute, Sharing
from storage.cases import cases
from storage.core.database import Transaction

OTHERWISE = {
    "search_applied_at": ("search", "applied_at"),
    "closing_at": ("closing", "proposed_at"),
    "disputed_at": ("dispute", "raised_at"),
}
"""Facts that tests call by a longer name than their strand does."""
STRANDS: Mapping[str, type] = {
    "search": ChildSearch,
    "sharing": Sharing,
    "closing": Closing,
    "dispute": Dispute,
    "lead": Seat,
}
PLACES = OTHERWISE | {
    one.name: (strand, one.name)
    for strand, of in STRANDS.items()
    for one in fields(of)
    if one.name not in ("id", "version")
}


TOLD = {"child": "child_told"}
"""Facts of the case itself that tests call by a shorter name."""


def made_case(
    row: int,
    number: str,
    state: State,
    village: str,
    urgent: bool,
    reported_at: datetime,
    *more: Any,
    **facts: Any,
) -> Case:
    """Make a case of its facts."""
    plain = {TOLD.get(name, name): value for name, value in facts.items() if name not in PLACES}
    case = Case(row, number, state, village, urgent, reported_at, *more, **plain)
    return with_facts(case, **{name: value for name, value in facts.items() if name in PLACES})


def with_facts(case: Case, **facts: Any) -> Case:
    """Change facts of a case, each in the strand where it is kept."""
    for name, value in facts.items():
        if name in PLACES:
            strand, field = PLACES[name]
            case = replace(case, **{strand: replace(getattr(case, strand), **{field: value})})
        else:
            case = replace(case, **{TOLD.get(name, name): value})
    return case


def save(db: Transaction, after: Case, verb: str, **detail: int | str | None) -> Case:
    """Keep a case as an act would, against what is kept of it."""
    return cases.save(db, cases.read(db, after.id), after, verb, **detail)
