"""How the bot publishes its command menus."""

import re

from sandbox.store import chats, commands
from sandbox.store.state import Json, State
from sandbox.wire.errors import bad_request


def set_my_commands(state: State, p: Json) -> bool:
    """Publish commands for a scope and a language."""
    checked = [_checked(command) for command in p["commands"]]
    if len(checked) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands.publish(state, _scope(state, p), _language(p), checked)
    return True


def get_my_commands(state: State, p: Json) -> list[Json]:
    """Return exactly what was published for a scope and a language."""
    return commands.published(state, _scope(state, p), _language(p)) or []


def delete_my_commands(state: State, p: Json) -> bool:
    """Take back what was published for a scope and a language."""
    commands.take_back(state, _scope(state, p), _language(p))
    return True


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
