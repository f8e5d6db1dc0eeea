"""The demo city's cases: each told as it went, by the same functions as real ones, up to a moment ago."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

from casework import missing
from casework.cases import criteria
from casework.cases.case import Case, Risk, State
from casework.cases.criteria import Seen
from casework.cases.household import read_household
from casework.forms import Value
from casework.reminders.obligations import month_to_file
from casework.service import ASSESSMENT
from casework.staffing.people import Person, Role, UnitKind
from casework.text.dates import local_day
from storage.cases import cases, reports, service
from storage.cases.reports import Report
from storage.core import journal
from storage.core.database import Transaction
from storage.reminders import obligations
from storage.staffing import people

Who = Callable[[Transaction, Case], Person]
Act = Callable[[Transaction, Case], Case]


@dataclass(frozen=True)
class Step:
    """Somebody did something with a case, so many days ago."""

    ago: float
    who: Who
    act: Act


@dataclass(frozen=True)
class Story:
    """One household: what was reported when, and what became of it."""

    ago: float
    village: str
    household: str
    story: str
    seen: tuple[Seen, ...] = ()
    danger: str = "no"
    then: tuple[Step, ...] = ()


def open_all(
    db: Transaction, city: Iterable[Person], stories: "tuple[Story, ...] | None" = None
) -> dict[Story, Case]:
    """Let everything happen in its order, each act at its moment and by its person."""
    reporters = {
        village: person for person in city if person.role is Role.CHIEF for village in person.villages
    }
    opened: dict[Story, Case] = {}
    for story, step in sorted(
        _everything(STORIES if stories is None else stories), key=lambda one: -_when(*one)
    ):
        if step is None:
            opened[story] = _report(_at(db, story.ago, reporters[story.village]), story)
        else:
            case = opened[story]
            opened[story] = step.act(_at(db, step.ago, step.who(db, case)), case)
    _nudged_so_far(db)
    return opened


def _nudged_so_far(db: Transaction) -> None:
    """Whoever was to be nudged until now was: the town begins in the middle of its life."""
    for urgent in (True, False):
        due = obligations.to_nudge(db, most=1_000, urgent=urgent)
        obligations.climb(
            db, {one: len(one.ladder.passed(one.climbed, db.rules.policy, db.now)) for one in due}
        )


def _everything(stories: Iterable[Story]) -> list[tuple[Story, Step | None]]:
    return [(story, step) for story in stories for step in (None, *story.then)]


def _when(story: Story, step: Step | None) -> float:
    return step.ago if step else story.ago


def _at(db: Transaction, ago: float, by: Person) -> Transaction:
    return replace(db, now=db.now - timedelta(days=ago), speaker=by, unit=people.unit(db, by.unit))


def _report(db: Transaction, story: Story) -> Case:
    found = criteria.findings(
        frozenset(story.seen),
        reports_in_a_year=1,
        reports_for_1a=db.rules.policy.screening.reports_for_1a,
    )
    centre, _ = people.area(db, story.village)
    case = Case(
        id=0,
        number="",
        state=State.SCREENING,
        village=story.village,
        urgent=criteria.urgent(story.danger, frozenset(story.seen)),
        reported_at=db.now,
        household=read_household(story.household),
        kinds=criteria.kinds(found),
    )
    case = cases.open_case(db, case, people.unit(db, centre).letter if centre else "A")
    said = Report(story.danger, story.story, story.household, tuple(sorted(story.seen)), call=True)
    reports.keep(db, case, said)
    journal.write(db, "case.reported", case=case.id)
    return case


# Who


def screener(db: Transaction, case: Case) -> Person:
    """Somebody of the screening group."""
    return min(people.of_role(db, Role.SCREENER), key=attrgetter("id"))


def worker(db: Transaction, case: Case) -> Person:
    """Who serves the case, or is asked to."""
    return people.get(db, case.worker or case.offered or 0)


def supervisor(db: Transaction, case: Case) -> Person:
    """The supervisor of the unit that serves the case."""
    return people.in_unit(db, case.unit or 0, [Role.SUPERVISOR])[0]


# What


def dispatch(db: Transaction, case: Case) -> Case:
    """To the village's primary worker."""
    _, primary = people.area(db, case.village)
    return _offer(db, case, people.get(db, primary or 0))


def dispatch_to_health(db: Transaction, case: Case) -> Case:
    """By the identity of the case: mental health [001] 三(六)2."""
    liaisons = people.of_role(db, Role.LIAISON)
    return _offer(
        db, case, next(one for one in liaisons if people.unit(db, one.unit).kind is UnitKind.HEALTH)
    )


