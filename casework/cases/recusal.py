"""Recusal (迴避): kin and neighbours of a household keep out of its case, whatever they are to it otherwise.

It beats every grant (`trust.md`). Why somebody keeps out is not asked: it would say whose kin they are.
"""

from collections.abc import Callable

from casework.cases.case import Case
from casework.errors import Recused


def serveable(before: Case, after: Case, out: Callable[[int], bool]) -> None:
    """Refuse to give a case, or a seat of it, to who keeps out of it."""
    if any(out(one) for one in after.held_by - before.held_by):
        raise Recused
