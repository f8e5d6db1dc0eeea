"""會議: what somebody runs or is invited to, the next first, five a page."""

import re
from collections.abc import Container, Iterable, Iterator

from markupsafe import Markup

from actions.meetings import planning
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MEETING, MeetingRight, speaks_for
from casework.policy.policy import Duty
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.text.identity import plain
from handlers.meetings import words
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import ROUND, App, Guide, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.terms import DUTIES
from handlers.words.typed import meant
from handlers.words.wording import N_, Wording
from storage.meetings import attendances, meetings
from storage.reminders import obligations
from storage.staffing import people

TITLE = N_("🗓 Meetings")
SAYINGS = ("會議", "meetings")
_SIGN = re.compile(r".+-\d{2,3}-\d{1,2}")
GUIDES = (
    (
        "開會|(?:區級|府級)?(?:聯繫)?會議|個案研討(?:會議?)?|個研(?:會議?)?(?:是)?|研討會議?|(?:casec|c)onferences?|meetings?",
        N_(
            "Each of your meetings is listed with its day. One without a day is called on its card, "
            "another with “%(extra)s”."
        ),
        {"extra": N_("＋ A meeting at need")},
    ),
    (
        "(?:會議)?[紀記]錄|(?:meeting)?minutes(?:ofa?(?:the)?meetings?)?",
        N_("Open the meeting. Once “%(held)s” is noted, “%(write)s” makes its minutes, then “%(send)s”."),
        {"held": N_("✔️ It was held"), "write": N_("📄 Write the minutes"), "send": N_("📮 Send the minutes")},
    ),
    (
        "開會通知單?|議程|簽到[表單簿]|(?:個案)?提報單|會議(?:文件|資料)|notices?(?:ofmeeting)?|agendas?|sign-insheets?",
        N_("Open the meeting and press “%(papers)s”."),
        {"papers": N_("📄 Papers")},
    ),
)
"""What is asked of meetings, and what is done."""


class OpenMeetings(Button, prefix="gmm"):
    """Open the list at a page."""

    page: int


class PlanNow(Button, prefix="gmn"):
    """Plan the meetings whose period runs already."""


class Extra(Button, prefix="gmx"):
    """Call a meeting at need."""


class YearOfMeetings(Button, prefix="gmf"):
    """A year's meetings, page by page."""

    year: int
    page: int


@only(*MEETING)
@reading
def press(turn: Turn) -> None:
    """Show a page of it."""
    show(turn, turn.pressed(OpenMeetings).page)


def answers(turn: Turn, text: str) -> bool:
    """Take 會議 from whoever speaks for a unit; to others these are just words."""
    asked = turn.speaker.role in MEETING and meant(text) in SAYINGS
    if asked:
        turn.go_aside()
        show(turn, 0)
    return asked


def names(turn: Turn, text: str) -> bool:
    """Take the sign of a meeting (平鎮區-115-1) from who has to do with it, also when it is over."""
    said = plain(text).strip(ROUND)
    found = meetings.signed(turn.db, said) if turn.speaker.role in MEETING and _SIGN.fullmatch(said) else []
    if len(found) == 1:
        turn.go_aside()
        turn.app.show_card(turn, found[0].id)
    return len(found) == 1


def show(turn: Turn, page: int) -> None:
    """Put a page of the list on the screen."""
    wording, owed = turn.wording, _to_do(turn)
    found = _theirs(turn, owed)
    here = queues.paged(found, page)
    nothing = wording.text("No meeting is planned for you now. The year's meetings appear by themselves.")
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        None if found else nothing,
        here.which(wording),
        *(
            lines(
                words.named(one, wording),
                Markup("%s%s") % (wording.indent, words.standing(one, wording)),
                Markup("%s%s") % (wording.indent, _what(owed[one.id], wording)) if one.id in owed else None,
            )
            for one in here.rows
        ),
    )
    keys = column(*(Press(one.sign, OpenCard(one.id)) for one in here.rows))
    turned = here.turning(OpenMeetings, wording)
    turn.show(Screen(text, (*keys, *turned, *column(*_more(turn)), (home.key(wording),))))


def _more(turn: Turn) -> list[Press]:
    keys = []
    if turn.speaker.role is Role.BUREAU and planning.to_begin(turn.db, turn.office.editions.on):
        keys.append(Press(turn.wording.label("📅 Plan this period's meetings now"), PlanNow()))
    if any(speaks_for(one, one.unit, answers_for(people.unit(turn.db, one.unit))) for one in turn.db.acting):
        keys.append(Press(turn.wording.label("＋ A meeting at need"), Extra()))
    if turn.speaker.role is not Role.LIAISON:
        keys.append(Press(turn.wording.label("📊 The year's meetings"), YearOfMeetings(turn.today.year, 0)))
    return keys


def _theirs(turn: Turn, owed: Container[int]) -> list[Meeting]:
    """What they run and are invited to, first where something is *owed*; the bureau sees all below it."""
    found = {one.id: one for one in _of_units(turn)}
    if turn.speaker.role is Role.BUREAU:
        found |= {one.id: one for one in meetings.of_all(turn.db)}
    mine = {one.id: meetings.standing(turn.db, one) for one in found.values()}
    shown = [one for one in found.values() if mine[one.id]]
    shown.sort(key=lambda one: (one.id not in owed, MeetingRight.RUN not in mine[one.id]))
    return shown


def _of_units(turn: Turn) -> Iterator[Meeting]:
    units = dict.fromkeys(person.unit for person in turn.db.acting)
    return (one for unit in units for one in meetings.of_unit(turn.db, unit))


def _to_do(turn: Turn) -> dict[int, list[Duty]]:
    """Say what the speaker's units owe, by meeting: what the secretariat does, and each unit for its part."""
    subjects: dict[int, int] = {}
    for one in _of_units(turn):
        standing = meetings.standing(turn.db, one)
        if MeetingRight.RUN in standing:
            subjects[one.id] = one.id
        if MeetingRight.ATTEND in standing:
            parts = (attendances.of_unit(turn.db, one, person.unit) for person in turn.db.acting)
            subjects |= {part.id: one.id for part in parts if part is not None}
    owed: dict[int, list[Duty]] = {}
    for subject, found in obligations.of_each(turn.db, subjects).items():
        if found:
            owed.setdefault(subjects[subject], []).extend(one.duty for one in found)
    return owed


def _what(owed: Iterable[Duty], wording: Wording) -> Markup:
    named = wording.label(", ").join(wording.label(DUTIES[duty]) for duty in dict.fromkeys(owed))
    return wording.text("To do: %(what)s", what=named)


def _count(turn: Turn) -> int:
    """Count the meetings that stand first in the list: in which something is to do."""
    return len(_to_do(turn))


@only(Role.BUREAU)
def plan_now(turn: Turn) -> None:
    """Plan what runs already; from the next period on they appear by themselves."""
    made = planning.begin(turn.db, turn.office.editions.on)
    turn.notice = turn.wording.count(
        "%(n)s meeting is listed: whoever holds it chooses the day.",
        "%(n)s meetings are listed: whoever holds one chooses its day.",
        made,
    )
    show(turn, 0)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, OpenMeetings(0), MEETING, waiting=_count, place=HomePlace.HOME))
    app.guides += (Guide(asked, said, MEETING, TITLE, OpenMeetings(0), keys) for asked, said, keys in GUIDES)
    app.on(OpenMeetings, press)
    app.on(PlanNow, plan_now)
    app.saying(answers, lambda text: meant(text) in SAYINGS)
    app.saying(names)
