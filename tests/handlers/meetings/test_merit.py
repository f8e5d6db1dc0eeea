"""獎懲 from the phones: the bureau's table, the acts behind a figure, a unit's own row and its objection."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from actions import fallback
from casework.meetings.meetings import MeetingKind
from casework.meetings.merit import MeritFigure
from handlers.documents.handing_out import Format
from handlers.meetings.listing import OpenMeetings, YearOfMeetings
from handlers.meetings.merit import (
    AdviseMerit,
    MeritActs,
    MeritOfUnit,
    MeritOfYear,
    MeritTable,
    ObjectToMerit,
)
from storage.core.database import Database
from storage.core.vault import Vault
from tests.handlers.meetings.district import District, met
from tests.handlers.reminders.test_duties import press
from tests.storage.databases import KINDS, migrated
from tests.support.keys import SEND, SKIP, has, on
from tests.support.phones import from_home, say, sheet, tap, text
from tests.support.town import town_on


@pytest.fixture(params=KINDS)
async def there(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[District]:
    async with town_on(Database(migrated(request.param, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        yield await met(town)


async def test_what_was_late_is_counted_with_the_acts_behind_it_and_the_unit_objects(there: District) -> None:
    town, bureau, clerk = there.town, there.bureau, there.clerk
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    office = town.units["平鎮區公所"].id
    await town.later(days=(one.by - town.clock.now.date()).days + 1)  # nobody held it
    town.clock.now += timedelta(hours=30)
    await town.look(partial(fallback.notice_outage, kept=timedelta(hours=24)))
    await town.later(days=1)  # three days late; on two of them the bot was away

    # the bureau: from the year's meetings to the table, a row, the acts behind a figure, what is proposed
    await from_home(town, bureau, OpenMeetings, YearOfMeetings, MeritOfYear, on(MeritOfUnit, unit=office))
    assert "年度尚未結束" not in await text(bureau)
    await tap(town, bureau, on(MeritActs, figure=MeritFigure.HELD))
    assert one.sign in await text(bureau)
    assert {"逾期1天", "未辦理", "系統停擺2天不計"} <= {
        *(await text(bureau)).replace("❗ ", "").split("\u3000")
    }
    await press(town, bureau, AdviseMerit(2026, office))
    await say(town, bureau, "口頭提醒", "平時獎懲標準表")
    await tap(town, bureau, SEND)
    await press(town, bureau, MeritTable(2026, Format.XLSX))
    page = await sheet(bureau)
    rows = [[str(cell.value or "") for cell in row] for row in page.iter_rows()]
    [row] = [row for row in rows if row[0] == "平鎮區公所"]
    assert row[1].startswith("0/1")
    assert "口頭提醒" in row
    assert any("停擺之日不計入逾期" in cell for row in rows for cell in row)

    # nobody else sees it, nor the unit its own row before the 20th of January
    for key in (MeritOfUnit(2026, office), MeritTable(2026, Format.XLSX), ObjectToMerit(2026, office)):
        assert "0/1" not in await press(town, there.police, key)
    await say(town, clerk, "獎懲 99999")
    assert "「獎懲 99999」目前沒有" in await text(clerk), "there is no such year"
    await say(town, clerk, "獎懲 115")
    assert "1月20日" in await text(clerk)
    assert not await has(clerk, MeritActs)
    january = town.clock.now.replace(year=2027, month=1, day=21)
    await town.later(seconds=(january - town.clock.now) / timedelta(seconds=1))
    await say(town, clerk, "獎懲")
    assert "應開會議：0/2" in await text(clerk), "that of November, too"
    await tap(town, clerk, ObjectToMerit)
    await say(town, clerk, "颱風停班，場地受損")
    await tap(town, clerk, SKIP, SEND)
    await say(town, bureau, "獎懲 115")
    await press(town, bureau, MeritOfUnit(2026, office))
    assert "颱風停班，場地受損" in await text(bureau)
