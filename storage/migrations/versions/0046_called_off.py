"""called_off_on: a meeting at need that is not held after all.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("called_off_on", sa.Date()))


def downgrade() -> None:
    op.drop_column("meetings", "called_off_on")
