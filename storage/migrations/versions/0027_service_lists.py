"""service lists: what each bureau serves, handed in every month for the match.

Going back is refused while there is one: the earlier edition has no place for it.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "service_lists",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("unit", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("by", _ID, nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_service_lists_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_service_lists_unit"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_service_lists_by"),
        sa.PrimaryKeyConstraint("id", name="pk_service_lists"),
        sa.UniqueConstraint("unit", "month", name="uq_service_lists_unit_month"),
    )
    op.create_index("ix_service_lists_month", "service_lists", ["month"])


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT id FROM service_lists")).first() is not None:
        raise CommandError("there are lists of services, for which the earlier edition has no place")
    op.drop_table("service_lists")
