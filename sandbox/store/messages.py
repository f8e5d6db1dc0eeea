"""Messages as they are kept: Telegram's own JSON, with what the sandbox needs beside it."""

import json
import sqlite3
from dataclasses import dataclass

from sandbox.store import chats
from sandbox.store.state import Json, State, packed

KEPT = ("message_id", "from", "chat", "date")
"""What is kept of a message that was deleted."""


@dataclass(frozen=True)
class Message:
    """One message of a chat."""

    id: int
    chat: int
    body: Json
    editable: bool
    buttons: list[list[str]]  # label and data of every button that it ever had: old screens still show them
    deleted: bool

    @property
    def mine(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.body["from"]["is_bot"])

    @property
    def rows(self) -> list[list[Json]]:
        """The inline keyboard as it is now."""
        rows: list[list[Json]] = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return rows


def add(state: State, chat: int, body: Json, *, editable: bool = False) -> Message:
    """Write a new message into a chat and return it with its number."""
    sql = "INSERT INTO messages (chat, body, editable, buttons) VALUES (?, '', ?, ?)"
    buttons = _buttons(body)
    number = state.db.execute(sql, (chat, editable, packed(buttons))).lastrowid or 0
    body = {"message_id": number, **body}
    state.db.execute("UPDATE messages SET body = ? WHERE id = ?", (packed(body), number))
    chats.touch(state, chat)
    return Message(number, chat, body, editable, buttons, deleted=False)


def replace(state: State, message: Message, body: Json) -> None:
    """Let *message* say *body* from now on."""
    buttons = message.buttons + [b for b in _buttons(body) if b not in message.buttons]
    sql = "UPDATE messages SET body = ?, buttons = ? WHERE id = ?"
    state.db.execute(sql, (packed(body), packed(buttons), message.id))
    chats.touch(state, message.chat)


def remove(state: State, message: Message) -> None:
    """Take *message* out of its chat; its number is not given again, and nothing that it said is kept."""
    blank = {name: message.body[name] for name in KEPT if name in message.body}
    sql = "UPDATE messages SET deleted = 1, body = ? WHERE id = ?"
    state.db.execute(sql, (packed(blank), message.id))
    chats.touch(state, message.chat)


def find(state: State, chat: int, number: int) -> Message | None:
    """Return a message, also a deleted one, or None."""
    sql = "SELECT * FROM messages WHERE id = ? AND chat = ?"
    row = state.db.execute(sql, (number, chat)).fetchone()
    return _from_row(row) if row else None


def newest(state: State, chat: int, limit: int) -> list[Message]:
    """Return the last *limit* messages of a chat that still stand, oldest first."""
    sql = "SELECT * FROM messages WHERE chat = ? AND NOT deleted ORDER BY id DESC LIMIT ?"
    return [_from_row(row) for row in state.db.execute(sql, (chat, limit))][::-1]


def deleted(state: State, chat: int) -> int:
    """Return how many messages of a chat were deleted."""
    sql = "SELECT count(*) FROM messages WHERE chat = ? AND deleted"
    return int(state.db.execute(sql, (chat,)).fetchone()[0])


def _from_row(row: sqlite3.Row) -> Message:
    body, buttons = json.loads(row["body"]), json.loads(row["buttons"])
    return Message(row["id"], row["chat"], body, bool(row["editable"]), buttons, bool(row["deleted"]))


def _buttons(body: Json) -> list[list[str]]:
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    return [[b["text"], b["callback_data"]] for row in rows for b in row if "callback_data" in b]
