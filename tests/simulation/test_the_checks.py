"""The simulation's checks see what is broken on purpose, and nothing where nothing is."""

from datetime import timedelta
from random import Random
from typing import NamedTuple, cast

import pytest
from msgspec.structs import replace

from actions.meetings import tracking
from actions.staffing import people as staff
from casework.reminders import hearing
from casework.reminders.nudging import quiet
from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.reminders import digest
from handlers.ui import office
from sandbox import Phone
from sandbox.botapi import editing
from storage.cases import cases
from storage.core import journal, tables
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.reminders import nudges as stored
from storage.reminders import obligations as duties
from storage.staffing import addresses, people
from storage.staffing.directory import Directory
from tests.simulation import dying
from tests.simulation.acts import others
from tests.simulation.acts.sight import see
from tests.simulation.hand import Hand
from tests.support import addressed
from tests.support.cases import save
from tests.support.certain import certain


async def test_a_city_left_alone_has_nothing_wrong(city):
    await city.passes(days=12)
    city.watch.look_closely()
    city.watch.look_back()
    assert city.watch.wrongs == []
    assert city.watch.ladders.asked > 20
    assert city.watch.chats.nudged > 40


# What is owed


async def test_a_duty_that_was_dropped(city):
    await city.breaks("UPDATE obligations SET ended_at = 1 WHERE id = (SELECT max(id) FROM obligations)")
    city.watch.look_closely()
    assert city.named("and no row says so")


async def test_a_duty_that_nobody_owes_any_more(city):
    await city.breaks("UPDATE cases SET state = 'closed' WHERE state = 'in_service'")
    city.watch.look_closely()
    assert city.named("is not open", "duties are")


async def test_a_deadline_that_is_not_the_rules(city):
    await city.breaks("UPDATE obligations SET due = due + 1 WHERE ended_at IS NULL AND duty = 'visit'")
    city.watch.look_closely()
    assert city.named("owes no ('visit'")


async def test_a_duty_of_which_somebody_is_said_to_know_later_than_they_do(city):
    await city.breaks("UPDATE obligations SET known_at = known_at + 3600000000 WHERE ended_at IS NULL")
    city.watch.look()
    assert city.named("is said to be known since")


# Who hears, and when


async def test_a_nudge_that_is_marked_as_told_and_was_not_sent(city, monkeypatch):
    monkeypatch.setattr(digest, "_send", lambda office, db, person, these: stored.claim(db, these))
    await city.passes(days=2)
    assert city.named("is marked as told, and no letter tells it")


async def test_a_letter_that_does_not_arrive(city, monkeypatch):
    async def lost(bot, letter):
        return 1

    monkeypatch.setattr("bot.telegram.telling.tell", lost)
    await city.passes(days=2)
    assert city.named("stands in no chat of who was told")


async def test_a_nudge_that_is_told_twice(city, monkeypatch):
    tell = office.tell

    def twice(*given, **options):
        tell(*given, **options)
        return tell(*given, **options)

    monkeypatch.setattr(digest, "tell", twice)
    await city.passes(days=2)
    assert city.named("is a nudge that nobody wrote down")


async def test_two_digests_a_morning(city, monkeypatch):
    send = digest._send

    def apart(office, db, person, these):
        for one in these:
            send(office, db, person, [one])

    monkeypatch.setattr(digest, "_send", apart)
    await city.passes(days=12)
    assert city.named("got two digests")


async def test_a_rung_that_is_left_out(city, monkeypatch):
    climb = duties.climb
    monkeypatch.setattr(
        duties, "climb", lambda db, rungs: climb(db, {one: passed + 1 for one, passed in rungs.items()})
    )
    await city.passes(days=8)
    assert city.named("did not hear")


async def test_a_rung_that_reaches_too_few(city, monkeypatch):
    listeners = hearing.listeners
    monkeypatch.setattr(digest, "listeners", lambda *given: listeners(*given)[:1])
    await city.passes(days=2)
    assert city.named("did not hear")


