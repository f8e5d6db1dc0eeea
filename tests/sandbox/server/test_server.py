"""The wire: envelopes, every way to write parameters, who is let in, and trouble on demand."""

import json
import logging
import re
from datetime import timedelta

import aiohttp
import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from sandbox import TOKEN, create_app
from sandbox.botapi.checks import spec
from sandbox.botapi.methods import METHODS, WAITING
from tests.sandbox.conftest import bot_at


@pytest.fixture
async def client():
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def called(client, served):
    async def call(method, token=TOKEN, **how):
        async with client.post(f"{served.address}/bot{token}/{method}", **how) as answer:
            return answer.status, await answer.json()

    return call


@pytest.fixture
def trouble(client, served):
    async def cause(kind, **more):
        async with client.post(f"{served.address}/phone/faults", json={"kind": kind, **more}) as answer:
            assert answer.status == 200

    return cause


def test_every_method_of_the_spec_is_spoken():
    assert set(METHODS) | set(WAITING) == set(spec()["methods"])


async def test_an_unknown_method_fails_loudly(called, caplog):
    with caplog.at_level(logging.WARNING):
        assert await called("sendDice") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert "sendDice" in caplog.text


async def test_another_token_is_unauthorised(called, served):
    refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await called("getMe", token="1:other") == (401, refusal)
    with pytest.raises(InvalidToken):
        async with bot_at(served.address, "1:other"):
            pass


@pytest.mark.parametrize(
    "token", ["12345678:AAAA", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "nonsense", ""]
)
def test_a_token_that_could_be_real_is_refused(token):
    with pytest.raises(ValueError, match="made-up"):
        create_app(None, token=token)


def form_of(given):
    form = aiohttp.FormData()
    for name, value in given.items():
        form.add_field(
            name, value if isinstance(value, str) else json.dumps(value), content_type="text/plain"
        )
    return form


@pytest.mark.parametrize(
    "write",
    [
        lambda p: {"json": p},
        lambda p: {"data": {k: v if isinstance(v, str) else json.dumps(v) for k, v in p.items()}},
        lambda p: {"params": {k: v if isinstance(v, str) else json.dumps(v) for k, v in p.items()}},
        lambda p: {"data": form_of(p)},
    ],
    ids=["json", "urlencoded", "query", "multipart"],
)
async def test_parameters_may_be_written_in_four_ways(called, phone, write):
    rows = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}
    status, answer = await called(
        "SENDmessage", **write({"chat_id": phone.id, "text": "里", "reply_markup": rows})
    )
    assert (status, answer["ok"]) == (200, True)
    assert answer["result"]["reply_markup"] == rows


@pytest.mark.parametrize(
    ("method", "given", "words"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"chat_id": 10**30, "text": "x"}, "chat not found"),
        ("deleteMessage", {"chat_id": 1, "message_id": 2**63}, 'parameter "message_id" has a wrong type'),
        ("sendMessage", {"chat_id": 1, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ("sendMessage", {"chat_id": [1], "text": "x"}, 'parameter "chat_id" has a wrong type'),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"a": 1}},
            "object expected as reply markup",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": []}]]}},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
        ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("setMyCommands", {}, 'parameter "commands" is required'),
        (
            "getMyCommands",
            {"scope": {"type": "x"}},
            'can\'t parse BotCommandScope: unsupported type "x" specified',
        ),
    ],
)
async def test_parameters_are_checked_against_the_spec(called, method, given, words):
    envelope = {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    assert await called(method, json=given) == (400, envelope)


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1:80", "["])
@pytest.mark.parametrize("path", ["/", "/phone/users", f"/bot{TOKEN}/getMe", "/static/app.js"])
async def test_only_loopback_names_are_served(client, served, host, path):
    async with client.get(f"{served.address}{path}", headers={"Host": host}) as answer:
        assert answer.status in {400, 403}


async def test_another_page_can_not_act(client, served):
    for origin, status in (("https://example.org", 403), ("null", 403), (served.address, 200)):
        async with client.post(
            f"{served.address}/phone/users", json={"first_name": "x"}, headers={"Origin": origin}
        ) as answer:
            assert answer.status == status
            assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_what_another_page_asks_by_a_picture_or_a_link_does_nothing(client, served, site):
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    for path in (f"/bot{TOKEN}/getMe", "/phone/users", "/room", "/"):
        async with client.get(f"{served.address}{path}", headers=headers) as answer:
            assert answer.status == 403
    led = {**headers, "Sec-Fetch-Mode": "navigate"}
    async with client.get(served.address, headers=led) as answer:
        assert answer.status == 200
    async with client.get(f"{served.address}/bot{TOKEN}/sendMessage?chat_id=1&text=x") as answer:
        assert answer.status == 405, "acts are by POST alone"


async def test_what_a_deleted_message_said_is_kept_nowhere(bot, phone, served):
    sent = await bot.send_message(phone.id, "王測試的密碼")
    await bot.delete_message(phone.id, sent.message_id)
    rows = [str(tuple(row)) for row in served.state.db.execute("SELECT * FROM messages")]
    assert rows
    assert not [row for row in rows if "王測試" in row or "\\u738b" in row]


async def test_the_page_and_all_that_it_needs_come_from_here(client, served):
    async with client.get(served.address) as answer:
        page = await answer.text()
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert "練習模式，非真實個案" in page
    assert "//" not in page.replace("<!--", "")
    needed = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {name.rpartition(".")[2] for name in needed} == {"js", "css", "svg"}
    for name in needed:
        async with client.get(f"{served.address}{name}") as answer:
            assert answer.status == 200


async def test_too_many_requests_on_demand(bot, phone, trouble):
    await trouble("429", method="sendMessage", times=2, retry_after=7)
    assert await bot.get_me()
    for _ in range(2):
        with pytest.raises(RetryAfter) as error:
            await bot.send_message(phone.id, "x")
        assert error.value.retry_after == timedelta(seconds=7)
    assert await bot.send_message(phone.id, "x")


async def test_an_error_inside_telegram_on_demand(bot, phone, trouble):
    await trouble("500")
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(phone.id, "x")
    assert await phone.messages() == []


async def test_silence_after_the_message_was_sent_on_demand(bot, phone, trouble):
    await trouble("timeout_after_acting", method="sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(phone.id, "x", read_timeout=0.2)
    assert (await phone.last())["text"] == "x"


async def test_a_cut_line_on_demand(bot, phone, trouble):
    await trouble("drop", method="sendMessage")
    with pytest.raises(NetworkError) as error:
        await bot.send_message(phone.id, "x")
    assert not isinstance(error.value, BadRequest | TimedOut)
    assert await phone.messages() == []
    assert await bot.send_message(phone.id, "x")


async def test_trouble_can_be_ended(bot, phone, trouble, client, served):
    await trouble("500", times=100)
    async with client.delete(f"{served.address}/phone/faults"):
        pass
    assert await bot.send_message(phone.id, "x")
