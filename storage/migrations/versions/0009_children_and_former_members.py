"""children and former members: a child known in one household is known in those judged to be one with it.

Whether there is a child was one fact; now what was told of a case stands apart from the households in which a
child is known. Who was taken out of a household lies sealed with it, so that going back asks for the vault.
Nothing of the program is imported: that may change.
"""

import base64
import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY, PURPOSE = "household key", "household"
CASES = sa.table(
    "cases",
    *map(sa.column, ("id", "household_id")),
    sa.column("child", sa.Boolean()),
    sa.column("child_told", sa.Boolean()),
    sa.column("child_in", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("child", existing_type=sa.Boolean(), new_column_name="child_told")
        cases.add_column(sa.Column("child_in", sa.JSON(), nullable=True))
    _set_all(child_in=[])
    for case, households in _known_beside().items():
        _set(case, child_in=households)
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("child_in", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    _refuse_former()
    known = sa.select(CASES.c.id, CASES.c.child_in)
    with_child = [row.id for row in op.get_bind().execute(known) if row.child_in]
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("child_told", existing_type=sa.Boolean(), new_column_name="child")
        cases.drop_column("child_in")
    for case in with_child:
        _set(case, child=True)


def _known_beside() -> dict[int, list[int]]:
    """Return, by case, the other households of its family of which it is told that there is a child."""
    family = _families()
    told = [row for row in _all("SELECT household_id, child_told FROM cases") if row.child_told]
    saying: dict[int, set[int]] = defaultdict(set)
    for row in told:
        saying[family[row.household_id]].add(row.household_id)
    beside = {
        row.id: sorted(saying[family[row.household_id]] - {row.household_id})
        for row in _all("SELECT id, household_id FROM cases")
    }
    return {case: households for case, households in beside.items() if households}


def _families() -> dict[int, int]:
    """Return the root of the tree of judgements that each household is in."""
    links = {row.id: row.joined_to for row in _all("SELECT id, joined_to FROM households")}

    def root(one: int) -> int:
        while (above := links[one]) is not None:
            one = above
        return one

    return {one: root(one) for one in links}


def _refuse_former() -> None:
    """The earlier edition has no place for who was taken out of a household."""
    found = _all("SELECT id, wrapped, sealed FROM households")
    vault: Any = _vault() if found else None
    count = sum(bool(_known(vault, one).get("former")) for one in found)
    if count:
        raise CommandError(
            f"{count} households have members who were taken out: the earlier edition has no place for them"
        )


def _known(vault: Any, kept: Any) -> dict[str, Any]:
    key = base64.b64decode(vault.open(KEY, kept.id, bytes(kept.wrapped)))
    known: dict[str, Any] = json.loads(vault.open(PURPOSE, kept.id, bytes(kept.sealed), key))
    return known


def _vault() -> Any:
    """Return the vault with which this office is sealed."""
    config = op.get_context().config
    vault = config.attributes.get("vault") if config is not None else None
    if vault is None:
        raise CommandError(
            "this office is moved by its key, and the key file is not there (SHOUWANG_KEY_FILE): put it back"
        )
    return vault


def _all(statement: str) -> list[Any]:
    return list(op.get_bind().execute(sa.text(statement)).all())


def _set_all(**values: Any) -> None:
    op.get_bind().execute(sa.update(CASES).values(values))


def _set(case: int, **values: Any) -> None:
    op.get_bind().execute(sa.update(CASES).where(CASES.c.id == case).values(values))
