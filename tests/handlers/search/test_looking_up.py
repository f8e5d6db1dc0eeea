"""Who looks households up by ID is on record, and one who asks for all there are is heard of."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.cases.looks import FOUND, MISSED
from casework.text.identity import valid_national_id
from handlers.search import answers
from handlers.search.answers import AnswerPage, Enquiry
from handlers.ui.turn import Turn
from sandbox import Phone
from storage.core.tables import drafts, journal
from tests.handlers.reminders.test_duties import press
from tests.handlers.serving import served
from tests.support.phones import keys, say, text
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
    assert await looks(town) == [(FOUND, 1), (MISSED, 6), (MISSED, 6)]


async def looks(town: Town) -> list[tuple[str, object]]:
    """List what stands on record of looking households up."""
    kept = await town.look(lambda db: db.connection.execute(journal.select()).all())
    return [(one.verb, one.detail["number"]) for one in kept if one.verb in (FOUND, MISSED)]


@pytest.mark.parametrize(
    "words",
    [
        *("A123456789的案子", "身分證A123456789", "請問A123456789在哪", "0912345678的案子"),
        *("王小明中正路100號", "中正路一百號", "中正路100號的案子"),
    ],
)
async def test_a_sentence_around_what_is_masked_is_on_record_too(
    town: Town, worker: Phone, words: str
) -> None:
    case = await served(town, worker)
    await say(town, worker, words)
    assert case.number in await text(worker)
    assert await looks(town) == [(FOUND, 1)]


async def test_masks_are_not_asked_away_in_sentences(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    others = [one for n in range(400) if valid_national_id(one := f"A1234{n:05d}")][:13]
    for one in others:
        await say(town, worker, f"{one}的案子")
    await say(town, worker, "A123456789的案子")
    assert case.number not in await text(worker)


async def test_who_was_refused_a_look_finds_nothing_by_a_key_of_that_answer_without_a_record(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    others = [one for n in range(400) if valid_national_id(one := f"A1234{n:05d}")][:13]
    for one in others:
        await say(town, worker, one)
    missed = await looks(town)
    await say(town, worker, "列管,A123456789,已派案")
    assert case.number not in await text(worker)
    town.clock.now += timedelta(hours=2)
    await say(town, worker, case.number)
    assert "回查詢結果" not in str(await keys(worker)), "that it matches would tell whose it is"
    draft = await town.look(lambda db: db.connection.execute(select(drafts)).one())
    await press(town, worker, AnswerPage(draft.id, draft.version, 0))
    assert case.number in await text(worker)
    await press(town, worker, AnswerPage(draft.id, draft.version, 0))
    assert await looks(town) == [*missed, (FOUND, 1)]


async def test_who_looks_a_household_up_is_answered_at_the_first_reading(
    town: Town, worker: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await served(town, worker)
    await say(town, worker, "王小明")  # once, so that there is a place for what they ask
    read: list[Enquiry] = []
    show = answers.show

    def shown(turn: Turn, asked: Enquiry) -> None:
        read.append(asked)
        show(turn, asked)

    monkeypatch.setattr(answers, "show", shown)
    await say(town, worker, "A123456789")
    assert len(read) == 1
