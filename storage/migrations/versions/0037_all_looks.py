"""all looks: those of the precinct, the desks, New-Year care and the lists are found with the others.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FEW = sa.text("verb IN ('case.revealed', 'case.reporter_shown', 'case.child_shown', 'search.missed')")
ALL = sa.text("substr(verb, length(verb) - 5) IN ('_shown', 'vealed', 'missed')")


def upgrade() -> None:
    _index(ALL)


def downgrade() -> None:
    _index(FEW)


def _index(looks: sa.TextClause) -> None:
    op.drop_index("ix_journal_looks", "journal")
    op.create_index(
        "ix_journal_looks", "journal", ["actor", "at"], sqlite_where=looks, postgresql_where=looks
    )
