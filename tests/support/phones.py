"""What people do with their phones in tests: say, tap, look; each act waits until it is answered."""

import io

import aiohttp
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from casework.staffing.pin import PIN as PIN_FORM
from handlers.ui.home import Home, OpenPlace
from handlers.ui.turn import HomePlace
from handlers.words import signs
from handlers.words.wording import language_for, load_wordings
from sandbox import Json, Phone
from tests.support import addressed
from tests.support.keys import Key, On, has, on, press
from tests.support.town import Town

PIN = "483920"


async def say(town: Town, phone: Phone, *texts: str) -> None:
    """Say one thing after the other."""
    for one in texts:
        await phone.say(one)
        await town.settle()


async def tap(town: Town, phone: Phone, *taps: Key) -> None:
    """Press one key after the other, each by what it does or as it is read."""
    for one in taps:
        await press(phone, one)
        await town.settle()


async def twice(town: Town, phone: Phone, wanted: On) -> None:
    """Press a key of the newest card twice, before the card has changed under the thumb."""
    card = await phone.last()
    carried = [one["callback_data"] for row in card["keyboard"] for one in row if "callback_data" in one]
    data = next(one for one in carried if wanted.fits("", one))
    await tap(town, phone, wanted)
    await phone.press(data, card, stale=True)
    await town.settle()


async def signed(town: Town, phone: Phone, *taps: Key) -> None:
    """Tap, and type the PIN that is asked for; who has none chooses one, as while joining."""
    person = await town.person(phone)
    await town.look(lambda db: addressed.has_pin(db, person))
    await tap(town, phone, *taps)
    for _ in range(2):
        if await town.look(lambda db: addressed.asked(db, person)) == PIN_FORM.name:
            await say(town, phone, PIN)


async def proven(town: Town, phone: Phone) -> None:
    """Have typed the PIN just now."""
    person = await town.person(phone)
    await town.look(lambda db: addressed.proven(db, person))


async def from_home(town: Town, phone: Phone, *taps: Key) -> None:
    """Go home, and on from there by these keys; the first may stand behind one of home's."""
    await say(town, phone, "/home")
    for place in (HomePlace.CASES, HomePlace.MORE):
        if not await has(phone, taps[0]) and await has(phone, on(OpenPlace, place=place)):
            await tap(town, phone, on(OpenPlace, place=place))
            if not await has(phone, taps[0]):
                await tap(town, phone, Home)
    await tap(town, phone, *taps)


async def key(phone: Phone, part: str) -> str:
    """Find the key of the newest card whose label holds *part*."""
    found = [label for label in await keys(phone) if part in label]
    assert found, f"no key {part!r}\n\n{await phone.transcript()}"
    return found[0]


async def keys(phone: Phone) -> list[str]:
    """List the keys of the newest card."""
    return [label for row in await phone.buttons() for label in row]


async def text(phone: Phone) -> str:
    """Return the newest message."""
    return str((await phone.last())["text"])


def as_read(sign: str, language: str) -> str:
    """Return a sign as who speaks a language reads it."""
    return signs.read(sign, load_wordings()[language_for("", language)])


async def documents(phone: Phone) -> list[Json]:
    """List the files that came."""
    return [message for message in await phone.messages() if "document" in message]


async def sheet(phone: Phone) -> Worksheet:
    """Open the newest document on the phone."""
    sent = (await documents(phone))[-1]["document"]
    address = f"{phone.address}/phone/files/{sent['file_id']}"
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        return openpyxl.load_workbook(io.BytesIO(await answer.read())).active
