"""Families that several units serve: what is decided holds, what is confidential stays ([001] 三(六)2(5))."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.errors import WrongState
from casework.rosters.likeness import Likeness, Sameness
from casework.rosters.matching import ComparedRow, match
from casework.rosters.shared import (
    FoundFamily,
    Served,
    SharedFamily,
    bureaus,
    found,
    known_by,
    listed,
    rows_of,
    seen_by,
    several,
    shown,
    to_ask,
    to_plan,
)
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind

A, B, C, D = b"a" * 16, b"b" * 16, b"c" * 16, b"d" * 16
HEALTH, SCHOOLS, CENTRE = 1, 2, 3
BORN = date(1971, 1, 2)


def row(bureau: int, name: str, **said: object) -> ComparedRow:
    return ComparedRow(bureau, name, **said)  # type: ignore[arg-type]  # said by each test


def served(bureau: int, unit: str = "", *, hidden: bool = False, token: bytes = A) -> Served:
    said = {"name": "王測試", "unit": unit, "id": "A123456789", **({"confidential": "是"} if hidden else {})}
    return Served(bureau, said, (token.hex(),))


def test_what_people_decided_holds_in_each_match_to_come() -> None:
    masked = row(1, "陳○同", born=BORN, tokens=(A,)), row(2, "陳大同", born=BORN, door="9", tokens=(B,))
    [pair] = match(masked).pairs
    assert pair.verdict is Sameness.MAYBE
    same = match(masked, {frozenset((A, B)): True})
    assert (same.pairs, list(same.family)) == ([], [0, 0])
    different = match(masked, {frozenset((A, B)): False})
    assert (different.pairs, list(different.family)) == ([], [0, 1])


def test_who_was_taken_apart_is_joined_by_nothing_any_more() -> None:
    one = row(1, "王小明", born=BORN, door="1", tokens=(A,))
    twin = row(2, "王小明", born=BORN, door="1", tokens=(B,))
    third = row(3, "王大同", door="1", tokens=(C,))
    assert list(match([one, twin, third]).family) == [0, 0, 0]
    apart = match([one, twin, third], {frozenset((A, B)): False})
    assert list(apart.person) == [0, 1, 2]
    assert list(apart.family) == [0, 1, 0], "nor by way of somebody who is of the family of both"


def test_two_rows_of_one_id_can_be_taken_apart() -> None:
    one, other = (
        row(1, "王小明", id="A123456789", born=BORN, tokens=(A, B)),
        row(2, "李大華", id="A123456789", born=BORN, tokens=(A, C)),
    )
    assert list(match([one, other]).person) == [0, 0]
    assert list(match([one, other], {frozenset((B, C)): False}).person) == [0, 1]


def test_a_confidential_row_is_compared_by_its_id_alone() -> None:
    one = row(1, "王小明", id="A123456789", born=BORN, door="1", phone="03")
    same = row(2, "不同名", id="A123456789", hidden=True)
    like = row(3, "王小明", born=BORN, door="1", phone="03", hidden=True)
    found = match([one, same, like])
    assert list(found.family) == [0, 0, 2]
    assert not found.pairs


def test_a_family_shares_a_door_and_a_surname_or_telephone_and_a_child_its_carer() -> None:
    mother = row(1, "李美玲", id="B123456780", door="1", phone="0912")
    aunt = row(2, "陳小妹", door="1", phone="0912")
    child = row(3, "王小明", door="2", carer="B123456780")
    sibling = row(3, "王小華", carer="B123456780", hidden=True)
    neighbour = row(2, "趙鄰居", door="1", phone="0987")
    assert list(match([mother, aunt, child, sibling, neighbour]).family) == [0, 0, 0, 0, 4]


def test_several_bureaus_make_a_plan_and_two_units_of_one_do_not() -> None:
    of_one = [served(HEALTH, "心衛中心"), served(HEALTH, "毒防中心")]
    assert several(of_one)
    assert not to_plan(of_one)
    of_two = [served(HEALTH), served(SCHOOLS)]
    assert to_plan(of_two)
    hidden = [served(HEALTH), served(CENTRE, hidden=True)]
    assert several(hidden)
    assert not to_plan(hidden), "its lead would learn who else there is"
    assert bureaus([*of_two, *hidden]) == [HEALTH, SCHOOLS]


def test_what_is_confidential_is_seen_by_whose_it_is_the_bureau_and_the_protection_centre() -> None:
    health, hidden = served(HEALTH), served(CENTRE, hidden=True)
    assert seen_by([health, hidden], HEALTH) == [], "not even that there is something"
    assert seen_by([health, hidden], CENTRE) == [hidden, health]
    both = [health, hidden, served(SCHOOLS)]
    assert seen_by(both, HEALTH) == [health, both[2]]
    family = SharedFamily(1, date(2026, 6, 1), date(2026, 6, 1), FoundFamily(tuple(both)))
    units = {
        one: Unit(one, kind, "", "", "A")
        for one, kind in enumerate(
            (UnitKind.HEALTH, UnitKind.EDUCATION, UnitKind.PROTECTION, UnitKind.BUREAU), 1
        )
    }

    def seen(role: Role, unit: int) -> int:
        return len(shown(Person(9, role, unit, "", "", ""), units[unit], family))

    assert [seen(Role.LIAISON, HEALTH), seen(Role.SUPERVISOR, CENTRE), seen(Role.BUREAU, 4)] == [2, 3, 3]
    family = replace(family, found=FoundFamily((health, both[2])))
    assert seen(Role.SUPERVISOR, CENTRE) == 0, "a family that it does not serve"


def test_who_is_taken_out_of_a_family_goes_with_all_rows_of_theirs() -> None:
    rows = (served(HEALTH), served(SCHOOLS, token=B), served(CENTRE, token=B))
    family = SharedFamily(1, date(2026, 6, 1), date(2026, 6, 1), FoundFamily(rows, ((0, 1, 1), (1, 2, 1))))
    assert rows_of(rows, 1) == [1, 2]
    after = family.without([1, 2], date(2026, 6, 1))
    assert after.ended == date(2026, 6, 1)
    assert after.rows == (), "who served it is forgotten with the end"
    kept = family.without([0], date(2026, 6, 1))
    assert (kept.ended, kept.found.why) == (None, ((0, 1, 1),))
    assert family.without([2], date(2026, 6, 1)).found.why == ((0, 1, 1),)
    of_one = (served(HEALTH), served(SCHOOLS))
    assert rows_of(of_one, 1) == [1], "of one ID: that row alone"


def test_a_row_is_written_as_it_is_compared() -> None:
    said = {
        "name": "王 O 明",
        "id": "A1234567**",
        "born": "1971-01-02",
        "address": "平鎮區南平路8號",
        "phone": "03",
    }
    one = listed(Served(HEALTH, said, (D.hex(),)))
    assert one == ComparedRow(
        HEALTH, "王○明", hint="A1234567**", born=BORN, door="平鎮南平路8號", phone="03", tokens=(D,)
    )
    assert listed(Served(HEALTH, {"name": "王小明", "id": "A123456789"})).id == "A123456789"


def test_the_match_makes_a_shared_case_and_takes_it_back() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    case = Case(1, "", State.DISPATCHED, "平鎮區新勢里", False, at, kinds=("general",))
    shared = case.match_shared(at)
    assert (shared.kinds, shared.sharing.several) == ((CaseKind.SHARED,), True)
    assert shared.match_shared(at + timedelta(days=30)) == shared, "known already: the plan's time runs on"
    of_one_bureau = replace(shared, sharing=replace(shared.sharing, several=False))
    assert of_one_bureau.match_shared(at).sharing.several
    assert shared.unshare() == case
    with pytest.raises(WrongState):
        case.unshare()
    both = replace(case, kinds=("suicide_hardship",)).match_shared(at)
    assert both.unshare().kinds == ("suicide_hardship",)
    with pytest.raises(WrongState):
        replace(case, state=State.CLOSED).match_shared(at)


STATION = Unit(7, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A", bureau=HEALTH)
SUICIDE = Unit(8, UnitKind.SUICIDE, "自殺防治中心", "", "A", bureau=HEALTH)
OFFICE = Unit(HEALTH, UnitKind.HEALTH, "衛生局", "", "A")
FAR = Unit(9, UnitKind.HEALTH, "桃園衛生所", "桃園區", "A", bureau=HEALTH)
OURS = Unit(10, UnitKind.CENTRE, "平鎮中心", "平鎮區", "A", bureau=HEALTH)


@pytest.mark.parametrize(
    ("named", "able", "asked"),
    [
        ("自殺防治中心", (STATION, SUICIDE, OFFICE), [SUICIDE]),
        ("社區心衛中心", (STATION, SUICIDE, OFFICE), [OFFICE]),
        ("社區心衛中心", (FAR, STATION, SUICIDE), [STATION]),
        ("社區心衛中心", (STATION, replace(STATION, id=11, name="平鎮心衛")), [STATION]),
        ("社區心衛中心", (FAR, SUICIDE, OURS), []),
    ],
    ids=[
        "named",
        "the bureau itself",
        "of the district",
        "one of the district",
        "nobody: never another by guess",
    ],
)
def test_of_a_bureau_the_unit_takes_part_that_its_rows_name(
    named: str, able: tuple[Unit, ...], asked: list[Unit]
) -> None:
    rows = [served(HEALTH, named), served(HEALTH, "平鎮衛生所", hidden=True), served(SCHOOLS, "桃園衛生所")]
    assert to_ask(rows, HEALTH, "平鎮區新勢里", able) == asked


def in_a_list(bureau: int, name: str, unit: str = "", **said: str) -> Served:
    return Served(bureau, {"name": name, "unit": unit, **said}, (f"{name}{bureau}".encode().hex(),))


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"id": "A123456789", "born": "1971-01-02"}, ["id", "born"]),
        ({"id": "A123456789"}, ["id"]),
        ({"id": "A123456780", "born": "1971-01-02", "address": "平鎮區範例街1號"}, ["born"]),
        ({"address": "平鎮區範例街1號"}, ["door"]),
        ({}, []),
    ],
    ids=["both", "an ID alone", "an ID that is none", "a door", "a name alone"],
)
def test_somebody_is_known_again_by_id_and_birth_else_by_the_door(
    said: dict[str, str], by: list[str]
) -> None:
    assert [one.partition("\0")[0] for one in known_by({"name": "王測試", **said})] == by


NAMED_BY_ID = Likeness.ID | Likeness.NAME
BIRTH, STREET = {"born": "1971-01-02"}, {"address": "平鎮區範例街1號"}
ID = {"id": "A123456789"}
_ALL = Likeness.NAME | Likeness.BIRTH | Likeness.DOOR


@pytest.mark.parametrize(
    ("rows", "families"),
    [
        (
            [in_a_list(HEALTH, "王測試", **ID), in_a_list(SCHOOLS, "王測試", **ID)],
            {(0, 1): NAMED_BY_ID},
        ),
        (
            [in_a_list(HEALTH, "王測試", **ID), in_a_list(SCHOOLS, "李範例", **ID, confidential="是")],
            {(0, 1): Likeness.ID},
        ),
        ([in_a_list(HEALTH, "王測試", **ID), in_a_list(HEALTH, "王測試", **ID)], {}),
        (
            [in_a_list(HEALTH, "王測試", "心衛", **ID), in_a_list(HEALTH, "王測試", "毒防", **ID)],
            {(0, 1): NAMED_BY_ID},
        ),
        ([in_a_list(HEALTH, "王測試", **ID), in_a_list(SCHOOLS, "李範例")], {}),
        (
            [in_a_list(HEALTH, "王測試", **BIRTH, **STREET), in_a_list(SCHOOLS, "王測試", **BIRTH, **STREET)],
            {(0, 1): _ALL},
        ),
        (
            [in_a_list(HEALTH, "王測試", **STREET), in_a_list(SCHOOLS, "王範例", **STREET)],
            {(0, 1): Likeness.DOOR},
        ),
        (
            [in_a_list(HEALTH, "李範例", **ID), in_a_list(SCHOOLS, "王測試", carer_id=ID["id"])],
            {(0, 1): Likeness(0)},
        ),
        (
            [
                in_a_list(HEALTH, "王測試", **STREET),
                in_a_list(SCHOOLS, "王範例", **STREET, **ID),
                in_a_list(CENTRE, "王範例", **ID),
            ],
            {(0, 1): Likeness.DOOR, (1, 2): NAMED_BY_ID},
        ),
    ],
    ids=[
        "two bureaus, one ID",
        "a confidential row tells nothing but its ID",
        "one unit twice",
        "two units of one bureau",
        "two families",
        "one birth and door",
        "one door and surname",
        "a child and who cares for it",
        "one of the family twice: by what they are one",
    ],
)
def test_a_family_of_several_units_is_found_and_why(
    rows: list[Served], families: dict[tuple[int, int], Likeness]
) -> None:
    """[001] 三(六)1(5), 2(5)."""
    compared_rows = [listed(one) for one in rows]
    shared = found(rows, compared_rows, match(compared_rows))
    assert {(a, b): Likeness(signs) for one in shared.families for a, b, signs in one.why} == families
    assert [one.rows for one in shared.families] == ([tuple(rows)] if families else [])


def test_two_who_may_be_one_are_looked_at_where_that_makes_several_units() -> None:
    """[001] 三(六)2(5)."""
    rows = [
        in_a_list(HEALTH, "陳○同", born="1971-01-02"),
        in_a_list(SCHOOLS, "陳大同", born="1971-01-02", address="平鎮區範例街9號"),
    ]
    compared_rows = [listed(one) for one in rows]
    [pair] = found(rows, compared_rows, match(compared_rows)).pairs
    assert (pair.one, pair.other) == (rows[0], rows[1])
    own = [rows[0], replace(rows[1], bureau=HEALTH)]
    compared_rows = [listed(one) for one in own]
    assert found(own, compared_rows, match(compared_rows)).pairs == ()


def test_two_units_of_one_bureau_learn_of_each_other_and_one_alone_of_nothing() -> None:
    own = [served(HEALTH, "心衛中心"), served(HEALTH, "毒防中心")]
    assert seen_by(own, HEALTH) == own
    assert seen_by(own[:1], HEALTH) == []
    assert seen_by(own, SCHOOLS) == []


def test_one_is_whom_rows_say_by_way_of_others_and_alone_where_that_is_all_of_the_family() -> None:
    chain = [
        Served(HEALTH, {}, (A.hex(),)),
        Served(SCHOOLS, {}, (A.hex(), B.hex())),
        Served(CENTRE, {}, (B.hex(), C.hex())),
        Served(CENTRE, {}, (C.hex(),)),
        Served(HEALTH, {}, (D.hex(),)),
    ]
    assert rows_of(chain, 0) == rows_of(chain, 3) == [0, 1, 2, 3]
    assert rows_of(chain, 4) == [4]
    assert rows_of(chain[:4], 2) == [2]
