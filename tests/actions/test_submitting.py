"""What is written before a meeting, who comes to one point of it, and what it keeps asking about."""

from datetime import date, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from actions.meetings import calling, guests, items, submitting
from actions.meetings.guests import InvitedGuest
from actions.meetings.items import CityAnswered
from casework.errors import NotThere
from casework.meetings.attending import Coming
from casework.meetings.guests import Guest
from casework.meetings.items import Advice, ItemUnit, MeetingItem
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.meetings import attendances, meetings
from storage.meetings import guests as guest_rows
from storage.meetings import items as item_rows
from storage.meetings import submitted as kept
from tests.actions.district import AT_TEN, Round, round_
from tests.support.certain import certain

__all__ = ["round_"]

NEAR, OTHER, FAR = "平鎮區新勢里", "平鎮區北勢里", "桃園區文化里"


async def written(round_: Round) -> list[Submitted]:
    return list(await round_.store(lambda db: kept.of_meeting(db, round_.meeting)))


async def proposes(round_: Round, matter: str, by: str = "clerk") -> Submitted:
    said = {"matter": matter, "measures": "請協調"}
    await round_.does(lambda db: submitting.propose(db, round_.meeting, said, db.rules.policy), by=by)
    return (await written(round_))[-1]


def told_in_may(db: Transaction, round_: Round) -> Submitted:
    may = Meeting(MeetingKind.DISTRICT, round_.units["clerk"], date(2026, 5, 1), fixed=date(2026, 5, 8))
    one = meetings.add(db, may, "meeting.planned")
    said = {"work": "宣導", "resources": "志工"}
    unit, kind = round_.units["police"].id, SubmittedKind.REPORT
    return kept.add(db, Submitted(0, one.id, unit, kind, date(2026, 5, 1), said))


async def test_a_unit_writes_its_report_anew_and_what_is_left_empty_is_as_the_last_time(
    round_: Round,
) -> None:
    def report(db: Transaction, **said: str) -> Submitted:
        return submitting.report(db, round_.meeting, said, db.rules.policy)

    await round_.refuses(partial(report, work="訪視"))
    with pytest.raises(NotThere):
        await round_.does(partial(report, work="訪視"), by="youth")
    before = await round_.store(partial(told_in_may, round_=round_))
    await round_.calls()
    await round_.does(partial(report, work="訪視", resources=""), by="police")
    assert dict((await written(round_))[0].said) == {"work": "訪視", "resources": "志工"}
    assert await round_.store(lambda db: kept.of_meeting(db, before.meeting)) == [before]
    round_.store.forward(days=1)
    await round_.does(partial(report, work="", resources="社區"), by="police")
    [one] = await written(round_)
    assert (dict(one.said), one.on) == ({"work": "訪視", "resources": "社區"}, round_.today)
    assert (one.unit, one.kind) == (round_.units["police"].id, SubmittedKind.REPORT)
    assert (await round_.part("police")).reported_on == round_.today
    assert [verb for verb, _ in await round_.acts("attendance.reported")] == ["attendance.reported"] * 2
    for by in ("youth", "clerk", "bureau"):
        with pytest.raises(NotThere):
            await round_.does(partial(report, work="訪視"), by=by)


async def test_who_is_asked_for_cases_alone_writes_no_report_to_it(round_: Round) -> None:
    await round_.calls()

    def asked(db: Transaction) -> bool:
        one = meetings.read(db, round_.meeting)
        db.speaker = round_.staff["youth"]
        part = attendances.add(db, one, round_.units["youth"], asked_on=round_.today)
        alone = submitting.own_part(db, one)
        attendances.keep(db, part, replace(part, invited_at=db.now))
        return alone is None and submitting.own_part(db, one) is not None

    assert await round_.store(asked)


