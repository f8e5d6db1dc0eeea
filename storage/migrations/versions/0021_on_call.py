"""on_call: who of a unit answers by night and on days off (值班), and who was called for what.

Going back, the lists are gone with their subjects; cases and their duties stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(name: str, table: str, of: str, **options: object) -> sa.Column[int]:
    key = sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{name}")
    return sa.Column(name, ID, key, **options)  # type: ignore[arg-type]


def upgrade() -> None:
    op.create_table(
        "rotas",
        _to("id", "rotas", "subjects", autoincrement=False),
        _to("unit", "rotas", "units", nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rotas"),
        sa.UniqueConstraint("unit", name="uq_rotas_unit"),
    )
    op.create_index("ix_rotas_today", "rotas", ["today"])
    op.create_table(
        "shifts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        _to("rota", "shifts", "rotas", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        _to("person", "shifts", "people"),
        _to("backup", "shifts", "people"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_on_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
    )
    op.create_index("ix_shifts_rota_day", "shifts", ["rota", "day"])
    op.create_index("ix_shifts_day", "shifts", ["day"])
    op.create_index("ix_shifts_person", "shifts", ["person"])
    op.create_index("ix_shifts_backup", "shifts", ["backup"])
    op.create_table(
        "calls",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        _to("case_id", "calls", "cases", nullable=False),
        _to("unit", "calls", "units", nullable=False),
        _to("asked", "calls", "people"),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_case_id", "calls", ["case_id"])
    op.create_index("ix_calls_unanswered", "calls", ["due"], sqlite_where=sa.text("ended_at IS NULL"))


def downgrade() -> None:
    for table in ("calls", "shifts", "rotas"):
        op.drop_table(table)
    subject = "subject IN (SELECT id FROM subjects WHERE kind = 'rota')"
    duty = f"obligation IN (SELECT id FROM obligations WHERE {subject})"
    op.execute(sa.text(f"UPDATE outbox SET subject = NULL WHERE {subject}"))
    op.execute(sa.text(f"DELETE FROM drafts WHERE {subject}"))
    op.execute(sa.text(f"DELETE FROM nudges WHERE {duty}"))
    op.execute(sa.text(f"DELETE FROM obligations WHERE {subject}"))
    op.execute(sa.text("DELETE FROM subjects WHERE kind = 'rota'"))
