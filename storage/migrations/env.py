"""What Alembic runs in: the connection that `storage/core/migrate.py` hands over, in its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.core.tables import MomentColumn, Together, meta

ON_DISK = {MomentColumn: "sa.BigInteger()", Together: "sa.String()"}


def plain(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write a type of ours as what it is on disk: a migration must not change when the code does."""
    return ON_DISK.get(type(item), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta,
    render_item=plain,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
