"""What is to be told: written in the transaction of the act, sent after it, kept until it arrived."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, exists, func, insert, or_, select, update

from storage.core import wakes
from storage.core.database import Transaction
from storage.core.letters import Address, Letter, LetterKind, Priority
from storage.core.tables import addresses, outbox, people
from storage.reminders import nudges
from storage.staffing import addresses as addressing

_ADD = insert(outbox).returning(outbox.c.id)
_KNOWN = select(outbox.c.id).where(outbox.c.key == bindparam("key"))
_waits = outbox.c.sent_at.is_(None) & outbox.c.dropped.is_(None)
_T, _MESSAGE_TYPE = outbox.c.written_at.type, outbox.c.message_id.type
_newer = outbox.alias("newer")
_OVERTAKEN = exists().where(
    _newer.c.address == outbox.c.address, _newer.c.kind == LetterKind.CARD, _newer.c.id > outbox.c.id
)
_DUE = (
    select(
        outbox,
        people.c.active,
        people.c.asleep,
        _OVERTAKEN.label("overtaken"),
        *addressing.COLUMNS,
    )
    .join(addresses, addresses.c.id == outbox.c.address)
    .outerjoin(people, people.c.id == addresses.c.person)
    .where(
        addresses.c.channel.in_(bindparam("channels", expanding=True)),
        _waits,
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
)
_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("rows", expanding=True)), _waits)
    .values(attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id, outbox.c.attempts, outbox.c.edits)
)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        sent_at=bindparam("now", type_=_T),
        # another may have told it too: the row names one message, and goes on naming it
        message_id=func.coalesce(outbox.c.message_id, bindparam("message", type_=_MESSAGE_TYPE)),
        sealed=None,
        # beside the pushes of the same moment it would tell who reported
        address=case((outbox.c.vanishes_at.isnot(None), outbox.c.address)),
    )
)
_OVERTAKE = (
    update(outbox)
    .where(
        outbox.c.address == bindparam("of"),
        outbox.c.kind == LetterKind.CARD,
        outbox.c.id < bindparam("row"),
        _waits,
    )
    .values(dropped="overtaken", sealed=None, address=None)
)
_CARD = (
    update(addresses)
    .where(
        addresses.c.id == bindparam("of"),
        # who was buried before it kept account of this: others told it meanwhile, or what came after it
        exists().where(
            outbox.c.id == bindparam("row"),
            outbox.c.message_id.is_not_distinct_from(bindparam("message", type_=_MESSAGE_TYPE)),
            outbox.c.dropped.is_(None),
        ),
    )
    .values(card=bindparam("message"))
)
_GOES = select(outbox.c.id).where(
    outbox.c.id == bindparam("row"),
    outbox.c.message_id == bindparam("message"),
    outbox.c.vanishes_at.isnot(None),
)
_placed = outbox.c.message_id.isnot(None)  # an empty message stands for it, and goes in its time
_CARD_AT = select(addresses.c.card).where(addresses.c.id == bindparam("of"))
MADE_HERE = {LetterKind.DOCUMENT, LetterKind.PICTURE}
BLOCKED = "blocked"
"""Why a letter was not told: the bot was blocked there."""
_DROP = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        dropped=bindparam("why"),
        sealed=None,
        vanishes_at=case((_placed, outbox.c.vanishes_at)),
        address=case((_placed & outbox.c.vanishes_at.isnot(None), outbox.c.address)),
    )
)
_FORGO = _DROP.where(_waits)
_HELD = update(outbox).where(outbox.c.id == bindparam("row")).values(dropped=BLOCKED)
_MISSED = (
    select(outbox.c.id, outbox.c.kind, outbox.c.priority, outbox.c.sealed, outbox.c.subject)
    .where(outbox.c.address == bindparam("where"), outbox.c.dropped == BLOCKED, outbox.c.sealed.isnot(None))
    .order_by(outbox.c.id.desc())
)
_PLACED = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("row"),
        _waits,
        or_(outbox.c.message_id.is_(None), outbox.c.message_id == bindparam("message")),
    )
    .values(edits=bindparam("message"), message_id=bindparam("message"))
)
_MESSAGE = select(outbox.c.message_id).where(outbox.c.id == bindparam("row"))
_SUBJECT = select(outbox.c.subject).where(outbox.c.id == bindparam("row"))
_WAITING_FOR = select(outbox.c.id, outbox.c.kind).where(
    outbox.c.address.in_(select(addresses.c.id).where(addresses.c.person == bindparam("whose"))),
    _waits,
    outbox.c.kind != LetterKind.DELETE,
)
_WAITING = select(outbox.c.id, outbox.c.kind).where(_waits, outbox.c.kind != LetterKind.DELETE)
_UNTOLD = select(outbox.c.id).where(outbox.c.id == bindparam("row"), _waits)
_FORGET = delete(outbox).where(
    outbox.c.written_at < bindparam("before", type_=_T),
    or_(outbox.c.sent_at.isnot(None), outbox.c.dropped.isnot(None)),
    outbox.c.vanishes_at.is_(None),
)
_FORGET_STRANGERS = _FORGET.where(outbox.c.priority == Priority.STRANGER)


def write(
    db: Transaction,
    to: Address,
    kind: LetterKind,
    content: Mapping[str, Any],
    *,
    priority: Priority,
    key: str | None = None,
    edits: int | None = None,
    subject: int | None = None,
    vanishes_at: datetime | None = None,
) -> int | None:
    """Put something to tell into the transaction; with a *key* it is told once, ever.

    After the commit the sender of this process gets it, where it speaks and has room; else it waits to be
    taken. Returns its row; in a turn that only reads it has none yet.
    """
    if db.later is not None:
        db.later.append(
            lambda then: write(
                then,
                to,
                kind,
                content,
                priority=priority,
                key=key,
                edits=edits,
                subject=subject,
                vanishes_at=vanishes_at,
            )
        )
        return None
    if key is not None and db.connection.execute(_KNOWN, {"key": key}).first():
        return None
    taken = db.sends(priority)
    if not taken:
        db.wakes.add(wakes.OUTBOX)
    row = db.connection.execute(
        _ADD,
        {
            "key": key,
            "address": to.id,
            "kind": kind,
            "priority": priority,
            "sealed": db.vault.seal_data("outbox", to.id, content),
            "edits": edits,
            "subject": subject,
            "written_at": db.now,
            "attempts": int(taken),
            "vanishes_at": vanishes_at,
        },
    ).scalar_one()
    db.written.append(Letter(row, to, kind, priority, content, edits, int(taken)))
    return int(row)


def take(db: Transaction, most: int, channels: Collection[str], held: Collection[int] = ()) -> list[Letter]:
    """Take what is to be told on these channels, the pressing first: all of it, or until so many are *held*.

    It is judged again: who hears may have left, the act may have come.
    """
    while True:
        found = _found(db, most, channels, held)
        pointless = {row.id: reason for row in found if (reason := _pointless(db, row))}
        for row, reason in pointless.items():
            drop(db, row, reason)
        more = found and len(found) + len(held) >= most
        if not (pointless and more):
            letters = _taken(db, [row for row in found if row.id not in pointless])
            if letters or not more:  # else another took all of them
                return letters


def _taken(db: Transaction, wanted: list[Any]) -> list[Letter]:
    """Count that these are tried: what becomes of them goes by the rows as they are now.

    Whoever had them before may have ended meanwhile what it was at: told them, or taken them, too.
    """
    if not wanted:
        return []
    found = db.connection.execute(_TAKE, {"rows": [row.id for row in wanted]}).all()
    now = {row.id: row for row in found}
    return [_letter(db, row, now[row.id]) for row in wanted if row.id in now]


def _found(db: Transaction, most: int, channels: Collection[str], held: Collection[int]) -> list[Any]:
    found = db.connection.execute(_DUE, {"most": most, "channels": list(channels)}).all()
    return [row for row in found if row.id not in held]


def _pointless(db: Transaction, row: Any) -> str | None:
    if (
        row.active is False
        and row.kind != LetterKind.DELETE  # what they were shown still leaves their screen
        and not (row.asleep and row.kind == LetterKind.MESSAGE)  # they hear that their access sleeps
    ):
        return "left"
    if row.kind == LetterKind.NUDGE and not nudges.judge_again(db, row.id):
        return "done"
    if row.kind == LetterKind.CARD and row.overtaken:  # the conversation went on: an old card would confuse
        return "overtaken"
    return None


def _letter(db: Transaction, row: Any, now: Any) -> Letter:
    return Letter(
        row.id,
        addressing.read(db, row),
        LetterKind(row.kind),
        Priority(row.priority),
        db.vault.open_data("outbox", row.address, row.sealed),
        now.edits,
        now.attempts,
        arrived=now.attempts > 1,  # who had it before may have died after sending
    )


def sent(db: Transaction, arrived: Iterable[tuple[Letter, int | None]]) -> None:
    """Mark rows as told; a new card is remembered as the one screen, older ones are not told any more.

    Full data is taken back at once where its row does not say when it goes: another told it elsewhere, or it
    was withdrawn on its way.
    """
    told = list(arrived)
    new = [(one, message) for one, message in told if one.kind is LetterKind.CARD and message != one.to.card]
    marks = [{"row": letter.row, "now": db.now, "message": message} for letter, message in told]
    over = [{"of": one.to.id, "row": one.row} for one, _ in new]
    shown = [{"of": one.to.id, "row": one.row, "message": message} for one, message in new]
    for statement, rows in ((_SENT, marks), (_OVERTAKE, over), (_CARD, shown)):
        if rows:
            db.connection.execute(statement, rows)
    for letter, message in told:
        if letter.right is not None and message is not None and not _goes(db, letter.row, message):
            _take_back(db, letter.to, message)


def _goes(db: Transaction, row: int, message: int) -> bool:
    return db.connection.execute(_GOES, {"row": row, "message": message}).first() is not None


def drop(db: Transaction, row: int, why: str) -> None:
    """Return a row up, and say why."""
    db.connection.execute(_DROP, {"row": row, "why": why})


def hold(db: Transaction, row: int) -> None:
    """Keep a letter that reaches nobody because the bot is blocked there, until they come back."""
    db.connection.execute(_HELD, {"row": row})


def write_again(db: Transaction, to: Address, most: int) -> int:
    """Write the latest of what could not be told to who came back; return how much there was."""
    missed = db.connection.execute(_MISSED, {"where": to.id}).all()
    for row in reversed(missed[:most]):
        content = db.vault.open_data("outbox", to.id, row.sealed)
        kind, priority = LetterKind(row.kind), Priority(row.priority)
        write(db, to, kind, content, priority=priority, subject=row.subject)
    for row in missed:
        drop(db, row.id, BLOCKED)
    return len(missed)


def placed(db: Transaction, letter: Letter, message: int) -> bool:
    """Keep in which message full data will stand, before it does: so it is taken back, come what may.

    False where it is to be told there no more, and that message is taken back: the letter was told or dropped
    meanwhile, or another gave it a place.
    """
    kept = db.connection.execute(_PLACED, {"row": letter.row, "message": message}).rowcount > 0
    if not kept:
        _take_back(db, letter.to, message)
    return kept


def _take_back(db: Transaction, to: Address, message: int) -> None:
    write(db, to, LetterKind.DELETE, {"message": message}, priority=Priority.PUSH)


def message_of(db: Transaction, row: int) -> int | None:
    """Return the message that a letter became; None while it is not told."""
    found = db.connection.execute(_MESSAGE, {"row": row}).scalar()
    return None if found is None else int(found)


def subject_of(db: Transaction, row: int) -> int | None:
    """Return what a letter is about."""
    found = db.connection.execute(_SUBJECT, {"row": row}).scalar()
    return None if found is None else int(found)


def card_at(db: Transaction, address: int) -> int | None:
    """Return the message that is the one screen of an address."""
    found = db.connection.execute(_CARD_AT, {"of": address}).scalar()
    return None if found is None else int(found)


def forgo(db: Transaction, row: int, why: str) -> bool:
    """Leave out a letter of which it is not known yet that it was told; False when it is, or it was dropped.

    It may be on its way to the chat already: what it became there is known once it was told.
    """
    hit = db.connection.execute(_FORGO, {"row": row, "why": why}).rowcount > 0
    if hit:
        db.withdrawn.append(row)
    return hit


def withdraw(db: Transaction, person: int) -> None:
    """Drop what waits for somebody; nudges wait to be told anew, to whoever hears for them.

    What deletes full data from their screen goes out all the same.
    """
    for row in db.connection.execute(_WAITING_FOR, {"whose": person}).all():
        _withdraw(db, row)
        db.withdrawn.append(row.id)


def withdraw_files(db: Transaction, person: int) -> None:
    """Drop the files that wait for somebody: they were made for who they were before."""
    for row in db.connection.execute(_WAITING_FOR, {"whose": person}).all():
        if row.kind in MADE_HERE:
            _withdraw(db, row)
            db.withdrawn.append(row.id)


def withdraw_all(db: Transaction) -> None:
    """Drop what waits for anybody, in a copy of the office: most of it was told after the copy was made."""
    for row in db.connection.execute(_WAITING).all():
        _withdraw(db, row)


def _withdraw(db: Transaction, row: Any) -> None:
    if row.kind == LetterKind.NUDGE:
        nudges.tell_anew(db, row.id)
    drop(db, row.id, "withdrawn")


def still_to_tell(db: Transaction, letter: int) -> bool:
    """Tell whether a letter was not dropped meanwhile: who was to hear it may have been suspended."""
    return db.connection.execute(_UNTOLD, {"row": letter}).first() is not None


def forget(db: Transaction, before: datetime, strangers_before: datetime) -> int:
    """Drop rows that were told long ago, and sooner those that strangers were told."""
    forgotten = db.connection.execute(_FORGET_STRANGERS, {"before": strangers_before}).rowcount
    return forgotten + db.connection.execute(_FORGET, {"before": before}).rowcount
