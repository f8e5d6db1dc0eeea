"""Every table. Columns named `sealed` hold what `vault.py` made unreadable."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin

from msgspec.structs import fields
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    and_,
    false,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from casework.cases.seats import Seat
from casework.cases.strands import ChildSearch, Closing, Dispute, Sharing, Tracking


class MomentColumn(TypeDecorator[datetime]):
    """An aware moment; UTC microseconds on disk. Refuses naive times: databases drop offsets in silence."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write a moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place here")
        since = value - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read a moment."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Together(TypeDecorator[list[str]]):
    """Some words as one text, which an index can have."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        """Write them."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        """Read them."""
        return None if value is None else list(json.loads(value))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
meta = MetaData(naming_convention=_CONVENTION)

_Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", _Id, Identity(), primary_key=True)


def _to(name: str, table: str, **options: Any) -> Column[Any]:
    return Column(name, _Id, ForeignKey(f"{table}.id"), **options)


_NAMES = {"unit": "units", "worker": "people", "offered": "people"}
"""What a number in a strand points to."""
_KINDS: Mapping[object, Callable[[], TypeEngine[Any]]] = {
    bool: Boolean,
    date: Date,
    datetime: MomentColumn,
    int: Integer,
    tuple: JSON,
}


def columns(strand: type) -> Iterator[Column[Any]]:
    """Make the columns of a strand of its fields; words are sealed together by the key of the case."""
    hints = {one.name: one.type for one in fields(strand)}
    for name in kept(strand):
        kind, nothing = _kind(hints[name])
        if name in _NAMES:
            yield _to(name, _NAMES[name])
        else:
            column = String(20) if issubclass(kind, StrEnum) else _KINDS[kind]()
            yield Column(name, column, nullable=nothing)
    if words(strand):
        yield Column("sealed", LargeBinary, nullable=False)


def kept(strand: type) -> list[str]:
    """List the fields of a strand that have a column of their name."""
    sealed = {"id", *words(strand)}
    return [one.name for one in fields(strand) if one.name not in sealed]


def words(strand: type) -> list[str]:
    """List the fields of a strand that hold what people wrote: no column may show it."""
    return [one.name for one in fields(strand) if one.type is str]


def _kind(hint: Any) -> tuple[type, bool]:
    """Tell of a field its plain type, and whether it may be nothing."""
    nothing = isinstance(hint, UnionType)
    plain = next(one for one in get_args(hint) if one is not type(None)) if nothing else hint
    return get_origin(plain) or plain, nothing


facts = Table(  # the key's fingerprint, the bell's last ring, the register's households
    "facts", meta, Column("name", String(40), primary_key=True), Column("value", String(200), nullable=False)
)

units = Table(
    "units",
    meta,
    _id(),
    Column("kind", String(20), nullable=False),
    Column("name", String(60), nullable=False, unique=True),
    Column("district", String(20), nullable=False, server_default=""),
    Column("letter", String(1), nullable=False, server_default="A"),
    _to("parent", "units", index=True),  # the unit it stands under
    _to("bureau", "units"),  # the 局處 it counts as; none: itself
    Column("by_appointment", Boolean, nullable=False, server_default=false()),
    Column("ended_at", MomentColumn),
)

people = Table(
    "people",
    meta,
    _id(),
    Column("role", String(20), nullable=False),
    _to("unit", "units", nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),  # name, phone
    Column("villages", JSON, nullable=False),
    Column("language", String(20), nullable=False, server_default=""),
    Column("active", Boolean, nullable=False),
    Column("suspended_at", MomentColumn),  # stopped for now, and not active while it is
    Column("asleep", Boolean, nullable=False, server_default=false()),  # so, since a restore
    Column("pin", String(200)),
    Column("pin_kind", String(10), nullable=False, server_default="none"),
    Column("pin_until", MomentColumn),
    Column("pin_wrong", Integer, nullable=False, server_default="0"),
    Column("pin_locked_until", MomentColumn),
    Column(
        "looks_from", MomentColumn
    ),  # when a colleague let them read on: what they read before is not counted
    Column("version", Integer, nullable=False),
)

addresses = Table(  # where people are written to; without a person: a stranger or a group that is answered
    "addresses",
    meta,
    _id(),
    _to("person", "people", index=True),
    Column("channel", String(20), nullable=False),
    Column("token", LargeBinary, nullable=False, unique=True),  # keyed hash of channel and address
    Column("sealed", LargeBinary, nullable=False),  # the address, as its channel writes it
    Column("card", BigInteger),  # the message that is its one screen
    Column("asking", BigInteger),  # the draft on that screen
    Column("blocked_at", MomentColumn),
    Column("last_used", Boolean, nullable=False),  # no moment: it would be that of a report
)

areas = Table(  # 1里1主責社工 [002]
    "areas",
    meta,
    Column("village", String(40), primary_key=True),
    _to("unit", "units", nullable=False),
    _to("worker", "people", index=True),
)

invitations = Table(
    "invitations",
    meta,
    _id(),
    Column("code", LargeBinary, nullable=False, unique=True),  # SHA-256 of 128 random bits
    Column("role", String(20), nullable=False),
    _to("unit", "units", nullable=False),
    Column("villages", JSON, nullable=False),
    Column("expires_at", MomentColumn, nullable=False),
    Column("opened_by", LargeBinary, index=True),  # token of the address that followed it, and is to finish
    _to("used_by", "people"),
    _to("by", "people"),  # who invited; none: the command line
    Column("revoked_at", MomentColumn),
    Column("sealed", LargeBinary),  # the name of whom it is for
)

inbox = Table(
    "inbox",
    meta,
    _id(),
    Column("channel", String(20), nullable=False),
    Column("update_id", String(64), nullable=False),  # the messenger's own number of it
    Column("token", LargeBinary),  # of the address; gone when it is done
    Column("sealed", LargeBinary),  # the update; gone when it is done
    Column("received_at", MomentColumn, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("done_at", MomentColumn),
    Column("set_aside_at", MomentColumn),
    Column("holder", _Id),  # the process that acts on what its address said; none when anybody may
    UniqueConstraint("channel", "update_id"),
)
Index(
    "ix_inbox_waiting",
    inbox.c.id,
    sqlite_where=inbox.c.done_at.is_(None),
)
Index(
    "ix_inbox_undone",
    inbox.c.token,
    inbox.c.id,
    sqlite_where=inbox.c.done_at.is_(None),
)

replicas = Table(  # the processes that serve the office
    "replicas",
    meta,
    _id(),
    Column("beat", BigInteger, nullable=False),  # raised while it lives
    Column("speaks", Boolean, unique=True),  # one of them, or none
    sqlite_autoincrement=True,  # what the dead had must never be a newcomer's
)

subjects = Table(  # what a duty, a draft, a letter, an act can belong to; each kind has a table of its own
    "subjects",
    meta,
    _id(),
    Column("kind", String(20), nullable=False, index=True),
    Column("sign", String(40), nullable=False),  # what a push may call it
    Column("alarm", Boolean, nullable=False, server_default=false()),  # it is marked 🚨
    sqlite_autoincrement=True,  # an old key must never meet a new subject of the same number
)

outbox = Table(
    "outbox",
    meta,
    _id(),
    Column("key", String(120), unique=True),  # what must be told once
    _to("address", "addresses", index=True),  # none once it was told: beside the moment it tells who reported
    Column("kind", String(12), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("sealed", LargeBinary),  # text and keyboard; gone when it is sent
    Column("edits", BigInteger),  # the message to redraw
    _to("subject", "subjects"),
    Column("written_at", MomentColumn, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", MomentColumn),
    Column("dropped", String(40)),
    Column("message_id", BigInteger),
    Column("vanishes_at", MomentColumn),  # full data leaves the chat again
)
_waiting = outbox.c.sent_at.is_(None) & outbox.c.dropped.is_(None)
Index("ix_outbox_waiting", outbox.c.priority, outbox.c.id, sqlite_where=_waiting)
Index(
    "ix_outbox_vanishing",
    outbox.c.vanishes_at,
    sqlite_where=outbox.c.vanishes_at.isnot(None),
)

drafts = Table(
    "drafts",
    meta,
    _id(),
    _to("person", "people", nullable=False, index=True),
    Column("form", String(20), nullable=False),
    _to("subject", "subjects"),
    Column("sealed", LargeBinary, nullable=False),
    Column("asking", String(20)),
    Column("version", Integer, nullable=False),
    Column("touched_at", MomentColumn, nullable=False, index=True),
    Column("remind_at", MomentColumn, index=True),  # when its writer hears next that it was not sent
    Column("reminded", Integer, nullable=False),  # so often they heard
    sqlite_autoincrement=True,  # an old key must never meet a new draft of the same number
)

households = Table(  # who lives there and where; what was judged to be one is joined, and can be parted
    "households",
    meta,
    _id(),
    Column("wrapped", LargeBinary, nullable=False),  # its key
    Column("sealed", LargeBinary, nullable=False),
    _to("joined_to", "households", index=True),
    Column("version", Integer, nullable=False),
)

cases = Table(
    "cases",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    Column("number", String(20), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("village", String(40), nullable=False),
    Column("district", String(20), nullable=False),  # the village's
    Column("urgent", Boolean, nullable=False),
    Column("kinds", Together, nullable=False, server_default="[]"),
    Column("risk", String(10)),
    _to("household_id", "households", nullable=False, index=True),
    Column("child_told", Boolean),
    Column("child_in", JSON, nullable=False),
    Column("reported_at", MomentColumn, nullable=False, index=True),
    Column("returned_at", MomentColumn),
    _to("joined_to", "cases", index=True),
    Column("pressing", MomentColumn, nullable=False),  # where it stands in a list (`obligations.py`)
    Column("version", Integer, nullable=False),
)
Index("ix_cases_pressing", cases.c.pressing, cases.c.id)
for _column in (cases.c[name] for name in ("state", "village", "district", "risk", "urgent", "kinds")):
    Index(f"ix_cases_{_column.name}", _column, cases.c.pressing, cases.c.id)  # in the order of a list
kinds_together = type_coerce(cases.c.kinds, String)
"""All kinds of a case as one text: few of them there are, and whoever asks for a kind reads along these."""

searches = Table(
    "searches", meta, _to("case_id", "cases", primary_key=True), *columns(ChildSearch)
)  # 行方不明兒少
sharings = Table("sharings", meta, _to("case_id", "cases", primary_key=True), *columns(Sharing))  # 共案
closings = Table("closings", meta, _to("case_id", "cases", primary_key=True), *columns(Closing))
_proposed = closings.c.proposed_at.isnot(None)
Index("ix_closings_proposed", closings.c.case_id, sqlite_where=_proposed)
Index("ix_closings_closed_at", closings.c.closed_at, closings.c.case_id)
disputes = Table("disputes", meta, _to("case_id", "cases", primary_key=True), *columns(Dispute))
seats = Table(  # the lead's has the id of its case; a joint one is a subject of its own
    "seats",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("case_id", "cases", nullable=False, index=True),
    *columns(Seat),
    Column("lapses_at", MomentColumn, index=True),
    Column("state", String(20), nullable=False),  # its case's, like the next:
    Column("pressing", MomentColumn, nullable=False),  # what a unit or a worker has is read in order
)
for _column in (seats.c.unit, seats.c.worker, seats.c.offered):
    Index(f"ix_seats_{_column.name}", _column, seats.c.pressing, seats.c.case_id)
for _column in (seats.c.unit, seats.c.worker):
    Index(f"ix_seats_{_column.name}_state", _column, seats.c.state, seats.c.pressing, seats.c.case_id)
trackings = Table(  # 列管: what a conference decided
    "trackings",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    *columns(Tracking),
)
_tracked = trackings.c.removed_at.is_(None)
Index("ix_trackings_open", trackings.c.case_id, sqlite_where=_tracked)

meetings = Table(  # planned by the edition, or at need; what was said of it is sealed
    "meetings",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    _to("unit", "units", nullable=False, index=True),
    Column("topic", String(60), nullable=False),
    Column("month", Date, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("edition", String(40), nullable=False),
    Column("before", Date),
    Column("fixed", Date),
    Column("called_at", MomentColumn),
    Column("told_silent", Boolean, nullable=False),
    Column("chair", String(20)),
    Column("held_on", Date),
    Column("called_off_on", Date),  # only of one at need
    Column("minutes_sent_on", Date),
    Column("filing_asked_on", Date),
    Column("filed_on", Date),
    _to("joined_to", "meetings", index=True),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("kind", "unit", "topic", "month", "extra"),
)
Index("ix_meetings_fixed", meetings.c.fixed, sqlite_where=meetings.c.held_on.is_(None))
attendances = Table(  # a unit's part in a meeting
    "attendances",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("meeting", "meetings", nullable=False),
    _to("unit", "units", nullable=False, index=True),
    Column("asked_on", Date),
    Column("proposed_on", Date),
    Column("invited_at", MomentColumn),
    Column("answer", String(20)),
    Column("present", Boolean),
    Column("reported_on", Date),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # who comes instead
    UniqueConstraint("meeting", "unit"),
)
submitted = Table(  # work reports and proposals that units write before a meeting
    "submitted",
    meta,
    _id(),
    _to("meeting", "meetings", nullable=False, index=True),
    _to("unit", "units", nullable=False),
    Column("kind", String(20), nullable=False),
    Column("on", Date, nullable=False),
    Column("ruling", String(20)),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
guests = Table(  # who is invited to one point of a meeting: a chief, or an expert without an account
    "guests",
    meta,
    _id(),
    _to("meeting", "meetings", nullable=False, index=True),
    _to("point", "submitted"),  # none: the whole meeting, as an expert is
    _to("person", "people", index=True),  # none: an expert
    Column("answer", String(20)),
    Column("present", Boolean),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # name, field, institution
)
discussed = Table(  # a case before a conference; what was said is sealed by the key of the case
    "discussed",
    meta,
    _id(),
    _to("meeting", "meetings", nullable=False),
    _to("case_id", "cases", nullable=False, index=True),
    _to("unit", "units"),  # who proposed it; none: it is tracked already
    Column("proposed_on", Date, nullable=False),
    Column("former", Boolean, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("tried", JSON, nullable=False),
    Column("units", JSON, nullable=False),
    Column("priority", String(1), nullable=False),
    Column("decision", String(20)),
    Column("plan", String(20)),
    Column("awaits", String(20)),
    Column("place", Integer),  # in the agenda, where the secretariat gave it another than the rule's
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("meeting", "case_id"),
)
escorts = Table(  # a police escort asked for; what was said is sealed by the key of the case
    "escorts",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("case_id", "cases", nullable=False, index=True),
    _to("unit", "units", nullable=False),  # the precinct
    Column("seat", _Id, nullable=False),  # of the case, from which it was asked
    Column("asked_at", MomentColumn, nullable=False),
    Column("visit_at", MomentColumn, nullable=False, index=True),
    Column("answer", String(20)),
    Column("outcome", String(20)),
    Column("ended_at", MomentColumn),
    Column("told_at", MomentColumn),
    Column("reminded_at", MomentColumn),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # why, why not, what came of it
)
dossiers = Table(  # a matter between units: a column is what it is found by, all else is sealed as one
    "dossiers",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),  # as of its subject
    _to("case_id", "cases", index=True),
    _to("unit", "units", nullable=False, index=True),  # that answers for it
    _to("by_unit", "units", index=True),  # that began it
    Column("ended_at", MomentColumn),
    Column("wakes_at", MomentColumn, index=True),  # when the bell looks at it next
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_dossiers_kind_ended_at", "kind", "ended_at"),
)
items = Table(  # 列管事項: what a meeting decided and keeps asking about
    "items",
    meta,
    _id(),
    _to("meeting", "meetings", nullable=False, index=True),  # that decided it
    Column("serials", JSON, nullable=False),
    Column("raised_on", Date),  # 上提府級
    Column("answered_on", Date),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
item_units = Table(  # each unit's part in it: its own progress and its own removal
    "item_units",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("item", "items", nullable=False),
    _to("unit", "units", nullable=False, index=True),
    Column("lead", Boolean, nullable=False),
    Column("asked_for", Date),
    Column("removed_on", Date),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("item", "unit"),
)
progress = Table(  # what a unit said before a meeting
    "progress",
    meta,
    _id(),
    _to("item_unit", "item_units", nullable=False),
    _to("meeting", "meetings", nullable=False),
    _to("by", "people", nullable=False),
    Column("told_on", Date, nullable=False),
    Column("advice", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("item_unit", "meeting"),
)
merits = Table(  # 獎懲: what is said of a unit's year; what it did is counted anew each time
    "merits",
    meta,
    Column("year", Integer, primary_key=True),
    _to("unit", "units", primary_key=True),
    Column("objected_on", Date),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
minutes = Table(  # what was sent, each version of it
    "minutes",
    meta,
    _id(),
    _to("meeting", "meetings", nullable=False, index=True),
    _to("by", "people", nullable=False),
    Column("made_at", MomentColumn, nullable=False),
    Column("sent_on", Date),
    Column("sealed", LargeBinary, nullable=False),
)

case_keys = Table(  # deleting a row erases its case
    "case_keys",
    meta,
    _to("case_id", "cases", primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

tokens = Table(  # keyed hashes: of ID, phone, address, surname, and of every two characters of a name
    "tokens",
    meta,
    _to("household_id", "households", primary_key=True),
    Column("field", String(12), primary_key=True),
    Column("token", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,  # a row is its key: SQLite would keep it twice
)
Index("ix_tokens_field_token", tokens.c.field, tokens.c.token, tokens.c.household_id)  # tells whose it is

reports = Table(  # evidence: never changed
    "reports",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("reported_at", MomentColumn, nullable=False),
    _to("adds_to", "reports", index=True),  # what its reporter added later; none of its own
    Column("adds", String(12)),
)

evidence = Table(  # what was sent with a report: photos, films, sounds
    "evidence",
    meta,
    _id(),
    _to("report", "reports", nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # its kind, and where the messenger has it
    Column("attempts", Integer, nullable=False),
    Column("due_at", MomentColumn),  # when it is fetched next; none: it is here, or not to be had
    Column("parts", Integer),  # of so many pieces; none while it is not here as a whole
)
Index("ix_evidence_due", evidence.c.due_at, sqlite_where=evidence.c.due_at.isnot(None))

evidence_parts = Table(
    "evidence_parts",
    meta,
    _to("evidence", "evidence", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

reporters = Table(  # who reported: its own table, its own key (`trust.md` LR)
    "reporters",
    meta,
    _to("report", "reports", primary_key=True),
    Column("token", LargeBinary, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

visits = Table(
    "visits",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    _to("seat", "seats", nullable=False),
    _to("by", "people", nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("logged_at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_visits_visited_on", "visited_on", "case_id"),
)

follow_ups = Table(
    "follow_ups",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    _to("seat", "seats", nullable=False),
    Column("month", Date, nullable=False),
    _to("by", "people", nullable=False),
    Column("filed_at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("seat", "month"),
)

papers = Table(  # assessment reports and joint plans
    "papers",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    _to("seat", "seats", nullable=False),
    _to("by", "people", nullable=False),
    Column("kind", String(20), nullable=False),
    Column("filed_at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

remarks = Table(  # the reasons people gave
    "remarks",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    _to("by", "people"),
    Column("verb", String(40), nullable=False),
    Column("at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

recusals = Table(  # who keeps out of a case (迴避)
    "recusals",
    meta,
    _to("case_id", "cases", primary_key=True),
    _to("person", "people", primary_key=True, index=True),
    _to("by", "people", nullable=False),
    Column("at", MomentColumn, nullable=False),
)

decoys = Table(  # which cases are invented, and by whom
    "decoys",
    meta,
    _to("case_id", "cases", primary_key=True),
    _to("by", "people", nullable=False),
    Column("at", MomentColumn, nullable=False),
)

glass = Table(  # who opened which case in an emergency, and reads it until when
    "glass",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    _to("person", "people", nullable=False, index=True),
    Column("at", MomentColumn, nullable=False),
    Column("until", MomentColumn, nullable=False),
)

obligations = Table(
    "obligations",
    meta,
    _id(),
    _to("subject", "subjects", nullable=False, index=True),
    Column("duty", String(20), nullable=False),
    Column("period", String(40), nullable=False),
    Column("since", MomentColumn, nullable=False),
    Column("due", MomentColumn, nullable=False),
    Column("behind", Boolean, nullable=False, server_default=false()),  # its case is owed something before
    Column("urgent", Boolean, nullable=False),  # a 24-hour matter
    Column("known_at", MomentColumn, nullable=False),  # since when who owes it can know
    Column("bearer", String(20), nullable=False),
    _to("person", "people", index=True),
    _to("unit", "units"),
    Column("climbed", Integer, nullable=False),
    Column("next_nudge", MomentColumn),
    Column("ended_at", MomentColumn),
)
_open = obligations.c.ended_at.is_(None)
Index(
    "uq_obligations_open",
    obligations.c.subject,
    obligations.c.duty,
    obligations.c.period,
    unique=True,
    sqlite_where=_open,
)
Index(
    "ix_obligations_next_nudge",
    obligations.c.urgent,
    obligations.c.next_nudge,
    obligations.c.person,
    sqlite_where=_open,
)
Index(
    "ix_obligations_behind",
    obligations.c.due,
    obligations.c.subject,
    sqlite_where=and_(_open, obligations.c.behind),
)
for _name, _by in {  # what is open, by whoever has it, in the order in which it is read
    "due": ("due", "subject", "ended_at"),  # of whom something is due is read of the index alone
    "duty": ("duty", "since"),
    "bearer": ("bearer", "due", "id"),
    "unit": ("unit", "bearer", "due", "id"),
    "theirs": ("person", "bearer", "due", "id"),
    "answers": ("person", "duty", "due", "id"),
}.items():
    _of = (obligations.c[column] for column in _by)
    Index(f"ix_obligations_{_name}", *_of, sqlite_where=_open)

nudges = Table(
    "nudges",
    meta,
    _id(),
    _to("obligation", "obligations", nullable=False),
    Column("rung", String(10), nullable=False),
    _to("person", "people", nullable=False),
    Column("at", MomentColumn, nullable=False),  # when it goes out
    Column("told_at", MomentColumn),
    Column("letter", BigInteger),  # the outbox row that tells it
    UniqueConstraint("obligation", "rung", "person"),
)
_untold = nudges.c.told_at.is_(None)
Index("ix_nudges_untold", nudges.c.at, nudges.c.person, sqlite_where=_untold)
Index("ix_nudges_person", nudges.c.person, nudges.c.told_at)
Index("ix_nudges_letter", nudges.c.letter)

closed_days = Table(  # 停班停課: what no calendar can know
    "closed_days",
    meta,
    Column("day", Date, primary_key=True),
    _to("by", "people"),
    Column("at", MomentColumn, nullable=False),
)

leaves = Table(  # who is away, and who stands in
    "leaves",
    meta,
    _id(),
    _to("person", "people", nullable=False, index=True),
    _to("deputy", "people", nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("asked_at", MomentColumn, nullable=False),
    Column("back_at", MomentColumn, nullable=False),  # when the list comes back
    Column("told_at", MomentColumn),
)
_away = leaves.c.told_at.is_(None)
Index("ix_leaves_back_at", leaves.c.back_at, sqlite_where=_away)

handovers = Table(  # who took over from whom, and what was to be known
    "handovers",
    meta,
    _id(),
    _to("person", "people", nullable=False, index=True),
    _to("receiver", "people", nullable=False, index=True),
    _to("by", "people"),
    Column("at", MomentColumn, nullable=False),
    Column("moved", JSON, nullable=False),  # counts
    Column("sealed", LargeBinary, nullable=False),  # the note
)

rosters = Table(  # a month's list of one kind of case, for one centre [001] 三(六)2(2), (3)
    "rosters",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    _to("giver", "units", nullable=False),
    _to("centre", "units", nullable=False, index=True),
    Column("month", Date, nullable=False),
    Column("given_at", MomentColumn),  # none: it is awaited
    _to("by", "people"),
    Column("waiting", Integer, nullable=False),  # rows to be dispatched
    Column("version", Integer, nullable=False),
    UniqueConstraint("kind", "centre", "month"),
)
roster_rows = Table(
    "roster_rows",
    meta,
    _id(),
    _to("roster", "rosters", nullable=False, index=True),
    Column("number", Integer, nullable=False),  # where it stood in the sheet
    Column("token", LargeBinary, nullable=False, index=True),  # keyed hash of whom it is about
    Column("state", String(20), nullable=False),
    _to("case_id", "cases", index=True),  # the one that it became, or that is open already
    Column("sealed", LargeBinary, nullable=False),
)

service_lists = Table(  # a month's list of what one bureau serves, for the match [001] 三(六)2(5)
    "service_lists",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("unit", "units", nullable=False),
    Column("month", Date, nullable=False, index=True),
    Column("given_at", MomentColumn),  # none: it is awaited
    _to("by", "people"),
    Column("rows", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary),  # all of it; gone when a later one came
    UniqueConstraint("unit", "month"),
)

matches = Table(  # what the match of a month found, until the next one does (勾稽比對)
    "matches",
    meta,
    _id(),
    Column("month", Date, nullable=False, unique=True),
    Column("stamp", String(64), nullable=False),  # of which lists
    _to("by", "people", nullable=False),
    Column("at", MomentColumn, nullable=False),
    Column("published_at", MomentColumn),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # an old key must never meet a new match of the same number
)
match_verdicts = Table(  # what people decided of two rows, by keyed hashes of whom these are about
    "match_verdicts",
    meta,
    _id(),
    Column("one", LargeBinary, nullable=False),
    Column("other", LargeBinary, nullable=False),
    Column("same", Boolean, nullable=False),
    _to("by", "people", nullable=False),
    Column("at", MomentColumn, nullable=False),
    UniqueConstraint("one", "other"),
)
shared_families = Table(  # families that several units serve (共案), from match to match
    "shared_families",
    meta,
    _id(),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("ended", Date, index=True),
    _to("case_id", "cases", index=True),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a family is called by its number
)

campaigns = Table(  # New-Year care of a year [003]
    "campaigns",
    meta,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("begun_at", MomentColumn, nullable=False),
    _to("by", "people"),
    Column("closed_at", MomentColumn),
)

care_parts = Table(  # a unit's list and its results
    "care_parts",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    Column("year", Integer, ForeignKey("campaigns.year"), nullable=False),
    _to("unit", "units", nullable=False),
    Column("asked_at", MomentColumn, nullable=False),
    Column("listed_at", MomentColumn),
    Column("results_at", MomentColumn),
    Column("figures", JSON, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # why they were corrected
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "unit"),
)

care_households = Table(
    "care_households",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    Column("year", Integer, ForeignKey("campaigns.year"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("village", String(40), nullable=False),
    _to("unit", "units", nullable=False, index=True),  # who leads
    _to("person", "people", index=True),
    Column("grouped", String(20), nullable=False),
    Column("high", Boolean, nullable=False),
    Column("listed_at", MomentColumn, nullable=False),
    _to("into", "care_households"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "number"),
)

care_entries = Table(  # a household on the list of one unit; which list it is, is sealed
    "care_entries",
    meta,
    _id(),
    _to("care", "care_households", nullable=False, index=True),
    _to("unit", "units", nullable=False, index=True),
    _to("person", "people", index=True),
    _to("household_id", "households", nullable=False, index=True),
    _to("case_id", "cases", index=True),
    Column("listed_at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

care_visits = Table(
    "care_visits",
    meta,
    _id(),
    _to("care", "care_households", nullable=False, index=True),
    _to("unit", "units", nullable=False),
    _to("person", "people", nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

cold_alerts = Table(  # 低溫
    "cold_alerts",
    meta,
    _id(),
    Column("degree", Integer, nullable=False),
    Column("areas", JSON, nullable=False),
    Column("begun_at", MomentColumn, nullable=False),
    Column("until", Date, nullable=False),
    _to("by", "people"),
    Column("ended_at", MomentColumn),
    Column("counted_on", Date, nullable=False),  # the day whose lists were made
)

cold_lists = Table(  # whom a unit, or somebody of it, asks after
    "cold_lists",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("alert", "cold_alerts", nullable=False, index=True),
    _to("unit", "units", nullable=False),
    _to("person", "people"),
    Column("street", Boolean, nullable=False),
)

cold_contacts = Table(
    "cold_contacts",
    meta,
    _id(),
    _to("alert", "cold_alerts", nullable=False, index=True),
    _to("care", "care_households", nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("how", String(20), nullable=False),
    _to("unit", "units", nullable=False),
    _to("person", "people", nullable=False),
    Column("at", MomentColumn, nullable=False),
    Column("checked", JSON, nullable=False),
)

shelters = Table(  # beds, as they were told last
    "shelters",
    meta,
    _id(),
    Column("name", String(40), nullable=False, unique=True),
    Column("beds", JSON, nullable=False),
    Column("told_at", MomentColumn, nullable=False),
    _to("by", "people"),
)

beds_given = Table(
    "beds_given",
    meta,
    _id(),
    _to("shelter", "shelters", nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    _to("care", "care_households"),
    Column("at", MomentColumn, nullable=False),
    _to("by", "people"),
)

reliefs = Table(  # 急難紓困: what was paid
    "reliefs",
    meta,
    _id(),
    _to("care", "care_households", nullable=False, index=True),
    _to("unit", "units", nullable=False, index=True),
    _to("person", "people", nullable=False),
    Column("amount", Integer, nullable=False),
    Column("at", MomentColumn, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

relief_funds = Table(  # 備用金
    "relief_funds",
    meta,
    _to("unit", "units", primary_key=True, autoincrement=False),
    Column("amount", Integer, nullable=False),
    Column("told_at", MomentColumn, nullable=False),
)

care_needs = Table(  # what elders and disabled people need in the holiday
    "care_needs",
    meta,
    _to("care", "care_households", primary_key=True, autoincrement=False),
    Column("needs", JSON, nullable=False),
    Column("gaps", JSON, nullable=False),
    Column("at", MomentColumn, nullable=False),
    _to("by", "people"),
)

allowances = Table(  # that were paid out before the holiday
    "allowances",
    meta,
    Column("year", Integer, ForeignKey("campaigns.year"), primary_key=True, autoincrement=False),
    Column("kind", String(60), primary_key=True),
    Column("at", MomentColumn, nullable=False),
    _to("by", "people"),
)

major_events = Table(  # 重大或輿情事件
    "major_events",
    meta,
    _id(),
    Column("at", MomentColumn, nullable=False),
    _to("by", "people"),
    Column("ended_at", MomentColumn),
    Column("sealed", LargeBinary, nullable=False),
)

files = Table(  # what people sent as files
    "files",
    meta,
    _id(),
    _to("person", "people", nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),  # its name, where the messenger has it, of how many parts
    Column("came_at", MomentColumn, nullable=False),
    Column("expires_at", MomentColumn, nullable=False, index=True),
)

file_parts = Table(  # piece by piece: no transaction holds others up while a file comes in
    "file_parts",
    meta,
    _to("file", "files", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

rotas = Table(  # who of a unit is on call (值班)
    "rotas",
    meta,
    _to("id", "subjects", primary_key=True, autoincrement=False),
    _to("unit", "units", nullable=False, unique=True),
    Column("today", Date, nullable=False, index=True),  # what is past owes nothing
)

shifts = Table(
    "shifts",
    meta,
    _id(),
    _to("rota", "rotas", nullable=False),
    Column("day", Date, nullable=False),
    Column("begins", Integer, nullable=False),  # minutes after midnight
    Column("ends", Integer, nullable=False),
    _to("person", "people", index=True),
    _to("backup", "people", index=True),
    Column("sealed", LargeBinary, nullable=False),  # names and telephones
    Column("phone_on_at", MomentColumn),
)
Index("ix_shifts_rota_day", shifts.c.rota, shifts.c.day)
Index("ix_shifts_day", shifts.c.day)

calls = Table(  # a 24-hour matter that somebody on call was asked to answer
    "calls",
    meta,
    _id(),
    _to("case_id", "cases", nullable=False, index=True),
    _to("unit", "units", nullable=False),
    _to("asked", "people"),  # none: whoever leads was called
    Column("called_at", MomentColumn, nullable=False),
    Column("due", MomentColumn, nullable=False),
    Column("ended_at", MomentColumn),
)
_unanswered = calls.c.ended_at.is_(None)
Index("ix_calls_unanswered", calls.c.due, sqlite_where=_unanswered)

errands = Table(  # what takes long or comes from outside: asked for in a turn, done beside the turns
    "errands",
    meta,
    _id(),
    Column("kind", String(20), nullable=False),
    _to("person", "people", nullable=False, index=True),
    _to("address", "addresses", nullable=False),  # where it was asked, and is told
    _to("file", "files", index=True),
    Column("sealed", LargeBinary, nullable=False),  # what is asked
    Column("state", String(10), nullable=False),
    Column("progress", Integer, nullable=False),  # per cent
    Column("letter", BigInteger),  # the outbox row whose message shows it
    Column("attempts", Integer, nullable=False),
    Column("asked_at", MomentColumn, nullable=False),
    Column("due_at", MomentColumn, nullable=False),  # when it may be taken up: a claim sets it ahead
    Column("ended_at", MomentColumn),
    Column("result", LargeBinary),  # sealed
    Column("digest", LargeBinary),  # keyed hash of the file that was read: the same one is not read again
    Column("expires_at", MomentColumn, nullable=False, index=True),
)
_unfinished = errands.c.ended_at.is_(None)
Index("ix_errands_unfinished", errands.c.due_at, sqlite_where=_unfinished)

journal = Table(  # append-only, hash-chained: ids and verbs, no content
    "journal",
    meta,
    _id(),
    Column("at", MomentColumn, nullable=False),
    Column("actor", _Id),
    Column("verb", String(40), nullable=False),
    Column("subject", _Id, index=True),
    Column("detail", JSON, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("chain", _Id, nullable=False, server_default="0"),
)
Index("ix_journal_chain", journal.c.chain, journal.c.id)
LOOKED = text("substr(verb, length(verb) - 5) IN ('_shown', 'vealed', 'missed')")
"""As it stands in the index of looks (`casework.cases.looks`) and of look-ups in vain, so that it is used."""
Index("ix_journal_looks", journal.c.actor, journal.c.at, sqlite_where=LOOKED)

journal_head = Table(  # by the number of its chain: the last hash; locking it puts the chain's acts in order
    "journal_head", meta, Column("id", _Id, primary_key=True), Column("hash", LargeBinary, nullable=False)
)
