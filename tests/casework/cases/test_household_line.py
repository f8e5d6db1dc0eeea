"""A household line: names are told from addresses by what follows them, and nothing that was told is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from casework.cases.household import Household
from casework.cases.household_line import read_household
from casework.text.numbers import new_number


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("王測試中正路100號", "王測試", "中正路100號"),
        ("林 測 試 中正路1號", "林測試", "中正路1號"),
        ("桃園市桃園區文化里3鄰中正路一段12號5樓王測試", "王測試", "桃園市桃園區文化里3鄰中正路一段12號5樓"),
        ("王測試住平鎮區新街里延平路二段十二號", "王測試", "平鎮區新街里延平路二段十二號"),
        ("新屋區九斗里1鄰12號 歐陽測試", "歐陽測試", "新屋區九斗里1鄰12號"),
        ("王測試先生，中山東路三段5巷2號", "王測試", "中山東路三段5巷2號"),
        ("谷辣斯 尤達卡 桃園區中正路100號", "谷辣斯 尤達卡", "桃園區中正路100號"),
        ("林測試 Kacaw Sample 復興區", "林測試 Kacaw Sample", "復興區"),
        ("Nguyễn Thị Mẫu, 中壢區中山路2樓之一", "Nguyễn Thị Mẫu", "中壢區中山路2樓之一"),
        ("Wang Sample, 100 Zhongzheng Road", "Wang Sample", "100 Zhongzheng Road"),
        ("No. 5, Lane 3, Zhongzheng Rd. Maria Sample", "Maria Sample", "No. 5, Lane 3, Zhongzheng Rd."),
        ("𠀋測試 中正路1號", "𠀋測試", "中正路1號"),
        ("中正一路102號", "", "中正一路102號"),
        ("张小明，平镇区广仁街5巷12号3楼", "张小明", "平镇区广仁街5巷12号3楼"),
    ],
)  # fmt: skip
def test_a_name_is_told_from_an_address(line: str, name: str, address: str) -> None:
    household = read_household(line)
    assert (household.name, household.address, household.unread) == (name, address, "")


@pytest.mark.parametrize(
    "line", ["不知道", "不清楚", "無", "沒有", "我不知道", "?", "unknown", "I don't know", "n/a"]
)
def test_who_knows_nothing_names_nobody(line: str) -> None:
    assert read_household(line) == Household()


@pytest.mark.parametrize(
    "line",
    ["巷口賣麵的那家", "隔壁鄰居", "阿嬤帶兩個孫子", "路口底鐵皮屋", "张小明的妈妈", "the family next door"],
)
def test_a_hint_is_kept_whole_and_is_no_name(line: str) -> None:
    household = read_household(line)
    assert (household.members, household.unread) == ((), line)


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("王測試 0912345678 03-332-2101 #12", ("0912345678", "033322101#12")),
        ("王測試，3322101/0912-345-678", ("033322101", "0912345678")),
        ("王測試 +84 912 345 678 0912345678", ("0912345678", "+84912345678")),
        ("王測試三三二二一零一", ("033322101",)),
    ],
)
def test_each_telephone_of_a_line_is_kept(line: str, phones: tuple[str, ...]) -> None:
    household = read_household(line)
    assert (household.name, set(household.first.phones)) == ("王測試", set(phones))


def test_several_people_are_several_members() -> None:
    household = read_household("王測試、李示範，A123456789")
    assert household.names == ("王測試", "李示範")
    assert household.national_id == "A123456789"


def test_a_case_number_in_a_line_is_no_id() -> None:
    assert read_household("同L-115-377898那家") == Household(unread="同L-115-377898那家")


def test_a_correction_loses_nothing_that_was_told() -> None:
    before = read_household("王測試 0912345678 巷口賣麵的")
    after = before.corrected(read_household("李示範、陳某 3322101 後面那棟"))
    assert after.names == ("李示範", "陳某")
    assert after.phone == "033322101"
    assert after.unread == "巷口賣麵的、後面那棟"


@given(some.text(max_size=80))
def test_no_line_breaks_the_reading(line: str) -> None:
    read_household(line)


def test_case_numbers_stay_where_they_stand() -> None:
    one, other = (new_number("L", year, lambda _: 1, lambda _: False) for year in (115, 116))
    assert read_household(f"同{one}與{other}那家").unread == f"同{one}與{other}那家"


@pytest.mark.parametrize(
    ("line", "names", "unread"),
    [
        ("姓名：阿美 示範", ("阿美 示範",), ""),
        ("姓名：阿喵", ("阿喵",), ""),
        ("阿喵", (), "阿喵"),
        ("姓名：王測試 阿喵", ("王測試",), "阿喵"),
        ("姓名：" + "長" * 41, (), "長" * 41),
        ("尤瑪·達陸 中正路1號", ("尤瑪·達陸",), ""),
        ("的·那 中正路1號", ("的·那",), ""),
        ("王家", (), "王家"),
        ("王家人", (), "王家人"),
        ("歐陽家", (), "歐陽家"),
        ("歐陽家的", (), "歐陽家的"),
        ("歐陽家豪", ("歐陽家豪",), ""),
        ("王·家", ("王·家",), ""),
        ("王先生", ("王先生",), ""),
        ("王測試、阿喵喵", ("王測試",), "阿喵喵"),
        ("王測試、李示範、阿喵", ("王測試", "李示範"), "阿喵"),
    ],
)
def test_what_is_a_name_and_what_is_kept_as_it_stands(line: str, names: tuple[str, ...], unread: str) -> None:
    household = read_household(line)
    assert (household.names, household.unread) == (names, unread)


@pytest.mark.parametrize(
    ("line", "address"),
    [("大中正路5號", "大中正路5號"), ("住中正路5號", "中正路5號"), ("王測試 在 中正路5號", "中正路5號")],
)
def test_one_character_before_a_street_is_of_it_unless_it_says_that_somebody_lives_there(
    line: str, address: str
) -> None:
    assert read_household(line).address == address


def test_what_can_not_be_read_is_kept_once() -> None:
    one, nothing = Household(unread="巷口"), Household()
    assert one.corrected(nothing).unread == "巷口"
    assert nothing.corrected(one).unread == "巷口"
    assert one.corrected(one).unread == "巷口"


@pytest.mark.parametrize("line", ["王測試", "中正路5號", "巷口"])
def test_a_household_of_which_anything_is_known_is_not_empty(line: str) -> None:
    assert not read_household(line).unknown
    assert Household().unknown
