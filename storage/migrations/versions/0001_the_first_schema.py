"""Everything the first edition remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("set_aside_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_id", name=op.f("uq_inbox_update_id")),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["id"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "journal",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", ID, nullable=True),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_case_id", "journal", ["case_id"])
    op.create_table(
        "journal_head",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "units",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=20), server_default="", nullable=False),
        sa.Column("letter", sa.String(length=1), server_default="A", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", name=op.f("uq_units_name")),
    )
    op.create_table(
        "people",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("villages", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=20), server_default="", nullable=False),
        sa.Column("card", sa.BigInteger(), nullable=True),
        sa.Column("asking", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("blocked_at", sa.BigInteger(), nullable=True),
        sa.Column("pin", sa.String(length=200), nullable=True),
        sa.Column("pin_until", sa.BigInteger(), nullable=True),
        sa.Column("pin_wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pin_locked_until", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_people_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("chat", name=op.f("uq_people_chat")),
    )
    op.create_index("ix_people_unit", "people", ["unit"])
    op.create_table(
        "areas",
        sa.Column("village", sa.String(length=40), nullable=False),
        sa.Column("unit", ID, nullable=False),
        sa.Column("worker", ID, nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_areas_unit")),
        sa.ForeignKeyConstraint(["worker"], ["people.id"], name=op.f("fk_areas_worker")),
        sa.PrimaryKeyConstraint("village", name=op.f("pk_areas")),
    )
    op.create_index("ix_areas_worker", "areas", ["worker"])
    op.create_table(
        "cases",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("village", sa.String(length=40), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("risk", sa.String(length=10), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("unit", ID, nullable=True),
        sa.Column("worker", ID, nullable=True),
        sa.Column("offered", ID, nullable=True),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.Column("offered_at", sa.BigInteger(), nullable=True),
        sa.Column("lapses_at", sa.BigInteger(), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("followed_up", sa.Date(), nullable=True),
        sa.Column("disputed_at", sa.BigInteger(), nullable=True),
        sa.Column("closing_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("joined_to", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["joined_to"], ["cases.id"], name=op.f("fk_cases_joined_to")),
        sa.ForeignKeyConstraint(["offered"], ["people.id"], name=op.f("fk_cases_offered")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_cases_unit")),
        sa.ForeignKeyConstraint(["worker"], ["people.id"], name=op.f("fk_cases_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index("ix_cases_joined_to", "cases", ["joined_to"])
    op.create_index("ix_cases_lapses_at", "cases", ["lapses_at"])
    op.create_index("ix_cases_offered", "cases", ["offered"])
    op.create_index("ix_cases_state", "cases", ["state"])
    op.create_index("ix_cases_unit", "cases", ["unit"])
    op.create_index("ix_cases_village", "cases", ["village"])
    op.create_index("ix_cases_worker", "cases", ["worker"])
    op.create_table(
        "invitations",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", ID, nullable=False),
        sa.Column("villages", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("used_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_invitations_unit")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_invitations_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
    )
    op.create_table(
        "case_keys",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_keys_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asking", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_drafts_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_person", "drafts", ["person"])
    op.create_index("ix_drafts_touched_at", "drafts", ["touched_at"])
    op.create_table(
        "follow_ups",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_follow_ups_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("case_id", "month", name=op.f("uq_follow_ups_case_id_month")),
    )
    op.create_table(
        "obligations",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("duty", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("bearer", sa.String(length=20), nullable=False),
        sa.Column("person", ID, nullable=True),
        sa.Column("unit", ID, nullable=True),
        sa.Column("climbed", sa.Integer(), nullable=False),
        sa.Column("next_nudge", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_obligations_case_id")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_obligations_person")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_obligations_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    op.create_index("ix_obligations_case_id", "obligations", ["case_id"])
    op.create_index(
        "ix_obligations_due",
        "obligations",
        ["due"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_obligations_next_nudge",
        "obligations",
        ["next_nudge"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_obligations_person", "obligations", ["person"])
    op.create_index("ix_obligations_unit", "obligations", ["unit"])
    op.create_index(
        "uq_obligations_open",
        "obligations",
        ["case_id", "duty", "period"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "remarks",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_remarks_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remarks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index("ix_remarks_case_id", "remarks", ["case_id"])
    op.create_table(
        "reports",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reports_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_case_id", "reports", ["case_id"])
    op.create_table(
        "tokens",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tokens_case_id")),
        sa.PrimaryKeyConstraint("case_id", "field", "token", name=op.f("pk_tokens")),
    )
    op.create_index("ix_tokens_field_token", "tokens", ["field", "token"])
    op.create_table(
        "visits",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("logged_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_visits_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visits_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_case_id", "visits", ["case_id"])
    op.create_table(
        "nudges",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("obligation", ID, nullable=False),
        sa.Column("rung", sa.String(length=10), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name=op.f("fk_nudges_obligation")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_nudges_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint("obligation", "rung", "person", name=op.f("uq_nudges_obligation_rung_person")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("edits", sa.BigInteger(), nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("obligation", ID, nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("dropped", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("vanishes_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id")),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name=op.f("fk_outbox_obligation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_chat", "outbox", ["chat"])
    op.create_index(
        "ix_outbox_vanishing",
        "outbox",
        ["vanishes_at"],
        sqlite_where=sa.text("vanishes_at IS NOT NULL"),
        postgresql_where=sa.text("vanishes_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["not_before"],
        sqlite_where=sa.text("sent_at IS NULL AND dropped IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND dropped IS NULL"),
    )
    op.create_index("ix_outbox_written_at", "outbox", ["written_at"])
    op.create_table(
        "reporters",
        sa.Column("report", ID, nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_reporters_report")),
        sa.PrimaryKeyConstraint("report", name=op.f("pk_reporters")),
    )
    op.create_index("ix_reporters_token", "reporters", ["token"])
    head = sa.table("journal_head", sa.column("id", sa.Integer), sa.column("hash", sa.LargeBinary))
    op.bulk_insert(head, [{"id": 1, "hash": bytes(32)}])


def downgrade() -> None:
    op.drop_table("reporters")
    op.drop_table("outbox")
    op.drop_table("nudges")
    op.drop_table("visits")
    op.drop_table("tokens")
    op.drop_table("reports")
    op.drop_table("remarks")
    op.drop_table("obligations")
    op.drop_table("follow_ups")
    op.drop_table("drafts")
    op.drop_table("case_keys")
    op.drop_table("invitations")
    op.drop_table("cases")
    op.drop_table("areas")
    op.drop_table("people")
    op.drop_table("units")
    op.drop_table("journal_head")
    op.drop_table("journal")
    op.drop_table("inbox")
    op.drop_table("facts")
