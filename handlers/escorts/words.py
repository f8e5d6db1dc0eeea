"""How an escort is called, and how far it is."""

from markupsafe import Markup

from casework.escorts import Escort, EscortAnswer, EscortOutcome
from handlers.words.wording import N_, Wording

REASONS = {
    "mental": N_("mental symptoms"),
    "violence": N_("violence before"),
    "drugs": N_("drugs"),
    "weapons": N_("weapons"),
    "dog": N_("a dog"),
    "other": N_("another reason"),
}
ANSWERS = {
    None: N_("no answer yet"),
    EscortAnswer.COMES: N_("the police come"),
    EscortAnswer.MOVED: N_("the police come at another time, as given here"),
    EscortAnswer.CANT: N_("the police can't come: %(said)s"),
}
OUTCOMES = {
    EscortOutcome.ACCOMPANIED: N_("accompanied"),
    EscortOutcome.CANCELLED: N_("cancelled"),
    EscortOutcome.UNANSWERED: N_("nobody answered in time"),
}
DANGER = N_("🚨 In danger now? Call 110. This request is for a visit that is planned.")


def standing(one: Escort, wording: Wording) -> Markup:
    """Say in a line how far it is."""
    if one.outcome is not None:
        told = wording.text(OUTCOMES[one.outcome])
        return Markup("%s: %s") % (told, one.line) if one.line else told
    return wording.text(ANSWERS[one.answer], said=one.said)
