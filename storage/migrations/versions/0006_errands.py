"""errands: what takes long or comes from outside, and the files that people send."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNFINISHED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_files_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index("ix_files_person", "files", ["person"])
    op.create_index("ix_files_expires_at", "files", ["expires_at"])
    op.create_table(
        "file_parts",
        sa.Column("file", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_file_parts_file")),
        sa.PrimaryKeyConstraint("file", "number", name=op.f("pk_file_parts")),
    )
    op.create_table(
        "errands",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("file", ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("letter", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_errands_person")),
        sa.ForeignKeyConstraint(["address"], ["addresses.id"], name=op.f("fk_errands_address")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_errands_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
    )
    op.create_index("ix_errands_person", "errands", ["person"])
    op.create_index("ix_errands_file", "errands", ["file"])
    op.create_index("ix_errands_expires_at", "errands", ["expires_at"])
    op.create_index(
        "ix_errands_unfinished",
        "errands",
        ["due_at"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )


def downgrade() -> None:
    for table in ("errands", "file_parts", "files"):
        op.drop_table(table)
