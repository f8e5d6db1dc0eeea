"""What is told of escorts by push: number and hour, never where (`trust.md` L0)."""

from collections.abc import Mapping

from casework.escorts import EscortAnswer, EscortNews
from handlers.ui.buttons import OpenCard
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import N_, Wording

ANSWERED = {
    EscortAnswer.COMES: N_("%(number)s: the police go with your visit, %(at)s."),
    EscortAnswer.MOVED: N_("%(number)s: the police can go with your visit at another time: %(at)s."),
    EscortAnswer.CANT: N_("%(number)s: the police can't go with your visit, %(at)s. Please see why."),
}


def _says(sentence: str) -> Telling:
    return lambda about, wording: _screen(sentence, about, wording)


def answered(about: EscortNews, wording: Wording) -> Screen:
    """Tell who asked."""
    return _screen(ANSWERED[about.answer or EscortAnswer.COMES], about, wording)


def _screen(sentence: str, about: EscortNews, wording: Wording) -> Screen:
    text = wording.text(sentence, number=about.number, at=wording.moment(about.at))
    return Screen(text, column(Press(wording.label("Open"), OpenCard(about.escort), "primary")))


TELLINGS: Mapping[str, Telling] = {
    "escort.asked": _says(N_("%(number)s: you are asked to go with a visit, %(at)s. Please answer.")),
    "escort.answered": answered,
    "escort.ended": _says(N_("%(number)s: the escort, %(at)s, is over or cancelled.")),
    "escort.unanswered": _says(
        N_("%(number)s: the hour of the visit, %(at)s, came, and nobody had answered. It is over.")
    ),
    "escort.at_hand": _says(N_("%(number)s: the visit with the police is soon: %(at)s.")),
    "escort.unheard": _says(
        N_(
            "%(number)s: nobody answered yet whether the police go with the visit, %(at)s. "
            "Please telephone: the numbers are on the card."
        )
    ),
}
"""What is told of escorts."""
