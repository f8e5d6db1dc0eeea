"""The simulation's look at New-Year care sees what is broken on purpose."""

from datetime import date, datetime
from functools import partial

from msgspec.structs import replace
from sqlalchemy import insert

from actions.new_year import campaign, cold, visiting
from casework.new_year.cold import WHOLE
from casework.staffing.people import Role
from casework.text.dates import TAIPEI
from storage.core.tables import care_visits
from storage.new_year import campaigns
from storage.staffing import people
from tests.simulation.acts.directly import by
from tests.simulation.checks.winter import Winter

ADDED = {"household": "王測試 示範路1號", "reason": "alone", "village": "平鎮區新街里"}
VISITED = {"mode": "home", "children": "no_children", "care": "good", "day": "2027-01-25"}
JANUARY, FEBRUARY = (datetime(2027, *day, tzinfo=TAIPEI) for day in ((1, 25, 9), (2, 5, 9)))


def begun(db):
    """A campaign with one household, on the list of a chief."""
    db = replace(db, now=JANUARY)
    campaign.begin(by(db, people.of_role(db, Role.BUREAU)[0].id))
    chief = people.of_role(db, Role.CHIEF)[0].id
    return campaign.add_one(by(db, chief), ADDED).id, chief


def seen(db, at):
    return list(Winter().look(replace(db, now=at)))


async def test_it_names_who_is_unvisited_unheard_and_who_was_visited_twice(city):
    household, chief = await city.room.act(begun)
    assert city.room.look(partial(seen, at=JANUARY)) == []
    (unheard,) = city.room.look(partial(seen, at=FEBRUARY))
    assert f"care {household} was to be visited" in unheard

    def visit(db):
        visiting.visit(by(replace(db, now=JANUARY), chief), household, VISITED, "")

    await city.room.act(visit)
    assert city.room.look(partial(seen, at=FEBRUARY)) == []

    def twice(db):
        row = db.connection.execute(care_visits.select()).mappings().one()
        more = db.connection.execute(
            insert(care_visits).values({**row, "id": None}).returning(care_visits.c.id)
        )
        number = more.scalar_one()
        sealed = db.vault.seal_data("care visit", number, VISITED)
        db.connection.execute(care_visits.update().where(care_visits.c.id == number).values(sealed=sealed))

    await city.room.act(twice)
    (again,) = city.room.look(partial(seen, at=FEBRUARY))
    assert f"care {household} was visited once more" in again

    await city.room.act(lambda db: campaigns.close(db, 2027))
    assert len(city.room.look(partial(seen, at=FEBRUARY))) == 1


async def test_it_names_who_is_unasked_in_the_cold_and_what_a_winter_that_is_over_still_owes(city):
    household, _ = await city.room.act(begun)

    def published(db):
        db = replace(db, now=JANUARY)
        cold.publish(by(db, people.of_role(db, Role.BUREAU)[0].id), 10, [WHOLE], date(2027, 1, 26))

    await city.room.act(published)
    assert city.room.look(partial(seen, at=JANUARY)) == []
    await city.breaks("UPDATE obligations SET ended_at = since WHERE duty = 'cold_care'")
    (unasked,) = city.room.look(partial(seen, at=JANUARY))
    assert f"care {household} was not asked after on 2027-01-25" in unasked

    await city.room.act(lambda db: campaigns.begin(db, 2028))
    over = f"care {household} of a winter that is over is owed a visit"
    assert over in city.room.look(partial(seen, at=JANUARY))
