"""Looks (誰看過我的個案): who serves hears who looked; a second person what is odd, and says yes to more."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby

from markupsafe import Markup

from actions import reminders
from actions.cases import looking
from actions.cases.looking import LookNews
from casework.cases.glass import Broken
from casework.cases.looks import Odd
from casework.errors import TooManyLooks
from casework.reminders.hearing import in_person
from casework.reminders.nudging import quiet
from casework.staffing.people import LEADING, SERVING, Role
from casework.text.dates import at_taipei, local_day
from casework.text.identity import plain
from handlers.ui import home
from handlers.ui.apart import apart
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.office import Office, Telling, tell
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, everybody, only, reading
from handlers.words.sentences import SENTENCES
from handlers.words.terms import ROLES
from handlers.words.wording import N_, Wording
from storage.cases import glass, looks
from storage.cases.looks import LookSeen
from storage.core import facts, recusals
from storage.core.database import Transaction
from storage.staffing import people

TITLE = N_("👀 Who looked at my cases")
WEEK = timedelta(days=7)
MOST = 15
"""So many looks are listed, the latest; the rest is counted."""
SENT = "looks"
"""The fact: when the lists were sent last; an office of before may have the Monday of that week."""
SAYINGS = re.compile(
    r"誰(看過|看了)(我的)?(個案|案子|資料)?|who (has )?(looked|seen)( (at )?(my )?(cases?|data))?",
    re.IGNORECASE,
)
ODD = {
    Odd.NIGHT: N_("%(number)s: %(name)s read it in full at night."),
    Odd.MANY: N_("%(name)s read many households in full within an hour, %(number)s last."),
    Odd.ELSEWHERE: N_("%(number)s: %(name)s read it in full, and no unit of theirs has the case."),
    Odd.AGAIN: N_("%(number)s: %(name)s reads the same household in full again and again."),
}
"""What a second person hears."""
ANSWERING = (*LEADING, Role.BUREAU, Role.ADMIN)


class WhoLooked(Button, prefix="lw"):
    """List who looked at the own cases."""


class AskColleague(Button, prefix="la"):
    """Ask for a colleague's yes."""


class LetReadOn(Button, prefix="ly"):
    """Let a colleague read on."""

    person: int


def enough(turn: Turn, subject: int) -> None:
    """Say that a colleague says yes first; the card itself stays in reach, masked."""
    ask = Press(turn.wording.label("🙋 Ask a colleague"), AskColleague(), "primary")
    back = Press(turn.wording.label("◀ Back"), OpenCard(subject))
    turn.show(Screen(turn.wording.text(SENTENCES[TooManyLooks]), column(ask, back)))


@everybody
def ask_colleague(turn: Turn) -> None:
    """Ask whoever else leads the unit."""
    asked = looking.ask(turn.db)
    turn.notice = (
        turn.wording.text("They were asked.") if asked else turn.wording.text("Nobody can say yes now.")
    )
    home.show(turn)


@only(*ANSWERING)
def let_read_on(turn: Turn) -> None:
    """Say yes; they hear of it."""
    looker = looking.allow(turn.db, turn.pressed(LetReadOn).person)
    turn.notice = turn.wording.text("%(name)s can read on.", name=looker.name)
    home.show(turn)


@only(*SERVING)
@reading
def who_looked(turn: Turn) -> None:
    """List who looked at the own cases within a week."""
    show(turn)


def show(turn: Turn) -> None:
    """Show the list of now."""
    found = looks.at_cases_of(turn.db, [turn.speaker.id], turn.db.now - WEEK)
    turn.show(screen(None, _named(turn.db, found), turn.wording))


NamedLook = tuple[LookSeen, str, Role]
"""A look, and by whom."""


def _named(db: Transaction, found: Sequence[LookSeen]) -> Sequence[NamedLook]:
    with people.remembered(db):
        by = {one.by: people.get(db, one.by) for one in found}
    return [(one, by[one.by].name, by[one.by].role) for one in found]


def screen(since: date | None, found: Sequence[NamedLook], wording: Wording) -> Screen:
    """Numbers, moments and names of staff: it is a push, too (`trust.md` L0)."""
    rest = len(found) - MOST
    heading = (
        wording.text("Who looked at your cases in full, within a week")
        if since is None
        else wording.text("Who looked at your cases in full since %(day)s", day=wording.day(since))
    )
    text = lines(
        Markup("<b>%s</b>") % heading,
        *(_line(one, wording) for one in found[:MOST]),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest > 0 else None,
        None if found else wording.text("Nobody but you."),
        wording.text("Does something look odd? Please tell your supervisor.") if found else None,
    )
    return Screen(text, ((home.key(wording),),))


def _line(one: NamedLook, wording: Wording) -> Markup:
    seen, name, role = one
    return wording.text(
        "• %(number)s %(at)s %(name)s (%(role)s)",
        number=seen.number,
        at=wording.moment(seen.at),
        name=name,
        role=wording.label(ROLES[role]),
    )


def answers(turn: Turn, text: str) -> bool:
    """Take 誰看過我的個案 from who serves."""
    meant = turn.speaker.role in SERVING and SAYINGS.fullmatch(plain(text).strip("?？ ")) is not None
    if meant:
        show(turn)
    return meant


