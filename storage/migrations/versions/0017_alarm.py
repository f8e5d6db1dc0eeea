"""alarm: what is urgent is marked wherever it is named.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

URGENT = (
    "SELECT id FROM cases WHERE urgent AND state IN ('screening', 'dispatched', 'in_service', 'disputed')"
)


def upgrade() -> None:
    op.add_column("subjects", sa.Column("alarm", sa.Boolean(), nullable=False, server_default=sa.false()))
    for these in (URGENT, f"SELECT id FROM seats WHERE case_id IN ({URGENT})"):
        op.execute(sa.text(f"UPDATE subjects SET alarm = true WHERE id IN ({these})"))


def downgrade() -> None:
    op.drop_column("subjects", "alarm")