async def test_a_nudge_before_its_time(city):
    await city.breaks(
        "UPDATE obligations SET next_nudge = :now WHERE ended_at IS NULL", now=_on_disk(city.room.now)
    )
    await city.breaks(
        "INSERT INTO nudges (obligation, rung, person, at) "
        "SELECT max(id), '+3d', min(person), :now FROM obligations WHERE ended_at IS NULL AND duty = 'visit'",
        now=_on_disk(city.room.now),
    )
    await city.room.practice.ring()
    assert city.named("before its time")


async def test_a_nudge_about_what_is_over(city, monkeypatch):
    monkeypatch.setattr(duties, "_UNSAID", duties._UNSAID.where(tables.nudges.c.id < 0))
    duty = city.room.look(lambda db: duties.of_subject(db, 5))[0]
    await city.room.act(lambda db: stored.add(db, duty.id, "later1", duty.person, db.now + timedelta(days=1)))
    await city.breaks("UPDATE obligations SET ended_at = known_at WHERE id = :id", id=duty.id)
    await city.passes(days=2)
    assert city.named("about what had ended")


async def test_a_nudge_in_quiet_hours(city, monkeypatch):
    await city.passes(hours=22)
    await city.room.go()
    await city.passes(hours=16)  # 23:00
    for module in (digest, stored):
        monkeypatch.setattr(module, "resting", lambda now, rules: False)
    await city.room.come()
    assert quiet(city.room.now, city.room.office.rules.policy.nudges)
    assert city.named("was told in quiet hours")


async def test_a_nudge_that_does_not_say_that_it_is_late(city, monkeypatch):
    monkeypatch.setattr(digest, "late", lambda at, now, nudging: False)
    await city.passes(hours=22)
    await city.room.go()
    await city.passes(hours=4)
    await city.room.come()
    assert city.named("is late and does not say so")


async def test_a_bell_that_does_not_ring(city, monkeypatch):
    async def never(until):
        return None

    monkeypatch.setattr(city.room.practice, "next_moment", never)
    await city.passes(days=4)
    assert city.named("nobody rang at")


async def test_a_blocked_bot_of_which_nobody_else_hears(city, monkeypatch):
    monkeypatch.setattr(digest, "_pass_up", lambda db, nudge, **past: True)
    await _everybody_blocks(city, Role.WORKER)
    await city.passes(days=6)
    assert city.named("owner", "did not hear")


async def test_a_blocked_bot_of_which_the_next_one_hears(city):
    await _everybody_blocks(city, Role.WORKER)
    await city.passes(days=6)
    assert city.watch.wrongs == []


async def _everybody_blocks(city, role):
    """Telegram's word of it is lost: the bot learns of it when it is refused."""

    def everybody(db):
        return [addressed.chat(db, one.id) for one in people.of_role(db, role)]

    for chat in city.room.look(everybody):
        await Phone(city.room.served.address, {"id": chat}).block()
    await city.room.settle()
    await city.breaks("UPDATE addresses SET blocked_at = NULL")


# What a crash leaves


@pytest.mark.parametrize("death", dying.RINGS)
async def test_a_bot_that_dies_of_what_is_due_tells_it_when_it_is_back(city, death):
    city.room.practice.dying = dying.RINGS[death]
    await city.passes(hours=24)
    await city.room.go()
    await city.passes(minutes=10)
    await city.room.come()
    assert city.watch.wrongs == []
    assert (city.watch.chats.again > 0) is (death is dying.Death.UNMARKED)


# Nobody's, and the books


async def test_a_case_that_is_left_with_somebody_who_left(city):
    await city.breaks("UPDATE people SET active = 0 WHERE id = (SELECT min(worker) FROM seats)")
    city.watch.look()
    assert city.named("case", "is left with somebody who left")
    assert city.named("duty", "is left with somebody who left")
    assert city.named("village", "is left with somebody who left")


