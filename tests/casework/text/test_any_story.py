"""Any story: no ID or telephone of any spelling stands in the clear, and no case number is masked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from casework.text.identity import in_digits, plain, valid_national_id
from casework.text.masking import mask_in_text
from casework.text.telephones import clean_phone
from tests.support.spellings import (
    CASE_NUMBERS,
    NATIONAL_IDS,
    TELEPHONES,
    WORDS,
    spelled_id,
    spelled_number,
    spelled_phone,
)

SAID = some.lists(
    some.one_of(
        WORDS.map(lambda words: ("words", words, words)),
        NATIONAL_IDS.flatmap(lambda one: spelled_id(one).map(lambda spelled: ("id", one, spelled))),
        TELEPHONES.flatmap(lambda one: spelled_phone(one).map(lambda spelled: ("phone", one, spelled))),
        CASE_NUMBERS.flatmap(lambda one: spelled_number(one).map(lambda spelled: ("number", one, spelled))),
    ),
    min_size=1,
    max_size=5,
)


def figures(text: str) -> str:
    """All figures of a text in a row, however they are written and whatever stands between."""
    return re.sub(r"\D", "", in_digits(plain(text)))


@given(SAID, some.sampled_from(["，", " 和 ", "。\n", "、", "；"]))
def test_any_story_hides_each_id_and_telephone_and_no_case_number(
    said: list[tuple[str, str, str]], between: str
) -> None:
    shown = mask_in_text(between.join(spelled for _, _, spelled in said))
    numbers = [spelled for kind, _, spelled in said if kind == "number"]
    assert all(number in shown for number in numbers)
    for number in numbers:
        shown = shown.replace(number, "*")
    in_the_clear = [figures(part) for part in shown.split("*")]
    for kind, one, spelled in said:
        if kind in ("id", "phone"):
            assert not any(figures(one)[-8:] in part for part in in_the_clear)
            assert spelled not in shown


@given(some.text(max_size=60))
def test_no_text_breaks_the_masks(told: str) -> None:
    mask_in_text(told, "王測試")


@given(WORDS, WORDS)
def test_what_says_nothing_personal_stays_as_it_was_told(one: str, other: str) -> None:
    assert mask_in_text(f"{one}，{other}") == f"{one}，{other}"


@pytest.mark.parametrize(
    "told",
    [
        "A-115-871483 這家爸爸有暴力，請勿單獨訪視",
        "同 L-115-377898",
        "Ｌ－１１５－３７７８９８",
        "L115377898",
        "l 115 377898 那戶",
    ],
)
def test_a_case_number_is_never_masked(told: str) -> None:
    assert mask_in_text(told) == told


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("打給他 0912.345.678", "打給他 0912***678"),
        ("家裡電話 332 2101", "家裡電話 03****101"),
        ("家裡３３２－２１０１", "家裡03****101"),
        ("打 09 12 34 56 78 找他", "打 0912***678 找他"),
        ("0912/345/678、0922_333_444", "0912***678、0922***444"),
        ("電話三三二二一零一", "電話03****101"),
        ("零九一二三四五六七八", "0912***678"),
        ("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "0912***678"),
        ("0912\u200b345\u2060678", "0912***678"),
        ("+886-912-345-678", "0912***678"),
        ("886912345678", "0912***678"),
        ("03-332-2101 #12", "03****101"),
        ("3322101/0912345678", "03****101/0912***678"),
        ("她說 +84 912 345 678 打不通", "她說 +84***678 打不通"),
        ("A一二三四五六七八九", "A12****789"),
        ("Ａ．１２３．４５６．７８９", "A12****789"),
        ("A123456780 打錯的", "A12****780 打錯的"),
    ],
)
def test_what_is_hidden_is_hidden_whatever_stands_between_its_figures(told: str, shown: str) -> None:
    assert mask_in_text(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "09:00-10:30、14:00-15:30",
        "02/28、03/01 05/10",
        "2026/06/01 2026-6-11 2026.6.1",
        "二〇二六年六月一日",
        "民國一一五年，欠 350000 元",
        "100巷2弄3號4樓之5",
        "打 113、1957、110",
        "2000-3000元",
    ],
)
def test_hours_days_money_and_houses_are_no_telephones(told: str) -> None:
    assert mask_in_text(told) == told


@pytest.mark.parametrize(
    ("told", "name", "shown"),
    [
        ("王 測 試說沒事", "王測試", "王○試說沒事"),
        ("谷辣斯‧尤達卡來了", "谷辣斯·尤達卡", "谷○○·○○卡來了"),
        ("nguyen thi hoa 說", "Nguyễn Thị Hoa", "N○ T○ H○ 說"),
        ("NGUYỄN THỊ HOA說", "Nguyen Thi Hoa", "N○ T○ H○說"),
        ("𠀋測試", "𠀋測試", "𠀋○試"),
        ("Jo 來，John 沒來", "Jo", "J○ 來，John 沒來"),
    ],
)
def test_a_name_is_hidden_however_it_is_typed(told: str, name: str, shown: str) -> None:
    assert mask_in_text(told, name) == shown


@given(NATIONAL_IDS.flatmap(spelled_id))
def test_each_spelling_of_an_id_is_read(spelled: str) -> None:
    assert valid_national_id(spelled)


@given(TELEPHONES.flatmap(lambda one: spelled_phone(one).map(lambda spelled: (one, spelled))))
def test_each_spelling_of_a_telephone_is_read(given: tuple[str, str]) -> None:
    assert clean_phone(given[1]) == given[0]
