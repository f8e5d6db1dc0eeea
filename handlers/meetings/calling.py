"""Calling a meeting in four taps: the planned one, a day, the place as last time, 確定召開."""

from datetime import date

from markupsafe import Markup
from msgspec.structs import replace

from actions.meetings import calling
from casework.errors import BadAnswer, PastHour, WrongState
from casework.forms import DAYS, OVER, PLACES, TIMES, Draft, Form, Value
from casework.meetings.calling import CALL, EXTRA, MOVE, suggested
from casework.meetings.meetings import Meeting, MeetingKind, held_by
from casework.meetings.rights import MEETING, MeetingRight
from casework.policy.policy import Duty
from handlers.forms import filling
from handlers.meetings import words
from handlers.meetings.listing import Extra
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording
from storage.meetings import attendances, meetings

TIMES_OF_DAY = ("09:30", "10:00", "14:00")


class CallOn(Button, prefix="gmc"):
    """Begin to call it for a suggested day; `other` asks for one."""

    meeting: int
    day: str


class MoveMeeting(Button, prefix="gmv"):
    """Begin to move it to another day."""

    meeting: int


class CallOff(Button, prefix="gmo"):
    """Ask whether a meeting at need is called off."""

    meeting: int


class CallOffNow(Button, prefix="gml"):
    """It is."""

    meeting: int


class JoinWith(Button, prefix="gmj"):
    """Ask whether it is held together with another."""

    meeting: int
    other: int


class Joined(Button, prefix="gmk"):
    """It is."""

    meeting: int
    other: int


WHERE = {
    "day": Ask(
        N_("On which day?"),
        name=N_("Day"),
        hint=N_("Tap one, or type another working day."),
        typed_alone=N_("Type a working day."),
        example="115/6/18",
    ),
    "time": Ask(N_("At what time?"), name=N_("Time"), hint=N_("Tap one, or type it."), example="14:00"),
    "place": Ask(
        N_("Where?"),
        name=N_("Place"),
        hint=N_("Tap where it was last time, or type it; online with its address."),
        typed_alone=N_("Type it; online with its address."),
    ),
}
WORDS = Words(
    title=N_("Call the meeting"),
    asks=WHERE,
    send=N_("📨 Call it"),
    unsent=N_("Not called yet. Please check:"),
)
MOVE_WORDS = Words(
    title=N_("Move the meeting"),
    asks={"why": Ask(N_("Why is it moved?"), name=N_("Why"), options=words.WHY), **WHERE},
    send=N_("📨 Move it"),
    unsent=N_("Not moved yet. Please check:"),
)
EXTRA_WORDS = Words(
    title=N_("A meeting at need"),
    asks={"about": Ask(N_("What is it about?"), name=N_("About")), **WHERE},
    send=N_("📨 Call it"),
    unsent=N_("Not called yet. Please check:"),
)


def rows(turn: Turn, one: Meeting) -> Rows:
    """The days that are suggested, while it has none; else the key that moves it."""
    label = turn.wording.label
    if one.convened:
        off = Press(label("✖️ Call it off"), CallOff(one.id)) if one.can_be_called_off else None
        return column(Press(label("🗓 Move it"), MoveMeeting(one.id)), off)
    if not one.to_call:
        return ()
    days = [
        Press(label("📅 %(day)s", day=turn.wording.day(day)), CallOn(one.id, day.isoformat()), "primary")
        for day in _suggested(turn, one)
    ]
    other = Press(label("📅 Another day"), CallOn(one.id, "other"))
    together = [
        Press(label("🤝 Together with %(other)s", other=each.unit.name), JoinWith(one.id, each.id))
        for each in meetings.beside(turn.db, one)
        if one.kind is MeetingKind.CONFERENCE
    ]
    return column(*days, other, *together)


def _suggested(turn: Turn, one: Meeting) -> list[date]:
    rules = turn.db.rules
    return suggested(one, turn.today, rules.policy, rules.calendar, meetings.taken(turn.db, one.unit.id))


def _known(turn: Turn, meeting: int | None) -> dict[str, Value]:
    """What is suggested: days, and time and place as last time."""
    if meeting is None:
        one = Meeting(held_by(turn.unit), turn.unit, turn.today.replace(day=1), extra=1)
    else:
        one = meetings.get(turn.db, meeting, MeetingRight.RUN)
    last = meetings.last_of(turn.db, one)
    said = last.said if last else {}
    times = [time for time in (said.get("time"),) if time] or TIMES_OF_DAY
    return {
        DAYS: [day.isoformat() for day in _suggested(turn, one)],
        TIMES: list(times),
        PLACES: [place for place in (said.get("place"),) if place],
        **({"time": said["time"]} if said.get("time") and said.get("place") else {}),
    }


@only(*MEETING)
def call_on(turn: Turn) -> None:
    """Begin the form with the day that was tapped."""
    pressed = turn.pressed(CallOn)
    _begin(turn, CALL, calling.to_call(turn.db, pressed.meeting).id, pressed.day)


def start(turn: Turn, meeting: int) -> None:
    """Begin to call it, from its nudge."""
    _begin(turn, CALL, calling.to_call(turn.db, meeting).id, "other")


