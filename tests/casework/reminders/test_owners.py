"""Who owes a duty, by its bearer and its unit, and who is above them: every bearer over one small staff."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.case import State
from casework.cases.seats import LEAD, AskedBy
from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders.backlog import Backlog, Backlogs, overdue_days
from casework.reminders.hearing import (
    Owing,
    Remit,
    after_failed_offer,
    answered_for,
    circle_of,
    listeners,
    owes,
    owners,
    remits,
    steers,
    supervisors,
    watched,
)
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from tests.casework.reminders.test_hearing import SCREENING, Staff
from tests.support.cases import made_case

HERE, THERE = 1, 2


def one(number: int, role: Role, unit: int) -> Person:
    return Person(number, role, unit, f"第{number}人", "", "")


EVERYBODY = Staff(
    [
        one(11, Role.WORKER, HERE),
        one(12, Role.SUPERVISOR, HERE),
        one(13, Role.HEAD, HERE),
        one(14, Role.CLERK, HERE),
        one(15, Role.LIAISON, HERE),
        one(21, Role.WORKER, THERE),
        one(23, Role.HEAD, THERE),
        one(24, Role.CLERK, THERE),
        one(25, Role.LIAISON, THERE),
        one(31, Role.SCREENER, SCREENING),
        one(32, Role.SUPERVISOR, SCREENING),
        one(33, Role.HEAD, SCREENING),  # screens nothing, and could not open it
        one(41, Role.BUREAU, 4),
        one(51, Role.ADMIN, 4),
    ]
)
DEBTS = {
    "a worker's": Owing(Bearer.PERSON, person=11, unit=HERE),
    "the screeners'": Owing(Bearer.SCREENERS),
    "a supervisor's": Owing(Bearer.SUPERVISORS, unit=HERE),
    "of a unit without one": Owing(Bearer.SUPERVISORS, unit=THERE),
    "of no unit": Owing(Bearer.SUPERVISORS),
    "the bureau's": Owing(Bearer.BUREAU),
    "a clerk's": Owing(Bearer.CLERKS, unit=THERE),
    "a liaison's": Owing(Bearer.LIAISONS, unit=THERE),
    "a clerk's of no unit": Owing(Bearer.CLERKS),
    "nobody's": Owing(Bearer.PERSON),
}
EXPECTED = {
    "a worker's": ([11], [12, 13]),
    "the screeners'": ([31], [32]),
    "a supervisor's": ([12], [12, 13]),
    "of a unit without one": ([23], [23]),
    "of no unit": ([41], [41]),
    "the bureau's": ([41], [41]),
    "a clerk's": ([24], [23]),
    "a liaison's": ([25], [23]),
    "a clerk's of no unit": ([], [41]),
    "nobody's": ([], [41]),
}
"""Who owes it, and who hears on a supervisor's rung."""


def ids(people: list[Person]) -> list[int]:
    return [person.id for person in people]


@pytest.mark.parametrize("debt", DEBTS)
def test_who_owes_and_who_is_above_them(debt):
    owing, above = EXPECTED[debt]
    assert ids(owners(DEBTS[debt], EVERYBODY)) == owing
    assert ids(listeners(DEBTS[debt], Hearer.SUPERVISOR, EVERYBODY)) == above
    assert ids(listeners(DEBTS[debt], Hearer.BUREAU, EVERYBODY)) == [41]
    assert ids(listeners(DEBTS[debt], Hearer.OWNER, EVERYBODY)) == (owing or above)


def test_where_nobody_screens_and_nobody_supervises_the_administrators_do():
    few = Staff([one(51, Role.ADMIN, 4)])
    assert ids(owners(Owing(Bearer.SCREENERS), few)) == [51]
    assert ids(listeners(Owing(Bearer.SCREENERS), Hearer.SUPERVISOR, few)) == [51]
    assert ids(supervisors(HERE, few)) == [51]
    assert ids(listeners(Owing(Bearer.SCREENERS), Hearer.SUPERVISOR, Staff([]))) == []


NOW = datetime(2026, 6, 10, 9, tzinfo=TAIPEI)


def late(*debts: Owing) -> Backlogs:
    return Backlogs([(NOW - timedelta(days=n), debt) for n, debt in enumerate(debts, 1)], NOW)


@pytest.mark.parametrize("debt", DEBTS)
def test_what_is_somebodys_to_do_is_what_they_owe(debt):
    one_late = late(DEBTS[debt])
    for person in EVERYBODY.people:
        theirs = one_late.of(remits(person, EVERYBODY), EVERYBODY).number
        assert bool(theirs) is owes(DEBTS[debt], person, EVERYBODY), person