def tell_weekly(office: Office, db: Transaction) -> bool:
    """Tell whoever serves who looked at their cases, once a week, on its first working day."""
    today = local_day(db.now)
    monday = today - timedelta(days=today.weekday())
    last = _sent(db)
    if (last is not None and local_day(last) >= monday) or not db.rules.calendar.is_working_day(today):
        return False
    if reminders.holding(db) or quiet(db.now, db.rules.policy.nudges):
        return False
    if last is not None:
        for worker, found in groupby(looks.at_cases(db, last), key=lambda one: one.worker):
            work = partial(_tell, office, db, worker, list(found), last)
            apart(db, work, lambda: None, person=worker)
        _tell_broken(office, db, last, f"glass:{monday}")
    since = at_taipei(monday, time()) if last is None else db.now  # the first is of this week
    facts.put(db, SENT, since.isoformat())
    return False


def _sent(db: Transaction) -> datetime | None:
    """Say when the lists were sent last: the next ones go on from there, whatever days were off."""
    if (told := facts.get(db, SENT)) is None:
        return None
    sent = datetime.fromisoformat(told)
    if sent.tzinfo is None:
        sent = at_taipei(sent.date(), time())
    return sent if sent <= db.now else db.now - WEEK  # by a clock that was ahead


def _tell(office: Office, db: Transaction, worker: int, found: list[LookSeen], since: datetime) -> None:
    """Tell the worker in person: who stands in may be who looked."""
    listener = in_person(people.get(db, worker), partial(people.get, db))
    if listener is not None and (heard := [one for one in found if one.by != listener.id]):
        compose = partial(screen, local_day(since), _named(db, heard))
        tell(office, db, listener, compose, key=f"{SENT}:{since.isoformat()}:{worker}")


def _tell_broken(office: Office, db: Transaction, since: datetime, key: str) -> None:
    """Tell the bureau and the administrators what was opened in an emergency since that moment."""
    first, found = local_day(since), glass.since(db, since)
    with people.remembered(db):
        named = [(one, people.get(db, one.person).name) for one in found]
    for role in (Role.BUREAU, Role.ADMIN) if found else ():
        for listener in people.of_role(db, role):
            out = recusals.out_of(db, listener.id)
            heard = [one for one in named if one[0].case not in out]
            if heard:
                tell(office, db, listener, partial(_broken, first, heard), key=f"{key}:{listener.id}")


def _broken(first: date, found: Sequence[tuple[Broken, str]], wording: Wording) -> Screen:
    rest = len(found) - MOST
    text = lines(
        Markup("<b>%s</b>") % wording.text("🚨 Opened in an emergency since %(day)s", day=wording.day(first)),
        *(
            wording.text(
                "• %(number)s %(at)s %(name)s", number=one.number, at=wording.moment(one.at), name=name
            )
            for one, name in found[:MOST]
        ),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest > 0 else None,
    )
    return Screen(text, ((home.key(wording),),))


def _seen(about: LookNews, wording: Wording) -> Screen:
    text = wording.text("%(number)s: %(name)s read it in full.", number=about.number, name=about.name)
    return Screen(text, column(Press(wording.label("Open"), OpenCard(about.case))))


def _odd(sentence: str, about: LookNews, wording: Wording) -> Screen:
    return Screen(
        lines(
            wording.text(sentence, number=about.number, name=about.name),
            wording.text("Please ask why, if you do not know."),
        )
    )


def _asked(about: LookNews, wording: Wording) -> Screen:
    text = wording.text(
        "%(name)s has read many households in full within an hour and asks to read on. "
        "Is it needed for the work? Then say yes.",
        name=about.name,
    )
    return Screen(text, column(Press(wording.label("Yes, for an hour"), LetReadOn(about.by))))


def _allowed(about: LookNews, wording: Wording) -> Screen:
    return Screen(wording.text("%(name)s said yes: you can read on.", name=about.name))


def _glass(about: LookNews, wording: Wording) -> Screen:
    text = lines(
        wording.text(
            "🚨 %(number)s: %(name)s opened it in an emergency.", number=about.number, name=about.name
        ),
        wording.text("Why stands in its history."),
    )
    return Screen(text, column(Press(wording.label("Open"), OpenCard(about.case))))


def _ended(about: LookNews, wording: Wording) -> Screen:
    return Screen(
        wording.text("%(number)s: %(name)s ended that you read it.", number=about.number, name=about.name)
    )


TELLINGS: Mapping[str, Telling] = {
    "look.seen": _seen,
    "look.glass": _glass,
    "look.broke": partial(_odd, N_("🚨 %(number)s: %(name)s opened it in an emergency.")),
    "look.ended": _ended,
    "look.decoy": partial(_odd, N_("%(number)s: %(name)s opened it, and nobody has a reason to.")),
    "look.sought": partial(
        _odd, N_("%(number)s: %(name)s looked for this household by name, and nobody has a reason to.")
    ),
    "look.asked": _asked,
    "look.allowed": _allowed,
    "look.misses": partial(
        _odd, N_("%(name)s looked up many IDs, telephones, addresses or case numbers that are not on record.")
    ),
    **{f"look.{one}": partial(_odd, sentence) for one, sentence in ODD.items()},
}
"""What is told of looks."""


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, WhoLooked(), SERVING, place=HomePlace.MORE))
    app.saying(answers, SAYINGS.fullmatch)
    app.on(WhoLooked, who_looked)
    app.on(AskColleague, ask_colleague)
    app.on(LetReadOn, let_read_on)
