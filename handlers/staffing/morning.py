"""The supervisor's morning: who is late, who carries how much, and what waits for a decision.

One card on the first working day of a week to whoever leads a unit (`ux.md` 20), and at any time when asked
(週報, 誰還沒交月報, who is late); the bureau and administrators read the same of every unit.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from markupsafe import Markup
from msgspec import Struct, field

from actions import reminders
from casework.policy.calendar import Calendar
from casework.policy.policy import Duty
from casework.reminders.hearing import stand_in
from casework.reminders.nudging import quiet
from casework.staffing.people import LEADING, Person, Role
from casework.text.dates import local_day
from casework.text.identity import plain
from handlers.reminders.to_do import ToDo
from handlers.search.asking import AskOverdue
from handlers.service import follow_up
from handlers.ui import home, queues
from handlers.ui.apart import apart
from handlers.ui.buttons import Button
from handlers.ui.office import Office, tell
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.terms import DISCREET_DUTIES
from handlers.words.wording import N_, Wording
from storage.cases import loads
from storage.cases.loads import Load
from storage.core import facts
from storage.core.database import Transaction
from storage.staffing import people

TITLE = N_("📊 Who is late")
WATCHING = (*LEADING, Role.BUREAU, Role.ADMIN)
TOLD = "morning"
"""The fact: of which week's Monday the card was sent."""
SAYINGS = re.compile(
    "週報|工作量|案量|負荷"
    "|(?:有)?誰?(?:還沒|沒有|沒|尚未|未)(?:交|填|送)(?:(?:[一二三四五六七八九十\\d]{1,2}|這個|上個|本|上)月份?的?)?"
    "(?:月報|每月回報|回報)?"
    "|(?:有)?誰(?:的)?(?:案子)?(?:還沒|沒有|沒|尚未|未)?(?:交|填|送)?(?:月報|每月回報|回報|逾期|遲交|遲到|最忙|落後)"
    "|(?:哪[個位]|哪一[個位])(?:社工|同仁|人)(?:手上)?(?:的)?(?:最忙|(?:案子|案量|個案)?最多|逾期最多)|誰的?(?:案量|案子|個案)最多"
    "|(?:每個|每位|各)(?:社工|同仁|人)(?:手上)?(?:的)?(?:有)?(?:幾件|多少件?|案量|案件數)"
    "|(?:(?:[一二三四五六七八九十\\d]{1,2}|這個|上個|本|上)月份?的?)?(?:月報|每月回報|回報)(?:還)?有?誰(?:還沒|沒有|沒|尚未|未)(?:交|填|送|寫)"
    "|(?:還)?有?誰(?:還沒|沒有|沒|尚未|未)(?:寫(?:月報|每月回報)?|去?訪視)"
    "|caseloads?|cases per worker|who(?: is|'?s)?(?: the)? busiest|who has the most(?: open)? cases"
    "|load|loads"
    "|who(?: is|'?s)? (?:late|overdue|behind)|who has not filed",
    re.IGNORECASE,
)
"""What asks for people and figures, not for cases."""


class Morning(Button, prefix="mo"):
    """Open the card at a page."""

    page: int


class Picture(Struct, frozen=True):
    """How a unit stands, or every unit."""

    name: str
    rows: Sequence[Load]
    """Who is latest first."""
    to_decide: Mapping[Duty, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """There is nothing to tell."""
        return not self.to_decide and not any(one.late or one.cases for one in self.rows)


def of_unit(db: Transaction, unit: int) -> Picture:
    """How the people of a unit stand."""
    return Picture(people.unit(db, unit).name, loads.of_unit(db, unit), loads.to_decide(db, unit))


def screen(told: Picture, wording: Wording, page: int = 0) -> Screen:
    """Names of staff and counts only: it is a push, too (`trust.md` L0)."""
    here = queues.paged(told.rows, page)
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(unit)s: who is late", unit=told.name)
        if told.name
        else Markup("<b>%s</b>") % wording.text("Units: who is late"),
        wording.count("%(n)s thing is overdue.", "%(n)s things are overdue.", late)
        if (late := sum(one.late for one in told.rows))
        else wording.text("Nothing is overdue."),
        _to_decide(told.to_decide, wording),
        here.which(wording),
        *(_row(one, wording) for one in here.rows),
    )
    cases = any(one.late and not one.together for one in told.rows)
    overdue = Press(wording.label("❗ Overdue"), AskOverdue()) if cases else None
    decide = Press(wording.label("✅ To do today"), ToDo(0)) if told.to_decide else None
    turned = here.turning(Morning, wording)
    return Screen(text, (*column(overdue, decide), *turned, (home.key(wording),)))


