"""The lists of New-Year care: what a row of each is to meet, and whose list it is [003] 伍、二."""

from datetime import date

import pytest

from casework.cases.household import Household, Member
from casework.files import Sheet
from casework.new_year.lists import CARE_LIST, GIVEN_BY, WORDS, another_year, group_of, household, judge
from casework.policy.policy import CareSource
from casework.rosters.declared import RosterFault, RosterRules, recognise
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import UnitKind
from casework.text.places import load_places
from tests.casework.network import RULES

ASKED = RosterRules(date(2026, 1, 1), date(2026, 1, 20), RULES["112"].policy, load_places())


def row(source: CareSource, **said: str) -> dict[str, str]:
    word = next(word for word, one in WORDS.items() if one is source)
    return {column.name: "" for column in CARE_LIST.columns} | {"source": word} | said


@pytest.mark.parametrize(
    ("source", "said", "fault"),
    [
        pytest.param(CareSource.TIPVDA, {"score": "9", "age": "6"}, None, id="伍、二(一)2"),
        pytest.param(
            CareSource.TIPVDA, {"score": "9", "age": "6", "remark": "已於高危機會議解除列管"}, None,
            id="伍、二(一)2: released or not",
        ),
        pytest.param(CareSource.TIPVDA, {"score": "8", "age": "2"}, RosterFault.LOW_SCORE, id="a score of 8"),
        pytest.param(CareSource.TIPVDA, {"age": "2"}, RosterFault.LOW_SCORE, id="no score"),
        pytest.param(CareSource.TIPVDA, {"score": "9", "age": "7"}, RosterFault.NO_SUCH_CHILD, id="of 7"),
        pytest.param(CareSource.TIPVDA, {"score": "20"}, RosterFault.NO_SUCH_CHILD, id="no child"),
        pytest.param(CareSource.MENTAL, {"closed": "2025-01-21"}, None, id="伍、二(二)1(1)"),
        pytest.param(CareSource.SUICIDE, {"closed": "2025-01-20"}, RosterFault.NOT_CLOSED_LATELY, id="later"),
        pytest.param(CareSource.DRUGS, {}, RosterFault.NOT_CLOSED_LATELY, id="(3): no day"),
        pytest.param(CareSource.POLICE, {"age": "12"}, None, id="陸、二(一)1(7): 12歲以下, the wider one"),
        pytest.param(CareSource.POLICE, {"age": "13"}, RosterFault.NO_SUCH_CHILD, id="a child of 13"),
        pytest.param(CareSource.VACCINE, {"reminded": "3"}, None, id="陸、二(一)1(5): three reminders"),
        pytest.param(CareSource.VACCINE, {"reminded": "2"}, RosterFault.FEW_REMINDERS, id="two"),
        *(
            pytest.param(one, {}, None, id=f"{one}: nothing is asked of it")
            for one in (
                CareSource.STUDENT,
                CareSource.IMMIGRANT,
                CareSource.FIRE,
                CareSource.VILLAGE,
                CareSource.CHARITY,
            )
        ),
    ],
)  # fmt: skip
def test_what_a_row_of_each_list_is_to_meet(source, said, fault):
    """[003] 伍、二(一)2, 二(二)1; 陸、二(一)1."""
    if fault is None:
        judge(row(source, **said), ASKED)
        return
    with pytest.raises(WrongRow) as wrong:
        judge(row(source, **said), ASKED)
    assert wrong.value.fault is fault


@pytest.mark.parametrize(
    ("kind", "sources"),
    [
        (UnitKind.HEALTH, {CareSource.MENTAL, CareSource.SUICIDE, CareSource.DRUGS, CareSource.VACCINE}),
        (UnitKind.SCHOOL, {CareSource.STUDENT}),
        (UnitKind.EDUCATION, {CareSource.STUDENT}),
        (UnitKind.POLICE, {CareSource.POLICE}),
        (UnitKind.FIRE, {CareSource.FIRE}),
        (UnitKind.PROTECTION, {CareSource.TIPVDA}),
        (UnitKind.BUREAU, {CareSource.IMMIGRANT, CareSource.VILLAGE, CareSource.CHARITY}),
    ],
)
def test_each_unit_hands_in_its_own_lists(kind, sources):
    """[003] 伍、二(二)1; of charities without accounts the bureau's (代填)."""
    assert {source for source, kinds in GIVEN_BY.items() if kind in kinds} == sources


