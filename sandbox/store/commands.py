"""The bot's command menus as they are kept: one for each scope and language."""

import json

from sandbox.store import chats
from sandbox.store.state import Json, State, packed


def publish(state: State, scope: str, language: str, commands: list[Json]) -> None:
    """Keep the menu of a scope and a language."""
    values = (scope, language, packed(commands))
    state.db.execute("INSERT OR REPLACE INTO commands VALUES (?, ?, ?)", values)
    _redraw(state, scope)


def published(state: State, scope: str, language: str) -> list[Json] | None:
    """Return exactly what was published for a scope and a language, or None."""
    sql = "SELECT commands FROM commands WHERE scope = ? AND language = ?"
    row = state.db.execute(sql, (scope, language)).fetchone()
    return json.loads(row["commands"]) if row else None


def take_back(state: State, scope: str, language: str) -> None:
    """Forget the menu of a scope and a language."""
    state.db.execute("DELETE FROM commands WHERE scope = ? AND language = ?", (scope, language))
    _redraw(state, scope)


def seen_by(state: State, person: chats.User) -> list[Json]:
    """Return the menu that somebody's client shows: the first that exists, from narrow to wide."""
    language = (person["language_code"] or "")[:2].lower()
    for scope in (f"chat:{person['id']}", "all_private_chats", "default"):
        for code in (language, ""):
            menu = published(state, scope, code)
            if menu:
                return menu
    return []


def _redraw(state: State, scope: str) -> None:
    """The phones in *scope* may have another menu now."""
    kind, _, chat = scope.partition(":")
    for number in [int(chat)] if kind == "chat" else [person["id"] for person in chats.users(state)]:
        chats.touch(state, number)
