"""How needs, senders and outcomes of a referral are called, and how far one is."""

from markupsafe import Markup

from casework.referrals import Referral, ReferralEnd, ReferralOutcome
from handlers.words.form_words import Ask
from handlers.words.wording import N_, Wording

NEEDS = {
    "work": N_("Work"),
    "training": N_("Vocational training"),
    "legal": N_("Legal aid"),
    "victim": N_("Help for a victim of crime"),
    "early": N_("Early intervention"),
    "mental": N_("Mental health care"),
    "drugs": N_("Help with drugs"),
    "relief": N_("Relief in an emergency"),
    "school": N_("Help at school"),
    "care": N_("Care or goods"),
    "other": N_("Something else"),
}
SENDERS = {
    "prison": N_("Prison"),
    "prosecutor": N_("Prosecutor"),
    "hospital": N_("Hospital"),
    "other": N_("Another office"),
}
OUTCOMES = {
    ReferralOutcome.PLACED: N_("Found work"),
    ReferralOutcome.TRAINING: N_("In training"),
    ReferralOutcome.SERVED: N_("Was served"),
    ReferralOutcome.ADVISING: N_("Advice goes on"),
    ReferralOutcome.REFUSED: N_("They turned it down"),
    ReferralOutcome.LOST: N_("Can't be reached"),
    ReferralOutcome.UNFIT: N_("Not for this desk"),
}
NEED = {
    "need": Ask(N_("What do they need?"), name=N_("Need"), options=NEEDS),
    "what": Ask(N_("What is it that they need?"), name=N_("Need in words")),
}


def need(one: Referral, wording: Wording) -> Markup | str:
    """Say what is needed."""
    return one.what or wording.label(NEEDS[one.need])


def standing(one: Referral, wording: Wording) -> Markup:
    """Say in a line how far it is."""
    if one.end is ReferralEnd.RETURNED:
        return wording.text("returned: %(reason)s", reason=one.reason)
    if one.end is ReferralEnd.WITHDRAWN:
        return wording.text("withdrawn: %(reason)s", reason=one.reason)
    if one.told:
        last = one.told[-1]
        said = wording.text(OUTCOMES[last.outcome])
        return Markup("%s: %s") % (said, last.line) if last.line else said
    return wording.text("taken on, no outcome yet") if one.taken_at else wording.text("not answered yet")
