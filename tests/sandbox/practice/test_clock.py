from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox import MovableClock
from sandbox.practice.clock import Backwards, wished

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 09:00 in Taipei


class RealTime:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def real() -> RealTime:
    return RealTime()


def test_it_goes_with_real_time_until_it_is_moved(real: RealTime) -> None:
    clock = MovableClock(real=real)
    real.now += timedelta(minutes=5)
    assert clock() == real.now


def test_it_stands_at_a_moment_and_goes_on_from_there(real: RealTime) -> None:
    clock = MovableClock(real=real)
    clock.stand(NOW + timedelta(days=1))
    real.now += timedelta(minutes=5)
    assert clock() == NOW + timedelta(days=1)
    clock.go_on()
    real.now += timedelta(minutes=1)
    assert clock() == NOW + timedelta(days=1, minutes=1)


def test_it_never_goes_back(real: RealTime) -> None:
    clock = MovableClock(real=real)
    clock.stand(NOW + timedelta(days=1))
    with pytest.raises(Backwards):
        clock.stand(NOW)


def test_a_restart_keeps_how_far_it_was_moved(real: RealTime, tmp_path: Path) -> None:
    clock = MovableClock(tmp_path / "x.db", real)
    clock.stand(NOW + timedelta(days=30))  # and the process is killed here
    real.now += timedelta(hours=1)
    assert MovableClock(tmp_path / "x.db", real)() == NOW + timedelta(days=30, hours=1)


def test_looking_at_it_makes_no_file(tmp_path: Path) -> None:
    MovableClock(tmp_path / "x.db")()
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"hours": 1}, NOW + timedelta(hours=1)),
        ({"days": 1}, NOW + timedelta(days=1)),
        ({"to": "morning"}, datetime(2026, 6, 2, 0, 30, tzinfo=UTC)),
        ({"date": "2026-07-01"}, datetime(2026, 7, 1, 0, 30, tzinfo=UTC)),
        ({"date": "115/7/1"}, datetime(2026, 7, 1, 0, 30, tzinfo=UTC)),
    ],
    ids=["hour", "day", "morning", "date", "year of the Republic"],
)
def test_people_say_where_to(given: dict[str, object], at: datetime) -> None:
    assert wished(NOW, given) == at


@pytest.mark.parametrize(
    "given", [{}, {"to": "yesterday"}, {"date": "soon"}, {"date": "115/2/30"}, {"days": 10_000}]
)
def test_what_is_no_moment_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        wished(NOW, given)
