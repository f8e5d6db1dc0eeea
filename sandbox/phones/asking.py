"""How the people's interface reads requests and words its answers."""

import base64
import binascii
import json
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from importlib import resources
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.phones.acts import NotPossible
from sandbox.store import chats
from sandbox.store.files import Upload
from sandbox.store.state import Json, State
from sandbox.wire.errors import Refused

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]
SAMPLES = {
    **{"photo": "photo.jpg", "voice": "voice.ogg", "sticker": "sticker.webp", "document": "photo.jpg"},
    **{"audio": "voice.ogg", "video": "photo.jpg", "video_note": "photo.jpg", "animation": "photo.jpg"},
}
"""A film's sample is one still picture: the bot hands films on and never looks into one."""


def speaking_json(work: Callable[[Request], Awaitable[Any]]) -> Endpoint:
    """Turn results and refusals into JSON."""

    @wraps(work)
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await work(request))
        except NotPossible as no:
            return JSONResponse({"error": no.why}, no.status)
        except Refused as refused:
            return JSONResponse({"error": refused.description}, refused.code)
        except (KeyError, ValueError, TypeError, OverflowError) as error:
            log.info("a request was not understood", exc_info=True)
            return JSONResponse({"error": f"not understood: {error!r}"}, 400)

    return endpoint


def person_of(state: State, request: Request) -> chats.User:
    """Return whose phone it is."""
    person = chats.user(state, int(request.path_params["user"]))
    if person is None:
        raise NotPossible(404, "nobody has this phone")
    return person


async def given_with(request: Request) -> Json:
    """Read JSON or a form; a file stands under ``file``."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        async with request.form() as form:
            return {n: await _value(v) for n, v in form.items()}
    body = await request.body()
    given = json.loads(body) if body else {}
    if not isinstance(given, dict):
        raise NotPossible(400, "an object is expected")
    return given


async def _value(value: UploadFile | str) -> Upload | str:
    if isinstance(value, str):
        return value
    return Upload(value.filename or "file", await value.read(), value.content_type or "")


def upload_of(kind: str, given: Json) -> Upload:
    """Return the file that came with the request, or a sample."""
    if isinstance(given.get("file"), Upload):
        upload: Upload = given["file"]
        return upload
    name = given.get("name") or SAMPLES[kind]
    if "base64" in given:
        try:
            return Upload(name, base64.b64decode(given["base64"], validate=True))
        except binascii.Error:
            raise NotPossible(400, "this is not base64") from None
    return Upload(name, resources.files("sandbox").joinpath("data", SAMPLES[kind]).read_bytes())
