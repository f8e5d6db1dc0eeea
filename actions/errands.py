"""Errands: what takes long or comes from outside is asked for in a turn, and done beside the turns."""

from collections.abc import Mapping
from typing import Any

from casework.errors import NotThere, TooMuchAtOnce
from storage.core import journal
from storage.core.database import Transaction
from storage.errands import errands, files
from storage.errands.errands import Errand, ErrandState

MOST = 3
"""So many errands of one person are open at once: nobody holds up all others."""
AGAIN = "again"
"""Said of a file that is to be read although it was read before."""


def ask(db: Transaction, kind: str, given: Mapping[str, Any], *, file: int | None = None) -> Errand:
    """Let something be done for the speaker."""
    if db.speaker is None or errands.open_of(db, db.speaker.id) >= MOST:
        raise TooMuchAtOnce
    errand = errands.ask(db, kind, given, file=file)
    journal.write(db, "errand.asked", errand=errand.id, kind=kind)
    return errand


def ask_about(db: Transaction, kind: str, name: str, reference: str, *, again: bool = False) -> Errand:
    """Let a file that the speaker sent be fetched and looked into; *again*: also if it was read before."""
    if db.speaker is None:
        raise NotThere
    return ask(db, kind, {AGAIN: again}, file=files.add(db, db.speaker.id, name, reference))


def recognise(db: Transaction, errand: Errand, digest: str) -> Errand | None:
    """Find the errand that reads the same file or has read it; if there is none, this one will be found."""
    earlier = None if errand.given.get(AGAIN) else errands.same(db, errand, digest)
    if earlier is None:
        errands.mark(db, errand.id, digest)
    return earlier


def of_speaker(db: Transaction, errand: int) -> Errand:
    """Read an errand of the speaker; another's is not there."""
    found = errands.get(db, errand)
    if db.speaker is None or found.person != db.speaker.id:
        raise NotThere
    return found


def stop(db: Transaction, errand: int) -> Errand:
    """Stop what the speaker asked for, unless it has ended."""
    found = of_speaker(db, errand)
    if errands.stop(db, found):
        _ended(db, found, ErrandState.STOPPED)
    return found


def end(
    db: Transaction,
    errand: Errand,
    state: ErrandState,
    found: Mapping[str, Any],
    *,
    keeps_file: bool = False,
) -> bool:
    """Keep what came of an errand, in the transaction that tells it; False: it has ended."""
    if not errands.end(db, errand, state, found):
        return False
    _ended(db, errand, state, keeps_file=keeps_file)
    return True


def _ended(db: Transaction, errand: Errand, state: ErrandState, *, keeps_file: bool = False) -> None:
    """Write it down; a file that is of no use any more is erased."""
    journal.write(db, f"errand.{state}", errand=errand.id, kind=errand.kind)
    if errand.file is not None and not keeps_file:
        files.drop(db, [errand.file])
