"""Keeping out (迴避) beats every grant (`trust.md`)."""

import pytest
from msgspec.structs import replace

from casework.cases.access import Scope
from casework.cases.case import State
from casework.cases.household import Household, Member
from casework.cases.recusal import concerns, serveable
from casework.errors import Recused
from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders.hearing import AllBut, Owing, listeners, owners
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from tests.casework.cases.test_access import BASE, CENTRE, ME, SOMEBODY
from tests.support.cases import with_facts

STAFF = {
    ME: Person(ME, Role.WORKER, CENTRE.id, "王測試", "", "zh_Hant_TW"),
    SOMEBODY: Person(SOMEBODY, Role.SUPERVISOR, CENTRE.id, "張樣本", "", "zh_Hant_TW"),
    3: Person(3, Role.BUREAU, 20, "吳示例", "", "zh_Hant_TW"),
}


class Staff:
    """Three people."""

    def get(self, person: int) -> Person:
        return STAFF[person]

    def of_role(self, role: Role) -> list[Person]:
        return [one for one in STAFF.values() if one.role is role]

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        return [one for one in self.of_role(role) if one.unit == unit]

    def unit(self, unit: int) -> Unit:
        return replace(CENTRE, id=unit, kind=UnitKind.CENTRE)


@pytest.mark.parametrize(
    ("out", "hears"), [(set(), {ME}), ({ME}, {SOMEBODY}), ({ME, SOMEBODY}, {3})], ids=["nobody", "I", "both"]
)
def test_of_what_somebody_keeps_out_the_next_one_up_hears(out: set[int], hears: set[int]) -> None:
    debt = Owing(Bearer.PERSON, person=ME, unit=CENTRE.id)
    everybody = AllBut(Staff(), out.__contains__)
    assert {one.id for one in listeners(debt, Hearer.OWNER, everybody)} == hears
    assert [one.id for one in owners(debt, everybody)] == [ME], "it is owed all the same"


def test_a_case_is_given_to_nobody_who_keeps_out_and_stays_where_it_is_meanwhile() -> None:
    mine = with_facts(BASE, unit=CENTRE.id, worker=ME)
    serveable(mine, mine, {ME}.__contains__)
    offered = with_facts(BASE, state=State.DISPATCHED, unit=CENTRE.id, offered=ME)
    with pytest.raises(Recused):
        serveable(BASE, offered, {ME}.__contains__)
    serveable(BASE, offered, {SOMEBODY}.__contains__)


def test_what_somebody_keeps_out_of_is_in_no_scope() -> None:
    assert Scope(every=True).holds(BASE)
    assert not Scope(every=True, out=frozenset({BASE.id})).holds(BASE)
    assert not Scope(every=True, out=frozenset({BASE.id})).covers(None)


@pytest.mark.parametrize(
    ("members", "concerned"),
    [
        ((Member("王測試"),), True),
        ((Member("李示範"), Member("王測試", phones=("0912345670",))), True),
        ((Member("李示範", phones=("0922345678", "0912345678")),), True),
        ((Member("李示範", phones=("0922345678",)),), False),
        ((), False),
    ],
    ids=["named", "another member", "their telephone", "others", "nobody"],
)
def test_who_is_of_the_household_that_was_reported_is_known_by_name_or_telephone(members, concerned) -> None:
    """[行政程序法 32]."""
    assert concerns(Household(members), replace(STAFF[ME], phone="0912345678")) is concerned
