"""The room's interface: what a page shows above the phones, and what a trainer does there."""

import re
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sandbox.phones.acts import NotPossible
from sandbox.phones.asking import given_with, speaking_json
from sandbox.practice import transcript
from sandbox.practice.clock import wished
from sandbox.practice.room import Room
from sandbox.store import chats
from sandbox.store.state import Json, State
from sandbox.wire.events import event

LANGUAGES = ("zh", "en")


def _room(request: Request) -> Room:
    room: Room = request.app.state.room
    return room


def _language(request: Request) -> str:
    wanted = request.query_params.get("lang", "zh")
    return wanted if wanted in LANGUAGES else "zh"


def _view(request: Request) -> Json:
    return _room(request).view(_language(request))


@speaking_json
async def look(request: Request) -> Any:
    """Show the room."""
    return _view(request)


@speaking_json
async def clock(request: Request) -> Any:
    """Move the clock; answers when everything in between has happened."""
    room, given = _room(request), await given_with(request)
    if given.get("to") == "deadline":
        if room.director is None:
            raise NotPossible(404, "there is no bot in this room")
        at = await room.director.next_deadline()
        if at is None:
            raise NotPossible(409, "there is no deadline ahead")
    else:
        at = wished(room.state.clock(), given)
    await room.advance(at)
    return _view(request)


@speaking_json
async def scene(request: Request) -> Any:
    """Begin a scene; what was is forgotten."""
    await _room(request).play(str((await given_with(request))["name"]), _language(request))
    return _view(request)


@speaking_json
async def language(request: Request) -> Any:
    """Let the page's language be spoken on the phones that are named, and where nobody has written yet."""
    named = (await given_with(request)).get("people", [])
    await _room(request).speak(_language(request), [int(one) for one in named])
    return _view(request)


@speaking_json
async def bot(request: Request) -> Any:
    """Stop the bot, or start it."""
    await _room(request).switch(running=bool((await given_with(request))["running"]))
    return _view(request)


async def events(request: Request) -> Response:
    """Tell what changes as long as the page is open; with *after* also the bot's calls since that one."""
    state: State = request.app.state.telegram
    given = request.query_params.get("after", "")
    after = int(given) if re.fullmatch(r"-?\d{1,15}", given) else None

    async def told() -> AsyncIterator[bytes]:
        with state.events.page(_language(request), calls=after is not None) as page:
            yield event("room", _view(request))
            if after is not None and after >= 0:
                yield b"".join(event("call", call) for call in list(state.calls) if call["n"] > after)
            while (news := await page.told.get()) is not None:
                yield news

    return StreamingResponse(told(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def download(request: Request) -> Response:
    """Return what was said on one phone or on all, as text or JSON."""
    state: State = request.app.state.telegram
    user, form = request.query_params.get("user", "all"), request.query_params.get("format", "txt")
    people = [one for one in chats.users(state) if user in {"all", str(one["id"])}]
    if not people or form not in transcript.FORMS:
        return Response("there is no such phone or format", 404, media_type="text/plain")
    kind, write = transcript.FORMS[form]
    place = f'attachment; filename="transcript-{user}.{form}"'
    return Response(write(state, people), media_type=kind, headers={"Content-Disposition": place})


routes = [
    Route("/room", look),
    Route("/room/clock", clock, methods=["POST"]),
    Route("/room/scene", scene, methods=["POST"]),
    Route("/room/language", language, methods=["POST"]),
    Route("/room/bot", bot, methods=["POST"]),
    Route("/room/events", events),
    Route("/room/transcript", download),
]
