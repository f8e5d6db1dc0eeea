"""Tracked items (列管事項) of district and city meetings: each unit has its own progress and its own removal.

[002] 柒; [003] 追蹤表; what a district can't solve goes up to the city [001] 參一(六)3.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from casework.errors import BadItemNumber, WrongState
from casework.forms import Form, Question, QuestionKind
from casework.meetings.meetings import Meeting
from casework.meetings.preparing import TrackedItem, progress_owed
from casework.policy.owed import Bearer, Owed, Rules
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import roc_year
from casework.text.identity import plain

NEW: Final = Form(
    "tracked_item",
    (
        Question("title", QuestionKind.TEXT, limit=500),
        Question("remark", QuestionKind.TEXT, optional=True, limit=2000),
    ),
)
REMARK: Final = Form("item_remark", (Question("remark", QuestionKind.TEXT, limit=2000),))
PROGRESS: Final = Form(
    "item_progress",
    (
        Question("text", QuestionKind.TEXT, optional=True, limit=4000),
        Question("expected", QuestionKind.TEXT, optional=True, limit=30),
        Question("advice", QuestionKind.CHOICE, ("keep", "remove")),
    ),
)
"""What was done since (無更新 leaves it), by when it will be, and whether it should stay."""
TERMS: Final = Form(
    "item_terms",
    (
        Question("asked_for", QuestionKind.COMING, optional=True),
        Question("condition", QuestionKind.TEXT, optional=True, limit=60),
    ),
)
"""What the chair asks of a unit: a day to answer by (回復日期), on which condition it is removed [003]."""
_SERIAL: Final = re.compile(r"1\d{6}(-[1-9]\d?){1,2}")


def read_serial(text: str) -> str:
    """Read a number as the table has it: 1070124-3-1, also the older 1080129-1."""
    found = plain(text).replace(" ", "")
    if not _SERIAL.fullmatch(found):
        raise BadItemNumber
    return found


NUMBER: Final = Form("item_number", (Question("number", QuestionKind.TEXT, limit=20, check=read_serial),))
"""Another number of the same item: two that were decided on are one row [003] 2, 4."""
RAISED: Final = Form("raised_answer", (Question("remark", QuestionKind.TEXT, limit=2000),))
"""What the city's meeting decided of what a district brought up."""


class Advice(StrEnum):
    """What a unit asks for (列管建議) [003]."""

    KEEP = "keep"  # 繼續追蹤
    REMOVE = "remove"  # 建請解除列管


class Progress(Struct, frozen=True):
    """What a unit said before one meeting."""

    meeting: int
    told_on: date
    text: str
    """Empty: nothing new (無更新)."""
    advice: Advice


class ItemUnit(Struct, frozen=True):
    """One unit's part in an item."""

    id: int
    item: int
    sign: str
    unit: Unit
    lead: bool
    meeting: Meeting | None
    """The next meeting, which opens with it; None while none is planned."""
    asked_for: date | None = None
    """A day the chair named (回復日期)."""
    expected: str = ""
    condition: str = ""
    """報告完後即可解除列管."""
    progress: tuple[Progress, ...] = ()
    """What it said, the latest last."""
    removed_on: date | None = None
    version: int = 0

    @property
    def bearer(self) -> Bearer:
        """Who answers for the unit."""
        return answers_for(self.unit)

    def said_before(self, meeting: int) -> Progress | None:
        """What it said to the meetings before one: 前次辦理情形."""
        return next((one for one in reversed(self.progress) if one.meeting != meeting), None)

    def said_to(self, meeting: int) -> Progress | None:
        """What it said to a meeting: 更新辦理情形."""
        return next((one for one in reversed(self.progress) if one.meeting == meeting), None)

    @property
    def tellable(self) -> bool:
        """Its unit can say how far it is: it stands, and the meeting is still to come."""
        return self.removed_on is None and self.meeting is not None and self.meeting.held_on is None

    def tell(self, on: date, text: str, expected: str, advice: Advice) -> "ItemUnit":
        """Say how far it is; until the meeting it can be said again."""
        if self.meeting is None or not self.tellable:
            raise WrongState
        kept = tuple(one for one in self.progress if one.meeting != self.meeting.id)
        said = Progress(self.meeting.id, on, text, advice)
        return replace(self, progress=(*kept, said), expected=expected or self.expected)

    def ask(self, by: date | None, condition: str) -> "ItemUnit":
        """The chair names a day to answer by, or what must be done for its removal."""
        if self.removed_on is not None:
            raise WrongState
        return replace(self, asked_for=by, condition=condition)

    def awaited(self, meeting: Meeting | None) -> date | None:
        """The day it is asked to answer by before a meeting; a day that the one before heard is over."""
        if meeting is None or self.asked_for is None or self.removed_on or self.said_to(meeting.id):
            return None
        return self.asked_for if meeting.before is None or self.asked_for > meeting.before else None

    def remove(self, on: date) -> "ItemUnit":
        """The chair removes it for this unit (解除列管)."""
        if self.removed_on is not None:
            raise WrongState
        return replace(self, removed_on=on)

    def reopen(self) -> "ItemUnit":
        """It was removed by mistake: the same number goes on."""
        if self.removed_on is None:
            raise WrongState
        return replace(self, removed_on=None)


