"""What a seat owes: each rule by its source, by the kind of unit that has it."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.seats import LEAD, AskedBy
from casework.cases.strands import ChildSearch, Tracking
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty, Hearer, Policy
from casework.reminders.nudging import Ladder
from casework.reminders.obligations import CASE, hours_run_until, owed
from casework.reminders.seats import (
    SEAT,
    JointSeat,
    acknowledgement,
    may_file,
    month_to_file,
    offer_lapses,
)
from casework.service.follow_up import first_month
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from tests.support.cases import made_case, with_facts

POLICY = load_policy(POLICIES / "112.toml")
FIRST_OF_JUNE = date(2026, 6, 1)
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 9:00 in Taipei
TUESDAY = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)
LEADING, OFFICER, CENTRE, STATION = 7, 8, 3, 4
KINDS_OF_THE_LAW = (UnitKind.CENTRE, UnitKind.PROTECTION)
"""兒少權法 54; 脆弱家庭辦法 5."""
OTHERS = tuple(kind for kind in UnitKind if kind not in KINDS_OF_THE_LAW)


def rules(policy: Policy = POLICY) -> Rules:
    return Rules(policy, Calendar(), FIRST_OF_JUNE)


def by(part: str, **figures: Any) -> Rules:
    """Return the rules with some figures of a part that are others."""
    return rules(POLICY.model_copy(update={part: getattr(POLICY, part).model_copy(update=figures)}))


def led(**facts: Any) -> Case:
    """A case that its lead took on."""
    facts = {"urgent": False, **facts}
    known = made_case(1, "A-115-000013", State.SCREENING, "平鎮區新勢里", reported_at=MONDAY, **facts)
    case = known.dispatch(unit=CENTRE, kind=UnitKind.CENTRE, to=LEADING, at=MONDAY)
    return case.accept(by=LEADING, at=MONDAY)


def asked(kind: UnitKind = UnitKind.POLICE, asked_by: AskedBy = AskedBy.DISPATCH, **facts: Any) -> JointSeat:
    """A seat that another unit was asked to take."""
    case = led(**facts).ask(unit=STATION, kind=kind, to=OFFICER, at=MONDAY, by=asked_by)
    [seat] = case.joint
    return JointSeat(replace(case, joint=(replace(seat, id=2),)), 2)


def served(kind: UnitKind = UnitKind.POLICE, at: datetime = TUESDAY, **facts: Any) -> JointSeat:
    """A seat that is served."""
    return after(asked(kind, **facts), lambda case: case.accept(by=OFFICER, at=at, seat=2))


def after(joint: JointSeat, act: Any) -> JointSeat:
    return JointSeat(act(joint.case), joint.number)


def tracked(joint: JointSeat, met_on: date, *units: int, grace: int = 7) -> JointSeat:
    """A conference puts it under tracking."""
    first = first_month(met_on, grace)
    return after(joint, lambda case: case.track(Tracking(0, met_on, first, units)))


def duties(joint: JointSeat, by_rules: Rules | None = None) -> dict[Duty, Owed]:
    return {one.duty: one for one in SEAT.owed(joint, by_rules or rules())}


def taipei(month: int, day: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=TAIPEI)


# Who owes the law's ten and thirty days


@pytest.mark.parametrize("child", [True, None], ids=["with a child", "nobody said"])
@pytest.mark.parametrize("kind", KINDS_OF_THE_LAW)
def test_a_centre_and_protection_visit_within_ten_days_and_report_within_thirty(kind, child):
    """兒少權法 54; 脆弱家庭辦法 5: from when it was asked, until somebody says no child (faults 15)."""
    found = duties(served(kind, child=child))
    assert (found[Duty.FIRST_VISIT].due, found[Duty.ASSESS].due) == (taipei(6, 11), taipei(7, 1))
    assert Duty.VISIT not in found


@pytest.mark.parametrize("kind", KINDS_OF_THE_LAW)
def test_without_a_child_they_visit_by_risk_and_owe_no_report(kind):
    found = duties(served(kind, child=False))
    assert set(found) == {Duty.VISIT, Duty.FOLLOW_UP}
    assert found[Duty.VISIT].due == taipei(7, 2)


@pytest.mark.parametrize("child", [True, None, False])
@pytest.mark.parametrize("kind", OTHERS)
def test_other_units_visit_by_risk_and_owe_no_report_of_the_law(kind, child):
    assert set(duties(served(kind, child=child))) == {Duty.VISIT, Duty.FOLLOW_UP}


@pytest.mark.parametrize("kind", UnitKind)
def test_the_lead_owes_by_the_same_rules_as_a_seat_beside_it(kind):
    joint = served(kind, at=MONDAY)
    lead = with_facts(joint.case, kind=kind)
    of_lead = {(one.duty, one.due) for one in owed(lead, rules())}
    assert of_lead == {(one.duty, one.due) for one in duties(joint).values()}


def test_a_lead_of_which_the_kind_is_not_known_owes_what_a_centre_does():
    found = {one.duty for one in owed(with_facts(led(), kind=None), rules())}
    assert {Duty.FIRST_VISIT, Duty.ASSESS} <= found


def test_the_city_can_ask_both_of_every_household():
    found = duties(served(UnitKind.CENTRE, child=False), by("seats", with_child=False))
    assert {Duty.FIRST_VISIT, Duty.ASSESS} <= set(found)


def test_a_report_that_was_filed_is_owed_no_more_and_the_next_visit_counts_from_the_first():
    joint = served(UnitKind.CENTRE)
    joint = after(joint, lambda case: case.visit(on=date(2026, 6, 5), risk=Risk.HIGH, seat=2))
    joint = after(joint, lambda case: case.assess(risk=None, at=TUESDAY, seat=2))
    found = duties(joint)
    assert set(found) == {Duty.VISIT, Duty.FOLLOW_UP}
    assert found[Duty.VISIT].due == taipei(6, 19)


# Visits


@pytest.mark.parametrize(
    ("risk", "day"),
    [
        (Risk.HIGH, taipei(6, 16)),
        (Risk.MEDIUM, taipei(7, 2)),
        (None, taipei(7, 2)),
        (Risk.LOW, taipei(8, 31)),
    ],
)
def test_visits_of_others_go_by_the_risk_of_the_household(risk, day):
    assert duties(served(risk=risk))[Duty.VISIT].due == day


def test_each_unit_visits_for_itself():
    joint = after(served(risk=Risk.HIGH), lambda case: case.visit(on=date(2026, 6, 10), risk=None))
    assert duties(joint)[Duty.VISIT].due == taipei(6, 16)
    joint = after(joint, lambda case: case.visit(on=date(2026, 6, 11), risk=None, seat=2))
    assert duties(joint)[Duty.VISIT].due == taipei(6, 25)


def test_what_one_unit_finds_moves_the_visits_of_all():
    joint = after(served(), lambda case: case.visit(on=date(2026, 6, 3), risk=Risk.HIGH))
    assert duties(joint)[Duty.VISIT].due == taipei(6, 16)


def test_a_kind_that_is_to_make_no_visits_owes_none():
    found = duties(served(UnitKind.EMPLOYMENT), by("seats", no_visits=(UnitKind.EMPLOYMENT,)))
    assert set(found) == {Duty.FOLLOW_UP}
    assert Duty.VISIT in duties(served(UnitKind.HEALTH), by("seats", no_visits=(UnitKind.EMPLOYMENT,)))


# The offer


def test_an_offer_is_answered_by_who_is_asked():
    found = duties(asked())
    assert set(found) == {Duty.ACKNOWLEDGE}
    one = found[Duty.ACKNOWLEDGE]
    assert (one.bearer, one.person, one.period) == (Bearer.PERSON, OFFICER, str(OFFICER))
    assert one.due == taipei(6, 2)


def test_an_offer_that_nobody_answers_goes_back_by_the_rules_of_offers():
    joint = asked()
    assert SEAT.lapse is not None
    lapses = SEAT.lapse.at(joint, rules())
    assert lapses == offer_lapses(joint.case, joint.seat, rules())
    assert lapses is not None
    lapsed = SEAT.lapse.after(joint, lapses)
    assert (lapsed.seat.open, SEAT.lapse.verb(lapsed)) == (False, "seat.lapsed")
    assert duties(lapsed) == {}
    assert SEAT.lapse.at(lapsed, rules()) is None


def test_an_urgent_offer_runs_by_the_hour_at_night_and_on_days_off():
    """`domain.md` §3.3: 2 h the owner, 4 h the supervisor, 8 h back (faults 2); of each seat of the case."""
    friday = datetime(2026, 6, 5, 20, 30, tzinfo=TAIPEI)
    known = made_case(1, "A-115-000013", State.SCREENING, "平鎮區新勢里", urgent=True, reported_at=MONDAY)
    lead = known.dispatch(unit=CENTRE, kind=UnitKind.CENTRE, to=LEADING, at=friday)
    case = lead.ask(unit=STATION, kind=UnitKind.POLICE, to=OFFICER, at=friday)
    for seat in (case.lead, *case.joint):
        [answer] = [one for one in (acknowledgement(case, seat, rules()),) if one.urgent]
        assert answer.due == friday + timedelta(hours=2)
        assert offer_lapses(case, seat, rules()) == friday + timedelta(hours=8)
        ladder = Ladder(answer.duty, answer.due, friday, answer.urgent)
        assert [(at, rung.to) for rung, at in islice(ladder.rungs(rules()), 2)] == [
            (friday + timedelta(hours=2), (Hearer.OWNER,)),
            (friday + timedelta(hours=4), (Hearer.OWNER, Hearer.SUPERVISOR)),
        ]
    assert hours_run_until(known, LEAD, rules()) == MONDAY + timedelta(hours=24), "it is screened"
    assert hours_run_until(case, LEAD, rules()) == friday + timedelta(hours=2)
    beside = asked(urgent=True)
    assert hours_run_until(beside.case, LEAD, rules()) is None, "the lead took it on"
    assert hours_run_until(beside.case, beside.number, rules()) == MONDAY + timedelta(hours=2)
    calm = replace(case, urgent=False)
    assert hours_run_until(calm, LEAD, rules()) is None
    assert not acknowledgement(calm, calm.lead, rules()).urgent


def test_a_seat_that_nobody_took_is_found_somebody_by_the_hour_too():
    found = after(asked(asked_by=AskedBy.VILLAGE, urgent=True), lambda case: case.lapse(at=TUESDAY, seat=2))
    answer = duties(found)[Duty.ACKNOWLEDGE]
    assert (answer.bearer, answer.urgent, answer.due) == (
        Bearer.SUPERVISORS,
        True,
        MONDAY + timedelta(hours=8),
    )
    later = replace(found.case, joint=(replace(found.seat, offered_at=TUESDAY),))
    assert duties(JointSeat(later, 2))[Duty.ACKNOWLEDGE].due == TUESDAY + timedelta(hours=8)


@pytest.mark.parametrize(
    ("case", "alarm"),
    [
        (led(urgent=True), True),
        (led(), False),
        (led(kinds=(CaseKind.CHILD_MISSING,)), True),
        (led(kinds=(CaseKind.CHILD_MISSING,), search=ChildSearch(missing_at=MONDAY, found=True)), False),
        (replace(led(urgent=True), state=State.CLOSED), False),
    ],
    ids=["urgent", "not", "a child is missing", "it was found", "over"],
)
def test_what_is_urgent_or_of_a_missing_child_is_marked_until_it_is_over(case, alarm):
    assert (case.alarm, CASE.subject(case).alarm) == (alarm, alarm)


def test_the_supervisors_find_somebody_for_a_seat_that_stays():
    lapsed = after(asked(UnitKind.CENTRE, AskedBy.VILLAGE), lambda case: case.lapse(at=TUESDAY, seat=2))
    [one] = duties(lapsed).values()
    assert (one.duty, one.bearer, one.person) == (Duty.ACKNOWLEDGE, Bearer.SUPERVISORS, None)
    assert one.due == taipei(6, 3)
    assert SEAT.lapse is not None
    assert SEAT.lapse.verb(lapsed) == "seat.kept"


def test_who_serves_goes_on_while_the_seat_is_offered_to_somebody_else():
    joint = after(served(), lambda case: case.offer_again(to=9, at=TUESDAY, seat=2))
    found = duties(joint)
    assert {one.person for one in found.values()} == {OFFICER, 9}
    assert set(found) == {Duty.ACKNOWLEDGE, Duty.VISIT, Duty.FOLLOW_UP}


# Months


def test_every_seat_reports_each_month_by_the_city_s_default():
    found = duties(served())
    assert (found[Duty.FOLLOW_UP].period, found[Duty.FOLLOW_UP].due) == ("2026-06-01", taipei(6, 30))
    joint = after(served(), lambda case: case.follow_up(month=date(2026, 6, 1), risk=None, seat=2))
    assert duties(joint)[Duty.FOLLOW_UP].period == "2026-07-01"


def test_a_kind_that_is_to_report_no_months_owes_none():
    without = by("seats", no_follow_up=(UnitKind.FIRE,))
    joint = served(UnitKind.FIRE)
    assert Duty.FOLLOW_UP not in duties(joint, without)
    assert not may_file(joint.case, joint.seat, without.policy, date(2026, 7, 1))


def test_a_kind_that_reports_no_months_does_so_under_tracking():
    """[001] 三(六)3(5): every unit that is named reports each month."""
    joint = tracked(served(UnitKind.FIRE), date(2026, 6, 9), STATION)
    assert Duty.FOLLOW_UP in duties(joint, by("seats", no_follow_up=(UnitKind.FIRE,)))


@pytest.mark.parametrize(
    ("met_on", "first"),
    [
        (date(2026, 6, 9), date(2026, 6, 1)),
        (date(2026, 6, 23), date(2026, 6, 1)),
        (date(2026, 6, 24), date(2026, 7, 1)),
        (date(2026, 6, 30), date(2026, 7, 1)),
    ],
)
def test_the_first_month_under_tracking_is_that_of_the_meeting_unless_few_days_are_left(met_on, first):
    joint = tracked(served(), met_on, STATION)
    assert month_to_file(joint.case, joint.seat, by("follow_up", of="tracked").policy) == first


def test_a_unit_that_took_its_seat_later_reports_from_the_month_of_the_meeting():
    joint = tracked(asked(), date(2026, 6, 9), STATION)
    joint = after(joint, lambda case: case.accept(by=OFFICER, at=datetime(2026, 7, 2, tzinfo=UTC), seat=2))
    for whose in ("served", "tracked"):
        assert month_to_file(joint.case, joint.seat, by("follow_up", of=whose).policy) == date(2026, 6, 1)


def test_a_tracked_unit_that_did_not_take_its_seat_owes_its_months_by_its_supervisors():
    found = duties(tracked(asked(), date(2026, 6, 9), STATION), by("follow_up", of="tracked"))
    assert set(found) == {Duty.ACKNOWLEDGE, Duty.FOLLOW_UP}
    assert found[Duty.FOLLOW_UP].bearer is Bearer.SUPERVISORS


def test_where_only_tracked_cases_are_followed_up_the_units_that_were_named_owe_it_until_they_are_removed():
    """`follow_up.of = "tracked"`, from before the tracking to after its end."""
    only = by("follow_up", of="tracked")
    joint = served()

    def reporting(one: JointSeat) -> set[int]:
        found = {LEAD: CASE.owed(one.case, only), one.number: SEAT.owed(one, only)}
        return {seat for seat, what in found.items() if Duty.FOLLOW_UP in {duty.duty for duty in what}}

    assert reporting(joint) == set()
    assert not may_file(joint.case, joint.seat, only.policy, date(2026, 7, 1))
    joint = tracked(joint, date(2026, 6, 9), STATION)
    assert reporting(joint) == {2}
    assert may_file(joint.case, joint.seat, only.policy, date(2026, 6, 9))
    assert not may_file(joint.case, joint.case.lead, only.policy, date(2026, 6, 9))
    joint = after(joint, lambda case: case.follow_up(month=date(2026, 6, 1), risk=None, seat=2))
    assert duties(joint, only)[Duty.FOLLOW_UP].period == "2026-07-01"
    joint = after(joint, lambda case: case.untrack(TUESDAY))
    assert reporting(joint) == set()
    again = tracked(joint, date(2026, 9, 9), STATION, CENTRE)
    assert reporting(again) == {LEAD, 2}
    assert duties(again, only)[Duty.FOLLOW_UP].period == "2026-09-01"


def test_a_lead_that_is_tracked_and_not_taken_on_owes_its_months_by_its_supervisors():
    case = led().offer_again(to=9, at=MONDAY)
    waiting = with_facts(case, worker=None).track(Tracking(0, MONDAY.date(), MONDAY.date(), (CENTRE,)))
    [month] = [one for one in owed(waiting, by("follow_up", of="tracked")) if one.duty is Duty.FOLLOW_UP]
    assert month.bearer is Bearer.SUPERVISORS


# What is over


@pytest.mark.parametrize("act", [lambda case: case.end_seat(2, at=TUESDAY)], ids=["ended"])
def test_a_seat_that_ended_owes_nothing(act):
    joint = after(served(), act)
    assert duties(joint) == {}
    assert not may_file(joint.case, joint.seat, POLICY, date(2026, 7, 1))


def test_a_seat_of_a_case_that_is_over_owes_nothing():
    joint = served()
    over = JointSeat(replace(joint.case, state=State.CLOSED), 2)
    assert duties(over) == {}


def test_a_seat_is_called_by_its_case_and_belongs_to_its_unit():
    subject = SEAT.subject(served())
    assert (subject.id, subject.kind, subject.sign, subject.unit) == (2, "seat", "A-115-000013", STATION)


def test_the_month_after_the_last_that_was_filed_is_next_whatever_a_conference_asks_for_later():
    """[001] 三(六)3(5): the months of service before the conference stay owed."""
    case = led().track(Tracking(0, date(2026, 9, 10), date(2026, 9, 1), (CENTRE,)))
    assert month_to_file(case, case.lead, POLICY) == FIRST_OF_JUNE
    filed = replace(case.lead, followed_up=FIRST_OF_JUNE)
    assert month_to_file(case, filed, POLICY) == date(2026, 7, 1)


def test_what_nobody_is_offered_does_not_lapse():
    one = asked()
    assert offer_lapses(one.case, one.seat, rules())
    for seat in (
        replace(one.seat, offered=None),
        replace(one.seat, offered_at=None),
        replace(one.seat, ended_at=MONDAY),
    ):
        assert offer_lapses(one.case, seat, rules()) is None
    assert offer_lapses(replace(one.case, state=State.CLOSED), one.seat, rules()) is None


def test_the_first_month_is_known_where_none_is_asked_for():
    joint = served()
    assert month_to_file(joint.case, joint.seat, by("follow_up", of="tracked").policy) == FIRST_OF_JUNE
