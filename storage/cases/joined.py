"""A case and those joined to it (併案), also by way of another."""

from sqlalchemy import bindparam, select

from storage.core.tables import cases

_joined = select(cases.c.id).where(cases.c.id == bindparam("case")).cte("joined", recursive=True)
_joined = _joined.union(select(cases.c.id).where(cases.c.joined_to == _joined.c.id))
WITH_JOINED = select(_joined.c.id)
"""Their ids; the case is bound as `case`."""
