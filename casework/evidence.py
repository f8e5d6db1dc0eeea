"""Photos, films and sounds of reports (佐證): how long they are tried for, and how they are named."""

from datetime import timedelta

PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 6 * 60, 24 * 60, 24 * 60, 24 * 60))
"""Before what could not be fetched is fetched again; after the last it is left where it is."""
_BEGINS = (
    *((0, b"\xff\xd8", ".jpg"), (0, b"\x89PNG", ".png"), (0, b"GIF8", ".gif"), (4, b"ftyp", ".mp4")),
    *((0, b"OggS", ".ogg"), (0, b"ID3", ".mp3"), (0, b"\xff\xfb", ".mp3"), (0, b"RIFF", ".wav")),
)


def pause(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts; None when it is not tried any more."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def file_name(content: bytes) -> str:
    """Name a file by what it is: phones go by the ending, and how its sender called it tells who they are."""
    found = (ending for at, begins, ending in _BEGINS if content[at:].startswith(begins))
    return f"evidence{next(found, '.bin')}"