async def test_a_case_that_nobody_answers_for(city):
    """The lead's seat is left empty behind the rules' back."""
    await city.breaks("UPDATE seats SET worker = NULL, offered = NULL WHERE id = case_id")
    city.watch.look()
    assert city.named("case", "has no seat that answers for it")


async def test_a_seat_beside_the_lead_that_is_left_with_somebody_who_left(city):
    joint = await _asked(city)
    await city.breaks("UPDATE people SET active = 0 WHERE id = :who", who=joint.offered)
    city.watch.look()
    assert city.named(f"seat {joint.id} is left with somebody who left")


async def test_a_seat_beside_the_lead_that_is_nobodys(city):
    joint = await _asked(city)
    assert not city.named("seat")
    await city.breaks("UPDATE seats SET offered = NULL WHERE id = :id", id=joint.id)
    await city.breaks("UPDATE obligations SET ended_at = known_at WHERE subject = :id", id=joint.id)
    city.watch.look()
    assert city.named(f"seat {joint.id} is nobody's, and nobody is to find somebody")


async def test_a_unit_that_has_two_seats_in_a_case(city):
    joint = await _asked(city)
    await city.breaks(
        "UPDATE seats SET unit = (SELECT unit FROM seats WHERE id = :case) WHERE id = :id",
        **{"case": joint.case, "id": joint.id},
    )
    city.watch.look()
    assert city.named(f"unit {joint.leads} has 2 seats in case {joint.case}")


async def test_a_case_that_is_over_while_another_unit_serves_and_a_conference_tracks_it(city):
    joint = await _asked(city)
    today = local_day(city.room.now)
    await city.room.act(lambda db: tracking.track(db, joint.case, met_on=today, units=[joint.leads]))
    await city.breaks("UPDATE cases SET state = 'closed' WHERE id = :case", case=joint.case)
    city.watch.look()
    assert city.named(f"seat {joint.id} is open, and its case is closed")
    assert city.named(f"case {joint.case} is over, and still tracked")


async def test_a_case_that_stands_in_lists_where_it_does_not_belong(city):
    joint = await _asked(city)
    await city.breaks("UPDATE cases SET pressing = pressing + 1 WHERE id = :case", case=joint.case)
    city.watch.look()
    assert city.named(f"case {joint.case} does not stand in lists by its nearest deadline")
    assert city.named(f"seat {joint.id} does not stand in lists where case {joint.case} does")


async def test_a_duty_of_a_case_that_says_wrongly_whether_it_is_behind_the_nearest(city):
    joint = await _asked(city)
    await city.breaks("UPDATE obligations SET behind = NOT behind WHERE subject = :case", case=joint.case)
    city.watch.look()
    assert city.named(
        f"case {joint.case} has a duty behind its nearest that does not say so, or another that does"
    )


class _Joint(NamedTuple):
    """A seat beside a lead, just asked."""

    id: int
    case: int
    leads: int
    offered: int


async def _asked(city, *, headed=False):
    """A unit of the network, with a head or whichever it is, is asked beside the lead of a case."""
    sight = city.room.look(see)
    case = next(one for one in sight.cases.values() if one.in_service and not one.joint_seats)
    liaisons = [one for one in sight.people.values() if one.role is Role.LIAISON and one.unit != case.unit]
    heads = {one.unit for one in sight.people.values() if one.role is Role.HEAD}
    other = next(one for one in liaisons if one.unit in heads or not headed)
    asked = await city.room.act(
        lambda db: save(db, case.ask(unit=other.unit, kind=None, to=other.id, at=db.now), "case.asked")
    )
    [seat] = asked.joint_seats
    city.watch.look()
    return _Joint(seat.id, case.id, case.unit, other.id)


# Who is suspended, and who leads


async def test_a_suspension_and_its_end_have_nothing_wrong(city):
    person, deputy = await _suspended(city)
    await city.passes(days=3)
    await city.room.act(lambda db: staff.readmit(_by_an_administrator(db), person, _version(db, person)))
    await city.passes(days=3)
    city.watch.look_closely()
    assert city.watch.wrongs == []
    assert city.room.look(lambda db: people.absent(db, deputy)) == []


