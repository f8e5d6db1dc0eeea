"""What an office knows, in plain words: what no upgrade may lose or change.

It goes through what storage offers, and where storage offers nothing, through the tables (`_rows`). Nothing
in its answer depends on how the tables are laid out: cases go by their numbers, units by their names, people
by their ids.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec.structs import asdict, replace
from sqlalchemy import func, select

from bot.telegram.coming import came
from casework.cases.case import Case
from casework.cases.household import Household
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Owed, Rules
from casework.staffing.people import Person
from casework.text.dates import local_day
from storage.cases import cases, duplicates, households, reports, service
from storage.cases.service import FollowUp, Paper, Visit
from storage.core import facts, journal
from storage.core import tables as t
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.forms import drafts
from storage.forms.drafts import QUESTION
from storage.handover import handovers
from storage.messages import inbox
from storage.messages.inbox import Arrived
from storage.policy import closed_days, snapshot
from storage.staffing import addresses, people, pins
from tests.support import addressed
from tests.support.kinds import SUBJECT_KINDS

Facts = dict[str, Any]
FACTS = ("key", "demo", "bell", "bot")


class _LookedAt(Exception):  # noqa: N818 - says what it is
    """Undoes whatever looking wrote."""


async def known(url: str, vault: Vault, at: datetime, pin: str = "") -> Facts:
    """Say what the office of a database knows at a moment; *pin* is tried on everybody who has one."""
    found: list[Facts] = []

    def look(connection: Any) -> None:
        rules = Rules(load_editions().on(local_day(at)), Calendar(), local_day(at))
        db = Transaction(connection, at, vault, rules, kinds=SUBJECT_KINDS)
        db.rules = replace(db.rules, calendar=Calendar(closed_days.known(db)))
        found.append(plain(everything(db, pin)))
        raise _LookedAt

    database = Database(url)
    try:
        await database.transact(look)
    except _LookedAt:
        return found[0]
    finally:
        await database.close()
    raise AssertionError("it looked and saw nothing")


def everything(db: Transaction, pin: str) -> Facts:
    """Say all of it."""
    there = people.everybody(db)
    return {
        "people": [_person(db, one, pin) for one in there],
        "units": [
            {"name": one.name, "kind": one.kind, "district": one.district, "letter": one.letter}
            for one in people.all_units(db)
        ],
        "villages": {
            row.village: f"{_unit(db, row.unit)} {row.worker}" for row in _rows(db, select(t.areas))
        },
        "cases": [_case(db, one) for one in all_cases(db)],
        "owed": list(_owed(db)),
        "nudges": sorted(_nudges(db)),
        "drafts": sorted((draft for one in there for draft in _drafts(db, one)), key=str),
        "leaves": list(_leaves(db)),
        "closed days": sorted(closed_days.known(db)),
        "invitations": list(_invitations(db)),
        "handovers": list(_handovers(db)),
        "journal": _journal(db),
        "outbox": _outbox(db),
        "inbox": _inbox(db),
        "facts": {name: facts.get(db, name) for name in FACTS},
    }


def plain(value: Any) -> Any:
    """Write a value as JSON gives it back."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(one) for one in value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _report(report: reports.Report) -> dict[str, Any]:
    """What was reported; what it adds to another is known since there are additions."""
    return {name: value for name, value in asdict(report).items() if name != "adds" or value}


def _person(db: Transaction, one: Person, pin: str) -> Facts:
    db = replace(db, speaker=one)
    [at] = addresses.every(db, one.id)
    lock = pins.lock(db)
    return {
        "id": one.id,
        "name": one.name,
        "phone": one.phone,
        "role": one.role,
        "unit": _unit(db, one.unit),
        "villages": one.villages,
        "chat": int(at.text),
        "language": one.language,
        "card": at.card,
        "asked": at.asking is not None,
        "there": one.active,
        "blocked": one.blocked,
        "deputy": one.deputy,
        "pin": None
        if lock.hashed is None
        else {
            "fits": pins.matches(db, lock, pin),
            "open until": lock.until,
            "wrong": lock.wrong,
            "locked until": lock.locked_until,
        },
    }


def all_cases(db: Transaction) -> Iterator[Case]:
    return (cases.read(db, row.id) for row in _rows(db, select(t.cases.c.id).order_by(t.cases.c.id)))


