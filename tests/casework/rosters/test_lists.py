"""A month's list is handed in, then dispatched by its centre [001] 三(六)2(2), (3)."""

from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from casework.cases.criteria import CaseKind
from casework.cases.household import Household, Member, Sex
from casework.files import Sheet
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.rosters import declared, hardship, high_risk, services
from casework.rosters.declared import RosterColumn
from casework.rosters.lists import FORMS, MonthlyRoster, owed, sees, suggested
from casework.staffing.people import Person, Role
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import TAIPEI, day_end
from casework.text.places import load_places
from tests.casework.network import BUREAU, CENTRE, RULES

AWAITED = MonthlyRoster(1, CaseKind.CHILD_HIGH_RISK, BUREAU, CENTRE.id, date(2026, 6, 1))
GIVEN = replace(AWAITED, given_at=datetime(2026, 6, 5, 10, tzinfo=TAIPEI), waiting=2)


def test_a_list_that_came_is_dispatched_by_the_centres_supervisors_within_working_days():
    """[001] 三(六)2(3): the centres serve whom the list names; the working days are the city's default."""
    (dispatching,) = owed(GIVEN, RULES["112"])
    assert (dispatching.duty, dispatching.bearer) == (Duty.DISPATCH_ROSTER, Bearer.SUPERVISORS)
    assert dispatching.due == day_end(date(2026, 6, 10)), "Friday, then Monday to Wednesday"


def test_what_is_awaited_is_owed_by_the_giver_and_what_is_dispatched_by_nobody():
    (handing_in,) = owed(AWAITED, RULES["112"])
    assert handing_in.duty is Duty.UPLOAD_ROSTER
    assert list(owed(replace(GIVEN, waiting=0), RULES["112"])) == []


@pytest.mark.parametrize(
    ("said", "read"),
    [("A12345678g", ""), ("AI23456789", "A123456789"), ("a1234567B9", ""), ("A123456789", "A123456789")],
)
def test_a_figure_typed_as_a_letter_that_looks_like_it_is_read(said: str, read: str) -> None:
    if read:
        assert declared.national_id(said) == read
    else:
        with pytest.raises(WrongRow):
            declared.national_id(said)


def test_a_telephone_that_lost_its_zero_is_read() -> None:
    assert declared.phone("33321000") == declared.phone("03-3321000") == "033321000"
    assert declared.phone("912345678") == "0912345678"


@pytest.mark.parametrize(
    ("address", "spelled"),
    [
        ("桃園市桃園區新埔村1號", "桃園區新埔村"),
        ("平鎮市新勢村3鄰1號", "平鎮區新勢村"),
        ("平鎮區南平路8號", ""),
        ("新勢村1號", ""),
    ],
)
def test_a_village_that_no_list_has_is_known_by_its_district_and_name(address: str, spelled: str) -> None:
    assert declared.spelling(address) == spelled
    if spelled:
        assert declared.perhaps(spelled, load_places(), 1)[0].district == spelled[:3]


def test_a_village_of_another_district_may_be_meant_by_its_name() -> None:
    """平鎮區 has no 新街里: whether the district or the village is mistaken nobody but people can tell."""
    first, *others = declared.perhaps("平鎮區新街里", load_places(), 6)
    assert first.key == "中壢區新街里"
    assert {one.district for one in others} == {"平鎮區"}


def test_a_roster_is_declared_in_under_sixty_lines() -> None:
    for roster in (hardship, high_risk):
        assert len(Path(str(roster.__file__)).read_text().splitlines()) < 60


NAMES = declared.RosterColumn("name", "姓名", str, needed=True)
BORN = declared.RosterColumn("born", "出生日期 案主出生", declared.day)
ADDRESS = declared.RosterColumn("address", "地址", declared.words)
PHONE = declared.RosterColumn("phone", "電話", declared.phone)
ASKED = declared.RosterRules(date(2026, 6, 1), date(2026, 6, 10), RULES["112"].policy, load_places())


def listed(said: declared.Values) -> Household:
    born = date.fromisoformat(said["born"]) if said.get("born") else None
    return Household((Member(said["name"], "", born, phones=tuple(filter(None, [said.get("phone", "")]))),))


OURS = declared.ListForm((NAMES, BORN, ADDRESS, PHONE), lambda said, asked: None, listed)


def read(*rows: list[str]) -> tuple[list[dict[str, str]], list[tuple[int, object]]]:
    found = declared.read_roster(OURS, rows, ASKED)
    return [{**one.values, "village": one.village} for one in found.good], [
        (one.row, one.fault) for one in found.wrong
    ]


