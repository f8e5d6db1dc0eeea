"""One table by hand: what is given, by when it is due and who owes it, and who is nudged when.

Each moment was checked against a calendar of 2026 and the source beside it: a figure, a ladder or a bearer
that moves is noticed here.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import pytest

from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty
from casework.reminders.nudging import Ladder
from casework.reminders.obligations import CASE
from casework.text.dates import TAIPEI
from tests.casework.network import RULES as EDITIONS
from tests.casework.reminders.test_catalogue import GIVES
from tests.support.cases import made_case, with_facts

RULES = EDITIONS["109"]
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
"""The 1st of June 2026, 9:00 in Taipei; the 19th (a Friday) is the Dragon Boat Festival."""


def case(state: State = State.IN_SERVICE, **facts: Any) -> Case:
    urgent = facts.pop("urgent", False)
    known = made_case(1, "A-115-000013", state, "平鎮區新勢里", urgent=urgent, reported_at=MONDAY)
    served = (
        {"worker": 7, "unit": 1, "accepted_at": MONDAY} if state in (State.IN_SERVICE, State.DISPUTED) else {}
    )
    return with_facts(known, **served, **facts)


def of_case(**facts: Any) -> Callable[[Rules], Iterable[Owed]]:
    return lambda rules: CASE.owed(case(**facts), rules)


def of_others(duty: Duty, which: int = 0) -> Callable[[Rules], Iterable[Owed]]:
    def found(rules: Rules) -> Iterable[Owed]:
        each = [one for some in GIVES[duty](rules) for one in some if one.duty is duty]
        return iter([each[which]])

    return found


MISSING: dict[str, Any] = {"kinds": (CaseKind.CHILD_MISSING,), "missing_at": MONDAY}
SHARED: dict[str, Any] = {"kinds": (CaseKind.SHARED,), "shared_at": MONDAY, "several": True}
OFFERED: dict[str, Any] = {"state": State.DISPATCHED, "offered": 7, "unit": 1, "offered_at": MONDAY}
SEEN = date(2026, 6, 3)
Row = tuple[Duty, str, Callable[[Rules], Iterable[Owed]], str, str]
BY_HAND: tuple[Row, ...] = (
    # duty, source, given, due and whose, and when who is nudged: o(wner), s(upervisor), b(ureau)
    (
        Duty.SCREEN,
        "[003] item 4: 3 days",
        of_case(state=State.SCREENING),
        "06-04 screeners",
        "06-04 17:59 o; 06-05 o; 06-05 os; 06-05 11:59 sb",
    ),
    (
        Duty.SCREEN,
        "[003] item 4, 兒少權法 53 III: 24 hours",
        of_case(state=State.SCREENING, urgent=True),
        "06-02 09:00 screeners urgent",
        "06-02 03:00 o; 06-02 08:00 o; 06-02 09:00 os; 06-02 21:00 sb",
    ),
    (
        Duty.ACKNOWLEDGE,
        "domain.md §3.3: one working day",
        of_case(**OFFERED),
        "06-02 person",
        "06-02 o; 06-03 os",
    ),
    (
        Duty.ACKNOWLEDGE,
        "domain.md §3.3: 2 hours where it is urgent",
        of_case(**OFFERED, urgent=True),
        "06-01 11:00 person urgent",
        "06-01 11:00 o; 06-01 13:00 os",
    ),
    (
        Duty.FIRST_VISIT,
        "脆弱家庭辦法 5: 10 days from receipt",
        of_case(),
        "06-11 person",
        "06-08 o; 06-10 o; 06-11 o; 06-12 os; 06-15 sb",
    ),
    (
        Duty.ASSESS,
        "脆弱家庭辦法 5: 30 days from receipt",
        of_case(),
        "07-01 person",
        "06-24 o; 06-30 o; 07-01 o; 07-02 os; 07-06 sb",
    ),
    (
        Duty.VISIT,
        "domain.md §3.4: high 14 days",
        of_case(visited_on=SEEN, risk=Risk.HIGH),
        "06-17 person",
        "06-15 o; 06-16 o; 06-17 o; 06-18 os; 06-22 sb",
    ),
    (
        Duty.VISIT,
        "domain.md §3.4: medium 30 days",
        of_case(visited_on=SEEN, risk=Risk.MEDIUM),
        "07-03 person",
        "06-30 o; 07-02 o; 07-03 o; 07-06 os; 07-06 sb",
    ),
    (
        Duty.VISIT,
        "domain.md §3.4: low 90 days",
        of_case(visited_on=SEEN, risk=Risk.LOW),
        "09-01 person",
        "08-31 o; 08-31 o; 09-01 o; 09-02 os; 09-04 sb",
    ),
    (
        Duty.FOLLOW_UP,
        "[001] 三(六)3(5): every month",
        of_case(),
        "06-30 person",
        "06-29 o; 06-29 o; 06-30 o; 07-01 os; 07-03 sb",
    ),
    (
        Duty.JUDGE_CLOSING,
        "default: 3 working days",
        of_case(closing_at=MONDAY),
        "06-04 supervisors",
        "06-04 o; 06-08 ob",
    ),
    (
        Duty.JUDGE_DISPUTE,
        "[003] item 4; default: 3 working days",
        of_case(state=State.DISPUTED, disputed_at=MONDAY),
        "06-04 screeners",
        "06-04 o; 06-08 ob",
    ),
    (
        Duty.JOINT_PLAN,
        "[001] 三(六)2(5)B; default: 30 days",
        of_case(**SHARED),
        "07-01 person",
        "06-24 o; 06-30 o; 07-01 os; 07-06 sb",
    ),
    (
        Duty.AGREE_PLAN,
        "[001] 三(六)2(5)B: by the next conference",
        of_case(**SHARED, planned_at=MONDAY),
        "06-30 supervisors",
        "06-16 o; 06-29 o; 06-30 o; 07-03 ob",
    ),
    (
        Duty.SEARCH_FORM,
        "[001] 三(六)2(4): at once",
        of_case(**MISSING),
        "06-02 09:00 bureau urgent",
        "06-02 03:00 o; 06-02 09:00 o; 06-02 21:00 os",
    ),
    (
        Duty.SEARCH_RESULT,
        "[001] 三(六)2(4); default: 7 days",
        of_case(**MISSING, form_given_at=MONDAY),
        "06-08 person",
        "06-08 o; 06-08 o; 06-09 os; 06-11 b",
    ),
    (
        Duty.APPLY_SEARCH,
        "[001] 三(六)2(4); default: 1 working day",
        of_case(**MISSING, form_given_at=MONDAY, looked_at=MONDAY, found=False),
        "06-02 person",
        "06-02 os; 06-03 osb",
    ),
    (
        Duty.CALL_MEETING,
        "[001] 參三; default: 14 days before",
        of_others(Duty.CALL_MEETING),
        "03-17 supervisors",
        "03-10 o; 03-17 o; 03-20 os",
    ),
    (
        Duty.ANSWER_INVITATION,
        "default: 7 days before",
        of_others(Duty.ANSWER_INVITATION, 1),
        "03-25 liaisons",
        "03-23 o; 03-25 o; 03-27 os",
    ),
    (
        Duty.WORK_REPORT,
        "[001] 參一(六)2; default: 7 days before",
        of_others(Duty.WORK_REPORT),
        "03-25 liaisons",
        "03-23 o; 03-25 o; 03-27 os",
    ),
    (
        Duty.PROPOSE_CASES,
        "[001] 參三(六)2(1): a month before",
        of_others(Duty.PROPOSE_CASES, 2),
        "05-30 liaisons",
        "05-18 o; 05-27 o; 06-01 o; 06-01 os",
    ),
    (
        Duty.HOLD_MEETING,
        "[001] 參三(四): March",
        of_others(Duty.HOLD_MEETING),
        "03-31 supervisors",
        "03-02 o; 03-17 o; 03-30 o; 03-31 os; 04-01 osb",
    ),
    (
        Duty.HOLD_MEETING,
        "[001] 參二(四): by the end of April",
        of_others(Duty.HOLD_MEETING, 2),
        "04-30 clerks",
        "03-31 o; 04-16 o; 04-27 o; 04-30 os; 05-04 osb",
    ),
    (
        Duty.MINUTES,
        "[001] 參二(四): within a week",
        of_others(Duty.MINUTES, 2),
        "04-08 clerks",
        "04-07 o; 04-07 o; 04-08 o; 04-09 os; 04-13 b",
    ),
    (
        Duty.FILE_MINUTES,
        "[001] 參三(四); default: 5 working days",
        of_others(Duty.FILE_MINUTES),
        "03-06 bureau",
        "03-05 o; 03-06 o; 03-09 ob",
    ),
    (
        Duty.TRACKED_PROGRESS,
        "[003] 追蹤表; default: 7 days before",
        of_others(Duty.TRACKED_PROGRESS, 1),
        "04-23 liaisons",
        "04-20 o; 04-23 o; 04-24 os",
    ),
    (
        Duty.MERIT_TABLE,
        "[001] 肆三: after the year; defaults: 10 working days after 10 to object",
        of_others(Duty.MERIT_TABLE),
        "02-23 bureau",
        "02-16 o; 02-22 o; 02-23 o; 02-26 os",
    ),
    (
        Duty.UPLOAD_ROSTER,
        "[001] 三(六)2(2): every month",
        of_others(Duty.UPLOAD_ROSTER),
        "06-05 bureau",
        "06-02 o; 06-05 o; 06-08 os; 06-08 b",
    ),
    (
        Duty.DISPATCH_ROSTER,
        "[001] 三(六)2(2); default: 3 working days",
        of_others(Duty.DISPATCH_ROSTER),
        "06-05 supervisors",
        "06-04 o; 06-05 o; 06-08 os; 06-08 b",
    ),
    (
        Duty.NEW_YEAR_VISIT,
        "[003] 伍; default: before the holiday",
        of_others(Duty.NEW_YEAR_VISIT),
        "02-13 supervisors",
        "02-06 o; 02-10 o; 02-12 os; 02-13 osb",
    ),
    (
        Duty.NEW_YEAR_RESULTS,
        "[003] 肆: a week after",
        of_others(Duty.NEW_YEAR_RESULTS),
        "03-01 liaisons",
        "02-26 o; 03-02 o; 03-02 ob",
    ),
    (
        Duty.NEW_YEAR_LIST,
        "[003] 肆; default: 21 days before the holiday",
        of_others(Duty.NEW_YEAR_LIST),
        "01-24 liaisons",
        "01-19 o; 01-21 o; 01-26 os; 01-26 osb",
    ),
    (
        Duty.ALLOWANCES,
        "[003] 肆: before the holiday",
        of_others(Duty.ALLOWANCES),
        "02-13 bureau",
        "02-06 o; 02-10 o; 02-13 os",
    ),
    (
        Duty.COLD_CARE,
        "[003] 肆; default: 20:00 of the day",
        of_others(Duty.COLD_CARE),
        "01-05 20:00 liaisons urgent",
        "01-05 17:00 o; 01-05 20:00 os; 01-05 21:00 sb",
    ),
    (
        Duty.ANSWER_REFERRAL,
        "[004]; default: 3 working days",
        of_others(Duty.ANSWER_REFERRAL),
        "11-05 liaisons",
        "11-04 o; 11-05 o; 11-06 os; 11-12 s",
    ),
    (
        Duty.REFERRAL_OUTCOME,
        "[004]; default: 30 days",
        of_others(Duty.REFERRAL_OUTCOME),
        "12-01 liaisons",
        "11-28 o; 12-01 o; 12-02 os; 12-08 s",
    ),
    (
        Duty.NAME_ON_CALL,
        "[003] 肆; default: before the holiday",
        of_others(Duty.NAME_ON_CALL),
        "02-14 00:00 liaisons",
        "02-02 o; 02-09 o; 02-11 os; 02-13 osb",
    ),
    (
        Duty.PHONE_ON,
        "[003] 肆; default: 18:00 of the day before",
        of_others(Duty.PHONE_ON),
        "02-13 18:00 person urgent",
        "02-13 10:00 o; 02-13 18:00 o; 02-13 19:00 s",
    ),
    (
        Duty.STUDENT_REPLY,
        "[004] 參六(四)1(1): 7 days",
        of_others(Duty.STUDENT_REPLY),
        "09-29 liaisons",
        "09-29 o; 09-29 o; 09-29 o; 09-30 os",
    ),
    (
        Duty.NEEDS_MEETING,
        "[004] 參六(四)1(2)①: 5 working days",
        of_others(Duty.NEEDS_MEETING),
        "10-01 liaisons",
        "09-29 o; 09-30 o; 10-01 o; 10-02 os",
    ),
    (
        Duty.NEEDS_REPORT,
        "[004] 參六(四)1(2)①: 7 days",
        of_others(Duty.NEEDS_REPORT),
        "10-08 liaisons",
        "10-05 o; 10-07 o; 10-08 o; 10-12 os",
    ),
    (
        Duty.OUTCOME_MEETING,
        "[004] 參六(四)1(2)②: 3 to 6 months",
        of_others(Duty.OUTCOME_MEETING),
        "04-01 liaisons",
        "01-04 o; 03-02 o; 03-17 o; 04-01 o; 04-02 os",
    ),
    (
        Duty.OUTCOME_REPORT,
        "[004] 參六(四)1(2)③: 7 days",
        of_others(Duty.OUTCOME_REPORT),
        "02-08 liaisons",
        "02-11 o; 02-11 o; 02-11 o; 02-11 os",
    ),
    (
        Duty.TRANSITION_MEETING,
        "[004] 參六(三)1: 2 months before",
        of_others(Duty.TRANSITION_MEETING),
        "04-30 liaisons",
        "04-16 o; 04-23 o; 04-29 o; 04-30 os; 05-04 sb",
    ),
    (
        Duty.FIRST_CONTACT,
        "default: 7 days after the end of 30 June",
        of_others(Duty.FIRST_CONTACT),
        "07-07 liaisons",
        "07-06 o; 07-07 o; 07-08 os",
    ),
    (
        Duty.YOUTH_PLAN,
        "default: 30 days after 1 June",
        of_others(Duty.YOUTH_PLAN),
        "07-01 liaisons",
        "06-24 o; 06-30 o; 07-01 o; 07-02 os",
    ),
    (
        Duty.YOUTH_PROGRESS,
        "default: a month after 1 June",
        of_others(Duty.YOUTH_PROGRESS),
        "07-01 liaisons",
        "06-29 o; 07-01 o; 07-02 os",
    ),
    (
        Duty.SITTING_COUNT,
        "default: 2 working days after the sitting of the 3rd",
        of_others(Duty.SITTING_COUNT),
        "06-05 liaisons",
        "06-05 o; 06-08 os",
    ),
    (
        Duty.ANSWER_ESCORT,
        "default: 4 hours",
        of_others(Duty.ANSWER_ESCORT, 1),
        "11-01 12:00 liaisons urgent",
        "11-01 10:00 o; 11-01 11:00 o; 11-01 12:00 os",
    ),
    (
        Duty.ANSWER_ESCORT,
        "default: 2 hours before, where that is sooner",
        of_others(Duty.ANSWER_ESCORT),
        "11-01 09:00 liaisons urgent",
        "11-01 08:00 o; 11-01 08:00 o; 11-01 09:00 os",
    ),
)
"""A time is given where it is not 23:59, or for a nudge not 8:30 with the digest."""
WHO = {"o": "owner", "s": "supervisor", "b": "bureau"}


def told(at: datetime, usual: str) -> str:
    """Write a moment as the table does."""
    there = at.astimezone(TAIPEI)
    return f"{there:%m-%d}" + ("" if f"{there:%H:%M}" == usual else f" {there:%H:%M}")


@pytest.mark.parametrize(
    ("duty", "given", "due", "nudged"),
    [(duty, given, due, nudged) for duty, _, given, due, nudged in BY_HAND],
    ids=[f"{duty}: {source}" for duty, source, *_ in BY_HAND],
)
def test_it_is_due_and_nudged_as_reckoned_by_hand(duty, given, due, nudged):
    [owed] = [one for one in given(RULES) if one.duty is duty]
    assert f"{told(owed.due, '23:59')} {owed.bearer}{' urgent' * owed.urgent}" == due
    own = len(RULES.policy.ladder(duty, urgent=owed.urgent))
    rungs = islice(Ladder(duty, owed.due, owed.since, owed.urgent).rungs(RULES), own)
    assert (
        "; ".join(f"{told(at, '08:30')} {''.join(to[0] for to in rung.to)}" for rung, at in rungs) == nudged
    )


def test_every_duty_stands_in_the_table():
    assert {duty for duty, *_ in BY_HAND} == set(Duty)
