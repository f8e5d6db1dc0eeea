"""What is told of referrals by push: the number, never who or what for (`trust.md` L0)."""

from collections.abc import Mapping

from handlers.ui.office import Telling
from handlers.ui.telling import says
from handlers.words.wording import N_

TELLINGS: Mapping[str, Telling] = {
    "referral.sent": says(N_("%(number)s: a referral came to your desk. Please answer.")),
    "referral.taken": says(N_("%(number)s: the desk took your referral on.")),
    "referral.returned": says(N_("%(number)s: the desk returned your referral. Please see why.")),
    "referral.passed_on": says(N_("%(number)s: your referral went on to another desk.")),
    "referral.told": says(N_("%(number)s: the desk told what came of your referral.")),
    "referral.withdrawn": says(N_("%(number)s: the referral was withdrawn.")),
    "referral.late": says(N_("%(number)s: the desk is late with your referral. Please ask there.")),
}
"""What is told of referrals."""
