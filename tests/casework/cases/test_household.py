"""Who lives in a household, and which households are one."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from casework.cases import families
from casework.cases.case import State
from casework.cases.household import AgeBand, Household, Member, Sex, as_told
from casework.cases.identifying import ADD_MEMBER, CORRECT_MEMBER, IDENTIFY, answered, member_said, whom
from casework.errors import BadNationalId, BadPhone, FutureDate, Stale, WrongState
from casework.forms import MEMBER, Draft
from tests.support.cases import made_case

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
MOTHER = Member("王測試", "A123456789", phones=("0912345678", "033322101"))
DAUGHTER = Member("王小測", born=date(2015, 3, 1), sex=Sex.FEMALE, relation="女兒", remark="就讀測試國小")
FAMILY = Household((MOTHER, DAUGHTER), "示範路1號")


def test_whom_the_report_named_is_the_first_member() -> None:
    assert (FAMILY.name, FAMILY.national_id, FAMILY.phone) == ("王測試", "A123456789", "0912345678")
    assert FAMILY.names == ("王測試", "王小測")
    assert replace(FAMILY, members=(replace(MOTHER, name=""), DAUGHTER)).names == ("王小測",)


def test_a_household_of_which_nobody_is_known_has_no_members() -> None:
    assert as_told(address="示範路1號") == Household(address="示範路1號")
    assert (Household().name, Household().national_id, Household().phone) == ("", "", "")


def test_what_is_not_corrected_stays() -> None:
    corrected = FAMILY.corrected(as_told(phone="0922333444"))
    assert corrected.first == Member("王測試", "A123456789", phones=("0922333444", "033322101"))
    assert (corrected.members[1:], corrected.address) == ((DAUGHTER,), "示範路1號")
    assert Household().corrected(as_told(address="示範路2號")) == Household(address="示範路2號")
    other = FAMILY.corrected(as_told("陳測試", "B123456780"))
    assert (other.first.name, other.first.national_id) == ("陳測試", "B123456780")
    assert other.first.phones == FAMILY.first.phones


def test_nobody_is_corrected_who_is_not_there() -> None:
    assert FAMILY.with_corrected(1, MOTHER).members == (MOTHER, MOTHER)
    for place in (-1, 2):
        with pytest.raises(WrongState):
            FAMILY.with_corrected(place, MOTHER)


@pytest.mark.parametrize(
    ("member", "minor"),
    [
        (Member(born=date(2008, 6, 1)), False),
        (Member(born=date(2008, 6, 2)), True),
        (Member(born=date(1980, 1, 1), age=AgeBand.UNDER_6), False),
        (Member(age=AgeBand.UNDER_6), True),
        (Member(age=AgeBand.UNDER_12), True),
        (Member(age=AgeBand.UNDER_18), True),
        (Member(age=AgeBand.ADULT), False),
        (Member(age=AgeBand.ELDER), False),
        (Member(), False),
    ],
    ids=[
        "18 today",
        "18 tomorrow",
        "birth before band",
        "under 6",
        "under 12",
        "under 18",
        "adult",
        "old",
        "?",
    ],
)
def test_who_is_younger_than_eighteen_is_a_child_or_a_youth(member: Member, minor: bool) -> None:
    assert member.minor(TODAY) is minor


@pytest.mark.parametrize("said", [None, False, True])
def test_a_member_who_is_a_child_says_that_there_is_one_and_no_other_says_that_there_is_none(
    said: bool | None,
) -> None:
    case = made_case(1, "A", State.SCREENING, "平鎮區新街里", False, NOW, child=said)
    assert case.identify(FAMILY, on=TODAY).child is True
    assert case.identify(Household((MOTHER,)), on=TODAY).child is said


def test_a_case_that_is_identified_keeps_pointing_to_its_household() -> None:
    case = made_case(
        1, "A", State.SCREENING, "平鎮區新街里", False, NOW, household=Household(id=7, version=3)
    )
    household = case.identify(FAMILY, on=TODAY).household
    assert (household.id, household.version, household.members) == (7, 3, FAMILY.members)


# The form


def filled(answers: dict[str, object]) -> Draft:
    return Draft(1, 1, CORRECT_MEMBER.name, 1, answers)  # type: ignore[arg-type]  # as a draft has them


@pytest.mark.parametrize("member", [MOTHER, DAUGHTER, Member("林某", age=AgeBand.ELDER)])
def test_a_form_that_is_answered_by_what_is_known_says_the_same_again(member: Member) -> None:
    known = answered(Household((member,)), 0)
    assert CORRECT_MEMBER.open(known) is None
    assert member_said(filled(dict(known))) == member


def test_a_birth_that_is_known_makes_the_band_pointless() -> None:
    known = answered(Household((Member("林某", age=AgeBand.ELDER),)), 0)
    assert member_said(filled({**known, "born": "2015-03-01"})).age is None


def test_of_somebody_without_a_name_the_name_is_asked() -> None:
    question = CORRECT_MEMBER.open(answered(as_told(national_id="A123456789"), 0))
    assert question is not None
    assert question.key == "name"


def test_all_but_the_name_may_stay_open() -> None:
    assert [one.key for one in ADD_MEMBER.questions if not one.optional] == ["name"]


@pytest.mark.parametrize(
    ("question", "typed", "refusal"),
    [
        ("national_id", "A123456780", BadNationalId),
        ("phones", "12", BadPhone),
        ("phones", "0912345678、12", BadPhone),
        ("born", "116/1/1", FutureDate),
    ],
)
def test_what_cannot_be_is_refused(question: str, typed: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ADD_MEMBER.question(question).typed(typed, TODAY, {})


def test_a_line_is_kept_as_it_was_written_unless_its_national_id_is_none() -> None:
    [asked] = IDENTIFY.questions
    for line in ("王測試 A123456789", "王測試 中正路5號", "巷口賣麵的那家"):
        assert asked.typed(line, TODAY, {}) == line
    with pytest.raises(BadNationalId):
        asked.typed("王測試 A123456780", TODAY, {})


def test_a_form_says_whom_of_which_household_it_corrects_and_one_that_does_not_is_old() -> None:
    known = replace(FAMILY, id=7, version=3)
    answers = answered(known, 1)
    assert whom(Draft(1, 1, "correct_member", None, answers)) == (7, 1, 3)
    with pytest.raises(Stale):
        whom(Draft(1, 1, "correct_member", None, {MEMBER: "1"}))


def test_several_telephones_are_told_apart() -> None:
    assert ADD_MEMBER.question("phones").typed("0912-345-678，03-332-2101", TODAY, {}) == (
        "0912345678、033322101"
    )


@pytest.mark.parametrize(
    ("question", "answer", "shown"),
    [
        ("name", "王測試", "王○試"),
        ("national_id", "A123456789", "A12****789"),
        ("phones", "0912345678、033322101", "0912***678、03****101"),
        ("born", "2015-03-01", "104/○/○"),
        ("remark", "打0912345678", "打0912***678"),
    ],
)
def test_an_answer_stands_masked_on_the_card(question: str, answer: str, shown: str) -> None:
    masked = ADD_MEMBER.question(question).shown
    assert masked is not None
    assert masked(answer) == shown


# Which are one

HOUSEHOLDS = range(1, 7)
ALONE: dict[int, int | None] = dict.fromkeys(HOUSEHOLDS)
PAIRS = some.lists(some.tuples(some.sampled_from(HOUSEHOLDS), some.sampled_from(HOUSEHOLDS)), max_size=30)


def judged(links: families.Links) -> set[frozenset[int]]:
    """The pairs that are judged to be one."""
    return {frozenset((below, above)) for below, above in links.items() if above is not None}


def family(links: families.Links, one: int) -> set[int]:
    """All that are reached from a household."""
    reached, last = {one}, set[int]()
    while reached != last:
        last = set(reached)
        reached |= {other for household in last for other in families.linked(links, household)}
    return reached


@given(PAIRS)
def test_parting_all_that_was_ever_joined_gives_back_what_was(pairs: list[tuple[int, int]]) -> None:
    links, pairs_now = dict(ALONE), set[frozenset[int]]()
    for one, other in pairs:
        pair = frozenset((one, other))
        if pair in pairs_now:
            links |= families.parted(links, one, other)
            pairs_now.remove(pair)
        elif other in family(links, one):
            with pytest.raises(WrongState):
                families.joined(links, one, other)
        else:
            links |= families.joined(links, one, other)
            pairs_now.add(pair)
        assert judged(links) == pairs_now
    for one, other in map(tuple, pairs_now):
        links |= families.parted(links, one, other)
    assert links == ALONE


def test_two_that_nobody_judged_to_be_one_are_not_parted() -> None:
    links = {**ALONE, **families.joined(ALONE, 1, 2)}
    links |= families.joined(links, 2, 3)
    assert family(links, 1) == {1, 2, 3}
    with pytest.raises(WrongState):
        families.parted(links, 1, 3)
