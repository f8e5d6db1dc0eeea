"""The match of rosters (勾稽比對) [001] 三(六)1(5): which rows are one person, which people one family.

Only pairs are compared that share something rare: a birth and a character at its place in the name, a door,
or a name. So the work grows with the rows. What a pair shares becomes signs, and what these mean is judged by
`casework/rosters/likeness.py`, once for each set of signs that occurs.
"""

from collections.abc import Callable, Iterator
from typing import Final

import polars as pl
from msgspec import Struct

from casework.rosters import likeness
from casework.rosters.likeness import Likeness, Sameness

_PLACE: Final = pl.int_range(pl.len(), dtype=pl.Int32)
_PAIR: Final = ("one", "other")
_ALIKE: Final = likeness.ALIKE
_OF_ID: Final = Likeness.NEAR_ID | Likeness.PART_OF_ID


class Matched(Struct, frozen=True):
    """What a match found, of rows in the order in which they came."""

    person: pl.Series
    """Of each row the number of whose it is."""
    family: pl.Series
    pairs: pl.DataFrame
    """What was judged: `one` and `other`, the places of two rows, their `signs` and the `verdict`."""


def match(rows: pl.DataFrame) -> Matched:
    """Match cleaned rows (`cleaning.cleaned`), which have the `bureau` whose list they stand in."""
    known = rows.with_columns(place=_PLACE).with_columns(first=pl.col("place").min().over("id"))
    strange = _strange(known)
    who = _by_id(known, strange)
    pairs = pl.concat([_without_id(known), _of_two_ids(known)]).unique()
    judged = pl.concat([_judged(known, pairs), strange])
    person = _joined(who, known["id"].is_not_null(), judged)
    family = _families(known.select("door", _character(0).alias("surname")).with_columns(person=person))
    return Matched(person, family, judged)


def _by_id(rows: pl.DataFrame, strange: pl.DataFrame) -> pl.Series:
    """Number the rows of one valid ID alike, and each other row by itself; so those whose ID is strange."""
    alone = pl.col("id").is_null() | pl.col("place").is_in(strange["other"].implode())
    return rows.select(who=pl.when(alone).then("place").otherwise("first"))["who"]


def _strange(rows: pl.DataFrame) -> pl.DataFrame:
    """List rows with the ID of another, but neither name nor birth: one of the two was mistyped."""
    pairs = rows.filter((pl.col("first") != pl.col("place")) & pl.col("id").is_not_null())
    pairs = pairs.select(one="first", other="place")
    unlike = [
        _beside(rows, pairs, of).select(pl.col("a").ne_missing(pl.col("b")))["a"] for of in ("name", "birth")
    ]
    pairs = pairs.filter(unlike[0] & unlike[1])
    signs = pairs.with_columns(signs=pl.lit(int(Likeness.ID), dtype=pl.Int32))
    for column, compare in (("name", likeness.names_alike), ("birth", likeness.births_alike)):
        signs = _and(signs, _each(_beside(rows, signs, column), compare))
    signs = _and(signs, _same(rows, signs, "door", Likeness.DOOR))
    return _verdicts(signs).filter(pl.col("verdict") != Sameness.SURE.value)


def _character(place: int) -> pl.Expr:
    return pl.col("name").str.slice(place, 1)


# Which pairs are compared


def _without_id(rows: pl.DataFrame) -> pl.DataFrame:
    """Pair each row that has no valid ID with those that share something rare with it."""
    found = []
    for key, asks in _keys():
        keyed = rows.select("place", key=key, asks=asks & pl.col("id").is_null())
        keyed = keyed.filter(pl.col("key").is_not_null())
        asking = keyed.filter("asks").select("key", one="place")
        others = keyed.select("key", other="place", asked="asks")
        joined = asking.join(others, on="key").filter(
            (pl.col("one") != pl.col("other")) & (~pl.col("asked") | (pl.col("one") < pl.col("other")))
        )
        found.append(joined.select(one=pl.min_horizontal(_PAIR), other=pl.max_horizontal(_PAIR)))
    return pl.concat(found)


def _keys() -> Iterator[tuple[pl.Expr, pl.Expr]]:
    """Yield what two rows are to share, and which rows ask by it."""
    named, born = pl.col("name").str.len_chars() > 1, pl.col("birth").is_not_null()
    for place in (0, 1, -1):
        character = pl.concat_str(pl.col("birth").cast(pl.Int32), _character(place)).hash(seed=place + 1)
        readable = named & born & (_character(place) != likeness.MASK)
        yield pl.when(readable).then(character), pl.lit(value=True)
    yield pl.col("door"), pl.lit(value=True)
    yield pl.when(named).then(pl.col("name").hash()), pl.col("hint").is_not_null()


