"""Unsent: who began something and did not send it hears of it, by a push without a word of what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from actions import reminders
from casework.reminders.unsent import gone_on, next_reminder, of_danger
from casework.text.dates import local_day
from handlers.forms.filling import Resume
from handlers.ui.apart import apart
from handlers.ui.office import Office, Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import Wording
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.forms import drafts

BATCH = 50
VERB = "office.unsent"


@dataclass(frozen=True)
class Unsent:
    """What its writer hears of a draft."""

    draft: int
    begun: date
    goes: date
    danger: bool


def remind(office: Office, db: Transaction) -> bool:
    """Remind everybody whose turn it is; True when there may be more."""
    if reminders.holding(db):
        return False
    found = drafts.to_remind(db, BATCH)
    for one in found:
        apart(db, partial(_remind, db, one), partial(drafts.reminded, db, one, None), draft=one)
    return len(found) == BATCH


def _remind(db: Transaction, row: int) -> None:
    draft, told = drafts.read(db, row)
    touched = draft.touched or db.now
    goes = gone_on(touched, db.rules.policy.keeping)
    about = Unsent(row, local_day(touched), goes, of_danger(draft))
    db.news.append(OfficeNews(VERB, draft.person, about, f"unsent:{row}:{draft.version}:{told}"))
    drafts.reminded(db, row, next_reminder(draft, touched, told + 1, db.rules))


def told(unsent: Unsent, wording: Wording) -> Screen:
    """Say that it was not sent, and when it will be gone; the key goes on with it."""
    text = (
        wording.text(
            "🚨 You said that somebody is in danger. This was not sent yet. In danger call 110 or 119 first."
        )
        if unsent.danger
        else wording.text(
            "What you began on %(begun)s was not sent yet. It is deleted on %(goes)s.",
            begun=wording.day(unsent.begun),
            goes=wording.day(unsent.goes),
        )
    )
    return Screen(text, column(Press(wording.label("Go on with it"), Resume(unsent.draft, "on"), "primary")))


TELLINGS: Mapping[str, Telling] = {VERB: told}
"""What is told of a draft."""
