"""Calling a meeting, answering its invitation, moving it, holding it together with another."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions.meetings import guests
from casework.errors import NotThere, WrongState
from casework.meetings.attending import Attendance, Coming, list_silent_from, silent
from casework.meetings.calling import invited, is_over, judge
from casework.meetings.discussing import Discussed, proposable
from casework.meetings.meetings import Meeting, MeetingKind, held_by
from casework.meetings.rights import MeetingRight, speaks_for
from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders.hearing import Owing, Personnel, listeners, owes
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import local_day
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import attendances, discussed, items, meetings
from storage.meetings import guests as guest_rows
from storage.staffing import people
from storage.staffing.directory import Directory

Said = Mapping[str, str]
ASKED = "asked_after"
"""Of which day of a meeting its secretariat was asked whether it was held."""


class InvitedUnit(Struct, frozen=True):
    """What an invitation's push names: the meeting's sign and day, and whose part it is."""

    attendance: int
    sign: str
    day: date
    moved: bool = False
    of: str = ""
    """The unit, for who hears because nobody of it can."""


class CalledOff(Struct, frozen=True):
    """What who was invited hears when a meeting at need is not held: its sign and its day."""

    meeting: int
    sign: str
    day: date


class HeldTogether(Struct, frozen=True):
    """What a secretariat hears when another conference is held together with its own."""

    meeting: int
    sign: str
    unit: str
    """Whose the other is."""


class Unnoted(Struct, frozen=True):
    """What the secretariat hears of a meeting whose day is over and of which nothing was noted."""

    meeting: int
    sign: str
    day: date


class Silent(Struct, frozen=True):
    """What the secretariat hears of those who have not answered."""

    meeting: int
    sign: str
    units: int


def to_call(db: Transaction, meeting: int) -> Meeting:
    """Return a meeting for its secretariat to call; `WrongState` when it has a day."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if not one.to_call:
        raise WrongState
    return one


def to_move(db: Transaction, meeting: int) -> Meeting:
    """Return a meeting that is called and still to come, for its secretariat to change."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if not one.convened:
        raise WrongState
    return one


def call(db: Transaction, meeting: int, day: date, said: Said, *, held: bool = False) -> Meeting:
    """Call a meeting, or call it for another day: who is invited hears and answers.

    One that was *held* earlier today is called for its minutes: nobody is asked to come.
    """
    before = meetings.get(db, meeting, MeetingRight.RUN)
    judge(day, said, db.now, db.rules.calendar, held=held)
    after = before.call(day, said, db.now)
    verb = "meeting.moved" if before.called else "meeting.called"
    after = meetings.save(db, before, after, verb, day=day.isoformat())
    _invite(db, after, moved=before.called)
    return after


def call_extra(db: Transaction, unit: Unit, day: date, said: Said, *, held: bool = False) -> Meeting:
    """Call a meeting at need (不定期會議) [001] 參一(四), 三(四): it is late for nobody."""
    bearer = answers_for(unit)
    if not any(speaks_for(one, unit.id, bearer) for one in db.acting):
        raise NotThere
    judge(day, said, db.now, db.rules.calendar, held=held)
    edition = db.rules.policy.edition
    one = Meeting(held_by(unit), unit, day.replace(day=1), edition=edition, extra=1)
    one = replace(one, extra=meetings.next_extra(db, one)).call(day, said, db.now)
    one = meetings.add(db, one, "meeting.called")
    _invite(db, one, moved=False)
    return one


def to_call_off(db: Transaction, meeting: int) -> Meeting:
    """Return a meeting at need that is still to come, for its secretariat to call off."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if not one.can_be_called_off:
        raise WrongState
    return one


def call_off(db: Transaction, meeting: int) -> Meeting:
    """Call a meeting at need off: who was invited hears, and what was brought to it comes before the next."""
    before = to_call_off(db, meeting)
    after = meetings.save(db, before, before.call_off(local_day(db.now)), "meeting.called_off")
    for guest in guest_rows.of_meeting(db, after):
        guests.let_go(db, guest)
    for part in attendances.of_meeting(db, after):
        if part.invited_at is not None:
            _tell_off(db, part)
    attendances.settle_all(db, after)
    items.settle_series(db, after)
    for one in discussed.of_meeting(db, after.id):
        _bring_to_the_next(db, one)
    return after


