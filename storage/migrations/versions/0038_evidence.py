"""evidence: the office keeps photos, films and sounds of reports itself.

What came before is fetched, too: up to which report that is to be looked for is a fact.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

UP_TO = "evidence_up_to"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("report", NUMBER, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("parts", sa.Integer()),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_evidence_report"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_report", "evidence", ["report"])
    op.create_index("ix_evidence_due", "evidence", ["due_at"], sqlite_where=WAITS)
    op.create_table(
        "evidence_parts",
        sa.Column("evidence", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_evidence_parts_evidence"),
        sa.PrimaryKeyConstraint("evidence", "number", name="pk_evidence_parts"),
    )
    op.execute(
        f"INSERT INTO facts (name, value) SELECT '{UP_TO}', CAST(max(id) AS VARCHAR(200)) FROM reports"
        " HAVING max(id) IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("evidence_parts")
    op.drop_table("evidence")
    op.execute(f"DELETE FROM facts WHERE name = '{UP_TO}'")
