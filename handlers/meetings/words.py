"""How a meeting is called, and how far it is."""

from markupsafe import Markup

from casework.meetings.attending import Attendance, Coming, silent
from casework.meetings.meetings import Meeting, MeetingKind, chairs, setting
from casework.policy.policy import Policy
from casework.text.dates import roc_year
from handlers.ui.turn import Turn
from handlers.words.wording import N_, Wording
from storage.core import recusals
from storage.meetings import meetings

KINDS = {
    MeetingKind.CITY: N_("City liaison meeting"),
    MeetingKind.DISTRICT: N_("District liaison meeting"),
    MeetingKind.CONFERENCE: N_("Case conference"),
    MeetingKind.TOPIC: N_("Meeting on a topic"),
}
ANSWERS = {
    Coming.COMES: N_("comes"),
    Coming.EXCUSED: N_("is excused"),
    Coming.DEPUTY: N_("sends %(who)s"),
}


def named(one: Meeting, wording: Wording) -> Markup:
    """Name a meeting: its sign, what it is, which of the year."""
    kind = Markup("%s") % one.topic if one.topic else wording.text(KINDS[one.kind])
    at_need = wording.text(" (at need)") if one.extra else ""
    which = wording.text("%(kind)s, no. %(n)s%(extra)s", kind=kind, n=one.number, extra=at_need)
    return Markup("<b>%s</b> %s") % (one.sign, which)


def short(one: Meeting, wording: Wording) -> str:
    """Name it without its unit: 區級聯繫會議第2次."""
    kind = one.topic or wording.label(KINDS[one.kind])
    return wording.label("%(kind)s, no. %(n)s", kind=kind, n=one.number)


def title(one: Meeting, wording: Wording) -> str:
    """Name a meeting on paper: 平鎮區公所115年第1次區級聯繫會議."""
    return wording.label(
        "%(unit)s %(kind)s, no. %(n)s of %(year)s",
        unit=one.unit.name,
        kind=one.topic or wording.label(KINDS[one.kind]),
        n=one.number,
        year=roc_year(one.month) if wording.chinese else one.month.year,
    )


def when(one: Meeting, wording: Wording) -> str:
    """Say its day, or on which it was held, and its time."""
    day = one.held_on or one.fixed
    return " ".join(filter(None, (wording.day(day) if day else "", wording.time(one.said.get("time", "")))))


def edition(turn: Turn, one: Meeting) -> Policy:
    """Return the edition by which it was planned: it stays its own."""
    return turn.office.editions.named(one.edition) or turn.db.rules.policy


def chairs_of(turn: Turn, one: Meeting) -> tuple[str, str]:
    """Whom the edition of the meeting names as its chair, and who stands in."""
    return ("", "") if one.kind is MeetingKind.TOPIC else chairs(setting(one.kind, edition(turn, one)).chair)


def standing(one: Meeting, wording: Wording) -> Markup:
    """Say in a line how far it is."""
    if one.called_off_on is not None:
        return wording.text("called off on %(day)s", day=wording.short_day(one.called_off_on))
    if one.filed_on is not None:
        return wording.text("minutes filed %(day)s", day=wording.short_day(one.filed_on))
    if one.over:
        return wording.text("minutes sent")
    if one.held_on:
        return wording.text("held %(day)s, minutes to be sent", day=wording.short_day(one.held_on))
    if one.fixed:
        when = " ".join(filter(None, (wording.short_day(one.fixed), wording.time(one.said.get("time", "")))))
        return wording.text("called for %(when)s", when=when)
    return wording.text("to be held in %(month)s, not called yet", month=wording.month(one.month))


def answered(part: Attendance, wording: Wording) -> Markup:
    """Say what a unit answered."""
    if part.present is not None and part.meeting.held_on:
        return wording.text("there") if part.present else wording.text("not there")
    if part.invited_at is None:
        return wording.text("not invited yet")
    if part.answer is None:
        return wording.text("no answer yet")
    return wording.text(ANSWERS[part.answer], who=part.who)


def counted(parts: list[Attendance], wording: Wording) -> Markup | None:
    """Count the answers of those who are invited; once it was held, who was there."""
    asked = [part for part in parts if part.invited_at is not None]
    if not asked:
        return None
    if asked[0].meeting.held_on is not None:
        there = sum(part.expected for part in asked)
        return wording.text("Invited: %(asked)s. There: %(there)s", asked=len(asked), there=there)
    comes = sum(part.answer is Coming.COMES for part in asked)
    deputies = sum(part.answer is Coming.DEPUTY for part in asked)
    excused = sum(part.answer is Coming.EXCUSED for part in asked)
    return wording.text(
        "Invited: %(asked)s. Come: %(comes)s, deputies: %(deputies)s, excused: %(excused)s, "
        "silent: %(silent)s",
        asked=len(asked),
        comes=comes,
        deputies=deputies,
        excused=excused,
        silent=sum(silent(part) for part in asked),
    )


WHY = {
    "typhoon": N_("a typhoon closed the office"),
    "chair": N_("the chair can't come"),
    "other": N_("another reason"),
}
"""Why a meeting was moved."""


def moved(one: Meeting, wording: Wording) -> Markup:
    """Say to who answers for a day that is not its day any more that nothing was taken down."""
    return wording.text(
        "The meeting is on %(day)s now, so this answer was not noted. Please answer for that day.",
        day=wording.day(one.day),
    )


def told(turn: Turn, one: Meeting, key: str) -> str:
    """Return what somebody wrote of a meeting, unless it names a case from which the reader keeps out."""
    said = one.said.get(key, "")
    return said if recusals.may_be_told(turn.db, said) else ""


def about(turn: Turn, one: Meeting) -> list[Markup]:
    """Say which it is, when and where."""
    wording = turn.wording
    found = [named(one, wording), standing(one, wording)]
    if what := told(turn, one, "about"):
        found.append(wording.text("About: %(what)s", what=what))
    if place := one.said.get("place"):
        found.append(wording.text("Venue: %(place)s", place=place))
    if why := WHY.get(one.said.get("why", "")):
        found.append(wording.text("Moved: %(why)s", why=wording.text(why)))
    if one.joined_to is not None:
        found.append(
            wording.text("Held together with %(other)s", other=meetings.read(turn.db, one.joined_to).sign)
        )
    if who := one.said.get("chair"):
        found.append(wording.text("Chair: %(who)s", who=who))
    return found
