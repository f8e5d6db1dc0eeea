"""What a key is about, found by the name of its field: whoever pressed it too late sees how that stands."""

from collections.abc import Callable, Mapping, Sequence

from casework.errors import Refusal
from casework.staffing.people import Role
from handlers.intake.my_reports import OpenReport
from handlers.meetings.agenda import CaseBefore
from handlers.meetings.guests import GuestsOf, OpenOwnPoint
from handlers.meetings.items.keys import OpenItem, UnitOfItem
from handlers.meetings.merit import MeritOfYear
from handlers.meetings.written import OpenWritten
from handlers.new_year.cold import ColdLists
from handlers.new_year.overview import OpenNewYear
from handlers.new_year.relief import OpenAllowances, OpenMajor
from handlers.on_call.rota import OpenRota
from handlers.on_site.listing import OpenOnSite
from handlers.policy.closed_list import ClosedDays
from handlers.reminders.duties import FillIn, OpenDuty
from handlers.rosters.awaited import AwaitedRosters
from handlers.rosters.families import Families, OpenFamily
from handlers.rosters.matching import Matching
from handlers.rosters.services import OwnServices
from handlers.staffing.inviting import InvitedAnywhere, OpenInvitation
from handlers.staffing.people import MyTeam, OpenPerson
from handlers.staffing.units import OpenUnit, UnitsOf
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.heard import Said
from handlers.ui.turn import Turn
from storage.meetings import attendances, guests
from storage.reminders import obligations
from storage.rosters import lists

SUBJECTS = (
    *("subject", "case", "dossier", "referral", "escort", "sitting"),
    *("meeting", "care", "roster", "cold", "part", "rota", "table"),
)
"""What a key calls the subject that it is about, where it names one."""


def _attendance(turn: Turn, attendance: int) -> Sequence[Button]:
    """The own answer, or the meeting to who runs it."""
    return OpenCard(attendance), OpenCard(attendances.read(turn.db, attendance).meeting.id)


def _guest(turn: Turn, guest: int) -> Sequence[Button]:
    """The own point, or who else is invited to it."""
    if turn.speaker.role is Role.CHIEF:
        return (OpenOwnPoint(guest),)
    one = guests.read(turn.db, guest)
    return (GuestsOf(one.meeting.id, one.point or 0),)


def _duty(turn: Turn, duty: int) -> Sequence[Button]:
    """The duty, or what it is of, where something else comes before its form."""
    owed = obligations.get(turn.db, duty)
    filled = turn.pressed_one(FillIn) is not None and owed is not None and not owed.ended
    return (OpenCard(owed.subject),) if owed and filled else (OpenDuty(duty),)


MATTERS: Mapping[str, Callable[[Turn, int], Sequence[Button]]] = {
    **dict.fromkeys(SUBJECTS, lambda turn, subject: (OpenCard(subject),)),
    "attendance": _attendance,
    "guest": _guest,
    "discussed": lambda turn, row: (CaseBefore(row),),
    "submitted": lambda turn, row: (OpenWritten(row),),
    "item": lambda turn, item: (OpenItem(item),),
    "item_unit": lambda turn, row: (UnitOfItem(row), OpenCard(row)),
    "roster_row": lambda turn, row: (OpenCard(lists.row_of(turn.db, row).roster),),
    "family": lambda turn, family: (OpenFamily(family), Families(0)),
    "match": lambda turn, match: (Matching(),),
    "obligation": _duty,
    "report": lambda turn, report: (OpenReport(report),),
    "alert": lambda turn, alert: (ColdLists(0),),
    "event": lambda turn, event: (OpenMajor(event),),
    "paid": lambda turn, paid: (OpenAllowances(),),
    "invitation": lambda turn, invitation: (OpenInvitation(invitation), InvitedAnywhere(0), MyTeam()),
    "person": lambda turn, person: (OpenPerson(person),),
    "whose": lambda turn, person: (OpenPerson(person),) if person else (),
    "on_call": lambda turn, unit: (OpenRota(unit, 0),),
    "month": lambda turn, month: (AwaitedRosters(), OwnServices()),
    "centre": lambda turn, centre: (OpenOnSite(),),
    "care_year": lambda turn, year: (OpenNewYear(0),),
    "year": lambda turn, year: (MeritOfYear(year, 0),),
    "unit": lambda turn, unit: (OpenUnit(unit),),
    "district": lambda turn, district: (UnitsOf(district, 0),),
    "days": lambda turn, days: (ClosedDays(),),
}
"""The keys that show what a field of this name names, the nearest first; the first field counts."""


def pressed(turn: Turn) -> Button | None:
    """Return the key that was pressed."""
    if turn.heard.said is not Said.PRESS:
        return None
    kind, _ = turn.app.presses.get(turn.heard.pressed.partition(":")[0], (None, None))
    return turn.pressed_one(kind) if kind else None


def named(kind: type[Button]) -> str | None:
    """Return the field by which a kind of key names what it is about, if it names anything."""
    return next((one for one in MATTERS if one in kind.__struct_fields__), None)


def subject(key: Button) -> int | None:
    """Return the subject that a key names, if it names one."""
    name = named(type(key))
    return getattr(key, name) if name in SUBJECTS else None


def show(turn: Turn, key: Button) -> bool:
    """Show what a key is about, as it stands; False where there is nothing of it that the speaker may see."""
    name, notice = named(type(key)), turn.notice
    if name is None:
        return False
    try:
        there = MATTERS[name](turn, getattr(key, name))
    except Refusal:
        return False
    for one in there:
        try:
            turn.press(one)
        except Refusal:
            turn.notice = notice
        else:
            return True
    return False
