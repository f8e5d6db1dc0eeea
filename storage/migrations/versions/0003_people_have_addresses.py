"""people have addresses: chat numbers are sealed and found by keyed hashes.

It needs the office's vault, which `storage/core/migrate.py` hands over. Nothing of the program is imported:
that may change. What a vault once wrote and indexed, every later one must read and find anyway.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TELEGRAM = "telegram"
NOBODY = 0
"""Stood for the chat of what was told."""
WAITING = "sent_at IS NULL AND dropped IS NULL"


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("person", ID, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.BigInteger(), nullable=True),
        sa.Column("asking", sa.BigInteger(), nullable=True),
        sa.Column("blocked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_addresses_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("token", name=op.f("uq_addresses_token")),
    )
    op.create_index("ix_addresses_person", "addresses", ["person"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("address", ID, nullable=True))
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("channel", sa.String(length=20), nullable=False, server_default=TELEGRAM))
        inbox.add_column(sa.Column("token", sa.LargeBinary(length=16), nullable=True))
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("opened", sa.LargeBinary(length=16), nullable=True))
    _address_all()
    _chats_go()
    _write_anew()


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("chat", sa.BigInteger(), nullable=True))
        people.add_column(sa.Column("card", sa.BigInteger(), nullable=True))
        people.add_column(sa.Column("asking", sa.BigInteger(), nullable=True))
        people.add_column(sa.Column("blocked_at", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("chat", sa.BigInteger(), nullable=False, server_default=str(NOBODY)))
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("chat", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("chat", sa.BigInteger(), nullable=True))
    _number_all()
    _addresses_go()


def _chats_go() -> None:
    """Take the columns away in which chat numbers stood in the clear."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_chat")
        outbox.drop_column("chat")
        outbox.create_foreign_key(op.f("fk_outbox_address"), "addresses", ["address"], ["id"])
        outbox.create_index("ix_outbox_address", ["address"])
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_constraint("uq_inbox_update_id", type_="unique")
        inbox.drop_column("chat")
        inbox.alter_column("channel", server_default=None)
        inbox.alter_column(
            "update_id",
            existing_type=sa.BigInteger(),
            type_=sa.String(length=64),
            existing_nullable=False,
            postgresql_using="update_id::text",
        )
        inbox.create_unique_constraint(op.f("uq_inbox_channel_update_id"), ["channel", "update_id"])
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_column("opened_by")
        invitations.alter_column("opened", new_column_name="opened_by")
    op.create_index("ix_invitations_opened_by", "invitations", ["opened_by"])
    with op.batch_alter_table("people") as people:
        people.drop_constraint("uq_people_chat", type_="unique")
        for name in ("chat", "card", "asking", "blocked_at"):
            people.drop_column(name)


def _write_anew() -> None:
    """PostgreSQL leaves a dropped column's values in the file until the table is written anew."""
    if op.get_bind().dialect.name == "postgresql":
        for name in ("people", "inbox", "outbox", "invitations"):
            op.execute(f"CLUSTER {name} USING pk_{name}")
            op.execute(f"ALTER TABLE {name} SET WITHOUT CLUSTER")


