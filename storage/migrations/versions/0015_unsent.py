"""unsent: what was begun and not sent is called to mind.

Of what lies there already nobody is reminded: when it was begun, and whether of danger, is sealed.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("remind_at", sa.BigInteger(), nullable=True))
    op.add_column("drafts", sa.Column("reminded", sa.Integer(), nullable=True))
    op.execute(sa.text("UPDATE drafts SET reminded = 0"))
    with op.batch_alter_table("drafts") as drafts:
        drafts.alter_column("reminded", existing_type=sa.Integer(), nullable=False)
        drafts.create_index("ix_drafts_remind_at", ["remind_at"])


def downgrade() -> None:
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_index("ix_drafts_remind_at")
    for name in ("reminded", "remind_at"):
        op.drop_column("drafts", name)
