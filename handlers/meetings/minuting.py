"""The minutes: what only who was there can write, the paper in the order of [002], and its sending."""

from markupsafe import Markup

from actions.meetings import holding, papers
from casework.errors import NotThere, WrongState
from casework.forms import ANSWERING, FILLED, Draft, Value
from casework.meetings.holding import MINUTES, SEND
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MEETING, MeetingRight
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.documents.papers import document, words_of
from handlers.forms import filling
from handlers.meetings import words
from handlers.meetings.papers.minutes import noted, paper, secret, titled
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.wording import N_
from storage.core import recusals
from storage.forms import drafts
from storage.meetings import meetings, minutes
from storage.meetings.minutes import Minutes
from storage.staffing import people


class Write(Button, prefix="gmw"):
    """Write the minutes, or change them."""

    meeting: int


class Read(Button, prefix="gmr"):
    """Get the latest version."""

    meeting: int


class FileMinutes(Button, prefix="gmb"):
    """The bureau takes note of them."""

    meeting: int


class Send(Button, prefix="gms"):
    """Say that they were sent."""

    meeting: int


class SendAsMade(Button, prefix="gmt"):
    """Send a version though it does not say what was noted since."""

    meeting: int


NOTHING = N_("Nothing to record")
WORDS = Words(
    title=N_("Minutes"),
    asks={
        "opening": Ask(N_("What did the chair say first?"), name=N_("Opening words")),
        "before": Ask(N_("What of the last minutes and of what was tracked?"), name=N_("Last time")),
        "reports": Ask(N_("What was reported?"), name=N_("Reports")),
        "discussed": Ask(
            N_("What was proposed and decided?"),
            name=N_("Discussed"),
            hint=N_("Each point: the matter, its explanation, what is proposed, the decision."),
        ),
        "rulings": Ask(N_("What did the chair rule?"), name=N_("Rulings")),
        "motions": Ask(N_("What came up besides?"), name=N_("Motions")),
        "ended": Ask(N_("When did it end?"), name=N_("Ended"), example="17:00"),
    },
    send=N_("📄 Make the minutes"),
    unsent=NOT_SAVED,
    skip=NOTHING,
)
SEND_WORDS = Words(
    title=N_("Send the minutes"),
    asks={
        "letter": Ask(N_("The number of the letter?"), name=N_("Letter"), example="平市社字第1150001234號")
    },
    send=N_("📮 They were sent"),
    unsent=NOT_SAVED,
    skip=N_("Without a number"),
)


def rows(turn: Turn, one: Meeting) -> Rows:
    """Write and read them; send them once there is a version."""
    if not one.minuted:
        return ()
    label = turn.wording.label
    made = bool(minutes.of_meeting(turn.db, one))
    write = label("✏️ Change the minutes") if made else label("📄 Write the minutes")
    keys = [Press(write, Write(one.id), "" if made else "primary")]
    if made:
        keys.append(Press(label("📎 Read the minutes"), Read(one.id)))
    if holding.to_send(turn.db, one):
        again = label("📮 Send the corrected version") if one.over else label("📮 Send the minutes")
        keys.append(Press(again, Send(one.id), "" if one.over else "primary"))
    return column(*keys)


def filing_rows(turn: Turn, one: Meeting) -> Rows:
    """Read what was sent and take note of it in one tap, for the bureau."""
    if not one.over or one.joined_to is not None:
        return ()
    label = turn.wording.label
    files = Press(label("✔️ File the minutes"), FileMinutes(one.id), "primary") if one.to_file else None
    return column(Press(label("📎 Read the minutes"), Read(one.id)), files)


@only(Role.BUREAU)
def file_them(turn: Turn) -> None:
    """Take note of the minutes."""
    one = holding.file_minutes(turn.db, turn.pressed(FileMinutes).meeting)
    turn.notice = turn.wording.text("Filed. Their secretariat hears.")
    turn.app.show_card(turn, one.id)


@only(*MEETING)
def write(turn: Turn) -> None:
    """Begin, with what was written before."""
    start(turn, turn.pressed(Write).meeting)


def start(turn: Turn, meeting: int) -> None:
    """Begin the minutes of a meeting that was held."""
    one = meetings.get(turn.db, meeting, MeetingRight.RUN)
    if not one.minuted:
        raise WrongState
    holding.judge_writing(turn.db, one)
    filling.begin(turn, MINUTES, one.id)


def _known(turn: Turn, meeting: int | None) -> dict[str, Value]:
    """What was written for the version before."""
    one = meetings.get(turn.db, meeting or 0, MeetingRight.RUN)
    latest, _ = _latest(turn, one)
    if "ended" not in one.said:
        return {ANSWERING: latest}
    return {**_written(one), FILLED: [each.key for each in MINUTES.questions], ANSWERING: latest}


def _written(one: Meeting) -> dict[str, Value]:
    written: dict[str, Value] = {
        each.key: one.said.get(f"m_{each.key}") or None for each in MINUTES.questions
    }
    return {**written, "ended": one.said["ended"]}


def _latest(turn: Turn, one: Meeting) -> tuple[str, int]:
    """Tell one version from another, and who made it."""
    versions = minutes.of_meeting(turn.db, one)
    return (str(versions[-1].id), versions[-1].by) if versions else ("0", 0)


