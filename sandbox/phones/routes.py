"""The people's interface: plain JSON by which a person, a page or a test acts as a user."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.phones import acts, looking, others, views
from sandbox.phones.acts import NotPossible
from sandbox.phones.asking import Endpoint, given_with, person_of, speaking_json, upload_of
from sandbox.store import chats
from sandbox.store.state import Json, State


def _act(work: Callable[[State, chats.User, Json], Any]) -> Endpoint:
    """Make an endpoint of something that somebody does: all of it happens, or nothing."""

    @speaking_json
    async def endpoint(request: Request) -> Any:
        given = await given_with(request)
        state: State = request.app.state.telegram
        await state.gate.wait()
        with state.transaction():
            return work(state, person_of(state, request), given)

    return endpoint


def _say(state: State, person: chats.User, given: Json) -> Json:
    sent = acts.say(state, person, given["text"], given.get("reply_to"))
    return {**views.message(sent[0]), "parts": [m.id for m in sent]}


def _file(kind: str) -> Callable[[State, chats.User, Json], Json]:
    def send(state: State, person: chats.User, given: Json) -> Json:
        return views.message(acts.send_file(state, person, kind, upload_of(kind, given), given))

    return send


def _contact(state: State, person: chats.User, given: Json) -> Json:
    return views.message(acts.contact(state, person, given.get("of")))


def _location(state: State, person: chats.User, given: Json) -> Json:
    place = {name: float(given[name]) for name in ("latitude", "longitude")}
    live = {"live_period": int(given["live_period"])} if given.get("live_period") else {}
    return views.message(acts.send(state, person, {"location": {**place, **live}}))


def _move(state: State, person: chats.User, given: Json) -> Json:
    place = {name: float(given[name]) for name in ("latitude", "longitude")}
    return views.message(acts.move(state, person, int(given["message_id"]), place))


def _other(state: State, person: chats.User, given: Json) -> Json:
    return views.message(others.send_other(state, person, given))


def _edit(state: State, person: chats.User, given: Json) -> Json:
    return views.message(acts.edit(state, person, int(given["message_id"]), given["text"]))


def _block(blocked: bool) -> Callable[[State, chats.User, Json], Json]:
    def change(state: State, person: chats.User, _: Json) -> Json:
        acts.block(state, person, blocked=blocked)
        return {"blocked": blocked}

    return change


@speaking_json
async def users(request: Request) -> Any:
    """List everybody, or let somebody move in."""
    state: State = request.app.state.telegram
    if request.method == "GET":
        return [views.person(row) for row in chats.users(state)]
    given = await given_with(request)
    if not given.get("first_name"):
        raise NotPossible(400, "first_name is missing")
    if ("id" in given and not 0 < int(given["id"]) < 2**52) or given.get("id") == state.bot_id:
        raise NotPossible(400, "an id is a number that Telegram could give to a person")
    with state.transaction():
        return views.person(chats.add_user(state, given))


ACTS: dict[str, Callable[[State, chats.User, Json], Any]] = {
    "say": _say,
    "press": acts.press,
    "contact": _contact,
    "location": _location,
    "photo": _file("photo"),
    "voice": _file("voice"),
    "document": _file("document"),
    "sticker": _file("sticker"),
    "video": _file("video"),
    "video_note": _file("video_note"),
    "audio": _file("audio"),
    "animation": _file("animation"),
    "move": _move,
    "other": _other,
    "edit": _edit,
    "block": _block(True),
    "unblock": _block(False),
}

routes = [
    Route("/phone/users", users, methods=["GET", "POST"]),
    *looking.routes,
    *(Route(f"/phone/{{user:int}}/{name}", _act(work), methods=["POST"]) for name, work in ACTS.items()),
]
