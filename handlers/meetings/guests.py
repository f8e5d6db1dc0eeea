"""Who is invited to one point alone: chiefs, who see and answer it, and experts without an account."""

from datetime import date
from functools import partial

from markupsafe import Markup

from actions.meetings import guests as acts
from casework.forms import ABOUT, Draft
from casework.meetings.attending import Coming
from casework.meetings.guests import EXPERT, Guest, asks_chiefs
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MEETING, MeetingRight
from casework.staffing.people import Role
from handlers.forms import filling
from handlers.meetings import words, written
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.typed import meant
from handlers.words.wording import N_, Wording
from storage.core.database import Transaction
from storage.meetings import guests, meetings, submitted
from storage.staffing import people

SAYINGS = ("會議", "meetings")


class GuestsOf(Button, prefix="ggl"):
    """Who is invited to a point; to 0, the whole meeting."""

    meeting: int
    point: int


class ChooseChief(Button, prefix="ggc"):
    """Choose a chief of the district, page by page."""

    meeting: int
    point: int
    page: int


class AskChief(Button, prefix="gga"):
    """Invite one."""

    meeting: int
    point: int
    person: int


class AskExpert(Button, prefix="gge"):
    """Begin to note an expert."""

    meeting: int
    point: int


class ReleaseGuest(Button, prefix="ggx"):
    """Ask somebody not to come after all."""

    guest: int


class GuestReplies(Button, prefix="ggy"):
    """A chief answers for the meeting's day: comes, or not."""

    guest: int
    answer: Coming
    day: int


class OpenOwnPoint(Button, prefix="ggo"):
    """A chief opens the point."""

    guest: int


WORDS = Words(
    title=N_("Invite an expert"),
    asks={
        "name": Ask(N_("Who is it?"), name=N_("Name")),
        "field": Ask(N_("In which field?"), name=N_("Field of work"), example=N_("psychiatry")),
        "institution": Ask(N_("Of which institution?"), name=N_("Institution")),
        "pledge": Ask(
            N_("Is the pledge to keep silent signed?"),
            name=N_("Pledge"),
            options={"signed": N_("Signed"), "asked": N_("Not yet")},
        ),
    },
    send=N_("＋ Invite"),
)


def rows(turn: Turn, one: Meeting) -> Rows:
    """The key to the experts of a conference."""
    if one.kind is not MeetingKind.CONFERENCE or not one.convened:
        return ()
    return column(key(turn, one, 0))


def key(turn: Turn, one: Meeting, point: int) -> Press:
    """The key to who is invited to a point."""
    count = len(_asked(turn.db, one, point))
    return Press(turn.wording.label("👤 Invited to it (%(n)s)", n=count), GuestsOf(one.id, point))


def _asked(db: Transaction, one: Meeting, point: int) -> list[Guest]:
    return [each for each in guests.of_meeting(db, one) if (each.point or 0) == point]


def named(db: Transaction, one: Guest, wording: Wording) -> str:
    """Say who it is: a chief by village, an expert by field."""
    if one.person is None:
        return wording.beside(one.name, one.field, one.institution)
    who = people.get(db, one.person)
    return wording.beside(who.name, wording.label(", ").join(who.villages))


@only(*MEETING)
@reading
def listed(turn: Turn) -> None:
    """List who is invited to a point."""
    pressed = turn.pressed(GuestsOf)
    _show(turn, pressed.meeting, pressed.point)


def _show(turn: Turn, meeting: int, point: int) -> None:
    one = acts.to_invite(turn.db, meeting, point)
    wording, found = turn.wording, _asked(turn.db, one, point)
    text = lines(
        words.named(one, wording),
        _point(turn, point),
        None if found else wording.text("Nobody is invited to it by name yet."),
        *(
            wording.text(
                "• %(field)s: %(answer)s", field=named(turn.db, each, wording), answer=_said(each, wording)
            )
            for each in found
        ),
    )
    keys: list[Key] = []
    if point and asks_chiefs(one):
        keys.append(Press(wording.label("＋ A village chief"), ChooseChief(one.id, point, 0)))
    keys.append(Press(wording.label("＋ An expert"), AskExpert(one.id, point)))
    for each in found:
        who = people.get(turn.db, each.person).name if each.person else each.name
        keys.append(Press(wording.label("✖️ Not needed: %(who)s", who=who), ReleaseGuest(each.id)))
    to = written.OpenWritten(point) if point else OpenCard(one.id)
    back = (Press(wording.label("◀ Back"), to), home.key(wording))
    turn.show(Screen(text, (*column(*keys), back), Level.L1))


def _point(turn: Turn, point: int) -> Markup | None:
    return Markup("%s") % submitted.read(turn.db, point).said.get("matter", "") if point else None


def _said(one: Guest, wording: Wording) -> str:
    if one.person is None:
        return wording.label("pledge signed") if one.pledged else wording.label("pledge to be signed")
    if one.answer is None:
        return wording.label("no answer yet")
    return wording.label(words.ANSWERS[one.answer])


@only(*MEETING)
@reading
def choose_chief(turn: Turn) -> None:
    """Offer the chiefs of the district who are not invited to it yet."""
    pressed = turn.pressed(ChooseChief)
    one = acts.to_invite(turn.db, pressed.meeting, pressed.point)
    there = {each.person for each in _asked(turn.db, one, pressed.point)}
    wording = turn.wording
    keys = [
        Press(
            wording.beside(wording.label(", ").join(who.villages), who.name),
            AskChief(one.id, pressed.point, who.id),
        )
        for who in acts.chiefs(turn.db, one)
        if who.id not in there
    ]
    back = Press(wording.label("◀ Back"), GuestsOf(one.id, pressed.point))
    text = lines(_point(turn, pressed.point), wording.text("Which chief is invited to it?"))
    to = partial(ChooseChief, one.id, pressed.point)
    turn.show(queues.choice(turn, text, keys, page=pressed.page, to=to, back=back))


