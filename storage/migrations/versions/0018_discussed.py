"""discussed: cases before a conference, and what it decided.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "discussed",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("case_id", _Id, nullable=False),
        sa.Column("unit", _Id),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("former", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("tried", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("priority", sa.String(1), nullable=False),
        sa.Column("decision", sa.String(20)),
        sa.Column("plan", sa.String(20)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_discussed"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_discussed_meeting"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_discussed_case_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_discussed_unit"),
        sa.UniqueConstraint("meeting", "case_id", name="uq_discussed_meeting_case_id"),
    )
    op.create_index("ix_discussed_case_id", "discussed", ["case_id"])


def downgrade() -> None:
    """Refuse while a case is before a conference: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT id FROM discussed")).first() is not None:
        raise CommandError("cases are before a conference: the earlier edition has no place for them")
    op.drop_table("discussed")
