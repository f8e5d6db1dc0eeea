"""units stand under a bureau and can end, people are suspended, invitations say whom they are for."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNDER = {"centre": "bureau", "protection": "bureau", "district": "civil"}
"""Which kind of unit of the whole city each kind stands under, and counts as (`casework/data/units.toml`)."""
OLD_KINDS = (
    *("centre", "protection", "police", "fire", "health", "education", "employment", "civil"),
    *("indigenous", "youth", "district", "bureau"),
)


def upgrade() -> None:
    with op.batch_alter_table("units") as units:
        units.add_column(sa.Column("parent", ID, nullable=True))
        units.add_column(sa.Column("bureau", ID, nullable=True))
        units.add_column(sa.Column("by_appointment", sa.Boolean(), nullable=False, server_default=sa.false()))
        units.add_column(sa.Column("ended_at", sa.BigInteger(), nullable=True))
        units.create_foreign_key(op.f("fk_units_parent"), "units", ["parent"], ["id"])
        units.create_foreign_key(op.f("fk_units_bureau"), "units", ["bureau"], ["id"])
        units.create_index("ix_units_parent", ["parent"])
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("suspended_at", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("by", ID, nullable=True))
        invitations.add_column(sa.Column("revoked_at", sa.BigInteger(), nullable=True))
        invitations.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
        invitations.create_foreign_key(op.f("fk_invitations_by"), "people", ["by"], ["id"])
    _find_places()


def downgrade() -> None:
    _nothing_is_lost()
    op.execute("UPDATE invitations SET expires_at = revoked_at WHERE revoked_at < expires_at")
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_constraint("fk_invitations_by", type_="foreignkey")
        for name in ("by", "revoked_at", "sealed"):
            invitations.drop_column(name)
    with op.batch_alter_table("people") as people:
        people.drop_column("suspended_at")
    with op.batch_alter_table("units") as units:
        units.drop_constraint("fk_units_parent", type_="foreignkey")
        units.drop_constraint("fk_units_bureau", type_="foreignkey")
        units.drop_index("ix_units_parent")
        for name in ("parent", "bureau", "by_appointment", "ended_at"):
            units.drop_column(name)


def _find_places() -> None:
    """Let each unit stand under the one of the whole city that it is of; the rest stay 局處 themselves."""
    for kind, above in UNDER.items():
        place = {"kind": kind, "above": above}
        op.get_bind().execute(
            sa.text(
                "UPDATE units SET parent = (SELECT min(id) FROM units AS city WHERE city.kind = :above"
                " AND city.district = ''), bureau = (SELECT min(id) FROM units AS city"
                " WHERE city.kind = :above AND city.district = '') WHERE kind = :kind"
            ),
            place,
        )


def _nothing_is_lost() -> None:
    """The earlier edition knows no heads, no suspended people, no ended units and no other kinds of unit."""
    kinds = ", ".join(f"'{one}'" for one in OLD_KINDS)
    for statement, lost in (
        ("SELECT count(*) FROM people WHERE suspended_at IS NOT NULL", "people are suspended"),
        ("SELECT count(*) FROM people WHERE role = 'head'", "people are heads of their units"),
        ("SELECT count(*) FROM invitations WHERE role = 'head'", "people are invited as heads"),
        ("SELECT count(*) FROM units WHERE ended_at IS NOT NULL", "units have ended"),
        (f"SELECT count(*) FROM units WHERE kind NOT IN ({kinds})", "units are of kinds that came later"),
    ):
        found = op.get_bind().execute(sa.text(statement)).scalar()
        if found:
            raise CommandError(f"{found} {lost}: the earlier edition does not know of that")