def test_every_list_but_that_of_cases_in_service_has_a_word_and_a_unit():
    assert set(WORDS.values()) == set(GIVEN_BY) == set(CareSource) - {CareSource.IN_SERVICE}


@pytest.mark.parametrize(
    ("source", "told", "group"),
    [
        (CareSource.MENTAL, "", "child"),
        (CareSource.VILLAGE, "", "hardship"),
        (CareSource.VILLAGE, "獨居老人", "alone"),
        (CareSource.CHARITY, "街友", "street"),
        (CareSource.FIRE, "失能", "disabled"),
    ],
)
def test_who_lives_there_is_as_told_else_as_the_list_is_about(source, told, group):
    """[003] 伍、一, 二."""
    assert group_of(row(source, group=told)) == group


@pytest.mark.parametrize("reminded", ["", "0", "2"])
def test_who_was_reminded_less_than_three_times_is_on_no_list(reminded):
    """[003] 陸、二(一)1(5)."""
    with pytest.raises(WrongRow):
        judge(row(CareSource.VACCINE, reminded=reminded), ASKED)


@pytest.mark.parametrize(
    ("sheet", "title", "called"),
    [
        ("工作表1", "桃園市政府115年春節關懷名冊", "115年春節"),
        ("115年度春節", "名冊", "115年度春節"),
        ("工作表1", "2026年春節關懷名冊", "2026年春節"),
        ("工作表1", "一一五年春節", "115年春節"),
        ("工作表1", "116年春節關懷名冊", ""),
        ("工作表1", "115年12月製 2027春節關懷名冊", ""),
        ("工作表1", "關懷名冊", ""),
    ],
)
def test_a_list_of_another_winter_is_known_by_its_title(sheet, title, called):
    rows = ((title,), tuple(one.heads[0] for one in CARE_LIST.columns), ("1",))
    assert another_year(Sheet(sheet, rows), 2027) == called


def test_a_row_is_about_one_household_with_what_it_says_of_it():
    said = row(CareSource.FIRE, name="王測試", address="中正路1號")
    assert household(said) == Household((Member("王測試"),), "中正路1號")
    more = {**said, "id": "A123456789", "born": "2018-03-04", "phone": "0912345678"}
    [one] = household(more).members
    assert (one.national_id, one.born, one.phones) == ("A123456789", date(2018, 3, 4), ("0912345678",))


@pytest.mark.parametrize(
    ("said", "read"), [("8 分", "8"), ("約 03 次", "3"), ("三次", "3"), ("無", ""), ("", "")]
)
def test_a_figure_is_read_out_of_what_stands_beside_it(said, read):
    [column] = [one for one in CARE_LIST.columns if one.name == "reminded"]
    assert column.read(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("8個月", "0"),
        ("八个月", "0"),
        ("出生10天", "0"),
        ("新生兒", "0"),
        ("1歲8個月", "1"),
        ("三歲", "3"),
        ("12歲", "12"),
        ("8", "8"),
        ("", ""),
    ],
)
def test_an_age_is_in_years_also_where_it_is_told_in_months(said, read):
    """[003] 伍、二(一)2: a child of 8 months is one of 6 or under, and no child of 8."""
    [column] = [one for one in CARE_LIST.columns if one.name == "age"]
    assert column.read(said) == read


@pytest.mark.parametrize("missing", ["", "名單別", "姓名", "居住地址"])
def test_a_list_says_which_it_is_whom_it_is_about_and_where_they_live(missing):
    """[003] 陸、二(二)1(1): somebody goes there."""
    heads = tuple(one for one in ("名單別", "姓名", "居住地址") if one != missing)
    assert (recognise([CARE_LIST], [Sheet("", (heads,))]) is None) is bool(missing)
