"""Edits and deletions, with Telegram's words for what cannot be."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])


async def test_an_edit_changes_text_and_keyboard_and_says_so(bot, phone):
    sent = await bot.send_message(phone.id, "a", reply_markup=MARKUP)
    edited = await bot.edit_message_text("<i>b</i>", phone.id, sent.id, parse_mode="HTML")
    assert (edited.text, edited.reply_markup) == ("b", None)
    assert edited.edit_date
    shown = await phone.last()
    assert (shown["html"], shown["edited"], shown["keyboard"]) == ("<i>b</i>", True, [])


async def test_only_the_keyboard_can_change(bot, phone):
    sent = await bot.send_message(phone.id, "a")
    edited = await bot.edit_message_reply_markup(phone.id, sent.id, reply_markup=MARKUP)
    assert (edited.text, edited.reply_markup) == ("a", MARKUP)


async def test_a_caption_can_change(bot, phone):
    sent = await bot.send_document(phone.id, b"x", caption="a", filename="a.txt")
    assert (await bot.edit_message_caption(phone.id, sent.id, caption="b")).caption == "b"


async def test_an_edit_that_changes_nothing_is_refused(bot, phone):
    sent = await bot.send_message(phone.id, "<b>a</b>", parse_mode="HTML", reply_markup=MARKUP)
    with pytest.raises(BadRequest, match=r"[Mm]essage is not modified: specified new message content and"):
        await bot.edit_message_text("<b>a</b>", phone.id, sent.id, parse_mode="HTML", reply_markup=MARKUP)
    assert await bot.edit_message_text("a", phone.id, sent.id, reply_markup=MARKUP)


async def test_an_edit_needs_a_message_that_is_there(bot, phone):
    sent = await bot.send_message(phone.id, "a")
    await bot.delete_message(phone.id, sent.id)
    for number in (sent.id, 9_999):
        with pytest.raises(BadRequest, match=r"[Mm]essage to edit not found"):
            await bot.edit_message_text("b", phone.id, number)


async def test_what_somebody_else_wrote_can_not_be_edited(bot, phone):
    said = await phone.say("a")
    with pytest.raises(BadRequest, match=r"[Mm]essage can't be edited"):
        await bot.edit_message_text("b", phone.id, said["id"])


async def test_a_message_that_laid_a_reply_keyboard_can_not_be_edited(bot, phone):
    sent = await bot.send_message(phone.id, "a", reply_markup=ReplyKeyboardMarkup([["x"]]))
    with pytest.raises(BadRequest, match=r"[Mm]essage can't be edited"):
        await bot.edit_message_text("b", phone.id, sent.id)


async def test_text_and_caption_are_not_mixed_up(bot, phone):
    text = await bot.send_message(phone.id, "a")
    document = await bot.send_document(phone.id, b"x")
    with pytest.raises(BadRequest, match=r"[Tt]here is no caption in the message to edit"):
        await bot.edit_message_caption(phone.id, text.id, caption="b")
    with pytest.raises(BadRequest, match=r"[Tt]here is no text in the message to edit"):
        await bot.edit_message_text("b", phone.id, document.id)


async def test_a_deleted_message_is_gone(bot, phone):
    sent = await bot.send_message(phone.id, "a")
    assert await bot.delete_message(phone.id, sent.id)
    chat = await phone.chat()
    assert (chat["messages"], chat["deleted"]) == ([], 1)
    with pytest.raises(BadRequest, match=r"[Mm]essage to delete not found"):
        await bot.delete_message(phone.id, sent.id)


async def test_after_48_hours_a_message_stays(bot, phone, clock):
    sent = await bot.send_message(phone.id, "a")
    clock.forward(hours=48)
    assert await bot.delete_message(phone.id, sent.id)
    sent = await bot.send_message(phone.id, "a")
    clock.forward(hours=48, seconds=1)
    with pytest.raises(BadRequest, match=r"[Mm]essage can't be deleted for everyone"):
        await bot.delete_message(phone.id, sent.id)
    with pytest.raises(BadRequest, match=r"[Mm]essage can't be deleted for everyone"):
        await bot.delete_messages(phone.id, [sent.id])


async def test_several_messages_go_at_once_and_missing_ones_are_passed_over(bot, phone):
    numbers = [(await bot.send_message(phone.id, "a")).id for _ in range(3)]
    assert await bot.delete_messages(phone.id, [*numbers, 9_999])
    assert await phone.messages() == []
