"""meetings: planned, called, answered, held, minuted.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SUBJECTS = "'meeting', 'attendance'"


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", _Id, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("before", sa.Date()),
        sa.Column("fixed", sa.Date()),
        sa.Column("called_at", sa.BigInteger()),
        sa.Column("told_silent", sa.Boolean(), nullable=False),
        sa.Column("chair", sa.String(20)),
        sa.Column("held_on", sa.Date()),
        sa.Column("minutes_sent_on", sa.Date()),
        sa.Column("joined_to", _Id),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_meetings_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_meetings_unit"),
        sa.ForeignKeyConstraint(["joined_to"], ["meetings.id"], name="fk_meetings_joined_to"),
        sa.UniqueConstraint(
            "kind", "unit", "topic", "month", "extra", name="uq_meetings_kind_unit_topic_month_extra"
        ),
    )
    op.create_index("ix_meetings_unit", "meetings", ["unit"])
    op.create_index("ix_meetings_joined_to", "meetings", ["joined_to"])
    op.create_index("ix_meetings_fixed", "meetings", ["fixed"], sqlite_where=sa.text("held_on IS NULL"))
    op.create_table(
        "attendances",
        sa.Column("id", _Id, autoincrement=False, nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("asked_on", sa.Date()),
        sa.Column("proposed_on", sa.Date()),
        sa.Column("invited_at", sa.BigInteger()),
        sa.Column("answer", sa.String(20)),
        sa.Column("present", sa.Boolean()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attendances"),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_attendances_id"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_attendances_meeting"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_attendances_unit"),
        sa.UniqueConstraint("meeting", "unit", name="uq_attendances_meeting_unit"),
    )
    op.create_index("ix_attendances_unit", "attendances", ["unit"])
    op.create_table(
        "minutes",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("by", _Id, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_on", sa.Date()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_minutes"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_minutes_meeting"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_minutes_by"),
    )
    op.create_index("ix_minutes_meeting", "minutes", ["meeting"])


def downgrade() -> None:
    """Refuse while there is a meeting: the earlier edition has no place for it."""
    there = op.get_bind().execute(sa.text(f"SELECT id FROM subjects WHERE kind IN ({SUBJECTS})")).first()
    if there is not None:
        raise CommandError("there are meetings: the earlier edition has no place for them")
    for name in ("minutes", "attendances", "meetings"):
        op.drop_table(name)