HEAD = ["姓名", "出生日期", "地址", "電話"]
HERE = "平鎮區新勢里1號"


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        (HERE, None),
        ("桃園市平鎮區新勢里1號", None),
        ("桃園縣平鎮市新勢里1號", None),
        ("平鎮市新勢里1號", None),
        ("32456平鎮市新勢里1號", None),
        ("台北市平鎮區新勢里1號", declared.RosterFault.ELSEWHERE),
        ("平鎮區火星里1號", declared.RosterFault.NO_VILLAGE),
        ("平鎮區新街里1號", declared.RosterFault.NO_VILLAGE),  # 新街里 is one of 中壢區
        ("平鎮區新勢里或平鎮區新富里", declared.RosterFault.WHICH_VILLAGE),
        ("長" * 301, declared.RosterFault.LONG),
        (HERE + "長" * (300 - len(HERE)), None),
    ],
)
def test_an_address_is_of_one_village_of_the_city_in_any_hand(address, fault) -> None:
    good, wrong = read(HEAD, ["王測試", "", address, ""])
    assert wrong == ([(2, fault)] if fault else [])
    assert [one["village"] for one in good] == ([] if fault else ["平鎮區新勢里"])


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        (["王測試", "99/1/2", HERE, ""], ["王測試", "2010-01-02", HERE, "03-3322101"], True),
        (["王測試", "99/1/2", HERE, "03-3322101"], ["王測試", "99/1/3", HERE, "03-3322101"], False),
        (["王測試", "", HERE, "03-3322101"], ["王測試", "", HERE, "03-3322101"], True),
        (["王測試", "", HERE, "03-3322101"], ["王測試", "", HERE, "03-3322102"], False),
        (["王測試", "99/1/2", HERE, ""], ["李示範", "99/1/2", HERE, ""], False),
        (
            ["陳示範", "99/1/2", HERE, ""],
            ["陈示范", "99/1/2", HERE, ""],
            False,
        ),  # 范 is a character of its own
        (["陳測試", "99/1/2", HERE, ""], ["陈测试", "99/1/2", HERE, ""], True),
        (["王測試", "", HERE, ""], ["王測試", "", HERE.replace("新勢里", "新勢里 "), ""], True),
        (["王測試", "", HERE, ""], ["王測試", "", f"{HERE}2樓", ""], False),
    ],
)
def test_nobody_is_on_a_list_twice_by_name_and_birth_or_else_telephone_or_door(one, other, twice) -> None:
    good, wrong = read(HEAD, one, other)
    assert (len(good), wrong) == (1, [(3, declared.RosterFault.TWICE)]) if twice else (2, [])


def test_a_head_of_two_levels_is_read_and_an_empty_cell_above_is_of_the_one_before() -> None:
    above = ["案主", "", "", "聯絡"]
    good, wrong = read(
        ["名冊"], above, ["姓名", "出生", "地址", "電話"], ["王測試", "99/1/2", HERE, "0912345678"]
    )
    assert wrong == []
    assert good == [
        {
            "name": "王測試",
            "born": "2010-01-02",
            "address": HERE,
            "phone": "0912345678",
            "village": "平鎮區新勢里",
        }
    ]


def test_of_several_words_those_that_stand_in_a_cell_are_kept_and_one_of_a_choice_must() -> None:
    read = declared.several("低收", "身障", "原民")
    assert [read(said) for said in ("原民、低收", "身障者", "", "無")] == ["低收、原民", "身障", "", ""]
    asked = declared.choice("經濟", "感情")
    assert [asked(said) for said in ("經濟問題", "感情", "")] == ["經濟", "感情", ""]
    with pytest.raises(WrongRow):
        asked("天氣")


@pytest.mark.parametrize(
    ("column", "said", "read"),
    [
        (hardship.COLUMNS[9], "非經濟因素", "其他"),
        (hardship.COLUMNS[9], "無經濟問題，感情", "其他"),
        (hardship.COLUMNS[9], "感情及經濟", "經濟"),
        (hardship.COLUMNS[11], "非低收入戶", ""),
        (hardship.COLUMNS[11], "中低收入戶", "中低"),
        (hardship.COLUMNS[11], "低收、中低", "低收、中低"),
        (hardship.COLUMNS[11], "無身障、老人", "老人"),
        (high_risk.COLUMNS[6], "未用毒；精神疾病未就醫", "精神疾病未就醫"),
        (high_risk.COLUMNS[7], "沒有", "無"),
        (high_risk.COLUMNS[7], "未有其他親屬", "無"),
        (high_risk.COLUMNS[7], "有（祖母）", "有"),
    ],
)
def test_a_word_that_is_said_not_to_be_so_is_not_read(column: RosterColumn, said: str, read: str) -> None:
    """A list says 非經濟 and 沒有 as often as 其他 and 無; 中低收 is no 低收."""
    assert column.read(said) == read


