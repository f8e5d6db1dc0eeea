"""Stories: what happened to a household, told by the acts of the office, each at its moment by its person."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from actions import intake, missing, screening, service
from actions.record import acting_seat, do
from casework import acts
from casework.cases.case import Case, Risk
from casework.cases.criteria import Seen
from casework.forms import Value
from casework.reminders.seats import month_to_file
from casework.service.visits import unchanged
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.cases import cases
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.reminders import obligations
from storage.staffing import people

Who = Callable[[Transaction, Case], Person]
Act = Callable[[Transaction, Case], object]


class StoryStep(Struct, frozen=True):
    """Somebody did something with a case, so many days ago."""

    ago: float
    who: Who
    act: Act


class Story(Struct, frozen=True):
    """One household: what was reported when, and what became of it."""

    ago: float
    village: str
    household: str
    story: str
    seen: tuple[Seen, ...] = ()
    danger: str = "no"
    then: tuple[StoryStep, ...] = ()


def open_all(db: Transaction, city: Iterable[Person], stories: Iterable[Story]) -> dict[Story, Case]:
    """Let everything happen in its order, each act at its moment and by its person.

    Nobody hears of it: it is over, and no phone fills with what was told weeks ago.
    """
    chiefs = [person for person in city if person.role is Role.CHIEF]
    reporters = {village: person for person in chiefs for village in person.villages}
    opened: dict[Story, Case] = {}
    for story, step in sorted(_everything(stories), key=lambda one: -_when(*one)):
        if step is None:
            opened[story] = _report(_at(db, story.ago, reporters[story.village]), story)
        else:
            case = opened[story]
            step.act(_at(db, step.ago, step.who(db, case)), case)
            opened[story] = cases.read(db, case.id)
    db.news.clear()
    _nudged_so_far(db)
    return opened


def _nudged_so_far(db: Transaction) -> None:
    """Whoever was to be nudged until now was: the town begins in the middle of its life."""
    for urgent in (True, False):
        due = obligations.to_nudge(db, most=1_000, urgent=urgent)
        obligations.climb(db, {one: len(one.ladder.passed(one.climbed, db.rules, db.now)) for one in due})


def _everything(stories: Iterable[Story]) -> list[tuple[Story, StoryStep | None]]:
    return [(story, step) for story in stories for step in (None, *story.then)]


def _when(story: Story, step: StoryStep | None) -> float:
    return step.ago if step else story.ago


def _at(db: Transaction, ago: float, by: Person) -> Transaction:
    return replace(db, now=db.now - timedelta(days=ago), speaker=by, unit=people.unit(db, by.unit))


def _report(db: Transaction, story: Story) -> Case:
    said = Report(story.danger, story.story, story.household, tuple(sorted(story.seen)), call=True)
    return intake.report(db, said, village=story.village)


# Who


def screener(db: Transaction, case: Case) -> Person:
    """Somebody of the screening group."""
    return min(people.of_role(db, Role.SCREENER), key=attrgetter("id"))


def worker(db: Transaction, case: Case) -> Person:
    """Who serves the case, or is asked to."""
    return people.get(db, case.worker or case.offered or 0)


def beside(db: Transaction, case: Case) -> Person:
    """Who serves beside the lead, or is asked to."""
    [seat] = case.joint_seats
    return people.get(db, seat.worker or seat.offered or 0)


def supervisor(db: Transaction, case: Case) -> Person:
    """The supervisor of the unit that serves the case."""
    return people.in_unit(db, case.unit or 0, [Role.SUPERVISOR])[0]


# What


def dispatch(db: Transaction, case: Case) -> Case:
    """To the village's primary worker."""
    _, primary = people.area(db, case.village)
    return screening.dispatch(db, case.id, person=primary or 0)


def dispatch_to_health(db: Transaction, case: Case) -> Case:
    """By the identity of the case: mental health [001] 三(六)2."""
    health = [
        one for one in people.of_role(db, Role.LIAISON) if people.unit(db, one.unit).kind is UnitKind.HEALTH
    ]
    return screening.dispatch(db, case.id, person=health[0].id)


def accept(db: Transaction, case: Case) -> Case:
    """Take it on."""
    return service.accept(db, case.id)


def visit(risk: Risk) -> Act:
    """Visit the household at home, and judge the risk."""

    def log(db: Transaction, case: Case) -> object:
        note = "已到宅訪視，孩子在家，狀況穩定（示範）。"
        return service.visit(db, case.id, {**unchanged(risk, local_day(db.now)), "note": note})

    return log


def assess(db: Transaction, case: Case) -> Case:
    """File the assessment report."""
    answers: dict[str, Value] = {
        "members": ["mother", "children"],
        "strengths": "外婆住附近，願意幫忙照顧（示範）。",
        "needs": ["money"],
        "risk": case.risk or Risk.MEDIUM,
        "aims": "三個月內經濟穩定，孩子按時就學（示範）。",
        "plan": "協助申請補助，每月訪視，連結就業服務（示範）。",
    }
    return service.assess(db, case.id, answers)


def follow_up(db: Transaction, case: Case) -> None:
    """File every month that is over, for the seat of who does it."""
    answers: dict[str, Value] = {
        "contact": "home",
        "children": "all",
        "needs": ["money"],
        "services": ["visit"],
        "risk": case.risk or Risk.MEDIUM,
        "plan": "下月續訪，協助申請補助（示範）。",
    }
    this_month = local_day(db.now).replace(day=1)
    while month_to_file(case, case.seat(acting_seat(db, case)), db.rules.policy) < this_month:
        case = service.follow_up(db, case.id, answers)


def share(db: Transaction, case: Case) -> Case:
    """Say that another unit serves the family, too."""
    return service.share(db, case.id, {"units": ["education"]})


def say_missing(db: Transaction, case: Case) -> Case:
    """Say that a child can't be found."""
    answers: dict[str, Value] = {
        "child": "孩子（示範）",
        "age": "四歲",
        "seen_on": local_day(db.now).isoformat(),
    }
    return missing.say(db, case.id, answers)


def dispute(db: Transaction, case: Case) -> Case:
    """Say that the assessment was wrong."""
    return do(db, case.id, acts.DISPUTE, reason="家戶已搬離本里，現況與篩派時不同（示範）。")


def propose_closing(db: Transaction, case: Case) -> Case:
    """Propose to close."""
    return do(
        db, case.id, acts.PROPOSE_CLOSING, reason="家長已就業，孩子穩定就學，連續兩個月無新增需求（示範）。"
    )


def close(db: Transaction, case: Case) -> Case:
    """Approve the closing."""
    return do(db, case.id, acts.CLOSE)


def redirect(db: Transaction, case: Case) -> Case:
    """Point to another channel."""
    return screening.redirect(db, case.id, "1957", "急難救助由區公所受理（示範）。")


def taken_on(ago: float, to: Act = dispatch) -> tuple[StoryStep, ...]:
    """Dispatched and accepted, the second half a day later."""
    return (StoryStep(ago, screener, to), StoryStep(ago - 0.5, worker, accept))


def taken_on_together(ago: float) -> tuple[StoryStep, ...]:
    """Dispatched to another unit, which leads; the village's centre is asked, too, and accepts."""
    return (*taken_on(ago, dispatch_to_health), StoryStep(ago - 0.75, beside, accept))


def visited(*ago: float, risk: Risk = Risk.MEDIUM, by: Who = worker) -> tuple[StoryStep, ...]:
    """Visited so many days ago, each time."""
    return tuple(StoryStep(one, by, visit(risk)) for one in ago)