def _tell_off(db: Transaction, part: Attendance) -> None:
    one = part.meeting
    if one.fixed is not None and not is_over(one.fixed, one.said, db.now):
        about = CalledOff(one.id, one.sign, one.fixed)
        for person in hearing(db, part.bearer, part.unit.id):
            db.news.append(OfficeNews("meeting.called_off", person, about, f"called_off:{part.id}:{person}"))


def _bring_to_the_next(db: Transaction, one: Discussed) -> None:
    """Let what was proposed come before the conference that is next now; while none is planned it waits."""
    case = cases.read(db, one.case)
    to = discussed.next_conference(db, case)
    if one.former or to is None or not proposable(case):
        return
    there = discussed.of_case(db, to.id, case.id)
    if there is None:
        again = replace(one.carry_over(to.id), id=one.id, version=one.version)
        there = discussed.save(db, again, case)
    else:
        there = discussed.save(db, there.join(one), case)
        discussed.drop(db, one)
    if to.called:
        invite_concerned(db, to, [there])


def invite(db: Transaction, meeting: int, unit: int) -> Attendance:
    """Invite one more unit: by the topic, or because a case concerns it [001] 參二(三)2."""
    one = to_move(db, meeting)
    part = invited_to(db, one, people.unit(db, unit))
    if part is None:
        raise WrongState
    return part


def invited_to(db: Transaction, meeting: Meeting, unit: Unit) -> Attendance | None:
    """Invite a unit and let it hear; None when it is invited already."""
    part = attendances.of_unit(db, meeting, unit.id)
    if part is None:
        part = attendances.add(db, meeting, unit)
    elif part.invited_at is None:
        part = attendances.keep(db, part, replace(part, invited_at=db.now))
    else:
        return None
    _tell(db, part, moved=False)
    return part


def answer(db: Transaction, attendance: int, said: Coming, who: str = "") -> Attendance:
    """Answer for the own unit."""
    before = attendances.get(db, attendance)
    return attendances.save(db, before, before.reply(said, who), "attendance.answered", said=said)


def join(db: Transaction, meeting: int, other: int) -> Meeting:
    """Hold a meeting together with that of another unit of the district: one meeting, both their duties."""
    one = to_call(db, meeting)
    meetings.hold(db, other)
    to = meetings.read(db, other)
    for before in meetings.joined_to(db, one.id):
        meetings.keep(db, before, replace(before, joined_to=to.id))
    joined = meetings.save(db, one, one.join(to), "meeting.joined", to=to.id)
    for part in attendances.of_meeting(db, one):
        attendances.keep(db, part, replace(part, meeting=joined))
        there = attendances.of_unit(db, to, part.unit.id)
        if there is None:
            attendances.add(db, to, part.unit, asked_on=part.asked_on)
        elif part.proposed_on:
            attendances.keep(db, there, there.propose(part.proposed_on))
    bring(db, joined, to)
    guests.move(db, joined, to)
    if to.called:
        invite_concerned(db, to, discussed.of_meeting(db, to.id))
    for person in hearing(db, to.bearer, to.unit.id):
        about = HeldTogether(to.id, to.sign, one.unit.name)
        db.news.append(OfficeNews("meeting.joined", person, about, f"joined:{one.id}:{to.id}:{person}"))
    return to


def invite_concerned(db: Transaction, meeting: Meeting, these: Iterable[Discussed]) -> None:
    """Invite the units that these cases concern [001] 參三(三)1, and whose conference is held with it."""
    for unit in _concerned(db, meeting, these):
        invited_to(db, meeting, unit)


def _concerned(db: Transaction, meeting: Meeting, these: Iterable[Discussed]) -> list[Unit]:
    together = (each.unit.id for each in meetings.joined_to(db, meeting.id))
    units = dict.fromkeys((*together, *(unit for one in these for unit in one.units)))
    return [people.unit(db, unit) for unit in units if unit != meeting.unit.id]


def tell_silent(db: Transaction) -> None:
    """Let each secretariat hear once how many have not answered, so long before the meeting."""
    ahead = db.rules.policy.meetings.silent_days
    today = local_day(db.now)
    for one in meetings.to_come(db, date.fromordinal(today.toordinal() + ahead)):
        since = list_silent_from(one, db.rules)
        if since is None or today < since:
            continue
        units = sum(silent(part) for part in attendances.of_meeting(db, one))
        meetings.keep(db, one, replace(one, told_silent=True))
        if units:
            key = f"silent:{one.id}:{one.fixed}"
            for person in hearing(db, one.bearer, one.unit.id):
                db.news.append(OfficeNews("meeting.silent", person, Silent(one.id, one.sign, units), key))


