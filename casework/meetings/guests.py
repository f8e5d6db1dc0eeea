"""Who is invited to one point alone: a chief, or an expert without an account [001] 參二(三)2, 三(三)2."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import WrongState
from casework.forms import Form, Question, QuestionKind
from casework.meetings.attending import Coming
from casework.meetings.meetings import Meeting, MeetingKind

EXPERT: Final = Form(
    "meeting_expert",
    (
        Question("name", QuestionKind.TEXT, limit=40),
        Question("field", QuestionKind.TEXT, limit=60),
        Question("institution", QuestionKind.TEXT, optional=True, limit=60),
        Question("pledge", QuestionKind.CHOICE, ("signed", "asked")),
    ),
)
"""Psychiatry, social work, clinical psychology, addiction … [001] 參三(三)2; who signed keeps silent."""


class Guest(Struct, frozen=True):
    """Somebody who is asked to one point of one meeting; an expert can be asked to the whole of it."""

    id: int
    meeting: Meeting
    point: int | None = None
    """The proposal that they come for."""
    person: int | None = None
    """A chief, who has an account."""
    name: str = ""
    field: str = ""
    institution: str = ""
    pledged: bool = False
    """An expert signed to keep silent (保密切結)."""
    answer: Coming | None = None
    present: bool | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """It can still be answered."""
        return self.person is not None and self.meeting.convened

    @property
    def expected(self) -> bool:
        """Whether they are taken to be there: an expert was asked by word of mouth."""
        if self.present is not None:
            return self.present
        return self.person is None or self.answer is Coming.COMES

    def reply(self, answer: Coming) -> "Guest":
        """Answer; a chief comes in person or not."""
        if not self.open or answer is Coming.DEPUTY:
            raise WrongState
        return replace(self, answer=answer)


def asks_chiefs(meeting: Meeting) -> bool:
    """Tell whether chiefs are asked to its points: 里鄰長 come to a district's meeting [001] 參二(三)2."""
    return meeting.kind is MeetingKind.DISTRICT