def _begin(turn: Turn, form: Form, meeting: int | None, day: str) -> None:
    """Ask anew each time: days that were suggested before may be over."""
    known = _known(turn, meeting)
    picked = {"day": day} if day in (known[DAYS] or ()) else {}
    filling.afresh(turn, form, meeting, {**known, **picked})


@only(*MEETING)
def move(turn: Turn) -> None:
    """Begin to move it."""
    _begin(turn, MOVE, calling.to_move(turn.db, turn.pressed(MoveMeeting).meeting).id, "other")


@only(*MEETING)
def extra(turn: Turn) -> None:
    """Begin to call one at need."""
    _begin(turn, EXTRA, None, "other")


def _done(turn: Turn, draft: Draft) -> None:
    """Call it; a day that can't be is asked for again."""
    said = {key: draft.said(key) for key in ("time", "place", "about", "why") if draft.said(key)}
    day = date.fromisoformat(draft.said("day"))
    moment = f"{day.isoformat()} {draft.said('time')}"
    held = draft.said(OVER) == moment
    try:
        if draft.subject is None:
            one = calling.call_extra(turn.db, turn.unit, day, said, held=held)
        else:
            one = calling.call(turn.db, draft.subject, day, said, held=held)
    except PastHour as bad:
        once_more = {**draft.answers, OVER: moment, TIMES: [draft.said("time")]}
        filling.ask_day_again(turn, replace(draft, answers=once_more), bad)
        return
    except BadAnswer as bad:
        filling.ask_day_again(turn, draft, bad)
        return
    asked = any(part.invited_at is not None for part in attendances.of_meeting(turn.db, one))
    called = (
        N_("Called for %(day)s, for its minutes. Please say that it was held.")
        if held
        else N_("Called for %(day)s. Who is invited hears now, and answers.")
        if asked
        else N_("Called for %(day)s. Nobody is invited yet: please invite the units that concern it.")
    )
    turn.notice = turn.wording.text(called, day=turn.wording.day(day))
    turn.app.show_card(turn, one.id)


def _title(turn: Turn, draft: Draft) -> Markup:
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
    if draft.subject is None:
        return form
    sign = meetings.get(turn.db, draft.subject, MeetingRight.RUN).sign
    return turn.wording.text("%(number)s: %(form)s", number=sign, form=form)


@only(*MEETING)
def ask_to_call_off(turn: Turn) -> None:
    """Ask once more, with what it means."""
    one = calling.to_call_off(turn.db, turn.pressed(CallOff).meeting)
    label = turn.wording.label
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Call %(one)s off?", one=one.sign),
        turn.wording.text("Who is invited hears that it is not held."),
        turn.wording.text("Cases proposed for it come before the next one.")
        if one.kind is MeetingKind.CONFERENCE
        else None,
    )
    yes = Press(label("Yes, call it off"), CallOffNow(one.id), "danger")
    turn.show(Screen(text, column(Press(label("No, leave it"), OpenCard(one.id)), yes)))


@only(*MEETING)
def call_off_now(turn: Turn) -> None:
    """Call it off."""
    one = calling.call_off(turn.db, turn.pressed(CallOffNow).meeting)
    turn.notice = turn.wording.text("It is called off. Who is invited hears.")
    turn.app.show_card(turn, one.id)


@only(*MEETING)
def join_with(turn: Turn) -> None:
    """Ask once more, with what it means."""
    pressed = turn.pressed(JoinWith)
    one, to = _two(turn, pressed.meeting, pressed.other)
    label = turn.wording.label
    text = lines(
        Markup("<b>%s</b>")
        % turn.wording.text("%(one)s together with %(other)s?", one=one.sign, other=to.sign),
        turn.wording.text(
            "There is one meeting then: it is called, held and minuted by %(unit)s.", unit=to.unit.name
        ),
    )
    yes = Press(label("Yes, together"), Joined(one.id, to.id), "primary")
    turn.show(Screen(text, column(Press(label("No, leave it"), OpenCard(one.id)), yes)))


@only(*MEETING)
def joined(turn: Turn) -> None:
    """Hold them together."""
    pressed = turn.pressed(Joined)
    one, to = _two(turn, pressed.meeting, pressed.other)
    calling.join(turn.db, one.id, to.id)
    turn.notice = turn.wording.text("Noted: they are one meeting.")
    turn.app.show_card(turn, one.id)


def _two(turn: Turn, meeting: int, other: int) -> tuple[Meeting, Meeting]:
    one = calling.to_call(turn.db, meeting)
    to = next((each for each in meetings.beside(turn.db, one) if each.id == other), None)
    if to is None:
        raise WrongState
    return one, to


def _hint(draft: Draft, wording: Wording) -> Markup | None:
    """Say above the questions of a meeting that is moved what it is for."""
    return wording.text("Everybody who is invited is asked once more.") if draft.form == MOVE.name else None


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for form, said in ((CALL, WORDS), (MOVE, MOVE_WORDS), (EXTRA, EXTRA_WORDS)):
        app.flows[form.name] = Flow(
            form, said, MEETING, _done, summary=True, heading=_title, known=_known, warning=_hint
        )
    app.fill_in[Duty.CALL_MEETING] = start
    for button, handler in (
        (CallOn, call_on),
        (MoveMeeting, move),
        (CallOff, ask_to_call_off),
        (CallOffNow, call_off_now),
        (JoinWith, join_with),
        (Joined, joined),
        (Extra, extra),
    ):
        app.on(button, handler)
