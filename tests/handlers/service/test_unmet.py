"""A door that stays shut: the card says what to do, the supervisor hears, in both languages."""

import pytest

from casework.staffing.people import Role
from handlers.service.visits import LogVisit
from handlers.ui.buttons import OpenCard
from tests.handlers.serving import open_card, served
from tests.support.keys import SEND, SKIP, option
from tests.support.phones import tap, text

VISIT = (LogVisit, option("home"))
SAVE = (option("today"), SKIP, SEND)


@pytest.mark.parametrize(
    ("language", "three", "school", "refused"),
    [
        ("zh-hant", "連續 3 次未遇", "到校查訪", "拒絕訪視"),
        ("en", "3 times in a row", "at the school", "They refused"),
    ],
)
async def test_three_in_vain_and_a_refusal(town, supervisor, language, three, school, refused) -> None:
    worker = await town.join(Role.WORKER, "王測試", language=language)
    case = await served(town, worker)
    heard = len(await supervisor.messages())
    for times in range(3):
        await open_card(town, worker)
        assert school not in await text(worker)
        await tap(town, worker, *VISIT, option("not_met"), *SAVE)
        assert (three in await text(worker)) == (times == 2)
    assert school in await text(worker)
    pushed = (await supervisor.messages())[heard:]
    assert len(pushed) == 1
    assert case.number in pushed[0]["text"]
    await tap(town, supervisor, OpenCard)
    assert "連續 3 次未遇" in await text(supervisor)

    await open_card(town, worker)
    await tap(town, worker, *VISIT, option("met"), option("all"), option("low"), *SAVE)
    assert school not in await text(worker)
    await open_card(town, worker)
    await tap(town, worker, *VISIT, option("refused"), *SAVE)
    assert refused in await text(worker)
