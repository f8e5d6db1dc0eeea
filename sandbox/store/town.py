"""Beginning a town anew: nobody lives here, nothing was said, and no number is given twice."""

from collections.abc import Iterable

from sandbox.store import chats
from sandbox.store.state import Json, State

TABLES = ("users", "messages", "updates", "queries", "files", "commands")


def begin(state: State, people: Iterable[Json]) -> None:
    """Forget the town and let *people* move in. Whoever still watches an old chat is woken."""
    watched = [row["id"] for row in chats.users(state)]
    with state.transaction():
        newest = state.db.execute("SELECT coalesce(max(version), 0) FROM users").fetchone()[0]
        for table in TABLES:
            state.db.execute(f"DELETE FROM {table}")
        state.keep_setting("first_version", newest + 1)
        state.keep_setting("town", (state.setting("town") or 0) + 1)
        for about in people:
            chats.add_user(state, about)
    state.calls.clear()
    state.faults.clear()
    state.typing_until.clear()
    state.repeated.clear()
    for user in watched:
        state.bells.ring(f"chat {user}")
    state.events.room()


def move_in(state: State, people: Iterable[Json]) -> None:
    """Let people move in; who lives here already keeps their phone."""
    with state.transaction():
        for about in people:
            chats.add_user(state, about)