def _case(db: Transaction, case: Case) -> Facts:
    return {
        "number": case.number,
        "state": case.state,
        "kinds": case.kinds,
        "urgent": case.urgent,
        "risk": case.risk,
        "village": case.village,
        "household": _household(case.household),
        "unit": _unit(db, case.unit),
        "worker": case.worker,
        "offered": {"to": case.offered, "at": case.lead.offered_at},
        "reported": case.reported_at,
        "returned": case.returned_at,
        "accepted": case.lead.accepted_at,
        "visited": case.lead.visited_on,
        "assessed": case.lead.assessed_at,
        "followed up": case.lead.followed_up,
        "sharing": {"since": case.sharing.shared_at, "planned": case.sharing.planned_at},
        "search": {
            "missing": case.search.missing_at,
            "form given": case.search.form_given_at,
            "looked": case.search.looked_at,
            "found": case.search.found,
            "applied": case.search.applied_at,
        },
        "disputed": case.dispute.raised_at,
        "closing": {"proposed": case.closing.proposed_at, "closed": case.closing.closed_at},
        "joined to": cases.number_of(db, case.joined_to) if case.joined_to else None,
        "reports": [{"at": at, **_report(report)} for at, report in reports.of_case(db, case)],
        "reporters": sorted(reports.to_hear(db, case.id)),
        "to call": reports.to_call(db, case),
        "visits": [_done(one) for one in service.visits_of(db, case)],
        "follow-ups": [_done(one) for one in service.follow_ups_of(db, case)],
        "papers": [_done(one) for one in service.papers_of(db, case)],
        "reasons": cases.remarks_of(db, case),
        "alike": {one.case.number: one.reasons for one in duplicates.possible(db, case)},
        "findable": _tokens(db, case) == households.tokens_of(db, case.household),
        "history": [_said(one.at, one.actor, one.verb) for one in journal.of_subject(db, case.id)],
    }


def _household(household: Household) -> Facts:
    """Whom the report named, and where: what earlier editions know of a household."""
    first = {"name": household.name, "national_id": household.national_id, "phone": household.phone}
    return {**first, "address": household.address}


def _done(one: Visit | FollowUp | Paper) -> Facts:
    """Say what was done; earlier editions know the lead's seat alone, and no sign."""
    return {name: value for name, value in asdict(one).items() if name not in {"seat", "sign"}}


def _tokens(db: Transaction, case: Case) -> set[tuple[str, bytes]]:
    """Return the hashes by which a household is found again, as they are kept."""
    statement = select(t.tokens.c.field, t.tokens.c.token).where(t.tokens.c.household_id == case.household.id)
    return {(row.field, row.token) for row in _rows(db, statement)}


def _owed(db: Transaction) -> Iterator[Facts]:
    for rehearsed in snapshot.take(db).subjects:
        for one in rehearsed.kept:
            yield {
                "case": rehearsed.subject.sign,
                **_duty(one.duty),
                "since": one.duty.since,
                "urgent": one.duty.urgent,
                "bearer": one.duty.bearer,
                "person": one.duty.person,
                "unit": _unit(db, rehearsed.subject.unit),
                "known": one.known,
                "climbed": one.climbed,
                "next nudge": one.pending,
            }


def _duty(one: Owed) -> Facts:
    return {"duty": one.duty, "period": one.period, "due": one.due}


def _nudges(db: Transaction) -> Iterator[str]:
    """Each rung that somebody heard or is to hear on, of a duty that is open or done."""
    statement = (
        select(t.nudges, t.obligations.c.duty, t.obligations.c.due, t.cases.c.number, t.outbox.c.message_id)
        .join(t.obligations, t.obligations.c.id == t.nudges.c.obligation)
        .join(t.cases, t.cases.c.id == t.obligations.c.subject)
        .outerjoin(t.outbox, t.outbox.c.id == t.nudges.c.letter)
    )
    for row in _rows(db, statement):
        duty = f"{row.number} {row.duty} due {row.due.isoformat()}"
        told = f"told {row.told_at.isoformat()} by message {row.message_id}" if row.told_at else "to be told"
        yield f"{duty}: {row.rung} for {row.person} at {row.at.isoformat()}, {told}"


