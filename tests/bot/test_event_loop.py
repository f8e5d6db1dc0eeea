"""The event loop: what fails while nobody waits for it is a line of the log without what it was about."""

import asyncio
import gc
import logging

import pytest

from bot.event_loop import complete


async def _left_alone() -> None:
    async def fails() -> None:
        raise LookupError("王小明")

    failing = asyncio.create_task(fails())
    await asyncio.sleep(0)
    del failing
    gc.collect()
    await asyncio.sleep(0)


def test_what_fails_while_nobody_waits_for_it_is_a_line_without_its_words(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        complete(_left_alone())
    assert "王小明" not in caplog.text
    [line] = [one for one in capsys.readouterr().out.splitlines() if "loop.fault" in one]
    assert "LookupError" in line
    assert "test_event_loop.py:" in line
    assert "王小明" not in line
