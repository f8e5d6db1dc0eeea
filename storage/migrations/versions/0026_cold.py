"""Cold alerts: whom each unit asks after, what came of it, and beds.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Moment = sa.BigInteger()
TABLES = ("beds_given", "shelters", "cold_contacts", "cold_lists", "cold_alerts")


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "cold_alerts",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("degree", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("begun_at", _Moment, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by", _Id),
        sa.Column("ended_at", _Moment),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cold_alerts"),
        _key("cold_alerts", "by", "people"),
    )
    op.create_table(
        "cold_lists",
        sa.Column("id", _Id, nullable=False, autoincrement=False),
        sa.Column("alert", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("person", _Id),
        sa.Column("street", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cold_lists"),
        _key("cold_lists", "id", "subjects"),
        _key("cold_lists", "alert", "cold_alerts"),
        _key("cold_lists", "unit", "units"),
        _key("cold_lists", "person", "people"),
    )
    op.create_table(
        "cold_contacts",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("alert", _Id, nullable=False),
        sa.Column("care", _Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("person", _Id, nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("checked", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cold_contacts"),
        _key("cold_contacts", "alert", "cold_alerts"),
        _key("cold_contacts", "care", "care_households"),
        _key("cold_contacts", "unit", "units"),
        _key("cold_contacts", "person", "people"),
    )
    op.create_table(
        "shelters",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("beds", sa.JSON(), nullable=False),
        sa.Column("told_at", _Moment, nullable=False),
        sa.Column("by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_shelters"),
        sa.UniqueConstraint("name", name="uq_shelters_name"),
        _key("shelters", "by", "people"),
    )
    op.create_table(
        "beds_given",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("shelter", _Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("care", _Id),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_beds_given"),
        _key("beds_given", "shelter", "shelters"),
        _key("beds_given", "care", "care_households"),
        _key("beds_given", "by", "people"),
    )
    for table, column in (
        ("cold_lists", "alert"),
        ("cold_contacts", "alert"),
        ("cold_contacts", "care"),
        ("beds_given", "shelter"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Refuse while there was an alert: the earlier edition has no place for it."""
    for table in ("cold_alerts", "shelters"):
        if op.get_bind().execute(sa.text(f"SELECT id FROM {table}")).first() is not None:
            raise CommandError("cold alerts or beds are kept: the earlier edition has no place for them")
    for table in TABLES:
        op.drop_table(table)
