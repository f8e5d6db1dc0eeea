"""Are the parameters of a call what the Bot API asks for? Judged by its machine-readable form."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from sandbox.store.files import Upload
from sandbox.wire.errors import Refused, bad_request

# What Telegram says when these are missing; for others it names the parameter.
MISSING = {
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "voice": "there is no voice in the request",
    "document": "there is no document in the request",
    "video": "there is no video in the request",
    "video_note": "there is no video note in the request",
    "audio": "there is no audio in the request",
    "animation": "there is no animation in the request",
    "action": "wrong parameter action in request",
    "file_id": "invalid file_id",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}
# These take "" to mean something.
MAY_BE_EMPTY = {"url"}
NAMES = {
    "InlineKeyboardButton": "inline keyboard button",
    "KeyboardButton": "keyboard button",
    "MessageEntity": "message entity",
}


class _Misfit(Exception):  # noqa: N818 - named after what is the case
    """A value that is not of the type in question."""


@cache
def spec() -> dict[str, Any]:
    """Return the Bot API: methods and the types that they take."""
    loaded: dict[str, Any] = json.loads(
        resources.files("sandbox").joinpath("data/bot-api.json").read_text("utf-8")
    )
    return loaded


@cache
def method_named(name: str) -> str | None:
    """Return how the Bot API spells the method; Telegram does not mind capitals."""
    return next((m for m in spec()["methods"] if m.lower() == name.lower()), None)


def checked(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of *method* as values of the right types, or refuse."""
    found = {}
    for name, about in spec()["methods"][method].items():
        value = given.get(name)
        if value is None or (value == "" and name not in MAY_BE_EMPTY):
            if about["required"]:
                raise bad_request(MISSING.get(name, f'parameter "{name}" is required'))
            continue
        found[name] = _parameter(name, value, about["types"])
    return found


def _parameter(name: str, value: Any, types: list[str]) -> Any:
    if isinstance(value, str) and not {"String", "InputFile"} & set(types) and not _simple(types):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {_words(name)} JSON object") from None
    try:
        return _fitting(name, value, types)
    except _Misfit:
        what = (
            "object expected as reply markup"
            if name == "reply_markup"
            else f'parameter "{name}" has a wrong type'
        )
        raise bad_request(what) from None


def _words(name: str) -> str:
    return "reply keyboard markup" if name == "reply_markup" else name.replace("_", " ")


def _simple(types: list[str]) -> bool:
    return set(types) <= {"Integer", "Boolean", "Float"}


def _fitting(name: str, value: Any, types: list[str]) -> Any:
    """Return *value* as the first of *types* that it fits."""
    for kind in types:
        try:
            return _as(name, value, kind, alone=len(types) == 1)
        except _Misfit:
            continue
    raise _Misfit


def _as(name: str, value: Any, kind: str, *, alone: bool) -> Any:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise _Misfit
        return [_as(name, v, kind.removeprefix("Array of "), alone=alone) for v in value]
    if kind in READERS:
        return READERS[kind](value)
    return _object(value, kind, alone=alone)


def _integer(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    raise _Misfit


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0", "yes", "no"}:
        return value.lower() in {"true", "1", "yes"}
    raise _Misfit


def _float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _Misfit from None


def _string(value: Any) -> str:
    if isinstance(value, str):
        return _encodable(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _Misfit


def _encodable(value: str) -> str:
    """Refuse half of a surrogate pair, which JSON can write and UTF-8 cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return value


def _upload(value: Any) -> Upload:
    if isinstance(value, Upload):
        return value
    raise _Misfit


READERS: dict[str, Callable[[Any], Any]] = {
    "Integer": _integer,
    "Boolean": _boolean,
    "True": _boolean,
    "Float": _float,
    "String": _string,
    "InputFile": _upload,
}


def _object(value: Any, kind: str, *, alone: bool) -> dict[str, Any] | str:
    about = spec()["types"].get(kind)
    if isinstance(value, str) and kind == "KeyboardButton":
        return {"text": value}  # Telegram takes a bare string for a button
    if about is None or not isinstance(value, dict):
        raise _Misfit
    if "subtypes" in about:
        return _subtype(value, kind, about["subtypes"])
    missing = [n for n, field in about["fields"].items() if field["required"] and n not in value]
    if missing and not alone:
        raise _Misfit
    if missing:
        raise _unparsable(kind, f'Can\'t find field "{missing[0]}"')
    return {n: _field(kind, n, v, about["fields"][n]) for n, v in value.items() if n in about["fields"]}


def _field(kind: str, name: str, value: Any, about: dict[str, Any]) -> Any:
    try:
        return _fitting(name, value, about["types"])
    except _Misfit:
        raise _unparsable(kind, f'Field "{name}" must be of type {" or ".join(about["types"])}') from None


def _subtype(value: dict[str, Any], kind: str, subtypes: dict[str, str]) -> dict[str, Any] | str:
    subtype = subtypes.get(str(value.get("type")))
    if subtype is None:
        raise _unparsable(kind, f'unsupported type "{value.get("type")}" specified')
    return _object(value, subtype, alone=True)


def _unparsable(kind: str, words: str) -> Refused:
    return bad_request(f"can't parse {NAMES.get(kind, kind)}: {words}")
