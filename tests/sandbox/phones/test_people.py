"""The people's interface: what somebody does becomes an update, and what the bot does shows."""

import asyncio

import aiohttp
import pytest

from sandbox import Phone


async def update(bot):
    return (await bot.get_updates(offset=-1))[0]


async def test_moving_in_twice_with_the_same_id_is_one_person(served):
    await Phone.of(served.address, id=5, first_name="甲", phone="1")
    again = await Phone.of(served.address, id=5, first_name="乙")
    assert (again.user["first_name"], again.user["phone"]) == ("乙", "1")
    async with aiohttp.ClientSession() as client, client.get(f"{served.address}/phone/users") as answer:
        assert [user["id"] for user in await answer.json()] == [5]


async def test_ids_are_too_big_for_32_bits(phone):
    assert phone.id > 2**32


async def test_a_command_is_marked_as_one(bot, phone):
    await phone.say("/start abc")
    entity = (await update(bot)).message.entities[0]
    assert (entity.type, entity.offset, entity.length) == ("bot_command", 0, 6)


@pytest.mark.parametrize(
    ("text", "sizes"), [("里" * 5000, [4096, 904]), ("😀" * 2049, [2048, 1])], ids=["里", "😀"]
)
async def test_a_long_paste_comes_in_parts(bot, phone, text, sizes):
    said = await phone.say(text)
    assert len(said["parts"]) == 2
    assert [len(u.message.text) for u in await bot.get_updates()] == sizes


async def test_nothing_can_not_be_said(phone):
    with pytest.raises(AssertionError, match="400: there is nothing to say"):
        await phone.say("  ")


async def test_contacts_are_ones_own_or_somebody_elses(bot, phone):
    await phone.contact()
    own = (await update(bot)).message.contact
    assert (own.phone_number, own.user_id, own.first_name) == ("886912000111", phone.id, "秀英")
    await phone.contact(phone_number="123", first_name="別人")
    other = (await update(bot)).message.contact
    assert (other.phone_number, other.user_id) == ("123", None)


async def test_a_place_can_be_shared(bot, phone):
    await phone.location(24.99, 121.3)
    assert (await update(bot)).message.location.latitude == 24.99


async def test_an_edit_reaches_the_bot(bot, phone):
    said = await phone.say("a")
    await phone.edit(said, "b")
    edited = (await update(bot)).edited_message
    assert (edited.id, edited.text) == (said["id"], "b")
    assert edited.edit_date


async def test_only_ones_own_text_can_be_edited(bot, phone):
    sent = await bot.send_message(phone.id, "a")
    with pytest.raises(AssertionError, match="409"):
        await phone.edit(sent.id, "b")


async def test_blocking_and_unblocking_reach_the_bot(bot, phone):
    await phone.block()
    await phone.block()
    with pytest.raises(AssertionError, match="409: the bot is blocked"):
        await phone.say("a")
    await phone.unblock()
    changes = [u.my_chat_member for u in await bot.get_updates()]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_a_reply_names_what_it_answers(bot, phone):
    sent = await bot.send_message(phone.id, "問")
    await phone.say("答", reply_to=sent.id)
    assert (await update(bot)).message.reply_to_message.id == sent.id


async def test_a_phone_wakes_up_when_the_chat_changes(bot, phone):
    version = (await phone.chat())["version"]
    watching = asyncio.create_task(phone.chat(version, 20))
    await asyncio.sleep(0.1)
    await bot.send_message(phone.id, "a")
    chat = await asyncio.wait_for(watching, 2)
    assert chat["version"] > version
    assert [m["text"] for m in chat["messages"]] == ["a"]


async def test_waiting_in_vain_shows_the_whole_chat(bot, phone):
    await phone.say("有人嗎")
    with pytest.raises(AssertionError, match="user 有人嗎"):
        await phone.hears("有", timeout=0.1)


async def test_hearing_finds_what_the_bot_said(bot, phone):
    hearing = asyncio.create_task(phone.hears("收到"))
    await bot.send_message(phone.id, "已收到了")
    assert (await hearing)["text"] == "已收到了"


async def test_all_calls_of_the_bot_are_listed(bot, phone, served):
    await bot.send_message(phone.id, "a")
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{served.address}/phone/calls?after=1") as answer,
    ):
        told = await answer.json()
    assert [(c["method"], c["chat"], c["ok"]) for c in told["calls"]] == [("sendMessage", phone.id, True)]


async def test_nobody_can_act_on_a_phone_that_does_not_exist(served):
    with pytest.raises(AssertionError, match="404"):
        await Phone(served.address, {"id": 3}).say("a")


@pytest.mark.parametrize("body", ["[]", "{", '{"text": 5}'])
async def test_nonsense_is_refused_politely(served, phone, body):
    address = f"{served.address}/phone/{phone.id}/say"
    async with aiohttp.ClientSession() as client, client.post(address, data=body) as answer:
        assert answer.status == 400
        assert "error" in await answer.json()


async def test_a_file_can_be_uploaded_as_a_form(bot, served, phone):
    form = aiohttp.FormData({"caption": "看"})
    form.add_field("file", b"<script>", filename="a.html", content_type="text/html")
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{served.address}/phone/{phone.id}/document", data=form) as answer,
    ):
        document = (await answer.json())["document"]
        assert document["file_name"] == "a.html"
        async with client.get(f"{served.address}/phone/files/{document['file_id']}") as shown:
            assert shown.headers["content-disposition"] == "attachment"
            assert shown.content_type == "application/octet-stream"
