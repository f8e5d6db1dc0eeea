"""Running the program: what it makes is its user's alone, and what is not for us is found again after it."""

import gc
import os
import sys
import weakref
from collections.abc import Iterator
from types import ModuleType

import pytest

import bot.__main__
import bot.command
from bot.command import cli
from bot.event_loop import settle_down


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Leave nothing of the other tests set apart."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_it_makes_is_for_its_own_user_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[object] = []
    monkeypatch.setattr(os, "umask", did.append)
    monkeypatch.setattr(bot.__main__, "load", lambda: lambda: did.append("runs"))
    bot.__main__.main()
    assert did == [0o077, "runs"]


def test_while_it_loads_what_is_not_for_us_is_not_found_and_afterwards_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = ModuleType("known")
    monkeypatch.setattr(bot.__main__, "NOT_FOR_US", ("known.to.the.test", "json.tool"))
    monkeypatch.setitem(sys.modules, "known.to.the.test", known)
    monkeypatch.delitem(sys.modules, "json.tool", raising=False)
    monkeypatch.delitem(sys.modules, "bot.command.cli")
    monkeypatch.setattr(bot.command, "cli", cli)  # so it is again in the end
    gc.set_threshold(700, 10, 10)
    seen: list[object] = []

    class Finder:
        """Looks who is there while the program is loaded."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "bot.command.cli":
                seen.extend(
                    (sys.modules["known.to.the.test"], sys.modules.get("json.tool", "found"), gc.isenabled())
                )

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    main = bot.__main__.load()
    monkeypatch.setitem(sys.modules, "bot.command.cli", cli)
    assert main.__class__ is cli.main.__class__
    assert seen == [known, None, False]
    assert sys.modules["known.to.the.test"] is known
    assert "json.tool" not in sys.modules
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0, "what was loaded is not looked through when the first things are made"
    assert gc.get_threshold()[0] > 10_000


def test_once_it_serves_what_was_loaded_is_looked_through_once_and_the_rest_seldom() -> None:
    class Loaded:
        """Something that holds itself."""

        itself: "Loaded"

    garbage = Loaded()
    garbage.itself = garbage
    gone = weakref.ref(garbage)
    gc.freeze()
    del garbage
    gc.set_threshold(700, 10, 10)
    settle_down()
    assert gone() is None
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] > 10_000
