"""Runs the drill: ordinary work with ten curious colleagues among it, and who heard of what."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from structlog.testing import capture_logs

from casework.text.dates import at_taipei, local_day
from handlers.words.wording import load_wordings
from storage.staffing import people
from tests.simulation.checks.watch import Watch
from tests.simulation.insiders.curious import TEN, Drill, NotToday, Script
from tests.simulation.insiders.ears import MINUTE, Ears
from tests.simulation.insiders.work import Work
from tests.simulation.room import Room, opened
from tests.simulation.run import AFTER
from tests.simulation.year import START, Year
from tests.support import addressed

FIRST = 2
"""So many days the city works before the first is curious, and from one to the next."""
Span = tuple[datetime, datetime]
_PUSHES = "SELECT chat, body FROM messages"
WHY = [wording.text("Please ask why, if you do not know.") for wording in load_wordings().values()]


@dataclass
class Found:
    """What the drill saw."""

    looks: int = 0
    curious: int = 0
    due: int = 0
    """So many pushes had to tell of what they did."""
    wrongs: list[str] = field(default_factory=list)
    alarms: Counter[tuple[str, int]] = field(default_factory=Counter)
    """False ones, by whom they reached and in which week."""


async def curious(drill: Drill, script: Script) -> None:
    """Let one be curious, and look a minute later whether everybody heard whom it must reach."""
    await drill.by_day()
    drill.expects()  # what was looked at before is none of theirs
    drill.kinds.clear()
    drill.since = drill.room.now
    await script(drill)
    await drill.room.to(drill.room.now + MINUTE)
    drill.listen()
    if not TEN[script] <= set(drill.kinds) or (drill.kinds and not TEN[script]):
        drill.wrongs.append(f"{script.__name__} led to {set(drill.kinds)}, and not to {TEN[script]}")


async def insiders(folder: Path, *, seed: int, days: int, progress: Callable[[str], None] = print) -> Found:
    """Live so many days of work; every so many of them one more of the ten is curious."""
    found = Found()
    with capture_logs() as errors:
        async with opened(folder, START.astimezone(UTC)) as room:
            watch = Watch(room, errors, timedelta(days=days + AFTER))
            drill = Drill(room, Ears(), [], found.wrongs)
            life = Work(room, watch, Year(seed, local_day(START), days), Random(f"life {seed}"), drill=drill)
            await room.practice.ring()
            waiting, spans = list(TEN), list[Span]()
            last, lived = local_day(START) + timedelta(days=days), 0
            while (day := local_day(room.now)) < last:
                if waiting and lived >= FIRST and life.back is None:
                    since = room.now
                    try:
                        await curious(drill, waiting[0])
                    except NotToday:
                        waiting.append(waiting.pop(0))
                    else:
                        waiting.pop(0)
                        found.curious, found.due = found.curious + 1, found.due + len(drill.kinds)
                    spans.append((since, room.now))
                    await life.until(at_taipei(local_day(room.now) + timedelta(days=1), time.min))
                    lived = 0
                else:
                    await life.day(day)
                    lived += 1
                drill.listen()
                progress(f"{day} {len(drill.ears.looks)} looks, {len(found.wrongs)} wrongs")
            found.looks = len(drill.ears.looks)
            found.alarms = alarms(room, spans)
    return found


def alarms(room: Room, but: list[Span]) -> Counter[tuple[str, int]]:
    """Count what told somebody to ask why, but for what the curious did, by listener and week."""
    who = room.look(
        lambda db: {addressed.chat(db, one.id): one.name for one in people.everybody(db) if one.active}
    )
    counted = Counter[tuple[str, int]]()
    for chat, body in room.served.state.db.execute(_PUSHES):
        said = json.loads(body)
        at = datetime.fromtimestamp(said["date"], UTC)
        ours = any(since <= at <= until for since, until in but)
        if not ours and any(str(one) in said.get("text", "") for one in WHY):
            counted[who.get(chat, str(chat)), local_day(at).isocalendar().week] += 1
    return counted
