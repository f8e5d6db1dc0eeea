"""Fallback: what could not be heard or handled is set aside, and people are told (`trust.md` R7, R10)."""

from datetime import datetime, timedelta

from casework.staffing.people import Role
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.letters import Letter
from storage.core.news import OfficeNews
from storage.messages import inbox, outbox
from storage.messages.inbox import Arrived
from storage.staffing import people


def hear(db: Transaction, *, kept: timedelta) -> None:
    """Note that every messenger is heard, and say first what may be lost since they were last."""
    notice_outage(db, kept=kept)
    facts.put(db, facts.HEARD, db.now.isoformat())


def follow(db: Transaction, by: timedelta) -> None:
    """Let the moment in which they were heard last follow a clock that was set: no time went by for them."""
    if (last := _heard(db)) is not None:
        facts.put(db, facts.HEARD, (datetime.fromisoformat(last) + by).isoformat())


def notice_outage(db: Transaction, *, kept: timedelta) -> None:
    """Look how long messengers were not heard; longer than they keep things, something may be lost.

    Who writes to the bot is told in which hours: what came later was kept. Who blocked it wrote nothing.
    """
    last = _heard(db)
    if last is None or db.now - (since := datetime.fromisoformat(last)) <= kept:
        return
    journal.write(db, "office.outage", since=last, until=db.now.isoformat())
    lost = (since, db.now - kept)
    db.news.extend(
        OfficeNews("office.outage", person.id, lost, f"outage:{last}:{person.id}")
        for role in Role
        for person in people.of_role(db, role)
        if not person.blocked
    )


def _heard(db: Transaction) -> str | None:
    return facts.get(db, facts.HEARD) or facts.get(db, facts.RUNG)  # an earlier edition went by that


def left_standing(db: Transaction, letter: Letter) -> None:
    """Tell who can do something about it that a messenger takes a message back no more (`trust.md` L2).

    The person is asked to delete what stands there themselves, and the administrators hear whose chat it is.
    """
    outbox.drop(db, letter.row, "left standing")
    if letter.to.person is None:
        return
    whose = people.get(db, letter.to.person)
    key = f"standing:{letter.row}"
    db.news.append(OfficeNews("office.delete_it", whose.id, key=f"{key}:{whose.id}"))
    db.news.extend(
        OfficeNews("office.left_standing", one.id, whose.name, f"{key}:admin:{one.id}")
        for one in people.of_role(db, Role.ADMIN)
    )


def set_aside(db: Transaction, arrived: Arrived) -> None:
    """Set aside what fails again and again, so that others go on; its sender and the administrators hear."""
    row = inbox.set_aside(db, arrived)
    known = people.speaker(db, arrived.token) if arrived.token is not None else None
    if known:
        db.news.append(OfficeNews("office.sorry", known.person.id))
    for administrator in people.of_role(db, Role.ADMIN):
        db.news.append(OfficeNews("office.set_aside", administrator.id, row))
