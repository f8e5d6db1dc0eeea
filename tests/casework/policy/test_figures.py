"""Every figure of the rules once more, by hand: one that is moved by mistake is noticed here.

Those of a document or of the law stand with it; the others are the city's defaults.
"""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from pydantic import BaseModel

from tests.casework.network import RULES

BY_HAND: dict[str, int | time] = {
    # 兒少權法 53 III, [003] 追蹤表 4, [003] 伍、二(一)1(1)A
    "screening.urgent_hours": 24,
    "screening.other_days": 3,
    "screening.reports_for_1a": 3,
    # domain.md §3.3
    "dispatch.acknowledge_working_days": 1,
    "dispatch.return_working_days": 2,
    "dispatch.declines": 2,
    "dispatch.urgent_acknowledge_hours": 2,
    "dispatch.urgent_return_hours": 8,
    # 兒少權法 54, 脆弱家庭辦法 5; domain.md §3.4
    "visits.first_days": 10,
    "visits.assessment_days": 30,
    "visits.high_days": 14,
    "visits.medium_days": 30,
    "visits.low_days": 90,
    "follow_up.grace_days": 7,
    "decisions.closing_working_days": 3,
    "decisions.dispute_working_days": 3,
    "joint_plan.days": 30,
    "search.form_hours": 24,
    "search.look_days": 7,
    "search.apply_working_days": 1,
    "meetings.call_days": 14,
    "meetings.ahead_days": 14,
    "meetings.answer_days": 7,
    "meetings.silent_days": 2,
    "meetings.report_days": 7,
    "merit.shown_day": 20,
    "merit.objection_working_days": 10,
    "merit.send_working_days": 10,
    "meetings.progress_days": 7,
    "meetings.file_working_days": 5,
    # [001] 參一(四), 參二(四), 參三(四), 參三(六)2(1)
    "meetings.city.every_months": 4,
    "meetings.city.minutes_days": 7,
    "meetings.district.every_months": 4,
    "meetings.district.minutes_days": 7,
    "meetings.conference.every_months": 3,
    "meetings.conference.minutes_days": 7,
    "meetings.conference.propose_months": 1,
    "rosters.day": 5,
    "rosters.dispatch_working_days": 3,
    # [003] 肆
    "new_year.before_days": 14,
    "new_year.after_days": 7,
    "new_year.list_days": 21,
    "new_year.late_working_days": 3,
    "cold.by": time(20),
    "cold.hours": 2,
    "referrals.answer_working_days": 3,
    "referrals.outcome_days": 30,
    "referrals.late_days": 7,
    "statistics.caseload": 25,
    "on_call.holiday_days": 42,
    "on_call.phone_on_by": time(18),
    "on_call.answer_minutes": 30,
    # [004] 參六(三)1, (四)1
    "students.reply_days": 7,
    "students.note_months": 1,
    "students.needs_meeting_working_days": 5,
    "students.report_days": 7,
    "students.watch_months_least": 3,
    "students.watch_months_most": 6,
    "transition.months_before": 2,
    "youth.plan_days": 30,
    "youth.note_months": 1,
    "transition.contact_days": 7,
    "transition.again_days": 7,
    "escorts.answer_hours": 4,
    "escorts.before_hours": 2,
    "escorts.remind_hours": 1,
    "escorts.seen_hours": 12,
    "unmet.times": 3,
    "on_site.count_working_days": 2,
    "closed_days.back_days": 31,
    "closed_days.ahead_days": 366,
    "leave.days": 60,
    "invitations.valid_days": 7,
    # trust.md, level L2
    "pin.minutes": 15,
    "pin.tries": 5,
    "pin.locked_minutes": 30,
    "pin.choosing_minutes": 60,
    "pin.given_hours": 24,
    "glass.hours": 3,
    "looks.many": 5,
    "looks.hourly": 10,
    "looks.again_times": 3,
    "looks.again_days": 7,
    "looks.night_from": time(21),
    "looks.night_until": time(7),
    "looks.misses": 10,
    "looks.decoys": 0,
    "keeping.closed_days": 30,
    "keeping.draft_days": 30,
    "keeping.remind_hours": 24,
    "keeping.remind_danger_minutes": 10,
    "keeping.remind_danger_again_minutes": 60,
    "keeping.together_hours": 3,
    "keeping.shown_hours": 24,
    "keeping.files_days": 30,
    "keeping.evidence_megabytes": 20,
    "keeping.evidence_files": 30,
    "files.megabytes": 10,
    "files.rows": 20_000,
    "files.columns": 100,
    # ux.md 20
    "nudges.digest": time(8, 30),
    "nudges.quiet_from": time(21),
    "nudges.quiet_until": time(8, 30),
    "nudges.soon_days": 3,
    "nudges.lines": 6,
    "nudges.postponements": 2,
    "nudges.late_minutes": 30,
    "nudges.flood": 200,
    "overdue.weekday": 1,
    "overdue.month_day": 1,
    "overdue.urgent_days": 1,
}
EDITIONS: dict[str, dict[str, Any]] = {
    # [000]: its three columns, and [004] 參一(一), which names no month
    "107": {
        "meetings.city.every_months": 3,
        "meetings.district.every_months": 3,
        "meetings.conference.propose_months": 0,
    },
    "108": {},
    "109": {},
    "112": {},
}
MONTHS: dict[str, dict[str, tuple[int, ...]]] = {
    "107": {"city": (3, 6, 9, 12), "district": (2, 5, 8, 11), "conference": (3, 6, 9, 12)},
    "108": {"city": (4, 8, 12), "district": (3, 7, 11), "conference": (2, 5, 8, 11)},
    "109": {"city": (4, 8, 12), "district": (4, 7, 11), "conference": (3, 6, 9, 11)},
    "112": {"city": (4, 8, 12), "district": (4, 7, 11), "conference": (3, 6, 9, 11)},
}


def figures(part: BaseModel, above: str = "") -> Iterator[tuple[str, int | time]]:
    """Walk through a policy: each figure with its key."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, BaseModel):
            yield from figures(value, f"{above}{key}.")
        elif isinstance(value, int | time) and not isinstance(value, bool):
            yield f"{above}{key}", value


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_figure_is_the_one_that_was_written_down_by_hand(edition):
    assert dict(figures(RULES[edition].policy)) == BY_HAND | EDITIONS[edition]


@pytest.mark.parametrize("edition", MONTHS)
def test_meetings_are_held_in_the_months_of_their_edition(edition):
    meetings = RULES[edition].policy.meetings
    assert {kind: getattr(meetings, kind).months for kind in MONTHS[edition]} == MONTHS[edition]


def test_the_table_of_112_says_how_often_each_meeting_of_a_topic_is_held():
    """[004] 參一(二)."""
    assert [(one.unit, one.per_year) for one in RULES["112"].policy.meetings.topics] == [
        ("家防中心", 12),
        ("家防中心", 4),
        ("家防中心", 2),
        ("家防中心", 2),
        ("少輔會", 12),
        ("社會局", 2),
        ("衛生局", 2),
        ("衛生局", 4),
        ("衛生局", 4),
        ("衛生局", 2),
    ]
