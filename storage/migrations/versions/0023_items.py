"""items: what district and city meetings track, unit by unit.

Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "items",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("serials", sa.JSON(), nullable=False),
        sa.Column("raised_on", sa.Date()),
        sa.Column("answered_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_items_meeting"),
    )
    op.create_index("ix_items_meeting", "items", ["meeting"])
    op.create_table(
        "item_units",
        sa.Column("id", _Id, autoincrement=False, nullable=False),
        sa.Column("item", _Id, nullable=False),
        sa.Column("unit", _Id, nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("asked_for", sa.Date()),
        sa.Column("removed_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_item_units"),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name="fk_item_units_id"),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name="fk_item_units_item"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_item_units_unit"),
        sa.UniqueConstraint("item", "unit", name="uq_item_units_item_unit"),
    )
    op.create_index("ix_item_units_unit", "item_units", ["unit"])
    op.create_table(
        "progress",
        sa.Column("id", _Id, sa.Identity(), nullable=False),
        sa.Column("item_unit", _Id, nullable=False),
        sa.Column("meeting", _Id, nullable=False),
        sa.Column("by", _Id, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("advice", sa.String(10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_progress"),
        sa.ForeignKeyConstraint(["item_unit"], ["item_units.id"], name="fk_progress_item_unit"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_progress_meeting"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_progress_by"),
        sa.UniqueConstraint("item_unit", "meeting", name="uq_progress_item_unit_meeting"),
    )


def downgrade() -> None:
    """Refuse while something is tracked: the earlier edition has no place for it."""
    if op.get_bind().execute(sa.text("SELECT id FROM items")).first() is not None:
        raise CommandError("meetings track items: the earlier edition has no place for them")
    for name in ("progress", "item_units", "items"):
        op.drop_table(name)
