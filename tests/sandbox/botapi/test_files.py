"""Pictures, voice notes and documents, both ways."""

from importlib import resources

import pytest
from telegram import InputFile
from telegram.error import BadRequest, InvalidToken

PHOTO = resources.files("sandbox").joinpath("data/photo.jpg").read_bytes()


async def test_a_photo_arrives_in_its_sizes_and_can_be_sent_again_by_its_id(bot, phone):
    sent = await bot.send_photo(phone.id, PHOTO, caption="<b>家</b>", parse_mode="HTML", has_spoiler=True)
    assert [(p.width, p.height) for p in sent.photo] == [(90, 68), (320, 240), (800, 600), (1280, 960)]
    assert (sent.caption, sent.caption_entities[0].type, sent.has_media_spoiler) == ("家", "bold", True)
    again = await bot.send_photo(phone.id, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    assert (await phone.last())["photo"]


async def test_a_voice_note_keeps_its_length(bot, phone):
    sent = await bot.send_voice(phone.id, b"OggS", duration=7)
    assert (sent.voice.duration.total_seconds(), sent.voice.mime_type) == (7, "audio/ogg")


async def test_a_document_keeps_its_name(bot, phone):
    sent = await bot.send_document(phone.id, InputFile(b"a,b", filename="名冊.csv"))
    assert (sent.document.file_name, sent.document.mime_type) == ("名冊.csv", "text/csv")
    assert (await phone.last())["document"]["file_name"] == "名冊.csv"


async def test_a_thumbnail_may_come_along(bot, phone):
    assert await bot.send_document(phone.id, b"x", thumbnail=PHOTO)


async def test_the_bot_can_fetch_what_a_phone_sent(bot, phone):
    await phone.document("a.txt", "里長".encode(), caption="看")
    message = (await bot.get_updates())[-1].message
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == "里長".encode()
    assert (message.caption, message.document.file_size) == ("看", 6)


async def test_sample_photo_voice_and_sticker_are_whole(bot, phone):
    await phone.photo("家")
    await phone.voice(duration=3)
    await phone.sticker()
    photo, voice, sticker = [u.message for u in await bot.get_updates()]
    assert photo.photo[-1].width == 1280
    assert bytes(await (await photo.photo[-1].get_file()).download_as_bytearray()) == PHOTO
    assert bytes(await (await voice.voice.get_file()).download_as_bytearray()).startswith(b"OggS")
    assert sticker.sticker.emoji


async def test_another_bot_can_not_fetch(bot, phone):
    await phone.document("a.txt", b"x")
    file = await (await bot.get_updates())[-1].message.document.get_file()
    with pytest.raises(InvalidToken):
        await bot.request.retrieve(file.file_path.replace("bot1:", "bot2:"))


@pytest.mark.parametrize(
    ("send", "words"),
    [
        (lambda bot, chat: bot.send_photo(chat, b"no picture"), "IMAGE_PROCESS_FAILED"),
        (lambda bot, chat: bot.send_photo(chat, "AgACunknown"), "wrong remote file identifier specified"),
        (
            lambda bot, chat: bot.send_document(chat, "https://example.org/x"),
            "failed to get HTTP URL content",
        ),
        (lambda bot, chat: bot.send_document(chat, b""), "file must be non-empty"),
        (lambda bot, chat: bot.send_document(chat, b"x", caption="里" * 1025), "message caption is too long"),
        (lambda bot, chat: bot.get_file("unknown"), "wrong file_id or the file is temporarily unavailable"),
    ],
    ids=["no picture", "unknown id", "outside", "empty", "long caption", "unknown file"],
)
async def test_what_telegram_would_refuse_is_refused(bot, phone, send, words):
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await send(bot, phone.id)


async def test_a_voice_note_is_no_photo(bot, phone):
    voice = await bot.send_voice(phone.id, b"OggS")
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type voice as photo"):
        await bot.send_photo(phone.id, voice.voice.file_id)


MEGABYTE = 1024 * 1024


async def test_people_may_send_more_than_a_bot_may_fetch(bot, phone):
    await phone.document("大.xlsx", bytes(100 * MEGABYTE))
    document = (await bot.get_updates())[-1].message.document
    assert document.file_size == 100 * MEGABYTE
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await document.get_file()


async def test_up_to_20_megabytes_are_given_away(bot, phone):
    await phone.document("名冊.xlsx", bytes(20 * MEGABYTE))
    file = await (await bot.get_updates())[-1].message.document.get_file()
    assert len(await file.download_as_bytearray()) == 20 * MEGABYTE
