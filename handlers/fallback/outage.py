"""After an outage: what waited too long the messenger dropped; people are asked for it (`trust.md` R7)."""

from datetime import datetime
from functools import partial

from casework.staffing.people import Role
from handlers.ui.office import Office, tell
from handlers.ui.screens import Screen
from handlers.ui.wording import Wording
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.staffing import people


def back(office: Office, db: Transaction) -> None:
    """Look how long the bell was silent; longer than messengers wait, all are told and the journal knows."""
    last = facts.get(db, "bell")
    kept = min(one.waits for one in office.channels.values())
    if last is None or db.now - (since := datetime.fromisoformat(last)) <= kept:
        return
    journal.write(db, "office.outage", since=last, until=db.now.isoformat())
    for role in Role:
        for person in people.of_role(db, role):
            tell(office, db, person, partial(_resend, since), key=f"outage:{last}:{person.id}")


def _resend(since: datetime, wording: Wording) -> Screen:
    return Screen(
        wording.text(
            "The bot was off since %(since)s. What you sent since then may be lost: "
            "if you hold no number for it, please send it again.",
            since=wording.moment(since),
        )
    )