def _of_two_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Pair rows of two valid IDs with one name, birth and door: an ID that was mistyped may be valid, too."""
    key = pl.concat_str("name", pl.col("birth").cast(pl.Int32), "door").hash()
    first = rows.filter(pl.col("first") == pl.col("place"), pl.col("id").is_not_null())
    told = pl.col("door").is_not_null() & pl.col("birth").is_not_null()
    keyed = first.select("place", key=pl.when(told).then(key))
    twice = keyed.filter(pl.col("key").is_not_null() & pl.col("key").is_duplicated())
    joined = twice.join(twice, on="key", suffix="_").filter(pl.col("place") < pl.col("place_"))
    return joined.select(one="place", other="place_")


# What they share


def _judged(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Say what follows of each pair that may be one person, and why."""
    known = rows.with_columns(
        known=pl.coalesce("id", "hint").fill_null(""), recurs=pl.col("name").is_duplicated()
    )
    hinted = known["hint"].is_not_null()
    hints = hinted.gather(pairs["one"]) | hinted.gather(pairs["other"])
    names = _beside(known, pairs, "name").with_columns(hints=hints)
    names = names.filter(_may_be_alike() | pl.col("hints"))
    signs = names.select(*_PAIR, "hints", signs=_each(names, likeness.names_alike))
    signs = signs.filter(pl.col("hints") | _has(_ALIKE))
    signs = _and(signs, _each(_beside(known, signs, "birth"), likeness.births_alike))
    signs = _and(signs, _each(_beside(known, signs, "known"), likeness.ids_alike)).filter(
        _has(_ALIKE | _OF_ID)
    )
    for column, sign in (("door", Likeness.DOOR), ("bureau", Likeness.ONE_LIST)):
        signs = _and(signs, _same(known, signs, column, sign))
    signs = _and(signs, _others(known, signs))
    signs = _and(signs, _nowhere_else(known, signs))
    return _verdicts(signs).filter(pl.col("verdict") != Sameness.NO.value)


def _verdicts(signs: pl.DataFrame) -> pl.DataFrame:
    verdict = _by_signs(signs, lambda one: likeness.judge(one).value, pl.String)
    return signs.select(*_PAIR, "signs").with_columns(verdict=verdict)


def _has(sign: Likeness) -> pl.Expr:
    return (pl.col("signs") & int(sign)) != 0


def _beside(rows: pl.DataFrame, pairs: pl.DataFrame, column: str) -> pl.DataFrame:
    """Put what two rows say in a column beside each other."""
    values = rows[column]
    return pairs.select(*_PAIR).with_columns(a=values.gather(pairs["one"]), b=values.gather(pairs["other"]))


def _may_be_alike() -> pl.Expr:
    """Tell of most pairs that their names are two people's, before they are compared."""
    a, b = pl.col("a"), pl.col("b")
    length = (a.str.len_chars().cast(pl.Int8) - b.str.len_chars().cast(pl.Int8)).abs()
    same = [a.str.slice(place, 1) == b.str.slice(place, 1) for place in (0, 1, -1)]
    return (a == b) | ((length <= 1) & pl.any_horizontal(same))


def _each(beside: pl.DataFrame, compare: Callable[..., Likeness]) -> pl.Series:
    pairs = zip(beside["a"].to_list(), beside["b"].to_list(), strict=True)
    return pl.Series("signs", [int(compare(a, b)) for a, b in pairs], dtype=pl.Int32)


def _and(signs: pl.DataFrame, more: pl.Series) -> pl.DataFrame:
    return signs.with_columns(signs=pl.col("signs") | more)


def _same(rows: pl.DataFrame, signs: pl.DataFrame, column: str, sign: Likeness) -> pl.Series:
    same = pl.col("a") == pl.col("b")
    said = pl.when(same).then(int(sign)).otherwise(0).cast(pl.Int32)
    return _beside(rows, signs, column).select(signs=said)["signs"]


