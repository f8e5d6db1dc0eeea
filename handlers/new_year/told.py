"""What is told of New-Year care by push: the campaign, how many, by when (`trust.md` L0)."""

from collections.abc import Mapping

from actions.new_year.campaign import CareNews
from actions.new_year.cold import ColdNews
from handlers.new_year import relief
from handlers.new_year.overview import OpenNewYear
from handlers.ui.buttons import OpenCard
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.words.wording import Wording


def asked(about: CareNews, wording: Wording) -> Screen:
    """Ask a unit for its list."""
    day = wording.day(about.by) if about.by else ""
    text = wording.text(
        "%(sign)s: please send your unit's list of households to be cared for by %(day)s, "
        "or say that there is none.",
        sign=about.sign,
        day=day,
    )
    return Screen(text, _open(wording))


def to_visit(about: CareNews, wording: Wording) -> Screen:
    """Tell whose it is to visit how many there are."""
    text = wording.count(
        "%(sign)s: %(n)s household is yours to visit.",
        "%(sign)s: %(n)s households are yours to visit.",
        about.households,
        sign=about.sign,
    )
    return Screen(text, _open(wording))


def all_listed(about: CareNews, wording: Wording) -> Screen:
    """Tell who gave a long list that all of it is there."""
    text = wording.count(
        "%(sign)s: your list is in; %(n)s household is on it.",
        "%(sign)s: your list is in; %(n)s households are on it.",
        about.households,
        sign=about.sign,
    )
    return Screen(text, _open(wording))


def _open(wording: Wording) -> Rows:
    return column(Press(wording.label("Open"), OpenNewYear(0), "primary"))


def published(about: ColdNews, wording: Wording) -> Screen:
    """Tell whose it is whom to ask after, today."""
    text = wording.count(
        "🥶 %(degree)s °C or below until %(until)s: please ask after %(n)s household today.",
        "🥶 %(degree)s °C or below until %(until)s: please ask after %(n)s households today.",
        about.households,
        degree=about.degree,
        until=wording.day(about.until),
    )
    return Screen(text, column(Press(wording.label("Open"), OpenCard(about.list), "primary")))


def taken_back(about: ColdNews, wording: Wording) -> Screen:
    """Tell that nobody need ask any more; another alert may go on."""
    return Screen(
        wording.text(
            "The cold alert of %(degree)s °C or below, until %(until)s, was taken back: nobody need be asked "
            "after for it any more.",
            degree=about.degree,
            until=wording.day(about.until),
        )
    )


TELLINGS: Mapping[str, Telling] = {
    "care.list_asked": asked,
    "care.to_visit": to_visit,
    "care.all_listed": all_listed,
    "cold.published": published,
    "cold.ended": taken_back,
    **relief.TELLINGS,
}
"""What is told of New-Year care."""
