"""Cases brought before a conference, and what it decides of them [001] 參三(六)."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from actions.meetings import tracking
from actions.meetings.calling import hearing, invite_concerned
from actions.record import acting_seat, record
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NoConference, NotThere, WrongState
from casework.forms import Answers
from casework.meetings.calling import nearest
from casework.meetings.discussing import (
    TRACKING,
    Decision,
    Discussed,
    PlanDecision,
    in_order,
    moved,
    proposable,
)
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MeetingRight
from casework.staffing.bearers import answers_for
from casework.staffing.people import Person
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.cases import cases
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import attendances, discussed, meetings
from storage.staffing import people


class Brought(Struct, frozen=True):
    """What the secretariat hears when a case is proposed: the meeting's sign."""

    meeting: int
    sign: str


class Handled(Struct, frozen=True):
    """What who proposed a case hears of it: its number, and the meeting's sign."""

    case: int
    number: str
    sign: str


class ConferenceOutcome(Struct, frozen=True):
    """What who proposed or serves a case hears of a conference: what it decided."""

    case: int
    number: str
    sign: str
    decision: Decision


def propose(db: Transaction, case: int, answers: Answers) -> Meeting:
    """Bring a case before the next conference of its centre, as the unit for which the speaker acts."""
    found = cases.get(db, case, Action.PROPOSE)
    if not proposable(found) or db.speaker is None:
        raise WrongState
    meeting = discussed.next_conference(db, found)
    if meeting is None:
        raise NoConference
    meetings.hold(db, meeting.id)
    unit = _own_unit(db, found, db.speaker)
    priority = str(answers.get("priority") or "")
    one = Discussed(
        0,
        meeting.id,
        case,
        unit,
        local_day(db.now),
        reasons=_ticked(answers, "reasons"),
        tried=_ticked(answers, "tried"),
        units=_concerned(db, meeting, found, unit, [UnitKind(kind) for kind in _ticked(answers, "units")]),
        priority="" if priority == "none" else priority,
        problem=str(answers.get("problem") or ""),
    )
    one = one.bring_to(meeting, db.rules.policy.meetings.conference.propose_months)
    there = discussed.of_case(db, meeting.id, case)
    one = discussed.save(db, there.join(one), found) if there else discussed.add(db, one, found)
    journal.write(db, "case.proposed", subject=case, meeting=meeting.id)
    _answered(db, meeting, unit)
    if meeting.called:
        invite_concerned(db, meeting, [one])
    for person in hearing(db, meeting.bearer, meeting.unit.id, of=case):
        if person != db.speaker.id:
            news = OfficeNews(
                "meeting.case_proposed",
                person,
                Brought(meeting.id, meeting.sign),
                f"brought:{one.id}:{one.version}:{person}",
            )
            db.news.append(news)
    return meeting


def to_take_back(db: Transaction, case: int) -> tuple[Discussed, Meeting, Case, int]:
    """Get what the speaker's unit proposed to a conference that was not held yet, with that unit."""
    found = cases.get(db, case, Action.PROPOSE)
    there = _own_proposal(db, found)
    if there is None:
        raise WrongState
    one, meeting, unit = there
    return one, meeting, found, unit


def can_take_back(db: Transaction, case: Case) -> bool:
    """Tell whether the speaker's unit proposed it to the next conference, which decided nothing of it."""
    return _own_proposal(db, case) is not None


def _own_proposal(db: Transaction, case: Case) -> tuple[Discussed, Meeting, int] | None:
    meeting = discussed.next_conference(db, case)
    one = discussed.of_case(db, meeting.id, case.id) if meeting else None
    if meeting is None or one is None or db.speaker is None:
        return None
    unit = _own_unit(db, case, db.speaker)
    return (one, meeting, unit) if one.brought_by(unit) else None


def take_back(db: Transaction, case: int) -> Meeting:
    """Take a proposal of the own unit back before the conference; its secretariat hears.

    What another unit proposed, too, stays before it.
    """
    _, meeting, _, _ = to_take_back(db, case)
    meetings.hold(db, meeting.id)
    one, meeting, found, unit = to_take_back(db, case)
    left = one.without(unit)
    if left is None:
        discussed.drop(db, one)
    else:
        discussed.save(db, left, found)
    journal.write(db, "case.taken_back", subject=case, meeting=meeting.id)
    for person in hearing(db, meeting.bearer, meeting.unit.id, of=case):
        if db.speaker is None or person != db.speaker.id:
            about, key = Brought(meeting.id, meeting.sign), f"taken_back:{one.id}:{one.version}:{person}"
            db.news.append(OfficeNews("meeting.case_taken_back", person, about, key))
    return meeting


