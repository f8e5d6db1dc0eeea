"""Holding: who chaired, by the edition's line of deputies; who was there, preset from the answers."""

from datetime import date

from markupsafe import Markup

from actions.meetings import guests as guest_acts
from actions.meetings import holding
from casework.errors import BadAnswer, WrongState
from casework.forms import ABOUT, DAYS, Draft, Value
from casework.meetings.holding import HOLD, WITH_LINE
from casework.meetings.meetings import Chair, Meeting
from casework.meetings.rights import MEETING, MeetingRight
from handlers.forms import filling
from handlers.meetings import guests, words
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.meetings import attendances, meetings
from storage.meetings import guests as guest_rows

PAGE = 8


class Held(Button, prefix="gmh"):
    """Begin to say that it was held."""

    meeting: int


class There(Button, prefix="gmp"):
    """Who was there, page by page."""

    meeting: int
    page: int


class WasThere(Button, prefix="gmq"):
    """Change whether a unit was: *there* is 1 or 0."""

    attendance: int
    page: int
    there: int


class GuestWasThere(Button, prefix="ggq"):
    """Change whether a chief or an expert was."""

    guest: int
    page: int
    there: int


WORDS = Words(
    title=N_("The meeting was held"),
    asks={
        "on": Ask(
            N_("On which day was it held?"), name=N_("Held on"), hint=N_("Tap it, or type another day.")
        ),
        "chair": Ask(
            N_("Who chaired?"),
            name=N_("Chair"),
            options={
                Chair.NAMED: N_("Whom the plan names"),
                Chair.LINE: N_("A deputy, as the plan has it"),
                Chair.OTHER: N_("Somebody else"),
            },
        ),
        "who": Ask(N_("Their title and name?"), name=N_("Title and name"), example=N_("district head Wang")),
    },
    send=N_("✔️ It was held"),
    unsent=N_("Not noted yet. Please check:"),
)


def rows(turn: Turn, one: Meeting) -> Rows:
    """Its key on the day and after it; then the list of who was there."""
    label = turn.wording.label
    if one.holdable(turn.today):
        return column(Press(label("✔️ It was held"), Held(one.id), "primary"))
    if one.minuted and one.to_minute:
        return column(Press(label("🖊 Who was there"), There(one.id, 0)))
    return ()


@only(*MEETING)
def begin(turn: Turn) -> None:
    """Begin the form."""
    one = meetings.get(turn.db, turn.pressed(Held).meeting, MeetingRight.RUN)
    if not one.holdable(turn.today):
        raise WrongState
    filling.begin(turn, HOLD, one.id)


def _known(turn: Turn, meeting: int | None) -> dict[str, Value]:
    one = meetings.get(turn.db, meeting or 0, MeetingRight.RUN)
    _, line = words.chairs_of(turn, one)
    return {DAYS: [one.fixed.isoformat()] if one.fixed else [], ABOUT: WITH_LINE if line else ""}


def _title(turn: Turn, draft: Draft) -> Markup:
    one = meetings.get(turn.db, draft.subject or 0, MeetingRight.RUN)
    named, line = words.chairs_of(turn, one)
    return lines(
        words.named(one, turn.wording),
        turn.wording.text("The plan of %(edition)s names: %(who)s", edition=one.edition, who=named)
        if named
        else None,
        turn.wording.text("In their place: %(who)s", who=line) if line else None,
    )


def _done(turn: Turn, draft: Draft) -> None:
    chair, on = Chair(draft.said("chair")), date.fromisoformat(draft.said("on"))
    try:
        one = holding.hold(turn.db, draft.subject or 0, on, chair, {"chair": draft.said("who")})
    except BadAnswer as bad:
        filling.ask_day_again(turn, draft, bad)
        return
    named, _ = words.chairs_of(turn, one)
    if chair is Chair.OTHER and named:
        turn.notice = turn.wording.text(
            "Noted. The plan of %(edition)s names %(who)s as chair: please let the minutes say why.",
            edition=one.edition,
            who=named,
        )
    else:
        turn.notice = turn.wording.text("Noted. Please check who was there.")
    show(turn, one.id, 0)


@only(*MEETING)
@reading
def there(turn: Turn) -> None:
    """Show the list."""
    pressed = turn.pressed(There)
    show(turn, pressed.meeting, pressed.page)


@only(*MEETING)
def was_there(turn: Turn) -> None:
    """Change it for one unit."""
    pressed = turn.pressed(WasThere)
    part = holding.be_there(turn.db, pressed.attendance, present=bool(pressed.there))
    show(turn, part.meeting.id, pressed.page)


@only(*MEETING)
def guest_was_there(turn: Turn) -> None:
    """Change it for a chief or an expert."""
    pressed = turn.pressed(GuestWasThere)
    one = guest_acts.be_there(turn.db, pressed.guest, present=bool(pressed.there))
    show(turn, one.meeting.id, pressed.page)


def show(turn: Turn, meeting: int, page: int) -> None:
    """Put the list on the screen: a tap on a unit changes it."""
    one, wording = meetings.get(turn.db, meeting, MeetingRight.RUN), turn.wording
    if not one.to_minute:
        raise WrongState
    parts = [part for part in attendances.of_meeting(turn.db, one) if part.invited_at]
    asked = guest_rows.of_meeting(turn.db, one)
    pages = max(-(-(len(parts) + len(asked)) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    found: list[tuple[bool, str, Button]] = [
        *((part.expected, part.unit.name, WasThere(part.id, page, int(not part.expected))) for part in parts),
        *(
            (
                each.expected,
                guests.named(turn.db, each, wording),
                GuestWasThere(each.id, page, int(not each.expected)),
            )
            for each in asked
        ),
    ]
    keys = [
        Press(f"{'✅' if there else '✖️'} {name}", button)
        for there, name, button in found[page * PAGE : (page + 1) * PAGE]
    ]
    text = lines(
        words.named(one, wording),
        wording.text("Who was there? It is preset from the answers; a tap changes it."),
    )
    turned = queues.turning(page, pages, lambda number: There(one.id, number), wording)
    on = Press(wording.label("Go on"), OpenCard(one.id), "primary")
    turn.show(Screen(text, (*column(*keys), *turned, (on, home.key(wording))), Level.L1))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[HOLD.name] = Flow(HOLD, WORDS, MEETING, _done, summary=True, heading=_title, known=_known)
    for button, handler in (
        (Held, begin),
        (There, there),
        (WasThere, was_there),
        (GuestWasThere, guest_was_there),
    ):
        app.on(button, handler)
