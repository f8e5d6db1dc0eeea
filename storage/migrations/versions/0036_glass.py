"""glass: who opened which case in an emergency, and until when they read it.

On the way down it is lost: what is older has no place for it.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "glass",
        sa.Column("id", number, nullable=False),
        sa.Column("case_id", number, nullable=False),
        sa.Column("person", number, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_glass_case_id"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_glass_person"),
        sa.PrimaryKeyConstraint("id", name="pk_glass"),
    )
    op.create_index("ix_glass_case_id", "glass", ["case_id"])
    op.create_index("ix_glass_person", "glass", ["person"])


def downgrade() -> None:
    op.drop_index("ix_glass_person", "glass")
    op.drop_index("ix_glass_case_id", "glass")
    op.drop_table("glass")
