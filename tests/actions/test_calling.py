"""A district's meeting without a phone: called, moved, answered, held; who is asked, and who hears of it."""

from datetime import date, timedelta
from functools import partial

import pytest

from actions.meetings import calling, holding
from actions.meetings.calling import InvitedUnit, Silent
from actions.meetings.holding import FiledMinutes
from casework.errors import NotThere, PastDate
from casework.meetings.attending import Coming
from casework.meetings.guests import Guest
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.core.database import Transaction
from storage.meetings import attendances, meetings, minutes
from storage.meetings import guests as guest_rows
from storage.staffing import leaves, units
from tests.actions.district import AT_TEN, Round, Told, round_
from tests.support import addressed
from tests.support.certain import certain

__all__ = ["round_"]


def invited_by(round_: Round, told: Told) -> dict[int, InvitedUnit]:
    assert {verb for verb, _, _ in told} <= {"meeting.called"}
    return {person: about for _, person, about in told}


async def test_whom_the_edition_invites_hears_of_the_day_and_is_asked_anew_when_it_moves(
    round_: Round,
) -> None:
    police = round_.staff["police"].id
    heard = invited_by(round_, await round_.calls())
    one, part = await round_.read(), await round_.part("police")
    assert heard[police] == InvitedUnit(part.id, one.sign, certain(one.fixed))
    assert {police, round_.staff["health"].id} <= heard.keys()
    assert round_.staff["clerk"].id not in heard, "they call it"
    assert round_.staff["youth"].id not in heard, "a topic may ask for them, the edition does not"
    await round_.refuses(lambda db: calling.to_call(db, round_.meeting))
    await round_.does(lambda db: calling.answer(db, part.id, Coming.DEPUTY, "組長"), by="police")
    assert ((await round_.part("police")).answer, (await round_.part("police")).who) == (
        Coming.DEPUTY,
        "組長",
    )

    again = invited_by(round_, await round_.calls(ahead=8))
    assert again.keys() == heard.keys()
    assert again[police] == InvitedUnit(part.id, one.sign, round_.today + timedelta(days=8), moved=True)
    part = await round_.part("police")
    assert (part.answer, part.who, part.invited_at) == (None, "", round_.store.now)
    assert [verb for verb, _ in await round_.acts("meeting.%")][-2:] == ["meeting.called", "meeting.moved"]


async def test_who_answers_for_a_unit_hears_for_it_and_who_can_not_hears_whom_to_tell(round_: Round) -> None:
    def staff(db: Transaction) -> tuple[int, int]:
        fire = units.add(db, UnitKind.FIRE, "平鎮消防分隊", "平鎮區")
        units.add(db, UnitKind.EDUCATION, "平鎮國中", "平鎮區")
        head = addressed.add(db, Person(0, Role.HEAD, fire.id, "丁主管", "0912", ""), 7_700)
        other = units.add(db, UnitKind.POLICE, "桃園分局", "桃園區")
        deputy = addressed.add(db, Person(0, Role.LIAISON, other.id, "戊代理", "0912", ""), 7_701)
        leaves.add(db, round_.staff["police"].id, deputy.id, round_.today, round_.today)
        return head.id, deputy.id

    head, deputy = await round_.store(staff)
    told = await round_.calls()
    assert {about.of for _, person, about in told if person in (head, deputy)} == {""}
    assert head in invited_by(round_, told)
    bureau = [about.of for _, person, about in told if person == round_.staff["bureau"].id]
    assert "平鎮國中" in bureau


async def test_one_that_was_held_before_it_was_called_asks_nobody_to_come(round_: Round) -> None:
    round_.store.forward(hours=5)
    await round_.refuses(lambda db: calling.to_move(db, round_.meeting))
    assert await round_.calls(ahead=0, held=True) == []
    assert (await round_.part("police")).invited_at, "they stand among who may have been there"


async def test_one_more_unit_is_invited_once_and_hears(round_: Round) -> None:
    youth = round_.units["youth"].id
    await round_.refuses(lambda db: calling.invite(db, round_.meeting, youth))
    await round_.calls()
    told = await round_.does(lambda db: calling.invite(db, round_.meeting, youth))
    assert [person for _, person, _ in told] == [round_.staff["youth"].id]
    await round_.refuses(lambda db: calling.invite(db, round_.meeting, youth))
    assert round_.staff["youth"].id in invited_by(round_, await round_.calls(ahead=8)), "also when it moves"


