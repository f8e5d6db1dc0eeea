"""behind: which duties of a case are due after its nearest, so that what is due today is read of an index.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

BEHIND = sa.text("ended_at IS NULL AND behind")
BEHIND_ON_SQLITE = sa.text("ended_at IS NULL AND behind = 1")


def upgrade() -> None:
    op.add_column("obligations", sa.Column("behind", sa.Boolean(), nullable=False, server_default=sa.false()))
    duties = _table("obligations", "subject", "due", "ended_at", "behind")
    seats = _table("seats", "id", "pressing")
    nearest = sa.select(seats.c.pressing).where(seats.c.id == duties.c.subject).scalar_subquery()
    late = duties.update().where(duties.c.ended_at.is_(None), duties.c.due > nearest)
    op.execute(late.values(behind=sa.true()))
    op.create_index(
        "ix_obligations_behind",
        "obligations",
        ["due", "subject"],
        sqlite_where=BEHIND_ON_SQLITE,
        postgresql_where=BEHIND,
    )


def downgrade() -> None:
    op.drop_index("ix_obligations_behind", "obligations")
    op.drop_column("obligations", "behind")


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns))
