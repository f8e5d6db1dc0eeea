"""a proposal waits, and has its place."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("discussed", sa.Column("awaits", sa.String(20)))
    op.add_column("discussed", sa.Column("place", sa.Integer()))


def downgrade() -> None:
    op.drop_column("discussed", "place")
    op.drop_column("discussed", "awaits")