async def test_who_is_asked_for_cases_is_no_guest_until_they_are_invited(round_: Round) -> None:
    def asked(db: Transaction) -> None:
        attendances.add(db, meetings.read(db, round_.meeting), round_.units["youth"], asked_on=round_.today)

    await round_.store(asked)
    await round_.calls()
    assert (await round_.part("youth")).invited_at is None
    told = await round_.does(lambda db: calling.invite(db, round_.meeting, round_.units["youth"].id))
    assert [person for _, person, _ in told] == [round_.staff["youth"].id]
    assert ((await round_.part("youth")).invited_at, (await round_.part("youth")).asked_on) == (
        round_.store.now,
        round_.today,
    )


async def test_at_need_a_unit_meets_by_its_kind_as_often_as_it_must(round_: Round) -> None:
    day = round_.today + timedelta(days=9)

    def at_need(db: Transaction, name: str) -> Meeting:
        db.speaker = round_.staff[name]
        return calling.call_extra(db, round_.units[name], day, AT_TEN)

    first, second = [await round_.store(lambda db: at_need(db, "clerk")) for _ in range(2)]
    assert (first.kind, first.month, first.fixed) == (MeetingKind.DISTRICT, day.replace(day=1), day)
    assert (first.extra, second.extra) == (1, 2)
    assert first.edition
    assert (await round_.store(lambda db: at_need(db, "police"))).kind is MeetingKind.TOPIC
    with pytest.raises(NotThere):
        await round_.does(lambda db: calling.call_extra(db, round_.units["police"], day, AT_TEN))
    past = round_.today - timedelta(days=3)
    for over in (
        lambda db: calling.call(db, first.id, past, {}),
        lambda db: calling.call_extra(db, first.unit, past, {}),
    ):
        with pytest.raises(PastDate):
            await round_.does(over)


async def test_near_the_day_the_secretariat_hears_once_how_many_are_silent(round_: Round) -> None:
    ahead = await round_.store(lambda db: db.rules.policy.meetings.silent_days)
    await round_.calls(ahead=7)
    one, part = await round_.read(), await round_.part("police")
    await round_.does(lambda db: calling.answer(db, part.id, Coming.COMES), by="police")
    parts = await round_.store(lambda db: attendances.of_meeting(db, one))
    about = Silent(one.id, one.sign, len(parts) - 1)
    round_.store.now += timedelta(days=7 - ahead - 1)
    assert await round_.does(calling.tell_silent, by="bureau") == []
    round_.store.now += timedelta(days=1)
    told = await round_.does(calling.tell_silent, by="bureau")
    assert told == [("meeting.silent", round_.staff["clerk"].id, about)]
    assert await round_.does(calling.tell_silent, by="bureau") == []


async def test_of_who_answered_nothing_is_said_to_be_silent(round_: Round) -> None:
    await round_.calls(ahead=1)

    def all_answer(db: Transaction) -> None:
        for part in attendances.of_meeting(db, meetings.read(db, round_.meeting)):
            attendances.keep(db, part, part.reply(Coming.EXCUSED))

    await round_.store(all_answer)
    assert await round_.does(calling.tell_silent, by="bureau") == []


# Held, and its minutes


async def test_who_said_so_was_there_until_it_is_corrected_and_the_minutes_are_sent(round_: Round) -> None:
    await round_.calls()
    for name, said in (("police", Coming.COMES), ("health", Coming.EXCUSED)):
        number = (await round_.part(name)).id
        await round_.does(partial(calling.answer, attendance=number, said=said), by=name)
    tomorrow = round_.today + timedelta(days=8)
    await round_.refuses(lambda db: holding.hold(db, round_.meeting, tomorrow, Chair.NAMED, {}))
    await round_.refuses(lambda db: holding.be_there(db, number, present=True))
    await round_.holds(chair="林示範")
    held = await round_.read()
    assert (held.held_on, held.said["chair"], held.said["place"]) == (round_.today, "林示範", "禮堂")
    assert [(await round_.part(name)).present for name in ("police", "health")] == [True, False]
    assert not await round_.owed("police"), "nothing is asked of them any more"
    for there in (True, False):
        await round_.does(partial(holding.be_there, attendance=number, present=there))
        assert (await round_.part("health")).present is there
    await round_.does(lambda db: holding.keep_minutes(db, round_.meeting, b"1"))
    await round_.does(lambda db: holding.send_minutes(db, round_.meeting, "府社字第1號"))
    await round_.refuses(lambda db: holding.be_there(db, number, present=True))


