"""What somebody told is shown without the IDs and telephone numbers in it."""

import pytest

from casework.text.addresses import mask_address
from casework.text.identity import mask_id
from casework.text.masking import is_masked, mask_in_text, mask_names
from casework.text.names import mask_name
from casework.text.telephones import mask_phone


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


@pytest.mark.parametrize(
    "shown",
    [
        *map(mask_name, ("王小明", "王明", "歐陽小明", "John Smith", "Ciwas Ali", "谷木·哈就", "王 Smith")),
        *(
            mask_id("A123456789"),
            mask_phone("0912345678"),
            mask_phone("03-3322101"),
            mask_phone("+84912345678"),
        ),
        *(
            mask_address("中正路1號"),
            mask_address("桃園區中正路一段12號"),
            "王OO",
            "王ＸＸ",
            "王＊明",
            "陳●●",
        ),
    ],
)
def test_what_is_masked_is_told_from_what_is_written_in_full(shown: str) -> None:
    assert is_masked(shown)


@pytest.mark.parametrize(
    "told",
    [
        "王小明",
        "A123456789",
        "0912-345-678",
        "中正路一段12號",
        "二〇二六年",
        "O型",
        "OK",
        "John",
        "Xu",
        "王Ox路",
        "",
    ],
)
def test_what_is_written_in_full_is_not_masked(told: str) -> None:
    assert not is_masked(told)
