"""more paths: cases by their kinds, a worker's by their state, and what is due read of its index alone.

Nothing of the program is imported: that may change.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _kinds_as(sa.String())
    op.create_index("ix_cases_kinds", "cases", ["kinds", "pressing", "id"])
    op.create_index("ix_seats_worker_state", "seats", ["worker", "state", "pressing", "case_id"])
    _due("due", "subject", "ended_at")


def downgrade() -> None:
    _due("due")
    op.drop_index("ix_seats_worker_state", "seats")
    op.drop_index("ix_cases_kinds", "cases")
    _kinds_as(sa.JSON())


def _kinds_as(kind: sa.types.TypeEngine[Any]) -> None:
    """Keep the same text in a column of another type: PostgreSQL has no order of JSON, and no index."""
    op.add_column("cases", sa.Column("together", kind, nullable=False, server_default="[]"))
    cases = sa.table("cases", sa.column("kinds"), sa.column("together"))
    text = cases.c.kinds if op.get_bind().dialect.name == "sqlite" else sa.cast(cases.c.kinds, kind)
    op.execute(cases.update().values(together=text))
    op.drop_column("cases", "kinds")
    op.alter_column("cases", "together", new_column_name="kinds")


def _due(*columns: str) -> None:
    op.drop_index("ix_obligations_due", "obligations")
    op.create_index("ix_obligations_due", "obligations", columns, sqlite_where=OPEN, postgresql_where=OPEN)
