"""Unsent: who began something and did not send it hears of it, by a push without a word of what it says."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from msgspec import Struct

from actions import audience, reminders
from casework.reminders.unsent import gone_on, next_reminder, of_danger
from casework.text.dates import local_day
from handlers.forms.form_cards import Resume
from handlers.ui.apart import apart
from handlers.ui.buttons import OpenCard
from handlers.ui.office import Office, Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import Wording
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.forms import drafts
from storage.staffing import people

BATCH = 50
VERB, OF_ANOTHER = "office.unsent", "office.unsent_of"


class Unsent(Struct, frozen=True):
    """What its writer hears of a draft."""

    draft: int
    begun: date
    goes: date
    danger: bool


class UnsentOf(Struct, frozen=True):
    """What somebody hears of the draft of another, who is away: not what it is (`trust.md` LR)."""

    name: str
    begun: date
    danger: bool
    subject: int | None


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
    key = f"unsent:{row}:{draft.version}:{told}"
    db.news.append(OfficeNews(VERB, draft.person, about, key))
    name = people.get(db, draft.person).name
    for one in audience.hearers(db, draft.person):
        if one.id != draft.person:
            theirs = UnsentOf(name, about.begun, about.danger, draft.subject)
            db.news.append(OfficeNews(OF_ANOTHER, one.id, theirs, f"{key}:{one.id}"))
    drafts.reminded(db, row, next_reminder(draft, touched, told + 1, db.rules))


def told(unsent: Unsent, wording: Wording) -> Screen:
    """Say that it was not sent, and when it will be gone; the key goes on with it."""
    text = (
        wording.text(
            "🚨 You said that somebody is in danger. This has not been sent yet. In danger, call 110 or "
            "119 first."
        )
        if unsent.danger
        else wording.text(
            "What you began on %(begun)s has not been sent yet. It is deleted on %(goes)s.",
            begun=wording.day(unsent.begun),
            goes=wording.day(unsent.goes),
        )
    )
    return Screen(text, column(Press(wording.label("Go on with it"), Resume(unsent.draft, "on"), "primary")))


def told_of(unsent: UnsentOf, wording: Wording) -> Screen:
    """Say to who stands in that something was begun; nobody but its writer can go on with it."""
    text = (
        wording.text(
            "🚨 %(name)s, who is away, began something urgent and did not send it. Please call them at once.",
            name=unsent.name,
        )
        if unsent.danger
        else wording.text(
            "%(name)s, who is away, began something on %(begun)s and did not send it. Please ask them, or do "
            "it in their place.",
            name=unsent.name,
            begun=wording.day(unsent.begun),
        )
    )
    subject = unsent.subject
    keys = (Press(wording.label("Open"), OpenCard(subject), "primary"),) if subject is not None else ()
    return Screen(text, column(*keys))


TELLINGS: Mapping[str, Telling] = {VERB: told, OF_ANOTHER: told_of}
"""What is told of a draft."""
