"""filing: the bureau takes note of minutes (備查).

Nothing of the program is imported: that may change. Of what was sent before nothing is asked.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("filing_asked_on", sa.Date(), nullable=True))
    op.add_column("meetings", sa.Column("filed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Refuse while minutes were filed: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT id FROM meetings WHERE filed_on IS NOT NULL")).first():
        raise CommandError("minutes were filed: the earlier edition has no place for it")
    op.drop_column("meetings", "filed_on")
    op.drop_column("meetings", "filing_asked_on")
