"""What a meeting needs before it [001] 參三(六)2(1), 參二(六)1."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.meetings.meetings import COMES_ROUND, Meeting, MeetingKind
from casework.meetings.preparing import Proposal, TrackedItem, progress_owed, proposal_owed
from casework.policy.owed import Bearer, Owed
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.text.dates import day_end, day_start, local_day
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES

CITY, DISTRICT, CONFERENCE = COMES_ROUND
JUNE = Meeting(CONFERENCE, CENTRE, date(2026, 6, 1), before=date(2026, 3, 20))
DAYS = st.dates(date(2018, 1, 1), date(2060, 12, 31))
EDITIONS = st.sampled_from(sorted(RULES))
UNITS = st.sampled_from([BUREAU, OFFICE, CENTRE, HEALTH])


def proposing(meeting: Meeting, edition: str = "109") -> Owed:
    (found,) = proposal_owed(Proposal(meeting, HEALTH), RULES[edition])
    return found


# PROPOSE_CASES


@pytest.mark.parametrize(
    ("meeting", "by"),
    [
        pytest.param(JUNE, date(2026, 5, 30), id="[001] 參三(六)2(1): before the month's last day"),
        pytest.param(
            replace(JUNE, fixed=date(2026, 6, 18)),
            date(2026, 5, 18),
            id="[001] 參三(六)2(1): before the day that is fixed",
        ),
        pytest.param(
            replace(JUNE, fixed=date(2026, 3, 31)),
            date(2026, 2, 28),
            id="[001] 參三(六)2(1): no such day in the month before",
        ),
    ],
)
def test_the_units_concerned_propose_cases_a_month_before_the_conference(meeting, by):
    proposed = proposing(meeting)
    assert (proposed.duty, proposed.bearer) == (Duty.PROPOSE_CASES, Bearer.LIAISONS)
    assert proposed.due == day_end(by)


@pytest.mark.parametrize(
    ("edition", "month", "by"),
    [
        pytest.param("108", 5, date(2026, 4, 30), id="[000] 參三(六)2(1) (108): for the end of May"),
        pytest.param("109", 6, date(2026, 5, 30), id="[001] 參三(六)2(1): for the end of June"),
    ],
)
def test_an_edition_that_moves_the_conference_moves_the_proposals(edition, month, by):
    """Duty.PROPOSE_CASES follows the months of [000] 參三(四)."""
    meeting = Meeting(CONFERENCE, CENTRE, date(2026, month, 1))
    assert month in RULES[edition].policy.meetings.conference.months
    assert local_day(proposing(meeting, edition).due) == by


def test_a_unit_proposes_from_the_day_the_centre_asks():
    """[001] 參三(六)2(1): 由各區家庭服務中心函請相關單位; Duty.PROPOSE_CASES."""
    asked = Proposal(JUNE, HEALTH, asked_on=date(2026, 4, 30))
    (found,) = proposal_owed(asked, RULES["109"])
    assert found.since == day_start(date(2026, 4, 30))
    assert proposing(JUNE).since == day_start(date(2026, 3, 21))


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        pytest.param(date(2026, 5, 30), date(2026, 5, 30), id="asked on the last day: by that day"),
        pytest.param(date(2026, 6, 1), date(2026, 6, 8), id="asked later: within a week (default)"),
        pytest.param(date(2026, 6, 28), date(2026, 6, 30), id="at most until the conference"),
    ],
)
def test_who_is_asked_late_is_not_late_at_once(asked, by):
    """Duty.PROPOSE_CASES [001] 參三(六)2(1): an office begins in the middle of a period."""
    (found,) = proposal_owed(Proposal(JUNE, HEALTH, asked_on=asked), RULES["109"])
    assert found.due == day_end(by)
    assert found.since <= found.due


@pytest.mark.parametrize("kind", [CITY, DISTRICT])
def test_only_a_conference_hears_cases(kind):
    """[001] 參三(六)2(1)."""
    assert not list(proposal_owed(Proposal(replace(JUNE, kind=kind), HEALTH), RULES["109"]))


# TRACKED_PROGRESS

ITEM = TrackedItem("1150320-3", JUNE, HEALTH)


def test_the_lead_unit_tells_before_the_next_meeting_how_far_a_tracked_item_is():
    """[001] 參二(六)1: 由受列管單位進行報告; [002] 柒; the days of Duty.TRACKED_PROGRESS are ours."""
    (found,) = progress_owed(replace(ITEM, meeting=replace(JUNE, fixed=date(2026, 6, 18))), RULES["109"])
    assert (found.duty, found.bearer) == (Duty.TRACKED_PROGRESS, Bearer.LIAISONS)
    assert (found.since, found.due) == (day_start(date(2026, 3, 21)), day_end(date(2026, 6, 11)))


@pytest.mark.parametrize(
    ("facts", "is_owed"),
    [
        pytest.param({"progress_on": date(2026, 3, 20)}, True, id="[003] 追蹤表 前次辦理情形"),
        pytest.param({"progress_on": date(2026, 3, 21)}, False, id="[003] 追蹤表 更新辦理情形"),
        pytest.param({"removed": True}, False, id="[002] 柒 解除列管"),
        pytest.param(
            {"meeting": replace(JUNE, held_on=date(2026, 6, 9))}, False, id="[002] 柒 the meeting is over"
        ),
    ],
)
def test_an_item_is_told_of_once_a_meeting_until_it_is_removed(facts, is_owed):
    """Duty.TRACKED_PROGRESS."""
    assert bool(list(progress_owed(replace(ITEM, **facts), RULES["109"]))) is is_owed


def test_the_next_meeting_asks_for_a_tracked_item_anew():
    """[002] 柒: 賡續列管; Duty.TRACKED_PROGRESS."""
    told = replace(ITEM, progress_on=date(2026, 6, 9))
    september = Meeting(CONFERENCE, CENTRE, date(2026, 9, 1), before=date(2026, 6, 18))
    (first,), (second,) = (
        progress_owed(one, RULES["109"]) for one in (ITEM, replace(told, meeting=september))
    )
    assert first.period != second.period


# What holds for all of them


@st.composite
def meetings(draw):
    days = {name: draw(st.none() | DAYS) for name in ("before", "fixed", "held_on")}
    return Meeting(
        draw(st.sampled_from(MeetingKind)),
        draw(UNITS),
        draw(DAYS).replace(day=1),
        **days,
        extra=draw(st.integers(0, 1)),
    )


def sound(found: list[Owed]) -> bool:
    return len(found) <= 1 and all(
        one.since <= one.due and one.bearer in CATALOGUE[one.duty].bearers and len(one.period) <= 40
        for one in found
    )


@given(meetings(), UNITS, st.none() | DAYS, EDITIONS)
def test_a_unit_owes_proposals_at_most_once_and_sending_them_ends_it(meeting, unit, asked, edition):
    """[001] 參三(六)2(1): Duty.PROPOSE_CASES."""
    proposal = Proposal(meeting, unit, asked)
    assert sound(list(proposal_owed(proposal, RULES[edition])))
    assert not list(proposal_owed(replace(proposal, sent_on=date(2026, 5, 1)), RULES[edition]))


@given(meetings(), UNITS, st.none() | DAYS, EDITIONS)
def test_a_tracked_item_is_owed_at_most_once_and_telling_of_it_ends_it(meeting, unit, told, edition):
    """[002] 柒: Duty.TRACKED_PROGRESS."""
    item = TrackedItem("1080605-13", meeting, unit, told)
    assert sound(list(progress_owed(item, RULES[edition])))
    now_told = replace(item, progress_on=date(2061, 1, 1))
    assert not list(progress_owed(now_told, RULES[edition]))


@pytest.mark.parametrize(
    "facts",
    [{"held_on": date(2026, 6, 9)}, {"extra": 1}],
    ids=["it was held", "one at need [001] 參三(四)"],
)
def test_for_what_was_held_or_is_at_need_nobody_is_asked_to_propose(facts):
    """[001] 參三(六)2(1): Duty.PROPOSE_CASES."""
    assert not list(proposal_owed(Proposal(replace(JUNE, **facts), HEALTH), RULES["109"]))


def test_a_day_that_the_chair_named_comes_before_the_rule():
    """[003] 追蹤表: 108年7月3日回復; Duty.TRACKED_PROGRESS."""
    (found,) = progress_owed(replace(ITEM, asked_for=date(2026, 5, 3)), RULES["109"])
    assert found.due == day_end(date(2026, 5, 3))


@pytest.mark.parametrize(
    ("before", "told", "is_owed"),
    [
        (None, None, True),
        (None, date(2026, 3, 1), False),
        (date(2026, 3, 20), None, True),
        (date(2026, 3, 20), date(2026, 3, 21), False),
    ],
)
def test_what_was_said_counts_for_the_first_meeting_too(before, told, is_owed):
    """[002] 柒: Duty.TRACKED_PROGRESS."""
    item = replace(ITEM, meeting=replace(JUNE, before=before), progress_on=told)
    assert bool(list(progress_owed(item, RULES["109"]))) is is_owed


def test_107_asked_nobody_to_propose():
    """[000] 參三 (107)."""
    assert not list(proposal_owed(Proposal(JUNE, HEALTH), RULES["107"]))
