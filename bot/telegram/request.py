"""HTTP to Telegram over aiohttp: a third of httpx's cost per call (docs/performance.md)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from msgspec import Struct
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.messenger import TooLarge

PART = 64 * 1024
DEFAULT = BaseRequest.DEFAULT_NONE
JSON = {"Content-Type": "application/json"}


class NotConnected(NetworkError):  # noqa: N818 - says what it is
    """Nobody was spoken to: what was to be said did not arrive."""


class Plain(Struct, frozen=True):
    """What a call says, as plain data: it goes out as JSON."""

    said: Mapping[str, Any]


class Request(BaseRequest):
    """Python-telegram-bot's request, over one aiohttp session."""

    def __init__(self, connections: int = 64, patience: float = 20.0) -> None:
        self._connections = connections
        self.patience = patience
        """Seconds to wait for an answer when the caller does not say."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """What python-telegram-bot adds to the length of a long poll."""
        return self.patience

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917 - the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | Plain | None = None,
        read_timeout: Any = DEFAULT,
        write_timeout: Any = DEFAULT,
        connect_timeout: Any = DEFAULT,
        pool_timeout: Any = DEFAULT,
    ) -> tuple[int, bytes]:
        """Make one call; its errors carry no URL, for the URL holds the token."""
        if self._session is None:
            raise NotConnected("the session is not open")
        timeout = aiohttp.ClientTimeout(
            total=None, sock_read=self._seconds(read_timeout), sock_connect=self._seconds(connect_timeout)
        )
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None  # aiohttp writes the URL into it
        except aiohttp.ClientConnectorError as error:
            raise NotConnected(type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None

    async def call(self, url: str, said: Mapping[str, Any], seconds: float | None = None) -> Any:
        """Make a call with plain data, and return its result as it came; errors as python-telegram-bot's."""
        waits = DEFAULT if seconds is None else seconds
        status, answer = await self.do_request(url, "POST", Plain(said), read_timeout=waits)
        if status == HTTPStatus.OK:
            with suppress(ValueError, KeyError):
                return orjson.loads(answer)["result"]
        return await Answered(status, answer).post(url)

    async def stream(self, url: str, most: int) -> AsyncIterator[bytes]:
        """Get a file piece by piece; `TooLarge` once there is more of it than *most* bytes."""
        if self._session is None:
            raise NetworkError("the session is not open")
        timeout = aiohttp.ClientTimeout(total=None, sock_read=self.patience, sock_connect=self.patience)
        try:
            async with self._session.get(url, timeout=timeout) as answer:
                if answer.status == HTTPStatus.NOT_FOUND:
                    raise BadRequest("the file is not there")
                if answer.status != HTTPStatus.OK:
                    raise NetworkError(f"status {answer.status}")
                async for part in answer.content.iter_chunked(PART):
                    most -= len(part)
                    if most < 0:
                        raise TooLarge("more bytes than were asked for")
                    yield part
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None

    def _seconds(self, given: Any) -> float:
        return float(given) if isinstance(given, int | float) else self.patience


class Answered(Request):
    """What was answered already: python-telegram-bot says which error it is."""

    def __init__(self, status: int, answer: bytes) -> None:
        super().__init__()
        self._answer = status, answer

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Return it."""
        return self._answer


def _body(data: RequestData | Plain | None) -> dict[str, Any]:
    if data is None:
        return {}
    if isinstance(data, Plain):
        return {"data": orjson.dumps(data.said), "headers": JSON}
    if not data.contains_files:
        return {"data": data.json_parameters}
    form = aiohttp.FormData(quote_fields=False)  # a Chinese file name arrives as it is written
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
