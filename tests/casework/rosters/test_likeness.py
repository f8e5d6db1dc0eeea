"""What two rows share, and what follows from it ([001] 三(六)1(5); `domain.md` §4)."""

from datetime import date

import pytest

from casework.rosters.likeness import (
    ALIKE,
    Likeness,
    Sameness,
    births_alike,
    compared,
    ids_alike,
    judge,
    names_alike,
)

L = Likeness

NOTHING = L(0)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("王小明", "王小明", L.NAME),
        ("王小明", "王曉明", L.SOUNDS),
        ("林志明", "林智明", L.SOUNDS),
        ("林淑芬", "林舒芬", L.SOUNDS),
        ("林金英", "林經英", L.SOUNDS),
        ("陳國華", "陳国華", L.SOUNDS),
        ("王○明", "王小明", L.MASKED),
        ("王○", "王明", L.MASKED),
        ("王○明", "王小華", NOTHING),
        ("王○明", "李小明", NOTHING),
        ("○○○", "王小明", NOTHING),
        ("王○明", "王小○", L.MASKED),
        ("王○明", "王○明", L.MASKED),
        ("王○明", "王明", NOTHING),
        ("王", "汪", NOTHING),
        ("王明", "汪明", L.SOUNDS),
        ("王大明", "王小明", L.SLIP),
        ("陣小明", "陳小明", L.SLIP),
        ("陣明", "陳明", L.SLIP),
        ("陳大", "陳中", NOTHING),
        ("陳明", "陳小明", L.DROPPED),
        ("明小", "陳明小", NOTHING),
        ("王大", "王小明", NOTHING),
        ("王", "王明", NOTHING),
        ("王小明", "李大華", NOTHING),
        ("", "", NOTHING),
    ],
)
def test_two_names(one: str, other: str, alike: L) -> None:
    assert names_alike(one, other) == alike == names_alike(other, one)


@pytest.mark.parametrize("name", ["王○○", "王OO", "王Ｏ○", "王 o O", "王**", "王xX", "王00"])
def test_a_name_of_which_all_but_the_surname_is_masked_is_compared_by_its_surname(name: str) -> None:
    assert compared(name) == "王○○"
    assert names_alike(compared(name), "王大明") == L.MASKED


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("A123456789", "A123456780", L.NEAR_ID),
        ("A123456789", "A132456789", L.NEAR_ID),
        ("A123456789", "A153426789", L.OTHER_ID),
        ("A123456789", "A192456789", L.OTHER_ID),
        ("A123456789", "A139456789", L.OTHER_ID),
        ("A123456789", "A132546789", L.OTHER_ID),
        ("A123456789", "A12345678", NOTHING),
        ("A12", "A12", NOTHING),
        ("A1*", "A123456789", NOTHING),
        ("A12*", "A124", L.PART_OF_ID),
        ("A123*****", "A123456789", L.OTHER_ID),
        ("A123456789", "A987654321", L.OTHER_ID),
        ("A123******", "A123456789", L.PART_OF_ID),
        ("A124******", "A123456789", L.OTHER_ID),
        ("", "A123456789", NOTHING),
    ],
)
def test_two_ids(one: str, other: str, alike: L) -> None:
    assert ids_alike(one, other) == alike == ids_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (date(1990, 3, 4), date(1990, 3, 4), L.BIRTH),
        (date(1990, 3, 4), date(1990, 4, 3), L.BIRTH_SLIP),
        (date(1990, 3, 4), date(2000, 3, 4), L.BIRTH_SLIP),
        (date(1990, 3, 4), date(1991, 3, 4), L.BIRTH_SLIP),
        (date(1990, 3, 4), date(1992, 3, 4), NOTHING),
        (date(1990, 1, 4), date(1990, 12, 4), L.BIRTH_SLIP),
        (date(1990, 3, 4), date(1990, 8, 4), NOTHING),
        (date(1990, 3, 1), date(1990, 2, 28), L.BIRTH_SLIP),
        (date(1990, 3, 4), date(1977, 3, 4), NOTHING),
        (date(1990, 3, 4), date(1991, 4, 3), NOTHING),
        (date(1990, 3, 4), date(1990, 4, 4), L.BIRTH_SLIP),
        (date(1990, 3, 4), date(1990, 5, 4), NOTHING),
        (date(1990, 1, 4), date(1990, 11, 4), L.BIRTH_SLIP),
        (date(1990, 2, 25), date(1990, 3, 7), L.BIRTH_SLIP),
        (date(1990, 2, 25), date(1990, 3, 8), NOTHING),
        (date(1990, 3, 4), None, L.NO_BIRTH),
    ],
)
def test_two_births(one: date, other: date | None, alike: L) -> None:
    assert births_alike(one, other) == alike == births_alike(other, one)