def _drafts(db: Transaction, person: Person) -> Iterator[Facts]:
    db = replace(db, speaker=person)
    question = drafts.existing(db, QUESTION, None)
    for one in [*drafts.mine(db), *([question] if question else [])]:
        yield {
            "person": person.id,
            "form": one.form,
            "case": cases.number_of(db, one.subject) if one.subject else None,
            "answers": one.answers,
            "asking": one.asking,
            "misses": one.misses,
            "on the screen": addressed.asking(db, person.id) == one.id,
        }


def _leaves(db: Transaction) -> Iterator[Facts]:
    for row in _rows(db, select(t.leaves).order_by(t.leaves.c.id)):
        days = {"first": row.first, "last": row.last, "back": row.back_at, "asked": row.asked_at}
        yield {"person": row.person, "deputy": row.deputy, **days, "over": row.told_at}


def _invitations(db: Transaction) -> Iterator[Facts]:
    chats = {row.token: int(addresses.read(db, row).text) for row in _rows(db, select(t.addresses))}
    for row in _rows(db, select(t.invitations).order_by(t.invitations.c.id)):
        yield {
            "code": row.code.hex(),
            "role": row.role,
            "unit": _unit(db, row.unit),
            "villages": row.villages,
            "until": row.expires_at,
            "opened by": chats[row.opened_by] if row.opened_by else None,
            "used by": row.used_by,
        }


def _handovers(db: Transaction) -> Iterator[Facts]:
    for row in _rows(db, select(t.handovers.c.id, t.handovers.c.receiver).order_by(t.handovers.c.id)):
        one = handovers.taken_over(replace(db, speaker=people.get(db, row.receiver)), row.id)
        moved = {name: number for name, number in asdict(one.moved).items() if number}
        which = [cases.number_of(db, case) for case in one.which]
        yield {
            "of": one.person,
            "to": one.receiver,
            "at": one.at,
            "moved": moved,
            "cases": which,
            "note": one.note,
        }


def _journal(db: Transaction) -> Facts:
    acts = _rows(db, select(t.journal).order_by(t.journal.c.id))
    apart = [_said(one.at, one.actor, one.verb) for one in acts if one.subject is None]
    return {"entries": len(acts), "holds": journal.first_break(db) is None, "of no case": apart}


def _said(at: datetime, actor: int | None, verb: str) -> str:
    return f"{at.isoformat()} {verb} by {actor}"


def _outbox(db: Transaction) -> Facts:
    rows = _rows(db, select(t.outbox).order_by(t.outbox.c.id))
    chats = {row.id: int(addresses.read(db, row).text) for row in _rows(db, select(t.addresses))}
    waiting = [one for one in rows if one.sent_at is None and one.dropped is None]
    fading = [one for one in rows if one.vanishes_at is not None]
    return {
        "sent": sum(one.sent_at is not None for one in rows),
        "dropped": Counter(one.dropped for one in rows if one.dropped is not None),
        "told once": sorted(one.key for one in rows if one.key is not None),
        "vanishes": [
            f"message {one.message_id} of {chats[one.address]} at {one.vanishes_at}" for one in fading
        ],
        "waiting": [
            {
                "chat": chats[one.address],
                "kind": one.kind,
                "priority": one.priority,
                "edits": one.edits,
                "case": cases.number_of(db, one.subject) if one.subject else None,
                "written": one.written_at,
                "content": db.vault.open("outbox", one.address, one.sealed),
            }
            for one in waiting
        ],
    }


def _inbox(db: Transaction) -> Facts:
    done, aside = t.inbox.c.done_at.isnot(None), t.inbox.c.set_aside_at.isnot(None)
    return {
        "done": _count(db, t.inbox, done),
        "set aside": _count(db, t.inbox, aside),
        "waiting": [_update(db, one) for one in inbox.waiting(db)],
    }


def _update(db: Transaction, one: Arrived) -> Facts:
    chat = int(came(one.update).address or 0)
    assert one.token == addressed.token(db, chat)
    return {"chat": chat, "update": one.update}


def _unit(db: Transaction, unit: int | None) -> str | None:
    return people.unit(db, unit).name if unit is not None else None


def _rows(db: Transaction, statement: Any) -> Any:
    return db.connection.execute(statement).all()


def _count(db: Transaction, table: Any, condition: Any) -> int:
    return int(db.connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())
