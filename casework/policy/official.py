"""Taiwan's official calendar: the package `holidays` knows it, and its answers of some years are kept here.

    make calendar                                        # writes them; a test compares

Asking the package loads the calendars of 250 countries, 12 MiB in each process. It is asked only of other
years.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

YEARS = range(2020, 2041)
"""The years that are kept."""
LANGUAGES = ("zh_TW", "en_US")
_FILE = files("casework") / "data" / "official_days.tsv"


class Year(Struct, frozen=True):
    """A year's holidays with their names, and the Saturdays on which the office works instead (補班)."""

    holidays: Mapping[date, str]
    worked: frozenset[date]


def year(of: int, language: str) -> Year:
    """Return a year's days, as they are kept or as the package says them."""
    return _kept(language).get(of) or asked(of, language)


@lru_cache(maxsize=64)
def asked(of: int, language: str) -> Year:
    """Ask the package."""
    from holidays import country_holidays  # noqa: PLC0415 -- as above

    official = country_holidays("TW", years=of, language=language, expand=False)
    return Year(dict(official.items()), frozenset(day for day in official.weekend_workdays if day.year == of))


def table() -> Iterable[tuple[str, ...]]:
    """Write the kept years as rows: a day, its name in each language, and whether it is off or worked."""
    yield ("day", *LANGUAGES, "is")
    for of in YEARS:
        said = [asked(of, language) for language in LANGUAGES]
        for day in sorted({*said[0].holidays, *said[0].worked}):
            is_off = day in said[0].holidays
            yield (
                day.isoformat(),
                *(one.holidays.get(day, "") for one in said),
                "off" if is_off else "worked",
            )


@cache
def _kept(language: str) -> Mapping[int, Year]:
    """Read the kept years in a language; none in a language in which they are not kept."""
    if language not in LANGUAGES:
        return {}
    years = {of: (dict[date, str](), set[date]()) for of in YEARS}
    rows = _FILE.read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(rows, delimiter="\t"):
        day = date.fromisoformat(row["day"])
        holidays, worked = years[day.year]
        if row["is"] == "off":
            holidays[day] = row[language]
        else:
            worked.add(day)
    return {of: Year(holidays, frozenset(worked)) for of, (holidays, worked) in years.items()}


if __name__ == "__main__":
    print(*("\t".join(row) for row in table()), sep="\n")
