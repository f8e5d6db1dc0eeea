"""The city's 13 districts and 529 villages: found by name, in free text, and by location.

Names are looked up in the list, never taken apart by a pattern: 新街里, 中路里 and 舊路里 would break it.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from casework.text.identity import plain

if TYPE_CHECKING:
    from shapely import STRtree

_CITY = ("桃園市", "桃園縣")
ROMANISED = {
    "桃園區": "taoyuan", "中壢區": "zhongli chungli jhongli", "大溪區": "daxi tahsi", "楊梅區": "yangmei",
    "蘆竹區": "luzhu luchu lujhu", "大園區": "dayuan tayuan", "龜山區": "guishan kueishan gueishan",
    "八德區": "bade pate", "龍潭區": "longtan lungtan", "平鎮區": "pingzhen pingchen pingjhen",
    "新屋區": "xinwu hsinwu sinwu", "觀音區": "guanyin kuanyin", "復興區": "fuxing fuhsing fusing",
}  # fmt: skip
"""How people write the districts in Latin letters: as on signs today, and as before."""


class Village(Struct, frozen=True):
    """A village (里); 60 names occur in several districts, so its *key* names the district too."""

    district: str
    name: str
    code: str = ""
    since: str = ""
    split_from: tuple[str, ...] = ()
    """Keys of the villages whose land it was until it was made (*since*)."""

    @property
    def key(self) -> str:
        """Return the district and the village in one: 平鎮區新街里."""
        return f"{self.district}{self.name}"


class Places:
    """All villages of the city, and its map (read when first a location is asked for)."""

    def __init__(self, villages: Iterable[Village], outlines: Callable[[], Mapping[str, Any]]) -> None:
        self.villages = tuple(villages)
        self.districts = tuple(dict.fromkeys(village.district for village in self.villages))
        self._by_key = {village.key: village for village in self.villages}
        self._split = tuple(village for village in self.villages if village.split_from)
        self._outlines = outlines
        self._district_spellings = {s: d for d in self.districts for s in (d, f"{d[:-1]}", *_old(d))}
        self._romanised = {one: d for d in self.districts for one in ROMANISED.get(d, "").split()}

    def village(self, key: str) -> Village:
        """Return the village of this key; KeyError when there is none."""
        return self._by_key[key]

    def in_district(self, district: str) -> tuple[Village, ...]:
        """Return a district's villages in the register's order."""
        return tuple(village for village in self.villages if village.district == district)

    def find(self, text: str) -> list[Village]:
        """Return the villages called so, with or without district, 區 and 里; a name may be in several."""
        return list(self._spellings.get(_without_city(_written(text)), ()))

    def find_district(self, text: str) -> str | None:
        """Return the district called so: 平鎮區, 平鎮, Pingzhen, 桃園市平鎮區, and 平鎮市 as until 2014."""
        written = _written(text)
        if written.isascii():
            return self._romanised.get(written.casefold().removesuffix("district").strip("-'"))
        return None if written in _CITY else self._district_spellings.get(_without_city(written))

    def words(self, text: str) -> list[str]:
        """Return the keys of the villages and districts named in free text, in the order they come.

        The longest name of the list wins. A village's name alone stands for each district that has it, unless
        one of these is named as well. Only names written out with 里 or 區 count: 中正 may be a road.
        """
        named = [key for name in self._names_in(_written(text)) for key in self._written[name]]
        districts = {key for key in named if key in self.districts}
        meant = [key for key in named if self._is_meant(key, districts, named)]
        return list(dict.fromkeys(meant))

    def at(self, latitude: float, longitude: float) -> list[Village]:
        """Return the village at a location by the map of 2021, then those split from it since.

        With more than one, ask which; outside the city there is none.
        """
        if not (isfinite(latitude) and isfinite(longitude)):
            return []
        from shapely import Point  # noqa: PLC0415 -- 180 ms that only a location needs

        tree, keys = self._map
        old = [keys[i] for i in sorted(tree.query(Point(longitude, latitude), predicate="intersects"))]
        split = [village for village in self._split if not set(old).isdisjoint(village.split_from)]
        return [*(self._by_key[key] for key in old), *split]

    @property
    def outlines(self) -> Mapping[str, Any]:
        """The outline of each village on the map of 2021, as GeoJSON, by its key; read anew each time."""
        return self._outlines()

    def drawn_as(self, key: str) -> str:
        """Return the key of the outline in which a village lies: its own, or what it was split from since."""
        village = self._by_key.get(key)
        if village is None or not village.split_from or key in self._drawn:
            return key
        return village.split_from[0]

    @cached_property
    def _drawn(self) -> frozenset[str]:
        return frozenset(self._outlines())

    @cached_property
    def _map(self) -> "tuple[STRtree, tuple[str, ...]]":
        from shapely import STRtree  # noqa: PLC0415 -- as above
        from shapely.geometry import shape  # noqa: PLC0415

        outlines = self._outlines()
        return STRtree([shape(outline) for outline in outlines.values()]), tuple(outlines)

    @cached_property
    def _spellings(self) -> dict[str, tuple[Village, ...]]:
        before = {d: [_one_tai(one) for one in ("", d, d[:-1], *_old(d))] for d in self.districts}
        found: dict[str, tuple[Village, ...]] = {}
        for village in self.villages:
            for name in (_one_tai(village.name), _one_tai(village.name[:-1])):
                for district in before[village.district]:
                    found[district + name] = (*found.get(district + name, ()), village)
        return found

    @cached_property
    def _written(self) -> dict[str, tuple[str, ...]]:
        """Return what counts in free text, with the keys it stands for; the city's own name has none."""
        villages = {
            name: tuple(village.key for village in found)
            for name, found in self._spellings.items()
            if name.endswith("里")
        }
        districts = {name: (d,) for name, d in self._district_spellings.items() if not name.endswith(d[:-1])}
        return villages | districts | dict.fromkeys(_CITY, ())

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._written), default=0)

    def _names_in(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            name = next(
                (
                    text[at : at + n]
                    for n in range(self._longest, 0, -1)
                    if text[at : at + n] in self._written
                ),
                "",
            )
            if name:
                yield name
            at += len(name) or 1

    def _is_meant(self, key: str, districts: set[str], named: list[str]) -> bool:
        """Leave out a district that only says where a village is, and a village's namesakes elsewhere."""
        if key in self.districts:
            return not any(self._by_key[k].district == key for k in named if k in self._by_key)
        village = self._by_key[key]
        namesakes = {k for k in named if k in self._by_key and self._by_key[k].name == village.name}
        return village.district in districts or districts.isdisjoint(
            self._by_key[k].district for k in namesakes
        )


def district_of(village: str) -> str:
    """Return the district in which the village of this key lies; of a village that is in none, nothing."""
    return next((one for one in _districts() if village.startswith(one)), "")


@cache
def _districts() -> tuple[str, ...]:
    return load_places().districts


@cache
def land_of(village: str) -> frozenset[str]:
    """Return the keys of the villages that a house of this one may be written in, before or after a split."""
    everywhere = load_places().villages
    before = {key for one in everywhere if one.key == village for key in one.split_from}
    after = {one.key for one in everywhere if village in one.split_from}
    return frozenset({village, *before, *after})


@cache
def load_places() -> Places:
    """Read the villages of the city, once a process; the map is left for later."""
    register = csv.DictReader(_data("villages.tsv").splitlines(), delimiter="\t")
    return Places([_village(row) for row in register], _read_outlines)


def _data(name: str) -> str:
    return (files("casework") / "data" / name).read_text(encoding="utf-8")


def _village(row: Mapping[str, str]) -> Village:
    district = row["district"]
    split_from = tuple(f"{district}{name}" for name in row["split_from"].split("+") if name)
    return Village(district, row["village"], row["code"], row["since"], split_from)


def _read_outlines() -> dict[str, Any]:
    features = json.loads((files("casework") / "data" / "villages_2021.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    return {f["properties"]["district"] + f["properties"]["village"]: f["geometry"] for f in features}


def _old(district: str) -> tuple[str, ...]:
    """Return what a district may have been called until 2014-12-25 (桃園市 is the whole city now)."""
    return tuple(district[:-1] + kind for kind in "市鎮鄉" if district[:-1] + kind not in _CITY)


def _written(text: str) -> str:
    return _one_tai("".join(plain(text).split()))


def _one_tai(text: str) -> str:
    return text.replace("台", "臺")


def _without_city(text: str) -> str:
    return next((text.removeprefix(city) for city in _CITY if text.startswith(city)), text)
