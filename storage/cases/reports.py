"""Reports: evidence that is never changed, and apart from them who reported."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import bindparam, func, insert, or_, select, update

from casework.cases.case import Case, State
from casework.errors import NotThere
from casework.intake import TAKEN_ON
from storage.cases import evidence
from storage.cases.cases import key_of, reporter_token
from storage.cases.joined import WITH_JOINED
from storage.core.database import Transaction
from storage.core.tables import case_keys, cases, journal, reporters, reports

_ADD = insert(reports).returning(reports.c.id)
_SEAL = update(reports).where(reports.c.id == bindparam("row")).values(sealed=bindparam("content"))
_ADD_REPORTER = insert(reporters)
_LATEST = select(func.max(reports.c.id)).where(
    reports.c.adds_to.is_(None), reports.c.case_id.in_(WITH_JOINED)
)
_OF_CASE = (
    select(reports, cases.c.number, case_keys.c.wrapped)
    .join(cases, cases.c.id == reports.c.case_id)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .where(cases.c.id.in_(WITH_JOINED))
    .order_by(reports.c.id)
)
_MINE = (
    select(
        cases.c.id,
        cases.c.number,
        cases.c.state,
        cases.c.joined_to,
        reports.c.reported_at,
        reports.c.id.label("report"),
    )
    .join(reports, reports.c.case_id == cases.c.id)
    .join(reporters, reporters.c.report == reports.c.id)
    .where(reporters.c.token == bindparam("token"), reports.c.adds_to.is_(None))
    .order_by(reports.c.id.desc())
)
_STATE = select(cases.c.state, cases.c.joined_to).where(cases.c.id == bindparam("case"))
_WHO = (
    select(reporters.c.report, reporters.c.sealed, cases.c.number, cases.c.id)
    .join(reports, reports.c.id == reporters.c.report)
    .join(cases, cases.c.id == reports.c.case_id)
    .where(cases.c.id.in_(WITH_JOINED))
)
_join = (
    select(func.max(journal.c.id))
    .where(journal.c.subject == bindparam("joined"), journal.c.verb == "case.joined")
    .scalar_subquery()
)
_SINCE_JOINED = (
    select(func.count())
    .select_from(journal)
    .where(journal.c.subject == bindparam("into"), journal.c.verb.in_(sorted(TAKEN_ON)), journal.c.id > _join)
)
_SERVED = (State.IN_SERVICE, State.DISPUTED)
_KEPT = (
    select(reports, reporters.c.sealed.label("who"), cases.c.number, case_keys.c.wrapped)
    .join(reporters, reporters.c.report == reports.c.id)
    .join(cases, cases.c.id == reports.c.case_id)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .where(cases.c.id.in_(WITH_JOINED))
    .order_by(reports.c.id)
)
_OWN = (
    select(reports, cases.c.number, case_keys.c.wrapped)
    .join(cases, cases.c.id == reports.c.case_id)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .join(reporters, reporters.c.report == reports.c.id)
    .where(
        reporters.c.token == bindparam("token"),
        or_(reports.c.id == bindparam("report"), reports.c.adds_to == bindparam("report")),
    )
    .order_by(reports.c.id)
)
_COUNT = select(func.count(func.distinct(reports.c.id))).where(
    reports.c.adds_to.is_(None),
    reports.c.case_id.in_(bindparam("cases", expanding=True)),
    reports.c.reported_at >= bindparam("since", type_=reports.c.reported_at.type),
)


class Adds(StrEnum):
    """What somebody adds to a report of theirs."""

    MORE = "more"  # words, photos
    REST = "rest"  # what was still to be asked when it went out at once: there was danger
    CALL = "call"  # that they would like to be called
    HEARD = "heard"  # what a screener wrote down of recordings, photos, a call: nobody reported it
    WITHDRAWN = "withdrawn"  # that it was a mistake: who has it decides


class Report(Struct, frozen=True):
    """What was reported, word for word, and what was ticked."""

    danger: str
    story: str
    household: str
    seen: tuple[str, ...]
    call: bool
    evidence: tuple[str, ...] = ()
    """Telegram's file ids, each with its kind before it: `photo:…`, `video:…`."""
    adds: Adds | None = None
    """Of what was added later, what it adds."""


class Reported(Struct, frozen=True):
    """A report as its reporter sees it: where it is, not what the case holds."""

    report: int
    case: int
    number: str
    state: str
    joined_to: int | None
    at: datetime


def keep(db: Transaction, case: Case, report: Report, *, adds_to: int | None = None) -> None:
    """Keep a report of the speaker under its case, or what they add to one."""
    if db.speaker is None:
        raise NotThere
    row = _keep(db, case, report, adds_to)
    who = str(db.speaker.id)
    db.connection.execute(
        _ADD_REPORTER,
        {
            "report": row,
            "token": reporter_token(db, db.speaker.id),
            "sealed": db.vault.seal("reporter", row, who),
        },
    )


