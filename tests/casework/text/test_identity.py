"""Names, IDs, telephones and addresses: made comparable, and masked."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.text import addresses, identity, names, telephones
from casework.text.identity import plain
from casework.text.masking import mask_in_text
from casework.text.places import load_places


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A123456789", id="a man"),
        pytest.param("A223456781", id="a woman"),
        pytest.param("A800000014", id="a resident"),
        pytest.param("AC01234567", id="a resident of before 2021"),
        pytest.param("ａ１２３４５６７８９", id="wide letters"),
        pytest.param("a123-456-789", id="dashes"),
    ],
)
def test_an_id_with_the_right_checksum_is_valid(text):
    assert identity.valid_national_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A123456780",
        "A323456789",
        "A12345678",
        "A1234567890",
        "1123456789",
        "AE01234567",
        "Å123456789",
        "A12345678²x",
    ],
)
def test_anything_else_is_not(text):
    assert not identity.valid_national_id(text)


@given(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.sampled_from("1289ABCD"), st.integers(0, 9_999_999))
def test_each_id_has_exactly_one_check_digit(letter, second, figures):
    assert sum(identity.valid_national_id(f"{letter}{second}{figures:07}{check}") for check in range(10)) == 1


def test_an_id_is_written_as_the_register_does():
    assert identity.clean_national_id(" ａ123-456 789") == "A123456789"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0912345678", "0912345678"),
        ("0912-345-678", "0912345678"),
        ("+886 912 345 678", "0912345678"),
        ("+886-0912345678", "0912345678"),
        ("886912345678", "0912345678"),
        ("912345678", "0912345678"),
        ("０９１２３４５６７８", "0912345678"),
        ("(03)332-2101", "033322101"),
        ("03-3322101#6415", "033322101#6415"),
        ("03-3322101分機6415", "033322101#6415"),
        ("03-3322101 轉 12", "033322101#12"),
        ("03-3322101 ext. 12", "033322101#12"),
        ("+886 3 332 2101", "033322101"),
        ("3322101", "033322101"),
        ("02-27208889", "0227208889"),
    ],
)
def test_a_telephone_number_is_read_in_every_spelling(text, digits):
    assert telephones.clean_phone(text) == digits


@pytest.mark.parametrize(
    "text", ["", "王小明", "110", "1957", "09123456", "09123456789", "A123456789", "1150601"]
)
def test_what_is_no_number_of_taiwan_is_not_read(text):
    assert telephones.clean_phone(text) is None


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("桃園市桃園區文化里3鄰中正路一段12號5樓", "中正路1段12號5樓"),
        ("桃園縣桃園市中正路12號", "中正路12號"),
        ("330桃園市桃園區中正路１２號５Ｆ", "中正路12號5樓"),
        ("(330) 桃園市 中正路12-3號", "中正路12之3號"),
        ("中正路12號之3", "中正路12之3號"),
        ("平鎮區新街里延平路二段十二號", "延平路2段12號"),
        ("平鎮區中路里大里街3巷", "大里街3巷"),
        ("八德區大里路5號", "大里路5號"),
        ("新屋區九斗里1鄰12號", "九斗里1鄰12號"),
        ("新屋區九斗里1鄰九斗12號", "九斗12號"),
        ("中山路廿一號", "中山路21號"),
        ("台灣桃園市中山路1號", "中山路1號"),
        ("復興區", "復興區"),
        ("", ""),
    ],
)
def test_an_address_is_compared_without_noise(text, compared):
    assert addresses.clean_address(text) == compared


def test_the_two_spellings_of_tai_are_one():
    assert addresses.clean_address("台北路1號") == addresses.clean_address("臺北路1號")


def test_every_village_of_the_city_is_noise_before_a_street():
    for village in load_places().villages:
        assert addresses.clean_address(f"桃園市{village.key}12鄰中正路3號") == "中正路3號"


@given(st.text(alphabet="桃園市區里鄰路街段巷號樓一二十百廿零之-12Ff ", max_size=15))
def test_nothing_that_looks_like_an_address_breaks_the_reading(text):
    addresses.clean_address(text)
    addresses.mask_address(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 王 小 明 ", "王小明"),
        ("王　小明", "王小明"),
        ("John  Smith", "John Smith"),
        ("谷辣斯・尤達卡", "谷辣斯·尤達卡"),
        ("王\u202e小明\u200b", "王小明"),
        ("\x00王\x07", "王"),
        ("Ｊｏｈｎ", "John"),
        ("", ""),
    ],
)
def test_a_name_is_kept_without_what_cannot_be_seen(text, name):
    assert names.clean_name(text) == name


def test_a_message_of_signs_that_swell_into_sentences_stays_as_long_as_it_is():
    """4,096 of these, as one message holds, were 73,000 letters; each reading of them took its time."""
    assert len(plain("ﷺ" * 4_096)) == 4_096
    assert plain("ﷺ王小明１２３") == "صلى الله عليه وسلم王小明123"
    assert plain("㍿") == "株式会社"


def test_a_text_keeps_its_lines_and_loses_what_turns_writing_round():
    assert identity.clean_text("  一\r\n二\t三\x00\u202e四\ud800  ", 100) == "一\n二 三四"


@given(st.text(), st.integers(0, 50))
def test_a_text_is_never_longer_than_its_limit_and_can_be_stored(text, limit):
    cleaned = identity.clean_text(text, limit)
    assert len(cleaned) <= limit
    cleaned.encode()


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王○明"),
        ("王明", "王○"),
        ("歐陽小明", "歐○○明"),
        ("王", "○"),
        ("", "○"),
        ("John Smith", "J○ S○"),
        ("谷辣斯·尤達卡", "谷○○·○○卡"),
    ],
)
def test_a_masked_name_shows_its_ends(name, masked):
    assert names.mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked"), [("A123456789", "A12****789"), ("a123456789", "A12****789"), ("A123", "****")]
)
def test_a_masked_id_shows_its_ends(text, masked):
    assert identity.mask_id(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("0912345678", "0912***678"),
        ("+886912345678", "0912***678"),
        ("03-3322101#12", "03****101"),
        ("secret", "***"),
        ("", "***"),
    ],
)
def test_a_masked_number_shows_its_ends(text, masked):
    assert telephones.mask_phone(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("桃園市桃園區文化里3鄰中正路一段12號5樓", "桃園區中正路1段○號"),
        ("桃園區中正路12號", "桃園區中正路○號"),
        ("新屋區九斗里1鄰12號", "新屋區九斗里○號"),
        ("12號", "○"),
        ("中山東路三段5巷2號", "中山東路3段○號"),
    ],
)
def test_a_masked_address_ends_at_the_street(text, masked):
    assert addresses.mask_address(text) == masked


@given(st.from_regex(r"\A[1-9][0-9]{1,3}\Z"))
def test_a_masked_address_never_shows_the_house(house):
    for street in ("桃園區中正路", "新屋區九斗里", "楊梅區", ""):
        assert house not in addresses.mask_address(f"{street}{house}號旁的中正路")


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("王小明", {"王小", "小明"}),
        ("王", {"王"}),
        ("", set()),
        ("谷·辣", {"谷辣"}),
        ("Jo", {"jo"}),
        ("台生", {"臺生"}),
    ],
)
def test_a_name_is_found_by_its_pairs(name, tokens):
    assert names.bigrams(name) == tokens


@pytest.mark.parametrize(
    ("name", "sign"), [("王小明", "王"), (" 台 生", "臺"), ("Jo Smith", ""), ("谷·辣", "谷"), ("", "")]
)
def test_a_chinese_name_is_found_by_its_first_character_too(name, sign):
    assert names.surname_sign(name) == sign


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("王小明", "王小民"),
        ("歐陽小明", "歐陽小名"),
        ("王小明", "王明小"),
        ("溫台生", "温臺生"),
        ("王小明明", "王小明民"),
        ("John Smith", "Smith, John"),
    ],
)
def test_names_one_slip_of_the_pen_apart_are_alike(a, b):
    assert names.similar_names(a, b) >= 0.8


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("王小明", "陳小明"),
        ("王明", "王華"),
        ("王小明", "王大同"),
        ("王小明明", "王大同明"),
        ("歐陽明", "歐大明"),
        ("王小明", "Wang"),
        ("", "王小明"),
        ("", ""),
    ],
)
def test_other_names_are_not_alike(a, b):
    assert names.similar_names(a, b) < 0.6


@given(st.text(max_size=8), st.text(max_size=8))
def test_likeness_is_mutual(a, b):
    assert names.similar_names(a, b) == pytest.approx(names.similar_names(b, a))
    assert 0 <= names.similar_names(a, b) <= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("廿一", 21),
        ("三百零五", 305),
        ("一百一十五", 115),
        ("一一五", 115),
        ("二〇二六", 2026),
        ("元", 1),
        ("零", 0),
    ],
)
def test_a_chinese_number_is_read(text, number):
    assert identity.numeral(text) == number


@pytest.mark.parametrize("text", ["", "百十百", "十十", "王"])
def test_what_is_no_chinese_number_is_not(text):
    assert identity.numeral(text) is None


def test_the_districts_that_addresses_drop_are_those_of_the_register():
    rows = csv.DictReader(
        (files("casework") / "data" / "villages.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
    for district in {row["district"] for row in rows}:
        assert addresses.clean_address(f"桃園市{district}中正路1號") == "中正路1號"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+84 912 345 678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("0912.345.678", "0912345678"),
        ("0912/345/678", "0912345678"),
        ("09 12 34 56 78", "0912345678"),
        ("332 2101", "033322101"),
        ("三三二二一零一", "033322101"),
        ("⓪⑨①②③④⑤⑥⑦⑧", "0912345678"),
    ],
)
def test_a_number_is_read_whatever_stands_between_and_a_foreign_one_is_kept(text, number):
    assert telephones.clean_phone(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("84912345678", "+84912345678"),
        ("886912345678", "0912345678"),
        ("+628123456789", "+628123456789"),
        ("0084912345678", "+84912345678"),
        ("x", ""),
    ],
)
def test_the_number_of_a_contact_is_kept_whatever_country_it_is_of(text, number):
    assert telephones.shared_phone(text) == number


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Nguyễn Thị  Mẫu", "Nguyễn Thị Mẫu"),
        ("谷辣斯 尤達卡", "谷辣斯 尤達卡"),
        ("羅示‧範", "羅示·範"),
        ("歐陽 示範", "歐陽示範"),
        ("𠀋 測 試", "𠀋測試"),
        ("林測試 Kacaw Sample", "林測試 Kacaw Sample"),
    ],
)
def test_a_name_of_anybody_is_kept_as_written(name, kept):
    assert names.clean_name(name) == kept


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Thị Mẫu", "N○ T○ M○"),
        ("谷辣斯 尤達卡", "谷○○ ○○卡"),
        ("'Atolan Sample", "A○ S○"),
        ("林測試 Kacaw", "林○試 K○"),
        ("𠀋測試", "𠀋○試"),
        ("佐々木〇範", "佐○○○範"),
        ("อารี ตัวอย่าง", "อ○ ต○"),
    ],
)
def test_a_name_of_anybody_is_masked(name, masked):
    assert names.mask_name(name) == masked


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("羅示‧範", "羅示範"),
        ("Nguyễn Thị Mẫu", "nguyen thi mau"),
        ("Walis^Test", "Walis Test"),
        ("佐々木", "佐佐木"),
    ],
)
def test_one_name_in_two_spellings_is_one(a, b):
    assert names.similar_names(a, b) == 1.0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("中正路5號2樓之1", "中正路五號二樓之一"),
        ("中正一路102號", "中正1路１０２號"),
        ("中山路12巷3弄4號", "中山路１２巷３弄４號"),
        ("王測試中正路1號", "中正路1號"),
    ],
)
def test_one_house_in_two_spellings_is_one(a, b):
    assert addresses.clean_address(a) == addresses.clean_address(b)


@pytest.mark.parametrize(
    "seen_as_one", ["👨\u200d👩\u200d👧\u200d👦", "👍🏽", "e\u0301\u0302x"[:3], "❤\ufe0f"]
)
def test_nothing_is_cut_inside_what_is_seen_as_one(seen_as_one):
    for limit in range(1, 3 * len(seen_as_one)):
        assert len(identity.shortened(3 * seen_as_one, limit)) % len(seen_as_one) == 0


def test_words_of_a_name_in_another_order_are_the_same_name():
    assert names.similar_names("Maria Santos", "Santos Maria") == 1.0
    assert addresses.clean_address("小明中正路1號") == "中正路1號", "who lives there stands before the street"


@pytest.mark.parametrize("zero", "0０٠߀")
def test_a_figure_of_any_script_is_read_as_ours(zero):
    assert identity.narrow(f"{zero}9") == "09"
    assert identity.narrow("〇九") == "〇九", "Chinese numerals are words"


@pytest.mark.parametrize(("limit", "kept"), [(2, "王小"), (3, "王小明"), (4, "王小明")])
def test_what_is_as_long_as_it_may_be_stays_whole(limit, kept):
    assert identity.shortened("王小明", limit) == kept


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("王 小 明", "王小明"),
        ("王 小明", "王小明"),
        ("歐陽 小明", "歐陽小明"),
        ("谷辣斯 尤達卡", "谷辣斯 尤達卡"),
        ("林測試 Kacaw", "林測試 Kacaw"),
        ("A 王", "A 王"),
        ("王 A", "王 A"),
        ("尤瑪 · 達陸", "尤瑪·達陸"),
    ],
)
def test_a_space_only_spaces_out_characters_of_a_han_name(written, clean):
    assert names.clean_name(written) == clean


@pytest.mark.parametrize(
    "text", ["2026-6-01", "2026/6/01", "2026.6.1", "12", "0912-345-67a", "九一二", "+84", "+1234567890123456"]
)
def test_what_is_no_telephone(text):
    assert telephones.clean_phone(text) is None


IGNORED = (
    *(0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x20E3, 0x2800, 0x3164, 0xFFA0, 0x061C, 0xFEFF),
    *(0x180B, 0x180F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0xFE00, 0xFE0F),
    *(0x1D173, 0x1D17A, 0xE0000, 0xE0FFF),
)  # fmt: skip
"""Unicode's Default_Ignorable_Code_Point, the first and the last of each range, and blanks."""


