"""matches: what a month's match found, what people decided of it, and the families that several units serve.

Going back is refused while there is one: the earlier edition has no place for it.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "matches",
        sa.Column("id", _ID, sa.Identity(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_matches_by"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.UniqueConstraint("month", name="uq_matches_month"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "match_verdicts",
        sa.Column("id", _ID, sa.Identity(), nullable=False),
        sa.Column("one", sa.LargeBinary(length=16), nullable=False),
        sa.Column("other", sa.LargeBinary(length=16), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_match_verdicts_by"),
        sa.PrimaryKeyConstraint("id", name="pk_match_verdicts"),
        sa.UniqueConstraint("one", "other", name="uq_match_verdicts_one_other"),
    )
    op.create_table(
        "shared_families",
        sa.Column("id", _ID, sa.Identity(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("case_id", _ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_shared_families_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shared_families"),
        sqlite_autoincrement=True,
    )
    for column in ("ended", "case_id"):
        op.create_index(f"ix_shared_families_{column}", "shared_families", [column])


def downgrade() -> None:
    for table in ("matches", "match_verdicts", "shared_families"):
        if op.get_bind().execute(sa.text(f"SELECT id FROM {table}")).first() is not None:
            raise CommandError("lists were matched, for which the earlier edition has no place")
    for table in ("shared_families", "match_verdicts", "matches"):
        op.drop_table(table)
