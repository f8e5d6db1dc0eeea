"""What is told of youth by push: the number, never who or why (`trust.md` L0)."""

from collections.abc import Mapping

from handlers.ui.office import Telling
from handlers.ui.telling import says
from handlers.words.wording import N_

TELLINGS: Mapping[str, Telling] = {
    "youth.told": says(N_("%(number)s: it is for your unit now. Please look.")),
    "youth.listed": says(N_("%(number)s: it and others came by a list. Please look.")),
    "youth.outcome": says(N_("%(number)s: what came of it was told. Please look.")),
    "youth.returned": says(N_("%(number)s: it was returned. Please see why.")),
}
"""What is told of youth."""
