"""After downtime everybody of the rungs that passed hears, once each."""

from casework.policy import Duty
from tests.handlers.serving import served
from tests.town import Town


async def test_after_downtime_who_owes_it_hears_too_and_nobody_twice(
    town: Town, worker, supervisor, bureau
) -> None:
    case = await served(town, worker)
    await town.later(days=20)  # five rungs of the first visit, the last of which no longer names the worker
    for phone in (worker, supervisor, bureau):
        told = [one for one in await phone.messages() if "首次訪視" in one["text"]]
        assert len(told) == 1, await phone.transcript()
        assert case.number in told[0]["text"]
        assert "逾期" in told[0]["text"]


async def test_without_downtime_each_rung_tells_whom_it_names(town: Town, worker, supervisor, bureau) -> None:
    await served(town, worker)
    for _ in range(20):
        await town.later(days=1)
    told = [
        len([one for one in await phone.messages() if "首次訪視" in one["text"]])
        for phone in (worker, supervisor, bureau)
    ]
    ladder = town.office.rules.policy.ladders[Duty.FIRST_VISIT]
    assert told == [
        sum("owner" in rung.to for rung in ladder),
        sum("supervisor" in rung.to for rung in ladder),
        sum("bureau" in rung.to for rung in ladder),
    ]