def note(db: Transaction, case: Case, report: Report) -> None:
    """Keep what no person reported: what a match of lists found."""
    _keep(db, case, report, None)


def write_down(db: Transaction, case: Case, words: str) -> None:
    """Keep what a screener wrote down of what was sent with the reports of a case."""
    latest = db.connection.execute(_LATEST, {"case": case.id}).scalar()
    _keep(db, case, Report("unsure", words, "", (), call=False, adds=Adds.HEARD), latest)


def _keep(db: Transaction, case: Case, report: Report, adds_to: int | None) -> int:
    about = {"case_id": case.id, "reported_at": db.now, "adds_to": adds_to, "adds": report.adds}
    row = int(db.connection.execute(_ADD, {**about, "sealed": b""}).scalar_one())
    told = {name: value for name, value in asdict(report).items() if name != "adds"}
    sealed = db.vault.seal_data("report", row, told, key_of(db, case))
    db.connection.execute(_SEAL, {"row": row, "content": sealed})
    if report.evidence:
        evidence.add(db, row, case, report.evidence, db.at.channel if db.at else evidence.BEFORE)
    return row


def of_case(db: Transaction, case: Case) -> list[tuple[datetime, Report]]:
    """List the reports a case rests on, those joined to it included, oldest first."""
    return [
        (row.reported_at, _report(db, row))
        for row in db.connection.execute(_OF_CASE, {"case": case.id}).all()
    ]


def _report(db: Transaction, row: Any) -> Report:
    key = db.vault.unwrap(row.number, row.wrapped)
    content: dict[str, Any] = db.vault.open_data("report", row.id, row.sealed, key)
    content["seen"], content["evidence"] = tuple(content["seen"]), tuple(content["evidence"])
    return Report(**content, adds=Adds(row.adds) if row.adds else None)


def mine(db: Transaction, person: int) -> list[Reported]:
    """List what somebody reported, latest first; what was joined has the state of the case it joined."""
    found = db.connection.execute(_MINE, {"token": reporter_token(db, person)}).all()
    return [
        Reported(row.report, row.id, row.number, _state(db, row), row.joined_to, row.reported_at)
        for row in found
    ]


def own(db: Transaction, person: int, report: int) -> list[tuple[datetime, Report]]:
    """Return a report of somebody's own with all that they added, oldest first; another's is not there."""
    found = db.connection.execute(_OWN, {"token": reporter_token(db, person), "report": report}).all()
    return [(row.reported_at, _report(db, row)) for row in found]


def _state(db: Transaction, row: Any) -> str:
    """Say where it is, and of one that was joined nothing that tells so: it is taken on with the next act."""
    joined, into = row.id, row.joined_to
    while row.joined_to is not None:
        into = row.joined_to
        row = db.connection.execute(_STATE, {"case": into}).one()
    waits = into is not None and row.state in _SERVED and not _taken_on(db, joined, into)
    return str(State.DISPATCHED if waits else row.state)


def _taken_on(db: Transaction, joined: int, into: int) -> int:
    """Count what who serves has done since a report was joined to their case."""
    return int(db.connection.execute(_SINCE_JOINED, {"joined": joined, "into": into}).scalar_one())


def to_hear_of_joined(db: Transaction, case: int) -> set[tuple[int, str]]:
    """List who hears that theirs, which was joined, is taken on: with the first act since, which is this."""
    found = db.connection.execute(_WHO, {"case": case}).all()
    return {
        (int(db.vault.open("reporter", row.report, row.sealed)), row.number)
        for row in found
        if row.id != case and _taken_on(db, row.id, case) == 1
    }


def to_hear(db: Transaction, case: int) -> set[tuple[int, str]]:
    """List who hears of the outcome, each with the number they hold: of this case or of one joined to it."""
    found = db.connection.execute(_WHO, {"case": case}).all()
    return {(int(db.vault.open("reporter", row.report, row.sealed)), row.number) for row in found}


def to_call(db: Transaction, case: Case) -> list[tuple[datetime, int]]:
    """List who said that they may be called, and when they said so first, oldest first (`trust.md` LR)."""
    found: dict[int, datetime] = {}
    for row in db.connection.execute(_KEPT, {"case": case.id}).all():
        if _report(db, row).call:
            found.setdefault(int(db.vault.open("reporter", row.id, row.who)), row.reported_at)
    return [(at, person) for person, at in found.items()]


def count_within_a_year(db: Transaction, case_ids: set[int]) -> int:
    """Count reports of one household within a year [003] 伍、二(一)1(1)A."""
    since = db.now - timedelta(days=365)
    return int(db.connection.execute(_COUNT, {"cases": list(case_ids), "since": since}).scalar_one())
