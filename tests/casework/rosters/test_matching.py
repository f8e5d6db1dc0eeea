"""The match of an office's lists: which two rows are compared, what is said of them, and who is joined."""

from datetime import date

import pytest

from casework.rosters.likeness import Likeness, Sameness
from casework.rosters.matching import ComparedRow, match

L = Likeness
HEALTH, SCHOOLS, CENTRE = 1, 2, 3
BORN, OTHER_DAY = date(1971, 1, 2), date(1984, 11, 23)
ID, SLIP, OTHER_ID = "A123456789", "A123456780", "B223456786"


def row(bureau: int, name: str, **said: object) -> ComparedRow:
    return ComparedRow(bureau, name, **said)  # type: ignore[arg-type]  # said by each test


def born(bureau: int, name: str, **said: object) -> ComparedRow:
    return row(bureau, name, born=BORN, **said)


def found(*rows: ComparedRow) -> list[tuple[int, int, Sameness]]:
    return [(one.one, one.other, one.verdict) for one in match(rows).pairs]


@pytest.mark.parametrize(
    ("one", "other", "signs", "verdict"),
    [
        pytest.param(born(1, "王明"), born(2, "王明"), L.NAME | L.BIRTH, Sameness.SURE, id="name and birth"),
        pytest.param(
            born(1, "○○明"), born(2, "王小明"), L.MASKED | L.BIRTH, Sameness.MAYBE, id="the last character"
        ),
        pytest.param(
            born(1, "○小○"), born(2, "王小明"), L.MASKED | L.BIRTH, Sameness.MAYBE, id="that in the middle"
        ),
        pytest.param(
            born(1, "王○○"), born(2, "王小明"), L.MASKED | L.BIRTH, Sameness.MAYBE, id="the surname"
        ),
        pytest.param(born(1, "○○"), born(2, "○○"), L.MASKED, None, id="nothing can be read"),
        pytest.param(born(1, "明"), born(2, "明"), L.NAME, None, id="one character is no name"),
        pytest.param(
            born(1, "王小明"), born(2, "王曉明"), L.SOUNDS | L.BIRTH, Sameness.SURE, id="they sound alike"
        ),
        pytest.param(born(1, "王小明"), born(2, "王大明"), L.SLIP | L.BIRTH, None, id="another character"),
        pytest.param(
            born(1, "王小明", door="1"), born(2, "王大明", door="1"), L.SLIP | L.DOOR,
            Sameness.SURE, id="door"
        ),
        pytest.param(
            born(1, "王小明", door="1"), born(1, "王大明", door="1"), L.ONE_LIST,
            Sameness.MAYBE, id="one list"
        ),
        pytest.param(
            row(1, "王小明", door="1"), row(2, "王小明", door="1"), L.NAME, Sameness.SURE, id="no day"
        ),
        pytest.param(row(1, "王小明"), row(2, "王小明"), L.NAME | L.NO_BIRTH, None, id="a name alone"),
        pytest.param(
            row(1, "王小明", id=ID), row(2, "王小明", hint=SLIP), L.NEAR_ID | L.NAME,
            Sameness.SURE, id="a slip"
        ),
        pytest.param(
            row(1, "王小明", hint=SLIP), row(2, "王小明", id=ID), L.NEAR_ID | L.NAME,
            Sameness.SURE, id="the slip first"
        ),
        pytest.param(
            row(1, "王小明", id=ID, door="1"), row(2, "李美玲", hint=SLIP, door="1"), L.NEAR_ID | L.DOOR,
            Sameness.SURE, id="a slip in the ID, and another name",
        ),
        pytest.param(
            row(1, "李美玲", hint=SLIP, door="1"), row(2, "王小明", id=ID, door="1"), L.NEAR_ID | L.DOOR,
            Sameness.SURE, id="the same the other way round",
        ),
        pytest.param(
            row(1, "李美玲", door="1"), row(2, "王小明", door="1"), L.DOOR, None, id="neighbours"
        ),
        pytest.param(
            born(1, "王小明", id=ID, door="1"), born(2, "王小明", id=OTHER_ID, door="1"), L.OTHER_ID,
            Sameness.MAYBE, id="two valid IDs, all else alike",
        ),
        pytest.param(
            born(1, "王小明", id=ID), born(2, "王小明", id=OTHER_ID), L.OTHER_ID, None, id="no door"
        ),
        pytest.param(
            row(1, "王小明", id=ID, door="1"), row(2, "王小明", id=OTHER_ID, door="1"), L.OTHER_ID, None,
            id="two without a birth",
        ),
        pytest.param(
            born(1, "王小明", id=ID), row(2, "李美玲", id=ID, born=OTHER_DAY), L.ID, Sameness.MAYBE,
            id="one ID, nothing else",
        ),
    ],
)  # fmt: skip
def test_two_rows_are_compared_by_what_they_share(one, other, signs, verdict):
    """[001] 三(六)1(5); docs/decisions/0044: who is sure is one person, who may be is asked about."""
    of_two = match([one, other])
    assert [pair.verdict for pair in of_two.pairs] == [verdict] * (verdict is not None)
    assert all(signs in pair.signs for pair in of_two.pairs)
    one_person = verdict is Sameness.SURE or (one.id != "" and one.id == other.id and verdict is None)
    assert list(of_two.person) == [0, 0 if one_person else 1]
    assert sorted(found(other, one)) == sorted(found(one, other)), "whichever comes first"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(row(2, "李美玲", id=ID, born=OTHER_DAY, door="1"), id="the door"),
        pytest.param(row(2, "王曉明", id=ID, born=OTHER_DAY), id="a name that sounds alike"),
        pytest.param(row(2, "王小明", id=ID, born=OTHER_DAY), id="the name"),
        pytest.param(row(2, "李美玲", id=ID, born=BORN), id="the birth"),
        pytest.param(row(2, "李美玲", id=ID, born=BORN.replace(day=3)), id="a birth with a slip"),
    ],
)
def test_one_id_and_anything_beside_it_is_one_person_and_asks_nobody(other):
    both = match([born(1, "王小明", id=ID, door="1"), other])
    assert (list(both.person), list(both.pairs)) == ([0, 0], [])


