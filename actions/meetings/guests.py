"""Chiefs and experts come to one point of a meeting [001] 參二(三)2, 三(三)2."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import NotThere, WrongState
from casework.meetings.attending import Coming
from casework.meetings.calling import is_over
from casework.meetings.guests import Guest, asks_chiefs
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MeetingRight
from casework.staffing.people import Person, Role
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import guests, meetings, submitted
from storage.staffing import people


class InvitedGuest(Struct, frozen=True):
    """What a chief's invitation names: the meeting's sign and its day."""

    guest: int
    sign: str
    day: date


def chiefs(db: Transaction, meeting: Meeting) -> list[Person]:
    """List the chiefs of a meeting's district, by village."""
    if not asks_chiefs(meeting):
        return []
    there = people.of_role(db, Role.CHIEF)
    near = [one for one in there if any(place.startswith(meeting.unit.district) for place in one.villages)]
    return sorted(near, key=lambda one: one.villages)


def ask_chief(db: Transaction, meeting: int, point: int, person: int) -> Guest:
    """Invite a chief of the district to one proposal; they hear at once."""
    one = to_invite(db, meeting, point)
    there = [guest for guest in guests.of_meeting(db, one) if guest.point == point]
    if person not in {each.id for each in chiefs(db, one)} or not point:
        raise NotThere
    if any(guest.person == person for guest in there):
        raise WrongState
    found = guests.add(db, Guest(0, one, point, person))
    journal.write(db, "meeting.guest_asked", subject=one.id, guest=found.id)
    tell(db, found)
    return found


def ask_expert(db: Transaction, meeting: int, point: int, expert: Guest) -> Guest:
    """Note an expert who was asked, to one proposal or (0) to the whole meeting."""
    one = to_invite(db, meeting, point)
    found = guests.add(db, replace(expert, meeting=one, point=point or None))
    journal.write(db, "meeting.guest_asked", subject=one.id, guest=found.id)
    return found


def to_invite(db: Transaction, meeting: int, point: int) -> Meeting:
    """Get a meeting to come for its secretariat, and a point of it."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if point and submitted.read(db, point).meeting != one.id:
        raise NotThere
    if not one.convened:
        raise WrongState
    return one


def answer(db: Transaction, row: int, said: Coming) -> Guest:
    """Answer for oneself."""
    before = own(db, row)
    journal.write(db, "meeting.guest_answered", subject=before.meeting.id, said=said)
    return guests.save(db, before.reply(said))


def own(db: Transaction, row: int) -> Guest:
    """Read the speaker's own invitation."""
    found = guests.read(db, row)
    if db.speaker is None or found.person != db.speaker.id:
        raise NotThere
    return found


def release(db: Transaction, row: int) -> Guest:
    """Ask somebody not to come after all; a chief hears."""
    found = guests.read(db, row)
    meetings.get(db, found.meeting.id, MeetingRight.RUN)
    if not found.meeting.convened:
        raise WrongState
    let_go(db, found)
    return found


def let_go(db: Transaction, one: Guest) -> None:
    """Forget an invitation, and say so to who has it."""
    journal.write(db, "meeting.guest_released", subject=one.meeting.id, guest=one.id)
    guests.drop(db, one)
    if one.person is not None and one.meeting.fixed is not None:
        about = InvitedGuest(one.id, one.meeting.sign, one.meeting.fixed)
        db.news.append(OfficeNews("meeting.guest_released", one.person, about, f"released:{one.id}"))


def be_there(db: Transaction, row: int, *, present: bool) -> Guest:
    """Correct whether somebody was there, until the minutes are sent."""
    before = guests.read(db, row)
    if not meetings.get(db, before.meeting.id, MeetingRight.RUN).to_minute:
        raise WrongState
    if present is before.expected:
        return before
    journal.write(db, "meeting.guest_there", subject=before.meeting.id, guest=row)
    return guests.save(db, replace(before, present=present))


def ask_again(db: Transaction, meeting: Meeting) -> None:
    """The meeting is on another day: whoever was asked is asked once more."""
    for one in guests.of_meeting(db, meeting):
        tell(db, guests.save(db, replace(one, answer=None)))


def move(db: Transaction, joined: Meeting, to: Meeting) -> None:
    """Let experts come to the conference that is held together with theirs."""
    for one in guests.of_meeting(db, joined):
        guests.save(db, replace(one, meeting=to))


def tell(db: Transaction, one: Guest) -> None:
    """Let a chief hear of the day, unless its hour is over; an expert has no account."""
    fixed = one.meeting.fixed
    if one.person is not None and fixed is not None and not is_over(fixed, one.meeting.said, db.now):
        about = InvitedGuest(one.id, one.meeting.sign, fixed)
        key = f"guest:{one.id}:{one.version}"
        db.news.append(OfficeNews("meeting.guest_asked", one.person, about, key))
