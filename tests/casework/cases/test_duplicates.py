"""What makes two cases look like one household."""

from datetime import UTC, datetime

import pytest

from casework.cases.case import Case, State
from casework.cases.duplicates import Duplicate, Reason, reasons, surest_first
from casework.cases.household import as_told
from tests.support.cases import made_case

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def case(village: str = "平鎮區新勢里", *, id: int = 1, state: State = State.SCREENING, **known: str) -> Case:  # noqa: A002
    return made_case(id, f"A-115-00000{id}", state, village, False, NOW, as_told(**known))


def test_the_same_id_is_found_however_it_is_written() -> None:
    assert reasons(case(national_id="A123456789"), case(national_id="ａ 123-456-789")) == {Reason.ID}


def test_the_same_telephone_is_found_however_it_is_written() -> None:
    assert reasons(case(phone="0912345678"), case(phone="+886 912-345-678")) == {Reason.PHONE}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("新勢街12號", "桃園市平鎮區新勢里3鄰新勢街十二號"),
        ("中正路1段5號2樓", "中正路一段5號2F"),
        ("九斗里1鄰12號", "新屋區九斗里1鄰12號"),
    ],
    ids=["with city and village", "floor", "no street"],
)
def test_the_same_address_is_found_however_it_is_written(ours: str, theirs: str) -> None:
    assert reasons(case(address=ours), case(address=theirs)) == {Reason.ADDRESS}


def test_a_street_is_one_place_in_its_district_whatever_village_was_given() -> None:
    assert reasons(case("平鎮區新勢里", address="中正路5號"), case("平鎮區新貴里", address="中正路5號"))


def test_a_street_of_another_district_is_another_place() -> None:
    assert not reasons(case("平鎮區新勢里", address="中正路5號"), case("大溪區一心里", address="中正路5號"))


def test_a_bare_number_is_a_place_in_its_village_only() -> None:
    assert reasons(case(address="5號"), case(address="5號"))
    assert not reasons(case("平鎮區新勢里", address="5號"), case("平鎮區新貴里", address="5號"))


def test_a_street_without_a_number_is_no_address() -> None:
    assert not reasons(case(address="中正路"), case(address="中正路"))


def test_similar_names_count_in_one_village() -> None:
    assert reasons(case(name="林智明"), case(name="林志明")) == {Reason.NAME}


def test_similar_names_of_two_villages_are_two_people() -> None:
    assert not reasons(case("平鎮區新勢里", name="林志明"), case("平鎮區新貴里", name="林志明"))


def test_another_surname_is_another_person() -> None:
    assert not reasons(case(name="王志明"), case(name="林志明"))


def test_what_is_not_known_is_nothing_in_common() -> None:
    assert not reasons(case(), case())


def test_the_surest_come_first_then_what_is_open() -> None:
    name = Duplicate(case(id=4), frozenset({Reason.NAME}))
    closed = Duplicate(case(id=3, state=State.CLOSED), frozenset({Reason.ID}))
    both = Duplicate(case(id=1), frozenset({Reason.ID, Reason.PHONE}))
    open_one = Duplicate(case(id=2), frozenset({Reason.ID}))
    assert surest_first([name, closed, open_one, both]) == [both, open_one, closed, name]


def test_a_name_alone_is_not_sure() -> None:
    assert not Duplicate(case(), frozenset({Reason.NAME})).sure
    assert Duplicate(case(), frozenset({Reason.ADDRESS, Reason.NAME})).sure
