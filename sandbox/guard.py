"""Keeps other web pages out: the sandbox answers to loopback names only, and to its own page."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Nothing on our page comes from elsewhere, and nobody may frame it.
HEADERS = [
    ("content-security-policy", "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
]


class LoopbackOnly:
    """Refuses a Host that is no loopback name (DNS rebinding) and an Origin that is another page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and not _welcome(Headers(scope=scope)):
            refusal = JSONResponse(
                {"ok": False, "error_code": 403, "description": "Forbidden: loopback only"}, 403
            )
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _welcome(headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    return _name(f"//{host}") in LOOPBACK and (origin is None or urlsplit(origin).netloc == host)


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
