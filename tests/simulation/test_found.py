"""What the simulation found, each told once more by itself."""

from datetime import timedelta

from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import at_taipei, local_day
from storage.cases import cases
from storage.reminders import nudges
from tests.simulation.acts.others import Absence, close_office, go_away
from tests.simulation.acts.sight import see
from tests.simulation.hand import Hand
from tests.support.cases import save, with_facts


async def test_a_deputy_hears_what_a_colleague_put_off_within_their_own_digest(city):
    """Who stands in was told first, and once more when the colleague's turn came."""
    sight = city.room.look(see)
    deputy, other = _colleagues(sight)
    one, two = [duty for duty in sight.owed if duty.person == deputy.id and not duty.urgent][:2]
    await city.room.act(lambda db: save(db, _served_by(other, db, one), "case.accepted"))
    await city.room.practice.ring()
    tomorrow = sight.today + timedelta(days=1)
    await go_away(Hand(city.room, other), Absence(other, deputy, tomorrow, tomorrow))
    at = at_taipei(tomorrow, sight.policy.nudges.digest)
    for duty, person in ((two, deputy), (one, other)):
        await city.room.act(lambda db, duty=duty, who=person: nudges.add(db, duty.id, "later1", who.id, at))
    await city.passes(days=1)
    assert city.watch.wrongs == []


async def test_a_day_off_at_the_end_of_a_ladder_moves_what_is_heard_after_it(city):
    """The reckoning asked for the Monday of who is late, as if Friday's last rung had gone out before."""
    sight = city.room.look(see)
    wednesday = sight.today + timedelta(days=2 - sight.today.weekday())
    judged = [duty for duty in sight.owed if duty.duty is Duty.JUDGE_CLOSING]
    assert [local_day(duty.due) for duty in judged] == [wednesday]  # and the last rung two days later
    admin = next(one for one in sight.people.values() if one.role is Role.ADMIN)
    await close_office(Hand(city.room, admin), wednesday + timedelta(days=2))
    await city.passes(days=8)
    assert city.watch.wrongs == []


def _colleagues(sight):
    """Two workers of a centre, of whom only the first has cases."""
    busy = next(duty.person for duty in sight.owed if duty.person is not None)
    first = sight.people[busy]
    same = [one for one in sight.people.values() if one.unit == first.unit and one.role is Role.WORKER]
    return first, next(one for one in same if one.id != first.id)


def _served_by(other, db, duty):
    return with_facts(cases.read(db, duty.subject), worker=other.id)
