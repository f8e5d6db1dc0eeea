"""Stopping the sandbox loses nothing."""

import asyncio
import subprocess
import sys

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from sandbox import Phone, serve
from tests.sandbox.conftest import bot_at
from tests.support.certain import certain

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])


async def test_people_messages_updates_files_and_menus_survive_a_restart(tmp_path, clock):
    path = tmp_path / "x.db"
    async with serve(path, clock=clock) as served, bot_at(served.address) as bot:
        phone = await Phone.of(served.address, id=42, first_name="秀英", phone="886912000111")
        await phone.say("a")
        sent = await bot.send_photo(42, (await file_of(phone)), reply_markup=MARKUP)
        await bot.send_message(42, "b", reply_markup=ReplyKeyboardMarkup([["x"]]))
        await bot.set_my_commands([BotCommand("start", "x")])
        query = (await phone.press("a"))["callback_query_id"]
        before = await bot.get_updates()
        chat = await phone.chat()
    async with serve(path, clock=clock) as served, bot_at(served.address) as bot:
        phone = await Phone.of(served.address, id=42, first_name="秀英")
        assert phone.user["phone"] == "886912000111"
        assert await bot.get_updates() == before
        assert await phone.chat() == chat
        assert await bot.answer_callback_query(query)
        assert await (await bot.get_file(sent.photo[0].file_id)).download_as_bytearray()
        await phone.say("c")
        assert (await bot.get_updates(offset=-1))[0].update_id == before[-1].update_id + 1


async def file_of(phone):
    sent = await phone.photo()
    return sent["photo"][0]["file_id"]


async def test_numbers_are_not_given_again_after_a_restart_with_an_empty_queue(tmp_path, clock):
    numbers = []
    for _ in range(2):
        async with serve(tmp_path / "x.db", clock=clock) as served, bot_at(served.address) as bot:
            await (await Phone.of(served.address, id=42)).say("a")
            numbers.append((await bot.get_updates())[-1].update_id)
            await bot.get_updates(offset=numbers[-1] + 1)
    assert numbers[1] == numbers[0] + 1


async def test_a_killed_sandbox_loses_nothing(tmp_path):
    path = tmp_path / "x.db"
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--file", str(path), "--no-limits"]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    address = (await certain(process.stdout).readline()).decode().split()[0]
    phone = await Phone.of(address, id=42)
    for number in range(20):
        await phone.say(str(number))
    process.kill()
    await process.communicate()
    async with serve(path) as served, bot_at(served.address) as bot:
        assert [certain(u.message).text for u in await bot.get_updates()] == [str(n) for n in range(20)]


async def test_the_server_stops_at_once_although_somebody_polls(clock):
    async with asyncio.timeout(5):
        async with serve(None, clock=clock) as served:
            bot = bot_at(served.address)
            await bot.initialize()
            phone = await Phone.of(served.address)
            poll = asyncio.create_task(bot.get_updates(timeout=40))
            watch = asyncio.create_task(phone.chat(10_000, 40))
            await asyncio.sleep(0.1)
        assert await poll == ()
        assert await watch
        await bot.shutdown()
