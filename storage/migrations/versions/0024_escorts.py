"""escorts: the police are asked to go with a visit.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Moment = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "escorts",
        sa.Column("id", _Id, nullable=False, autoincrement=False),
        sa.Column("case_id", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("seat", _Id, nullable=False),
        sa.Column("asked_at", _Moment, nullable=False),
        sa.Column("visit_at", _Moment, nullable=False),
        sa.Column("answer", sa.String(20)),
        sa.Column("outcome", sa.String(20)),
        sa.Column("ended_at", _Moment),
        sa.Column("told_at", _Moment),
        sa.Column("reminded_at", _Moment),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_escorts"),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_escorts_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_escorts_case_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_escorts_unit"),
    )
    op.create_index("ix_escorts_case_id", "escorts", ["case_id"])
    op.create_index("ix_escorts_visit_at", "escorts", ["visit_at"])


def downgrade() -> None:
    """Refuse while an escort was asked for: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT id FROM escorts")).first() is not None:
        raise CommandError("escorts were asked for: the earlier edition has no place for them")
    op.drop_table("escorts")
