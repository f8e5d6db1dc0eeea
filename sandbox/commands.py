"""The bot's command menus: one for each scope and language."""

import json
import re

from sandbox import chats
from sandbox.errors import bad_request
from sandbox.state import Json, State, packed


def keep(state: State, p: Json) -> bool:
    """Publish commands for a scope and a language."""
    commands = [_checked(command) for command in p["commands"]]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    scope = _scope(state, p)
    values = (scope, _language(p), packed(commands))
    state.db.execute("INSERT OR REPLACE INTO commands VALUES (?, ?, ?)", values)
    _redraw(state, scope)
    return True


def get(state: State, p: Json) -> list[Json]:
    """Return exactly what was published for a scope and a language."""
    return _published(state, _scope(state, p), _language(p)) or []


def drop(state: State, p: Json) -> bool:
    """Take back what was published for a scope and a language."""
    scope = _scope(state, p)
    state.db.execute("DELETE FROM commands WHERE scope = ? AND language = ?", (scope, _language(p)))
    _redraw(state, scope)
    return True


def seen_by(state: State, person: chats.User) -> list[Json]:
    """Return the menu that somebody's client shows: the first that exists, from narrow to wide."""
    language = (person["language_code"] or "")[:2].lower()
    for scope in (f"chat:{person['id']}", "all_private_chats", "default"):
        for code in (language, ""):
            menu = _published(state, scope, code)
            if menu:
                return menu
    return []


def _published(state: State, scope: str, language: str) -> list[Json] | None:
    sql = "SELECT commands FROM commands WHERE scope = ? AND language = ?"
    row = state.db.execute(sql, (scope, language)).fetchone()
    return json.loads(row["commands"]) if row else None


def _scope(state: State, p: Json) -> str:
    scope = p.get("scope", {"type": "default"})
    if "chat_id" not in scope:
        return str(scope["type"])
    chat = chats.known(state, scope["chat_id"])["id"]
    return ":".join([scope["type"], str(chat), *([str(scope["user_id"])] if "user_id" in scope else [])])


def _language(p: Json) -> str:
    language: str = p.get("language_code", "")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad_request("invalid language code specified")
    return language


def _checked(command: Json) -> Json:
    name = command["command"].removeprefix("/")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"]) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": command["description"]}


def _redraw(state: State, scope: str) -> None:
    """The phones in *scope* may have another menu now."""
    kind, _, chat = scope.partition(":")
    for number in [int(chat)] if kind == "chat" else [person["id"] for person in chats.users(state)]:
        chats.touch(state, number)
