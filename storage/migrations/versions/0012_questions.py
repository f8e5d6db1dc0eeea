"""questions: a case knows where it stands in a list, so that lists are read in their order.

Its nearest deadline stands with it and, beside its state, with each of its seats; of what owes nothing, a
moment behind all deadlines that mirrors the report's, so that what was reported last comes first. The
district of its village stands beside the village. Nothing of the program is imported: that may change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LAST = 253_402_214_400_000_000
"""31 December 9999 in microseconds: behind every deadline."""
DISTRICTS = (
    *("桃園區", "中壢區", "平鎮區", "八德區", "楊梅區", "蘆竹區", "大溪區"),
    *("龍潭區", "龜山區", "大園區", "觀音區", "新屋區", "復興區"),
)
STANDS = sa.text(
    "UPDATE cases SET pressing = COALESCE((SELECT MIN(obligations.due) FROM seats "
    "JOIN obligations ON obligations.subject = seats.id AND obligations.ended_at IS NULL "
    f"WHERE seats.case_id = cases.id), {LAST} - cases.reported_at)"
)
SEATS_STAND = sa.text(
    "UPDATE seats SET state = (SELECT cases.state FROM cases WHERE cases.id = seats.case_id), "
    "pressing = (SELECT cases.pressing FROM cases WHERE cases.id = seats.case_id)"
)
LISTED = {"cases": ("state", "village", "district", "risk", "urgent"), "seats": ("unit", "worker", "offered")}
OPEN = {
    "duty": ["duty", "since"],
    "bearer": ["bearer", "due", "id"],
    "unit": ["unit", "bearer", "due", "id"],
    "theirs": ["person", "bearer", "due", "id"],
    "answers": ["person", "duty", "due", "id"],
}
"""What is open, by whoever has it, in the order in which it is read."""


def upgrade() -> None:
    for name in ("ix_cases_state", "ix_cases_village"):
        op.drop_index(name, "cases")
    for name in LISTED["seats"]:
        op.drop_index(f"ix_seats_{name}", "seats")
    op.drop_index("ix_obligations_unit", "obligations")
    op.add_column("cases", sa.Column("district", sa.String(length=20), nullable=True))
    op.add_column("cases", sa.Column("pressing", sa.BigInteger(), nullable=True))
    op.add_column("seats", sa.Column("state", sa.String(length=20), nullable=True))
    op.add_column("seats", sa.Column("pressing", sa.BigInteger(), nullable=True))
    op.execute("UPDATE cases SET district = ''")
    for district in DISTRICTS:
        named = sa.text("UPDATE cases SET district = :name WHERE village LIKE :begins")
        op.execute(named.bindparams(name=district, begins=f"{district}%"))
    op.execute(STANDS)
    op.execute(SEATS_STAND)
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("district", existing_type=sa.String(length=20), nullable=False)
        cases.alter_column("pressing", existing_type=sa.BigInteger(), nullable=False)
    with op.batch_alter_table("seats") as seats:
        seats.alter_column("state", existing_type=sa.String(length=20), nullable=False)
        seats.alter_column("pressing", existing_type=sa.BigInteger(), nullable=False)
    op.create_index("ix_cases_pressing", "cases", ["pressing", "id"])
    for name in LISTED["cases"]:
        op.create_index(f"ix_cases_{name}", "cases", [name, "pressing", "id"])
    for name in LISTED["seats"]:
        op.create_index(f"ix_seats_{name}", "seats", [name, "pressing", "case_id"])
    op.create_index("ix_seats_unit_state", "seats", ["unit", "state", "pressing", "case_id"])
    for name, columns in OPEN.items():
        _partial(f"ix_obligations_{name}", "obligations", columns, "ended_at IS NULL")
    _partial("ix_closings_proposed", "closings", ["case_id"], "proposed_at IS NOT NULL")
    _partial("ix_trackings_open", "trackings", ["case_id"], "removed_at IS NULL")


def downgrade() -> None:
    op.drop_index("ix_trackings_open", "trackings")
    op.drop_index("ix_closings_proposed", "closings")
    for name in OPEN:
        op.drop_index(f"ix_obligations_{name}", "obligations")
    for table, names in LISTED.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    op.drop_index("ix_cases_pressing", "cases")
    op.drop_index("ix_seats_unit_state", "seats")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("district")
        cases.drop_column("pressing")
    with op.batch_alter_table("seats") as seats:
        seats.drop_column("state")
        seats.drop_column("pressing")
    op.create_index("ix_obligations_unit", "obligations", ["unit"])
    for name in LISTED["seats"]:
        op.create_index(f"ix_seats_{name}", "seats", [name])
    for name in ("state", "village"):
        op.create_index(f"ix_cases_{name}", "cases", [name])


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    holds = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=holds, postgresql_where=holds)