def test_one_id_without_any_birth_is_one_person():
    assert not found(row(1, "王小明", id=ID), row(2, "李美玲", id=ID))


def test_a_row_whose_id_is_perhaps_anothers_is_joined_to_neither():
    rows = [born(1, "王小明", id=ID), row(2, "李美玲", id=ID, born=OTHER_DAY)]
    assert found(*rows) == [(0, 1, Sameness.MAYBE)]
    assert list(match(rows).person) == [0, 1]
    child = row(3, "王童", carer=ID)
    assert list(match([*rows, child]).family) == [0, 1, 0], "the child of an ID is of the first"


@pytest.mark.parametrize(
    ("others", "verdict"),
    [
        pytest.param([], Sameness.SURE, id="neither"),
        pytest.param([row(3, "王小明")], Sameness.SURE, id="the one"),
        pytest.param([row(3, "王曉明")], Sameness.SURE, id="the other"),
        pytest.param([row(3, "王小明"), row(3, "王曉明")], Sameness.MAYBE, id="both"),
        pytest.param(
            [row(3, "王小明", hidden=True), row(3, "王曉明", hidden=True)], Sameness.SURE, id="hidden"
        ),
    ],
)
def test_names_that_sound_alike_are_a_slip_where_one_of_them_stands_nowhere_else(others, verdict):
    assert found(born(1, "王小明"), born(2, "王曉明"), *others)[0] == (0, 1, verdict)


@pytest.mark.parametrize(
    ("there", "verdict"),
    [
        pytest.param([born(2, "王大明", door="1"), born(2, "王中明", door="1")], Sameness.MAYBE, id="twins"),
        pytest.param([born(2, "王大明", door="1")], Sameness.SURE, id="one child"),
        pytest.param(
            [born(2, "王大明", door="1"), born(2, "王中明", door="2")], Sameness.SURE, id="two doors"
        ),
        pytest.param(
            [born(2, "王大明", door="1"), born(3, "林文文", door="1")], Sameness.SURE, id="two lists"
        ),
        pytest.param(
            [born(2, "王大明", door="1"), row(2, "王中明", born=OTHER_DAY, door="1")],
            Sameness.SURE,
            id="two days",
        ),
    ],
)
def test_behind_the_door_of_twins_another_character_is_perhaps_the_other_twin(there, verdict):
    pairs = match([born(1, "王小明", door="1"), *there]).pairs
    assert next(one.verdict for one in pairs if (one.one, one.other) == (0, 1)) is verdict


