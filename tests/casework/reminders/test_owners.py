"""Who owes a duty, by its bearer and its unit, and who is above them: every bearer over one small staff."""

import pytest

from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders.hearing import Owing, listeners, owners, supervisors
from casework.staffing.people import Person, Role
from tests.casework.reminders.test_hearing import SCREENING, Staff

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
