"""What somebody told is shown without the IDs and telephone numbers in it."""

import pytest

from casework.text.masking import mask_in_text, mask_names


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("他是 A123456789", "他是 A12****789"),
        ("他是Ａ１２３４５６７８９。", "他是A12****789。"),
        ("證號 A-123 456 789", "證號 A12****789"),
        ("居留證 AC01234567", "居留證 AC0****567"),
        ("打0912-345-678，", "打0912***678，"),
        ("０９１２３４５６７８", "0912***678"),
        ("(03)456-1234 分機", "03****234 分機"),
        ("+886 912 345 678", "0912***678"),
        ("家裡 4561234", "家裡 03****234"),
        ("0912345678 0922333444", "0912***678 0922***444"),
        ("09123456789", "***"),
    ],
)
def test_ids_and_telephones_are_hidden_however_they_are_written(told: str, shown: str) -> None:
    assert mask_in_text(told) == shown


@pytest.mark.parametrize(
    "told",
    ["2026-06-01 晚上", "115/6/1", "1150601", "中正路123號5樓", "欠50000元，3個小孩", "打過 113 和 1957"],
)
def test_days_house_numbers_and_hotlines_stay(told: str) -> None:
    assert mask_in_text(told) == told


def test_the_name_of_the_household_is_hidden_where_it_is_told() -> None:
    assert mask_in_text("王小明說王小明沒事", "王小明") == "王○明說王○明沒事"
    assert mask_in_text("沒有名字", "") == "沒有名字"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("王小明週三回診，陳大文住隔壁", "王小明週三回診，陳○文住隔壁"),
        ("王小明明是他哥哥", "王○○明是他哥哥"),
        ("王小在外地", "王○在外地"),
        ("誰都不認識", "誰都不認識"),
    ],
    ids=["another's", "a longer name that holds the own", "a shorter one", "nobody's"],
)
def test_names_are_hidden_but_the_one_to_keep(told: str, shown: str) -> None:
    assert mask_names(told, ["陳大文", "王小明明", "王小", ""], keep=["王小明"]) == shown
    assert mask_names(told, ["", "文"]) == told


def test_a_name_in_letters_is_hidden_where_it_is_a_word_of_its_own() -> None:
    told = "Ann和Joann、Annie是同學，ANN是姊姊"
    assert mask_names(told, ["Ann"]) == "A○和Joann、Annie是同學，A○是姊姊"
    assert mask_names("a王小明b", ["王小明"]) == "a王○明b"
