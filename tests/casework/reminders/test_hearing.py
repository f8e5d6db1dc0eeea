"""Whom a nudge reaches: with nobody in charge, somebody away or gone, it ends with a living person."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders.hearing import (
    AllBut,
    DutyCircle,
    Owing,
    in_person,
    led,
    listeners,
    reached,
    screening_group,
    stand_in,
    supervisors,
    unheard,
)
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from tests.support.certain import certain


def person(number: int, **facts: Any) -> Person:
    return Person(number, Role.WORKER, 1, "王測試", "", "", **facts)


Everybody = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.none() | st.integers(0, 7), st.sampled_from(DutyCircle)),
    min_size=8,
    max_size=8,
)


@given(Everybody, st.sampled_from(Hearer))
def test_a_rung_reaches_somebody_living_as_long_as_anybody_can_hear(everybody, hearer) -> None:
    there = {
        n: person(n, active=active, blocked=blocked, deputy=deputy)
        for n, (active, blocked, deputy, _) in enumerate(everybody)
    }
    circles = {
        circle: [there[n] for n, one in enumerate(everybody) if one[3] is circle] for circle in DutyCircle
    }
    heard = reached(hearer, circles.__getitem__, there.__getitem__)
    assert all(one.active and not one.blocked and one.deputy is None for one in heard)
    above = list(DutyCircle)[list(DutyCircle).index(DutyCircle(hearer)) :]
    able = [one for one in there.values() if stand_in(one, there.__getitem__)]
    assert bool(heard) == bool(able)
    up = [one for circle in above for one in circles[circle] if stand_in(one, there.__getitem__)]
    assert not up or {one.id for one in heard} <= {certain(stand_in(one, there.__getitem__)).id for one in up}


def test_while_somebody_is_away_their_deputy_hears() -> None:
    there = {1: person(1, deputy=2), 2: person(2)}
    assert stand_in(there[1], there.__getitem__) == there[2]


def test_what_is_about_those_around_somebody_they_read_themselves_as_long_as_they_can() -> None:
    there = {1: person(1, deputy=2), 2: person(2), 3: person(3, deputy=2, blocked=True)}
    assert in_person(there[1], there.__getitem__) == there[1]
    assert in_person(there[3], there.__getitem__) == there[2]


def test_two_who_stand_in_for_each_other_hear_nothing_and_the_supervisor_does() -> None:
    there = {1: person(1, deputy=2), 2: person(2, deputy=1), 3: person(3)}
    circles = {DutyCircle.OWNER: [there[1]], DutyCircle.SUPERVISOR: [there[3]]}
    assert reached(Hearer.OWNER, circles.__getitem__, there.__getitem__) == [there[3]]


SCREENING = 3
"""The unit of the screeners."""


@dataclass
class Staff:
    """Some people of two units, as the rules of hearing ask for them."""

    people: list[Person]

    def get(self, person: int) -> Person:
        return next(one for one in self.people if one.id == person)

    def of_role(self, role: Role) -> list[Person]:
        return [one for one in self.people if one.role is role and one.active]

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        return [one for one in self.of_role(role) if one.unit == unit]

    def unit(self, unit: int) -> Unit:
        kind = UnitKind.PROTECTION if unit == SCREENING else UnitKind.POLICE
        return Unit(unit, kind, "分局", "平鎮區", "A")


LIAISON = Person(1, Role.LIAISON, 1, "王測試", "", "")
HEAD = Person(2, Role.HEAD, 1, "陳範例", "", "")
SUPERVISOR = Person(3, Role.SUPERVISOR, 1, "張樣本", "", "")
BUREAU = Person(4, Role.BUREAU, 2, "吳示例", "", "")
OTHER_HEAD = Person(5, Role.HEAD, 2, "李預設", "", "")


def heard(*people: Person, hearer: Hearer = Hearer.SUPERVISOR) -> list[Person]:
    return listeners(Owing(Bearer.PERSON, LIAISON.id, LIAISON.unit), hearer, Staff([LIAISON, *people]))


def test_what_is_late_in_a_unit_reaches_its_head_and_no_other() -> None:
    assert heard(HEAD, OTHER_HEAD, BUREAU) == [HEAD]
    assert heard(HEAD, SUPERVISOR, BUREAU) == [SUPERVISOR, HEAD]
    assert heard(BUREAU) == [BUREAU]


def test_a_head_answers_where_there_is_no_supervisor_and_the_bureau_where_there_is_neither() -> None:
    assert supervisors(1, Staff([HEAD, SUPERVISOR, BUREAU])) == [SUPERVISOR]
    assert supervisors(1, Staff([HEAD, BUREAU])) == [HEAD]
    assert supervisors(1, Staff([BUREAU])) == [BUREAU]


def test_what_a_suspended_liaison_owes_is_heard_by_the_head_or_by_who_stands_in() -> None:
    suspended = replace(LIAISON, active=False, suspended=True)
    owing = Owing(Bearer.PERSON, LIAISON.id, LIAISON.unit)
    assert listeners(owing, Hearer.OWNER, Staff([suspended, HEAD, BUREAU])) == [HEAD]
    other = replace(LIAISON, id=6)
    stood_in = replace(suspended, deputy=other.id)
    assert listeners(owing, Hearer.OWNER, Staff([stood_in, other, HEAD])) == [other]


def test_one_group_screens_all_then_its_supervisors_then_the_administrators() -> None:
    """[003] item 4; a supervisor of another unit screens nothing."""
    screener = Person(7, Role.SCREENER, SCREENING, "陳範例", "", "")
    leads = Person(8, Role.SUPERVISOR, SCREENING, "郭示範", "", "")
    administrator = Person(9, Role.ADMIN, 2, "李預設", "", "")
    everybody = [SUPERVISOR, leads, screener, administrator]
    assert screening_group(Staff(everybody)) == [screener]
    assert screening_group(Staff([SUPERVISOR, leads, administrator])) == [leads]
    assert screening_group(Staff([SUPERVISOR, administrator])) == [administrator]


def test_who_keeps_out_hears_nothing_nor_does_who_stands_in_for_them() -> None:
    """迴避: as if they were gone."""
    kin = person(1, deputy=2)
    but = AllBut(Staff([kin, person(2), person(3)]), lambda one: one == 1)
    out = but.get(1)
    assert (out.active, out.suspended, out.deputy) == (False, True, None)
    assert but.get(2) == person(2)
    assert stand_in(out, but.get) is None


def test_a_unit_is_led_by_who_supervises_it_or_is_its_head() -> None:
    head = replace(person(1), role=Role.HEAD)
    for people, is_led in (
        ([head], True),
        ([person(1)], False),
        ([replace(head, unit=2)], False),
        ([], False),
    ):
        assert led(1, Staff(people)) is is_led
    assert not led(None, Staff([head]))


def test_among_all_who_have_a_role_who_keeps_out_is_not() -> None:
    but = AllBut(Staff([person(1), person(2)]), lambda one: one == 1)
    assert [one.id for one in but.of_role(Role.WORKER)] == [2]
    assert [one.id for one in but.in_unit(1, Role.WORKER)] == [2]


def test_nothing_reaches_who_blocked_the_bot_while_nobody_stands_in() -> None:
    """`trust.md` R4."""
    blocked, gone = person(1, blocked=True), person(4, active=False)
    there = {1: blocked, 2: person(2), 3: replace(blocked, id=3, deputy=2), 4: gone}
    assert [one.id for one in there.values() if unheard(one, there.__getitem__)] == [1]