async def test_minutes_are_written_bit_by_bit_kept_sent_and_filed_and_their_secretariat_hears(
    round_: Round,
) -> None:
    await round_.calls()
    write = partial(holding.write_minutes, meeting=round_.meeting)
    await round_.refuses(lambda db: write(db, said={"discussed": "街友"}))
    await round_.refuses(lambda db: holding.keep_minutes(db, round_.meeting, b"1"))
    await round_.holds()
    for said in ({"discussed": "街友"}, {"ended": "12:00"}):
        await round_.does(partial(write, said=said))
    now = await round_.read()
    assert (now.said["discussed"], now.said["ended"], now.said["place"]) == ("街友", "12:00", "禮堂")
    await round_.refuses(lambda db: holding.send_minutes(db, round_.meeting, "府社字第1號"))
    for content in (b"1", b"2"):
        await round_.does(partial(holding.keep_minutes, meeting=round_.meeting, content=content))
    await round_.does(lambda db: holding.send_minutes(db, round_.meeting, "府社字第1號"))
    versions = await round_.store(lambda db: minutes.of_meeting(db, meetings.read(db, round_.meeting)))
    assert [(one.content, one.sent_on) for one in versions] == [(b"1", None), (b"2", round_.today)]
    assert versions[0].by == round_.staff["clerk"].id
    with pytest.raises(NotThere):
        await round_.does(lambda db: holding.file_minutes(db, round_.meeting))
    told = await round_.does(lambda db: holding.file_minutes(db, round_.meeting), by="bureau")
    one = await round_.read()
    assert told == [("meeting.filed", round_.staff["clerk"].id, FiledMinutes(one.id, one.sign))]
    verbs = [verb for verb, _ in await round_.acts("meeting.%")]
    assert verbs[-4:] == ["meeting.minutes_made"] * 2 + ["meeting.minutes_sent", "meeting.filed"]


async def test_what_is_held_together_with_another_is_held_and_minuted_with_it(round_: Round) -> None:
    """[001] 參三(四)."""

    def beside(db: Transaction) -> int:
        other = meetings.add(
            db, Meeting(MeetingKind.DISTRICT, round_.units["neighbour"], date(2026, 6, 1)), "meeting.planned"
        )
        youth, health = (round_.units[name] for name in ("youth", "health"))
        attendances.add(db, other, youth, asked_on=round_.today)
        proposed = attendances.add(db, other, health, asked_on=round_.today)
        attendances.keep(db, proposed, proposed.propose(round_.today))
        guest_rows.add(db, Guest(0, other, name="許試用"))
        return other.id

    other = await round_.store(beside)
    await round_.calls()
    told = await round_.does(lambda db: calling.join(db, other, round_.meeting), by="neighbour")
    assert [(verb, person) for verb, person, _ in told] == [
        ("meeting.called", round_.staff["neighbour"].id),
        ("meeting.joined", round_.staff["clerk"].id),
    ]
    assert (await round_.store(lambda db: meetings.read(db, other))).joined_to == round_.meeting
    assert not [verb for verb, *_ in await round_.does(calling.tell_silent) if verb == "meeting.silent"]
    left = await round_.store(lambda db: attendances.of_meeting(db, meetings.read(db, other)))
    assert all(part.meeting.joined_to for part in left)
    [expert] = await round_.store(lambda db: guest_rows.of_meeting(db, meetings.read(db, round_.meeting)))
    assert expert.name == "許試用"
    youth, health = await round_.part("youth"), await round_.part("health")
    assert (youth.asked_on, youth.invited_at, health.proposed_on) == (round_.today, None, round_.today)
    await round_.holds()
    joined = await round_.store(lambda db: meetings.read(db, other))
    assert (joined.held_on, joined.fixed) == (round_.today, (await round_.read()).fixed)
    assert (await round_.part("youth")).present is None, "who was not invited is not missed"
    await round_.does(lambda db: holding.keep_minutes(db, round_.meeting, b"1"))
    await round_.does(lambda db: holding.send_minutes(db, round_.meeting, "府社字第1號"))
    assert (await round_.store(lambda db: meetings.read(db, other))).minutes_sent_on == round_.today