async def test_who_is_invited_or_runs_it_proposes_and_changes_their_own_until_it_is_decided(
    round_: Round,
) -> None:
    await round_.calls()
    mine, theirs = await proposes(round_, "照明"), await proposes(round_, "街友", by="police")
    assert [one.unit for one in (mine, theirs)] == [round_.units[name].id for name in ("clerk", "police")]
    assert [detail for _, detail in await round_.acts("meeting.proposal_written")] == [
        {"unit": one.unit} for one in (mine, theirs)
    ]
    with pytest.raises(NotThere):
        await proposes(round_, "照明", by="bureau")
    change = partial(submitting.change, said={"matter": "路燈", "measures": "請會勘"})
    await round_.refuses(lambda db: change(db, theirs.id))
    with pytest.raises(NotThere):
        await round_.does(lambda db: change(db, mine.id), by="neighbour")
    round_.store.forward(days=1)
    await round_.does(lambda db: change(db, mine.id))
    changed = (await written(round_))[0]
    assert (changed.said["matter"], changed.on) == ("路燈", round_.today)

    def changeable(db: Transaction, one: Submitted) -> bool:
        db.speaker = round_.staff["clerk"]
        return submitting.changeable(db, one, meetings.read(db, round_.meeting))

    assert await round_.store(lambda db: changeable(db, changed))
    for other in (
        theirs,
        replace(changed, kind=SubmittedKind.REPORT),
        replace(changed, ruling=Ruling.PASSED),
    ):
        assert not await round_.store(partial(changeable, one=other))
    await round_.refuses(lambda db: submitting.rule(db, mine.id, Ruling.PASSED, "照案"))
    await round_.holds()
    assert not await round_.store(lambda db: changeable(db, changed)), "it was held"
    with pytest.raises(NotThere):
        await round_.does(lambda db: submitting.rule(db, mine.id, Ruling.PASSED, "照案"), by="police")
    await round_.does(lambda db: submitting.rule(db, mine.id, Ruling.PASSED, "照案"))
    ruled = (await written(round_))[0]
    assert (ruled.ruling, ruled.said["decision"]) == (Ruling.PASSED, "照案")
    assert await round_.acts("meeting.proposal_ruled") == [("meeting.proposal_ruled", {"ruling": "passed"})]


# Guests


async def guests_of(round_: Round) -> list[Guest]:
    return list(await round_.store(lambda db: guest_rows.of_meeting(db, meetings.read(db, round_.meeting))))


async def test_a_chief_of_the_district_is_asked_once_to_a_point_and_hears_each_time_it_moves(
    round_: Round,
) -> None:
    chief = round_.staff[NEAR].id
    await round_.calls()
    point, other = (await proposes(round_, "照明")).id, (await proposes(round_, "街友")).id
    near = await round_.store(lambda db: guests.chiefs(db, meetings.read(db, round_.meeting)))
    assert [one.villages for one in near] == [(OTHER, FAR), (NEAR,), ("平鎮區新街里",)]
    ask = partial(guests.ask_chief, meeting=round_.meeting, person=chief)
    told = await round_.does(lambda db: ask(db, point=point))
    [guest] = await guests_of(round_)
    one = await round_.read()
    about = InvitedGuest(guest.id, one.sign, certain(one.fixed))
    assert told == [("meeting.guest_asked", chief, about)]
    await round_.refuses(lambda db: ask(db, point=point))
    assert len(await round_.does(lambda db: ask(db, point=other))) == 1, "to another point they are"
    for wrong in ({"point": 0}, {"point": point, "person": round_.staff[FAR].id}):
        with pytest.raises(NotThere):
            await round_.does(lambda db: ask(db, **wrong))  # noqa: B023 - at once
    with pytest.raises(NotThere):
        await round_.does(lambda db: guests.answer(db, guest.id, Coming.COMES), by=OTHER)
    await round_.does(lambda db: guests.answer(db, guest.id, Coming.COMES), by=NEAR)
    assert (await guests_of(round_))[0].answer is Coming.COMES
    expert = Guest(0, one, name="許試用")
    await round_.does(lambda db: guests.ask_expert(db, round_.meeting, 0, expert))
    moved = [person for verb, person, _ in await round_.calls(ahead=8) if verb == "meeting.guest_asked"]
    assert moved == [chief, chief]
    assert (await guests_of(round_))[0].answer is None, "they are asked once more"
    assert [verb for verb, _ in await round_.acts("meeting.guest%")] == [
        *["meeting.guest_asked"] * 2,
        *("meeting.guest_answered", "meeting.guest_asked"),
    ]


