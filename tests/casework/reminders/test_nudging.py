"""When people are nudged: rungs, the digest, quiet hours (`ux.md` 20, `trust.md` R8)."""

from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.errors import NoMoreTime
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Rules
from casework.policy.policy import Duty, Hearer, Overdue, Rung
from casework.reminders.nudging import Ladder, after_quiet, late, next_digest, put_off, quiet, resting
from casework.text.dates import TAIPEI, day_end, local_time

POLICY = load_policy(POLICIES / "112.toml")
NUDGES = POLICY.nudges
FIRST_OF_JUNE = date(2026, 6, 1)
RULES = Rules(POLICY, Calendar(), FIRST_OF_JUNE)


def taipei(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=TAIPEI)


def ladder(duty: Duty, due: datetime, known: datetime | None = None, *, urgent: bool = False) -> Ladder:
    return Ladder(duty, due, known or taipei(1, 9), urgent)


def rungs(one: Ladder, more: int = 0) -> list[tuple[Rung, datetime]]:
    """The rungs of the ladder, and so many of those by which what stays overdue is heard."""
    own = len(POLICY.ladder(one.duty, urgent=one.urgent))
    return list(islice(one.rungs(RULES), own + more))


def moments(one: Ladder, more: int = 0) -> list[datetime]:
    return [at for _, at in rungs(one, more)]


def test_rungs_of_days_go_out_with_the_digest_and_rungs_of_hours_to_the_minute() -> None:
    visit = ladder(Duty.FIRST_VISIT, day_end(taipei(11).date()))
    assert moments(visit) == [taipei(day, 8, 30) for day in (8, 10, 11, 12, 15)], "the 14th is a Sunday"
    screen = ladder(Duty.SCREEN, taipei(3, 15))
    assert moments(screen)[:2] == [taipei(3, 9), taipei(3, 14)]


def test_a_24_hour_matter_goes_out_in_the_night_and_nothing_else_does() -> None:
    due = taipei(3, 5)
    assert moments(ladder(Duty.SCREEN, due, urgent=True)) == [
        taipei(2, 23), taipei(3, 4), taipei(3, 5), taipei(3, 17),
    ]  # fmt: skip
    assert moments(ladder(Duty.SCREEN, due)) == [*[taipei(3, 8, 30)] * 3, taipei(3, 17)]


def test_hours_that_are_past_when_it_becomes_known_go_out_at_once_or_when_the_night_ends() -> None:
    assert moments(ladder(Duty.SCREEN, taipei(3, 15), known=taipei(3, 16)))[:3] == [taipei(3, 16)] * 3
    assert moments(ladder(Duty.SCREEN, taipei(3, 15), known=taipei(3, 22)))[:3] == [taipei(4, 8, 30)] * 3
    night = ladder(Duty.SCREEN, taipei(3, 15), known=taipei(3, 22), urgent=True)
    assert moments(night) == [taipei(3, 22)] * 3 + [taipei(4, 3)]
    days = ladder(Duty.SEARCH_RESULT, taipei(3, 15), known=taipei(3, 22), urgent=True)
    assert moments(days)[:2] == [taipei(3, 22)] * 2, "a 24-hour matter waits for no digest"


def test_what_is_late_when_it_becomes_known_waits_for_the_next_digest() -> None:
    overdue = ladder(Duty.VISIT, day_end(taipei(1).date()), known=taipei(5, 10))
    assert moments(overdue) == [taipei(8, 8, 30)] * 5, "the 6th is a Saturday"


Moments = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: taipei(1) + timedelta(minutes=minutes))
Ladders = st.builds(Ladder, st.sampled_from(Duty), Moments, Moments, st.booleans())


@given(Ladders)
def test_no_rung_goes_out_before_its_time_nor_before_it_is_known_nor_while_the_office_rests(
    one: Ladder,
) -> None:
    for rung, at in rungs(one, 9):
        day = rung.by_day and not one.urgent
        own = datetime.combine((one.due + rung.offset).date(), NUDGES.digest, TAIPEI) if day else None
        assert at >= (own or (one.due + rung.offset if not rung.by_day else one.known))
        assert at >= one.known
        assert one.urgent or not resting(at, RULES)


