"""households: who lives there and where stands under a key of its own, and cases point to it.

It needs the office's vault, which `storage/core/migrate.py` hands over. Nothing of the program is imported:
that may change. What a vault once sealed, every later one must open anyway.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY, CASE_KEY, PURPOSE = "household key", "case key", "household"
FIRST = ("name", "national_id", "phone")
"""What the earlier edition knows of one person, beside the address."""
MORE = ("born", "age", "sex", "relation", "remark")
"""What it has no place for."""
Told = Mapping[str, str]
KEYED = "SELECT c.id, c.number, c.{} , k.wrapped FROM cases c LEFT JOIN case_keys k ON k.case_id = c.id"


def upgrade() -> None:
    op.create_table(
        "households",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("joined_to", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["joined_to"], ["households.id"], name=op.f("fk_households_joined_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_index("ix_households_joined_to", "households", ["joined_to"])
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("household_id", ID, nullable=True))
    _found_all()
    _tokens("household_id", "households", "cases.household_id", "cases.id = old.case_id")
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("household_id", existing_type=ID, nullable=False)
        cases.create_foreign_key(op.f("fk_cases_household_id"), "households", ["household_id"], ["id"])
        cases.create_index("ix_cases_household_id", ["household_id"])
        cases.drop_column("sealed")


def downgrade() -> None:
    _refuse(
        sum(one.joined_to is not None for one in _all("SELECT joined_to FROM households")),
        "households were judged to be one with another",
    )
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
    _seal_with_the_cases()
    _tokens("case_id", "cases", "cases.id", "cases.household_id = old.household_id")
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=False)
        cases.drop_index("ix_cases_household_id")
        cases.drop_constraint("fk_cases_household_id", type_="foreignkey")
        cases.drop_column("household_id")
    op.drop_table("households")


def _found_all() -> None:
    """Make a household of what was sealed with each case; an erased case has an empty one."""
    found = _all(KEYED.format("sealed"))
    vault: Any = _vault() if found else None
    for one in found:
        told: Told = {}
        if one.wrapped is not None:
            told = json.loads(vault.open(PURPOSE, one.number, bytes(one.sealed), _case_key(vault, one)))
        _set("cases", one.id, household_id=_household(vault, told))


def _household(vault: Any, told: Told) -> int:
    """Write a household; returns its row."""
    nothing = {"wrapped": b"", "sealed": b"", "version": 1}
    table = sa.table("households", sa.column("id"), *map(sa.column, nothing))
    added = sa.insert(table).values(nothing).returning(table.c.id)
    row = int(op.get_bind().execute(added).scalar_one())
    key = secrets.token_bytes(32)
    content = json.dumps({"members": _members(told), "address": told.get("address", "")}, ensure_ascii=False)
    _set(
        "households",
        row,
        wrapped=vault.seal(KEY, row, base64.b64encode(key).decode()),
        sealed=vault.seal(PURPOSE, row, content, key),
    )
    return row


def _members(told: Told) -> list[dict[str, Any]]:
    if not any(told.get(one) for one in FIRST):
        return []
    phones = [told["phone"]] if told.get("phone") else []
    return [{"name": told.get("name", ""), "national_id": told.get("national_id", ""), "phones": phones}]


def _seal_with_the_cases() -> None:
    """Seal each household with its case again, where the earlier edition has a place for all of it."""
    found = _all(KEYED.format("household_id"))
    kept = {one.id: one for one in _all("SELECT id, wrapped, sealed FROM households")}
    vault: Any = _vault() if found else None
    known = {one.id: _known(vault, kept[one.household_id]) for one in found}
    _refuse(sum(_has_more(one) for one in known.values()), "households are known with more than four facts")
    for one in found:
        sealed = b""
        if one.wrapped is not None:
            content = json.dumps(_told(known[one.id]), ensure_ascii=False)
            sealed = vault.seal(PURPOSE, one.number, content, _case_key(vault, one))
        _set("cases", one.id, sealed=sealed)


def _known(vault: Any, kept: Any) -> dict[str, Any]:
    key = base64.b64decode(vault.open(KEY, kept.id, bytes(kept.wrapped)))
    known: dict[str, Any] = json.loads(vault.open(PURPOSE, kept.id, bytes(kept.sealed), key))
    return known


def _has_more(known: Mapping[str, Any]) -> bool:
    members = known["members"]
    of_each = (bool(one.get(more)) for one in members for more in MORE)
    return len(members) > 1 or any(of_each) or any(len(one["phones"]) > 1 for one in members)


def _told(known: Mapping[str, Any]) -> Told:
    first = known["members"][0] if known["members"] else {}
    phone = first["phones"][0] if first.get("phones") else ""
    plain = {one: first.get(one, "") for one in ("name", "national_id")}
    return {**plain, "phone": phone, "address": known["address"]}


def _tokens(column: str, table: str, becomes: str, where: str) -> None:
    """Hang what makes a household findable on something else."""
    op.drop_index("ix_tokens_field_token", "tokens")
    op.execute("CREATE TABLE old_tokens AS SELECT * FROM tokens")
    op.drop_table("tokens")
    op.create_table(
        "tokens",
        sa.Column(column, ID, nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_tokens_{column}")),
        sa.PrimaryKeyConstraint(column, "field", "token", name=op.f("pk_tokens")),
    )
    op.execute(
        f"INSERT INTO tokens ({column}, field, token) "
        f"SELECT {becomes}, old.field, old.token FROM old_tokens old JOIN cases ON {where}"
    )
    op.drop_table("old_tokens")
    op.create_index("ix_tokens_field_token", "tokens", ["field", "token"])


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


def _case_key(vault: Any, case: Any) -> bytes:
    return base64.b64decode(vault.open(CASE_KEY, case.number, bytes(case.wrapped)))


def _refuse(found: int, what: str) -> None:
    if found:
        raise CommandError(f"{found} {what}: the earlier edition has no place for them")


def _all(statement: str) -> list[Any]:
    return list(op.get_bind().execute(sa.text(statement)).all())


def _set(name: str, row: int, **values: Any) -> None:
    table = sa.table(name, sa.column("id"), *map(sa.column, values))
    op.get_bind().execute(sa.update(table).where(table.c.id == row).values(values))
