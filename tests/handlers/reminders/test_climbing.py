"""A batch of ladders is climbed at once; one that can't be keeps no other from its nudge."""

from datetime import timedelta

from sqlalchemy import select, update

from casework.staffing.people import Role
from sandbox import Phone
from storage.core.tables import people
from tests.handlers.ringing import june, nudges, ring
from tests.handlers.serving import served
from tests.support.town import Town

FIRST = june(8)


async def sealed(town: Town, person: int, content: bytes) -> bytes:
    """Put something else in place of somebody's sealed name; returns what was there."""
    row = people.c.id == person
    before = await town.look(
        lambda db: db.connection.execute(select(people.c.sealed).where(row)).scalar_one()
    )
    await town.look(lambda db: db.connection.execute(update(people).where(row).values(sealed=content)))
    return bytes(before)


async def test_one_ladder_that_fails_keeps_no_other_from_being_climbed(town: Town, worker: Phone) -> None:
    broken = await town.join(Role.WORKER, "示範")
    hers, theirs = await served(town, worker), await served(town, broken)
    person = await town.person(broken)
    name = await sealed(town, person, b"x" * 40)
    await ring(town, FIRST)
    assert len(await nudges(worker, hers)) == 1
    await sealed(town, person, name)
    await ring(town, FIRST + timedelta(minutes=59))
    assert await nudges(broken, theirs) == []
    await ring(town, FIRST + timedelta(hours=1))
    [told] = await nudges(broken, theirs)
    assert "⏳" in told["text"]
    assert len(await nudges(worker, hers)) == 1