@pytest.mark.parametrize(
    ("person", "number"),
    [(11, 1), (12, 2), (13, 2), (14, 0), (23, 3), (24, 1), (31, 1), (33, 0), (41, len(DEBTS)), (51, 0)],
)
def test_what_stays_overdue_is_told_to_who_owes_it_who_leads_them_and_the_bureau(person, number):
    assert late(*DEBTS.values()).of(watched(EVERYBODY.get(person), EVERYBODY), EVERYBODY).number == number


def test_a_head_answers_for_what_is_late_in_the_unit():
    answering = {each.id: list(answered_for(each)) for each in EVERYBODY.people}
    assert {who: of for who, of in answering.items() if of} == {
        head: [Remit(None, unit=unit, late=True)] for head, unit in ((13, HERE), (23, THERE), (33, SCREENING))
    }


def test_who_leads_or_stands_in_for_who_does_reminds_somebody_and_nobody_themselves():
    away = Staff([replace(one, deputy=24) if one.id == 12 else one for one in EVERYBODY.people])

    def steering(debt: Owing, everybody: Staff = EVERYBODY) -> list[int]:
        return [one.id for one in everybody.people if steers(debt, one, everybody)]

    assert steering(DEBTS["a worker's"]) == [12, 13]
    assert steering(DEBTS["a worker's"], away) == [12, 13, 24]
    assert steering(Owing(Bearer.PERSON, person=12, unit=HERE)) == [13]
    assert steering(DEBTS["a supervisor's"]) == [], "a group's is nobody's to give away"


def test_somebody_hears_of_a_duty_as_who_owes_it_leads_or_watches_over_it():
    away = Staff([replace(one, deputy=24) if one.id == 12 else one for one in EVERYBODY.people])
    heard = {who: circle_of(DEBTS["a worker's"], who, away) for who in (11, 12, 13, 24, 41, 21)}
    assert heard == {
        11: Hearer.OWNER,
        12: Hearer.SUPERVISOR,
        13: Hearer.SUPERVISOR,
        24: Hearer.SUPERVISOR,  # stands in
        41: Hearer.BUREAU,
        21: Hearer.OWNER,  # was told in place of who owes it
    }


@pytest.mark.parametrize(
    ("due", "days"),
    [(NOW - timedelta(hours=1), 1), (NOW - timedelta(hours=10), 1), (NOW - timedelta(days=3), 3)],
    ids=["an hour", "yesterday night", "three days"],
)
def test_what_is_overdue_for_hours_is_so_for_a_day(due, days):
    assert overdue_days(due, NOW) == days


def test_a_backlog_is_how_much_is_overdue_and_for_how_long_and_no_less_than_a_message_names():
    debt = DEBTS["the bureau's"]
    dues = [NOW - timedelta(days=2), NOW - timedelta(days=5), NOW, NOW + timedelta(days=1)]
    found = Backlogs([(due, debt) for due in dues], NOW).of([Remit(Bearer.BUREAU)], EVERYBODY)
    assert found == Backlog(2, 5)
    assert Backlog.of([], NOW) == Backlog(0, 0)
    assert found.at_least(Backlog(3, 1)) == Backlog(3, 5)
    assert found.at_least(Backlog(1, 9)) == Backlog(2, 9)


def test_that_nobody_took_an_offer_is_told_to_who_serves_else_to_who_finds_somebody():
    """`domain.md` §3.3."""
    known = made_case(1, "A-115-000013", State.SCREENING, "平鎮區新勢里", urgent=False, reported_at=NOW)
    offered = known.dispatch(unit=HERE, kind=UnitKind.CENTRE, to=11, at=NOW)
    served = offered.accept(by=11, at=NOW)

    def told(case, seat=LEAD):
        return ids(after_failed_offer(case.lapse(at=NOW, seat=seat), seat, EVERYBODY))

    assert told(offered) == [31], "it is dispatched anew"
    assert told(served.offer_again(to=15, at=NOW)) == [11, 12]
    for by, hear in ((AskedBy.VILLAGE, [23]), (AskedBy.DISPATCH, [31])):
        beside = served.ask(unit=THERE, kind=UnitKind.CENTRE, to=25, at=NOW, by=by)
        [seat] = beside.joint
        assert told(replace(beside, joint=(replace(seat, id=2),)), 2) == hear, "a village's centre stays"
