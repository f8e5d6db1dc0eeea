"""Presses of inline buttons, and how the bot answered them."""

import sqlite3

from sandbox.store import chats, messages, updates
from sandbox.store.state import Json, State


def ask(state: State, person: chats.User, message: messages.Message, data: str) -> str:
    """Press a button: queue the callback query and return its id."""
    sql = "INSERT INTO queries (chat, message, data, at) VALUES (?, ?, ?, ?)"
    number = state.db.execute(sql, (person["id"], message.id, data, state.now)).lastrowid
    gone = {"chat": chats.as_chat(person), "message_id": message.id, "date": 0}
    query = {
        "id": str(number),
        "from": chats.as_user(person),
        "message": gone if message.deleted else message.body,
        "chat_instance": str(person["id"] * 31),
        "data": data,
    }
    updates.add(state, person["id"], "callback_query", query)
    return str(number)


def find(state: State, query_id: str) -> sqlite3.Row | None:
    """Return a press by the id that the bot was given, or None."""
    if not query_id.isdecimal() or len(query_id) >= 20:
        return None
    sql = "SELECT * FROM queries WHERE id = ?"
    row: sqlite3.Row | None = state.db.execute(sql, (int(query_id),)).fetchone()
    return row


def answer(state: State, press: sqlite3.Row, *, text: str | None, alert: bool, url: str | None) -> None:
    """Keep the answer to a press; a second answer changes nothing."""
    keep = (
        "UPDATE queries SET answered = (SELECT coalesce(max(answered), 0) + 1 FROM queries),"
        " text = ?, alert = ?, url = ? WHERE id = ? AND answered IS NULL"
    )
    state.db.execute(keep, (text, alert, url, press["id"]))
    chats.touch(state, press["chat"])


def answers(state: State, chat: int, after: int) -> Json:
    """Return how presses in a chat were answered since *after*, and which were not."""
    found = "SELECT * FROM queries WHERE chat = ? AND answered > ? ORDER BY answered"
    rows = state.db.execute(found, (chat, after)).fetchall()
    open_ones = "SELECT id FROM queries WHERE chat = ? AND answered IS NULL ORDER BY id"
    return {
        "version": max([after, *(row["answered"] for row in rows)]),
        "answers": [
            {
                "callback_query_id": str(row["id"]),
                "message_id": row["message"],
                "data": row["data"],
                "text": row["text"],
                "alert": bool(row["alert"]),
                "url": row["url"],
            }
            for row in rows
        ],
        "unanswered": [str(row["id"]) for row in state.db.execute(open_ones, (chat,))],
    }
