"""A draft that was not sent: when its writer hears of it (`ux.md` 13)."""

from datetime import datetime, timedelta

import pytest

from casework.forms import FILLED, Draft
from casework.reminders.nudging import after_quiet
from casework.reminders.unsent import gone_on, next_reminder
from casework.text.dates import TAIPEI, local_day
from tests.casework.network import RULES

OURS = RULES["112"]
KEEPING = OURS.policy.keeping
NOON, NIGHT = (datetime(2026, 6, 1, hour, tzinfo=TAIPEI) for hour in (12, 23))


def draft(**answers) -> Draft:
    return Draft(1, 1, "report", None, answers)


@pytest.mark.parametrize("touched", [NOON, NIGHT])
@pytest.mark.parametrize("danger", ["yes", "no"])
def test_a_writer_hears_so_often_and_of_danger_at_night_too(danger, touched):
    waits = KEEPING.reminds_of_danger if danger == "yes" else KEEPING.reminds
    one = draft(danger=danger)
    for told, wait in enumerate(waits):
        at = touched + wait
        rests = after_quiet(at, OURS.policy.nudges)
        assert next_reminder(one, touched, told, OURS) == (at if danger == "yes" else rests)
    assert next_reminder(one, touched, len(waits), OURS) is None


def test_what_nobody_began_is_told_of_to_nobody():
    assert next_reminder(draft(), NOON, 0, OURS) is None
    assert next_reminder(draft(village="平鎮區新勢里", **{FILLED: ["village"]}), NOON, 0, OURS) is None
    assert next_reminder(draft(story="哭聲"), NOON, 0, OURS)


def test_it_is_kept_for_so_many_days():
    assert gone_on(NOON, KEEPING) == local_day(NOON + timedelta(days=KEEPING.draft_days))
