"""How a report comes in and is screened, for tests about what becomes of it."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from casework.cases.case import State
from handlers.screening import dispatching, screening
from sandbox import Json, Phone
from storage.core import journal
from storage.core.tables import cases
from tests.support.keys import NEXT, SEND, SKIP, option
from tests.support.phones import from_home, key, say, tap
from tests.support.town import Town

NUMBER = re.compile(r"[A-Z]-\d{3}-\d{4,8}")
STORY = "隔壁小孩半夜一直哭"


async def report(
    town: Town,
    chief: Phone,
    story: str = STORY,
    *,
    household: str = "",
    home: Sequence[str] = (),
    happening: Sequence[str] = (),
    danger: str = "",
) -> str:
    """Report a household, without danger if nothing else is said, and give the number of the receipt."""
    await say(town, chief, story)
    await tap(town, chief, danger or town.said("通報：沒有立即危險", "Report: no danger now"))
    if "現在有危險" in danger:  # it is out, and the rest is asked after
        number = numbered(await chief.transcript())
        await tap(town, chief, option("yes"))
        await _answer(town, chief, household, home, happening)
        await tap(town, chief, SKIP, SEND)
        return number
    await _answer(town, chief, household, home, happening)
    await tap(town, chief, option("yes"), SEND)
    return numbered((await chief.last())["text"], await chief.transcript())


def numbered(text: str, said: str = "") -> str:
    """Give the last number of a case in a text."""
    found = NUMBER.findall(text)
    assert found, said or text
    return str(found[-1])


async def _answer(
    town: Town, chief: Phone, household: str, home: Sequence[str], happening: Sequence[str]
) -> None:
    if household:
        await say(town, chief, household)
    else:
        await tap(town, chief, SKIP)
    for seen in (home, happening):
        await tap(town, chief, *(seen or (town.said("不確定", "Not sure"),)), *([NEXT] if seen else []))


async def opened(town: Town, phone: Phone, number: str) -> Json:
    """Open a case from the queue, and give its card."""
    await from_home(town, phone, screening.Queue)
    await tap(town, phone, await key(phone, number))
    return await phone.last()


async def dispatched(town: Town, chief: Phone, screener: Phone, to: str = "派給主責社工王測試") -> str:
    """Report a household and dispatch it to the village's primary worker."""
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, to, dispatching.Dispatch)
    return number


async def state(town: Town, number: str) -> State:
    """Say where a case is."""
    row = select(cases.c.state).where(cases.c.number == number)
    return State(await town.look(lambda db: db.connection.execute(row).scalar_one()))


async def verbs(town: Town, number: str) -> list[str]:
    """List what the journal says of a case."""
    row = select(cases.c.id).where(cases.c.number == number)
    acts = await town.look(lambda db: journal.of_subject(db, db.connection.execute(row).scalar_one()))
    return [act.verb for act in acts]
