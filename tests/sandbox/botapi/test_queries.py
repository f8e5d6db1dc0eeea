"""Presses of inline buttons and their answers."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest


def markup(label="🏠 首頁", data="home"):
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def pressed(bot):
    return (await bot.get_updates())[-1].callback_query


async def test_a_press_reaches_the_bot_with_its_message(bot, phone):
    sent = await bot.send_message(phone.id, "a", reply_markup=markup())
    told = await phone.press("首頁")
    query = await pressed(bot)
    assert (query.id, query.data, query.message.id) == (told["callback_query_id"], "home", sent.id)
    assert query.from_user.id == phone.id


async def test_an_answer_shows_on_the_phone(bot, phone):
    await bot.send_message(phone.id, "a", reply_markup=markup())
    told = await phone.press("home")
    assert (await phone.answers())["unanswered"] == [told["callback_query_id"]]
    await bot.answer_callback_query(told["callback_query_id"], "好了", show_alert=True)
    answers = await phone.answers()
    assert answers["unanswered"] == []
    assert [(a["text"], a["alert"]) for a in answers["answers"]] == [("好了", True)]
    assert (await phone.answers(after=answers["version"]))["answers"] == []


async def test_a_press_must_be_answered_within_a_quarter_of_an_hour(bot, phone, clock):
    await bot.send_message(phone.id, "a", reply_markup=markup())
    told = await phone.press("home")
    clock.forward(minutes=15, seconds=1)
    with pytest.raises(
        BadRequest, match=r"(?i)query is too old and response timeout expired or query ID is invalid"
    ):
        await bot.answer_callback_query(told["callback_query_id"])


@pytest.mark.parametrize("number", ["1", "nonsense", "9" * 40])
async def test_an_unknown_press_can_not_be_answered(bot, number):
    with pytest.raises(BadRequest, match=r"[Qq]uery is too old"):
        await bot.answer_callback_query(number)


async def test_a_long_toast_is_refused(bot, phone):
    await bot.send_message(phone.id, "a", reply_markup=markup())
    told = await phone.press("home")
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query(told["callback_query_id"], "x" * 201)


async def test_a_button_that_is_not_there_any_more_can_be_pressed_by_a_slow_client_only(bot, phone):
    sent = await bot.send_message(phone.id, "a", reply_markup=markup())
    await bot.edit_message_text("b", phone.id, sent.id, reply_markup=markup("下一步", "next"))
    with pytest.raises(AssertionError, match="there is no button '首頁'"):
        await phone.press("首頁")
    with pytest.raises(AssertionError, match="409: there is no such button"):
        await phone._act("press", message_id=sent.id, data="home")
    await phone.press("home", sent.id, stale=True)
    assert (await pressed(bot)).data == "home"


async def test_a_press_on_a_deleted_message_brings_a_message_that_cannot_be_read(bot, phone):
    sent = await bot.send_message(phone.id, "a", reply_markup=markup())
    await bot.delete_message(phone.id, sent.id)
    await phone.press("🏠 首頁", sent.id, stale=True)
    assert not (await pressed(bot)).message.is_accessible