async def test_who_need_not_come_hears_so_and_with_a_point_go_its_guests_alone(round_: Round) -> None:
    chief, expert = round_.staff[NEAR].id, Guest(0, await round_.read(), name="許試用", pledged=True)
    await round_.refuses(lambda db: guests.ask_expert(db, round_.meeting, 0, expert))
    await round_.calls()
    point, other = (await proposes(round_, "照明")).id, (await proposes(round_, "街友")).id
    for at in (point, other):
        await round_.does(partial(guests.ask_chief, meeting=round_.meeting, point=at, person=chief))
    assert await round_.does(lambda db: guests.ask_expert(db, round_.meeting, 0, expert)) == []
    await round_.does(lambda db: guests.ask_expert(db, round_.meeting, point, expert))
    first, second, third, to_the_point = await guests_of(round_)
    assert to_the_point.point == point
    assert (third.point, third.name, third.meeting.id) == (None, "許試用", round_.meeting)
    about = InvitedGuest(first.id, (await round_.read()).sign, certain((await round_.read()).fixed))
    told = await round_.does(lambda db: submitting.take_back(db, point))
    assert told == [("meeting.guest_released", chief, about)]
    assert [one.id for one in await guests_of(round_)] == [second.id, third.id]
    assert [one.id for one in await written(round_)] == [other]
    with pytest.raises(NotThere):
        await round_.does(lambda db: guests.release(db, second.id), by="police")
    assert await round_.does(lambda db: guests.release(db, third.id)) == [], "an expert has no account"
    await round_.refuses(lambda db: guests.be_there(db, second.id, present=True))
    await round_.holds()
    await round_.refuses(lambda db: guests.release(db, second.id))
    for there in (True, False):
        await round_.does(partial(guests.be_there, row=second.id, present=there))
        assert [one.present for one in await guests_of(round_)] == [there]
    verbs = [verb for verb, _ in await round_.acts("meeting.%") if "guest" in verb or "taken" in verb]
    assert verbs[4:] == [
        "meeting.proposal_taken_back",
        *["meeting.guest_released"] * 3,
        *["meeting.guest_there"] * 2,
    ]


async def test_nobody_is_asked_to_a_point_of_another_meeting_and_to_a_conference_no_chief(
    round_: Round,
) -> None:
    await round_.calls()
    point = (await proposes(round_, "照明")).id

    def another(db: Transaction) -> int:
        db.speaker = round_.staff["clerk"]
        day = round_.today + timedelta(days=9)
        one = calling.call_extra(db, round_.units["clerk"], day, AT_TEN)
        assert guests.chiefs(db, replace(one, kind=MeetingKind.CONFERENCE)) == []
        return one.id

    other = await round_.store(another)
    with pytest.raises(NotThere):
        await round_.does(lambda db: guests.ask_chief(db, other, point, round_.staff[NEAR].id))


# What it keeps asking about


async def item(round_: Round, number: int) -> MeetingItem:
    return await round_.store(lambda db: item_rows.read_item(db, number))


async def decided(round_: Round) -> tuple[int, ItemUnit, ItemUnit]:
    """Put something under tracking, for the police with the health centre."""

    def decide(db: Transaction) -> tuple[int, ItemUnit, ItemUnit]:
        db.speaker = round_.staff["clerk"]
        one = items.decide(db, round_.meeting, "街友安置", "從速", "第1次會議")
        assert one.remarks == ("從速",)
        parts = [items.entrust(db, one.id, round_.units[name].id) for name in ("police", "health")]
        return one.id, parts[0], parts[1]

    await round_.calls()
    await round_.holds()
    return await round_.store(decide)