def _offer(db: Transaction, case: Case, to: Person) -> Case:
    return cases.save(
        db, case.dispatch(unit=to.unit, to=to.id, at=db.now), "case.dispatched", unit=to.unit, person=to.id
    )


def accept(db: Transaction, case: Case) -> Case:
    """Take it on."""
    return cases.save(db, case.accept(by=case.offered or 0, at=db.now), "case.accepted", person=case.offered)


def visit(risk: Risk) -> Act:
    """Visit the household at home, and judge the risk."""

    def log(db: Transaction, case: Case) -> Case:
        on = local_day(db.now)
        answers = {"mode": "home", "met": "met", "children": "all", "risk": risk, "day": on.isoformat()}
        case = cases.save(
            db, case.visit(on=on, risk=risk, counts=True), "case.visited", on=on.isoformat(), counts=1
        )
        service.log_visit(db, case, on, {**answers, "note": "已到宅訪視，孩子在家，狀況穩定（示範）。"})
        return case

    return log


def assess(db: Transaction, case: Case) -> Case:
    """File the assessment report."""
    risk = case.risk or Risk.MEDIUM
    answers: dict[str, Value] = {
        "members": ["mother", "children"],
        "strengths": "外婆住附近，願意幫忙照顧（示範）。",
        "needs": ["money"],
        "risk": risk,
        "aims": "三個月內經濟穩定，孩子按時就學（示範）。",
        "plan": "協助申請補助，每月訪視，連結就業服務（示範）。",
    }
    case = cases.save(db, case.assess(risk=risk, at=db.now), "case.assessed")
    service.file_paper(db, case, ASSESSMENT.name, answers)
    return case


def share(db: Transaction, case: Case) -> Case:
    """Say that another unit serves the family, too."""
    return cases.save(db, case.share(db.now), "case.shared")


def say_missing(db: Transaction, case: Case) -> Case:
    """Say that a child can't be found."""
    return cases.save(db, missing.say_missing(case, db.now), "case.child_missing")


def follow_up(db: Transaction, case: Case) -> Case:
    """File every month that is over."""
    answers: dict[str, Value] = {
        "contact": "home",
        "children": "all",
        "needs": ["money"],
        "services": ["visit"],
    }
    plan = "下月續訪，協助申請補助（示範）。"
    this_month = local_day(db.now).replace(day=1)
    while (month := month_to_file(case, db.rules.policy)) < this_month:
        case = cases.save(
            db, case.follow_up(month=month, risk=None), "case.followed_up", month=month.isoformat()
        )
        service.file_follow_up(db, case, month, {**answers, "risk": case.risk or Risk.MEDIUM, "plan": plan})
    return case


def dispute(db: Transaction, case: Case) -> Case:
    """Say that the assessment was wrong."""
    cases.remark(db, case, "case.disputed", "家戶已搬離本里，現況與篩派時不同（示範）。")
    return cases.save(db, case.dispute(db.now), "case.disputed")


def propose_closing(db: Transaction, case: Case) -> Case:
    """Propose to close."""
    cases.remark(
        db, case, "case.closing_proposed", "家長已就業，孩子穩定就學，連續兩個月無新增需求（示範）。"
    )
    return cases.save(db, case.propose_closing(db.now), "case.closing_proposed")


def close(db: Transaction, case: Case) -> Case:
    """Approve the closing."""
    return cases.save(db, case.close(db.now), "case.closed")


def redirect(db: Transaction, case: Case) -> Case:
    """Point to another channel."""
    cases.remark(db, case, "case.redirected", "急難救助由區公所受理（示範）。")
    return cases.save(db, case.redirect(), "case.redirected", channel="1957")


def taken_on(ago: float, to: Act = dispatch) -> tuple[Step, ...]:
    """Dispatched and accepted, the second half a day later."""
    return (Step(ago, screener, to), Step(ago - 0.5, worker, accept))


def visited(*ago: float, risk: Risk = Risk.MEDIUM) -> tuple[Step, ...]:
    """Visited so many days ago, each time."""
    return tuple(Step(one, worker, visit(risk)) for one in ago)


