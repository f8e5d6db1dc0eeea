"""Seats in time: a seat knows since when its unit has the case, who was met, and how often it was declined.

A joint seat counts from when it was taken on, as it did; the lead's from the report. A visit that counted was
a contact. Whether several bureaus serve a family that is shared was not asked: as before, a plan is owed.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RECEIVED = sa.text("UPDATE seats SET received_at = accepted_at WHERE id <> case_id")
CONTACTED = sa.text("UPDATE seats SET contacted_on = visited_on")


def upgrade() -> None:
    op.add_column("seats", sa.Column("received_at", sa.BigInteger(), nullable=True))
    op.add_column("seats", sa.Column("declines", sa.Integer(), nullable=True))
    op.add_column("seats", sa.Column("contacted_on", sa.Date(), nullable=True))
    op.execute(sa.text("UPDATE seats SET declines = 0"))
    op.execute(RECEIVED)
    op.execute(CONTACTED)
    with op.batch_alter_table("seats") as seats:
        seats.alter_column("declines", existing_type=sa.Integer(), nullable=False)
    op.add_column("sharings", sa.Column("several", sa.Boolean(), nullable=True))
    op.add_column("sharings", sa.Column("passed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in ("passed_at", "several"):
        op.drop_column("sharings", name)
    for name in ("contacted_on", "declines", "received_at"):
        op.drop_column("seats", name)
