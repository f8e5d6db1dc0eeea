"""What stays overdue goes on being heard, and every month that is missing is counted (faults 4)."""

from datetime import datetime, timedelta

from casework.staffing.people import Role
from casework.text.dates import TAIPEI
from tests.handlers.ringing import june, nudges, ring
from tests.handlers.serving import served
from tests.support.phones import keys, say
from tests.support.town import Town


def day(month: int, of_month: int) -> datetime:
    """The digest of a day of 115."""
    return datetime(2026, month, of_month, 8, 30, tzinfo=TAIPEI)


async def test_when_nobody_acts_for_two_months_nobody_is_left_in_silence(town: Town, worker, supervisor):
    bureau = await town.join(Role.BUREAU, "許示範", unit="社會局")
    case = await served(town, worker, visited_on=june(1).date())
    for month, of_month in ((6, 29), (6, 30), (7, 1), (7, 3)):
        await ring(town, day(month, of_month))
    quiet = [len(await nudges(phone, case)) for phone in (worker, bureau)]
    heard = []
    for week in range(5):  # each Monday of July, and the 3rd of August
        before = len(await nudges(worker, case))
        await ring(town, day(7, 6) + timedelta(weeks=week))
        heard.append(len(await nudges(worker, case)) - before)
    assert heard == [1] * 5
    assert len(await nudges(bureau, case)) > quiet[1]
    digest = (await worker.last())["text"]
    assert "期限提醒：仍逾期 4 項（最久 34 天）" in digest, "June, July, visit, assessment"
    assert await keys(worker) == [
        f"{case.number} 每月回報　6/30",
        f"{case.number} 訪視",
        f"{case.number} 評估報告",
        f"{case.number} 每月回報　7/31",
    ]
    await say(town, worker, "/why")
    assert {f"{case.number} 每月回報　6/30", f"{case.number} 每月回報　7/31"} < {*await keys(worker)}
    [card] = [one["text"] for one in await supervisor.messages() if "逾期與案量" in one["text"]][-1:]
    assert "逾期 4 項" in card
    assert "每月回報未交 2 件" in card
