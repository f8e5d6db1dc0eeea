"""Who looks households up by ID is on record, and one who asks for all there are is heard of."""

from casework.cases.looks import FOUND, MISSED
from casework.text.identity import valid_national_id
from sandbox import Phone
from storage.core.tables import journal
from tests.handlers.serving import served
from tests.support.phones import say, text
from tests.support.town import Town


async def test_masks_are_not_asked_away(town: Town, worker: Phone, supervisor: Phone) -> None:
    case = await served(town, worker)
    await say(town, worker, "A123456789")
    assert case.number in await text(worker)
    others = [one for n in range(400) if valid_national_id(one := f"A1234{n:05d}")][:30]
    for n in range(0, len(others), 6):
        await say(town, worker, "，".join(["A123456789", *others[n : n + 6]]))  # one that is there hides none
    told = [one["text"] for one in await supervisor.messages() if "都查無資料" in one["text"]]
    assert told == ["王測試多次查詢身分證字號、電話、門牌或案號，都查無資料。\n若不清楚原因，請向對方了解。"]
    await say(town, worker, "A123456789")
    assert case.number not in await text(worker)
    assert "暫停查詢" in await text(worker)
    kept = await town.look(lambda db: db.connection.execute(journal.select()).all())
    said = [(one.verb, one.detail) for one in kept if one.verb in (FOUND, MISSED)]
    assert said == [(FOUND, {"number": 1}), (MISSED, {"number": 6}), (MISSED, {"number": 6})]
