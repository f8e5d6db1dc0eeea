"""The listener's language: sentences from the catalogs, days and times as people write them here."""

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from markupsafe import Markup

from casework.counting import counted
from casework.text import dates

LANGUAGES = ("zh_Hant_TW", "en")
CATALOGS = Path(__file__).parents[2] / "locales"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for the catalogs; it is looked up when it is said."""
    return message


class Wording:
    """One language. What goes in between is escaped for HTML unless it is `Markup`."""

    def __init__(self, language: str, catalog: gettext.NullTranslations) -> None:
        self.language = language
        self._catalog = catalog

    def text(self, message: str, /, **values: object) -> Markup:
        """Say a sentence as HTML."""
        sentence = Markup(self._catalog.gettext(message))  # noqa: S704 - our own catalogs; values are escaped
        return sentence % values if values else sentence

    def label(self, message: str, /, **values: object) -> str:
        """Say a sentence as plain text, for buttons and commands."""
        sentence = self._catalog.gettext(message)
        return sentence % values if values else sentence

    def count(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """Say how many; the number is `%(n)s`."""
        sentence = Markup(self._catalog.ngettext(one, many, number))  # noqa: S704 - our own catalogs
        return sentence % {"n": number, **values}

    def upwards(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """Say how many, counted no further than anybody reads: 100+."""
        return self.count(one, many, number, **{"n": counted(number), **values})

    @property
    def chinese(self) -> bool:
        """Years are the Republic's."""
        return self.language.startswith("zh")

    def beside(self, *parts: str) -> str:
        """Put parts beside each other in a line, leaving out what is empty."""
        return ("　" if self.chinese else " · ").join(filter(None, parts))

    @property
    def indent(self) -> str:
        """Stands before a line that belongs to the one above."""
        return "　" if self.chinese else "   "

    def day(self, day: date) -> str:
        """Write a day: 115年6月1日（一）."""
        return dates.roc(day) if self.chinese else dates.english(day)

    def short_day(self, day: date) -> str:
        """Write a day of these weeks, as one says it: 6/1."""
        return f"{day.month}/{day.day}" if self.chinese else dates.english_short(day)

    def moment(self, at: datetime) -> str:
        """Write a moment in the office's zone, 24 hours."""
        return dates.moment(at) if self.chinese else dates.english_moment(at)

    def time(self, said: str) -> str:
        """Write a time of day as it was given, 14:00 or 下午2時; what is none stays as it is."""
        at = dates.read_time(said)
        if at is None:
            return said
        return dates.spoken(at) if self.chinese else f"{at.hour}:{at.minute:02}"

    def year(self, year: int) -> int:
        """Count a year as the reader does: 115, or 2026."""
        return dates.roc_year(date(year, 1, 1)) if self.chinese else year

    def month(self, month: date) -> str:
        """Write a month: 115年6月."""
        return f"{dates.roc_year(month)}年{month.month}月" if self.chinese else dates.english_month(month)

    def short_month(self, month: date) -> str:
        """Write a month as a narrow column has it: 115/06."""
        return dates.month_of(month) if self.chinese else dates.english_month(month)


def load_wordings() -> Mapping[str, Wording]:
    """Load every language; a missing catalog is an error at the start, not a silence later."""
    return {
        language: Wording(language, gettext.translation("shouwang", str(CATALOGS), [language]))
        for language in LANGUAGES
    }


def language_for(chosen: str, messenger: str | None) -> str:
    """The person's setting, else the messenger's code: missing or `zh*` is Chinese (`ux.md` 2)."""
    if chosen in LANGUAGES:
        return chosen
    return "zh_Hant_TW" if not messenger or messenger.lower().startswith("zh") else "en"
