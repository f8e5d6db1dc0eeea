"""What is told of on-site service by push: which unit and the day, never with what somebody comes."""

from collections.abc import Mapping

from actions.on_site import SittingNews
from handlers.ui.buttons import OpenCard
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import N_, Wording


def _says(sentence: str) -> Telling:
    def screen(about: SittingNews, wording: Wording) -> Screen:
        text = wording.text(sentence, unit=about.unit, day=wording.day(about.day))
        return Screen(text, column(Press(wording.label("Open"), OpenCard(about.sitting), "primary")))

    return screen


TELLINGS: Mapping[str, Telling] = {
    "sitting.booked": _says(N_("On-site service of %(unit)s, %(day)s: somebody booked.")),
    "sitting.cancelled": _says(N_("%(unit)s does not come on %(day)s. Please book another day.")),
    "sitting.ended": _says(N_("%(unit)s sits there no more, and does not come on %(day)s.")),
    "sitting.cancelled_again": _says(N_("%(unit)s does not come on %(day)s, for the second time in a row.")),
}
"""What is told of on-site service."""