STORIES = (
    Story(
        0.12,
        "平鎮區新勢里",
        "高虛構 示範路1號",
        "昨晚又聽到小孩哭喊，今天看到手臂有瘀青。（示範）",
        (Seen.SMALL_CHILD, Seen.HURT),
        danger="yes",
    ),
    Story(
        2,
        "平鎮區新勢里",
        "何樣本 0900-000-901 範例街20號",
        "爸爸失業三個月，家裡常沒煮飯。（示範）",
        (Seen.NO_WORK,),
    ),
    Story(
        1.2,
        "平鎮區新勢里",
        "羅假名 示範路88號",
        "阿嬤一個人帶兩個孫子，看起來很累。（示範）",
        (Seen.FRAIL_ELDER, Seen.SMALL_CHILD),
        then=(Step(0.1, screener, dispatch),),
    ),
    Story(
        15,
        "平鎮區新勢里",
        "葉演練 測試巷5號",
        "媽媽精神不好，小孩常在門口遊蕩。（示範）",
        (Seen.SMALL_CHILD, Seen.DRUGS_OR_MIND, Seen.NO_RELATIVES),
        then=taken_on(13.5),
    ),
    Story(
        72,
        "平鎮區新勢里",
        "蘇測試 0900-000-902 範例街3號",
        "一家四口擠在漏水的房子裡。（示範）",
        (Seen.NO_WORK, Seen.DISABLED_CHILD),
        then=(*taken_on(71), *visited(62, 40, 18), Step(42, worker, assess)),
    ),
    Story(
        50,
        "平鎮區新勢里",
        "何範本 0900-000-901 範例街20號",
        "小孩從安置回來，叔叔同住。（示範）",
        (Seen.BACK_HOME, Seen.PARTNER),
        then=(
            *taken_on(49),
            *visited(41, 20, risk=Risk.LOW),
            Step(19.5, worker, assess),
            Step(14, worker, share),
            Step(1.5, worker, follow_up),
        ),
    ),
    Story(
        100,
        "平鎮區新勢里",
        "呂練習 示範路101號",
        "單親媽媽沒工作，孩子沒去上學。（示範）",
        (Seen.NO_WORK, Seen.YOUNG_PARENT),
        then=(
            *taken_on(99),
            *visited(90, 60, 30, 12, risk=Risk.LOW),
            Step(69, worker, assess),
            Step(1.6, worker, follow_up),
            Step(1, worker, propose_closing),
        ),
    ),
    Story(
        6,
        "平鎮區新富里",
        "馬舉例 測試路7號",
        "好幾天沒看到這家的小孩。（示範）",
        (Seen.NO_WORK,),
        then=(*taken_on(5), Step(0.9, worker, dispute)),
    ),
    Story(
        40,
        "中壢區新街里",
        "江試用 範例路11號",
        "男友會罵小孩，鄰居聽到摔東西。（示範）",
        (Seen.PARTNER, Seen.SMALL_CHILD, Seen.HURT),
        then=(
            *taken_on(39.5),
            *visited(36, 16, risk=Risk.HIGH),
            Step(10, worker, assess),
            Step(1.7, worker, follow_up),
        ),
    ),
    Story(
        45,
        "桃園區文化里",
        "唐示範 演練街2號",
        "年輕爸媽，嬰兒常生病。（示範）",
        (Seen.YOUNG_PARENT, Seen.SMALL_CHILD),
        then=(
            *taken_on(44),
            *visited(30),
            Step(14, worker, assess),
            Step(1.8, worker, follow_up),
            Step(0.2, worker, say_missing),
        ),
    ),
    Story(
        8,
        "八德區興仁里",
        "簡虛構 樣本路9號",
        "先生酒後說不想活了，最近沒工作。（示範）",
        (Seen.WANTS_TO_DIE, Seen.NO_WORK),
        danger="unsure",
        then=(*taken_on(7.5, dispatch_to_health), *visited(4, risk=Risk.HIGH)),
    ),
    Story(
        5,
        "復興區三民里",
        "田測試 練習巷6號",
        "部落裡的老人家獨自照顧身障的孫子。（示範）",
        (Seen.DISABLED_CHILD, Seen.FRAIL_ELDER),
        then=taken_on(3),
    ),
    Story(
        120,
        "桃園區文化里",
        "龔演練 範例路50號",
        "孩子常挨餓。（示範）",
        (Seen.NO_WORK, Seen.SMALL_CHILD),
        then=(
            *taken_on(119),
            *visited(112, 80, 45, risk=Risk.LOW),
            Step(89, worker, assess),
            Step(31, worker, follow_up),
            Step(30, worker, propose_closing),
            Step(29, supervisor, close),
        ),
    ),
    Story(
        9,
        "中壢區新街里",
        "",
        "想問急難救助怎麼申請。（示範）",
        then=(Step(8, screener, redirect),),
    ),
)
