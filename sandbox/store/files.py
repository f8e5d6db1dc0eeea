"""Files that went through the chat: their bytes, and what Telegram tells about them."""

import json
import mimetypes
import secrets
import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sandbox.store.state import Json, State, packed
from sandbox.wire.errors import Refused, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024
SENT_LIMIT = 500 * 1024 * 1024
"""People may send more than a bot may. Telegram's apps take 2 GB; here a file is one cell of a database."""
DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
SIZES = (90, 320, 800, 1280)  # the longer edges that Telegram scales a photo to
FOLDERS = {
    **{"photo": "photos", "voice": "voice", "document": "documents", "sticker": "stickers"},
    **{"video": "videos", "video_note": "video_notes", "audio": "music", "animation": "animations"},
}
PREFIXES = {
    **{"photo": "AgAC", "voice": "AwAC", "document": "BQAC", "sticker": "CAAC"},
    **{"video": "BAAC", "video_note": "DQAC", "audio": "CQAC", "animation": "CgAC"},
}
ENDINGS = {"photo": ".jpg", "voice": ".oga", "sticker": ".webp", "video_note": ".mp4", "animation": ".mp4"}
MOVING = {"video": "video/mp4", "audio": "audio/mpeg", "animation": "video/mp4"}


@dataclass(frozen=True)
class Upload:
    """A file as it came with a request."""

    name: str
    content: bytes
    mime: str = ""


@dataclass(frozen=True)
class File:
    """A kept file; *meta* is what a message says about it."""

    id: str
    kind: str
    path: str
    meta: Json
    content: bytes


def keep(state: State, kind: str, upload: Upload, duration: int = 1, *, most: int = UPLOAD_LIMIT) -> File:
    """Keep an uploaded file as a photo, film, sound, document or sticker."""
    if len(upload.content) > most:
        raise Refused(413, "Request Entity Too Large")
    if not upload.content:
        raise bad_request("file must be non-empty")
    number = state.db.execute("SELECT count(*) FROM files").fetchone()[0]
    file_id = f"{PREFIXES[kind]}AgUAAxkBAA{secrets.token_urlsafe(36)}"
    path = f"{FOLDERS[kind]}/file_{number}{_ending(kind, upload)}"
    meta = {"file_unique_id": f"AQAD{sha256(upload.content).hexdigest()[:11]}"}
    meta |= _about(kind, upload, duration)
    sql = "INSERT INTO files (id, kind, path, meta, content) VALUES (?, ?, ?, ?, ?)"
    state.db.execute(sql, (file_id, kind, path, packed(meta), upload.content))
    return File(file_id, kind, path, meta, upload.content)


def find(state: State, file_id: str) -> File | None:
    """Return a file by its id; the sizes of a photo share one file."""
    return _one(state, "SELECT * FROM files WHERE id = ?", file_id.partition(".")[0])


def at_path(state: State, path: str) -> File | None:
    """Return a file by the path that getFile gave for it."""
    return _one(state, "SELECT * FROM files WHERE path = ?", path)


def shown(file: File) -> Json:
    """Return the part of a message that holds *file*."""
    about = {"file_id": file.id, **file.meta, "file_size": len(file.content)}
    if file.kind == "animation":  # for apps of old it is a document, too
        return {"animation": about, "document": about}
    return {file.kind: _sizes(about) if file.kind == "photo" else about}


def _sizes(about: Json) -> list[Json]:
    """List the sizes of a photo. All are the same bytes here: the sandbox has no picture library."""
    longer = max(about["width"], about["height"])
    edges = [edge for edge in SIZES if edge < longer] + [longer]
    return [_size(about, n, edge / longer) for n, edge in enumerate(edges[-4:])]


def _size(about: Json, n: int, scale: float) -> Json:
    edges = {name: max(1, round(about[name] * scale)) for name in ("width", "height")}
    ids = {name: f"{about[name]}.{n}" for name in ("file_id", "file_unique_id")}
    return {**ids, "file_size": about["file_size"], **edges}


def _about(kind: str, upload: Upload, duration: int) -> Json:
    match kind:
        case "photo":
            width, height = picture_size(upload.content)
            return {"width": width, "height": height}
        case "voice":
            return {"duration": duration, "mime_type": "audio/ogg"}
        case "sticker":
            edges = {"width": 512, "height": 512}
            flags = {"is_animated": False, "is_video": False}
            return {"type": "regular", **edges, **flags, "emoji": "👍"}
        case "video_note":
            return {"length": 240, "duration": duration}
        case "audio" | "video" | "animation":
            edges = {} if kind == "audio" else {"width": 640, "height": 480}
            return {**edges, "duration": duration, "file_name": upload.name, "mime_type": MOVING[kind]}
    guessed = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    mime = upload.mime if upload.mime not in {"", "application/octet-stream"} else guessed
    return {"file_name": upload.name, "mime_type": mime}


def _ending(kind: str, upload: Upload) -> str:
    if kind in ENDINGS:
        return ENDINGS[kind]
    _, dot, ending = upload.name.rpartition(".")
    return f".{ending}" if dot and ending.isalnum() else ""


def picture_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG, or refuse as Telegram does."""
    if len(content) > PHOTO_LIMIT:
        raise bad_request(f"file is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", content[16:24])
        if content.startswith(b"\xff\xd8"):
            return _jpeg_size(content)
    except (struct.error, IndexError):
        pass
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk over the segments to the one that starts the frame."""
    at = 2
    while True:
        marker, length = struct.unpack(">xBH", content[at : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length


def _one(state: State, sql: str, key: Any) -> File | None:
    row = state.db.execute(sql, (key,)).fetchone()
    if row is None:
        return None
    return File(row["id"], row["kind"], row["path"], json.loads(row["meta"]), row["content"])