async def test_somebody_who_is_suspended_and_still_hears(city, monkeypatch):
    person, _ = await _suspended(city, stood_in=False)

    def living(one, find):
        return one if one.suspended else stand_in(one, find)

    stand_in = hearing.stand_in
    for module in (hearing, digest):
        monkeypatch.setattr(module, "stand_in", living)
    monkeypatch.setattr(outbox, "still_to_tell", lambda db, row: True)
    await city.passes(days=4)
    assert city.named(f"person {person} is suspended since", "and heard message")
    assert city.named("owner", "did not hear")


async def test_somebody_who_is_suspended_and_still_acts(city):
    person, _ = await _suspended(city)
    await city.room.act(lambda db: journal.write(replace(db, speaker=people.get(db, person)), "case.visited"))
    city.watch.look()
    assert city.named(f"person {person} is suspended, and did case.visited")


async def test_a_suspension_of_which_nobody_else_hears(city, monkeypatch):
    def alone(debt, hearer, everybody):
        found = listeners(debt, hearer, everybody)
        return [one for one in found if one in hearing.owners(debt, everybody)]

    listeners = hearing.listeners
    monkeypatch.setattr(digest, "listeners", alone)
    await _suspended(city, stood_in=False)
    await city.passes(days=2)
    assert city.named("owner", "did not hear")


async def test_a_supervisor_is_suspended_and_who_stands_in_does_not_hear(city, monkeypatch):
    monkeypatch.setattr(Directory, "in_unit", lambda self, unit, role: people.in_unit(self.db, unit, [role]))
    await _suspended(city, Role.SUPERVISOR)
    await city.passes(days=4)
    assert city.named("supervisor", "did not hear")


async def test_who_was_let_back_in_and_is_still_stood_in_for(city):
    person, deputy = await _suspended(city)
    await city.breaks("UPDATE people SET active = 1, suspended_at = NULL WHERE id = :id", id=person)
    city.watch.look()
    assert city.named(f"person {person} is suspended without an act, or let in without one")
    assert city.named(f"person {deputy} stands in without end for {person}, who is not suspended")


async def test_a_head_who_does_not_hear_what_is_late(city, monkeypatch):
    monkeypatch.setattr(hearing, "LEADING", (Role.SUPERVISOR,))
    await _asked(city, headed=True)
    await city.passes(days=4)
    assert city.named("supervisor", "did not hear")


async def test_a_closing_that_is_decided_by_somebody_who_does_not_decide_there(city):
    sight = city.room.look(see)
    case = next(one for one in sight.cases.values() if one.closing.proposed_at is not None)
    head = next(one for one in sight.people.values() if one.role is Role.HEAD and one.unit != case.unit)
    await city.room.act(lambda db: save(replace(db, speaker=head), case.close(db.now), "case.closed"))
    city.watch.look()
    assert city.named(f"person {head.id} did case.closed", "and does not decide there")


async def test_a_head_who_decides_where_there_is_a_supervisor(city):
    sight = city.room.look(see)
    case = next(one for one in sight.cases.values() if one.closing.proposed_at is not None)
    head = next(one for one in sight.people.values() if one.role is Role.HEAD)
    await city.breaks("UPDATE people SET unit = :unit WHERE id = :id", unit=case.unit, id=head.id)
    await city.room.act(lambda db: save(replace(db, speaker=head), case.close(db.now), "case.closed"))
    city.watch.look()
    assert city.named(f"person {head.id} did case.closed", "and does not decide there")