@pytest.mark.parametrize("unseen", IGNORED, ids="U+{:04X}".format)
def test_what_can_not_be_seen_parts_no_number(unseen):
    parted = chr(unseen).join(("0912", "345", "678"))
    assert plain(parted) == "0912345678"
    assert mask_in_text(parted) == "0912***678"


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("大中正路1號", "大中正路1號"),
        ("王明中正路1號", "中正路1號"),
        ("王小明中正路1號", "中正路1號"),
    ],
    ids=["a street of three characters", "a name of two before it", "a name of three"],
)
def test_one_character_before_a_street_is_of_its_name_and_more_are_somebodys(text, compared):
    assert addresses.clean_address(text) == compared


@pytest.mark.parametrize("seen", [0x1810, 0x1D17B, 0xE1000], ids="U+{:04X}".format)
def test_what_comes_after_what_can_not_be_seen_stays(seen):
    assert len(plain(f"甲{chr(seen)}乙")) == 3


UNSEEN = (0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x061C, 0x202A, 0x202E, 0x2066, 0x2069)


@pytest.mark.parametrize("unseen", UNSEEN, ids="U+{:04X}".format)
def test_what_turns_writing_round_or_can_not_be_seen_is_not_kept(unseen):
    assert identity.clean_text(f"甲{chr(unseen)}乙", 10) == "甲乙"


@pytest.mark.parametrize("kept", [0x202F, 0x206A, 0x00AD, 0x200D], ids="U+{:04X}".format)
def test_what_belongs_to_a_text_is_kept(kept):
    assert identity.clean_text(f"甲{chr(kept)}乙", 10) == f"甲{chr(kept)}乙"


def test_of_nothing_but_marks_nothing_is_left_rather_than_too_much():
    assert identity.shortened("\u0301\u0301\u0301王", 2) == ""


@pytest.mark.parametrize(
    ("name", "compound"), [("歐陽小明", True), ("歐陽明", True), ("歐陽", False), ("王小明", False)]
)
def test_a_surname_of_two_characters_has_a_given_name_after_it(name, compound):
    assert names.is_compound(name) is compound
