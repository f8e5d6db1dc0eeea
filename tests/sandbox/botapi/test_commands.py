"""Command menus: kept by scope and language, and resolved as a client does it."""

import pytest
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest

from sandbox import Phone


def menu(name):
    return [BotCommand(name, "說明")]


async def seen(phone):
    return [c["command"] for c in (await phone.chat())["commands"]]


async def test_the_narrowest_menu_wins_and_the_language_before_the_rest(bot, phone, served):
    english = await Phone.of(served.address, language_code="en", started=True)
    await bot.set_my_commands(menu("all"))
    assert await seen(phone) == ["all"]
    await bot.set_my_commands(menu("all_en"), language_code="en")
    assert (await seen(phone), await seen(english)) == (["all"], ["all_en"])
    await bot.set_my_commands(menu("private"), scope=BotCommandScopeAllPrivateChats())
    assert (await seen(phone), await seen(english)) == (["private"], ["private"])
    await bot.set_my_commands(menu("chief"), scope=BotCommandScopeChat(phone.id))
    await bot.set_my_commands(menu("chief_zh"), scope=BotCommandScopeChat(phone.id), language_code="zh")
    assert (await seen(phone), await seen(english)) == (["chief_zh"], ["private"])


async def test_a_menu_can_be_read_and_taken_back(bot, phone):
    scope = BotCommandScopeChat(phone.id)
    await bot.set_my_commands([BotCommand("a", "b"), ("c", "d")], scope=scope)
    assert [c.command for c in await bot.get_my_commands(scope=scope)] == ["a", "c"]
    assert await bot.get_my_commands() == ()
    assert await bot.delete_my_commands(scope=scope)
    assert await bot.get_my_commands(scope=scope) == ()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (BotCommand("Start", "x"), "BOT_COMMAND_INVALID"),
        (BotCommand("x" * 33, "x"), "BOT_COMMAND_INVALID"),
        (BotCommand("x", ""), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
    ids=["capital", "long", "not described"],
)
async def test_a_command_that_telegram_would_refuse_is_refused(bot, command, words):
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.set_my_commands([command])


async def test_a_menu_for_an_unknown_chat_is_refused(bot):
    with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
        await bot.set_my_commands(menu("a"), scope=BotCommandScopeChat(5))


async def test_a_language_has_two_letters(bot):
    with pytest.raises(BadRequest, match=r"(?i)invalid language code"):
        await bot.set_my_commands(menu("a"), language_code="zh-hant")
