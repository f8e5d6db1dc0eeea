"""Presses of inline buttons, which the bot has to answer within a quarter of an hour."""

from sandbox import chats, messages, updates
from sandbox.entities import units
from sandbox.errors import bad_request
from sandbox.state import Json, State

ANSWERABLE_SECONDS = 15 * 60
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


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


def answer(state: State, p: Json) -> bool:
    """Answer a press; a second answer does nothing."""
    number = p["callback_query_id"]
    sql = "SELECT * FROM queries WHERE id = ?"
    row = (
        state.db.execute(sql, (int(number) if number.isdecimal() else -1,)).fetchone()
        if len(number) < 20
        else None
    )
    if row is None or state.now - row["at"] > ANSWERABLE_SECONDS:
        raise bad_request(TOO_OLD)
    if units(p.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    keep = (
        "UPDATE queries SET answered = (SELECT coalesce(max(answered), 0) + 1 FROM queries),"
        " text = ?, alert = ?, url = ? WHERE id = ? AND answered IS NULL"
    )
    state.db.execute(keep, (p.get("text"), p.get("show_alert", False), p.get("url"), row["id"]))
    chats.touch(state, row["chat"])
    return True


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
