"""decoys: which cases are invented, and who made them.

On the way down they must be gone: what is older would take them for real.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "decoys",
        sa.Column("case_id", number, nullable=False),
        sa.Column("by", number, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decoys_case_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_decoys_by"),
        sa.PrimaryKeyConstraint("case_id", name="pk_decoys"),
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT case_id FROM decoys")).first():
        raise CommandError("there are decoys: the earlier edition would take them for real cases")
    op.drop_table("decoys")