def _ticked(answers: Answers, key: str) -> tuple[str, ...]:
    value = answers.get(key)
    return tuple(value) if isinstance(value, list) else ()


def _own_unit(db: Transaction, case: Case, speaker: Person) -> int:
    """Return for which unit somebody brings a case: who stands in does so for the unit of who is away."""
    unit = case.seat(acting_seat(db, case)).unit
    return unit if unit is not None and unit in {one.unit for one in db.acting} else speaker.unit


def _concerned(
    db: Transaction, meeting: Meeting, case: Case, own: int, wanted: Iterable[UnitKind]
) -> tuple[int, ...]:
    """Whom a case concerns: who proposes it, who serves it, and the nearest of each kind that is wanted."""
    there = [one for one in people.all_units(db) if not one.ended]
    near = [unit.id for kind in wanted for unit in nearest(meeting, kind, there)]
    serving = [one.unit for one in (case.lead, *case.joint_seats) if one.unit is not None]
    return tuple(dict.fromkeys((own, *serving, *near)))


def _answered(db: Transaction, meeting: Meeting, unit: int) -> None:
    """What the unit was asked for is answered."""
    part = attendances.of_unit(db, meeting, unit)
    if part is not None and part.asked_on is not None and part.proposed_on is None:
        attendances.save(db, part, part.propose(local_day(db.now)), "attendance.proposed")


def agenda(db: Transaction, meeting: Meeting) -> list[tuple[Discussed, Case]]:
    """List the cases before a conference in the order in which they come.

    Whatever is shown or printed of a conference asks this: from which the speaker keeps out is not there.
    """
    return [(one, case) for one, case in _whole_agenda(db, meeting) if not recusals.keeps_out(db, case.id)]


def _whole_agenda(db: Transaction, meeting: Meeting) -> list[tuple[Discussed, Case]]:
    found = discussed.of_meeting(db, meeting.id)
    case = {one.id: cases.read(db, one.case) for one in found}
    return [(one, case[one.id]) for one in in_order((one, case[one.id].reported_at) for one in found)]


def readable(db: Transaction, meeting: Meeting) -> list[tuple[Discussed, Case]]:
    """List those that were brought: its secretariat reads all, others what concerns them and is told."""
    runs = MeetingRight.RUN in meetings.standing(db, meeting)
    brought = (pair for pair in agenda(db, meeting) if not pair[0].former)
    return [(one, case) for one, case in brought if runs or cases.may(db, case, Action.WHY)]


def decide(db: Transaction, row: int, decision: Decision, tasks: str = "") -> Discussed:
    """Carry out what the conference decided: under tracking, kept, removed, or not."""
    one, meeting, case = to_decide(db, row)
    after = one.decide(decision, case, tasks)
    if decision is Decision.TRACKED:
        case = _track(db, one, meeting, case, tasks)
    elif decision is Decision.KEPT:
        case = tracking.keep(db, case.id, tasks)
    elif decision is Decision.REMOVED:
        case = tracking.untrack(db, case.id)
    journal.write(db, "meeting.case_decided", subject=meeting.id, case=case.id, decision=decision)
    return _decided(db, discussed.save(db, after, case), meeting, case, decision)


def _decided(db: Transaction, one: Discussed, meeting: Meeting, case: Case, decision: Decision) -> Discussed:
    """Let who proposed it and who serves it hear; what each is to do stands on the card of the case."""
    serving = (seat.worker for seat in (case.lead, *case.joint_seats) if seat.worker is not None)
    told = (person for person in serving if case.id not in recusals.out_of(db, person))
    about = ConferenceOutcome(case.id, case.number, meeting.sign, decision)
    for person in dict.fromkeys((*_proposing(db, one, case), *told)):
        if db.speaker is None or person != db.speaker.id:
            key = f"decided:{one.id}:{one.version}:{person}"
            db.news.append(OfficeNews("meeting.case_decided", person, about, key))
    return one


def correct(db: Transaction, row: int, decision: Decision, tasks: str = "") -> Discussed:
    """Carry out what the conference decided where the other was noted, until the minutes are sent."""
    one, meeting, case = to_decide(db, row)
    after = one.correct(decision, case, tasks)
    tracks = decision in TRACKING
    case = _track(db, one, meeting, case, tasks) if tracks else tracking.untrack(db, case.id)
    journal.write(db, "meeting.case_corrected", subject=meeting.id, case=case.id, decision=decision)
    return _decided(db, discussed.save(db, after, case), meeting, case, decision)


def _track(db: Transaction, one: Discussed, meeting: Meeting, case: Case, tasks: str) -> Case:
    met_on = meeting.held_on or local_day(db.now)
    return tracking.track(db, case.id, met_on=met_on, units=one.units or (meeting.unit.id,), tasks=tasks)


