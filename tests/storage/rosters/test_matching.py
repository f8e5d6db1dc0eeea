"""The match: rows of several bureaus, each in its own hand, to people and families."""

import random
from collections.abc import Sequence
from datetime import date

import pytest

from casework.rosters import likeness
from casework.rosters import matching as office
from casework.rosters.likeness import Likeness, Sameness
from casework.text.addresses import door
from casework.text.dates import read_date
from casework.text.identity import clean_national_id, valid_national_id

pl = pytest.importorskip("polars")
from storage.rosters.cleaning import FIELDS, cleaned  # noqa: E402 -- they need polars
from storage.rosters.matching import Matched, match  # noqa: E402

HOME = "桃園市中壢區中堅里37鄰義勇街三段141巷369號2樓"
Row = tuple[int, str, str, str, str]
"""Bureau, name, ID, birth, address."""


def read(rows: Sequence[Row]):
    told: dict[str, list[object]] = {name: [] for name in ("bureau", *FIELDS)}
    for bureau, name, number, birth, address in rows:
        for column, said in zip(told, (bureau, name, number, birth, "", address), strict=True):
            told[column].append(said)
    return cleaned(pl.LazyFrame(told))


def matched(*rows: Row) -> Matched:
    return match(read(rows))


def people(*rows: Row) -> list[set[int]]:
    """Group the places of the rows by whose they are."""
    found: dict[int, set[int]] = {}
    for place, person in enumerate(matched(*rows).person.to_list()):
        found.setdefault(person, set()).add(place)
    return list(found.values())


@pytest.mark.parametrize(
    "other",
    [
        "桃園市中壢區義勇街3段141巷369號2樓",
        "中壢區義勇街三段141巷369號二樓",
        "桃園縣中壢市中堅里義勇街３段１４１巷３６９號２樓",
        "32001桃園市中壢區中堅里037鄰義勇街3段141巷369號2F",
    ],
)
def test_a_door_is_one_however_it_is_written(other: str) -> None:
    doors = read([(1, "王測試", "", "", HOME), (2, "王測試", "", "", other)])["door"]
    assert doors[0] == doors[1] is not None


@pytest.mark.parametrize("other", [HOME.replace("2樓", "3樓"), HOME.replace("中壢區", "平鎮區")])
def test_another_floor_or_district_is_another_door(other: str) -> None:
    doors = read([(1, "王測試", "", "", HOME), (2, "王測試", "", "", other)])["door"]
    assert doors[0] != doors[1]


def test_a_part_of_a_house_number_is_one_before_and_behind_the_number() -> None:
    ways = (
        "中壢區中原路72號之4十四樓",
        "中壢區中原路72號之414樓",
        "中壢區中原路72-4號14樓",
        "中壢區中原路72之4號14F",
    )
    assert len(set(read([(1, "王測試", "", "", way) for way in ways])["door"].to_list())) == 1


BIRTHS = (
    "0651028",
    "65/10/28",
    "民國65年10月28日",
    "1976-10-28",
    "1976/10/28",
    "65.10.28",
    "19761028",
    "0650230",
    "",
)
IDS = (
    "A123456789",
    "a123456789",
    "Ａ１２３４５６７８９",
    "A12-345 6789",
    "A123456788",
    "AC01234567",
    "A800000014",
    "不詳",
    "",
)


def test_cleaning_says_what_the_rules_say_of_one_value() -> None:
    births = read([(1, "王測試", "", birth, "") for birth in BIRTHS])["birth"].to_list()
    assert births == [read_date(birth, date(2026, 6, 3)) for birth in BIRTHS]
    ids = read([(1, "王測試", number, "", "") for number in IDS])["id"].to_list()
    assert ids == [clean_national_id(one) if valid_national_id(one) else None for one in IDS]


def test_who_has_no_id_is_found_by_what_else_agrees() -> None:
    known = (1, "王小明", "A123456789", "65/10/28", HOME)
    assert people(known, (2, "王小明", "", "1976-10-28", "平鎮區和平路1號")) == [{0, 1}]
    assert people(known, (2, "王曉明", "", "1976-10-28", HOME)) == [{0, 1}]
    assert people(known, (2, "王 ○ 明", "不詳", "0651028", HOME)) == [{0, 1}]
    assert people(known, (2, "王小明", "A132456789", "", "平鎮區和平路1號")) == [{0, 1}]
    assert people(known, (2, "王小明", "", "1966-10-28", HOME)) == [{0, 1}]
    assert people(known, (2, "李大華", "", "1976-10-28", HOME)) == [{0}, {1}]
    assert people(known, (2, "王小明", "", "1990-01-01", "平鎮區和平路1號")) == [{0}, {1}]


def test_twins_stay_two() -> None:
    one, other = (
        (1, "王小明", "A123456789", "105/10/28", HOME),
        (1, "王小華", "A123456770", "105/10/28", HOME),
    )
    assert people(one, other, (2, "王小明", "", "105/10/28", HOME)) == [{0, 2}, {1}]
    assert people(one, (1, "王小華", "", "105/10/28", HOME)) == [{0}, {1}]