@given(Ladders)
def test_no_rung_waits_longer_than_for_its_hour_the_next_digest_or_the_end_of_the_rest(one: Ladder) -> None:
    """Hours are to the minute, a 24-hour matter never waits, the rest waits for the next working morning."""
    for rung, at in rungs(one):
        own = one.due + rung.offset
        if rung.by_day:
            own = datetime.combine((one.due.astimezone(TAIPEI) + rung.offset).date(), NUDGES.digest, TAIPEI)
        from_ = max(own, one.known)
        if one.urgent:
            assert at == from_
            continue
        mornings = (
            datetime.combine(from_.date() + timedelta(days=n), NUDGES.digest, TAIPEI) for n in range(30)
        )
        assert at <= next(each for each in mornings if each >= from_ and not resting(each, RULES))


def test_at_its_very_moment_a_rung_is_passed_and_a_digest_goes_out() -> None:
    visit = ladder(Duty.FIRST_VISIT, day_end(taipei(11).date()))
    assert [at for _, at in visit.passed(0, RULES, taipei(8, 8, 30))] == [taipei(8, 8, 30)]
    assert visit.passed(0, RULES, taipei(8, 8, 29)) == []
    assert next_digest(taipei(8, 8, 30), NUDGES) == taipei(8, 8, 30)


@pytest.mark.parametrize(
    ("at", "rests"),
    [(taipei(5, 12), False), (taipei(5, 23), True), (taipei(6, 12), True), (taipei(6, 23), True)],
    ids=["a Friday noon", "a Friday night", "a Saturday noon", "a Saturday night"],
)
def test_the_office_rests_at_night_and_on_days_off(at: datetime, rests: bool) -> None:
    assert resting(at, RULES) is rests


@given(Ladders)
def test_the_rungs_follow_each_other(one: Ladder) -> None:
    assert all(earlier <= later for earlier, later in pairwise(moments(one, 9)))
    assert len({rung.at for rung, _ in rungs(one, 9)}) == len(rungs(one, 9)), "each is told once"


def test_what_stays_overdue_is_heard_each_week_and_each_month_by_the_bureau() -> None:
    """Nothing falls silent (faults 4); the days are the city's default."""
    visit = ladder(Duty.VISIT, day_end(taipei(11).date()))
    again = [(at - taipei(1, 8, 30), rung.to) for rung, at in rungs(visit, 4)[-4:]]
    assert again == [
        (timedelta(days=21), (Hearer.OWNER,)),
        (timedelta(days=28), (Hearer.OWNER,)),
        (timedelta(days=30), (Hearer.BUREAU,)),
        (timedelta(days=35), (Hearer.OWNER,)),
    ]


def test_a_24_hour_matter_that_stays_overdue_is_heard_each_day() -> None:
    screen = ladder(Duty.SCREEN, taipei(5, 15), urgent=True)
    again = rungs(screen, 3)[-3:]
    assert [at for _, at in again] == [taipei(7, 8, 30), taipei(8, 8, 30), taipei(9, 8, 30)], "a weekend, too"
    assert {rung.to for rung, _ in again} == {(Hearer.OWNER, Hearer.SUPERVISOR)}


@given(Ladders)
def test_who_owes_it_is_never_left_in_silence(one: Ladder) -> None:
    late = [at for rung, at in rungs(one, 60) if Hearer.OWNER in rung.to and at >= max(one.due, one.known)]
    longest = max(later - earlier for earlier, later in pairwise(late))
    assert longest <= timedelta(days=7 + 14), "a week, and a New Year's rest"


@given(Ladders, st.lists(Moments, min_size=1, max_size=30))
def test_moving_the_clock_in_one_step_or_in_many_climbs_each_rung_once(
    one: Ladder, steps: list[datetime]
) -> None:
    climbed, heard = 0, []
    for now in sorted(steps):
        passed = one.passed(climbed, RULES, now)
        assert all(at <= now for _, at in passed)
        climbed += len(passed)
        heard += [rung for rung, _ in passed]
    assert heard == [rung for rung, _ in one.passed(0, RULES, max(steps))]


@given(Moments)
def test_quiet_hours_deliver_at_exactly_their_end(at: datetime) -> None:
    released = after_quiet(at, NUDGES)
    assert released >= at
    assert not quiet(released, NUDGES)
    assert released == at if not quiet(at, NUDGES) else local_time(released) == NUDGES.quiet_until
    assert released - at < timedelta(days=1)


@given(Moments, st.times(), st.times())
def test_whatever_the_quiet_hours_are_they_end(at: datetime, begin: time, end: time) -> None:
    hours = NUDGES.model_copy(update={"quiet_from": begin, "quiet_until": end})
    assert not quiet(after_quiet(at, hours), hours)


@given(Moments)
def test_the_next_digest_is_never_a_day_away(at: datetime) -> None:
    assert timedelta() <= next_digest(at, NUDGES) - at < timedelta(days=1)


