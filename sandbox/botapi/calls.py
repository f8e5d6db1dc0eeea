"""The Bot API over HTTP: reads a call, carries it out, and answers in Telegram's envelope."""

import asyncio
import json
import logging
from secrets import compare_digest
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from sandbox.botapi import checks, methods
from sandbox.store import files
from sandbox.store.files import Upload
from sandbox.store.state import Json, State, packed
from sandbox.wire import faults
from sandbox.wire.errors import Refused, bad_request, too_many_requests

log = logging.getLogger(__name__)

ATTACHED = "attach://"
"""Before the name under which a file comes with the same request."""


async def call(request: Request) -> Response:
    """Answer one call of the Bot API."""
    state: State = request.app.state.telegram
    name = request.path_params["method"]
    given: Json = {}
    try:
        _admitted(state, request)
        method = checks.method_named(name)
        if method is None:
            log.warning("the sandbox does not speak %s", name)
            raise Refused(404, "Not Found")
        given = await _parameters(request)
        fault = faults.due(state.faults, method)
        if fault is not None:
            state.events.room()
            return await _faulty(request, state, fault, method, given)
        result = await methods.run(state, method, _checked(method, given))
    except Refused as refused:
        answer = refused.envelope()
        _note(state, name, given, answer, refused.description)
        return _answer(answer, refused.code)
    answer = {"ok": True, "result": result}
    _note(state, name, given, answer)
    return _answer(answer)


async def download(request: Request) -> Response:
    """Return the bytes of a file to the bot."""
    state: State = request.app.state.telegram
    try:
        _admitted(state, request)
    except Refused as refused:
        return _answer(refused.envelope(), refused.code)
    file = files.at_path(state, request.path_params["path"])
    if file is None:
        return _answer(Refused(404, "Not Found").envelope(), 404)
    return Response(file.content, media_type="application/octet-stream")


def _admitted(state: State, request: Request) -> None:
    if not compare_digest(request.path_params["token"].encode(), state.token.encode()):
        raise Refused(401, "Unauthorized")


def _answer(envelope: Json, status: int = 200) -> Response:
    return Response(packed(envelope), status, media_type="application/json")


def _note(state: State, method: str, given: Json, answer: Json | None, error: str | None = None) -> None:
    """Write the call into the log that tests and the page look at; without an answer none was given."""
    state.calls_made += 1
    entry = {"n": state.calls_made, "at": state.clock().isoformat(), "method": method}
    chat = str(given.get("chat_id", ""))
    number = int(chat) if chat.lstrip("-").isdecimal() else None
    request = {name: _shown(value) for name, value in given.items()}
    told = {"chat": number, "ok": error is None, "error": error, "request": request, "answer": answer}
    state.calls.append({**entry, **told})
    state.events.call(state.calls[-1])


def _shown(value: Any) -> Any:
    return {"file": value.name, "bytes": len(value.content)} if isinstance(value, Upload) else value


async def _parameters(request: Request) -> Json:
    """Read the parameters, wherever they stand: query, form, multipart or JSON."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return given | await _multipart(request)
    body = await request.body()
    if kind == "application/json" and body:
        return given | _json(body)
    if kind == "application/x-www-form-urlencoded":
        return given | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return given


def _json(body: bytes) -> Json:
    try:
        loaded = json.loads(body)
    except ValueError:
        loaded = None
    if not isinstance(loaded, dict):
        raise bad_request("can't parse JSON object")
    return loaded


async def _multipart(request: Request) -> Json:
    fields: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or ""
                uploads[name] = Upload(value.filename or name, await value.read(), mime)
            else:
                fields[name] = value
    for name, value in fields.items():
        if value.startswith(ATTACHED):
            fields[name] = uploads.pop(value.removeprefix(ATTACHED), value)
    return fields | uploads


def _checked(method: str, given: Json) -> Json:
    """Check the parameters; what they say is attached, a new picture for a message say, stands there."""
    checked: Json = _with_attached(checks.checked(method, given), given)
    return checked


def _with_attached(part: Any, given: Json) -> Any:
    if isinstance(part, dict):
        return {name: _with_attached(value, given) for name, value in part.items()}
    if isinstance(part, list):
        return [_with_attached(value, given) for value in part]
    if isinstance(part, str) and part.startswith(ATTACHED):
        return given.get(part.removeprefix(ATTACHED), part)
    return part


async def _faulty(request: Request, state: State, fault: faults.Fault, method: str, given: Json) -> Response:
    """Fail on demand."""
    match fault.kind:
        case faults.Kind.TOO_MANY:
            raise too_many_requests(fault.retry_after)
        case faults.Kind.INTERNAL:
            raise Refused(500, "Internal Server Error")
        case faults.Kind.TIMEOUT_AFTER_ACTING:
            await methods.run(state, method, _checked(method, given))
            _note(state, method, given, None, "fault: timeout after acting")
            await _silence(request, state)
        case faults.Kind.DROP:
            _note(state, method, given, None, "fault: drop")
            await _hang_up(request)
    return Response()


async def _silence(request: Request, state: State) -> None:
    """Say nothing until the caller gives up."""
    while not state.bells.closed and not await request.is_disconnected():
        await state.bells.heard("closing", 0.02)


async def _hang_up(request: Request) -> None:
    """Cut the line without an answer; needs the server from ``serve``, which hands out its transport."""
    transport = request.scope.get("state", {}).get("transport")
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0.01)