def test_an_id_that_two_names_and_births_share_is_looked_at_by_somebody() -> None:
    found = matched(
        (1, "王小明", "A123456789", "65/10/28", HOME),
        (2, "李大華", "A123456789", "80/1/2", "平鎮區和平路1號"),
    )
    assert found.person.n_unique() == 2
    assert found.pairs.rows() == [(0, 1, int(Likeness.ID), Sameness.MAYBE.value)]


def test_each_judgement_says_why() -> None:
    [(_, _, signs, verdict)] = matched(
        (1, "王小明", "A123456789", "65/10/28", HOME), (2, "王曉明", "", "65/10/28", HOME)
    ).pairs.rows()
    assert verdict == Sameness.SURE.value
    assert {one.name for one in Likeness(signs)} == {"SOUNDS", "BIRTH", "DOOR", "NOWHERE_ELSE"}


def test_nobody_with_an_id_becomes_another_by_way_of_a_row_that_is_like_both() -> None:
    one, other = (1, "王小明", "A123456789", "65/10/28", HOME), (2, "王小明", "B123456780", "65/10/28", "")
    found = matched(one, other, (3, "王小明", "", "65/10/28", HOME))
    assert valid_national_id(other[2])
    assert found.person.to_list() == [0, 1, 0]


def test_a_family_is_who_shares_a_door_and_a_surname_and_who_moved_takes_it_along() -> None:
    found = matched(
        (1, "王小明", "A123456789", "65/10/28", HOME),
        (1, "王美玲", "", "70/1/2", HOME),
        (2, "王小明", "A123456789", "65/10/28", "平鎮區和平路1號"),
        (2, "王大同", "", "100/3/4", "平鎮區和平路1號"),
        (3, "李示範", "", "60/5/6", HOME),
    )
    assert found.family.to_list() == [0, 0, 0, 0, 4]


NAMES = ("王小明", "王曉明", "王大明", "王明", "李小明", "王○明", "李華", "張美玲", "張美伶", "王小小明")
BORN = (date(1976, 10, 28), date(1976, 1, 28), date(1966, 10, 28), date(1990, 5, 5), None)
IDS_HAD, HINTS = ("A123456789", "B123456780", "F131104093"), ("A1234****9", "A123456788", "B12345678", "", "")


def drawn(draw: random.Random) -> list[office.ComparedRow]:
    """Rows so much alike that every rule is met: few names, IDs, births and doors."""
    return [
        office.ComparedRow(
            draw.randrange(3),
            draw.choice(NAMES),
            id=draw.choice(IDS_HAD) if known else "",
            hint="" if known else draw.choice(HINTS),
            born=draw.choice(BORN),
            door=draw.choice(("1", "2", "3", "")),
        )
        for known in (draw.random() < 0.5 for _ in range(draw.choice((4, 8, 15, 30))))
    ]


def told(person: Sequence[int], family: Sequence[int], pairs: object) -> tuple[object, ...]:
    """Say who is one, by whatever number."""
    first: dict[int, int] = {}
    homes: dict[int, int] = {}
    people = [first.setdefault(one, at) for at, one in enumerate(person)]
    return people, [homes.setdefault(one, at) for at, one in enumerate(family)], pairs


def test_the_office_and_the_city_find_the_same() -> None:
    draw, met = random.Random(7), set()
    for _ in range(60):
        rows = drawn(draw)
        told_of = {
            "bureau": [one.bureau for one in rows],
            "name": [one.name for one in rows],
            "id": [one.id or None for one in rows],
            "hint": [one.hint or None for one in rows],
            "birth": [one.born for one in rows],
            "door": [int(one.door) if one.door else None for one in rows],
        }
        kinds = {"bureau": pl.UInt8, "id": pl.String, "hint": pl.String, "birth": pl.Date, "door": pl.UInt64}
        theirs = match(pl.DataFrame(told_of, schema_overrides=kinds))
        mine = office.match(rows)
        pairs = {(one.one, one.other, int(one.signs), one.verdict.value) for one in mine.pairs}
        met |= {signs for _, _, signs, _ in pairs}
        assert told(mine.person, mine.family, pairs) == told(
            theirs.person.to_list(), theirs.family.to_list(), set(theirs.pairs.rows())
        )
    assert all(any(sign & signs for signs in met) for sign in Likeness), "each sign was met"


DOORS = (
    HOME,
    "桃園市中壢區義勇街3段141巷369號2樓",
    "桃園縣中壢市中堅里義勇街三段141巷369號二樓",
    "中壢區中原路72號之4十四樓",
    "中壢區中原路72-4號14F",
    "桃園市平鎮區南平路8號",
    "平鎮區 南平路 ８ 號",
    "桃園市復興區長興里5鄰12號",
    "某庇護所",
    "",
)


def test_a_door_and_a_name_are_the_same_to_both() -> None:
    names = ("王○明", "王O明", "王OO", "王**", "王XXX", "○OO", "王 小 明", "溫文双", "温文雙", "John", "")
    rows = read([(1, "", "", "", where) for where in DOORS])["door"].to_list()
    assert _alike(rows) == _alike([door(where) or None for where in DOORS])
    assert read([(1, name, "", "", "") for name in names])["name"].to_list() == [
        likeness.compared(name) for name in names
    ]


def _alike(doors: Sequence[object]) -> list[int | None]:
    first: dict[object, int] = {}
    return [None if one is None else first.setdefault(one, at) for at, one in enumerate(doors)]