def _addresses_go() -> None:
    """Take the addresses away, once every number stands where it stood."""
    with op.batch_alter_table("people") as people:
        people.alter_column("chat", existing_type=sa.BigInteger(), nullable=False)
        people.create_unique_constraint(op.f("uq_people_chat"), ["chat"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("fk_outbox_address", type_="foreignkey")
        outbox.drop_index("ix_outbox_address")
        outbox.drop_column("address")
        outbox.alter_column("chat", server_default=None)
        outbox.create_index("ix_outbox_chat", ["chat"])
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_constraint("uq_inbox_channel_update_id", type_="unique")
        inbox.drop_column("channel")
        inbox.drop_column("token")
        inbox.alter_column(
            "update_id",
            existing_type=sa.String(length=64),
            type_=sa.BigInteger(),
            existing_nullable=False,
            postgresql_using="update_id::bigint",
        )
        inbox.create_unique_constraint(op.f("uq_inbox_update_id"), ["update_id"])
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_index("ix_invitations_opened_by")
        invitations.drop_column("opened_by")
        invitations.alter_column("chat", new_column_name="opened_by")
    op.drop_index("ix_addresses_person", "addresses")
    op.drop_table("addresses")


def _address_all() -> None:
    """Make an address of every chat number that somebody is still written to by."""
    people = _all("SELECT id, chat, card, asking, blocked_at FROM people")
    invited = _all("SELECT id, opened_by FROM invitations WHERE opened_by IS NOT NULL")
    letters = _all(f"SELECT id, chat, sealed FROM outbox WHERE {WAITING} OR vanishes_at IS NOT NULL")
    updates = _all("SELECT id, chat, update_id, sealed FROM inbox WHERE done_at IS NULL")
    if not (people or invited or letters or updates):
        return
    vault, known = _vault(), dict[int, int]()
    for one in people:
        screen = {"card": one.card, "asking": one.asking, "blocked_at": one.blocked_at}
        known[one.chat] = _address(vault, one.chat, person=one.id, **screen)
    for one in invited:
        if one.opened_by not in known:
            known[one.opened_by] = _address(vault, one.opened_by)
        _set("invitations", one.id, opened=_token(vault, one.opened_by))
    for one in letters:
        if one.chat not in known:
            known[one.chat] = _address(vault, one.chat)
        _set("outbox", one.id, address=known[one.chat])
        _reseal(vault, "outbox", one, one.chat, known[one.chat])
    for one in updates:
        if one.chat is not None:
            _set("inbox", one.id, token=_token(vault, one.chat))
        _reseal(vault, "inbox", one, one.update_id, f"{TELEGRAM} {one.update_id}")


def _number_all() -> None:
    """Put chat numbers back where addresses are; the earlier edition knows Telegram alone."""
    found = _all("SELECT id, person, channel, token, sealed, card, asking, blocked_at FROM addresses")
    others = sum(one.channel != TELEGRAM for one in found)
    if others:
        raise CommandError(f"{others} people are written to elsewhere than on Telegram: they would be lost")
    _nobody_is_lost(found)
    letters = _all("SELECT id, address, sealed FROM outbox WHERE address IS NOT NULL")
    updates = _all("SELECT id, update_id, sealed FROM inbox WHERE done_at IS NULL")
    if not (found or updates):
        return
    vault = _vault()
    chats = {one.id: int(vault.open("address", bytes(one.token).hex(), bytes(one.sealed))) for one in found}
    for one in found:
        if one.person is not None:
            screen = {"card": one.card, "asking": one.asking, "blocked_at": one.blocked_at}
            _set("people", one.person, chat=chats[one.id], **screen)
    by_token = {bytes(one.token): chats[one.id] for one in found}
    for one in _all("SELECT id, opened_by FROM invitations WHERE opened_by IS NOT NULL"):
        _set("invitations", one.id, chat=by_token.get(bytes(one.opened_by)))
    for one in letters:
        _set("outbox", one.id, chat=chats[one.address])
        _reseal(vault, "outbox", one, one.address, chats[one.address])
    for one in updates:
        content = _reseal(vault, "inbox", one, f"{TELEGRAM} {one.update_id}", one.update_id)
        _set("inbox", one.id, chat=_chat_of(json.loads(content)))


def _nobody_is_lost(found: list[Any]) -> None:
    """Somebody with two chats, or with none, has no place in the earlier edition."""
    owners = sorted(one.person for one in found if one.person is not None)
    if owners != sorted(one.id for one in _all("SELECT id FROM people")):
        raise CommandError("somebody has several addresses, or none: the earlier edition knows one for each")


def _vault() -> Any:
    """Return the vault with which this office is sealed."""
    config = op.get_context().config
    vault = config.attributes.get("vault") if config is not None else None
    if vault is None:
        raise CommandError(
            "this office is moved by its key, and the key file is not there (SHOUWANG_KEY_FILE): put it back"
        )
    sealed = _all("SELECT value FROM facts WHERE name = 'key'")
    if sealed and sealed[0].value != vault.fingerprint():
        raise CommandError("this office was sealed with another key: put its own key file back")
    return vault


def _token(vault: Any, chat: int) -> bytes:
    return bytes(vault.index("address", f"{TELEGRAM}\0{chat}"))


def _address(vault: Any, chat: int, **of: Any) -> int:
    """Write an address; returns its row."""
    token = _token(vault, chat)
    sealed = vault.seal("address", token.hex(), str(chat))
    values = {"channel": TELEGRAM, "token": token, "sealed": sealed, "last_used": True, **of}
    table = sa.table("addresses", sa.column("id"), *map(sa.column, values))
    return int(op.get_bind().execute(sa.insert(table).values(values).returning(table.c.id)).scalar_one())


def _reseal(vault: Any, name: str, row: Any, before: object, after: object) -> str:
    """Seal a row for its new place; returns what it holds, nothing when it was told or done."""
    if row.sealed is None:
        return ""
    content = str(vault.open(name, before, bytes(row.sealed)))
    _set(name, row.id, sealed=vault.seal(name, after, content))
    return content


def _chat_of(update: Mapping[str, Any]) -> int | None:
    """Say in which chat an update of Telegram belongs."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, Mapping):
            continue
        message = content.get("message") or content
        chat = (message.get("chat") or content.get("from") or {}).get("id")
        if isinstance(chat, int) and abs(chat) < 2**63:
            return chat
    return None


def _all(statement: str) -> list[Any]:
    return list(op.get_bind().execute(sa.text(statement)).all())


def _set(name: str, row: int, **values: Any) -> None:
    table = sa.table(name, sa.column("id"), *map(sa.column, values))
    op.get_bind().execute(sa.update(table).where(table.c.id == row).values(values))
