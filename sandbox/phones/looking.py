"""What can be looked at: chats, answers, files, the bot's calls; and trouble on demand."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.phones import views
from sandbox.phones.asking import given_with, person_of, speaking_json
from sandbox.store import files, queries
from sandbox.store.state import State
from sandbox.wire import faults

LONGEST_WAIT = 60.0
# Kinds that a browser may show in place; everything else is only offered for saving.
SHOWN_IN_PLACE = {"image/jpeg", "image/png", "audio/ogg"}


@speaking_json
async def chat(request: Request) -> Any:
    """Show the chat; with *after* and *wait* as soon as it is newer than that."""
    state: State = request.app.state.telegram
    after, wait = int(request.query_params.get("after", -1)), float(request.query_params.get("wait", 0))
    time = asyncio.get_running_loop().time
    until = time() + min(wait, LONGEST_WAIT)
    person = person_of(state, request)
    while person["version"] <= after and time() < until and not state.bells.closed:
        await state.bells.heard(f"chat {person['id']}", until - time())
        person = person_of(state, request)
    return views.chat(state, person)


@speaking_json
async def answers(request: Request) -> Any:
    """List how the bot answered presses."""
    state: State = request.app.state.telegram
    person = person_of(state, request)
    return queries.answers(state, person["id"], int(request.query_params.get("after", 0)))


@speaking_json
async def calls(request: Request) -> Any:
    """List the bot's calls since *after*."""
    state: State = request.app.state.telegram
    after = int(request.query_params.get("after", 0))
    return {"version": state.calls_made, "calls": [c for c in state.calls if c["n"] > after]}


@speaking_json
async def trouble(request: Request) -> Any:
    """Let the next calls fail, or stop that, or tell what is to come."""
    state: State = request.app.state.telegram
    if request.method == "GET":
        return [fault.view() for fault in state.faults]
    state.events.room()
    if request.method == "DELETE":
        state.faults.clear()
        return {"faults": 0}
    given = await given_with(request)
    method = given["method"].lower() if given.get("method") else None
    kind, times = faults.Kind(str(given["kind"])), int(given.get("times", 1))
    state.faults.append(faults.Fault(kind, times, method, int(given.get("retry_after", 1))))
    return {"faults": len(state.faults)}


async def file(request: Request) -> Response:
    """Show or save a file of a chat."""
    state: State = request.app.state.telegram
    found = files.find(state, request.path_params["file_id"])
    if found is None:
        return JSONResponse({"error": "there is no such file"}, 404)
    kind = _media_type(found)
    place = "inline" if kind in SHOWN_IN_PLACE else "attachment"
    return Response(found.content, media_type=kind, headers={"Content-Disposition": place})


def _media_type(found: files.File) -> str:
    if found.kind == "photo":
        return "image/png" if found.content.startswith(b"\x89PNG") else "image/jpeg"
    return "audio/ogg" if found.kind == "voice" else "application/octet-stream"


routes = [
    Route("/phone/calls", calls),
    Route("/phone/faults", trouble, methods=["GET", "POST", "DELETE"]),
    Route("/phone/files/{file_id}", file),
    Route("/phone/{user:int}/chat", chat),
    Route("/phone/{user:int}/answers", answers),
]
