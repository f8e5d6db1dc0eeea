"""What makes two cases look like one household."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, State
from casework.cases.duplicates import Duplicate, Reason, as_written, by_household, reasons, surest_first
from casework.cases.household import Household, Member, as_told
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


def test_two_people_without_a_name_are_nobodys_likeness() -> None:
    assert reasons(case(national_id="A123456789"), case(national_id="F131104093")) == set()


@pytest.mark.parametrize(
    ("ours", "theirs", "one"),
    [
        ("03-3322101#12", "03-3322101 分機12", True),
        ("03-3322101#12", "03-3322101", True),
        ("03-3322101", "03-3322101#12", True),
        ("03-3322101#12", "03-3322101#13", False),
        ("03-3322101#12", "03-3322102#12", False),
        ("03-3322101", "03-3322102#12", False),
        ("03-3322101", "03-3322102", False),
        ("不詳", "不詳", False),
    ],
)
def test_of_a_switchboard_each_extension_is_its_own_and_none_is_any(ours, theirs, one) -> None:
    assert bool(reasons(case(phone=ours), case(phone=theirs))) is one


FEW = (Reason.NAME,)


@pytest.mark.parametrize(
    ("why", "judged", "sure"),
    [
        ((FEW, FEW), False, False),
        ((FEW, (Reason.PHONE, Reason.NAME)), False, True),
        ((FEW, (Reason.HOUSEHOLD,)), True, True),
    ],
    ids=["names alone", "one shares a telephone", "one was judged"],
)
def test_what_is_known_of_one_of_its_cases_is_known_of_a_household(why, judged, sure) -> None:
    cases = [
        replace(case(id=n, state=state), household=Household((Member(name),), id=n))
        for n, state, name in ((1, State.CLOSED, ""), (2, State.IN_SERVICE, "王測試"), (3, State.CLOSED, ""))
    ]
    found = [Duplicate(one, frozenset(given)) for one, given in zip(cases, (*why, FEW), strict=True)]
    family, other = by_household(found, {1: 1, 2: 1, 3: 3})
    assert (family.cases, family.judged, family.sure) == (tuple(cases[:2]), judged, sure)
    assert (family.name, family.states) == ("王測試", [(State.IN_SERVICE, 1), (State.CLOSED, 1)])
    assert (other.cases, other.judged, other.sure, other.name) == ((cases[2],), False, False, "")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("5號", {"5號", "新勢里5號"}),
        ("新勢里5號", {"5號", "新勢里5號"}),
        ("中正路5號", {"中正路5號"}),
        ("", set()),
    ],
)
def test_a_bare_number_may_have_been_written_with_its_village(address, written) -> None:
    assert as_written(case(address=address)) == written


@pytest.mark.parametrize("ours", ["寶山里5號", "寶民里5號", "5號"])
@pytest.mark.parametrize("theirs", ["寶山里5號", "寶民里5號", "5號"])
def test_a_house_of_a_village_that_was_split_is_one_by_whichever_name(ours, theirs) -> None:
    before, after = case("桃園區寶山里", address=ours), case("桃園區寶民里", address=theirs)
    assert reasons(before, after) == {Reason.ADDRESS}
    assert as_written(before) == as_written(after) == {"5號", "寶山里5號", "寶民里5號"}
