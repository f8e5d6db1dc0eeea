"""merits: what is said of a unit's year (獎懲).

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "merits",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("objected_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("year", "unit", name="pk_merits"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_merits_unit"),
    )


def downgrade() -> None:
    """Refuse while something is said of a year: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT unit FROM merits")).first():
        raise CommandError("something is said of a year: the earlier edition has no place for it")
    op.drop_table("merits")