@pytest.mark.parametrize("said", ["", "無", "不詳", "未知", "-"])
def test_what_is_said_to_be_unknown_is_nothing(said: str) -> None:
    assert declared.national_id(said) == declared.phone(said) == declared.day(said) == ""


def test_a_day_that_is_needed_and_not_known_is_missing() -> None:
    """Whose birth nobody knows is on the list; without it a child is of no age."""
    good, _ = read(HEAD, ["王測試", "不詳", HERE, ""])
    assert [one.get("born") for one in good] == [None]
    heads = [one.heads[0] for one in high_risk.COLUMNS]
    child = ["1", "王測試", "", "不詳", "王小測", "母", "用毒", "無", "", HERE]
    found = declared.read_roster(high_risk.HIGH_RISK, [heads, child], ASKED)
    assert [(one.fault, one.about) for one in found.wrong] == [(declared.RosterFault.EMPTY, "出生日期")]


@pytest.mark.parametrize("said", ["合計", "總計：", "共計 1 人"])
def test_the_sum_below_a_table_is_no_row(said: str) -> None:
    heads = [one.heads[0] for one in high_risk.COLUMNS]
    child = ["1", "王測試", "", "112/3/4", "王小測", "母", "用毒", "無", "", HERE]
    rows = [heads, child, [said, "1"], ["", said, "", "", "1"]]
    found = declared.read_roster(high_risk.HIGH_RISK, rows, ASKED)
    assert (len(found.good), found.wrong) == (1, ())


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("", ""),
        ("99/1/2", "2010-01-02"),
        ("2010-01-02T08:30:00", "2010-01-02"),
        ("2010-01-02 08:30", "2010-01-02"),
        ("40180", "2010-01-02"),
        ("2200-12-31", "2200-12-31"),
        ("1/2", None),
        ("某日", None),
    ],
)
def test_a_day_is_read_in_any_hand_and_as_excel_counts(said: str, read: str | None) -> None:
    if read is not None:
        assert declared.day(said) == read
        return
    with pytest.raises(WrongRow) as wrong:
        declared.day(said)
    assert wrong.value.fault is declared.RosterFault.BAD_DATE


def test_of_several_telephones_the_first_is_read_and_words_are_none() -> None:
    for between in "、,;/":
        assert declared.phone(f"0912345678{between}033322101") == "0912345678"
    with pytest.raises(WrongRow):
        declared.phone("問里長")


def test_the_month_is_what_the_sheet_or_what_stands_above_its_head_says_else_todays() -> None:
    otherwise, rows = date(2026, 6, 10), (("115年7月名冊", ""), tuple(HEAD))
    for name, above, month in (
        ("115年5月", rows, 5),
        ("名冊", rows, 7),
        ("名冊", rows[1:], 6),
        ("名冊", (*rows[1:], ("115年8月", "")), 6),
    ):
        sheet = Sheet(name, tuple(above))
        assert declared.month_of(sheet, OURS, otherwise) == date(2026, month, 1)
    assert declared.month_of(Sheet("114.12", tuple(rows)), OURS, otherwise) == date(2025, 12, 1)


def test_where_no_title_says_the_month_the_name_of_the_file_does() -> None:
    """A bureau's own table has no title: 115年5月服務名冊.xlsx was read as of the month in which it came."""
    sheet = Sheet("工作表1", (tuple(HEAD),), "115年5月服務名冊")
    assert declared.month_of(sheet, OURS, date(2026, 6, 10)) == date(2026, 5, 1)
    titled = Sheet("工作表1", (("115年7月名冊",), tuple(HEAD)), "115年5月服務名冊")
    assert declared.month_of(titled, OURS, date(2026, 6, 10)) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("2026年5月名冊", 5),
        ("2026/05", 5),
        ("一一五年五月份名冊", 5),
        ("民國115年度5月", 5),
        ("製表日期：115年6月3日　115年5月份名冊", 5),
        ("資料期間：115年5月1日至31日", 5),
        ("製表日期：115/5/3", 6),
        ("109至115年統計", 6),
    ],
)
def test_a_month_is_read_in_any_hand_and_the_day_of_making_is_none(title: str, month: int) -> None:
    sheet = Sheet("名冊", ((title,), tuple(HEAD)))
    assert declared.month_of(sheet, OURS, date(2026, 6, 10)) == date(2026, month, 1)


def test_a_row_that_ends_early_says_nothing_of_the_rest_and_one_without_what_is_needed_is_none() -> None:
    good, wrong = read(HEAD, ["王測試", "99/1/2", HERE], ["", "", "註：密件", "0912345678"], ["", ""])
    assert [one.get("phone") for one in good] == [None]
    assert wrong == []


