"""dossiers: matters between units, referrals first.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Moment = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", _Id, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("case_id", _Id),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("by_unit", _Id),
        sa.Column("ended_at", _Moment),
        sa.Column("wakes_at", _Moment),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_dossiers_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_dossiers_case_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_dossiers_unit"),
        sa.ForeignKeyConstraint(["by_unit"], ["units.id"], name="fk_dossiers_by_unit"),
    )
    for column in ("case_id", "unit", "by_unit", "wakes_at"):
        op.create_index(f"ix_dossiers_{column}", "dossiers", [column])
    op.create_index("ix_dossiers_kind_ended_at", "dossiers", ["kind", "ended_at"])


def downgrade() -> None:
    """Refuse while there is one: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT id FROM dossiers")).first() is not None:
        raise CommandError("units referred to each other: the earlier edition has no place for it")
    op.drop_table("dossiers")
