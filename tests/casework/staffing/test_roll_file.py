"""A table of people: each row is taken, changes nothing, or is wrong for a reason, by number (`ux.md` 23)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.handover import can_go_to, may_hand_over
from casework.staffing.people import SERVING, Person, Role
from casework.staffing.roll_file import (
    COLUMNS,
    ROLE_WORDS,
    RollAct,
    RollChange,
    RollFault,
    RollOffice,
    RollReading,
    confirmed,
    read_roll,
    said_of,
)
from casework.staffing.sheet_rows import RowError
from casework.staffing.units import Unit, UnitKind
from casework.text.places import load_places

POLICE = Unit(1, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
CENTRE = Unit(2, UnitKind.CENTRE, "平鎮區家庭服務中心", "平鎮區", "N")
OFFICE = Unit(3, UnitKind.DISTRICT, "平鎮區公所", "平鎮區", "A")
HEALTH = Unit(4, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A")
BUREAU = Unit(5, UnitKind.BUREAU, "社會局", "", "A")
UNITS = {one.name: one for one in (POLICE, CENTRE, OFFICE, HEALTH, BUREAU)}
INVITED = (POLICE.id, Role.LIAISON, "王測試")
VILLAGE, NEXT = "平鎮區新勢里", "平鎮區新富里"


def person(number: int, role: Role, unit: Unit, name: str, **facts: Any) -> Person:
    return replace(Person(number, role, unit.id, name, "", ""), **facts)


ADMIN = person(1, Role.ADMIN, BUREAU, "李預設")
SUPERVISOR = person(2, Role.SUPERVISOR, CENTRE, "張樣本")
WORKER = person(3, Role.WORKER, CENTRE, "趙同事", phone="0911111111")
LIAISON = person(4, Role.LIAISON, POLICE, "錢窗口")
CHIEF = person(5, Role.CHIEF, OFFICE, "林示範", villages=(VILLAGE,))
HEAD = person(6, Role.HEAD, CENTRE, "孫主管")
STOPPED = person(7, Role.LIAISON, POLICE, "周停權", active=False, suspended=True)
LEFT = person(8, Role.LIAISON, POLICE, "吳離職", active=False)
TWIN, OTHER = (person(n, Role.LIAISON, HEALTH, "鄭同名", phone=f"091234567{n}") for n in (1, 9))
EVERYBODY = (ADMIN, SUPERVISOR, WORKER, LIAISON, CHIEF, HEAD, STOPPED, LEFT, replace(TWIN, id=10), OTHER)


def office(by: Person = ADMIN, people: Sequence[Person] = EVERYBODY, **facts: Any) -> RollOffice:
    """Return what rows are compared with, as it is for who sends them."""
    theirs = [one for one in people if by.role is Role.ADMIN or one.unit == by.unit]
    known = RollOffice(
        by,
        UNITS,
        load_places(),
        ROLE_WORDS,
        theirs,
        {INVITED},
        {WORKER.id: [VILLAGE]},
        may_go=lambda one, unit: may_hand_over(by, one) and can_go_to(one, unit),
        busy=lambda one: False,
        bound=lambda one, role: False,
        others=lambda role, unit, villages: (),
        called=(),
    )
    return replace(known, **facts)


KNOWN = office()
TITLES = list(COLUMNS.template)
OLD_TITLES = ["單位", "角色", "姓名", "電話", "負責里"]
GOOD = ["平鎮分局", "窗口", "陳範例", "0912345678", ""]


def row(unit: str, role: str, name: str, **said: str) -> list[str]:
    """Write a row; *said*: the columns that are seldom used."""
    cells = {"unit": unit, "role": role, "name": name, **said}
    return [cells.get(column, "") for column in COLUMNS.heads]


def of(one: Person, **said: str) -> list[str]:
    """Write the row of somebody who is there."""
    unit = next(unit for unit in UNITS.values() if unit.id == one.unit)
    return row(unit.name, str(one.role), one.name, **said)


def reading(*rows: list[str], known: RollOffice = KNOWN) -> RollReading:
    return read_roll([TITLES, *rows], known)


def change(*cells: list[str], known: RollOffice = KNOWN) -> RollChange:
    """Return the only thing that is changed by rows of which none is wrong."""
    found = reading(*cells, known=known)
    assert found.errors == ()
    [one] = found.changes
    return one


def wrong(cells: list[str], known: RollOffice = KNOWN) -> StrEnum:
    """Return what is wrong with the only row."""
    found = reading(cells, known=known)
    assert found.changes == ()
    [error] = found.errors
    return error.fault


def fault(*cells: str) -> tuple[int, StrEnum]:
    found = read_roll([OLD_TITLES, GOOD, list(cells)], KNOWN)
    assert len(found.changes) == 1
    [error] = found.errors
    return error.row, error.fault


def test_rows_below_the_heads_are_people_to_invite() -> None:
    rows = [
        ["邀請名冊", "", "", "", ""],
        OLD_TITLES,
        GOOD,
        ["", "", "", "", ""],
        ["平鎮區家庭服務中心", "社工", "張 樣例", "912345679", "新勢里、平鎮區新富里"],
        ["平鎮區公所", "里長", "李預想", "", "平鎮區新勢里"],
    ]
    found = read_roll(rows, KNOWN)
    assert found.errors == ()
    assert {one.acts for one in found.changes} == {(RollAct.INVITE,)}
    assert [(one.row, one.name, one.role, one.phone) for one in found.changes] == [
        (3, "陳範例", Role.LIAISON, "0912345678"),
        (5, "張樣例", Role.WORKER, "0912345679"),
        (6, "李預想", Role.CHIEF, ""),
    ]
    assert found.changes[1].villages == (VILLAGE, NEXT)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        pytest.param(["平鎮分局", "窗口", "", "", ""], RollFault.NO_NAME, id="no name"),
        pytest.param(["平鎮分局", "窗口", "123", "", ""], RollFault.NO_NAME, id="a name without letters"),
        pytest.param(["平鎮分局", "窗口", "張" * 61, "", ""], RollFault.LONG_NAME, id="a long name"),
        pytest.param(["火星分局", "窗口", "張樣例", "", ""], RollFault.UNKNOWN_UNIT, id="no such unit"),
        pytest.param(["平鎮分局", "國王", "張樣例", "", ""], RollFault.UNKNOWN_ROLE, id="no such role"),
        pytest.param(["平鎮分局", "", "張樣例", "", ""], RollFault.NO_ROLE, id="no role"),
        pytest.param(["平鎮分局", "督導", "張樣例", "", ""], RollFault.NOT_YOURS, id="not in this unit"),
        pytest.param(["平鎮分局", "窗口", "張樣例", "12", ""], RollFault.BAD_PHONE, id="no telephone"),
        pytest.param(GOOD, RollFault.TWICE, id="twice"),
        pytest.param(["平鎮分局", "主管", "陳範例", "0912-345-678", ""], RollFault.TWICE, id="by telephone"),
        pytest.param(["平鎮分局", "窗口", "吳離職", "", ""], RollFault.GONE, id="left"),
        pytest.param(["平鎮區公所", "里長", "張樣例", "", ""], RollFault.NO_VILLAGE, id="no village"),
        pytest.param(
            ["平鎮區公所", "里長", "張樣例", "", "火星里"], RollFault.UNKNOWN_VILLAGE, id="no such village"
        ),
        pytest.param(
            ["平鎮區公所", "里長", "張樣例", "", "中正里"], RollFault.UNKNOWN_VILLAGE, id="in several"
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_number(row: list[str], wrong: RollFault) -> None:
    assert fault(*row) == (3, wrong)


def test_without_a_row_of_heads_nothing_is_read() -> None:
    assert not read_roll([GOOD], KNOWN).headed
    assert not read_roll([], KNOWN).headed


def test_heads_may_stand_in_another_order_and_in_english() -> None:
    found = read_roll([["Name", "Unit", "Role"], ["陳範例", "平鎮分局", "liaison"]], KNOWN)
    assert [one.name for one in found.changes] == ["陳範例"]


def test_nobody_is_invited_for_a_village_that_another_unit_answers_for() -> None:
    theirs = office(SUPERVISOR, others=lambda role, unit, villages: [one for one in villages if one == NEXT])
    new = row("平鎮區家庭服務中心", "社工", "陳範例", villages=f"{VILLAGE}、{NEXT}")
    assert wrong(new, theirs) is RollFault.OTHERS_VILLAGE
    assert change(row("平鎮區家庭服務中心", "社工", "陳範例", villages=VILLAGE), known=theirs)


@pytest.mark.parametrize(
    ("cells", "acts"),
    [
        pytest.param(of(LIAISON, new_name="錢新名"), (RollAct.RENAME,), id="renamed"),
        pytest.param(of(LIAISON, new_name="張" * 60), (RollAct.RENAME,), id="the longest name"),
        pytest.param(of(LIAISON, phone="0933-333-333"), (RollAct.PHONE,), id="telephone"),
        pytest.param(row("平鎮分局", "主管", "錢窗口"), (RollAct.ROLE,), id="role"),
        pytest.param(of(CHIEF, villages="新富里"), (RollAct.VILLAGES,), id="villages of a chief"),
        pytest.param(of(LIAISON, moves_to="平鎮衛生所"), (RollAct.MOVE,), id="moved"),
        pytest.param(of(LIAISON, suspended="是"), (RollAct.SUSPEND,), id="suspended"),
        pytest.param(of(STOPPED, suspended="否"), (RollAct.READMIT,), id="let back in"),
        pytest.param(of(LIAISON, ends="是"), (RollAct.END,), id="ended"),
        pytest.param(of(LIAISON, ends="Yes", new_name="錢新名"), (RollAct.END,), id="the end comes first"),
        pytest.param(
            of(LIAISON, new_name="錢新名", moves_to="平鎮衛生所", suspended="是"),
            (RollAct.RENAME, RollAct.MOVE, RollAct.SUSPEND),
            id="several at once",
        ),
    ],
)
def test_a_row_of_who_is_there_says_what_becomes_of_them(cells: list[str], acts: tuple[RollAct, ...]) -> None:
    assert change(cells).acts == acts


def test_a_change_says_whom_it_is_about_as_they_were_when_it_was_read() -> None:
    moved = change(of(LIAISON, moves_to="平鎮衛生所", new_name="錢新名"))
    assert (moved.person, moved.version, moved.unit, moved.into) == (4, 1, POLICE.id, HEALTH.id)
    assert (moved.name, moved.new_name) == ("錢窗口", "錢新名")


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(of(LIAISON), id="as they are"),
        pytest.param(row("平鎮分局", "", "錢窗口"), id="without a role"),
        pytest.param(row("平鎮分局", "窗口", "王測試"), id="invited"),
        pytest.param(of(LIAISON, moves_to="平鎮分局", new_name="錢窗口"), id="to where and what they are"),
        pytest.param(of(STOPPED, suspended="是"), id="suspended already"),
        pytest.param(of(STOPPED), id="suspended, and the cell is empty"),
        pytest.param(of(LIAISON, suspended="否", ends="no"), id="no and no"),
        pytest.param(of(LEFT, ends="是"), id="left already"),
        pytest.param(of(WORKER, phone="0911111111", villages="新勢里"), id="their telephone and village"),
        pytest.param(row("平鎮分局", "窗口", "錢舊名", new_name="錢窗口"), id="renamed already"),
        pytest.param(row("平鎮衛生所", "窗口", "錢窗口", moves_to="平鎮分局"), id="moved already"),
        pytest.param(of(ADMIN), id="themselves, as they are"),
        pytest.param(of(OTHER), id="one of two who are called alike"),
    ],
)
def test_what_stands_so_already_changes_nothing(cells: list[str]) -> None:
    assert reading(cells) == RollReading(unchanged=1)


def test_the_template_sent_back_changes_nothing() -> None:
    there = [one for one in EVERYBODY if one.here]
    names = {one.id: one for one in UNITS.values()}
    rows = [said_of(one, names[one.unit], str(one.role), one.villages) for one in there]
    assert reading(*rows) == RollReading(unchanged=len(there))


NEITHER = "perhaps"
BUSY = office(busy=lambda one: one.id == LIAISON.id)
BOUND = office(bound=lambda one, role: one.role in SERVING and role not in SERVING)
BY_SUPERVISOR = office(SUPERVISOR)


@pytest.mark.parametrize(
    ("cells", "known", "expected"),
    [
        pytest.param(of(LIAISON, suspended=NEITHER), KNOWN, RollFault.UNCLEAR, id="neither yes nor no"),
        pytest.param(of(LIAISON, ends=NEITHER), KNOWN, RollFault.UNCLEAR, id="an end neither"),
        pytest.param(of(LIAISON, moves_to="火星分局"), KNOWN, RollFault.UNKNOWN_UNIT, id="to no unit"),
        pytest.param(of(LIAISON, new_name="12"), KNOWN, RollFault.NO_NAME, id="a new name without letters"),
        pytest.param(of(LIAISON, new_name="張" * 61), KNOWN, RollFault.LONG_NAME, id="a long new name"),
        pytest.param(of(LIAISON, new_name="\u0410nna"), KNOWN, RollFault.ODD_NAME, id="an odd new name"),
        pytest.param(row("平鎮分局", "窗口", "\u0410nna"), KNOWN, RollFault.ODD_NAME, id="an odd name"),
        pytest.param(
            row("平鎮分局", "窗口", "王曰昇"),
            office(called=["王日昇"]),
            RollFault.TAKEN_FOR,
            id="like a colleague's name",
        ),
        pytest.param(row("平鎮分局", "", "無此人", ends="是"), KNOWN, RollFault.NOT_THERE, id="nobody"),
        pytest.param(
            row("平鎮分局", "", "王測試", suspended="是"), KNOWN, RollFault.NOT_JOINED, id="only invited"
        ),
        pytest.param(
            row("平鎮衛生所", "", "鄭同名", suspended="是"), KNOWN, RollFault.WHICH, id="which of two"
        ),
        pytest.param(of(ADMIN, ends="是"), KNOWN, RollFault.NOT_YOUR_PERSON, id="themselves"),
        pytest.param(of(WORKER, villages="新富里"), KNOWN, RollFault.VILLAGES_STAY, id="a worker's villages"),
        pytest.param(
            row("平鎮分局", "督導", "錢窗口"), KNOWN, RollFault.CANT_BECOME, id="a role that is not there"
        ),
        pytest.param(
            row("平鎮區公所", "主管", "林示範"), KNOWN, RollFault.CANT_BECOME, id="a chief's other role"
        ),
        pytest.param(
            of(WORKER, moves_to="平鎮分局"), KNOWN, RollFault.CANT_GO, id="where nobody has their role"
        ),
        pytest.param(of(CHIEF, moves_to="平鎮分局"), KNOWN, RollFault.CANT_GO, id="a chief to another unit"),
        pytest.param(of(LIAISON, ends="是"), BUSY, RollFault.HAND_OVER, id="an end before the handover"),
        pytest.param(
            of(LIAISON, moves_to="平鎮衛生所"), BUSY, RollFault.HAND_OVER, id="a move before the handover"
        ),
        pytest.param(
            row("平鎮分局", "主管", "錢窗口"), BOUND, RollFault.HAND_OVER, id="a role before the handover"
        ),
        pytest.param(
            of(LIAISON, ends="是"), BY_SUPERVISOR, RollFault.NOT_YOUR_UNIT, id="another unit's person"
        ),
        pytest.param(
            row("平鎮分局", "", "無此人", ends="是"),
            BY_SUPERVISOR,
            RollFault.NOT_YOUR_UNIT,
            id="another unit's nobody: the same answer",
        ),
        pytest.param(of(LIAISON), BY_SUPERVISOR, RollFault.NOT_YOURS, id="another unit's, as they are"),
        pytest.param(of(HEAD, suspended="是"), BY_SUPERVISOR, RollFault.NOT_YOUR_PERSON, id="who leads them"),
        pytest.param(
            of(SUPERVISOR, new_name="張新名"), BY_SUPERVISOR, RollFault.NOT_YOUR_PERSON, id="own name"
        ),
        pytest.param(
            row(CENTRE.name, "督導", "趙同事"), BY_SUPERVISOR, RollFault.CANT_BECOME, id="their equal"
        ),
    ],
)
def test_what_can_not_be_done_by_message_is_a_wrong_row(
    cells: list[str], known: RollOffice, expected: RollFault
) -> None:
    assert wrong(cells, known) == expected


def test_who_is_busy_can_be_suspended_and_renamed() -> None:
    known = office(busy=lambda one: True, bound=lambda one, role: True)
    assert change(of(LIAISON, suspended="是", new_name="錢新名"), known=known).person == LIAISON.id


def test_a_supervisor_does_the_own_workers_and_lets_them_go_elsewhere() -> None:
    second = Unit(6, UnitKind.CENTRE, "桃園中心", "桃園區", "B")
    known = office(SUPERVISOR, units={**UNITS, second.name: second})
    assert change(of(WORKER, moves_to="桃園中心"), known=known).into == second.id


def test_people_of_one_name_are_told_apart_by_their_telephone() -> None:
    assert change(of(OTHER, phone="0912345679", ends="是")).person == OTHER.id


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(of(LIAISON, suspended="是"), id="the same person"),
        pytest.param(row("平鎮衛生所", "窗口", "錢窗口"), id="where they are to be"),
    ],
)
def test_nobody_is_taken_twice(again: list[str]) -> None:
    found = reading(of(LIAISON, moves_to="平鎮衛生所"), again)
    assert [one.acts for one in found.changes] == [(RollAct.MOVE,)]
    assert [(one.row, one.fault) for one in found.errors] == [(3, RollFault.TWICE)]


def test_what_arose_after_it_was_shown_is_not_done() -> None:
    rows = [TITLES, of(LIAISON, suspended="是"), of(WORKER, phone="0922222222")]
    shown = [repr(one) for one in read_roll(rows, KNOWN).changes]
    acted = [replace(one, version=2) if one == LIAISON else one for one in EVERYBODY]
    found = confirmed(read_roll(rows, office(people=acted)), rows, shown)
    assert [one.person for one in found.changes] == [WORKER.id]
    assert found.errors == (RowError(2, tuple(rows[1]), RollFault.CHANGED, "錢窗口"),)


NAMES = ["王測試", "陳範例", "錢窗口", "趙同事", "周停權", "吳離職", "鄭同名", "林示範"]
CELLS = st.tuples(
    st.sampled_from([*UNITS, "火星分局"]),
    st.sampled_from(["", "窗口", "社工", "里長", "主管"]),
    st.sampled_from(NAMES) | st.text(max_size=4),
    st.sampled_from(["", "", "0912345678", "X"]),
    st.sampled_from(["", "新勢里", "新富里"]),
    st.sampled_from(["", "", "陳範例", "新名"]),
    st.sampled_from(["", "", *UNITS]),
    st.sampled_from(["", "", "是", "否"]),
    st.sampled_from(["", "", "是"]),
).map(list)


@given(st.lists(CELLS, max_size=8))
def test_every_row_is_taken_unchanged_or_wrong_and_nobody_is_taken_twice(rows: list[list[str]]) -> None:
    found = reading(*rows)
    numbers = [one.row for one in found.changes] + [one.row for one in found.errors]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(range(2, len(rows) + 2))
    assert len(numbers) + found.unchanged == len(rows)
    invited = [(one.unit, one.role, one.name) for one in found.changes if not one.person]
    assert len(set(invited)) == len(invited)
    assert INVITED not in invited
    changed = [one.person for one in found.changes if one.person]
    assert len(set(changed)) == len(changed)
    assert ADMIN.id not in changed


def after(found: RollReading) -> RollOffice:
    """Make of the office what a list makes of it."""
    people = {one.id: one for one in EVERYBODY}
    joined = {(one.unit, one.role, one.name) for one in found.changes if one.role and not one.person}
    for one in found.changes:
        if not one.person:
            continue
        was = people[one.person]
        people[was.id] = replace(
            was,
            name=one.new_name or was.name,
            phone=one.phone or was.phone,
            role=one.role or was.role,
            villages=one.villages or was.villages,
            unit=one.into or was.unit,
            active=RollAct.READMIT in one.acts or (was.active and not {"suspend", "end"} & set(one.acts)),
            suspended=RollAct.SUSPEND in one.acts
            or (was.suspended and not {"readmit", "end"} & set(one.acts)),
        )
    return office(people=tuple(people.values()), invited={INVITED, *joined})


@given(CELLS)
def test_the_same_row_again_changes_nothing(cells: list[str]) -> None:
    found = reading(cells)
    again = reading(cells, known=after(found))
    assert again.changes == ()


@given(st.lists(CELLS, max_size=8))
def test_the_same_list_again_invites_nobody_and_changes_nobody_it_has_changed(rows: list[list[str]]) -> None:
    found = reading(*rows)
    again = reading(*rows, known=after(found))
    assert not {one.row for one in again.changes} & {one.row for one in found.changes}


def test_people_of_one_name_are_told_apart_by_their_villages() -> None:
    one, other = (
        person(n, Role.CHIEF, OFFICE, "林示範", villages=(village,))
        for n, village in ((5, VILLAGE), (6, NEXT))
    )
    known = office(people=[one, other])
    for who, village in ((one, VILLAGE), (other, NEXT)):
        assert change(of(who, villages=village, ends="是"), known=known).person == who.id


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(row("平鎮分局", "窗口", "無此人", ends="是"), RollFault.NOT_THERE, id="nobody"),
        pytest.param(row("平鎮分局", "主管", "吳離職", ends="是"), RollFault.NOT_THERE, id="in another role"),
        pytest.param(row("平鎮衛生所", "窗口", "吳離職", ends="是"), RollFault.NOT_THERE, id="elsewhere"),
        pytest.param(
            row("平鎮分局", "窗口", "王測試", new_name="王新名"),
            RollFault.NOT_JOINED,
            id="a new name for who is invited",
        ),
        pytest.param(
            row("平鎮分局", "窗口", "王測試", moves_to="平鎮衛生所"),
            RollFault.NOT_JOINED,
            id="a move of who is invited",
        ),
    ],
)
def test_what_is_done_with_who_is_there_is_not_done_with_others(
    cells: list[str], expected: RollFault
) -> None:
    assert wrong(cells) is expected


def test_who_left_is_gone_only_where_nobody_of_the_name_is_there() -> None:
    again = replace(LEFT, id=19, active=True)
    ends = of(again, ends="是")
    assert change(ends, known=office(people=[*EVERYBODY, again])).person == again.id


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(row("平鎮分局", "", "錢窗口", suspended="是"), id="without a role"),
        pytest.param(row("平鎮衛生所", "窗口", "錢新名"), id="by the new name, where they go"),
        pytest.param(row("平鎮分局", "", "錢新名", phone="0944-444-444"), id="by the new name"),
    ],
)
def test_who_stands_in_the_list_once_is_not_taken_by_another_row(again: list[str]) -> None:
    found = reading(of(LIAISON, moves_to="平鎮衛生所", new_name="錢新名"), again)
    assert [one.acts for one in found.changes] == [(RollAct.RENAME, RollAct.MOVE)]
    assert [one.row for one in found.errors] == [3]


def test_who_becomes_something_else_can_go_where_that_is_needed() -> None:
    goes = row(CENTRE.name, "主管", "趙同事", moves_to="平鎮分局")
    assert change(goes).acts == (RollAct.ROLE, RollAct.MOVE)


def test_two_rows_of_names_that_are_taken_for_each_other_are_not_both_taken() -> None:
    alike = row("平鎮分局", "窗口", "王曰昇")
    for first in (row("平鎮分局", "窗口", "王日昇"), of(LIAISON, new_name="王日昇")):
        assert [(one.row, one.fault) for one in reading(first, alike).errors] == [(3, RollFault.TAKEN_FOR)]


def test_who_moves_by_a_row_that_names_no_role_is_not_invited_by_another() -> None:
    moves = row("平鎮分局", "", "錢窗口", moves_to="平鎮衛生所", new_name="錢新名")
    found = reading(moves, row("平鎮衛生所", "窗口", "錢新名"))
    assert [one.acts for one in found.changes] == [(RollAct.RENAME, RollAct.MOVE)]
    assert [(one.row, one.fault) for one in found.errors] == [(3, RollFault.TWICE)]


def test_who_has_an_odd_name_since_before_gets_a_better_one_and_nobody_gets_an_odd_one() -> None:
    odd = person(21, Role.LIAISON, POLICE, "\u0410nna")
    known = office(people=[*EVERYBODY, odd])
    assert change(of(odd, new_name="安娜"), known=known).person == odd.id


def test_who_gets_another_role_is_not_taken_by_a_row_that_names_none() -> None:
    found = reading(row("平鎮分局", "主管", "錢窗口"), row("平鎮分局", "", "錢窗口", suspended="是"))
    assert [one.acts for one in found.changes] == [(RollAct.ROLE,)]
    assert [(one.row, one.fault) for one in found.errors] == [(3, RollFault.TWICE)]


def test_two_of_one_name_in_two_roles_are_two() -> None:
    head = person(20, Role.HEAD, POLICE, "錢窗口")
    known = office(people=[*EVERYBODY, head])
    found = reading(of(LIAISON, suspended="是"), of(head, suspended="是"), known=known)
    assert [one.person for one in found.changes] == [LIAISON.id, head.id]
