"""What the bot sends arrives, and what Telegram would refuse is refused in its words."""

import pytest
from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from sandbox import Phone


def keyboard(*buttons):
    return InlineKeyboardMarkup([[button] for button in buttons])


async def test_the_bot_introduces_itself(bot):
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.can_join_groups) == (1, True, False)


async def test_a_text_arrives_with_its_entities(bot, phone):
    sent = await bot.send_message(phone.id, "<b>嗨😀</b> &amp; 好", parse_mode="HTML")
    assert sent.text == "嗨😀 & 好"
    assert sent.entities == (MessageEntity("bold", 0, 3),)
    assert sent.text_html == "<b>嗨😀</b> &amp; 好"
    assert (await phone.last())["html"] == "<b>嗨😀</b> &amp; 好"


async def test_entities_can_be_given_instead_of_html(bot, phone):
    sent = await bot.send_message(phone.id, "abc", entities=[MessageEntity("italic", 1, 1)])
    assert sent.entities == (MessageEntity("italic", 1, 1),)


async def test_all_buttons_of_an_inline_keyboard_arrive(bot, phone):
    markup = keyboard(
        InlineKeyboardButton("按", callback_data="x" * 64, style="danger"),
        InlineKeyboardButton("網頁", url="https://example.org"),
        InlineKeyboardButton("複製", copy_text=CopyTextButton("A-115-0012")),
    )
    sent = await bot.send_message(phone.id, "x", reply_markup=markup)
    assert sent.reply_markup == markup
    assert await phone.buttons() == [["按"], ["網頁"], ["複製"]]
    assert await phone.press("網頁") == {"opened": "https://example.org"}
    assert await phone.press("複製") == {"copied": "A-115-0012"}


async def test_a_reply_keyboard_lies_under_the_text_field_until_it_is_removed(bot, phone):
    buttons: list[list[str | KeyboardButton]] = [
        [KeyboardButton("電話", request_contact=True)],
        [KeyboardButton("位置", request_location=True), "否"],
    ]
    markup = ReplyKeyboardMarkup(buttons, resize_keyboard=True, is_persistent=True, one_time_keyboard=False)
    sent = await bot.send_message(phone.id, "x", reply_markup=markup)
    assert sent.reply_markup is None
    assert (await phone.chat())["reply_keyboard"]["is_persistent"]
    assert (await phone.press("電話"))["contact"]["phone_number"] == "886912000111"
    assert "location" in await phone.press("位置")
    assert (await phone.press("否"))["text"] == "否"
    await bot.send_message(phone.id, "y", reply_markup=ReplyKeyboardRemove())
    assert (await phone.chat())["reply_keyboard"] is None


@pytest.mark.parametrize("markup", [ForceReply(), ReplyKeyboardMarkup([["a"]], one_time_keyboard=True)])
async def test_a_keyboard_for_one_answer_goes_with_it(bot, phone, markup):
    await bot.send_message(phone.id, "x", reply_markup=markup)
    assert (await phone.chat())["reply_keyboard"]
    await phone.say("a")
    assert (await phone.chat())["reply_keyboard"] is None


async def test_a_reply_shows_what_it_answers(bot, phone):
    said = await phone.say("問")
    sent = await bot.send_message(phone.id, "答", reply_parameters=ReplyParameters(said["id"]))
    assert sent.reply_to_message.text == "問"
    assert (await phone.last())["reply_to"] == said["id"]


async def test_a_reply_to_nothing_is_refused_unless_that_is_allowed(bot, phone):
    with pytest.raises(BadRequest, match=r"[Mm]essage to be replied not found"):
        await bot.send_message(phone.id, "答", reply_parameters=ReplyParameters(5))
    assert await bot.send_message(
        phone.id, "答", reply_parameters=ReplyParameters(5, allow_sending_without_reply=True)
    )


async def test_protected_and_silent_messages_are_taken(bot, phone):
    options = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(
        phone.id, "x", protect_content=True, disable_notification=True, link_preview_options=options
    )
    assert sent.has_protected_content
    assert sent.link_preview_options == options
    assert (await phone.last())["protected"]


@pytest.mark.parametrize("length", [1, 4096])
async def test_texts_up_to_4096_units_pass(bot, phone, length):
    assert len((await bot.send_message(phone.id, "里" * length)).text) == length


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("里" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
        (" \n ", "Message text is empty"),
        ("<b></b>", "Message text is empty"),
        ("<x>", 'Can\'t parse entities: unsupported start tag "x" at byte offset 0'),
    ],
    ids=["long", "long in units", "blank", "tags only", "wrong tag"],
)
async def test_a_text_that_telegram_would_refuse_is_refused(bot, phone, text, words):
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(phone.id, text, parse_mode="HTML")
    assert refused.value.message.lower() == words.lower()


async def test_tags_do_not_count_for_the_length(bot, phone):
    assert await bot.send_message(phone.id, f"<b>{'里' * 4096}</b>", parse_mode="HTML")


async def test_markdown_is_not_spoken_here(bot, phone):
    with pytest.raises(BadRequest, match=r"[Uu]nsupported parse_mode"):
        await bot.send_message(phone.id, "*x*", parse_mode="MarkdownV2")


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (InlineKeyboardButton("x", callback_data="x" * 65), "BUTTON_DATA_INVALID|Button_data_invalid"),
        (InlineKeyboardButton("x", callback_data="里" * 22), "BUTTON_DATA_INVALID|Button_data_invalid"),
        (InlineKeyboardButton("x", url="no address"), "BUTTON_URL_INVALID|Button_url_invalid"),
        (InlineKeyboardButton("x", callback_data="x", style="pink"), "unsupported style"),
        (InlineKeyboardButton("x"), "[Tt]ext buttons are unallowed in the inline keyboard"),
    ],
    ids=["65 bytes", "66 bytes in Chinese", "address", "style", "no deed"],
)
async def test_a_button_that_telegram_would_refuse_is_refused(bot, phone, button, words):
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(phone.id, "x", reply_markup=keyboard(button))


async def test_a_bot_cannot_speak_first(bot, served):
    stranger = await Phone.of(served.address)
    with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
        await bot.send_message(stranger.id, "x")
    await stranger.say("/start")
    assert await bot.send_message(stranger.id, "x")


async def test_an_unknown_chat_is_not_found(bot):
    with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
        await bot.get_chat(42)


async def test_a_chat_is_told_about(bot, phone):
    chat = await bot.get_chat(phone.id)
    assert (chat.id, chat.type, chat.first_name) == (phone.id, "private", "秀英")


async def test_a_bot_that_was_blocked_hears_so(bot, phone):
    await phone.block()
    for call in (bot.send_message(phone.id, "x"), bot.send_chat_action(phone.id, "typing")):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await call
    await phone.unblock()
    assert await bot.send_message(phone.id, "x")


async def test_typing_shows_until_the_message_comes(bot, phone):
    assert await bot.send_chat_action(phone.id, "typing")
    assert (await phone.chat())["typing"]
    await bot.send_message(phone.id, "x")
    assert not (await phone.chat())["typing"]


async def test_an_action_that_does_not_exist_is_refused(bot, phone):
    with pytest.raises(BadRequest, match=r"[Ww]rong parameter action in request"):
        await bot.send_chat_action(phone.id, "dancing")


async def test_leaving_is_taken_politely(bot):
    assert await bot.log_out()
    assert await bot.close()


async def test_nobody_leaves_a_private_chat(bot, phone):
    with pytest.raises(BadRequest, match="Chat member status can't be changed in private chats"):
        await bot.leave_chat(phone.id)