def _others(rows: pl.DataFrame, signs: pl.DataFrame) -> pl.Series:
    """Find where two people of that birth live behind that door, for one list has both: twins."""
    there = int(Likeness.DOOR | Likeness.BIRTH)
    asked = signs.select(
        "one", home=_has(Likeness.SLIP | Likeness.DROPPED) & ((pl.col("signs") & there) == there)
    )
    homes = rows.select("door", "birth")[asked.filter("home")["one"]].unique()
    names = (
        rows.join(homes, on=["door", "birth"])
        .group_by("door", "birth", "bureau")
        .agg(pl.col("name").n_unique())
    )
    twins = names.filter(pl.col("name") > 1).select("door", "birth", twins=int(Likeness.ANOTHER)).unique()
    where = rows.select("door", "birth")[asked["one"]]
    found = where.join(twins, on=["door", "birth"], how="left", maintain_order="left")["twins"]
    return asked.select(signs=pl.when("home").then(found.fill_null(0)).otherwise(0).cast(pl.Int32))["signs"]


def _nowhere_else(rows: pl.DataFrame, signs: pl.DataFrame) -> pl.Series:
    """Find where nobody else has one of the two names."""
    said = pl.when(pl.col("a") & pl.col("b")).then(0).otherwise(int(Likeness.NOWHERE_ELSE)).cast(pl.Int32)
    return _beside(rows, signs, "recurs").select(signs=said)["signs"]


def _by_signs(signs: pl.DataFrame, said: Callable[[Likeness], object], kind: type[pl.DataType]) -> pl.Series:
    """Ask a rule once for each set of signs that occurs."""
    found = {one: said(Likeness(one)) for one in signs["signs"].unique().to_list()}
    return pl.Series([found[one] for one in signs["signs"].to_list()], dtype=kind)


# Who is one


def _joined(who: pl.Series, identified: pl.Series, judged: pl.DataFrame) -> pl.Series:
    """Join what is surely one person, the likest first.

    Two people with a valid ID each are joined only where it was judged of just these two, never by way of a
    row that is like both.
    """
    sure = judged.filter(pl.col("verdict") == Sameness.SURE.value)
    sure = sure.with_columns(strength=_by_signs(sure, likeness.strength, pl.Int32))
    sure = sure.sort("strength", "one", "other", descending=[True, False, False])
    of_two = identified.gather(sure["one"]) & identified.gather(sure["other"])
    people = _People(identified)
    ends = (who.gather(sure[of]).to_list() for of in _PAIR)
    for one, other, both in zip(*ends, of_two.to_list(), strict=True):
        people.join_two(one, other, with_ids=both)
    return who.replace(people.found())


class _Groups:
    """What was joined to what, by the least of each group."""

    def __init__(self) -> None:
        self._above = dict[int, int]()

    def join(self, one: int, other: int) -> None:
        """Make two one."""
        first, second = sorted((self.top(one), self.top(other)))
        if first != second:
            self._above[second] = first

    def found(self) -> dict[int, int]:
        """Return what was joined, and to what."""
        return {one: self.top(one) for one in self._above}

    def top(self, one: int) -> int:
        """Return by what its group is called."""
        while one in self._above:
            one = self._above[one]
        return one


class _People(_Groups):
    """Rows that are one person, of whom each has one ID at the most."""

    def __init__(self, identified: pl.Series) -> None:
        super().__init__()
        self._identified, self._known = identified, dict[int, bool]()

    def join_two(self, one: int, other: int, *, with_ids: bool) -> None:
        """Make two one, unless each has an ID and they were not compared *with* these."""
        ends = self.top(one), self.top(other)
        known = [self._known.setdefault(end, bool(self._identified[end])) for end in ends]
        if ends[0] != ends[1] and (with_ids or not all(known)):
            self.join(*ends)
            self._known[min(ends)] = any(known)


def _families(rows: pl.DataFrame) -> pl.Series:
    """Join people who share a door and a surname (`domain.md` §4); who lived behind two doors joins these."""
    home = pl.when(pl.col("door").is_not_null()).then(pl.concat_str("door", "surname").hash())
    lived = rows.select("person", home=home)
    homes = lived.drop_nulls().unique()
    moved = homes.filter(pl.col("person").is_duplicated()).with_columns(
        first=pl.col("home").min().over("person")
    )
    joined = _Groups()
    for one, other in moved.filter(pl.col("home") != pl.col("first")).select("home", "first").iter_rows():
        joined.join(one, other)
    found = joined.found()
    homes = homes.with_columns(pl.col("home").replace(found))
    families = homes.group_by("home").agg(family=pl.col("person").min())
    of = homes.join(families, on="home").select("person", "family").unique()
    return lived.join(of, on="person", how="left", maintain_order="left").select(
        family=pl.coalesce("family", "person")
    )["family"]
