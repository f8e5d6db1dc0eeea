"""Writes the access table from the code: `make access`. A test compares it with `docs/access.md`."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler

from bot.app import CONVERSATIONS, open_office
from casework.cases.access import MAY, Action
from casework.staffing.people import Role
from handlers.ui.office import App
from storage.core.database import Database
from storage.core.vault import Vault

HEAD = """\
# Who may do what

Written by `make access` from the code; a test fails when it is not up to date.

Two gates stand one behind the other. The first table is the gate of each handler (`@only`, `@everybody`,
`@anyone`): strangers who are not let in get the hotlines. The last table is the gate of each case:
`storage/cases/cases.py: get` gives a case only if one relation of the speaker grants the act, in the
transaction of the update. "Not yours" and "not there" answer alike.
"""


def app() -> App:
    """Put every conversation together, without network, database or key."""
    office = open_office(Database("sqlite+aiosqlite:///never-opened.db"), Vault(bytes(32)))
    made = App(ApplicationBuilder().token("1:none").updater(None).build(), office)
    for register in CONVERSATIONS:
        register(made)
    return made


def handlers(made: App) -> list[Any]:
    """List what was registered, in its order."""
    return [handler for group in made.telegram.handlers.values() for handler in group]


def page(made: App) -> str:
    """Write the page."""
    parts = (
        HEAD,
        "## What can be said and pressed\n",
        _table(("conversation", "what happens", "said or pressed", "by whom"), _said(made)),
        "## Forms: whose last answer is taken\n",
        _table(("form", "by whom"), _forms(made)),
        "## What a relation to a case grants\n",
        _table(("relation", *(f"`{action}`" for action in Action)), _granted()),
    )
    return "\n".join(parts)


def _said(made: App) -> Iterator[tuple[str, ...]]:
    callbacks = list(dict.fromkeys(handler.callback for handler in handlers(made)))
    for callback in callbacks:
        triggers = [_trigger(one) for one in handlers(made) if one.callback is callback]
        yield (
            callback.__module__.rpartition(".")[2],
            _purpose(callback),
            ", ".join(dict.fromkeys(triggers)),
            whom(callback.roles),
        )


def _purpose(callback: Callable[..., Any]) -> str:
    """Give the first line of its docstring, without citations."""
    return re.sub(r" \(`\w+\.md`[^)]*\)", "", (callback.__doc__ or "").partition("\n")[0])


def _trigger(handler: Any) -> str:
    if isinstance(handler, CommandHandler):
        return ", ".join(f"`/{name}`" for name in sorted(handler.commands))
    if isinstance(handler, CallbackQueryHandler):
        pattern = handler.pattern.pattern.removesuffix(r"\Z") if handler.pattern else ""
        return f"button `{pattern.partition(':')[0]}`" if pattern else "any other button"
    filters = getattr(handler, "filters", None)
    return (
        "`" + re.sub(r"filters\.|UpdateType\.|[<>]", "", str(filters)) + "`" if filters else "anything else"
    )


def _forms(made: App) -> Iterator[tuple[str, ...]]:
    for name, flow in made.office.flows.items():
        yield f"`{name}`", whom(frozenset(flow.roles))


def _granted() -> Iterator[tuple[str, ...]]:
    for relation, actions in MAY.items():
        yield f"`{relation}`", *("●" if action in actions else "" for action in Action)


def whom(roles: frozenset[Role] | None) -> str:
    """Say who is let in."""
    if roles is None:
        return "anyone, also strangers"
    return (
        "everybody who joined"
        if roles == frozenset(Role)
        else ", ".join(role for role in Role if role in roles)
    )


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(page(app()), end="")
