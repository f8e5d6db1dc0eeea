"""What is told of transitions by push: the number, never who or what ends (`trust.md` L0)."""

from collections.abc import Mapping

from handlers.ui.office import Telling
from handlers.ui.telling import says
from handlers.words.wording import N_

TELLINGS: Mapping[str, Telling] = {
    "transition.begun": says(N_("%(number)s: your unit is to attend a meeting. Please answer.")),
    "transition.answered": says(N_("%(number)s: a unit answered whether it attends.")),
    "transition.called": says(N_("%(number)s: a meeting is called. Please see when.")),
    "transition.met": says(N_("%(number)s: the meeting was held. Please look.")),
    "transition.taken_over": says(N_("%(number)s: tasks were divided. Please look.")),
    "transition.end_moved": says(N_("%(number)s: a day was moved. Please look.")),
    "transition.contacted": says(N_("%(number)s: the first contact was made.")),
    "transition.sent_on": says(N_("%(number)s: it went to another county. Please look.")),
    "transition.ended": says(N_("%(number)s: it has ended. Please see why.")),
    "transition.not_found": says(N_("%(number)s: nobody was found. Please look.")),
}
"""What is told of transitions."""
