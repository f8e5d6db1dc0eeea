"""Words in the midst of a report that are about the report, and nothing that was seen."""

import pytest

from handlers.forms import form_cards
from handlers.intake import one_tap
from tests.handlers.reporting import STORY
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import say, tap, text
from tests.support.town import Town


async def _asked(town: Town, chief, *, call: bool = False) -> None:
    """Begin a report, up to whose household it is, or to whether one may be called."""
    await say(town, chief, STORY)
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), *([SKIP] * 3 if call else []))


GIVING_UP = ["算了", "不報了", "我改主意了 先不要送", "還是不要通報了", "never mind", "don't send it"]


@pytest.mark.parametrize("said", GIVING_UP)
@pytest.mark.parametrize("call", [False, True], ids=["whose household", "may one call"])
async def test_a_chief_who_gives_a_report_up_is_asked_and_no_word_of_it_is_evidence(town, chief, said, call):
    await _asked(town, chief, call=call)
    await say(town, chief, said)
    assert await has(chief, on(form_cards.Resume, step="drop"))
    await tap(town, chief, on(form_cards.Resume, step="on"))
    await tap(town, chief, *([SKIP] * (0 if call else 3)), option("no"))
    assert said not in await text(chief)
    await tap(town, chief, SEND)
    assert "收到了" in await text(chief)


async def test_who_gives_up_what_is_not_begun_is_home_again(town, chief):
    await say(town, chief, "/report", "算了")
    assert "守望" in await text(chief)
    assert "草稿" not in await text(chief)


@pytest.mark.parametrize("said", ["送出", "確定", "send"])
@pytest.mark.parametrize("call", [False, True], ids=["whose household", "may one call"])
async def test_what_is_sent_too_early_is_said_to_be_unsent(town, chief, said, call):
    await _asked(town, chief, call=call)
    await say(town, chief, said)
    assert "尚未送出" in await text(chief)
    await tap(town, chief, *([SKIP] * (0 if call else 3)), option("no"))
    assert f"{said}\n" not in (await text(chief)).partition("看到的事")[2].partition("• 方便")[0]


@pytest.mark.parametrize(
    "said",
    [
        "好啊可以打給我",
        "可以打我手機",
        "我想請你們打電話給我",
        "麻煩回電",
        "ok call me",
        "yes you can call me",
    ],
)
async def test_a_yes_in_a_sentence_lets_them_call(town, chief, said):
    await _asked(town, chief, call=True)
    await say(town, chief, said)
    assert "方便聯絡：可以打電話給我" in await text(chief)


@pytest.mark.parametrize(
    "said", ["不用打給我啦", "免啦", "不要打電話", "我不方便接電話", "please don't call me"]
)
async def test_a_no_in_a_sentence_keeps_them_from_calling(town, chief, said):
    await _asked(town, chief, call=True)
    await say(town, chief, said)
    assert "方便聯絡：請不要打電話" in await text(chief)


@pytest.mark.parametrize("said", ["沒有", "都沒有", "沒有了", "以上皆無", "none"])
async def test_none_of_what_can_be_ticked_is_said_in_a_word(town, chief, said):
    await _asked(town, chief)
    await tap(town, chief, SKIP)
    await say(town, chief, said)
    assert "發生什麼事" in await text(chief)
    await say(town, chief, said)
    await tap(town, chief, option("no"))
    assert "家裡有誰：未提供\n• 發生的事：未提供" in await text(chief)


@pytest.mark.parametrize("said", ["好了", "就這樣", "that's all"])
async def test_that_all_is_ticked_is_said_in_a_word(town, chief, said):
    await _asked(town, chief)
    await tap(town, chief, SKIP, option("elder_alone"))
    await say(town, chief, said)
    assert "發生什麼事" in await text(chief)
    await tap(town, chief, SKIP, option("no"))
    assert "家裡有誰：獨居老人" in await text(chief)