def test_only_another_character_and_just_the_birth_of_the_twins_may_be_the_other_twin():
    twins = [born(2, "王大明", door="1"), born(2, "王中明", door="1")]
    [same] = match([born(1, "王大明", door="1"), *twins]).pairs[:1]
    assert (same.verdict, L.ANOTHER in same.signs) == (Sameness.SURE, False)
    near = row(1, "王小明", born=BORN.replace(day=3), door="1")
    assert (1, 2, Sameness.SURE) in found(twins[1], twins[0], near)


def test_who_is_like_several_is_joined_to_the_likest_and_never_joins_two_with_an_id():
    one, other = born(1, "王小明", id=ID, door="1"), born(2, "王小明", id=OTHER_ID)
    like_both = born(3, "王小明", door="1")
    assert list(match([one, other, like_both]).person) == [0, 1, 0], "the door, too"
    assert list(match([other, one, like_both]).person) == [0, 1, 1]
    assert list(match([like_both, one, other]).person) == [0, 0, 2]
    again = born(3, "王小明")
    assert list(match([like_both, again]).person) == [0, 0], "two without an ID"
    assert list(match([like_both, again, one]).person) == [0, 0, 0], "and one who has it, once"
    assert list(match([like_both, again, one, other]).person) == [0, 0, 0, 3]


def test_two_ids_of_which_one_figure_differs_are_one_person_though_both_are_valid():
    one, other = (born(of, "王小明", id=said, door="1") for of, said in ((1, ID), (2, "A123456289")))
    assert list(match([one, other]).person) == [0, 0]


def test_a_confidential_row_is_joined_by_its_id_to_an_open_one_first():
    rows = [row(1, "甲", id=ID, hidden=True), row(2, "乙乙", id=ID), row(3, "丙丙", id=ID, hidden=True)]
    assert list(match(rows).person) == [0, 0, 0]
    assert not found(*rows)
    assert list(match([rows[0], rows[2]]).person) == [0, 0], "or to another"
    told = [row(n, one.name, id=ID, hidden=one.hidden, tokens=(bytes([n]),)) for n, one in enumerate(rows)]
    assert list(match(told, {frozenset((b"\0", b"\1")): False}).person) == [0, 1, 1]
    homes = [row(1, "王大", door="1", hidden=True), row(2, "王二", door="1")]
    assert list(match(homes).family) == [0, 1], "its door says nothing"


def test_a_family_is_joined_around_those_whom_somebody_took_apart():
    one, other, third, fourth = (
        row(n, name, door="1", tokens=(bytes([n]) * 16,))
        for n, name in enumerate(("王一一", "王二二", "王三三", "王四四"), 1)
    )
    tokens = [each.tokens[0] for each in (one, other, third, fourth)]
    apart = {frozenset((tokens[0], tokens[1])): False, frozenset((tokens[0], tokens[2])): False}
    assert list(match([one, other, third, fourth], apart).family) == [0, 1, 1, 0]
    together = {frozenset((tokens[0], tokens[3])): True}
    far = row(4, "林四四", door="9", tokens=fourth.tokens)
    assert list(match([one, other, third, far], together).family) == [0, 0, 0, 0]


def test_whoever_is_one_with_somebody_is_kept_apart_from_whom_they_are():
    one, again = (
        row(n, "王一一", id=ID, door=door, tokens=(bytes([n]),)) for n, door in ((0, "1"), (2, "2"))
    )
    other = row(1, "王二二", door="1", tokens=(b"\1",))
    strangers = row(3, "李三三", door="3"), row(3, "李四四", door="3")
    far = row(4, "張五五", tokens=(b"\4",))
    rows = [one, other, again, *strangers, far]
    assert list(match(rows).family) == [0, 0, 0, 3, 3, 5]
    apart = {frozenset((b"\1", b"\2")): False, frozenset((b"\0", b"\4")): False}
    assert list(match(rows, apart).family) == [0, 1, 0, 3, 3, 5]


def test_a_family_needs_a_surname_or_a_telephone_behind_the_door():
    rows = [row(1, "王一", door="1"), row(2, "李二", door="1"), row(3, "李三", door="1", phone="1")]
    assert list(match([*rows, row(1, "張四", door="1", phone="1")]).family) == [0, 1, 1, 1]
    assert list(match([row(1, "王一", phone="1"), row(2, "王二", phone="1")]).family) == [0, 1], "no door"


def test_who_is_kept_apart_from_one_of_a_family_does_not_join_it_by_another():
    rows = [row(n, name, door="1", tokens=(bytes([n]),)) for n, name in enumerate(("王一", "王二", "王三"))]
    assert list(match(rows, {frozenset((b"\1", b"\2")): False}).family) == [0, 0, 2]
