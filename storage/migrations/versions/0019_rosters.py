"""rosters: each centre's list of a month, and its rows.

Going back is refused while there is one: the earlier edition has no place for it.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("giver", _ID, nullable=False),
        sa.Column("centre", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("by", _ID, nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_rosters_id"),
        sa.ForeignKeyConstraint(["giver"], ["units.id"], name="fk_rosters_giver"),
        sa.ForeignKeyConstraint(["centre"], ["units.id"], name="fk_rosters_centre"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_rosters_by"),
        sa.PrimaryKeyConstraint("id", name="pk_rosters"),
        sa.UniqueConstraint("kind", "centre", "month", name="uq_rosters_kind_centre_month"),
    )
    op.create_index("ix_rosters_centre", "rosters", ["centre"])
    op.create_table(
        "roster_rows",
        sa.Column("id", _ID, sa.Identity(), nullable=False),
        sa.Column("roster", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("case_id", _ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["roster"], ["rosters.id"], name="fk_roster_rows_roster"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_roster_rows_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_rows"),
    )
    for column in ("roster", "token", "case_id"):
        op.create_index(f"ix_roster_rows_{column}", "roster_rows", [column])


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM rosters")).scalar_one():
        raise RuntimeError("there are rosters, for which the earlier edition has no place")
    op.drop_table("roster_rows")
    op.drop_table("rosters")