async def test_a_seat_that_the_head_of_another_unit_gives_to_somebody_else(city):
    joint = await _asked(city, headed=True)
    sight = city.room.look(see)
    case = sight.cases[joint.case]
    own, other = sight.people[joint.offered], sight.colleagues(case.seat(joint.id).unit, joint.offered)[0]
    head = next(one for one in sight.people.values() if one.role is Role.HEAD and one.unit != own.unit)
    given = case.offer_again(to=other, at=city.room.now, seat=joint.id)
    detail = {"unit": own.unit, "person": other}
    await city.room.act(lambda db: save(replace(db, speaker=head), given, "seat.offered_again", **detail))
    city.watch.look()
    assert city.named(f"person {head.id} did seat.offered_again", "and does not lead there")


async def test_a_seat_that_is_given_to_somebody_of_another_unit(city):
    joint = await _asked(city)
    stranger = city.room.look(lambda db: people.of_role(db, Role.WORKER)[0])
    await city.breaks("UPDATE seats SET offered = :who WHERE id = :id", who=stranger.id, id=joint.id)
    city.watch.look()
    assert city.named(f"seat {joint.id} is of unit", f"and person {stranger.id} of {stranger.unit}")


async def _suspended(city, role=Role.WORKER, *, stood_in=True):
    """Suspend somebody whose unit owes something; another of their kind may stand in."""
    sight = city.room.look(see)
    units = {one.unit for one in sight.cases.values() if one.served}
    owing = {one.person for one in sight.owed} | {
        one.id for one in sight.people.values() if one.unit in units
    }
    person = next(one.id for one in sight.people.values() if one.role is role and one.id in owing)

    def suspend(db):
        by = _by_an_administrator(db)
        staff.suspend(by, person, _version(db, person))
        deputy = staff.deputies(by, person)[0].id
        if stood_in:
            staff.stand_in(by, person, deputy)
        db.news.clear()
        return deputy

    deputy = await city.room.act(suspend)
    city.watch.look()
    assert city.watch.wrongs == []
    return person, deputy


def _by_an_administrator(db):
    return replace(db, speaker=people.of_role(db, Role.ADMIN)[0])


def _version(db, person):
    return people.get(db, person).version


# The books


async def test_a_journal_that_was_written_over(city):
    await city.breaks("UPDATE journal SET actor = 1 WHERE id = 3")
    assert city.named("the journal breaks at entry 3")


async def test_a_number_that_is_no_case(city):
    chief = others.chiefs(city.room.look(see))[0]
    await others.report(Hand(city.room, chief), cast(Random, _Tame()))
    await city.room.practice.ring()
    assert not city.named("number")
    await city.breaks("UPDATE cases SET number = 'A-115-000000' WHERE id = (SELECT max(id) FROM cases)")
    assert city.named("holds the number", "no such case")


async def test_an_error_of_the_application(city, monkeypatch):
    def broken(db, case, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(cases, "lapsed", broken)
    await city.passes(hours=1)
    assert city.named("the application logged", "bell.failed")


@pytest.mark.parametrize("hours", [47, 49])
async def test_a_message_that_is_too_old_to_be_deleted_is_no_fault_and_another_is_one(
    city, hours, monkeypatch
):
    chief = others.chiefs(city.room.look(see))[0]
    hand = Hand(city.room, chief)
    await hand.says("/home")
    card = (await hand.chat())["messages"][-1]["id"]
    await city.passes(hours=hours)
    if hours < 48:
        monkeypatch.setattr(editing, "DELETABLE_SECONDS", 46 * 3600)

    def taken_back(db):
        at = certain(addresses.of(db, chief.id))
        outbox.write(db, at, LetterKind.DELETE, {"message": card}, priority=Priority.PUSH)

    await city.room.act(taken_back)
    await city.passes(minutes=5)
    assert city.named("the application logged", "send.refused") is (hours < 48)


class _Tame:
    """Draws the first of everything."""

    def choice(self, found):
        return found[0]

    def choices(self, found, weights):
        return [found[0]]

    def sample(self, found, number):
        return list(found)[:number]

    def randint(self, first, last):
        return first

    def random(self):
        return 0.5


def _on_disk(moment):
    return int(moment.timestamp() * 1_000_000)
