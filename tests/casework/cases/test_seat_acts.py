"""What each act makes of a seat and of the seats beside it: every fact, and nothing besides."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.household import Household
from casework.cases.seats import LEAD, NEW, AskedBy, Seat, SeatEnd
from casework.cases.strands import ChildSearch, Closing, Dispute, Tracking
from casework.errors import NotThere, StillTracked, WrongState
from casework.staffing.units import UnitKind

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
LATER = AT + timedelta(days=3)
CENTRE, HEALTH = 10, 20
ASKED = Seat(1, CENTRE, UnitKind.CENTRE, AskedBy.VILLAGE, offered=7, offered_at=AT, version=3)
SERVED = replace(ASKED, worker=6, offered=None, offered_at=None, accepted_at=AT)
BESIDE = Seat(2, HEALTH, UnitKind.HEALTH, AskedBy.DISPATCH, worker=8, accepted_at=AT, version=2)
LEADS = replace(SERVED, id=LEAD, unit=30, kind=UnitKind.PROTECTION, asked_by=AskedBy.DISPATCH)
CASE = Case(
    5, "A-115-000129", State.IN_SERVICE, "平鎮區新勢里", False, AT, lead=LEADS, joint=(SERVED, BESIDE)
)


def test_an_offer_again_begins_at_its_own_moment():
    assert ASKED.offer_again(to=9, at=LATER) == replace(ASKED, offered=9, offered_at=LATER)


def test_who_accepts_serves_and_nothing_is_offered_any_more():
    assert ASKED.accept(by=7, at=LATER) == replace(
        ASKED, worker=7, accepted_at=LATER, offered=None, offered_at=None
    )
    again = replace(SERVED, offered=7, offered_at=LATER)
    assert again.accept(by=7, at=LATER).accepted_at == AT, "the first acceptance counts"
    for nobody in (SERVED, ASKED):
        with pytest.raises(NotThere):
            nobody.accept(by=6, at=LATER)


def test_an_offer_that_failed_is_remembered_only_where_nobody_serves():
    assert ASKED.give_back() == replace(ASKED, offered=None)
    away = replace(SERVED, offered=7, offered_at=LATER)
    assert away.give_back() == SERVED


def test_the_latest_day_counts_on_which_somebody_was_met_whichever_is_told_first():
    june = [date(2026, 6, day) for day in (1, 9, 4)]
    met, visited = ASKED, ASKED
    for day in june:
        met, visited = met.contact(day), visited.visit(day)
    assert (met.contacted_on, met.visited_on) == (june[1], None)
    assert (visited.contacted_on, visited.visited_on) == (None, june[1])


def test_a_seat_that_is_vacated_is_nobodys():
    assert SERVED.vacate() == replace(SERVED, unit=None, kind=None, worker=None)


def test_it_ends_once_and_how_is_kept():
    ended = ASKED.stop(LATER, SeatEnd.DECLINED)
    assert (ASKED.unanswered, ended.unanswered) == (True, False), "nobody is asked to find somebody"
    assert ended == replace(ASKED, offered=None, offered_at=None, ended_at=LATER, end=SeatEnd.DECLINED)


@pytest.mark.parametrize(
    ("seat", "of", "moved"),
    [
        (SERVED, 6, replace(SERVED, worker=9, unit=HEALTH, kind=UnitKind.HEALTH)),
        (ASKED, 7, replace(ASKED, offered=9, unit=HEALTH, kind=UnitKind.HEALTH)),
        (replace(SERVED, offered=7), 6, replace(SERVED, offered=7, worker=9)),
        (replace(SERVED, offered=7), 7, replace(SERVED, offered=9)),
        (
            replace(SERVED, offered=6),
            6,
            replace(SERVED, worker=9, offered=9, unit=HEALTH, kind=UnitKind.HEALTH),
        ),
    ],
)
def test_what_is_handed_over_goes_to_the_others_unit_unless_somebody_here_has_part_in_it(seat, of, moved):
    assert seat.hand_over(of=of, to=9, unit=HEALTH, kind=UnitKind.HEALTH) == moved


def test_a_unit_that_leads_now_has_no_seat_beside_itself():
    case = replace(CASE, state=State.SCREENING, lead=Seat())
    done = case.dispatch(unit=CENTRE, kind=UnitKind.CENTRE, to=7, at=LATER)
    assert done.lead == Seat(unit=CENTRE, kind=UnitKind.CENTRE, offered=7, offered_at=LATER)
    assert done.joint == (SERVED.stop(LATER, SeatEnd.WITHDRAWN), BESIDE)
    ended = BESIDE.stop(AT, SeatEnd.ENDED)
    again = replace(case, joint=(SERVED, ended)).dispatch(unit=HEALTH, kind=UnitKind.HEALTH, to=8, at=LATER)
    assert again.joint == (SERVED, ended), "what ended before stays as it ended"


def test_where_no_case_is_opened_whoever_was_asked_is_asked_no_more():
    ended = BESIDE.stop(AT, SeatEnd.ENDED)
    case = replace(CASE, state=State.SCREENING, lead=Seat(), joint=(SERVED, ended))
    assert case.not_take(at=LATER).joint == (SERVED.stop(LATER, SeatEnd.WITHDRAWN), ended)


def test_accepting_beside_the_lead_moves_no_lead():
    case = replace(CASE, state=State.DISPATCHED, lead=replace(LEADS, offered=9), joint=(ASKED, BESIDE))
    done = case.accept(by=7, at=LATER, seat=1)
    assert done == replace(case, joint=(ASKED.accept(by=7, at=LATER), BESIDE))
    assert case.accept(by=9, at=LATER).state is State.IN_SERVICE


@pytest.mark.parametrize("seat", [LEAD, 1])
def test_what_is_not_offered_can_not_be_accepted_or_declined(seat):
    with pytest.raises((WrongState, NotThere)):
        CASE.accept(by=6, at=LATER, seat=seat)
    with pytest.raises((WrongState, NotThere)):
        replace(CASE, state=State.CLOSED, joint=(ASKED,)).accept(by=7, at=LATER, seat=1)


def test_a_joint_seat_can_be_moved_while_it_and_its_case_are_open():
    assert CASE.movable(1)
    assert not replace(CASE, state=State.CLOSED).movable(1)
    assert not replace(CASE, joint=(SERVED.stop(AT, SeatEnd.ENDED),)).movable(1)


def test_a_lead_that_is_offered_again_is_proposed_to_be_closed_no_more():
    case = replace(CASE, closing=Closing(proposed_at=AT, version=4))
    done = case.offer_again(to=9, at=LATER)
    assert (done.state, done.closing) == (State.DISPATCHED, Closing(proposed_at=None, version=4))


def test_what_is_joined_brings_its_seats_but_no_unit_twice_and_its_danger():
    joined = replace(
        CASE,
        id=6,
        urgent=True,
        state=State.SCREENING,
        joint=(
            replace(ASKED, id=9),
            replace(BESIDE, id=11, unit=40),
            replace(BESIDE, id=12, unit=50, received_at=LATER),
        ),
        kinds=(CaseKind.CHILD_MISSING,),
        search=ChildSearch(missing_at=LATER, looked_at=LATER, version=5),
    )
    done = CASE.take_in(joined)
    moved = replace(BESIDE, id=NEW, unit=40, received_at=AT, version=0)
    again = replace(moved, unit=50, received_at=LATER)
    assert done.joint == (SERVED, BESIDE, moved, again), "it counts from what it received, or its report"
    assert done.urgent
    assert replace(CASE, urgent=True).take_in(replace(joined, urgent=False)).urgent
    assert done.kinds == (CaseKind.CHILD_MISSING,)
    assert done.search == ChildSearch(missing_at=LATER, looked_at=LATER, version=CASE.search.version)
    since = CASE.take_in(replace(joined, search=ChildSearch())).search.missing_at
    assert since == AT, "since the report, where nobody said more"


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ((AskedBy.MATCH,), True),
        ((AskedBy.MATCH, AskedBy.MATCH), True),
        ((AskedBy.DISPATCH,), False),
        ((AskedBy.MATCH, AskedBy.DISPATCH), False),
        ((), False),
    ],
    ids=["the match", "the match twice", "a dispatch", "a dispatch, too", "nobody"],
)
def test_whom_the_match_alone_asked_is_known_by_all_its_seats_also_those_that_ended(asked, alone):
    """[001] 參三(六)2(5): a match tells who serves a family, and no more."""
    own = tuple(replace(BESIDE, id=9 + n, asked_by=by, ended_at=AT) for n, by in enumerate(asked))
    others = (SERVED, replace(BESIDE, unit=40, asked_by=AskedBy.MATCH))
    assert replace(CASE, joint=(*others, *own)).by_match_alone(HEALTH) is alone


def test_no_unit_serves_twice_by_a_handover():
    done = CASE.hand_over(of=6, to=9, unit=HEALTH, kind=UnitKind.HEALTH, at=LATER)
    assert (done.lead.unit, done.lead.kind, done.lead.worker) == (HEALTH, UnitKind.HEALTH, 9)
    assert [one.unit for one in done.seats] == [HEALTH, CENTRE]


def test_what_a_visit_or_a_month_tells_of_a_child_and_of_risk_is_taken_over():
    low = replace(CASE, risk=Risk.LOW)
    assert low.follow_up(month=date(2026, 6, 1), risk=Risk.HIGH).risk is Risk.HIGH
    assert low.follow_up(month=date(2026, 6, 1), risk=None).risk is Risk.LOW
    assert low.follow_up(month=date(2026, 6, 1), risk=None, child=True).child
    assert low.visit(on=date(2026, 6, 2), counts=True, risk=None, child=True).child


def test_who_says_that_there_is_no_child_is_believed_of_every_household():
    told = replace(CASE, child_in=(1, 2), child_told=True)
    assert (told.tell_child(False).child_in, told.tell_child(False).child_told) == ((), False)
    assert told.tell_child(True).child_in == (1, 2)
    assert told.tell_child(None) is told


def test_what_a_household_says_of_itself_counts_where_a_child_is_known_in_it():
    told = replace(CASE, household=Household(id=3), child_told=True)
    assert told.says_child(date(2026, 6, 1)) == {None}
    assert replace(told, child_told=False).says_child(date(2026, 6, 1)) == set()


def test_a_second_shared_plan_is_owed_anew():
    case = replace(CASE, sharing=replace(CASE.sharing, planned_at=AT))
    passed = replace(CASE.sharing, shared_at=LATER, several=True, planned_at=None, passed_at=None)
    assert case.share(LATER, several=True).sharing == passed


def test_a_dispute_waits_from_its_own_moment_and_comes_back_with_it():
    met = replace(CASE, lead=replace(LEADS, contacted_on=AT.date()))
    disputed = met.raise_dispute(LATER)
    assert (disputed.state, disputed.dispute) == (State.DISPUTED, Dispute(raised_at=LATER))
    again = disputed.screen_again(at=LATER)
    assert (again.state, again.returned_at, again.dispute.raised_at) == (State.SCREENING, LATER, None)
    waiting = replace(disputed, closing=Closing(proposed_at=AT))
    assert waiting.uphold().closing.proposed_at is None, "what waited for a decision waits no more"


TRACKED = Tracking(1, met_on=date(2026, 5, 1), first=date(2026, 6, 1), units=(30, HEALTH, 50))


def test_the_lead_reports_for_the_units_that_have_no_seat_any_more():
    case = replace(CASE, trackings=(TRACKED,))
    assert case.tracked_months(case.lead) == [date(2026, 6, 1)] * 2, "its own, and that of unit 50"
    assert case.tracked_months(BESIDE) == [date(2026, 6, 1)]
    assert case.tracked_months(SERVED) == []
    assert list(replace(case, state=State.CLOSED).tracked_units()) == []


def test_one_tracking_at_a_time_and_none_of_what_is_over():
    case = CASE.track(TRACKED)
    for refuses in (case, replace(CASE, state=State.CLOSED)):
        with pytest.raises(WrongState):
            refuses.track(TRACKED)
    for refuses in (CASE, replace(case, state=State.CLOSED)):
        with pytest.raises(WrongState):
            refuses.untrack(LATER)
    before = TRACKED.remove(AT)
    both = replace(CASE, trackings=(before, TRACKED)).untrack(LATER)
    assert both.trackings == (before, TRACKED.remove(LATER))


def test_there_is_no_seat_of_another_number():
    with pytest.raises(WrongState):
        CASE.seat(99)


@pytest.mark.parametrize("seat", [ASKED, SERVED], ids=["asked", "served"])
def test_who_was_asked_by_mistake_is_asked_no_more_and_what_is_tracked_stays(seat):
    case = replace(CASE, joint=(seat, BESIDE))
    assert case.ask_no_more(1, at=LATER).joint == (seat.stop(LATER, SeatEnd.WITHDRAWN), BESIDE)
    tracked = replace(case, trackings=(Tracking(1, AT.date(), AT.date(), (CENTRE,)),))
    with pytest.raises(StillTracked):
        tracked.ask_no_more(1, at=LATER)
    for nothing in (LEAD, 2):
        with pytest.raises(WrongState):
            replace(case, joint=(BESIDE.stop(AT, SeatEnd.ENDED),)).ask_no_more(nothing, at=LATER)


@pytest.mark.parametrize(
    ("people", "units", "seat"),
    [
        ((8,), (), 2),
        ((8,), (CENTRE,), 2),
        ((99, 8), (), 2),
        ((99,), (CENTRE,), 1),
        ((6,), (), LEAD),
        ((99,), (99,), None),
        ((), (), None),
    ],
    ids=["theirs", "theirs before their unit's", "whom they stand in for", "their unit's", "the lead's first",
         "nothing of theirs", "nobody"],
)  # fmt: skip
def test_somebody_acts_from_their_own_seat_else_from_that_of_their_unit(people, units, seat):
    assert CASE.seat_of(people=people, units=units) == seat


def test_a_seat_that_ended_is_nobodys_any_more():
    ended = replace(CASE, joint=(SERVED, BESIDE.stop(AT, SeatEnd.ENDED)))
    assert ended.seat_of(people=(8,), units=(HEALTH,)) is None
    assert (BESIDE.holds(8), ended.joint[1].holds(8)) == (True, False)
    assert CASE.held_by == {6, 8}
    assert ended.held_by == {6}
    assert replace(CASE, joint=(ASKED, BESIDE)).held_by == {6, 7, 8}


@pytest.mark.parametrize(
    ("case", "seat"),
    [(replace(CASE, joint=(ASKED, BESIDE)), 1), (replace(CASE, state=State.CLOSED), 2)],
    ids=["only asked", "closed"],
)
def test_nobody_serves_from_a_seat_that_was_not_taken_on_or_when_the_case_is_over(case, seat):
    for act in (
        lambda: case.visit(on=LATER.date(), risk=None, seat=seat),
        lambda: case.follow_up(month=date(2026, 6, 1), risk=None, seat=seat),
        lambda: case.end_seat(seat, at=LATER),
    ):
        with pytest.raises(WrongState):
            act()


def test_what_a_unit_beside_an_unfound_lead_declines_is_its_own_to_end():
    """`domain.md` §3.3: how often the lead was declined says nothing of it."""
    lead = replace(LEADS, worker=None, declines=2)
    asked = replace(BESIDE, worker=None, accepted_at=None, offered=9, offered_at=AT)
    unfound = replace(CASE, state=State.DISPATCHED, lead=lead, joint=(asked,))
    assert unfound.decline(by=9, at=LATER, most=2, seat=2).joint_seats == ()


def test_a_seat_that_somebody_serves_or_a_conference_tracks_outlives_an_offer_that_nobody_took():
    """[001] 三(六)3(5); `domain.md` §3.6."""
    away = replace(CASE, joint=(SERVED, replace(BESIDE, offered=9, offered_at=AT)))
    assert away.lapse(at=LATER, seat=2).joint == (SERVED, BESIDE)
    asked = replace(BESIDE, worker=None, accepted_at=None, offered=9, offered_at=AT)
    tracked = replace(CASE, joint=(SERVED, asked), trackings=(TRACKED,))
    assert tracked.lapse(at=LATER, seat=2).joint == (SERVED, replace(asked, offered=None))


@pytest.mark.parametrize(
    ("unit", "seat", "ends"),
    [(HEALTH, LEAD, 2), (HEALTH, 1, 1), (CENTRE, 2, 2), (CENTRE, LEAD, 1), (77, LEAD, None), (77, 1, None)],
    ids=["the lead to a unit with a seat", "a seat to a unit with one", "the other way",
         "the lead to another's unit", "the lead to a new unit", "a seat to a new unit"],
)  # fmt: skip
def test_where_a_unit_would_have_two_seats_the_joint_one_ends(unit, seat, ends):
    assert CASE.one_too_many(of=CASE.seat(seat).worker or 0, unit=unit, seat=seat) == ends


def test_who_has_the_other_seat_reports_for_one_that_ends_and_what_was_removed_stays():
    """[001] 三(六)3(5)."""
    over, open_ = (replace(TRACKED, units=(CENTRE, 50)) for _ in range(2))
    over = over.remove(AT)
    done = replace(CASE, trackings=(over, open_)).make_room(1, unit=HEALTH, at=LATER)
    assert done.joint == (SERVED.stop(LATER, SeatEnd.TAKEN_OVER), BESIDE)
    assert done.trackings == (over, replace(open_, units=(HEALTH, 50)))


def test_what_is_over_is_handed_over_to_nobody():
    with pytest.raises(WrongState):
        replace(CASE, state=State.CLOSED).hand_over(of=6, to=9, unit=HEALTH, kind=UnitKind.HEALTH, at=LATER)
