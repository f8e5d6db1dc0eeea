"""What is told of students by push: the number, never what or whom it is about (`trust.md` L0)."""

from collections.abc import Mapping

from handlers.ui.office import Telling
from handlers.ui.telling import says
from handlers.words.wording import N_

TELLINGS: Mapping[str, Telling] = {
    "student.letter": says(N_("%(number)s: a letter came for your school. Please judge it.")),
    "student.judged_serious": says(N_("%(number)s: the school judged it. Please look.")),
    "student.judged_not_serious": says(N_("%(number)s: the school judged it. Please look.")),
    "student.replied": says(N_("%(number)s: the school replied. Please look.")),
    "student.meeting_called": says(N_("%(number)s: a meeting is called. Please see when.")),
    "student.needs_met": says(N_("%(number)s: the meeting was held. Please look.")),
    "student.needs_reported": says(N_("%(number)s: the school's report was sent.")),
    "student.outcome_met": says(N_("%(number)s: the meeting was held. Please look.")),
    "student.outcome_reported": says(N_("%(number)s: the school's report was sent.")),
    "student.moved": says(N_("%(number)s: it is at your school now. Please look.")),
    "student.ended": says(N_("%(number)s: nothing more is owed. Please see why.")),
}
"""What is told of students."""
