"""Rows of rosters in one hand, a million at a time: IDs, names, births and doors as expressions of polars.

The same as `casework/text` says of one value: a test compares the two.
"""

from typing import Final

import polars as pl

from casework.rosters.likeness import MASK
from casework.text.addresses import STEMS
from casework.text.dates import BEFORE_THE_REPUBLIC
from casework.text.identity import ISSUED_IN

FIELDS: Final = ("name", "id", "birth", "district", "address")
"""What is compared of a row, each as it was written."""
_UNSEEN: Final = r"[\s\p{Cf}]"
_EXCEL: Final = 25_569
"""The number that Excel has for the first of January 1970."""
_FIGURES: Final = "〇一二三四五六七八九"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"{_FIGURES[tens] if tens > 1 else ''}{'十' if tens else ''}{_FIGURES[ones] if ones else ''}"


_COUNTED: Final = {
    f"{_numeral(number)}{of}": f"{number}{of}" for number in range(99, 0, -1) for of in "段巷弄衖號樓F"
}
"""Numbers as people write them in words, up to 99: 十二樓. The longer come first."""
_DISTRICTS: Final = {f"{stem}{kind}": stem for stem in STEMS.split("|") for kind in "區市鎮鄉"}
"""With what a district was until 2014."""
_VARIANTS: Final = dict(zip("台峯温双黄頴鷄敍教啓羣裏", "臺峰溫雙黃穎雞敘敎啟群里", strict=True))


def cleaned(rows: pl.LazyFrame) -> pl.DataFrame:
    """Return what is compared: a valid `id`, else what there is of one in `hint`; name, birth and door."""
    plain = rows.with_columns(
        pl.col(one).fill_null("").str.normalize("NFKC").str.replace_all(_UNSEEN, "") for one in FIELDS
    ).collect()
    births = plain.select(pl.col("birth").unique()).with_columns(born=_born("birth"))
    cleaned = plain.lazy().join(births.lazy(), on="birth", how="left", maintain_order="left")
    for step in (*_READ_ID, *_FIND_DOOR):
        cleaned = cleaned.with_columns(**step)
    invalid = ~pl.col("valid") & pl.col("id").str.contains(r"^[A-Z][\dA-D*]{3,9}$")
    return cleaned.select(
        pl.exclude(*FIELDS, "born", *(name for step in (*_READ_ID, *_FIND_DOOR) for name in step)),
        id=pl.when("valid").then("id"),
        hint=pl.when(invalid).then("id"),
        name=_name("name"),
        birth="born",
        door=pl.when(pl.col("house").str.contains(r"\d")).then(
            pl.concat_str(pl.coalesce("named", "given").fill_null(""), "house").hash()
        ),
    ).collect()


def _sum_of_figures() -> pl.Expr:
    """Add up the figures of an ID by their weights, those of the letter it begins with among them."""
    letter, figures = pl.col("letter"), pl.col("figures")
    places = (figures // 10**place % 10 * max(place, 1) for place in range(9))
    return letter // 10 + letter % 10 * 9 + pl.sum_horizontal(*places)


_READ_ID: Final[tuple[dict[str, pl.Expr], ...]] = (
    {"id": pl.col("id").str.to_uppercase().str.replace_all(r"[^\w*]|_", "")},
    {
        "letter": pl.col("id").str.slice(0, 1).replace_strict(ISSUED_IN, default=None, return_dtype=pl.Int64),
        "figures": pl.col("id")
        .str.slice(1)
        .str.replace_many(list("ABCD"), [str(ISSUED_IN[one] % 10) for one in "ABCD"])
        .cast(pl.Int64, strict=False),
        "looks": pl.col("id").str.contains(r"^[A-Z][1289A-D]\d{8}$"),
    },
    {"valid": (pl.col("looks") & (_sum_of_figures() % 10 == 0)).fill_null(value=False)},
)
"""Read an ID and its checksum, step by step (`identity.valid_national_id`)."""
_FIND_DOOR: Final[tuple[dict[str, pl.Expr], ...]] = (
    {
        "text": pl.col("address").str.replace(r"^(?:\d{3,6})?(?:[臺台]灣省?)?桃園[市縣]", ""),
        "given": pl.col("district")
        .str.slice(0, 3)
        .replace_strict(_DISTRICTS, default=None, return_dtype=pl.String),
    },
    {
        "named": pl.col("text")
        .str.slice(0, 3)
        .replace_strict(_DISTRICTS, default=None, return_dtype=pl.String)
    },
    {"rest": pl.when(pl.col("named").is_null()).then("text").otherwise(pl.col("text").str.slice(3))},
    {"street": pl.col("rest").str.replace(r"^(?:[^\d]{2,3}?[里村])?(?:\d+鄰)?", "")},
    {"street": pl.when(pl.col("street").str.contains(r"^\d|^$")).then("rest").otherwise("street")},
    {
        "house": pl.col("street")
        .str.replace_many(list(_COUNTED), list(_COUNTED.values()), leftmost=True)
        .str.replace(r"(\d+)[-之](\d+)號", "${1}號${2}")
        .str.replace_all(r"[-之樓Ff,、。.;()]", "")
    },
)
"""Find where it is, step by step: district, street, house and floor; village and neighbourhood are noise.

What follows the number of the house is one run of figures: 72號之414樓 is 72號之4, 14樓 and 72號之41, 4樓.
"""


def _name(column: str) -> pl.Expr:
    """Write it as names are compared (`names.letters`); what was masked is ○."""
    name = pl.col(column)
    for _ in range(3):  # 王OO: one sign at a time, for what was replaced is not looked at again
        name = name.str.replace_all(rf"([\p{{Han}}{MASK}])[〇Oo0Xx*]", f"${{1}}{MASK}")
    plain = name.str.replace_all(rf"[^\w{MASK}]|_", "").str.to_lowercase()
    return plain.str.replace_many(list(_VARIANTS), list(_VARIANTS.values()))


def _born(column: str) -> pl.Expr:
    """Read a day: 民國 and Western years, with any mark between or none, and Excel's number."""
    text = pl.col(column)
    parts = text.str.extract_groups(r"^\D*(\d{1,4})\D+(\d{1,2})\D+(\d{1,2})\D*$")
    run = text.str.extract_groups(r"^\D*(\d{2,4})(\d{2})(\d{2})$")

    def part(name: str) -> pl.Expr:
        return pl.coalesce(parts.struct.field(name), run.struct.field(name)).cast(pl.Int32, strict=False)

    year = part("1")
    year = pl.when(year < 1000).then(year + BEFORE_THE_REPUBLIC).otherwise(year)
    day = (year * 10_000 + part("2") * 100 + part("3")).cast(pl.String).str.to_date("%Y%m%d", strict=False)
    serial = text.str.extract(r"^(\d{5})$").cast(pl.Int32, strict=False)
    return pl.coalesce(day, (serial - _EXCEL).cast(pl.Date))
