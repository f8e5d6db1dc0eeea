"""People and their private chat with the bot."""

import json
import sqlite3
from typing import Any

from sandbox.store.state import Json, State, packed
from sandbox.wire.errors import Refused, bad_request

User = sqlite3.Row
FIELDS = ("first_name", "last_name", "username", "language_code", "phone")


def users(state: State) -> list[User]:
    """Return everybody, oldest first."""
    return state.db.execute("SELECT * FROM users ORDER BY rowid").fetchall()


def user(state: State, user_id: int) -> User | None:
    """Return one person, or None."""
    row: User | None = state.db.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
    return row


def silent(state: State) -> list[int]:
    """List those who have neither written nor pressed anything yet."""
    wrote = "SELECT chat FROM messages WHERE json_extract(body, '$.from.id') = chat"
    spoke = f"{wrote} UNION SELECT chat FROM queries"
    return [row["id"] for row in state.db.execute(f"SELECT id FROM users WHERE id NOT IN ({spoke})")]


def add_user(state: State, about: Json) -> User:
    """Let somebody move in; who is already here (same id) gets the new particulars."""
    values = [about.get(name) for name in FIELDS]
    sql = (
        "INSERT INTO users (id, first_name, last_name, username, language_code, phone, started, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " first_name = excluded.first_name, last_name = coalesce(excluded.last_name, last_name),"
        " username = coalesce(excluded.username, username),"
        " language_code = coalesce(excluded.language_code, language_code),"
        " phone = coalesce(excluded.phone, phone), started = max(started, excluded.started)"
        " RETURNING *"
    )
    first = state.setting("first_version") or 0
    values = [about.get("id"), *values, bool(about.get("started")), first]
    row: User = state.db.execute(sql, values).fetchone()
    return row


def change(state: State, user_id: int, column: str, value: Any) -> None:
    """Set one particular of somebody; *column* is a name from our own code."""
    state.db.execute(f"UPDATE users SET {column} = ? WHERE id = ?", (value, user_id))


def touch(state: State, user_id: int) -> None:
    """Note that the chat looks different now, and wake who watches it."""
    state.db.execute("UPDATE users SET version = version + 1 WHERE id = ?", (user_id,))
    state.bells.ring(f"chat {user_id}")
    state.events.chat(user_id)


def reachable(state: State, chat_id: int | str) -> User:
    """Return the person whom the bot may write to under *chat_id*, or refuse in Telegram's words."""
    person = known(state, chat_id)
    if person["blocked"]:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    return person


def known(state: State, chat_id: int | str) -> User:
    """Return the person of a chat that the bot has seen; a bot cannot speak first."""
    person = user(state, chat_id) if isinstance(chat_id, int) else None
    if person is None or not person["started"]:
        raise bad_request("chat not found")
    return person


def as_user(person: User) -> Json:
    """Return somebody as Telegram's User."""
    names = ("first_name", "last_name", "username", "language_code")
    return {"id": person["id"], "is_bot": False, **{n: person[n] for n in names if person[n]}}


def as_chat(person: User) -> Json:
    """Return somebody's private chat as Telegram's Chat."""
    names = ("first_name", "last_name", "username")
    return {"id": person["id"], **{n: person[n] for n in names if person[n]}, "type": "private"}


def as_bot(state: State) -> Json:
    """Return the bot as Telegram's User."""
    return {"id": state.bot_id, "is_bot": True, "first_name": "守望 練習", "username": "shouwang_sandbox_bot"}


def reply_keyboard(person: User) -> Json | None:
    """Return the keyboard that lies under somebody's text field now."""
    kept = person["reply_keyboard"]
    return json.loads(kept) if kept else None


def lay_keyboard(state: State, user_id: int, markup: Json | None) -> None:
    """Put a reply keyboard (or a forced reply) under the text field, or take it away."""
    change(state, user_id, "reply_keyboard", packed(markup) if markup else None)