@only(*MEETING)
def ask_chief(turn: Turn) -> None:
    """Invite one; they hear at once."""
    pressed = turn.pressed(AskChief)
    acts.ask_chief(turn.db, pressed.meeting, pressed.point, pressed.person)
    turn.notice = turn.wording.text("Invited. They see this point alone.")
    _show(turn, pressed.meeting, pressed.point)


@only(*MEETING)
def ask_expert(turn: Turn) -> None:
    """Begin the form."""
    pressed = turn.pressed(AskExpert)
    one = acts.to_invite(turn.db, pressed.meeting, pressed.point)
    filling.afresh(turn, EXPERT, one.id, {ABOUT: str(pressed.point)})


def _expert(turn: Turn, draft: Draft) -> None:
    meeting, point = meetings.read(turn.db, draft.subject or 0), int(draft.said(ABOUT) or 0)
    expert = Guest(
        0,
        meeting,
        name=draft.said("name"),
        field=draft.said("field"),
        institution=draft.said("institution"),
        pledged=draft.said("pledge") == "signed",
    )
    acts.ask_expert(turn.db, meeting.id, point, expert)
    _show(turn, meeting.id, point)


@only(*MEETING)
def release(turn: Turn) -> None:
    """Take the invitation back."""
    one = acts.release(turn.db, turn.pressed(ReleaseGuest).guest)
    _show(turn, one.meeting.id, one.point or 0)


def replies(guest: int, day: date, wording: Wording, chosen: Coming | None = None) -> Rows:
    """The two answers, each in a row of its own (`ux.md` 8); the push has them, too."""
    labels = {Coming.COMES: N_("✅ I come"), Coming.EXCUSED: N_("I can't come")}
    return column(
        *(
            Press(
                wording.label(label),
                GuestReplies(guest, answer, day.toordinal()),
                "primary" if answer is Coming.COMES else "",
            )
            for answer, label in labels.items()
            if answer is not chosen
        )
    )


@only(Role.CHIEF)
def reply(turn: Turn) -> None:
    """Take a chief's answer; what was said of a day before a move is asked anew."""
    pressed = turn.pressed(GuestReplies)
    one = acts.own(turn.db, pressed.guest)
    if one.open and one.meeting.day.toordinal() != pressed.day:
        turn.notice = words.moved(one.meeting, turn.wording)
    else:
        acts.answer(turn.db, pressed.guest, pressed.answer)
        turn.notice = turn.wording.text("Noted, thank you.")
    _show_point(turn, pressed.guest)


@only(Role.CHIEF)
@reading
def opened(turn: Turn) -> None:
    """Show a chief their point."""
    _show_point(turn, turn.pressed(OpenOwnPoint).guest)


def _show_point(turn: Turn, guest: int) -> None:
    """Put the one point on the screen, with day and place, and what was decided of it."""
    one, wording = acts.own(turn.db, guest), turn.wording
    told = written.told(submitted.read(turn.db, one.point), wording) if one.point else []
    text = lines(
        Markup("<b>%s</b>") % one.meeting.sign,
        wording.text("Time: %(when)s", when=words.when(one.meeting, wording)),
        wording.text("Venue: %(place)s", place=one.meeting.said.get("place", "")),
        *(Markup("%s") % line for line in told),
        wording.text("You said: %(answer)s", answer=_said(one, wording)) if one.answer else None,
    )
    answers_ = replies(one.id, one.meeting.day, wording, one.answer) if one.open else ()
    turn.show(Screen(text, (*answers_, (home.key(wording),)), Level.L1))


def answers(turn: Turn, text: str) -> bool:
    """Take 會議 from a chief who is invited to something; to others it is a word."""
    if turn.speaker.role is not Role.CHIEF or meant(text) not in SAYINGS:
        return False
    found = [one for one in guests.of_person(turn.db, turn.speaker.id) if one.meeting.fixed]
    if len(found) == 1:
        _show_point(turn, found[0].id)
    elif found:
        keys = column(
            *(
                Press(f"{one.meeting.sign} {words.when(one.meeting, turn.wording)}", OpenOwnPoint(one.id))
                for one in found
            )
        )
        title = Markup("<b>%s</b>") % turn.wording.text("Meetings you are invited to")
        turn.show(Screen(title, (*keys, (home.key(turn.wording),))))
    return bool(found)


def _title(turn: Turn, draft: Draft) -> Markup:
    one = meetings.get(turn.db, draft.subject or 0, MeetingRight.RUN)
    return lines(words.named(one, turn.wording), _point(turn, int(draft.said(ABOUT) or 0)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[EXPERT.name] = Flow(EXPERT, WORDS, MEETING, _expert, summary=True, heading=_title)
    app.saying(answers)
    for button, handler in (
        (GuestsOf, listed),
        (ChooseChief, choose_chief),
        (AskChief, ask_chief),
        (AskExpert, ask_expert),
        (ReleaseGuest, release),
        (GuestReplies, reply),
        (OpenOwnPoint, opened),
    ):
        app.on(button, handler)
