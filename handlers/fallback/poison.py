"""An update that fails again and again is set aside, so that others go on (`trust.md` R10)."""

from functools import partial

from casework.staffing.people import Role
from handlers.ui.office import Office, tell
from handlers.ui.screens import Screen
from handlers.ui.wording import Wording
from storage.core.database import Transaction
from storage.messages import inbox
from storage.messages.inbox import Arrived
from storage.staffing import people


def apologise(office: Office, arrived: Arrived, db: Transaction) -> None:
    """Set an update aside; tell the person and the administrators, without anybody's data."""
    inbox.set_aside(db, arrived.row)
    known = people.speaker(db, arrived.token) if arrived.token is not None else None
    if known:
        tell(office, db, known[0], _sorry)
    for administrator in people.of_role(db, Role.ADMIN):
        tell(office, db, administrator, partial(_set_aside, arrived.row))


def _sorry(wording: Wording) -> Screen:
    return Screen(
        wording.text("Something went wrong here, and the administrator was told. Please try again or call.")
    )


def _set_aside(row: int, wording: Wording) -> Screen:
    return Screen(
        wording.text("A message could not be handled and was set aside: inbox row %(row)s.", row=row)
    )
