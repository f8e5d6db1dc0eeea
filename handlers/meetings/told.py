"""What is told of meetings by push: sign and day, with the answer one tap away (`trust.md` L0)."""

from collections.abc import Mapping

from actions.meetings.calling import CalledOff, HeldTogether, InvitedUnit, Silent, Unnoted
from actions.meetings.conference import Brought, ConferenceOutcome, Handled
from actions.meetings.guests import InvitedGuest
from actions.meetings.holding import FiledMinutes
from actions.meetings.items import CityAnswered
from actions.meetings.merit import MeritShown
from handlers.meetings import guests
from handlers.meetings.agenda import DECIDED
from handlers.meetings.attending import replies
from handlers.meetings.guests import OpenOwnPoint
from handlers.meetings.merit import MeritOfUnit, MeritOfYear
from handlers.ui.buttons import OpenCard
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import N_, Wording

CALLED = N_("%(sign)s: a meeting is called for %(day)s. Does your unit come?")
MOVED = N_("%(sign)s: the meeting is moved to %(day)s. Does your unit come?")


def invited(about: InvitedUnit, wording: Wording) -> Screen:
    """Invite a unit; who hears in its place has nothing to answer."""
    if about.of:
        text = wording.text(
            "%(sign)s: %(unit)s is invited for %(day)s, and nobody of it can be reached here. Please let it "
            "know.",
            sign=about.sign,
            unit=about.of,
            day=wording.day(about.day),
        )
        return Screen(text, column(_open(about.attendance, wording)))
    text = wording.text(MOVED if about.moved else CALLED, sign=about.sign, day=wording.day(about.day))
    return Screen(
        text, (*replies(about.attendance, about.day, wording), *column(_open(about.attendance, wording)))
    )


def called_off(about: CalledOff, wording: Wording) -> Screen:
    """Tell who was invited that a meeting at need is not held."""
    text = wording.text(
        "%(sign)s: the meeting on %(day)s is called off.", sign=about.sign, day=wording.day(about.day)
    )
    return Screen(text, column(_open(about.meeting, wording)))


def guest_asked(about: InvitedGuest, wording: Wording) -> Screen:
    """Invite a chief to one point: sign and day alone."""
    text = wording.text(
        "%(sign)s: you are invited to one point of the meeting on %(day)s. Do you come?",
        sign=about.sign,
        day=wording.day(about.day),
    )
    look = Press(wording.label("Open"), OpenOwnPoint(about.guest))
    return Screen(text, (*guests.replies(about.guest, about.day, wording), *column(look)))


def guest_released(about: InvitedGuest, wording: Wording) -> Screen:
    """Say that a chief need not come."""
    text = wording.text(
        "%(sign)s: you need not come on %(day)s: your point is not discussed there now.",
        sign=about.sign,
        day=wording.day(about.day),
    )
    return Screen(text)


def silent(about: Silent, wording: Wording) -> Screen:
    """Tell the secretariat how many have not answered."""
    text = wording.count(
        "%(sign)s: %(n)s unit has not answered the invitation.",
        "%(sign)s: %(n)s units have not answered the invitation.",
        about.units,
        sign=about.sign,
    )
    return Screen(text, column(_open(about.meeting, wording)))


def unnoted(about: Unnoted, wording: Wording) -> Screen:
    """Ask the secretariat whether a meeting was held."""
    text = wording.text(
        "%(sign)s was called for %(day)s, and nothing is noted since. "
        "Please say that it was held, or move it.",
        sign=about.sign,
        day=wording.day(about.day),
    )
    return Screen(text, column(_open(about.meeting, wording)))


def joined(about: HeldTogether, wording: Wording) -> Screen:
    """Tell a secretariat that it holds the conference of another centre, too."""
    text = wording.text(
        "%(sign)s: the conference of %(unit)s is held together with yours: you call, hold and minute it for "
        "both.",
        sign=about.sign,
        unit=about.unit,
    )
    return Screen(text, column(_open(about.meeting, wording)))


