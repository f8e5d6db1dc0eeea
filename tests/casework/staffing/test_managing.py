"""Who does whose people: an administrator all, a supervisor or head those of the own unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.errors import EmptyAnswer, OddName, TooMany
from casework.staffing.managing import (
    MANAGING,
    MOST,
    for_villages,
    invitation_to,
    leads,
    may_invite,
    may_manage,
    names_in,
    person_name,
    roles_in,
    roles_to_change,
    roles_to_give,
    unit_name,
)
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.names import taken_for

UNITS = {
    kind: Unit(number, kind, f"示範{number}", "平鎮區", "A") for number, kind in enumerate(UnitKind, start=1)
}
ROLES, KINDS = st.sampled_from(Role), st.sampled_from(UnitKind)


def person(role: Role, unit: Unit, number: int = 1) -> Person:
    return Person(number, role, unit.id, "王測試", "", "")


@given(ROLES, KINDS, KINDS, ROLES)
def test_nobody_but_an_administrator_reaches_beyond_the_own_unit_or_makes_an_equal(
    mine: Role, here: UnitKind, there: UnitKind, other: Role
) -> None:
    me, unit = person(mine, UNITS[here]), UNITS[there]
    if may_invite(me, other, unit) or may_manage(me, person(other, unit, 2)):
        assert mine in MANAGING
        assert mine is Role.ADMIN or (here is there and other not in (mine, Role.ADMIN))
    assert all(role in roles_in(unit.kind) for role in roles_to_give(me, unit))


@given(ROLES, KINDS)
def test_nobody_does_themselves_so_the_last_administrator_stays(role: Role, kind: UnitKind) -> None:
    me = person(role, UNITS[kind])
    assert not may_manage(me, me)


@pytest.mark.parametrize("kind", UnitKind)
def test_every_kind_of_unit_has_a_head_and_somebody_who_answers_to_them(kind: UnitKind) -> None:
    assert Role.HEAD in roles_in(kind)
    assert set(roles_in(kind)) - set(LEADING)


def test_a_head_makes_supervisors_and_a_supervisor_makes_no_heads() -> None:
    centre = UNITS[UnitKind.CENTRE]
    head, supervisor = person(Role.HEAD, centre), person(Role.SUPERVISOR, centre)
    assert roles_to_give(head, centre) == [Role.WORKER, Role.SUPERVISOR]
    assert roles_to_give(supervisor, centre) == [Role.WORKER]


def test_nobody_is_invited_to_a_unit_that_has_ended() -> None:
    gone = replace(UNITS[UnitKind.POLICE], ended=True)
    assert roles_to_give(person(Role.ADMIN, UNITS[UnitKind.BUREAU]), gone) == []


def test_who_left_is_nobodys_and_who_is_suspended_still_is() -> None:
    police = UNITS[UnitKind.POLICE]
    head, liaison = person(Role.HEAD, police), person(Role.LIAISON, police, 2)
    assert may_manage(head, replace(liaison, active=False, suspended=True))
    assert not may_manage(head, replace(liaison, active=False))


def test_a_chief_becomes_nothing_else_and_nobody_a_chief() -> None:
    office = UNITS[UnitKind.DISTRICT]
    admin = person(Role.ADMIN, UNITS[UnitKind.BUREAU])
    assert roles_to_change(admin, person(Role.CHIEF, office, 2), office) == []
    assert roles_to_change(admin, person(Role.CLERK, office, 2), office) == [Role.HEAD]


def test_nobody_becomes_something_by_themselves_or_by_an_equal() -> None:
    centre = UNITS[UnitKind.CENTRE]
    head = person(Role.HEAD, centre)
    assert roles_to_change(head, person(Role.WORKER, centre, 2), centre) == [Role.SUPERVISOR]
    for other in (head, person(Role.HEAD, centre, 2)):
        assert roles_to_change(head, other, centre) == []


def test_names_are_told_apart_each_once_and_at_most_ten() -> None:
    assert names_in("王測試,\n陳 範例、王測試, 、Kacaw Panay\n") == ["王測試", "陳範例", "Kacaw Panay"]
    with pytest.raises(TooMany):
        names_in("\n".join(f"王測{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子"[: MOST + 1]))


@pytest.mark.parametrize("text", ["123", "…", "\u200b", "😀"])
def test_a_name_has_letters(text: str) -> None:
    with pytest.raises(EmptyAnswer):
        person_name(text)
    with pytest.raises(EmptyAnswer):
        unit_name("…")


@pytest.mark.parametrize(
    "name", ["王小明", "歐陽小明", "Kacaw Panay", "Ma'ifan", "Nguyễn Thị Lan", "阿美·Atolan", "李四(平鎮)"]
)
def test_names_of_people_in_taiwan_are_taken_as_they_are(name: str) -> None:
    assert person_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["\u0410nna", "王\u0441明", "\u0399oanna", "さくら", "王小明😀", "\u13aanna", "王*明"],
    ids=["Cyrillic", "Cyrillic beside Han", "Greek", "kana", "a picture", "Cherokee", "a sign"],
)
def test_a_name_in_letters_that_look_like_ours_is_refused(name: str) -> None:
    with pytest.raises(OddName):
        person_name(name)


@pytest.mark.parametrize("name", ["\u3164", "\u200b\u2060", "\u00ad", "…", "☎", "0912", "(-)", ""])
def test_a_name_that_can_not_be_seen_or_read_is_refused(name: str) -> None:
    with pytest.raises(EmptyAnswer):
        person_name(name)


def test_what_can_not_be_seen_in_a_name_is_taken_out_of_it() -> None:
    assert person_name("王\u200b小\u2060明") == person_name("王\u2f29明") == "王小明"


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("王曰昇", "王日昇"),
        ("Anna l", "Anna I"),
        ("Corn", "Com"),
        ("林台生", "林臺生"),
        ("LI Anna", "li anna"),
    ],
)
def test_a_name_is_taken_for_another_at_a_glance(name: str, like: str) -> None:
    assert taken_for(name, ["陳範例", like]) == like
    assert not taken_for(like, [like]), (
        "two may be called the same: they are told apart by unit and telephone"
    )
    assert not taken_for(name, ["陳範例"])


@pytest.mark.parametrize("kind", UnitKind)
def test_an_administrator_gives_every_role_there_is_in_a_unit_their_own_too(kind: UnitKind) -> None:
    admin = person(Role.ADMIN, UNITS[UnitKind.BUREAU])
    assert roles_to_give(admin, UNITS[kind]) == list(roles_in(kind))
    for role in roles_in(kind):
        assert may_manage(admin, person(role, UNITS[kind], 2))


@pytest.mark.parametrize("role", Role)
def test_a_supervisor_or_head_does_the_people_of_the_own_unit_and_an_administrator_all(role: Role) -> None:
    me = person(role, UNITS[UnitKind.CENTRE])
    assert leads(me, me.unit) is (role in MANAGING)
    assert leads(me, me.unit + 1) is (role is Role.ADMIN)


def test_who_leads_no_unit_gives_no_role_and_manages_nobody() -> None:
    for kind in UnitKind:
        for role in set(roles_in(kind)) - set(LEADING) - {Role.ADMIN}:
            me = person(role, UNITS[kind])
            assert roles_to_give(me, UNITS[kind]) == []
            assert not may_manage(me, person(Role.WORKER, UNITS[kind], 2))


def test_ten_names_at_once_are_not_too_many() -> None:
    assert len(names_in("\n".join(f"王測{letter}" for letter in "甲乙丙丁戊己庚辛壬癸"))) == MOST


@pytest.mark.parametrize("role", Role)
def test_villages_are_asked_of_who_is_invited_to_speak_for_them_or_to_serve_them(role: Role) -> None:
    """1里1主責社工 [002]; they can be said later."""
    villages = role in (Role.CHIEF, Role.WORKER)
    assert for_villages(role) is villages
    asked = {one.key: one.optional for one in invitation_to(role).questions}
    assert asked == {**({"villages": True} if villages else {}), "names": False}
