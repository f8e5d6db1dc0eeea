"""Evidence: what was sent with a report is fetched after its commit, and kept by the office, sealed."""

import asyncio
import contextlib
import io
from collections.abc import Mapping
from functools import partial

import structlog

from bot.faults import of_storage
from bot.messenger import Messenger, MessengerTrouble, TooLarge
from handlers.ui.office import Office
from storage.cases import evidence
from storage.cases.evidence import PART, Evidence

log = structlog.get_logger()

PICTURES = ("JPEG", "PNG", "WEBP", "AVIF")
QUALITY = 90
JPEG = b"\xff\xd8"
SEEN = ("transparency",)
"""What belongs to how a picture looks; else a comment, a text and a profile are saved with it, too."""
PIXELS = 60_000_000
"""A picture of more is no photo: opened, it would fill the memory."""
SCAN, SCANS = b"\xff\xda", 100
"""How each scan of a JPEG begins. Of more, each over the whole picture, opening it would take hours."""


class Fetching:
    """Fetches one after the other: there are few, and a slow line holds up nobody."""

    def __init__(self, messengers: Mapping[str, Messenger], office: Office) -> None:
        self._messengers, self._office = messengers, office
        self._wake = asyncio.Event()
        self._fetching = False
        office.memory.to_fetch = self._wake.set

    async def run(self) -> None:
        """Fetch for ever: at the start, and whenever the bell finds something that waits."""
        self._wake.set()
        while True:
            await self._wake.wait()
            self._fetching = True
            self._wake.clear()
            try:
                while one := await self._office.transact(evidence.claim):
                    await self._take(one)
            except Exception as error:  # the next ring of the bell looks again
                log.error("evidence.storage", error=type(error).__name__)
            self._fetching = False

    @property
    def busy(self) -> bool:
        """Something is fetched, or about to be."""
        return self._fetching or self._wake.is_set()

    async def _take(self, one: Evidence) -> None:
        try:
            await self._keep(one)
        except Exception as error:
            if of_storage(error):
                await self._office.transact(partial(evidence.put_back, one=one))
            raise

    async def _keep(self, one: Evidence) -> None:
        """Fetch one and keep it; what is refused is tried again, for so Telegram refuses for now, too."""
        try:
            content = await asyncio.to_thread(without_metadata, await self._fetched(one))
        except MessengerTrouble as trouble:
            log.warning("evidence.trouble", evidence=one.id, error=type(trouble).__name__)
            leaving = partial(evidence.leave, one=one, for_good=isinstance(trouble, TooLarge))
            await self._office.transact(leaving)
            return
        pieces = [content[at : at + PART] for at in range(0, len(content), PART)]
        for number, piece in enumerate(pieces):
            adding = partial(evidence.add_part, one=one, number=number, content=piece)
            if not await self._office.transact(adding):
                return
        await self._office.transact(partial(evidence.complete, one=one, parts=len(pieces)))

    async def _fetched(self, one: Evidence) -> bytes:
        messenger = self._messengers.get(one.channel)
        if messenger is None:
            raise MessengerTrouble("nobody speaks this channel here")
        most = self._office.rules.policy.keeping.evidence_megabytes * 1024 * 1024
        _, _, reference = one.reference.partition(":")
        return b"".join([piece async for piece in messenger.fetch(reference, most)])


def without_metadata(content: bytes) -> bytes:
    """Return a picture without what a camera writes into it: place, device, time. All else as it came."""
    from PIL import Image, ImageOps  # noqa: PLC0415 -- a start need not load it

    if content.count(SCAN) > SCANS and content.startswith(JPEG):
        return content
    # No picture, or one that can't be read, is evidence all the same.
    with contextlib.suppress(Exception), Image.open(io.BytesIO(content), formats=PICTURES) as picture:
        if picture.width * picture.height <= PIXELS:
            png, kept = picture.format == "PNG", io.BytesIO()
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            picture.info = {name: picture.info[name] for name in SEEN if name in picture.info}
            colours = picture if png or picture.mode == "RGB" else picture.convert("RGB")
            colours.save(kept, "PNG" if png else "JPEG", quality=QUALITY)
            return kept.getvalue()
    return content