def brought(about: Brought, wording: Wording) -> Screen:
    """Tell the secretariat that a case was proposed."""
    text = wording.text("%(sign)s: a case was proposed for the conference.", sign=about.sign)
    return Screen(text, column(_open(about.meeting, wording)))


def taken_back(about: Brought, wording: Wording) -> Screen:
    """Tell the secretariat that a proposal was taken back."""
    text = wording.text("%(sign)s: a case proposed for the conference was taken back.", sign=about.sign)
    return Screen(text, column(_open(about.meeting, wording)))


def accepted(about: Handled, wording: Wording) -> Screen:
    """Tell who proposed a case that it stands on the agenda."""
    text = wording.text(
        "%(sign)s: %(number)s, which your unit proposed, is on the agenda now.",
        sign=about.sign,
        number=about.number,
    )
    return Screen(text, column(_open(about.case, wording)))


def decided(about: ConferenceOutcome, wording: Wording) -> Screen:
    """Tell who proposed or serves a case what the conference decided of it."""
    text = wording.text(
        "%(sign)s: %(number)s, %(decision)s.",
        sign=about.sign,
        number=about.number,
        decision=wording.label(DECIDED[about.decision]),
    )
    return Screen(text, column(_open(about.case, wording)))


def sent_back(about: Handled, wording: Wording) -> Screen:
    """Tell who proposed a case that the proposal lacks something."""
    text = wording.text(
        "%(sign)s: the proposal of %(number)s lacks something. Please look, and propose it again.",
        sign=about.sign,
        number=about.number,
    )
    return Screen(text, column(_open(about.case, wording)))


def answered(about: CityAnswered, wording: Wording) -> Screen:
    """Tell the district that the city answered."""
    text = wording.text("%(sign)s: the city's meeting answered what you brought up.", sign=about.sign)
    return Screen(text, column(_open(about.meeting, wording)))


def filed(about: FiledMinutes, wording: Wording) -> Screen:
    """Tell the secretariat that the bureau took note of its minutes."""
    text = wording.text("%(sign)s: the bureau has filed the minutes.", sign=about.sign)
    return Screen(text, column(_open(about.meeting, wording)))


def merit_shown(about: MeritShown, wording: Wording) -> Screen:
    """Tell a unit that it sees its row of the merit table."""
    text = wording.text(
        "Merit table of %(year)s: your unit's row can be seen from today. Objections by %(day)s.",
        year=wording.year(about.year),
        day=wording.day(about.by),
    )
    return Screen(text, column(Press(wording.label("Open"), MeritOfUnit(about.year, about.unit))))


def merit_to_judge(about: MeritShown, wording: Wording) -> Screen:
    """Tell the bureau that the units see their rows."""
    text = wording.text(
        "Merit table of %(year)s: the units see their rows from today and may object by %(day)s. "
        "After that it is judged and sent.",
        year=wording.year(about.year),
        day=wording.day(about.by),
    )
    return Screen(text, column(Press(wording.label("Open"), MeritOfYear(about.year, 0))))


def _open(subject: int, wording: Wording) -> Press:
    return Press(wording.label("Open"), OpenCard(subject))


TELLINGS: Mapping[str, Telling] = {
    "meeting.called": invited,
    "meeting.called_off": called_off,
    "meeting.guest_asked": guest_asked,
    "meeting.guest_released": guest_released,
    "meeting.silent": silent,
    "meeting.unnoted": unnoted,
    "meeting.joined": joined,
    "meeting.case_proposed": brought,
    "meeting.case_taken_back": taken_back,
    "meeting.case_accepted": accepted,
    "meeting.case_sent_back": sent_back,
    "meeting.case_decided": decided,
    "meeting.item_answered": answered,
    "meeting.filed": filed,
    "merit.shown": merit_shown,
    "merit.to_judge": merit_to_judge,
}
"""What is told of meetings."""
