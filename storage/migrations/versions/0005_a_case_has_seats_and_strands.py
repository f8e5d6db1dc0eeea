"""a case has seats and strands: what one conversation writes stands in a table of its own.

The lead's seat keeps the id of its case, so that duties, drafts and letters stay where they are.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT, DAY, YES = sa.BigInteger(), sa.Date(), sa.Boolean()
Moved = tuple[tuple[str, Any, str], ...]
STRANDS: dict[str, Moved] = {
    "searches": (
        ("missing_at", MOMENT, "missing_at"),
        ("form_given_at", MOMENT, "form_given_at"),
        ("looked_at", MOMENT, "looked_at"),
        ("found", YES, "found"),
        ("applied_at", MOMENT, "search_applied_at"),
    ),
    "sharings": (("shared_at", MOMENT, "shared_at"), ("planned_at", MOMENT, "planned_at")),
    "closings": (("proposed_at", MOMENT, "closing_at"), ("closed_at", MOMENT, "closed_at")),
    "disputes": (("raised_at", MOMENT, "disputed_at"),),
}
"""The tables of the strands: each column, and the column of the cases that it was."""
LEAD: dict[str, Any] = {
    "unit": ID,
    "worker": ID,
    "offered": ID,
    "offered_at": MOMENT,
    "accepted_at": MOMENT,
    "visited_on": DAY,
    "assessed_at": MOMENT,
    "followed_up": DAY,
    "lapses_at": MOMENT,
}
"""What was a column of the cases, and is one of the lead's seat."""
DONE = ("visits", "follow_ups", "papers")
POINTING = {"unit": "units", "worker": "people", "offered": "people"}


def upgrade() -> None:
    for table, columns in STRANDS.items():
        op.create_table(
            table,
            sa.Column("case_id", ID, nullable=False),
            *(sa.Column(name, kind, nullable=True) for name, kind, _ in columns),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id")),
            sa.PrimaryKeyConstraint("case_id", name=op.f(f"pk_{table}")),
        )
        new, old = _names(columns)
        known = " OR ".join(f"{one} IS NOT NULL" for _, _, one in columns)
        op.execute(
            f"INSERT INTO {table} (case_id, {new}, version) SELECT id, {old}, 1 FROM cases WHERE {known}"
        )
    _seats()
    _trackings()
    _done_from_seats()
    op.execute("UPDATE cases SET state = 'in_service' WHERE state = 'tracked'")  # no act ever led there
    with op.batch_alter_table("cases") as cases:
        for name in POINTING:
            cases.drop_index(f"ix_cases_{name}")
            cases.drop_constraint(f"fk_cases_{name}", type_="foreignkey")
        cases.drop_index("ix_cases_lapses_at")
        for name in _moved():
            cases.drop_column(name)
        cases.add_column(sa.Column("child", sa.Boolean(), nullable=True))


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("unit", ID, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("worker", ID, nullable=True),
        sa.Column("offered", ID, nullable=True),
        *(
            sa.Column(name, kind, nullable=True)
            for name, kind in LEAD.items()
            if kind is not ID and name != "lapses_at"
        ),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lapses_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["subjects.id"], name=op.f("fk_seats_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_seats_case_id")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_seats_{name}"))
            for name, table in POINTING.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    for name in ("case_id", *POINTING, "lapses_at"):
        op.create_index(f"ix_seats_{name}", "seats", [name])
    now, was = ", ".join(LEAD), ", ".join(f"cases.{name}" for name in LEAD)
    op.execute(
        f"INSERT INTO seats (id, case_id, asked_by, version, kind, {now}) "
        f"SELECT cases.id, cases.id, 'dispatch', 1, units.kind, {was} "
        "FROM cases LEFT JOIN units ON units.id = cases.unit"
    )


def _trackings() -> None:
    op.create_table(
        "trackings",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_trackings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trackings")),
    )
    op.create_index("ix_trackings_case_id", "trackings", ["case_id"])


def _done_from_seats() -> None:
    """What was done so far was done from the lead's seat."""
    for table in DONE:
        with op.batch_alter_table(table) as done:
            done.add_column(sa.Column("seat", ID, nullable=True))
        op.execute(f"UPDATE {table} SET seat = case_id")
        with op.batch_alter_table(table) as done:
            done.alter_column("seat", existing_type=ID, nullable=False)
            done.create_foreign_key(op.f(f"fk_{table}_seat"), "seats", ["seat"], ["id"])
    with op.batch_alter_table("follow_ups") as months:
        months.drop_constraint("uq_follow_ups_case_id_month", type_="unique")
        months.create_unique_constraint(op.f("uq_follow_ups_seat_month"), ["seat", "month"])
    op.create_index("ix_follow_ups_case_id", "follow_ups", ["case_id"])


def downgrade() -> None:
    _refuse("SELECT count(*) FROM seats WHERE id <> case_id", "units have a seat beside the lead")
    _refuse("SELECT count(*) FROM trackings", "cases were put under tracking")
    op.drop_index("ix_follow_ups_case_id", "follow_ups")
    with op.batch_alter_table("follow_ups") as months:
        months.drop_constraint("uq_follow_ups_seat_month", type_="unique")
        months.create_unique_constraint(op.f("uq_follow_ups_case_id_month"), ["case_id", "month"])
    for table in DONE:
        with op.batch_alter_table(table) as done:
            done.drop_constraint(f"fk_{table}_seat", type_="foreignkey")
            done.drop_column("seat")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("child")
        for name, kind in LEAD.items():
            cases.add_column(sa.Column(name, kind, nullable=True))
        for columns in STRANDS.values():
            for _, kind, name in columns:
                cases.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("cases") as cases:
        for name, table in POINTING.items():
            cases.create_foreign_key(op.f(f"fk_cases_{name}"), table, [name], ["id"])
            cases.create_index(f"ix_cases_{name}", [name])
        cases.create_index("ix_cases_lapses_at", ["lapses_at"])
    for name in LEAD:
        op.execute(f"UPDATE cases SET {name} = (SELECT {name} FROM seats WHERE seats.id = cases.id)")
    for table, columns in STRANDS.items():
        for name, _, old in columns:
            op.execute(
                f"UPDATE cases SET {old} = (SELECT {name} FROM {table} WHERE {table}.case_id = cases.id)"
            )
    for table in ("trackings", "seats", *STRANDS):
        op.drop_table(table)


def _refuse(counted: str, what: str) -> None:
    found = op.get_bind().execute(sa.text(counted)).scalar()
    if found:
        raise CommandError(f"{found} {what}: the earlier edition has no place for them")


def _names(columns: Moved) -> tuple[str, str]:
    return ", ".join(name for name, _, _ in columns), ", ".join(old for _, _, old in columns)


def _moved() -> list[str]:
    return [*LEAD, *(old for columns in STRANDS.values() for _, _, old in columns)]
