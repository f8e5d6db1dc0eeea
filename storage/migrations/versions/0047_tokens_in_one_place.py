"""Tokens in one place: their index says whose each is, and SQLite keeps their rows in the order of their key.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_tokens_field_token", "tokens"


def upgrade() -> None:
    op.drop_index(INDEX, TABLE)
    _rebuild(with_rowid=False)
    op.create_index(INDEX, TABLE, ["field", "token", "household_id"])


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    _rebuild(with_rowid=True)
    op.create_index(INDEX, TABLE, ["field", "token"])


def _rebuild(*, with_rowid: bool) -> None:
    """SQLite alone has rows beside their key."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.create_table(
        "new_tokens",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("household_id", "field", "token", name=op.f("pk_tokens")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_tokens_household_id")),
        sqlite_with_rowid=with_rowid,
    )
    op.execute(
        "INSERT INTO new_tokens (household_id, field, token) "
        "SELECT household_id, field, token FROM tokens ORDER BY household_id, field, token"
    )
    op.drop_table(TABLE)
    op.rename_table("new_tokens", TABLE)
