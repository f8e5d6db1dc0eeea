"""recusals: who keeps out of which case.

On the way down they are lost: what is older has no place for them.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "recusals",
        sa.Column("case_id", number, nullable=False),
        sa.Column("person", number, nullable=False),
        sa.Column("by", number, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_recusals_case_id"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_recusals_person"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_recusals_by"),
        sa.PrimaryKeyConstraint("case_id", "person", name="pk_recusals"),
    )
    op.create_index("ix_recusals_person", "recusals", ["person"])


def downgrade() -> None:
    op.drop_index("ix_recusals_person", "recusals")
    op.drop_table("recusals")
