"""What a meeting needs before it: cases proposed [001] 參三(六)2(1), progress of what is tracked [002] 柒."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from casework.meetings.meetings import Meeting, MeetingKind
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import day_end, day_start, months_before


class Proposal(Struct, frozen=True):
    """What a unit brings to a conference: the centre asks the units concerned [001] 參三(六)2(1)."""

    meeting: Meeting
    unit: Unit
    asked_on: date | None = None
    sent_on: date | None = None
    """Cases were proposed, or the unit said that it has none."""


class TrackedItem(Struct, frozen=True):
    """What a meeting decided and keeps asking about (列管事項) [002] 柒, [003] 追蹤表."""

    number: str
    """1080605-3: day of the Republic and serial."""
    meeting: Meeting
    """The next one, which opens with it."""
    unit: Unit
    """The lead unit (主辦單位)."""
    progress_on: date | None = None
    """When the unit last said how far it is."""
    removed: bool = False
    """解除列管."""
    asked_for: date | None = None
    """A day that the chair named (108年7月3日回復)."""


def proposal_owed(proposal: Proposal, rules: Rules) -> Iterator[Owed]:
    """Cases are proposed one month before the conference [001] 參三(六)2(1)."""
    meeting, months = proposal.meeting, rules.policy.meetings.conference.propose_months
    if not months:  # 107 asked nobody
        return
    if proposal.sent_on or meeting.held_on or meeting.extra or meeting.kind is not MeetingKind.CONFERENCE:
        return
    by, asked = months_before(meeting.day, months), proposal.asked_on
    if (
        asked is not None and asked > by
    ):  # it was planned too late to be asked in time: so long it has (default)
        by = min(asked + timedelta(days=rules.policy.meetings.answer_days), meeting.day)
    since = day_start(min(asked, by)) if asked else meeting.since(rules.policy, by)
    period = f"{MeetingKind.CONFERENCE}:{meeting.unit.id}:{meeting.month:%Y-%m}"
    yield Owed(Duty.PROPOSE_CASES, period, since, day_end(by), answers_for(proposal.unit))


def progress_owed(item: TrackedItem, rules: Rules) -> Iterator[Owed]:
    """Say before the next meeting how far a tracked item is [001] 參二(六)1; [002] 柒; [003] 追蹤表."""
    meeting = item.meeting
    if item.removed or meeting.held_on or _told(item):
        return
    by = item.asked_for or meeting.day - timedelta(days=rules.policy.meetings.progress_days)
    period = f"{meeting.kind}:{meeting.unit.id}:{meeting.month:%Y-%m}:{item.number}"
    since = meeting.since(rules.policy, by)
    yield Owed(Duty.TRACKED_PROGRESS, period, since, day_end(by), answers_for(item.unit))


def _told(item: TrackedItem) -> bool:
    """What was said before the last meeting was heard there."""
    before = item.meeting.before
    return item.progress_on is not None and (before is None or item.progress_on > before)
