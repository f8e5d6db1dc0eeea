"""What is told of any dossier by push: the number, never what or whom it is about (`trust.md` L0)."""

from collections.abc import Mapping

from actions.dossiers import LEFT
from handlers.ui.office import Telling
from handlers.ui.screens import Screen
from handlers.words.wording import N_, Wording
from storage.core.news import SubjectNews


def left(about: SubjectNews, wording: Wording) -> Screen:
    """Tell who has nothing to do with one any more; they can't open it."""
    return Screen(wording.text(GONE, number=about.sign))


GONE = N_("%(number)s: this is no longer with your unit. There is nothing more for you to do.")
TELLINGS: Mapping[str, Telling] = {LEFT: left}
"""What is told of dossiers."""
