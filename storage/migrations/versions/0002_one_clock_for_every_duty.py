"""one clock for every duty."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "closed_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_closed_days_by")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closed_days")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("receiver", ID, nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_handovers_by")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_handovers_person")),
        sa.ForeignKeyConstraint(["receiver"], ["people.id"], name=op.f("fk_handovers_receiver")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_receiver"), ["receiver"], unique=False)

    op.create_table(
        "leaves",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("deputy", ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("back_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["deputy"], ["people.id"], name=op.f("fk_leaves_deputy")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_leaves_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.create_index(
            "ix_leaves_back_at",
            ["back_at"],
            unique=False,
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_leaves_deputy"), ["deputy"], unique=False)
        batch_op.create_index(batch_op.f("ix_leaves_person"), ["person"], unique=False)

    op.create_table(
        "papers",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_papers_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_papers_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
    )
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_papers_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assessed_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("shared_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("planned_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("missing_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("form_given_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("looked_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("found", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("search_applied_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("letter", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_nudges_letter", ["letter"], unique=False)
        batch_op.create_index("ix_nudges_person", ["person", "told_at"], unique=False)
        batch_op.create_index(
            "ix_nudges_untold",
            ["at", "person"],
            unique=False,
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )

    with op.batch_alter_table("obligations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("known_at", sa.BigInteger(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_obligations_next_nudge"), sqlite_where=sa.text("ended_at IS NULL"))
        batch_op.create_index(
            "ix_obligations_next_nudge",
            ["urgent", "next_nudge", "person"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    # What was nudged was told at once; who owed something knew of it from its beginning. What is urgent to
    # screen is a 24-hour matter. The first ring settles every open case anew.
    op.execute("UPDATE nudges SET told_at = at")
    op.execute("UPDATE obligations SET known_at = since")
    op.execute(
        "UPDATE obligations SET urgent = (SELECT urgent FROM cases WHERE cases.id = case_id) "
        "WHERE duty = 'screen'"
    )
    op.execute("DELETE FROM facts WHERE name IN ('rules', 'settled')")
    with op.batch_alter_table("obligations", schema=None) as batch_op:
        batch_op.alter_column("urgent", server_default=None)
        batch_op.alter_column("known_at", nullable=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint("fk_outbox_obligation", type_="foreignkey")
        batch_op.drop_column("obligation")


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("obligation", ID, nullable=True))
        batch_op.create_foreign_key("fk_outbox_obligation", "obligations", ["obligation"], ["id"])

    with op.batch_alter_table("obligations", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_obligations_next_nudge",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_obligations_next_nudge"),
            ["next_nudge"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_column("known_at")
        batch_op.drop_column("urgent")

    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_nudges_untold",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )
        batch_op.drop_index("ix_nudges_person")
        batch_op.drop_index("ix_nudges_letter")
        batch_op.drop_column("letter")
        batch_op.drop_column("told_at")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("search_applied_at")
        batch_op.drop_column("found")
        batch_op.drop_column("looked_at")
        batch_op.drop_column("form_given_at")
        batch_op.drop_column("missing_at")
        batch_op.drop_column("planned_at")
        batch_op.drop_column("shared_at")
        batch_op.drop_column("assessed_at")

    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_papers_case_id"))

    op.drop_table("papers")
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaves_person"))
        batch_op.drop_index(batch_op.f("ix_leaves_deputy"))
        batch_op.drop_index(
            "ix_leaves_back_at",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )

    op.drop_table("leaves")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handovers_receiver"))
        batch_op.drop_index(batch_op.f("ix_handovers_person"))

    op.drop_table("handovers")
    op.drop_table("closed_days")
