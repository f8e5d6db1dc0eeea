"""After a restore: the office is as it was when the copy was made, and so is whoever has left since (R12).

Every access but those of named administrators sleeps until who leads confirms it; open invitations are void;
no key from before acts on what has its number by now; what was shown in full since leaves the chats; what
waited to be told is not told. Everybody hears which hours are missing.
"""

import base64
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from actions.staffing.leave import let_back
from casework.errors import NotThere, Stale
from casework.staffing.managing import may_manage
from casework.staffing.people import Person, Role
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.news import OfficeNews
from storage.messages import outbox
from storage.messages.witness import Stands
from storage.staffing import addresses, invitations, people

COPIED = "copied"
"""A fact in every copy, until somebody says that the office goes on from it."""
EPOCH = "epoch"


class Restored(Struct, frozen=True):
    """What was done so that the office goes on from a copy."""

    since: datetime
    until: datetime
    """Between these the office knows nothing."""
    asleep: int
    invitations: int
    taken_back: int


def is_copy(db: Transaction) -> bool:
    """Tell whether the database is a copy from which nobody said that the office goes on."""
    return facts.get(db, COPIED) is not None


def epoch(db: Transaction) -> str:
    """Return what stands in every key since the last restore."""
    return facts.get(db, EPOCH) or ""


def restored(db: Transaction, names: Sequence[str], shown: Iterable[Stands]) -> Restored:
    """Go on from a copy; administrators of these names confirm the others. `NotThere` names who is none."""
    awake = [one for name in names for one in _administrators(db, name)]
    since = _copied(db)
    heard = [one for one in people.everybody(db) if one.active]
    outbox.withdraw_all(db)
    done = Restored(
        since,
        db.now,
        people.fall_asleep(db, (one.id for one in awake)),
        invitations.revoke_every(db),
        _take_back(db, shown),
    )
    addresses.leave_screens(db)
    facts.put(db, EPOCH, base64.b32encode(secrets.token_bytes(3)).decode()[:4].lower())
    facts.put(db, facts.HEARD, db.now.isoformat())  # the outage is told here, and only here
    facts.remove(db, COPIED)
    journal.write(
        db,
        "office.restored",
        since=since.isoformat(),
        until=db.now.isoformat(),
        asleep=done.asleep,
    )
    for one in heard:
        verb = "office.restored_too" if one in awake else "office.restored"
        db.news.append(OfficeNews(verb, one.id, (since, db.now), gone=True))
    return done


def _administrators(db: Transaction, name: str) -> list[Person]:
    found = [one for one in people.of_role(db, Role.ADMIN) if one.name == name]
    if not found:
        raise NotThere(name)
    return found


def _copied(db: Transaction) -> datetime:
    """Say since when nothing is known: since the copy was made, else since its bell rang last."""
    known = facts.get(db, COPIED) or facts.get(db, facts.RUNG)
    return datetime.fromisoformat(known) if known else db.now


def _take_back(db: Transaction, shown: Iterable[Stands]) -> int:
    """Take back what was shown in full, also what the copy knows nothing of."""
    found = list(shown)
    for one in found:
        at = addresses.at(db, one.channel, one.address)
        outbox.write(db, at, LetterKind.DELETE, {"message": one.message}, priority=Priority.PUSH)
    return len(found)


def asleep(db: Transaction) -> list[Person]:
    """List whom the speaker is to confirm, unit by unit."""
    return [one for one in people.asleep(db) if db.speaker is not None and may_manage(db.speaker, one)]


def confirm(db: Transaction, these: Sequence[Person], count: int) -> None:
    """Let them back in as what they were: who leads them says that they are still here."""
    if not these or len(these) != count:
        raise Stale
    for one in these:
        people.readmit(db, one)
        let_back(db, one)
        journal.write(db, "person.confirmed", person=one.id)
        db.news.append(OfficeNews("person.confirmed", one.id))
