"""A list and errands that no office has: what is shown with them holds for those that are to come."""

import os
import signal
import time
from collections.abc import Sequence

from markupsafe import Markup

from casework.files import Sheet
from casework.staffing.people import Role
from handlers.errands import progress
from handlers.ui.errands import Document, Job, Outcome
from handlers.ui.screens import Screen
from handlers.ui.turn import App, ErrandKind, FileTaker, Turn

HEAD = "玩具"
PICTURE = "圖樣"


def knows(sheets: Sequence[Sheet]) -> bool:
    return any(HEAD in row for one in sheets for row in one.rows[:3])


def count(job: Job, sheets: Sequence[Sheet]) -> Outcome:
    assert job.db.speaker is not None
    return Outcome(
        {"rows": sum(len(one.rows) - 1 for one in sheets), "by": job.db.speaker.name}, keeps_file=True
    )


def counted(turn: Turn, outcome: Outcome) -> None:
    turn.say(Screen(Markup("Toys: %s, by %s") % (outcome.found["rows"], outcome.found["by"])))


def knows_pictures(sheets: Sequence[Sheet]) -> bool:
    return any(PICTURE in row for one in sheets for row in one.rows[:3])


def draw(job: Job, sheets: Sequence[Sheet]) -> Outcome:
    return Outcome({}, Document("圖樣.txt", b"o-o"))


def drawn(turn: Turn, outcome: Outcome) -> None:
    assert outcome.document is not None
    turn.send_document(outcome.document.name, outcome.document.content, Markup("Drawn"))


def slowly(job: Job) -> Outcome:
    steps = job.errand.given["steps"]
    for step in range(steps):
        job.said(step / steps)
        time.sleep(0.1)
    return Outcome({"steps": steps})


def faulty(job: Job) -> Outcome:
    raise ValueError("王測試 must not be named in a log")


def deadly(job: Job) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome({})


def told(turn: Turn, outcome: Outcome) -> None:
    turn.say(Screen(Markup("All steps: %s") % outcome.found["steps"]))


def never_told(turn: Turn, outcome: Outcome) -> None:
    raise AssertionError


def answers(turn: Turn, text: str) -> bool:
    kind, _, steps = text.partition(" ")
    if kind not in {"slow", "faulty", "deadly"}:
        return False
    progress.begin(turn, kind, {"steps": int(steps or 1)})
    return True


def register(app: App) -> None:
    app.takes_file.append(FileTaker("toys", "玩具名單", (Role.ADMIN, Role.SUPERVISOR), knows, count, counted))
    app.takes_file.append(FileTaker("pictures", "圖樣名單", (Role.ADMIN,), knows_pictures, draw, drawn))
    app.sayings.append(answers)
    app.errands["slow"] = ErrandKind("Slow", slowly, told, (Role.ADMIN,))
    app.errands["faulty"] = ErrandKind("Faulty", faulty, never_told, (Role.ADMIN,))
    app.errands["deadly"] = ErrandKind("Deadly", deadly, never_told, (Role.ADMIN,))
