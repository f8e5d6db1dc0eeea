"""What is logged: a line an event, from a level up, and nothing that libraries know of what people wrote."""

import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest
import structlog

from bot.command import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    library = logging.getLogger("telegram.request")
    level = library.level
    yield
    library.setLevel(level)


def test_a_line_says_when_and_what_from_the_level_up(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    logs.set_up("info")
    log = structlog.get_logger()
    log.debug("not.this")
    log.info("bell.swept", inbox=3)
    line = r"timestamp=\d{4}-\d\d-\d\dT[\d:.]+Z level=info event=bell\.swept inbox=3\n"
    assert re.fullmatch(line, kept.getvalue())


def test_what_a_library_can_not_read_it_does_not_write_into_the_log() -> None:
    logs.set_up("debug")
    assert not logging.getLogger("telegram.request").isEnabledFor(logging.ERROR)


def test_a_careful_stream_keeps_what_can_be_kept() -> None:
    class Stream(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    stream = Stream()
    careful = logs.Careful(stream)
    careful.write("x")
    careful.flush()
    assert (stream.getvalue(), stream.flushed) == ("x", 1)
