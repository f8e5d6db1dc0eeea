"""Meetings as people hold them on their phones: called, prepared, held, minuted; late now and then."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from actions.meetings import calling, planning, proposing
from casework.cases.case import Case
from casework.meetings.attending import Coming
from casework.meetings.discussing import Decision, proposable
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.merit import may_object
from casework.meetings.rights import speaks_for
from casework.policy.policy import Duty
from casework.staffing.bearers import answers_for
from casework.staffing.people import Person, Role
from handlers.meetings.agenda import AcceptProposal, CaseBefore, CasesBefore, Decide, DecidePlan
from handlers.meetings.attending import NothingToPropose, Reply
from handlers.meetings.calling import CallOn, Joined, JoinWith, MoveMeeting
from handlers.meetings.holding import Held, WasThere
from handlers.meetings.items.keys import (
    AnswerRaised,
    BringUp,
    Entrust,
    EntrustTo,
    NewItem,
    OpenItem,
    OwnItems,
    RaisedItems,
    RemoveUnit,
    TellProgress,
    TrackedItems,
)
from handlers.meetings.listing import Extra, OpenMeetings, PlanNow
from handlers.meetings.merit import ObjectToMerit, SendMerit
from handlers.meetings.minuting import FileMinutes, Send, Write
from handlers.meetings.proposing import ProposeCase
from handlers.meetings.submitting import RuleOn, WriteProposal, WriteReport, WrittenBefore
from handlers.meetings.written import OpenWritten
from handlers.ui.buttons import OpenCard
from storage.core.database import Transaction
from storage.meetings import attendances, discussed, meetings
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from storage.staffing import people
from tests.simulation.acts.directly import by
from tests.simulation.acts.flows import forms
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.support.keys import on

if TYPE_CHECKING:
    from tests.simulation.days import Life

NEGLECT = 7
"""One in so many is as good as forgotten."""
TAPPED = 2
"""So many units answer by their phone in one day; the others do as the tap would, each once for all of it."""
ALIKE_A_DAY = 0.4
"""How much less haste has what many units answer alike: who turns to it answers all of theirs."""
OBJECTED = 0.5
"""How often a unit objects, of the days on which one may."""
SPEAKING = (Role.SUPERVISOR, Role.HEAD, Role.CLERK, Role.LIAISON)
"""Who speaks for a unit, of whose meetings or none."""
SOON = timedelta(days=14)
"""A typhoon closes the day of one of the meetings until then; in life it is seen coming for some days."""
BROUGHT = 0.4
"""How often somebody brings a case of theirs before the next conference."""
CALLED = timedelta(days=20)
"""Nobody calls a meeting sooner before it is owed."""
PLACE, CHAIR = "三樓會議室（示範）", "林示範"


async def goes_on(life: "Life", sight: Sight, random: Random, most: int) -> None:
    """Let what runs be planned; then those whose day has come be held, and what is owed be done."""
    if life.room.look(partial(planning.to_begin, on=life.room.office.editions.on)):
        hand = life.somebody(sight, Role.BUREAU)
        await _lists(hand)
        await hand.taps(PlanNow)
        life.did["meetings planned"] += 1
        return
    held = False
    for one in _ahead(life, sight):
        who = _runs(sight, one, random)
        if most and who is not None and random.random() < _haste(one.id):
            most -= 1
            await _holds(Hand(life.room, sight.people[who]), one, random)
            life.did[f"{one.kind} {life.room.look(partial(_came_of, one))}"] += 1
            life.by_phone += 1
            held = True
    sight = life.sees() if held else sight
    if random.random() < BROUGHT:
        await _brings(life, sight, random)
        sight = life.sees()
    await _owed(life, sight, random, most)
    if random.random() < OBJECTED:
        await _objects(life, sight, random)


def met_soon(life: "Life", sight: Sight, draw: float) -> date | None:
    """Draw a day soon on which a meeting is called; tomorrow and later, as a typhoon is announced."""
    called = (one.fixed for one in life.room.look(life.room.office.kinds["meeting"].owing) if one.called)
    soon = {day for day in called if day is not None and sight.today < day <= sight.today + SOON}
    days = sorted(day for day in soon if sight.rules.calendar.is_working_day(day))
    return days[int(draw * len(days))] if days else None


def _came_of(one: Meeting, db: Transaction) -> str:
    now = meetings.read(db, one.id)
    return f"held, chair: {now.chair}" if now.held_on else "moved: no chair"


def _speaks(one: Person, db: Transaction) -> bool:
    """Tell whether somebody speaks for their unit: of a centre that has a supervisor no liaison does."""
    return speaks_for(one, one.unit, answers_for(people.unit(db, one.unit)))


async def _objects(life: "Life", sight: Sight, random: Random) -> None:
    """Let a unit that sees its row of the merit table object to it."""
    year = sight.today.year - 1
    if may_object(year, sight.today, sight.rules):
        there = [one for one in sight.people.values() if one.role in SPEAKING and not one.blocked]
        spoken = life.room.look(lambda db: [one for one in there if _speaks(one, db)])
        hand = Hand(life.room, random.choice(spoken))
        await hand.leaves_forms()
        await hand.says("獎懲")
        await hand.begins(on(ObjectToMerit, year=year))
        await hand.fills_in(forms(), random)
        life.did["objected to the merit table"] += 1
        life.by_phone += 1


async def _brings(life: "Life", sight: Sight, random: Random) -> None:
    """Let whoever serves a case bring it before the next conference, from its card."""
    found = [one for one in sight.cases.values() if proposable(one)]
    found = [one for one in found if life.room.look(partial(_to_come, one))]
    served = [(one, who) for one in found for who in [sight.there(one.worker)] if who is not None]
    if served:
        case, who = random.choice(served)
        await _from_the_card(Hand(life.room, sight.people[who]), case, random)
        life.did["case brought"] += 1
        life.by_phone += 1


def _to_come(case: Case, db: Transaction) -> bool:
    """Tell whether a conference is to come that it is not before yet."""
    one = discussed.next_conference(db, case)
    return one is not None and discussed.of_case(db, one.id, case.id) is None


async def _from_the_card(hand: Hand, case: Case, random: Random) -> None:
    await hand.opens(case)
    await hand.begins(ProposeCase(case.id))
    await hand.fills_in(forms(), random)


def _ahead(life: "Life", sight: Sight) -> list[Meeting]:
    found = life.room.look(life.room.office.kinds["meeting"].owing)
    return [one for one in found if one.holdable(sight.today)]


def _haste(number: int) -> float:
    """How probable it is that something is done today: the neglected wait."""
    return 0.05 if number * 11 % NEGLECT == 0 else 0.6


def _runs(sight: Sight, one: Meeting, random: Random) -> int | None:
    """Draw who acts for the unit that holds a meeting."""
    found = sight.speaking(one.unit.id, one.bearer)
    return random.choice(found) if found else None


async def _owed(life: "Life", sight: Sight, random: Random, most: int) -> None:
    """Let those who owe something do it, what presses first; many units answer alike, so a few tap."""
    tapped, answered = 0, set[int]()
    for duty in sorted(sight.meetings, key=lambda one: (one.due, one.id)):
        far = duty.duty is Duty.CALL_MEETING and duty.due - sight.now > CALLED
        who = sight.speaking(duty.unit, duty.bearer) if duty.duty in DONE else []
        if not who or far or duty.since > sight.now:
            continue
        haste = _haste(duty.id) * (ALIKE_A_DAY if duty.duty in ALIKE else 1)
        if who[0] not in answered and random.random() > haste:
            continue
        if not life.room.look(partial(_stands, duty)):  # what was done a moment before ended it
            continue
        if duty.duty in ALIKE:
            tapped += 1
            if tapped > TAPPED:
                await life.room.act(partial(ALIKE[duty.duty], who[0], duty.subject, random.random()))
                life.without += who[0] not in answered
                answered.add(who[0])
                life.did[str(duty.duty)] += 1
                continue
        elif not most:
            continue
        else:
            most -= 1
        if await DONE[duty.duty](Hand(life.room, sight.people[random.choice(who)]), duty, random):
            life.did[str(duty.duty)] += 1
            life.by_phone += 1


def _stands(duty: Obligation, db: Transaction) -> bool:
    return any(one.id == duty.id for one in obligations.of_subject(db, duty.subject))


def _nothing(who: int, part: int, draw: float, db: Transaction) -> None:
    proposing.nothing(by(db, who), part)


def _answered(who: int, part: int, draw: float, db: Transaction) -> None:
    calling.answer(by(db, who), part, Coming.COMES if draw < 0.7 else Coming.EXCUSED)


ALIKE: Mapping[Duty, Callable[[int, int, float, Transaction], None]] = {
    Duty.PROPOSE_CASES: _nothing,
    Duty.ANSWER_INVITATION: _answered,
}


async def _lists(hand: Hand) -> None:
    await hand.leaves_forms()
    await hand.says("會議")


async def _opens(hand: Hand, meeting: int) -> None:
    """Open its card, or the own part, from the list that everybody types."""
    await _lists(hand)
    await hand.turns_to(OpenCard(meeting), OpenMeetings)


async def _part(hand: Hand, part: int) -> None:
    """Open the own part in a meeting, from the invitation where it is there."""
    await hand.leaves_forms()
    if hand.finds(OpenCard(part)):
        await hand.taps(OpenCard(part))
        return
    meeting = hand.room.look(lambda db: attendances.read(db, part).meeting)
    await _opens(hand, meeting.id)
    if hand.finds(OpenCard(part)):  # who runs or oversees it sees the meeting first
        await hand.taps(OpenCard(part))


async def _calls(hand: Hand, duty: Obligation, random: Random) -> bool:
    """Call it for a day that is suggested or another; or move it, where a typhoon closed its day."""
    one = hand.room.look(lambda db: meetings.read(db, duty.subject))
    await _opens(hand, one.id)
    if one.called:
        await _moves(hand, one, random, "typhoon")
        return True
    together = hand.offers(JoinWith)
    if together and random.random() < 0.2:
        await hand.taps(together[0], Joined)
        return True
    days = [key for key in hand.offers(CallOn) if key != CallOn(one.id, "other")]
    other = _soon(hand, one, random)
    if days and (other is None or random.random() < 0.6):
        await hand.taps(random.choice(days))
        await hand.fills_in(forms(), random, time="14:00", place=PLACE)
    else:
        await hand.taps(CallOn(one.id, "other"))
        await hand.fills_in(forms(), random, day=other or "", time="14:00", place=PLACE)
    return True


def _soon(hand: Hand, one: Meeting, random: Random) -> str | None:
    """Draw a working day within a few that the unit does not meet on."""
    today = hand.room.now.date()
    calendar = hand.room.look(lambda db: db.rules.calendar)
    taken = hand.room.look(lambda db: meetings.taken(db, one.unit.id))
    days = [today + timedelta(days=n) for n in range(1, 8)]
    free = [day for day in days if calendar.is_working_day(day) and day not in taken]
    return random.choice(free).isoformat() if free else None


async def _moves(hand: Hand, one: Meeting, random: Random, why: str) -> None:
    await hand.taps(MoveMeeting(one.id))
    await hand.fills_in(forms(), random, why=why, time="10:00", place=PLACE)


async def _proposes(hand: Hand, duty: Obligation, random: Random) -> bool:
    await _part(hand, duty.subject)
    await hand.taps(NothingToPropose(duty.subject))
    return True


async def _answers(hand: Hand, duty: Obligation, random: Random) -> bool:
    """Come, be excused or send somebody; now and then write a proposal, too."""
    await _part(hand, duty.subject)
    await hand.taps(random.choice(hand.offers(Reply)))
    await hand.fills_in(forms(), random, who=CHAIR)
    if random.random() < 0.3 and hand.finds(WrittenBefore):
        await hand.taps(WrittenBefore)
        if hand.finds(WriteProposal):
            await hand.begins(WriteProposal)
            await hand.fills_in(forms(), random)
    return True


async def _reports(hand: Hand, duty: Obligation, random: Random) -> bool:
    await _part(hand, duty.subject)
    await hand.taps(WrittenBefore)
    await hand.begins(WriteReport)
    await hand.fills_in(forms(), random)
    return True


async def _tells(hand: Hand, duty: Obligation, random: Random) -> bool:
    """Say how far an item is."""
    await hand.leaves_forms()
    await hand.says("列管事項")
    await hand.turns_to(OpenCard(duty.subject), OwnItems)
    await hand.begins(TellProgress(duty.subject))
    await hand.fills_in(forms(), random)
    return True


async def _holds(hand: Hand, one: Meeting, random: Random) -> None:
    """Hold it, whoever chairs; or move it, because nobody can."""
    await _opens(hand, one.id)
    if random.random() < 0.1:
        await _moves(hand, one, random, "chair")
        return
    await hand.begins(Held(one.id))
    await hand.fills_in(forms(), random, who=CHAIR)
    if hand.offers(WasThere) and random.random() < 0.3:
        await hand.taps(random.choice(hand.offers(WasThere)))
    await hand.taps(OpenCard(one.id))
    await DECIDES[one.kind](hand, one, random)


async def _decides_cases(hand: Hand, one: Meeting, random: Random) -> None:
    """Decide of each case, one after the other, as the card goes on."""
    while found := hand.room.look(lambda db: _undecided(db, one)):
        if not hand.finds(CaseBefore(found[0])):
            await _opens(hand, one.id)
            await hand.taps(on(CasesBefore))
        await hand.turns_to(CaseBefore(found[0]), CasesBefore)
        if hand.offers(AcceptProposal):
            await hand.taps(AcceptProposal(found[0]))
        if plans := hand.offers(DecidePlan):
            await hand.taps(random.choice(plans))
        await hand.taps(_drawn(hand, random))
        await hand.fills_in(forms(), random)
        if hand.room.look(lambda db: discussed.read(db, found[0])).decision is None:
            raise AssertionError(
                f"{hand.person.name} was offered a decision on {found[0]}, and it was refused: "
                f"{(await hand.chat())['messages'][-1]}"
            )


def _undecided(db: Transaction, one: Meeting) -> list[int]:
    return [each.id for each in discussed.of_meeting(db, one.id) if each.decision is None]


def _drawn(hand: Hand, random: Random) -> Decide:
    offered = [key for key in hand.offers(Decide) if isinstance(key, Decide)]
    likely = {Decision.TRACKED: 3, Decision.KEPT: 1, Decision.REMOVED: 1, Decision.NOT_TRACKED: 1}
    return random.choices(offered, [likely[key.decision] for key in offered])[0]


async def _decides_items(hand: Hand, one: Meeting, random: Random) -> None:
    """Put something under tracking, remove it for a unit, bring it up; rule on what was proposed."""
    await hand.taps(on(TrackedItems))
    if opened := hand.offers(OpenItem):
        await hand.taps(random.choice(opened))
        for kind in (RemoveUnit, BringUp):
            if (found := hand.offers(kind)) and random.random() < 0.5:
                await hand.taps(random.choice(found))
        await _opens(hand, one.id)
        await hand.taps(on(TrackedItems))
    if random.random() < 0.5:
        await hand.begins(NewItem)
        await hand.fills_in(forms(), random)
        for _ in range(random.randint(1, 2)):
            if not hand.offers(Entrust):
                await hand.taps(EntrustTo)
            await hand.taps(random.choice(hand.offers(Entrust)))
    await _opens(hand, one.id)
    if hand.finds(RaisedItems):
        await hand.taps(RaisedItems)
        await hand.taps(random.choice(hand.offers(AnswerRaised)))
        await hand.fills_in(forms(), random)
        await _opens(hand, one.id)
    if hand.finds(WrittenBefore):
        await hand.taps(WrittenBefore)
        for written in hand.offers(OpenWritten)[:1]:
            await hand.taps(written)
            if hand.finds(RuleOn):
                await hand.taps(RuleOn)
                await hand.fills_in(forms(), random)


DECIDES: Mapping[MeetingKind, Callable[[Hand, Meeting, Random], Awaitable[None]]] = {
    MeetingKind.CONFERENCE: _decides_cases,
    MeetingKind.DISTRICT: _decides_items,
    MeetingKind.CITY: _decides_items,
    MeetingKind.TOPIC: _decides_items,
}


async def _minutes(hand: Hand, duty: Obligation, random: Random) -> bool:
    """Make them, and send them at once or another day."""
    await _opens(hand, duty.subject)
    if not hand.finds(Send(duty.subject)):
        await hand.begins(Write(duty.subject))
        await hand.fills_in(forms(), random, ended="17:00")
        if random.random() < 0.3:
            return False
    await hand.begins(Send(duty.subject))
    await hand.fills_in(forms(), random, letter="示範字第1號")
    return True


async def _files(hand: Hand, duty: Obligation, random: Random) -> bool:
    await _opens(hand, duty.subject)
    await hand.taps(FileMinutes(duty.subject))
    return True


async def _sends_merit(hand: Hand, duty: Obligation, random: Random) -> bool:
    """Not before the last day for objections: until then there is no key."""
    await hand.leaves_forms()
    await hand.says("獎懲")
    if not hand.finds(SendMerit(duty.subject)):
        return False
    await hand.begins(SendMerit(duty.subject))
    await hand.fills_in(forms(), random, letter="示範字第1號")
    return True


DONE: Mapping[Duty, Callable[[Hand, Obligation, Random], Awaitable[bool]]] = {
    Duty.CALL_MEETING: _calls,
    Duty.PROPOSE_CASES: _proposes,
    Duty.ANSWER_INVITATION: _answers,
    Duty.WORK_REPORT: _reports,
    Duty.TRACKED_PROGRESS: _tells,
    Duty.MINUTES: _minutes,
    Duty.FILE_MINUTES: _files,
    Duty.MERIT_TABLE: _sends_merit,
}
"""How each duty is done; a meeting is held when its day has come."""


async def at_need(life: "Life", sight: Sight, random: Random, *, tracked: bool) -> None:
    """Let a centre call a conference at need for today, have a case proposed to it, hold it and decide.

    With *tracked*: one that has a case under tracking, which comes before it by itself.
    """
    if not sight.rules.calendar.is_working_day(sight.today):
        return
    found = life.room.look(partial(_centres, sight, tracked))
    if not found:
        return
    centre, case, who = random.choice(found)
    hand = Hand(life.room, sight.people[random.choice(who)])
    await _lists(hand)
    await hand.begins(Extra)
    await hand.fills_in(forms(), random, day=sight.today.isoformat(), time="16:00", place=PLACE)
    one = next(one for one in reversed(_ahead(life, sight)) if one.unit.id == centre and one.extra)
    proposer = sight.there(sight.cases[case].worker)
    if proposer is not None and not sight.cases[case].tracked:
        await _from_the_card(Hand(life.room, sight.people[proposer]), sight.cases[case], random)
    await _holds(hand, one, random)
    life.did["conference at need"] += 1
    life.by_phone += 1


def _centres(sight: Sight, tracked: bool, db: Transaction) -> list[tuple[int, int, list[int]]]:
    """List the centres with such a case, and who runs their conferences."""
    found = []
    for case in sight.cases.values():
        unit = discussed.centre_of(db, case)
        who = [
            each.id
            for each in sight.people.values()
            if each.role is Role.SUPERVISOR and each.unit == unit and sight.there(each.id) == each.id
        ]
        if who and unit is not None and (case.tracked if tracked else proposable(case)):
            found.append((unit, case.id, who))
    return found