@pytest.mark.parametrize(
    ("signs", "verdict"),
    [
        (L.ID | L.NAME, Sameness.SURE),
        (L.ID, Sameness.MAYBE),  # 9.7 % of slips in an ID pass its checksum
        (L.NAME | L.BIRTH, Sameness.SURE),
        (L.NAME | L.BIRTH | L.OTHER_ID, Sameness.MAYBE),
        (L.NAME | L.DOOR | L.BIRTH_SLIP, Sameness.SURE),
        (L.NAME | L.DOOR, Sameness.MAYBE),  # a father and his son
        (L.NAME, Sameness.NO),
        (L.SOUNDS | L.BIRTH | L.DOOR, Sameness.SURE),
        (L.SOUNDS | L.BIRTH | L.NOWHERE_ELSE, Sameness.SURE),
        (L.SOUNDS | L.BIRTH, Sameness.MAYBE),
        (L.SLIP | L.BIRTH | L.DOOR, Sameness.SURE),
        (L.SLIP | L.BIRTH | L.DOOR | L.ONE_LIST, Sameness.MAYBE),  # twins in one list
        (L.SLIP | L.BIRTH | L.DOOR | L.ANOTHER, Sameness.MAYBE),  # twins, known from another list
        (L.SLIP | L.BIRTH | L.DOOR | L.ANOTHER | L.NEAR_ID, Sameness.SURE),
        (L.SLIP | L.BIRTH, Sameness.NO),
        (L.BIRTH | L.DOOR, Sameness.NO),
        (L.NEAR_ID | L.BIRTH, Sameness.SURE),
    ],
)
def test_what_follows(signs: L, verdict: Sameness) -> None:
    assert judge(signs) is verdict


POSSIBLE = [one for one in map(L, range(max(L) * 2)) if (one & ALIKE).bit_count() <= 1]
"""Two names are alike in one way, or in none."""


def test_a_name_or_an_id_is_in_all_that_is_sure_and_two_ids_never_make_it_surer() -> None:
    order = [Sameness.NO, Sameness.MAYBE, Sameness.SURE]
    for signs in POSSIBLE:
        judged = judge(signs)
        assert judged is not Sameness.SURE or signs & (ALIKE | L.ID | L.NEAR_ID)
        against = judge(signs | L.OTHER_ID) if L.ID not in signs else Sameness.NO
        assert order.index(against) <= order.index(judge(signs & ~L.OTHER_ID))


@pytest.mark.parametrize(
    "signs",
    [
        *(L.ID | one for one in (L.NAME, L.SOUNDS, L.MASKED, L.SLIP, L.DROPPED)),
        *(L.ID | one for one in (L.BIRTH, L.BIRTH_SLIP, L.DOOR)),
        *(L.NEAR_ID | one for one in (L.NAME, L.BIRTH, L.DOOR)),
        *(L.PART_OF_ID | L.NAME | one for one in (L.BIRTH_SLIP, L.NO_BIRTH)),
        *(L.PART_OF_ID | L.BIRTH | one for one in (L.SOUNDS, L.MASKED, L.SLIP, L.DROPPED)),
        *(L.DOOR | L.BIRTH_SLIP | one for one in (L.NAME, L.SOUNDS, L.MASKED, L.SLIP, L.DROPPED)),
        *(L.DOOR | L.NO_BIRTH | one for one in (L.NAME, L.SOUNDS, L.MASKED)),
    ],
)
def test_what_is_enough_by_itself_is_not_enough_without_any_part_of_it(signs: L) -> None:
    assert judge(signs) is Sameness.SURE
    for sign in signs:
        assert judge(signs & ~sign) is not Sameness.SURE


@pytest.mark.parametrize(
    "signs",
    [L.PART_OF_ID, L.NEAR_ID, L.PART_OF_ID | L.BIRTH, L.DOOR | L.NO_BIRTH | L.SLIP, L.NAME | L.BIRTH_SLIP],
)
def test_what_is_not_even_looked_at(signs: L) -> None:
    assert judge(signs) is Sameness.NO