class MeetingItem(Struct, frozen=True):
    """What a meeting decided and keeps asking about."""

    id: int
    meeting: int
    """The one that decided it."""
    serials: tuple[str, ...]
    line: str
    """108年6月5日第34次工作進度會議."""
    title: str
    remarks: tuple[str, ...] = ()
    """Each with its meeting's day: 1080605 主席提示：…"""
    raised_on: date | None = None
    """It was brought up to the city's meeting (上提府級)."""
    answered_on: date | None = None
    units: tuple[ItemUnit, ...] = field(default=())
    version: int = 0

    @property
    def sign(self) -> str:
        """Its first number."""
        return self.serials[0]

    @property
    def removed(self) -> bool:
        """No unit has it any more: it ends when all are removed."""
        return bool(self.units) and all(one.removed_on for one in self.units)

    def number(self, serial: str) -> "MeetingItem":
        """Give it one more number (併案)."""
        if serial in self.serials:
            raise WrongState
        return replace(self, serials=(*self.serials, serial))

    def led_by(self, part: int) -> "MeetingItem":
        """Let another of its units lead (主辦單位): the one that led supports it."""
        if part not in {one.id for one in self.units if not one.lead and one.removed_on is None}:
            raise WrongState
        return replace(self, units=tuple(replace(one, lead=one.id == part) for one in self.units))

    def remind(self, remark: str) -> "MeetingItem":
        """The chair says more of it (主席提示)."""
        return replace(self, remarks=(*self.remarks, remark))

    def up(self, on: date) -> "MeetingItem":
        """A district can't solve it, or it is common to several: it goes up [001] 參一(六)3."""
        if self.raised_on is not None or self.removed:
            raise WrongState
        return replace(self, raised_on=on)

    def down(self, on: date, remark: str) -> "MeetingItem":
        """The city's answer comes down."""
        if self.raised_on is None or self.answered_on is not None:
            raise WrongState
        return replace(self.remind(remark), answered_on=on)


def serial(held_on: date, agenda: int, number: int) -> str:
    """Write an item's number: day of the Republic, agenda point, serial: 1070124-3-1 [003]."""
    return f"{roc_year(held_on)}{held_on:%m%d}-{agenda}-{number}"


def roc_stamp(day: date) -> str:
    """Write a day as the table does: 1080605."""
    return f"{roc_year(day)}{day:%m%d}"


def owed(one: ItemUnit, rules: Rules) -> Iterator[Owed]:
    """Say before the next meeting how far it is, or by the day that the chair named [003]."""
    if one.meeting is None or one.removed_on is not None or one.said_to(one.meeting.id):
        return
    tracked = TrackedItem(one.sign, one.meeting, one.unit, asked_for=one.awaited(one.meeting))
    yield from progress_owed(tracked, rules)
