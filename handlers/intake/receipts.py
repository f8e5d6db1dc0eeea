"""The receipt of a report: its number, what happens next and by when, whom to call (`ux.md` 12)."""

from markupsafe import Markup

from casework.cases.case import Case
from casework.policy.owed import Rules
from casework.reminders.obligations import screening
from handlers.ui import home
from handlers.ui.screens import Copy, Screen, column, lines
from handlers.words.terms import DANGER
from handlers.words.wording import Wording


def receipt(case: Case, wording: Wording, rules: Rules) -> Screen:
    """Say that a report was received."""
    by = wording.moment(screening(case, rules.policy).due)
    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text("Received. Thank you."),
            wording.text("Number: %(number)s", number=case.number),
            wording.text(
                "By %(by)s somebody looks into it and finds who can help. You will hear here what "
                "becomes of it.",
                by=by,
            ),
            wording.text(DANGER)
            if case.urgent
            else wording.text("If it gets worse: 113 (24 hours), in danger 110."),
        ),
        column(
            Copy(wording.label("📋 Copy %(number)s", number=case.number), case.number),
            home.key(wording),
        ),
    )
