"""By the day of the report: whoever asks for what was reported last month reads along an index.

Nothing of the program is imported: that may change.
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_reported_at", "cases", ["reported_at"])


def downgrade() -> None:
    op.drop_index("ix_cases_reported_at", "cases")
