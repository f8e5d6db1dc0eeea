"""submitted: what units write before a meeting, and who is invited to one point of it.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("attendances", sa.Column("reported_on", sa.Date(), nullable=True))
    op.create_table(
        "submitted",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("ruling", sa.String(20)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submitted"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_submitted_meeting"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_submitted_unit"),
    )
    op.create_index("ix_submitted_meeting", "submitted", ["meeting"])
    op.create_table(
        "guests",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("point", _Id),
        sa.Column("person", _Id),
        sa.Column("answer", sa.String(20)),
        sa.Column("present", sa.Boolean()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_guests"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_guests_meeting"),
        sa.ForeignKeyConstraint(["point"], ["submitted.id"], name="fk_guests_point"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_guests_person"),
    )
    op.create_index("ix_guests_meeting", "guests", ["meeting"])
    op.create_index("ix_guests_person", "guests", ["person"])


def downgrade() -> None:
    """Refuse while something was written or somebody invited so: the earlier edition has no place for it."""
    for table in ("submitted", "guests"):
        if op.get_bind().execute(sa.text(f"SELECT id FROM {table}")).first():
            raise CommandError("meetings were prepared so: the earlier edition has no place for it")
    op.drop_table("guests")
    op.drop_table("submitted")
    op.drop_column("attendances", "reported_on")
