"""additions: what a reporter adds to a report later stands beside it, and is no report of its own.

Going back, what was added is a report like any other: nothing of it is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("reports") as reports:
        reports.add_column(sa.Column("adds_to", ID, nullable=True))
        reports.add_column(sa.Column("adds", sa.String(length=12), nullable=True))
        reports.create_foreign_key("fk_reports_adds_to_reports", "reports", ["adds_to"], ["id"])
        reports.create_index("ix_reports_adds_to", ["adds_to"])


def downgrade() -> None:
    with op.batch_alter_table("reports") as reports:
        reports.drop_index("ix_reports_adds_to")
        reports.drop_constraint("fk_reports_adds_to_reports", type_="foreignkey")
        reports.drop_column("adds")
        reports.drop_column("adds_to")
