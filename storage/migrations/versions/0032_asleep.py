"""asleep: after a restore an access sleeps until who leads confirms it.

On the way down who sleeps is suspended, as before: what is older lets them back in one by one.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("asleep", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.drop_column("asleep")