def ask_after(db: Transaction) -> None:
    """Ask each secretariat once whether a meeting was held whose day is over."""
    for one in meetings.past(db, local_day(db.now)):
        day = one.fixed
        if day is None or day in db.rules.calendar.closed or one.said.get(ASKED) == day.isoformat():
            continue
        meetings.keep(db, one, replace(one, said={**one.said, ASKED: day.isoformat()}))
        for person in hearing(db, one.bearer, one.unit.id):
            about, key = Unnoted(one.id, one.sign, day), f"unnoted:{one.id}:{day}:{person}"
            db.news.append(OfficeNews("meeting.unnoted", person, about, key))


def hearing(db: Transaction, bearer: Bearer, unit: int, *, of: int | None = None) -> Iterable[int]:
    """List who hears for a unit: who answers for it, or the next one up.

    *of* a case: who does not keep out of it.
    """
    everybody: Personnel = Directory(db)
    if of is not None:
        everybody = recusals.without(db, of, everybody)
    return [one.id for one in listeners(Owing(bearer, unit=unit), Hearer.OWNER, everybody)]


def _theirs(db: Transaction, part: Attendance, person: int) -> bool:
    """Tell whether who hears of an invitation may answer it, and does not hear in a silent unit's place."""
    one = people.get(db, person)
    debt = Owing(part.bearer, unit=part.unit.id)
    return speaks_for(one, part.unit.id, part.bearer) or owes(debt, one, Directory(db))


def _invite(db: Transaction, one: Meeting, *, moved: bool) -> None:
    """Invite whom the edition names; to a conference who proposed, and the units that a case wants."""
    items.settle_series(db, one)
    guests.ask_again(db, one)
    there = {part.unit.id: part for part in attendances.of_meeting(db, one)}
    for unit in _to_invite(db, one, list(there.values())):
        part = there.get(unit.id) or attendances.add(db, one, unit)
        asked = replace(part, meeting=one, invited_at=db.now, answer=None, who="")
        _tell(db, attendances.keep(db, part, asked), moved=moved)
    attendances.settle_all(db, one)


def bring(db: Transaction, joined: Meeting, to: Meeting) -> None:
    """Let what was proposed to a conference that is held with another come before that one."""
    for one in discussed.of_meeting(db, joined.id):
        case, there = cases.read(db, one.case), discussed.of_case(db, to.id, one.case)
        if there is None:
            discussed.save(db, replace(one, meeting=to.id), case)
        else:
            discussed.save(db, there.join(one), case)
            discussed.drop(db, one)


def gather(db: Transaction, meeting: Meeting) -> None:
    """Put on the agenda what is tracked already [001] 參三(六)3(1), of every centre that holds it.

    What was proposed to an earlier conference that did not speak of it comes before this one.
    """
    if meeting.kind is not MeetingKind.CONFERENCE:
        return
    holding = [meeting.unit.id, *(one.unit.id for one in meetings.joined_to(db, meeting.id))]
    for case in (one for unit in holding for one in discussed.tracked_by(db, unit)):
        if discussed.of_case(db, meeting.id, case.id) is None:
            units = tuple(dict.fromkeys(unit for unit, _ in case.tracked_units()))
            one = Discussed(0, meeting.id, case.id, None, local_day(db.now), former=True, units=units)
            discussed.add(db, one, case)
    for left in (one for unit in holding for one in discussed.left_by(db, unit)):
        case = cases.read(db, left.case)
        if proposable(case) and discussed.of_case(db, meeting.id, case.id) is None:
            discussed.add(db, left.carry_over(meeting.id), case)


def _to_invite(db: Transaction, one: Meeting, there: list[Attendance]) -> list[Unit]:
    known = [part.unit for part in there if part.invited_at is not None]
    if one.kind is MeetingKind.CONFERENCE:
        gather(db, one)
        named = _concerned(db, one, discussed.of_meeting(db, one.id))
    else:
        named = invited(one, people.all_units(db), db.rules.policy)
    return list({unit.id: unit for unit in (*known, *named)}.values())


def _tell(db: Transaction, part: Attendance, *, moved: bool) -> None:
    one = part.meeting
    if one.fixed is None or is_over(one.fixed, one.said, db.now):
        return
    about = InvitedUnit(part.id, one.sign, one.fixed, moved)
    for person in hearing(db, part.bearer, part.unit.id):
        told = about if _theirs(db, part, person) else replace(about, of=part.unit.name)
        key = f"invited:{part.id}:{part.version}:{person}"
        db.news.append(OfficeNews("meeting.called", person, told, key))
