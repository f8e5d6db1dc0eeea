"""recusals: who keeps out of which case.

On the way down it is refused while somebody keeps out: what is older would let them in again.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

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
    """Refuse while somebody keeps out of a case: the earlier edition would let them in again."""
    if op.get_bind().execute(sa.text("SELECT person FROM recusals")).first():
        raise CommandError("somebody keeps out of a case: the earlier edition would let them in again")
    op.drop_index("ix_recusals_person", "recusals")
    op.drop_table("recusals")
