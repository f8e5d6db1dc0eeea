"""New-Year care: campaigns, each unit's part, households with their lists and visits.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Moment = sa.BigInteger()
TABLES = ("care_visits", "care_entries", "care_households", "care_parts", "campaigns")


def _key(table: str, column: str, to: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("begun_at", _Moment, nullable=False),
        sa.Column("by", _Id),
        sa.Column("closed_at", _Moment),
        sa.PrimaryKeyConstraint("year", name="pk_campaigns"),
        _key("campaigns", "by", "people"),
    )
    op.create_table(
        "care_parts",
        sa.Column("id", _Id, nullable=False, autoincrement=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("asked_at", _Moment, nullable=False),
        sa.Column("listed_at", _Moment),
        sa.Column("results_at", _Moment),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_care_parts"),
        sa.UniqueConstraint("year", "unit", name="uq_care_parts_year_unit"),
        _key("care_parts", "id", "subjects"),
        _key("care_parts", "year", "campaigns", "year"),
        _key("care_parts", "unit", "units"),
    )
    op.create_table(
        "care_households",
        sa.Column("id", _Id, nullable=False, autoincrement=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(40), nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("person", _Id),
        sa.Column("grouped", sa.String(20), nullable=False),
        sa.Column("high", sa.Boolean(), nullable=False),
        sa.Column("listed_at", _Moment, nullable=False),
        sa.Column("into", _Id),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_care_households"),
        sa.UniqueConstraint("year", "number", name="uq_care_households_year_number"),
        _key("care_households", "id", "subjects"),
        _key("care_households", "year", "campaigns", "year"),
        _key("care_households", "unit", "units"),
        _key("care_households", "person", "people"),
        _key("care_households", "into", "care_households"),
    )
    op.create_table(
        "care_entries",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("care", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("person", _Id),
        sa.Column("household_id", _Id, nullable=False),
        sa.Column("case_id", _Id),
        sa.Column("listed_at", _Moment, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_care_entries"),
        _key("care_entries", "care", "care_households"),
        _key("care_entries", "unit", "units"),
        _key("care_entries", "person", "people"),
        _key("care_entries", "household_id", "households"),
        _key("care_entries", "case_id", "cases"),
    )
    op.create_table(
        "care_visits",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("care", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("person", _Id, nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_care_visits"),
        _key("care_visits", "care", "care_households"),
        _key("care_visits", "unit", "units"),
        _key("care_visits", "person", "people"),
    )
    for table, column in (
        ("care_households", "unit"),
        ("care_households", "person"),
        ("care_entries", "care"),
        ("care_entries", "unit"),
        ("care_entries", "person"),
        ("care_entries", "household_id"),
        ("care_entries", "case_id"),
        ("care_visits", "care"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Refuse while there is a campaign: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT year FROM campaigns")).first() is not None:
        raise CommandError("New-Year care was begun: the earlier edition has no place for it")
    for table in TABLES:
        op.drop_table(table)