def _to_decide(waiting: Mapping[Duty, int], wording: Wording) -> Markup | None:
    if not waiting:
        return None
    counts = wording.label(", ").join(
        wording.label("%(what)s %(n)s", what=wording.label(DISCREET_DUTIES[duty]), n=number)
        for duty, number in waiting.items()
    )
    return wording.text("Waiting for you: %(what)s", what=counts)


def _row(one: Load, wording: Wording) -> Markup:
    """One worker or unit: what is late, how long, how many follow-ups are not filed, how many cases."""
    said = [
        wording.text("%(n)s overdue (the oldest %(days)s d)", n=one.late, days=one.days)
        if one.late
        else None,
        wording.text("follow-ups not filed: %(n)s", n=one.unfiled) if one.unfiled else None,
        None if one.together else wording.text("cases: %(n)s", n=one.cases),
    ]
    told = wording.text(", ").join(part for part in said if part is not None)
    mark = "❗ " if one.late else ""
    return Markup("%s<b>%s</b> %s") % (mark, one.name, told)


def _picture(turn: Turn) -> Picture:
    if turn.speaker.role in LEADING:
        return of_unit(turn.db, turn.unit.id)
    return Picture("", loads.of_units(turn.db))


@only(*WATCHING)
@reading
def open_morning(turn: Turn) -> None:
    """Show how things stand now."""
    turn.show(screen(_picture(turn), turn.wording, turn.pressed(Morning).page))


def answers(turn: Turn, text: str) -> bool:
    """Take a question for people and figures from whoever leads or watches."""
    said = plain(text).strip("?？。!！ ").casefold()
    meant = turn.speaker.role in WATCHING and SAYINGS.fullmatch(said) is not None
    if meant:
        turn.go_aside()
        turn.show(screen(_picture(turn), turn.wording))
    return meant


def tell_leaders(office: Office, db: Transaction) -> bool:
    """Tell everybody who leads a unit, once in a week, on its first working day when the digest has gone."""
    today = local_day(db.now)
    monday = today - timedelta(days=today.weekday())
    told = facts.get(db, TOLD)
    if told == monday.isoformat() or not db.rules.calendar.is_working_day(today):
        return False
    if reminders.holding(db) or quiet(db.now, db.rules.policy.nudges):
        return False
    if told is not None or _first_of_its_week(today, monday, db.rules.calendar):
        for leader in (one for role in LEADING for one in people.of_role(db, role)):
            apart(db, partial(_tell, office, db, leader, monday), lambda: None, person=leader.id)
    facts.put(db, TOLD, monday.isoformat())
    return False


def _first_of_its_week(today: date, monday: date, calendar: Calendar) -> bool:
    before = (monday + timedelta(days=n) for n in range((today - monday).days))
    return not any(calendar.is_working_day(day) for day in before)


def _tell(office: Office, db: Transaction, leader: Person, monday: date) -> None:
    listener, picture = stand_in(leader, partial(people.get, db)), of_unit(db, leader.unit)
    if listener is not None and not picture.empty:
        key = f"{TOLD}:{monday.isoformat()}:{leader.id}"
        tell(office, db, listener, partial(screen, picture), key=key)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, Morning(0), WATCHING, place=HomePlace.CASES))
    app.guides.append(
        Guide(
            follow_up.ASKED,
            N_("Workers and liaisons file it on the card of the case. Who has not, you see behind the key."),
            WATCHING,
            TITLE,
            Morning(0),
        )
    )
    app.on(Morning, open_morning)
    app.saying(answers, SAYINGS.fullmatch)
