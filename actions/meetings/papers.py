"""A paper of a meeting was made for somebody: the journal says which (`screens.md` §0.9)."""

from casework.meetings.meetings import Meeting
from storage.core import journal
from storage.core.database import Transaction


def made(db: Transaction, meeting: Meeting, which: str) -> None:
    """Write down that a paper was made."""
    journal.write(db, "meeting.paper_made", subject=meeting.id, paper=which)
