"""What was said on the phones, to be taken home: as text to read, as JSON to count."""

import json
from collections.abc import Callable, Iterator, Sequence

from sandbox.phones import views
from sandbox.practice.clock import local
from sandbox.store import chats, messages
from sandbox.store.state import Json, State

EVERYTHING = 1_000_000
Write = Callable[[State, Sequence[chats.User]], str]


def as_text(state: State, people: Sequence[chats.User]) -> str:
    """Write everything in its order, as the phones show it."""
    said = [(m, person) for person in people for m in _of(state, person)]
    said.sort(key=lambda one: int(one[0]["id"]))
    return "\n".join(line for m, person in said for line in _lines(m, person)) + "\n"


def as_json(state: State, people: Sequence[chats.User]) -> str:
    """Write each phone with its messages."""
    phones = [{"person": views.person(one), "messages": _of(state, one)} for one in people]
    return json.dumps(phones, ensure_ascii=False, indent=1)


FORMS: dict[str, tuple[str, Write]] = {
    "txt": ("text/plain; charset=utf-8", as_text),
    "json": ("application/json", as_json),
}


def _of(state: State, person: chats.User) -> list[Json]:
    return [views.message(m) for m in messages.newest(state, person["id"], EVERYTHING)]


def _lines(m: Json, person: chats.User) -> Iterator[str]:
    name = f"{person['first_name']}{person['last_name'] or ''}"
    who = f"守望 → {name}" if m["from"] == "bot" else name
    things = [f"<{kind}>" for kind in views.KEPT if kind in m]
    yield f"{local(m['date'])}  {who}"
    yield from (f"    {line}" for line in (" ".join([*things, m["text"]])).splitlines())
    yield from (f"    [{'] ['.join(button['text'] for button in row)}]" for row in m["keyboard"])
