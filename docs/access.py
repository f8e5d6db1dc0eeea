"""Writes the access table from the code: `make access`. A test compares it with `docs/access.md`."""

import re
from collections.abc import Iterator

from bot.app import put_together
from casework.acts import ACTS
from casework.cases.access import MAY, Action
from casework.staffing.people import Role
from handlers.ui.turn import App, Handler
from handlers.words.wording import load_wordings

HEAD = """\
# Who may do what

Written by `make access` from the code; a test fails when it is not up to date.

Two gates stand one behind the other. The first table is the gate of each handler (`@only`, `@everybody`,
`@anyone`): strangers who are not let in get the hotlines. The last table is the gate of each case:
`storage/cases/cases.py: get` gives a case only if one relation of the speaker grants the act, in the
transaction of the update. "Not yours" and "not there" answer alike.
"""


def page(made: App) -> str:
    """Write the page."""
    parts = (
        HEAD,
        "## What can be said and pressed\n",
        _table(("conversation", "what happens", "said or pressed", "by whom"), _said(made)),
        "## Forms: whose last answer is taken\n",
        _table(("form", "what people read", "by whom"), _forms(made)),
        "## Acts of a case: the right that each needs\n",
        _table(("act", "right", "keys of its own"), _acts(made)),
        "## What a relation to a case grants\n",
        _table(("relation", *(f"`{action}`" for action in Action)), _granted()),
    )
    return "\n".join(parts)


def _said(made: App) -> Iterator[tuple[str, ...]]:
    said = list(triggers(made))
    for handler in dict.fromkeys(handler for _, handler in said):
        yield (
            handler.__module__.rpartition(".")[2],
            _purpose(handler),
            ", ".join(trigger for trigger, one in said if one is handler),
            whom(handler.roles),
        )


def triggers(made: App) -> Iterator[tuple[str, Handler]]:
    """List what can be said and pressed, and what answers."""
    yield from ((f"`/{name}`", handler) for name, handler in made.commands.items())
    yield from ((f"“{phrase}”", handler) for phrase, handler in made.phrases.items())
    yield from ((f"key `{prefix}`", handler) for prefix, (_, handler) in made.presses.items())
    yield from ((f"any other {kind}", handler) for kind, handler in made.kinds.items())


def _purpose(handler: Handler) -> str:
    """Return the first line of its docstring, without citations."""
    return re.sub(r" \(`\w+\.md`[^)]*\)", "", (handler.__doc__ or "").partition("\n")[0])


def _forms(made: App) -> Iterator[tuple[str, ...]]:
    chinese = load_wordings()["zh_Hant_TW"]
    for name, flow in made.flows.items():
        yield f"`{name}`", chinese.label(flow.words.title), whom(frozenset(flow.roles))


def _acts(made: App) -> Iterator[tuple[str, ...]]:
    for act in ACTS:
        keys = ", ".join(f"`{key.prefix}`" for key in made.acts[act].keys) if act in made.acts else ""
        yield f"`{act.name}`", f"`{act.needs}`", keys


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
    print(page(put_together()), end="")
