"""By the day of the visit and of the closing: whoever asks for what was done last week reads along an index.

Nothing of the program is imported: that may change.
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_visits_visited_on", "visits", ["visited_on", "case_id"])
    op.create_index("ix_closings_closed_at", "closings", ["closed_at", "case_id"])


def downgrade() -> None:
    op.drop_index("ix_closings_closed_at", "closings")
    op.drop_index("ix_visits_visited_on", "visits")
