"""The catalogue of obligations says of every duty what its rule rests on."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from casework import escorts, on_call, on_site, referrals, students, transitions, youth
from casework.cases.criteria import CaseKind
from casework.escorts import Escort
from casework.meetings import meetings, merit_year
from casework.meetings.attending import Attendance
from casework.meetings.attending import owed as attendance_owed
from casework.meetings.meetings import Meeting
from casework.meetings.preparing import Proposal, TrackedItem, progress_owed, proposal_owed
from casework.new_year import care, cold, parts
from casework.new_year.care import CareHousehold, CareVisit
from casework.new_year.parts import CarePart
from casework.on_call import Rota
from casework.policy.owed import Owed, Rules
from casework.policy.policy import DEFAULT, Duty
from casework.referrals import Referral
from casework.reminders.catalogue import AWAITED, RULES, figure, sources
from casework.rosters import lists, monthly
from casework.rosters.monthly import ROSTERS
from casework.staffing.units import UnitKind
from casework.students import Matter, Watch
from casework.transitions import Contacted, FirstContact, Measure, MeasureKind
from handlers.words.terms import ACTS
from tests.casework.network import BUREAU, CENTRE, HEALTH, SCHOOLS, of_the_year, unit
from tests.casework.network import RULES as EDITIONS


def test_every_duty_stands_in_the_catalogue_in_its_order():
    assert list(RULES) == list(Duty)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("duty", Duty)
def test_every_figure_stands_in_every_edition(duty, edition):
    assert RULES[duty].figures
    for key in RULES[duty].figures:
        assert isinstance(figure(EDITIONS[edition].policy, key), int | str | tuple | time), key


@pytest.mark.parametrize("duty", Duty)
def test_every_act_that_ends_a_duty_has_its_verb(duty):
    assert RULES[duty].ends
    for verb in RULES[duty].ends:
        assert verb in ACTS, verb


@pytest.mark.parametrize("duty", Duty)
def test_every_duty_is_owed_by_somebody(duty):
    assert RULES[duty].bearers


def test_a_rule_of_the_law_names_the_law_and_a_default_is_called_one():
    policy = EDITIONS["112"].policy
    assert sources(Duty.FIRST_VISIT, policy) == ["兒少權法 54；脆弱家庭辦法 5"]
    assert sources(Duty.JOINT_PLAN, policy) == ["[001] 三(六)2(5)B", DEFAULT]
    assert sources(Duty.MINUTES, EDITIONS["109"].policy) == [
        "[001] 參二(四), 三(四)",
        DEFAULT,
        "[001] 參二(四)：1週內",
        "[001] 參三(四)：1週內",
    ]


# A figure is named where it moves something


def all_meetings(rules: Rules) -> Iterator[Meeting]:
    for one in of_the_year(rules.policy):
        yield Meeting(one.kind, CENTRE, one.month)


def held(rules: Rules) -> Iterator[Meeting]:
    return (replace(one, held_on=one.month) for one in all_meetings(rules))


INVITED = datetime(2025, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2025, 12, 30, tzinfo=UTC)
TO_VISIT = CareHousehold(9, 2026, 1, "平鎮區新勢里", CENTRE, DECEMBER)
LISTED_LATE = replace(TO_VISIT, listed_at=datetime(2026, 2, 12, tzinfo=UTC))
CARED_FOR_LATE = replace(
    TO_VISIT, visits=(CareVisit(date(2026, 3, 2), 3, {"mode": "home", "children": "all", "care": "good"}),)
)
ABROAD = replace(TO_VISIT, visits=(CareVisit(date(2026, 2, 2), 3, {"mode": "not_met", "why": "abroad"}),))
ALERT = cold.ColdAlert(
    1, 10, ("all",), datetime(2026, 1, 5, 1, tzinfo=UTC), date(2026, 1, 6), date(2026, 1, 5)
)
COLD = cold.ColdList(1, ALERT, HEALTH, asked=(cold.InTheCold(TO_VISIT),))
COLD_AT_NIGHT = replace(COLD, alert=replace(ALERT, begun_at=datetime(2026, 1, 5, 13, tzinfo=UTC)))
PART = CarePart(1, 2026, HEALTH, DECEMBER)
ASKED_LATE = replace(PART, asked_at=datetime(2026, 2, 9, tzinfo=UTC))
OFFICER = on_call.Officer("王測試", "0912345678", 5)
ROTA = Rota(
    1,
    HEALTH,
    date(2026, 2, 13),
    (on_call.Shift(1, date(2026, 2, 14), on_call.MIDNIGHT, on_call.MIDNIGHT, OFFICER),),
)
MATTER = Matter(id=5, unit=SCHOOLS, sign="學生", letter_on=date(2026, 9, 22), grave=students.Grave.SERIOUS)
MET = replace(MATTER, needs_met=students.Met(date(2026, 10, 1)))
KNOWN = youth.Youth(
    id=4,
    unit=HEALTH,
    sign="少年",
    why=youth.YouthReason.DROPOUT,
    known_on=date(2026, 6, 1),
    name="王測試",
    born=date(2011, 6, 1),
)
MEASURE = Measure(
    id=3,
    unit=HEALTH,
    sign="轉銜",
    measure=MeasureKind.CUSTODY,
    known_on=date(2026, 1, 1),
    ends_on=date(2026, 6, 30),
)
SOUGHT = replace(MEASURE, contact=FirstContact(MEASURE.ends_on, Contacted.NOT_FOUND))
GIVEN = lists.MonthlyRoster(
    1, CaseKind.CHILD_HIGH_RISK, BUREAU, 4, date(2026, 6, 1), datetime(2026, 6, 2, tzinfo=UTC), 5, waiting=3
)
SITTING = on_site.Sitting(
    unit=HEALTH,
    sign="駐點",
    weekday=3,
    hours="13:00-17:00",
    since=date(2026, 6, 1),
    counted_to=date(2026, 6, 3),
)
REFERRED = Referral(unit=HEALTH, sign="A-115-000000", case=2, asked_at=INVITED, need="work")
FOUND_OUT = replace(MET, watches=(Watch(students.Met(date(2027, 2, 1)), students.RoundOutcome.IMPROVED),))
GIVES: dict[Duty, Callable[[Rules], list[list[Owed]]]] = {
    Duty.CALL_MEETING: lambda rules: [list(meetings.owed(one, rules)) for one in all_meetings(rules)],
    Duty.ANSWER_INVITATION: lambda rules: [
        list(attendance_owed(Attendance(1, replace(one, fixed=one.month), HEALTH, invited_at=INVITED), rules))
        for one in all_meetings(rules)
    ],
    Duty.WORK_REPORT: lambda rules: [
        list(attendance_owed(Attendance(1, replace(one, fixed=one.month), HEALTH, invited_at=INVITED), rules))
        for one in all_meetings(rules)
    ],
    Duty.PROPOSE_CASES: lambda rules: [
        list(proposal_owed(Proposal(one, HEALTH, asked_on=asked), rules))
        for one in all_meetings(rules)
        for asked in (None, one.month)
    ],
    Duty.HOLD_MEETING: lambda rules: [list(meetings.owed(one, rules)) for one in all_meetings(rules)],
    Duty.MINUTES: lambda rules: [list(meetings.owed(one, rules)) for one in held(rules)],
    Duty.FILE_MINUTES: lambda rules: [
        list(
            meetings.owed(replace(one, kind=meetings.MeetingKind.DISTRICT).send_minutes(one.month, ""), rules)
        )
        for one in held(rules)
    ],
    Duty.TRACKED_PROGRESS: lambda rules: [
        list(progress_owed(TrackedItem("1", one, HEALTH), rules)) for one in all_meetings(rules)
    ],
    Duty.MERIT_TABLE: lambda rules: [
        list(merit_year.owed(merit_year.MeritYear(unit=BUREAU, sign="獎懲-115", year=2026), rules))
    ],
    Duty.UPLOAD_ROSTER: lambda rules: [
        list(monthly.owed(kind, date(2026, 6, 1), BUREAU, None, rules)) for kind in ROSTERS
    ],
    Duty.DISPATCH_ROSTER: lambda rules: [list(lists.owed(GIVEN, rules))],
    Duty.NEW_YEAR_LIST: lambda rules: [
        list(parts.owed(one, rules))
        for one in (PART, ASKED_LATE, *(replace(PART, unit=unit(kind)) for kind in UnitKind))
    ],
    Duty.ALLOWANCES: lambda rules: [
        list(
            parts.owed(
                replace(PART, unit=BUREAU, paid=frozenset(rules.policy.new_year.allowances[:1])), rules
            )
        )
    ],
    Duty.NEW_YEAR_VISIT: lambda rules: [
        list(care.owed(one, rules)) for one in (TO_VISIT, LISTED_LATE, CARED_FOR_LATE, ABROAD)
    ],
    Duty.NEW_YEAR_RESULTS: lambda rules: [list(parts.owed(PART, rules))],
    Duty.COLD_CARE: lambda rules: [list(cold.owed(one, rules)) for one in (COLD, COLD_AT_NIGHT)],
    Duty.NAME_ON_CALL: lambda rules: [
        list(on_call.owed(Rota(1, HEALTH, date(2026, 2, 14) - timedelta(days=43)), rules)),
        list(on_call.owed(Rota(1, HEALTH, date(2026, 2, 1)), rules)),
    ],
    Duty.PHONE_ON: lambda rules: [list(on_call.owed(ROTA, rules))],
    Duty.STUDENT_REPLY: lambda rules: [
        list(students.owed(replace(MATTER, grave=grave), rules)) for grave in (None, students.Grave.GOES_ON)
    ],
    Duty.NEEDS_MEETING: lambda rules: [list(students.owed(MATTER, rules))],
    Duty.NEEDS_REPORT: lambda rules: [list(students.owed(MET, rules))],
    Duty.OUTCOME_MEETING: lambda rules: [list(students.owed(MET, rules))],
    Duty.OUTCOME_REPORT: lambda rules: [list(students.owed(FOUND_OUT, rules))],
    Duty.ANSWER_ESCORT: lambda rules: [
        list(
            escorts.owed(Escort(1, 2, "A-115-000000", HEALTH, INVITED, INVITED + timedelta(hours=far)), rules)
        )
        for far in (3, 48)
    ],
    Duty.SITTING_COUNT: lambda rules: [list(on_site.owed(SITTING, rules))],
    Duty.ANSWER_REFERRAL: lambda rules: [list(referrals.owed(REFERRED, rules))],
    Duty.REFERRAL_OUTCOME: lambda rules: [list(referrals.owed(REFERRED.take(1, INVITED), rules))],
    Duty.TRANSITION_MEETING: lambda rules: [list(transitions.owed(MEASURE, rules))],
    **dict.fromkeys((Duty.YOUTH_PLAN, Duty.YOUTH_PROGRESS), lambda rules: [list(youth.owed(KNOWN, rules))]),
    Duty.FIRST_CONTACT: lambda rules: [list(transitions.owed(one, rules)) for one in (MEASURE, SOUGHT)],
}
"""What the rules whose screens come later give for facts that show every figure at work."""


def changed(part: Any, keys: list[str]) -> Any:
    """Return a policy in which one figure is another."""
    if keys:
        return part.model_copy(update={keys[0]: changed(getattr(part, keys[0]), keys[1:])})
    if isinstance(part, time):
        return part.replace(hour=part.hour + 1)
    return part + 1 if isinstance(part, int) else part[:1]


@pytest.mark.parametrize(("duty", "key"), [(duty, key) for duty in GIVES for key in RULES[duty].figures])
def test_a_figure_that_is_named_for_a_duty_moves_it(duty, key):
    ours = EDITIONS["109"]
    other = replace(ours, policy=changed(ours.policy, key.split(".")))
    before, after = (
        [one for found in GIVES[duty](rules) for one in found if one.duty is duty] for rules in (ours, other)
    )
    assert before
    assert before != after


def test_for_some_duties_somebody_waits():
    """They stand among what is to do before they are due."""
    names = """SCREEN ACKNOWLEDGE JUDGE_CLOSING JUDGE_DISPUTE SEARCH_FORM SEARCH_RESULT APPLY_SEARCH
        ANSWER_INVITATION COLD_CARE ANSWER_ESCORT ANSWER_REFERRAL"""
    assert {duty.name for duty in AWAITED} == set(names.split())
