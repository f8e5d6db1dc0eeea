"""looks: who reads full data is found by who and when, and a colleague may let them read on.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LOOKS = sa.text("verb IN ('case.revealed', 'case.reporter_shown', 'case.child_shown', 'search.missed')")


def upgrade() -> None:
    op.add_column("people", sa.Column("looks_from", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_journal_looks", "journal", ["actor", "at"], sqlite_where=LOOKS, postgresql_where=LOOKS
    )


def downgrade() -> None:
    op.drop_index("ix_journal_looks", "journal")
    op.drop_column("people", "looks_from")
