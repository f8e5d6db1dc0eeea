"""The queue of updates: kept until the bot confirms them, for 24 hours at most."""

import json

from sandbox.store.state import Json, State, packed
from sandbox.wire import faults

KEPT_SECONDS = 24 * 3600
# Telegram does not send these unless they are asked for by name.
ONLY_BY_NAME = {"chat_member", "message_reaction", "message_reaction_count"}


def add(state: State, chat: int, kind: str, body: Json) -> None:
    """Queue an update for the bot, if it wants this kind, and wake it."""
    if not _wanted(state, kind):
        return
    sql = "INSERT INTO updates (chat, at, kind, body) VALUES (?, ?, ?, ?)"
    state.db.execute(sql, (chat, state.now, kind, packed(body)))
    state.bells.ring("updates")


def pending(state: State, limit: int = 100, offset: int = 0) -> list[tuple[int, Json]]:
    """Return the oldest unconfirmed updates as (chat, Update), none of them from before *offset*."""
    again = ",".join(str(number) for number in state.repeated)
    sql = f"SELECT * FROM updates WHERE id >= ? OR id IN ({again}) ORDER BY id LIMIT ?"
    rows = state.db.execute(sql, (offset, limit))
    return [(r["chat"], {"update_id": r["id"], r["kind"]: json.loads(r["body"])}) for r in rows]


def count(state: State) -> int:
    """Return how many updates wait for the bot."""
    return int(state.db.execute("SELECT count(*) FROM updates").fetchone()[0])


def confirm(state: State, offset: int) -> None:
    """Forget what the bot has: all before *offset*; a negative one keeps only that many from the end."""
    if offset > 0:
        if state.faults or state.repeated:
            _repeat(state, offset)
        kept = ",".join(str(number) for number in state.repeated)
        state.db.execute(f"DELETE FROM updates WHERE id < ? AND id NOT IN ({kept})", (offset,))
    elif offset < 0:
        newest = "SELECT id FROM updates ORDER BY id DESC LIMIT ?"
        state.db.execute(f"DELETE FROM updates WHERE id NOT IN ({newest})", (-offset,))


def _repeat(state: State, offset: int) -> None:
    """Keep what is to come twice; what came twice goes."""
    again = state.repeated
    state.repeated = set()
    for row in state.db.execute("SELECT id FROM updates WHERE id < ? ORDER BY id", (offset,)).fetchall():
        if row["id"] not in again and faults.comes_again(state.faults):
            state.repeated.add(row["id"])
            state.events.room()


def delivered(state: State, update_id: int) -> None:
    """Forget one update that a webhook took."""
    state.db.execute("DELETE FROM updates WHERE id = ?", (update_id,))


def drop_old(state: State) -> None:
    """Forget what nobody fetched for 24 hours."""
    oldest = state.db.execute("SELECT at FROM updates ORDER BY id LIMIT 1").fetchone()
    if oldest and oldest["at"] < state.now - KEPT_SECONDS:
        state.db.execute("DELETE FROM updates WHERE at < ?", (state.now - KEPT_SECONDS,))


def drop_all(state: State) -> None:
    """Forget everything that waits."""
    state.db.execute("DELETE FROM updates")


def _wanted(state: State, kind: str) -> bool:
    allowed = state.setting("allowed_updates")
    return kind in allowed if allowed else kind not in ONLY_BY_NAME
