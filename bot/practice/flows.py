"""The scene of what goes on between units: a referral, an escort, a sitting, a student and so on."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from msgspec.structs import replace

from actions import dossiers, escorts, on_site, referrals, transitions, youth
from bot.practice.demo import SCHOOL, WINDOW
from bot.practice.scene_cases import HOME
from bot.practice.stories import Story, worker
from casework import students
from casework.cases.case import Case, State
from casework.dossiers import WHO, Side
from casework.errors import NotThere
from casework.forms import Value
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit
from casework.text.dates import at_taipei, local_day, months_after, months_before
from storage.core.database import Transaction
from storage.staffing import people, units
from storage.students import STUDENTS
from storage.transitions import TRANSITIONS
from storage.youth import YOUTHS

WORK, SCHOOLS, COMMITTEE = "就業服務處", "教育局", "少年輔導委員會"
TEN = time(10)


def begun(db: Transaction, there: list[Person], opened: Mapping[Story, Case]) -> None:
    """Let each begin, by who begins it; who is to do something hears."""
    today = local_day(db.now)
    served = next(one for one in opened.values() if one.state is State.IN_SERVICE)
    serving = _by(db, worker(db, served))
    referrals.send(serving, served.id, _unit(db, WORK).id, {"need": "work", "consent": "yes"})
    escorts.ask(serving, served.id, at_taipei(today + timedelta(days=1), TEN), "dog")
    sitting = {"weekday": "3", "week": "every", "hours": "13:00-17:00", "booked_only": "no"}
    on_site.set_up(_of(db, there, WORK), served.unit or 0, sitting)
    _student(_of(db, there, SCHOOLS), today)
    _transition(_of(db, there, WINDOW), today)
    _youth(_of(db, there, SCHOOLS), today)


def _student(db: Transaction, today: date) -> None:
    school = _unit(db, SCHOOL)
    given = {
        "letter_on": today.isoformat(),
        "act_on": (today - timedelta(days=4)).isoformat(),
        "born": months_before(today, 9 * 12).isoformat(),
        "code": "A",
    }
    one = students.by_letter(school, _mine(db), STUDENTS.number(db, school, "學生"), given)
    dossiers.begin(db, STUDENTS, one, "student.letter", Side.UNIT)


def _transition(db: Transaction, today: date) -> None:
    given: Mapping[str, Value] = {
        "measure": "protective",
        "letter_on": today.isoformat(),
        "office": "示範地檢署",
        "ends_on": months_after(today, 1).isoformat(),
        "name": "何虛構",
        "village": HOME,
        WHO: ["social", "police", "work"],
    }
    one = transitions.begin(db, _unit(db, WINDOW), given)
    dossiers.begin(db, TRANSITIONS, one, "transition.begun", Side.ASKED)


def _youth(db: Transaction, today: date) -> None:
    given = {
        "why": "dropout",
        "known_on": today.isoformat(),
        "name": "邱假名",
        "born": months_before(today, 14 * 12).isoformat(),
        "school": "示範國中",
    }
    one = youth.begin(db, _unit(db, SCHOOLS), _unit(db, COMMITTEE), given)
    dossiers.begin(db, YOUTHS, one, "youth.told", Side.UNIT)


def _of(db: Transaction, there: list[Person], unit: str) -> Transaction:
    found = _unit(db, unit).id
    return _by(db, next(one for one in there if one.unit == found and one.role is Role.LIAISON))


def _mine(db: Transaction) -> int:
    return db.unit.id if db.unit else 0


def _by(db: Transaction, who: Person) -> Transaction:
    return replace(db, speaker=who, unit=people.unit(db, who.unit))


def _unit(db: Transaction, name: str) -> Unit:
    found = units.named(db, name)
    if found is None:
        raise NotThere
    return found
