"""The papers around a meeting: notice, agenda, list of signatures, forms of the cases proposed."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from markupsafe import Markup

from actions.meetings import conference, papers
from casework.errors import NotThere, WrongState
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MEETING, MeetingRight
from handlers.documents.papers import PrintedPaper, document
from handlers.meetings import words
from handlers.meetings.papers.agenda import agenda
from handlers.meetings.papers.sheets import notice, proposals, signatures
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Turn, only, reading
from handlers.words.wording import N_
from storage.meetings import meetings


class MeetingPaper(StrEnum):
    """Which one."""

    NOTICE = "notice"  # 開會通知
    AGENDA = "agenda"  # 議程
    SIGNATURES = "signatures"  # 簽到表
    PROPOSALS = "proposals"  # 個案提報單


class MeetingPapers(Button, prefix="gmd"):
    """Choose a paper."""

    meeting: int


class GetPaper(Button, prefix="gme"):
    """Get it as .docx."""

    meeting: int
    which: MeetingPaper


LABELS = {
    MeetingPaper.NOTICE: N_("✉️ Notice of meeting"),
    MeetingPaper.AGENDA: N_("📋 Agenda"),
    MeetingPaper.SIGNATURES: N_("🖊 Sign-in sheet"),
    MeetingPaper.PROPOSALS: N_("🗂 Proposal forms"),
}
MAKES: Mapping[MeetingPaper, Callable[[Turn, Meeting], PrintedPaper]] = {
    MeetingPaper.NOTICE: notice,
    MeetingPaper.AGENDA: agenda,
    MeetingPaper.SIGNATURES: signatures,
    MeetingPaper.PROPOSALS: proposals,
}


def rows(turn: Turn, one: Meeting) -> Rows:
    """The key to the papers, once it is called."""
    if not one.has_papers:
        return ()
    return column(Press(turn.wording.label("📄 Papers"), MeetingPapers(one.id)))


def _there(turn: Turn, one: Meeting) -> list[MeetingPaper]:
    """List which papers somebody may have: the list of signatures is its secretariat's."""
    standing = meetings.standing(turn.db, one)
    if not standing:
        raise NotThere
    if not one.has_papers:
        raise WrongState
    brought = one.kind is MeetingKind.CONFERENCE and conference.readable(turn.db, one)
    runs = MeetingRight.RUN in standing
    return [
        MeetingPaper.NOTICE,
        MeetingPaper.AGENDA,
        *([MeetingPaper.SIGNATURES] if runs else []),
        *([MeetingPaper.PROPOSALS] if brought else []),
    ]


@only(*MEETING)
@reading
def choose(turn: Turn) -> None:
    """Offer them."""
    one = meetings.read(turn.db, turn.pressed(MeetingPapers).meeting)
    label = turn.wording.label
    keys = [Press(label(LABELS[each]), GetPaper(one.id, each)) for each in _there(turn, one)]
    text = lines(words.named(one, turn.wording), turn.wording.text("Which paper?"))
    back = (Press(label("◀ Back"), OpenCard(one.id)), home.key(turn.wording))
    turn.show(Screen(text, (*column(*keys), back)))


@only(*MEETING)
def get(turn: Turn) -> None:
    """Make it and hand it out."""
    pressed = turn.pressed(GetPaper)
    one = meetings.read(turn.db, pressed.meeting)
    if pressed.which not in _there(turn, one):
        raise NotThere
    papers.made(turn.db, one, pressed.which)
    made = MAKES[pressed.which](turn, one)
    name = f"{made.title.replace('/', '-')}.docx"
    turn.send_document(name, document(made, turn.db.now), Markup("%s") % made.title, protected=made.secret)
    turn.app.show_card(turn, one.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(MeetingPapers, choose)
    app.on(GetPaper, get)
