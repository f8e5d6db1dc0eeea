"""What a messenger takes, counted as it counts (`trust.md` R4)."""

import random
from dataclasses import dataclass, field
from itertools import count

import pytest

from bot.limits import Limits
from sandbox.wire.limits import Limits as Counted


@dataclass
class World:
    """Time that is moved by hand, and a server that counts a message somewhere on its way."""

    limits: Limits
    now: float = 100.0
    coming: list[tuple[float, float]] = field(default_factory=list)
    """When the answer comes, and when its message went."""
    counted: list[float] = field(default_factory=list)

    def send(self, there: float, back: float, address: int | None = None) -> None:
        taken = self.limits.take(address)
        self.counted.append(self.now + there)
        self.coming.append((self.now + there + back, taken))

    def pass_by(self, seconds: float) -> None:
        until = self.now + seconds
        for at, taken in sorted(one for one in self.coming if one[0] <= until):
            self.now = at
            self.limits.over(taken)
            self.coming.remove((at, taken))
        self.now = until


def a_world(per_second: int = 30, pause: float = 1.0, burst: int = 3) -> World:
    world = World(Limits(lambda: world.now, per_second, pause, burst))
    return world


def backlog(world: World, seconds: float, dice: random.Random, jitter: float) -> None:
    """Send as fast as one may, woken late now and then, over a road that is now quick, now slow."""
    until = world.now + seconds
    while world.now < until:
        if wait := world.limits.wait():
            world.pass_by(wait + dice.choice((0.0, 0.0, 0.004, 0.02)))
        else:
            world.send(0.02 + dice.random() * jitter, 0.02 + dice.random() * jitter)


@pytest.mark.parametrize("jitter", [0.0, 0.01, 0.1, 0.5])
def test_however_the_road_is_the_server_never_counts_a_31st_in_a_second(jitter: float) -> None:
    world = a_world()
    backlog(world, 60, random.Random(7), jitter)
    server = Counted()
    for chat, at in zip(count(1), sorted(world.counted), strict=False):
        server.count(chat, at + 1e-9 * chat)  # raises 429


def test_a_backlog_goes_at_29_a_second_though_one_wakes_up_late() -> None:
    world = a_world()
    backlog(world, 60, random.Random(7), 0.01)
    assert 29 * 60 <= len(world.counted) <= 30 * 60


def test_an_answer_that_does_not_come_takes_one_place_and_not_all() -> None:
    world = a_world()
    world.limits.take()  # and is never answered
    backlog(world, 20, random.Random(7), 0.0)
    assert len(world.counted) >= 28 * 20


def test_what_did_not_go_gives_its_place_back() -> None:
    world = a_world()
    for _ in range(1000):
        assert not world.limits.wait()
        world.limits.over(world.limits.take(), went=False)


def test_what_takes_two_calls_waits_for_two_places() -> None:
    world = a_world()
    for _ in range(29):
        world.limits.take()
    world.pass_by(0.99)
    assert not world.limits.wait()
    assert world.limits.wait(2)


def test_who_asks_for_a_pause_gets_it() -> None:
    world = a_world()
    world.limits.halt(7.0)
    assert world.limits.wait() == pytest.approx(7.0)
    world.pass_by(7.0)
    assert not world.limits.wait()


def test_an_address_may_have_a_few_at_once_and_then_one_a_pause() -> None:
    world = a_world()
    for _ in range(3):
        assert not world.limits.wait_for(1)
        world.send(0.0, 0.0, 1)
    assert world.limits.wait_for(1) == pytest.approx(1.0)
    assert not world.limits.wait_for(2)
    world.pass_by(1.0)
    assert not world.limits.wait_for(1)


def test_two_go_ahead_of_an_even_pace_and_then_each_waits_for_its_turn() -> None:
    world = a_world()
    for _ in range(3):
        assert not world.limits.wait()
        world.limits.take()
    assert world.limits.wait() == pytest.approx(1 / 29.5)


def test_a_place_is_free_a_second_after_its_answer_and_sooner_once_the_road_is_known() -> None:
    world = a_world(per_second=2)
    for _ in range(2):
        world.send(0.2, 0.2)
        world.pass_by(0.5)
    assert world.limits.wait() == pytest.approx(0.4), "the first answer came at 0.4"
    world.pass_by(0.41)
    world.send(0.2, 0.2)
    assert world.limits.wait() == pytest.approx(0.17), "the second is known to have gone by 0.58"


def test_of_addresses_whose_pause_is_over_nothing_is_remembered() -> None:
    world = a_world(pause=1.0, burst=1)
    for address in range(10_001):
        world.limits.take(address)
    world.pass_by(0.5)
    world.limits.take(10_001)
    world.pass_by(0.6)
    world.limits.take(10_002)
    assert set(world.limits._addresses) == {10_001, 10_002}
    assert world.limits.wait_for(10_001) == pytest.approx(0.4)