def decide_plan(db: Transaction, row: int, decision: PlanDecision) -> Discussed:
    """Carry out what the conference decided of the joint plan; one that is returned comes again."""
    one, meeting, case = to_decide(db, row)
    if not one.to_pass(case):
        raise WrongState
    if decision is not PlanDecision.RETURNED:
        case = record(db, case, case.pass_plan(db.now), "case.plan_passed")
    journal.write(db, "meeting.case_decided", subject=meeting.id, case=case.id, decision=decision)
    return discussed.save(db, replace(one, plan=decision), case)


def accept(db: Transaction, row: int) -> Discussed:
    """Let a proposal on the agenda that came late or was sent back; who proposed it hears."""
    one, meeting, case = _in_hand(db, row)
    return _handled(db, one.accept(), meeting, case, "accepted")


def to_send_back(db: Transaction, row: int) -> Discussed:
    """Get a proposal for its secretariat to send back; refused where `send_back` would be."""
    one, _, _ = _in_hand(db, row)
    one.send_back("")
    return one


def send_back(db: Transaction, row: int, missing: str) -> Discussed:
    """Send a proposal back to who brought it (退回補件); what it lacks stands on the card of its case."""
    one, meeting, case = _in_hand(db, row)
    return _handled(db, one.send_back(missing), meeting, case, "sent_back")


def move(db: Transaction, row: int, by: int) -> Meeting:
    """Move a case by a place in the agenda: -1 towards its beginning, 1 towards its end.

    It goes past its neighbour of those that the speaker is told of: past another nothing would seem to move.
    """
    one, meeting, _ = _in_hand(db, row)
    found = _whole_agenda(db, meeting)
    told = {each.id: case for each, case in found}
    whole, shown = ([each.id for each, _ in these] for these in (found, agenda(db, meeting)))
    past = shown[min(max(shown.index(row) + by, 0), len(shown) - 1)]
    for each in moved([each for each, _ in found], one, whole.index(past) - whole.index(row)):
        discussed.save(db, each, told[each.id])
    journal.write(db, "meeting.agenda_moved", subject=meeting.id, case=one.case)
    return meeting


def _in_hand(db: Transaction, row: int) -> tuple[Discussed, Meeting, Case]:
    """Get a case before a conference for its secretariat, until the minutes are sent."""
    _, meeting, case = seen(db, row)
    if meeting.over:
        raise WrongState
    meetings.hold(db, meeting.id)
    return discussed.read(db, row), meeting, case


def _handled(db: Transaction, one: Discussed, meeting: Meeting, case: Case, what: str) -> Discussed:
    """Keep it, and let who proposed it hear: the unit's worker in the case, else who answers for the unit."""
    after = discussed.save(db, one, case)
    journal.write(db, f"meeting.case_{what}", subject=meeting.id, case=case.id)
    about = Handled(case.id, case.number, meeting.sign)
    for person in dict.fromkeys(_proposing(db, one, case)):
        if db.speaker is None or person != db.speaker.id:
            key = f"{what}:{after.id}:{after.version}:{person}"
            db.news.append(OfficeNews(f"meeting.case_{what}", person, about, key))
    return after


def _proposing(db: Transaction, one: Discussed, case: Case) -> Iterable[int]:
    for unit in (one.unit, *one.also):
        if unit is None:
            continue
        workers = [seat.worker for seat in case.seats if seat.unit == unit and seat.worker is not None]
        told = [person for person in workers if case.id not in recusals.out_of(db, person)]
        yield from told or hearing(db, answers_for(people.unit(db, unit)), unit, of=case.id)


def to_decide(db: Transaction, row: int) -> tuple[Discussed, Meeting, Case]:
    """Get a case before a conference that was held, for its secretariat, until the minutes are sent."""
    one = _not_kept_out(db, row)
    meeting = meetings.get(db, one.meeting, MeetingRight.RUN)
    if not meeting.to_minute:
        raise WrongState
    cases.hold_cases(db, one.case)
    return discussed.read(db, row), meeting, cases.read(db, one.case)


def _not_kept_out(db: Transaction, row: int) -> Discussed:
    """Get one: who keeps out of a case neither reads nor decides it, though they run the conference."""
    one = discussed.read(db, row)
    if recusals.keeps_out(db, one.case):
        raise NotThere
    return one


def seen(db: Transaction, row: int) -> tuple[Discussed, Meeting, Case]:
    """Get one for whoever runs the conference."""
    one = _not_kept_out(db, row)
    meeting = meetings.read(db, one.meeting)
    if MeetingRight.RUN not in meetings.standing(db, meeting):
        raise NotThere
    return one, meeting, cases.read(db, one.case)
