"""pins: which PIN somebody has is written down; it was guessed from what else was kept.

Who had typed a new one once, and not again, begins anew. So does, on the way down, who was told one by their
supervisor and had not used it: what is older knows no such PIN.
Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OWN = sa.text("UPDATE people SET pin_kind = 'own' WHERE pin IS NOT NULL AND pin_until IS NOT NULL")
BEGIN_ANEW = sa.text("UPDATE people SET pin = NULL, pin_until = NULL WHERE pin_kind <> 'own'")


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("pin_kind", sa.String(10), nullable=False, server_default="none"))
    op.execute(OWN)
    op.execute(BEGIN_ANEW)


def downgrade() -> None:
    op.execute(BEGIN_ANEW)
    with op.batch_alter_table("people") as people:
        people.drop_column("pin_kind")
