"""one process speaks: who serves the office, who has what of the inbox, and letters that nobody claims."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNTOLD = sa.text("sent_at IS NULL AND dropped IS NULL")
UNDONE = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "replicas",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("speaks", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replicas")),
        sa.UniqueConstraint("speaks", name=op.f("uq_replicas_speaks")),
        sqlite_autoincrement=True,
    )
    op.add_column("inbox", sa.Column("holder", ID, nullable=True))
    op.create_index("ix_inbox_undone", "inbox", ["token", "id"], sqlite_where=UNDONE, postgresql_where=UNDONE)
    op.drop_index("ix_outbox_waiting", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("not_before")
        outbox.drop_column("claimed_until")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["priority", "id"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_waiting", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("not_before", sa.BigInteger(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("claimed_until", sa.BigInteger(), nullable=True))
    op.execute("UPDATE outbox SET not_before = written_at")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("not_before", existing_type=sa.BigInteger(), server_default=None)
    op.create_index(
        "ix_outbox_waiting", "outbox", ["not_before"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )
    op.drop_index("ix_inbox_undone", "inbox")
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_column("holder")
    op.drop_table("replicas")
