"""The PIN before full data (`trust.md` L2): when it is asked for, and what is none."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.errors import BadPin, EasyPin
from casework.staffing.people import Person, Role
from casework.staffing.pin import (
    Lock,
    PinKind,
    PinStage,
    always_choosing,
    choosing,
    drawn_pin,
    given,
    has_pin,
    new_pin,
    read_pin,
)
from tests.casework.network import RULES

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
PINS = RULES["112"].policy.pin
AHEAD = NOW + timedelta(hours=8)
"""As a clock may show that is wrong."""
LATER, EARLIER = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("typed", "read"), [("483920", "483920"), ("４８３ ９２０", "483920"), ("000000", "000000")]
)
def test_six_figures_are_a_pin(typed, read):
    assert read_pin(typed) == read


@pytest.mark.parametrize("typed", ["48392", "4839201", "48392a", "", "四八三九二〇"])
def test_what_is_no_pin(typed):
    with pytest.raises(BadPin):
        read_pin(typed)


@pytest.mark.parametrize("typed", ["000000", "123456", "567890", "987654", "543210"])
def test_what_anybody_tries_first_is_not_chosen(typed):
    with pytest.raises(EasyPin):
        new_pin(typed)
    assert read_pin(typed) == typed


def test_what_is_drawn_can_be_chosen():
    assert all(new_pin(one) == one for one in (drawn_pin() for _ in range(50)))
    assert new_pin("483920") == "483920"


@pytest.mark.parametrize(
    ("lock", "stage"),
    [
        (Lock(), PinStage.ASK),
        (Lock("x", LATER, kind=PinKind.OWN), PinStage.OPEN),
        (Lock("x", NOW, kind=PinKind.OWN), PinStage.ENTER),
        (Lock("x", None, kind=PinKind.OWN), PinStage.ENTER),
        (Lock(None, LATER, kind=PinKind.CHOOSING), PinStage.CHOOSE),
        (Lock(None, NOW, kind=PinKind.CHOOSING), PinStage.ASK),
        (Lock("x", LATER, kind=PinKind.FIRST), PinStage.AGAIN),
        (Lock("x", LATER, kind=PinKind.GIVEN), PinStage.GIVEN),
        (Lock("x", EARLIER, kind=PinKind.GIVEN), PinStage.ASK),
        (Lock("x", LATER, locked_until=LATER, kind=PinKind.OWN), PinStage.LOCKED),
        (Lock("x", LATER, locked_until=NOW, kind=PinKind.OWN), PinStage.OPEN),
    ],
)
def test_what_is_asked_before_full_data_is_shown(lock, stage):
    assert lock.stage(PINS, NOW) is stage


@pytest.mark.parametrize(
    ("lock", "stage"),
    [
        (Lock("x", None, kind=PinKind.OWN).opened(PINS, AHEAD), PinStage.ENTER),
        (Lock("x", None, PINS.tries - 1, kind=PinKind.OWN).missed(PINS, AHEAD), PinStage.ENTER),
        (choosing(PINS, AHEAD), PinStage.ASK),
        (given(PINS, "x", AHEAD), PinStage.ASK),
        (always_choosing(), PinStage.CHOOSE),
    ],
    ids=["open", "locked", "choosing", "given", "in the practice room"],
)
def test_what_a_clock_that_was_ahead_opened_or_locked_is_over_once_it_is_put_right(lock, stage):
    assert lock.stage(PINS, NOW) is stage


def test_it_is_open_for_some_minutes_and_locked_after_some_wrong_tries():
    lock = Lock("x", None, kind=PinKind.OWN)
    for tried in range(1, PINS.tries):
        lock = lock.missed(PINS, NOW)
        assert (lock.wrong, lock.stage(PINS, NOW)) == (tried, PinStage.ENTER)
    locked = lock.missed(PINS, NOW)
    until = NOW + timedelta(minutes=PINS.locked_minutes)
    assert (locked.wrong, locked.locked_until) == (0, until)
    opened = lock.opened(PINS, NOW)
    assert (opened.wrong, opened.until) == (0, NOW + timedelta(minutes=PINS.minutes))


def test_one_is_chosen_or_begun_with_for_a_while():
    assert choosing(PINS, NOW).until == NOW + timedelta(minutes=PINS.choosing_minutes)
    begun = given(PINS, "x", NOW)
    assert (begun.until, begun.stage(PINS, NOW)) == (NOW + timedelta(hours=PINS.given_hours), PinStage.GIVEN)


@pytest.mark.parametrize("role", Role)
def test_everybody_has_one_but_chiefs(role):
    assert has_pin(Person(1, role, 1, "王測試", "", "")) is (role is not Role.CHIEF)