def test_a_nudge_is_put_off_to_tomorrows_digest_as_often_as_the_policy_lets() -> None:
    visit = ladder(Duty.VISIT, day_end(taipei(11).date()))
    assert put_off(visit, 0, taipei(8, 9), RULES) == taipei(9, 8, 30)
    with pytest.raises(NoMoreTime):
        put_off(visit, NUDGES.postponements, taipei(8, 9), RULES)
    with pytest.raises(NoMoreTime):
        put_off(replace(visit, urgent=True), 0, taipei(8, 9), RULES)


def test_nothing_but_a_24_hour_matter_goes_out_on_a_day_off() -> None:
    """faults 25: the digest of a weekend, a holiday or a typhoon day comes on the next working day."""
    on_sunday = day_end(taipei(7).date())
    assert moments(ladder(Duty.VISIT, on_sunday)) == [
        taipei(4, 8, 30), *[taipei(8, 8, 30)] * 3, taipei(10, 8, 30),
    ]  # fmt: skip
    typhoon = Rules(POLICY, Calendar(frozenset({taipei(8).date()})), FIRST_OF_JUNE)
    due_on_the_typhoon = ladder(Duty.VISIT, day_end(taipei(8).date()))
    assert due_on_the_typhoon.rung(2, typhoon)[1] == taipei(9, 8, 30)
    urgent = ladder(Duty.SCREEN, taipei(6, 12), urgent=True)
    assert moments(urgent) == [taipei(6, 6), taipei(6, 11), taipei(6, 12), taipei(7, 0)]


def test_what_is_put_off_on_a_friday_comes_on_monday() -> None:
    """faults 25."""
    visit = ladder(Duty.VISIT, day_end(taipei(11).date()))
    assert put_off(visit, 0, taipei(5, 9), RULES) == taipei(8, 8, 30)


def test_what_comes_half_an_hour_late_says_so() -> None:
    assert not late(taipei(1, 9), taipei(1, 9, 30), NUDGES)
    assert late(taipei(1, 9), taipei(1, 9, 31), NUDGES)


@pytest.mark.parametrize(
    ("hour", "minute", "rests"),
    [
        (20, 59, False),
        (21, 0, True),
        (23, 59, True),
        (0, 0, True),
        (8, 29, True),
        (8, 30, False),
        (12, 0, False),
    ],
)
def test_the_quiet_hours_hold_from_their_first_minute_to_their_last(hour, minute, rests) -> None:
    """`ux.md` 20."""
    assert (NUDGES.quiet_from, NUDGES.quiet_until) == (time(21), time(8, 30))
    at = taipei(3, hour, minute)
    assert quiet(at, NUDGES) is rests
    assert after_quiet(at, NUDGES) == (taipei(4 if hour > 12 else 3, 8, 30) if rests else at)


OWING, BOTH = (Hearer.OWNER,), (Hearer.OWNER, Hearer.SUPERVISOR)


@pytest.mark.parametrize(
    ("day", "urgent", "hear"),
    [
        (9, True, ()),
        (10, True, BOTH),
        (13, True, BOTH),
        (15, True, (Hearer.BUREAU,)),
        (22, True, BOTH),
        (9, False, OWING),
        (10, False, ()),
        (15, False, (Hearer.BUREAU,)),
        (16, False, OWING),
    ],
)
def test_what_stays_overdue_is_heard_again_by_the_days_of_the_city(day, urgent, hear):
    """Each third day if it is a 24-hour matter, else on Tuesdays; the bureau on the 15th."""
    rhythm = Overdue(weekday=2, month_day=15, urgent_days=3)
    assert rhythm.hearers(date(2026, 6, day), date(2026, 6, 7), urgent=urgent) == hear


@pytest.mark.parametrize(
    ("now", "pending", "behind"),
    [
        (taipei(8, 8, 29), None, 0),
        (taipei(8, 8, 30), None, 1),
        (taipei(10, 9), None, 2),
        (taipei(10, 9), taipei(11, 8, 30), 2),
        (taipei(10, 9), taipei(10, 8, 30), 1),
        (taipei(12, 9), taipei(10, 8, 30), 1),
    ],
    ids=[
        "none yet",
        "at its moment",
        "two",
        "the third is to come",
        "the second was not told",
        "nor the third",
    ],
)
def test_when_a_ladder_may_have_changed_what_was_not_told_yet_still_is_to_be(now, pending, behind) -> None:
    """`trust.md` R8: a rung whose moment has come and that nobody heard is not behind."""
    assert ladder(Duty.FIRST_VISIT, day_end(taipei(11).date())).behind(RULES, now, pending) == behind