async def test_what_is_decided_is_numbered_and_the_first_of_its_units_leads(round_: Round) -> None:
    await round_.refuses(lambda db: items.decide(db, round_.meeting, "街友安置", "", ""))
    number, police, health = await decided(round_)
    assert (await item(round_, number)).serials == ("1150608-3-1",)
    assert (police.lead, health.lead) == (True, False)
    await round_.refuses(lambda db: items.entrust(db, number, round_.units["police"].id))
    with pytest.raises(NotThere):
        await round_.does(lambda db: items.entrust(db, number, round_.units["youth"].id), by="police")
    await round_.does(lambda db: items.lead(db, health.id))
    assert [(one.unit.id, one.lead) for one in (await item(round_, number)).units] == [
        (round_.units["health"].id, True),
        (round_.units["police"].id, False),
    ]
    await round_.does(lambda db: items.number(db, number, "1150608-3-2"))
    await round_.does(lambda db: items.remind(db, number, "再報"))
    now = await item(round_, number)
    assert (now.serials, now.remarks) == (("1150608-3-1", "1150608-3-2"), ("從速", "再報"))
    await round_.does(lambda db: items.ask(db, police.id, date(2026, 6, 30), "報告後解除"))
    asked = await round_.store(lambda db: item_rows.read(db, police.id))
    assert (asked.asked_for, asked.condition) == (date(2026, 6, 30), "報告後解除")
    assert await round_.acts("%item%") == [
        ("meeting.item_decided", {"item": number}),
        *[("item.entrusted", {"meeting": round_.meeting})] * 2,
        ("item.led", {}),
        ("meeting.item_numbered", {"item": number}),
        ("item.asked", {"by": "2026-06-30"}),
    ]
    second = await round_.does(lambda db: items.decide(db, round_.meeting, "另案", "", ""))
    assert second == []


async def test_a_unit_says_how_far_it_is_before_the_next_and_there_it_is_removed_and_taken_up_again(
    round_: Round,
) -> None:
    number, police, health = await decided(round_)
    tell = partial(items.tell, text="已安置", expected="7月", advice=Advice.REMOVE)
    await round_.refuses(lambda db: tell(db, police.id), by="police")

    def next_(db: Transaction) -> None:
        one = Meeting(MeetingKind.DISTRICT, round_.units["clerk"], date(2026, 7, 1))
        item_rows.settle_series(db, meetings.add(db, one, "meeting.planned"))

    await round_.store(next_)
    with pytest.raises(NotThere):
        await round_.does(lambda db: tell(db, police.id), by="health")
    await round_.does(lambda db: tell(db, police.id), by="police")
    [said] = (await round_.store(lambda db: item_rows.read(db, police.id))).progress
    assert (said.text, said.told_on, said.advice) == ("已安置", round_.today, Advice.REMOVE)
    for removed in (True, False, True):
        await round_.does(partial(items.remove, row=police.id, removed=removed))
        part = await round_.store(lambda db: item_rows.read(db, police.id))
        assert part.removed_on == (round_.today if removed else None)
    await round_.does(lambda db: items.remove(db, health.id, removed=True))
    for act in (
        lambda db: items.remind(db, number, "再報"),
        lambda db: items.number(db, number, "1150608-3-2"),
        lambda db: items.bring_up(db, number),
    ):
        await round_.refuses(act)
    assert [verb for verb, _ in await round_.acts("item.%")][2:] == [
        *("item.progress_told", "item.removed", "item.reopened", "item.removed", "item.removed"),
    ]


async def test_what_a_district_can_not_solve_goes_up_to_the_city_whose_answer_it_hears(round_: Round) -> None:
    number, *_ = await decided(round_)
    await round_.does(lambda db: items.bring_up(db, number))
    assert await round_.acts("meeting.item_raised") == [("meeting.item_raised", {"item": number})]
    assert (await item(round_, number)).raised_on == round_.today
    await round_.refuses(lambda db: items.bring_up(db, number))

    def city(db: Transaction) -> int:
        planned = Meeting(MeetingKind.CITY, round_.units["bureau"], date(2026, 6, 1), fixed=round_.today)
        one = meetings.add(db, planned, "meeting.planned")
        return meetings.keep(db, one, replace(one, held_on=local_day(db.now))).id

    at = await round_.store(city)
    with pytest.raises(NotThere):
        await round_.does(lambda db: items.answer(db, number, round_.meeting, "照辦"))
    told = await round_.does(lambda db: items.answer(db, number, at, "照辦"), by="bureau")
    after = await item(round_, number)
    assert told == [
        ("meeting.item_answered", round_.staff["clerk"].id, CityAnswered(round_.meeting, after.sign))
    ]
    assert (after.answered_on, after.remarks[-1]) == (round_.today, "1150608 府級-115-1：照辦")
    await round_.refuses(lambda db: items.answer(db, number, at, "照辦"), by="bureau")

    def of_the_city(db: Transaction) -> None:
        items.bring_up(db, items.decide(db, at, "床位", "", "").id)

    await round_.refuses(of_the_city, by="bureau")
