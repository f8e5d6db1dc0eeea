"""Relief that was paid, what elders need in the holiday, allowances paid out, major events.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Moment = sa.BigInteger()
TABLES = ("reliefs", "relief_funds", "care_needs", "allowances", "major_events")


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "reliefs",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("care", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("person", _Id, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reliefs"),
        _key("reliefs", "care", "care_households"),
        _key("reliefs", "unit", "units"),
        _key("reliefs", "person", "people"),
    )
    op.create_index("ix_reliefs_care", "reliefs", ["care"])
    op.create_index("ix_reliefs_unit", "reliefs", ["unit"])
    op.create_table(
        "relief_funds",
        sa.Column("unit", _Id, nullable=False, autoincrement=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("told_at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("unit", name="pk_relief_funds"),
        _key("relief_funds", "unit", "units"),
    )
    op.create_table(
        "care_needs",
        sa.Column("care", _Id, nullable=False, autoincrement=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("by", _Id),
        sa.PrimaryKeyConstraint("care", name="pk_care_needs"),
        _key("care_needs", "care", "care_households"),
        _key("care_needs", "by", "people"),
    )
    op.create_table(
        "allowances",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("by", _Id),
        sa.PrimaryKeyConstraint("year", "kind", name="pk_allowances"),
        sa.ForeignKeyConstraint(["year"], ["campaigns.year"], name="fk_allowances_year"),
        _key("allowances", "by", "people"),
    )
    op.create_table(
        "major_events",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("by", _Id),
        sa.Column("ended_at", _Moment),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_major_events"),
        _key("major_events", "by", "people"),
    )


def downgrade() -> None:
    """Refuse while any of it is kept: the earlier edition has no place for it."""
    for table in TABLES:
        if op.get_bind().execute(sa.text(f"SELECT 1 FROM {table}")).first() is not None:
            raise CommandError(f"{table} are kept: the earlier edition has no place for them")
    for table in TABLES:
        op.drop_table(table)
