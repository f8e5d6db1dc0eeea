"""What was typed into a form and is edited before it is sent: the newest answer counts."""

from datetime import timedelta

import pytest

from handlers.forms import form_cards
from handlers.intake import one_tap
from handlers.service import follow_up, visits
from sandbox import Json, Phone
from tests.handlers.serving import FOLLOWED_UP, open_card, served
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import tap, text
from tests.support.town import MONDAY, Town


async def said(town: Town, phone: Phone, words: str) -> Json:
    """Say something that is edited later."""
    message = await phone.say(words)
    await town.settle()
    return message


async def edit(town: Town, phone: Phone, message: Json, words: str) -> None:
    await phone.edit(message, words)
    await town.settle()


async def summed_up(town: Town, worker: Phone, plan: str) -> Json:
    """Fill in a follow-up up to its summary."""
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, follow_up.File, *FOLLOWED_UP)
    return await said(town, worker, plan)


@pytest.mark.parametrize("corrected", ["below", "by its key"])
async def test_an_answer_given_anew_is_not_undone_by_editing_the_one_before(
    town: Town, worker: Phone, corrected: str
) -> None:
    first = await summed_up(town, worker, "無")
    if corrected == "below":
        await said(town, worker, "計畫：下週三陪同就醫")
    else:
        await tap(town, worker, on(form_cards.Change, question=5))
        await said(town, worker, "下週三陪同就醫")
    await edit(town, worker, first, "再打電話")
    assert "計畫：下週三陪同就醫" in await text(worker)
    assert "已更正" not in await text(worker)


async def test_a_correction_below_the_summary_can_be_edited(town: Town, worker: Phone) -> None:
    await summed_up(town, worker, "無")
    correction = await said(town, worker, "計畫改成下週三陪同就醫")
    await edit(town, worker, correction, "計畫改成下週五陪同就醫")
    assert "計畫：下週五陪同就醫" in await text(worker)
    await edit(town, worker, correction, "下週六陪同就醫")
    assert "計畫：下週六陪同就醫" in await text(worker)


async def test_a_day_that_was_tapped_is_not_undone_by_editing_the_one_typed_before(
    town: Town, worker: Phone
) -> None:
    await served(town, worker, accepted_at=MONDAY - timedelta(days=7))
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("home"), option("not_met"))
    typed = await said(town, worker, "5/30")
    await tap(town, worker, SKIP, on(form_cards.Change, question=2), option("today"))
    await edit(town, worker, typed, "5/29")
    assert "已更正" not in await text(worker)
    assert "6月1日" in await text(worker)


async def test_a_story_that_was_written_anew_is_not_said_to_be_corrected(town: Town, chief: Phone) -> None:
    first = await said(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    await tap(town, chief, on(form_cards.Change, question=1))
    await said(town, chief, "樓上的阿公跌倒")
    await edit(town, chief, first, "隔壁小孩整晚一直哭")
    assert "已更正" not in await text(chief)
    assert "樓上的阿公跌倒" in await text(chief)


async def test_an_edit_of_an_answer_leaves_the_question_on_the_screen(town: Town, worker: Phone) -> None:
    plan = await summed_up(town, worker, "無")
    await tap(town, worker, on(form_cards.Change, question=3))
    await edit(town, worker, plan, "下週三陪同就醫")
    assert "當月提供了什麼" in await text(worker)


@pytest.mark.parametrize("asked", ["with keys", "the summary"])
async def test_words_under_a_photo_are_not_said_to_be_kept_where_nothing_takes_them(
    town: Town, worker: Phone, asked: str
) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, follow_up.File)
    if asked == "the summary":
        await tap(town, worker, *FOLLOWED_UP)
        await said(town, worker, "下個月陪同就醫")
    await worker.photo("阿嬤家的廚房")
    await town.settle()
    assert "收到" not in await text(worker)
    assert "無法保存" in await text(worker)


async def test_who_edits_what_was_filed_is_not_asked_to_write_it_again(town: Town, worker: Phone) -> None:
    plan = await summed_up(town, worker, "下個月陪同就醫")
    await tap(town, worker, SEND)
    await edit(town, worker, plan, "下個月陪同就學")
    assert "已送出的內容不會跟著更改" in await text(worker)
    assert "再傳一次" not in await text(worker)