def test_the_head_is_looked_for_in_the_first_rows_alone() -> None:
    rows = [["說明"]] * (declared.HEAD_WITHIN - 1)
    found = ["王測試", "99/1/2", HERE, ""]
    assert len(read(*rows, HEAD, found)[0]) == 1
    assert read(*rows, ["說明"], HEAD, found) == ([], [])


def test_what_a_wrong_row_says_is_not_taken_for_said_before() -> None:
    """A row is refused for its address; the same person in a row that is right is taken."""
    good, wrong = read(HEAD, ["王測試", "99/1/2", "某處", ""], ["王測試", "99/1/2", HERE, ""])
    assert len(good) == 1
    assert wrong == [(2, declared.RosterFault.NO_VILLAGE)]


def test_a_village_that_was_spelled_otherwise_is_the_one_that_people_said() -> None:
    asked = replace(ASKED, spellings={"平鎮區新勢村": "平鎮區新勢里"})
    found = declared.read_roster(OURS, [HEAD, ["王測試", "", "平鎮市新勢村1號", ""]], asked)
    assert [one.village for one in found.good] == ["平鎮區新勢里"]


def test_the_village_that_is_meant_is_the_likest_of_its_district() -> None:
    places = load_places()
    found = declared.perhaps("平鎮區新勢村", places, 3)
    assert (found[0].key, len(found)) == ("平鎮區新勢里", 3)
    assert {one.district for one in found} == {"平鎮區"}


def test_of_each_kind_that_is_needed_the_nearest_unit_is_suggested() -> None:
    """[001] 三(六)2; which need points to which kind is the city's default."""
    beside = ("原住民:indigenous", "就業:employment", "就學:school")
    near, city = (
        Unit(1, UnitKind.EMPLOYMENT, "近", "平鎮區", "A"),
        Unit(2, UnitKind.EMPLOYMENT, "市", "", "A"),
    )
    far, other = Unit(3, UnitKind.SCHOOL, "遠", "桃園區", "A"), Unit(4, UnitKind.INDIGENOUS, "原", "", "A")
    units, village = [city, near, far, other], "平鎮區新勢里"
    assert suggested(["就業", "就學", "別的"], beside, units, village) == [near]
    assert suggested(["就業", "原住民", "就業"], beside, units, village) == [near, other]
    assert suggested(["就業"], beside, [city, far], village) == [city]
    assert suggested([], beside, units, village) == []


@pytest.mark.parametrize("role", Role)
def test_a_list_is_seen_by_the_bureau_and_once_it_came_by_who_leads_its_centre(role: Role) -> None:
    """[001] 三(六)2(2), (3)."""
    one, elsewhere = (Person(8, role, unit, "", "", "") for unit in (CENTRE.id, CENTRE.id + 1))
    assert sees(one, GIVEN) is (role in {Role.BUREAU, Role.SUPERVISOR, Role.HEAD})
    assert sees(elsewhere, GIVEN) is sees(one, AWAITED) is (role is Role.BUREAU)


NEEDED = {
    CaseKind.SUICIDE_HARDSHIP: ("自殺通報日", "姓名", "居住地址", "自殺原因"),
    CaseKind.CHILD_HIGH_RISK: ("兒童姓名", "出生日期", "照顧者姓名", "情形", "戶內其他親屬", "地址"),
}


@pytest.mark.parametrize(("kind", "missing"), [(kind, one) for kind in NEEDED for one in NEEDED[kind]])
def test_a_list_without_what_its_criterion_or_a_visit_asks_is_no_roster(kind: CaseKind, missing: str) -> None:
    """[001] 三(六)1(2), (3)."""
    whole = Sheet("", (NEEDED[kind],))
    assert declared.recognise([FORMS[kind]], [whole]) == (FORMS[kind], whole)
    without = Sheet("", (tuple(one for one in NEEDED[kind] if one != missing),))
    assert declared.recognise([FORMS[kind]], [without]) is None


def test_what_a_roster_tells_is_told_in_its_own_words() -> None:
    said = {"name": "王測試", "reported": "2026-05-20", "by": "", "reason": "經濟", "remark": "獨居"}
    told = declared.evidence(hardship.HARDSHIP, said)
    assert told == "自殺通報日：2026-05-20；自殺原因：經濟；備註：獨居"


def test_whom_a_list_names_is_taken_with_the_birth_and_telephone_it_says() -> None:
    said = {"name": "王測試", "sex": "女", "born": "1971-01-02", "phone": "0912345678", "address": HERE}
    of_bureau = Member("王測試", born=date(1971, 1, 2), phones=("0912345678",))
    assert services.household(said) == Household((of_bureau,), HERE)
    assert hardship.household(said) == Household((replace(of_bureau, sex=Sex.FEMALE),), HERE)
    unknown = {"name": "王測試", "address": HERE}
    assert services.household(unknown) == hardship.household(unknown) == Household((Member("王測試"),), HERE)
