"""Case numbers: unguessable in number, told apart when mistyped, read in any spelling."""

import random
import secrets
from string import ascii_uppercase

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casework.errors import Mistyped
from casework.text.identity import valid_national_id
from casework.text.numbers import new_number, numbers_in, read_number

YEAR = 115


def drawn(office: str = "A", year: int = YEAR, digits: int = 6, seed: int = 0) -> str:
    return new_number(office, year, random.Random(seed).randrange, lambda _: False, digits)


NUMBERS = st.builds(
    drawn,
    office=st.sampled_from(ascii_uppercase),
    year=st.integers(100, 199),
    digits=st.integers(4, 8),
    seed=st.integers(0, 10**9),
)


def first(digits: int) -> str:
    """The number whose drawn digits are 1: the shortest has the spelling of the office's leaflet."""
    return new_number("A", YEAR, lambda _: 1, lambda _: False, digits)


def test_a_number_has_an_office_a_year_and_six_digits():
    office, year, digits = drawn().split("-")
    assert (office, year, len(digits)) == ("A", "115", 6)


def test_numbers_are_drawn_and_do_not_count_cases():
    assert len({drawn(seed=seed) for seed in range(50)}) > 45
    assert read_number(new_number("A", YEAR, secrets.randbelow, lambda _: False))


def test_a_number_that_is_taken_is_drawn_again():
    taken = drawn()
    assert new_number("A", YEAR, random.Random(0).randrange, lambda number: number == taken) != taken


def test_numbers_grow_when_a_year_runs_out():
    number = new_number(
        "A", YEAR, random.Random(0).randrange, lambda number: len(number) == len("A-115-000129")
    )
    assert len(number) == len("A-115-0000129")


def test_a_city_without_a_free_number_is_an_error_and_no_endless_search():
    with pytest.raises(LookupError):
        new_number("A", YEAR, random.Random(0).randrange, lambda _: True)


@given(NUMBERS)
def test_a_number_is_never_also_somebodys_national_id(number):
    assert not valid_national_id(number)


@given(NUMBERS)
def test_what_the_office_writes_it_can_read(number):
    assert read_number(number) == number
    assert read_number(number.replace("-", "").lower()) == number
    assert read_number(number.replace("-", " ")) == number
    assert read_number("".join(chr(ord(c) + 0xFEE0) for c in number)) == number
    assert read_number(number[2:], office=number[0]) == number


@pytest.mark.parametrize("digits", [4, 5, 6])
def test_digits_alone_are_of_this_office_and_year(digits):
    assert read_number(first(digits)[6:], office="A", year=YEAR) == first(digits)


@pytest.mark.parametrize("spelling", ["#{}", "案號 {}", "案號：{}", " {} ", "編號{}"])
def test_a_label_before_the_number_does_no_harm(spelling):
    assert read_number(spelling.format(first(4))) == first(4)


@pytest.mark.parametrize("dash", "‐‑–—−－﹣ー")
def test_any_dash_will_do(dash):
    assert read_number(first(4).replace("-", dash)) == first(4)


@given(NUMBERS)
def test_every_single_wrong_digit_is_found(number):
    for at, right in enumerate(number):
        for wrong in "0123456789":
            if right.isdigit() and wrong != right:
                with pytest.raises(Mistyped):
                    read_number(number[:at] + wrong + number[at + 1 :])


@given(NUMBERS)
def test_every_two_neighbours_exchanged_are_found(number):
    figures = number[2:5] + number[6:]
    for at in range(len(figures) - 1):
        swapped = figures[:at] + figures[at + 1] + figures[at] + figures[at + 2 :]
        if swapped != figures:
            with pytest.raises(Mistyped):
                read_number(f"{number[0]}-{swapped[:3]}-{swapped[3:]}")


@given(NUMBERS, st.sampled_from(ascii_uppercase))
def test_a_wrong_letter_of_the_same_ten_is_found(number, letter):
    assume(letter != number[0] and (ord(letter) - 55) // 10 == (ord(number[0]) - 55) // 10)
    with pytest.raises(Mistyped):
        read_number(letter + number[1:])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王小明",
        "中正路12號",
        "12",
        "115",
        "0912345678",
        "0912-345-678",
        "03-3322101",
        "033322101",
        "3322101",
        "1150601",
        "20260601",
        "115/6/1",
        "115.6.1",
        "A123456789",
        "a123456789",
        "A800000014",
        "A-115",
        "AB-115-0012",
        "０",
    ],
)
def test_what_is_no_number_is_left_alone(text):
    assert read_number(text) is None


@given(st.text(max_size=20))
def test_nothing_that_is_typed_breaks_the_reading(text):
    try:
        read_number(text)
    except Mistyped:
        assert any(c.isdigit() for c in text)


def test_numbers_grow_to_eight_digits_and_no_further():
    lengths = set()

    def taken(number: str) -> bool:
        lengths.add(len(number.rpartition("-")[2]))
        return True

    with pytest.raises(LookupError):
        new_number("A", YEAR, random.Random(0).randrange, taken)
    assert lengths == {6, 7, 8}


def test_ten_characters_in_one_run_are_a_number_only_of_a_year_in_which_the_office_gave_some():
    """A mistyped ID is still somebody's: it is not shown as a case number."""
    for year in (106, 107, 115, 139, 140, 199):
        number = drawn(year=year)
        found = [said for _, _, said in numbers_in(f"見{number.replace('-', '')}號")]
        assert found == ([number] if 107 <= year < 140 else []), year
        assert [said for _, _, said in numbers_in(f"見{number}號")] == [number], "written as the office does"
