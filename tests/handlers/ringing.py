"""The bell at a time of day, and what it made people hear, for tests about nudges."""

from datetime import datetime
from typing import Any

from casework.cases.case import Case, State
from casework.policy.editions import Editions
from casework.policy.policy import Duty, Nudging
from casework.text.dates import TAIPEI
from handlers.ui.buttons import Button
from sandbox import Json, Phone
from storage.cases import cases
from storage.reminders.obligations import Obligation
from storage.staffing import leaves
from tests.handlers.serving import duties
from tests.support.cases import made_case, with_facts
from tests.support.town import MONDAY, VILLAGE, Town


def june(day: int, hour: int = 8, minute: int = 30, second: int = 0) -> datetime:
    """Return a moment of June 115 in Taipei; the digest's hour if none is said."""
    return datetime(2026, 6, day, hour, minute, second, tzinfo=TAIPEI)


async def ring(town: Town, *moments: datetime) -> None:
    """Let the bell ring at each of these moments."""
    for moment in moments:
        await town.later(seconds=(moment - town.clock.now).total_seconds())


async def reported(town: Town, *, urgent: bool, at: datetime = MONDAY) -> Case:
    """Open a case that waits to be screened."""
    case = made_case(0, "", State.SCREENING, VILLAGE, urgent=urgent, reported_at=at)
    return await town.look(lambda db: cases.open_case(db, case, "A"))


async def offered(town: Town, to: Phone) -> Case:
    """Open a case that is offered to somebody since this Monday."""
    unit, person = town.units["平鎮中心"].id, await town.person(to)
    case = made_case(0, "", State.DISPATCHED, VILLAGE, urgent=False, reported_at=MONDAY, unit=unit)
    case = with_facts(case, offered=person, offered_at=MONDAY)
    return await town.look(lambda db: cases.open_case(db, case, "A"))


async def stands_in(town: Town, away: Phone, deputy: Phone, first: int = 1, last: int = 30) -> None:
    """Let somebody stand in for another, from a day of June to a day."""
    who, by = await town.person(away), await town.person(deputy)
    await town.look(lambda db: leaves.add(db, who, by, june(first).date(), june(last).date()))


async def nudges(phone: Phone, about: Case | str = "期限") -> list[Json]:
    """List what somebody was told of a case, or of any deadline."""
    word = about if isinstance(about, str) else about.number
    return [one for one in await phone.messages() if one["from"] == "bot" and word in one["text"]]


async def owed(town: Town, case: Case, duty: Duty) -> Obligation:
    """Return the duty of a case."""
    return next(one for one in await duties(town, case) if one.duty is duty)


async def press(town: Town, phone: Phone, button: Button) -> str:
    """Press a key that somebody was shown at some time; returns what it is answered."""
    await phone.forge((await phone.last())["id"], button.data())
    await town.settle()
    return str((await phone.last())["text"])


def under(message: Json) -> list[str]:
    """List the keys under a message."""
    return [key["text"] for row in message["keyboard"] for key in row]


def by(town: Town, **changed: Any) -> None:
    """Let the office nudge by other figures."""
    policy = town.office.rules.policy
    nudging = Nudging(**{**policy.nudges.model_dump(), **changed})
    town.governed_by(Editions((policy.model_copy(update={"nudges": nudging}),)))
