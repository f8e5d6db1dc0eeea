"""a chain for each unit: the journal goes on in a chain for each unit, and what was one chain is the clock's.

Going back, all entries are chained anew in one chain, in the order of their numbers, as the earlier edition
proves them; a chain that does not hold is not made to hold by it. Nothing of the program is imported: that
may change.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CLOCK, ONE = 0, 1
"""The number of the clock's chain, and of the only one before."""
JOURNAL = sa.table(
    "journal",
    *map(sa.column, ("id", "at", "actor", "verb", "subject", "chain")),
    sa.column("detail", sa.JSON()),
    sa.column("hash", sa.LargeBinary()),
)
HEADS = sa.table("journal_head", sa.column("id"), sa.column("hash", sa.LargeBinary()))
PAGE = 1000


def upgrade() -> None:
    op.add_column("journal", sa.Column("chain", ID, server_default=str(CLOCK), nullable=False))
    op.create_index("ix_journal_chain", "journal", ["chain", "id"])
    op.execute(sa.update(HEADS).where(HEADS.c.id == ONE).values(id=CLOCK))


def downgrade() -> None:
    _chain_anew()
    op.drop_index("ix_journal_chain", "journal")
    with op.batch_alter_table("journal") as journal:
        journal.drop_column("chain")


def _chain_anew() -> None:
    heads = {row.id: bytes(row.hash) for row in op.get_bind().execute(sa.select(HEADS))}
    links = {chain: chain.to_bytes(32, signed=True) for chain in heads}
    head = bytes(32)
    for row in _entries():
        links[row.chain] = _link(links.get(row.chain, b""), row)
        if links[row.chain] != bytes(row.hash):
            raise CommandError(f"the journal is broken at entry {row.id}: going back would hide it")
        head = _link(head, row)
        if head != links[row.chain]:
            op.get_bind().execute(sa.update(JOURNAL).where(JOURNAL.c.id == row.id).values(hash=head))
    if links != heads:
        raise CommandError("entries are missing at the end of the journal: going back would hide it")
    op.execute(sa.delete(HEADS))
    op.get_bind().execute(sa.insert(HEADS).values(id=ONE, hash=head))


def _entries() -> Iterator[Any]:
    after = 0
    page = sa.select(JOURNAL).where(JOURNAL.c.id > sa.bindparam("after")).order_by(JOURNAL.c.id).limit(PAGE)
    while rows := op.get_bind().execute(page, {"after": after}).all():
        yield from rows
        after = rows[-1].id


def _link(before: bytes, row: Any) -> bytes:
    """Chain an entry to the one before, as every edition does."""
    seconds, micro = divmod(row.at, 1_000_000)
    at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro).timestamp()
    parts = (at, row.actor, row.verb, row.subject, row.detail)
    return hashlib.sha256(before + json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).digest()