def _done(turn: Turn, draft: Draft) -> None:
    """Make a version of the minutes and hand it out; what another made meanwhile is not written over."""
    latest, by = _latest(turn, meetings.get(turn.db, draft.subject or 0, MeetingRight.RUN))
    if by and latest != draft.said(ANSWERING):
        _show_both(turn, draft, latest, by)
        return
    said = {f"m_{one.key}": draft.said(one.key) for one in MINUTES.questions}
    one = holding.write_minutes(turn.db, draft.subject or 0, {**said, "ended": draft.said("ended")})
    with recusals.whole(turn.db):
        content = document(paper(turn, one, turn.speaker.name), turn.db.now)
    one = holding.keep_minutes(turn.db, one.id, content)
    _hand_out(turn, one)
    turn.notice = turn.wording.text("The minutes are made and kept. Please read them, then send them.")
    turn.app.show_card(turn, one.id)


def _show_both(turn: Turn, draft: Draft, latest: str, by: int) -> None:
    """Put what another made meanwhile and what was written beside it together, to be looked at once more."""
    one = meetings.get(turn.db, draft.subject or 0, MeetingRight.RUN)
    holding.judge_writing(turn.db, one)
    theirs, filled = _written(one), set(draft.chosen(FILLED))
    both: dict[str, Value] = {}
    for key, said in theirs.items():
        before, mine = str(said or ""), "" if key in filled else draft.said(key)
        both[key] = "\n".join(dict.fromkeys(filter(None, (before, mine)))) or None
    both["ended"] = theirs["ended"] if "ended" in filled else draft.said("ended")
    again = drafts.begin(turn.db, draft.form, draft.subject, {**draft.answers, **both, ANSWERING: latest})
    wrong = turn.wording.text(
        "%(who)s made the minutes meanwhile. Here is what you both wrote: please check it, then make them.",
        who=people.get(turn.db, by).name,
    )
    filling.show(turn, again, wrong=wrong)


def _hand_out(turn: Turn, one: Meeting) -> None:
    """Hand out the latest version as it is kept, or without the cases from which the reader keeps out."""
    *before, latest = _readable(turn, one)
    title, content = titled(turn, one, before), latest.content
    if not recusals.may_be_told(turn.db, words_of(content)):
        content = document(paper(turn, one, people.get(turn.db, latest.by).name), turn.db.now)
    turn.send_document(
        f"{title.replace('/', '-')}.docx", content, Markup("%s") % title, protected=secret(one)
    )


def _readable(turn: Turn, one: Meeting) -> list[Minutes]:
    """List the versions that somebody may read: all for its secretariat, what was sent for the bureau."""
    versions = minutes.of_meeting(turn.db, one)
    if MeetingRight.RUN in meetings.standing(turn.db, one):
        return versions
    sent = max((at for at, each in enumerate(versions) if each.sent_on), default=-1)
    return versions[: sent + 1]


@only(*MEETING)
def read(turn: Turn) -> None:
    """Hand out the version that is kept; the bureau reads what was sent to it."""
    one = meetings.read(turn.db, turn.pressed(Read).meeting)
    standing = meetings.standing(turn.db, one)
    if not standing & {MeetingRight.RUN, MeetingRight.OVERSEE}:
        raise NotThere
    if not _readable(turn, one):
        raise WrongState
    papers.made(turn.db, one, "minutes")
    _hand_out(turn, one)
    turn.app.show_card(turn, one.id)


@only(*MEETING)
def send(turn: Turn) -> None:
    """Ask for the number of the letter, unless something was noted since that the version does not say."""
    one = meetings.get(turn.db, turn.pressed(Send).meeting, MeetingRight.RUN)
    version = holding.to_send(turn.db, one)
    if version is None:
        raise WrongState
    unsaid = _unsaid(turn, one, version)
    if unsaid is None:
        filling.begin(turn, SEND, one.id)
        return
    wording = turn.wording
    text = lines(
        words.named(one, wording),
        wording.text("This was noted after the minutes were made, and they do not say it:"),
        Markup("• %s") % unsaid,
    )
    anew = Press(wording.label("✏️ Change the minutes"), Write(one.id), "primary")
    as_made = Press(wording.label("📮 Send them as they are"), SendAsMade(one.id))
    back = Press(wording.label("◀ Back"), OpenCard(one.id))
    turn.show(Screen(text, column(anew, as_made, back), Level.L1))


@only(*MEETING)
def send_as_made(turn: Turn) -> None:
    """Ask for the number of the letter all the same."""
    one = meetings.get(turn.db, turn.pressed(SendAsMade).meeting, MeetingRight.RUN)
    if holding.to_send(turn.db, one) is None:
        raise WrongState
    filling.begin(turn, SEND, one.id)


def _unsaid(turn: Turn, one: Meeting, version: Minutes) -> str | None:
    """Return the first line that was noted and a version of the same language does not say."""
    if people.get(turn.db, version.by).language != turn.speaker.language:
        return None
    said = set(words_of(version.content).splitlines())
    return next((line for text in noted(turn, one) for line in text.splitlines() if line not in said), None)


def _sent(turn: Turn, draft: Draft) -> None:
    one = holding.send_minutes(turn.db, draft.subject or 0, draft.said("letter"))
    turn.notice = turn.wording.text("Noted: the minutes were sent.")
    turn.app.show_card(turn, one.id)


def _title(turn: Turn, draft: Draft) -> Markup:
    return words.named(meetings.get(turn.db, draft.subject or 0, MeetingRight.RUN), turn.wording)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[MINUTES.name] = Flow(MINUTES, WORDS, MEETING, _done, summary=True, heading=_title, known=_known)
    app.flows[SEND.name] = Flow(SEND, SEND_WORDS, MEETING, _sent, summary=True, heading=_title)
    app.fill_in[Duty.MINUTES] = start
    for button, handler in (
        (Write, write),
        (Read, read),
        (Send, send),
        (SendAsMade, send_as_made),
        (FileMinutes, file_them),
    ):
        app.on(button, handler)
