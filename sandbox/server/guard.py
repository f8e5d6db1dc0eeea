"""Keeps others out: loopback names and our own page only; from elsewhere only who holds the key."""

from ipaddress import ip_address
from secrets import compare_digest
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ELSEWHERE = {"cross-site", "same-site"}
COOKIE = "shouwang_room"
# Nothing on our page comes from elsewhere, and nobody may frame it.
HEADERS = [
    ("content-security-policy", "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
]
# The bot's part of the interface; its token, random wherever there is a key, is its own key.
FOR_THE_BOT = ("/bot", "/file/bot")


class Guard:
    """Refuses a Host that may be anybody's (DNS rebinding), an Origin that is another page, a missing key."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", key: str | None = None) -> None:
        self.app, self.host, self.key = app, host, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        """Answer instead of the sandbox; None lets it pass."""
        if not self._welcome(request.headers):
            return _forbidden("loopback only" if self.key is None else "use the address that was printed")
        if self._from_elsewhere(request):
            return _forbidden("not from another page")
        if self.key is None or request.url.path.startswith(FOR_THE_BOT):
            return None
        if "key" in request.query_params and request.url.path == "/":
            return self._handed_over(request)
        given = request.query_params.get("key") or request.cookies.get(COOKIE, "")
        return None if self._fits(given) else _forbidden("open the address with the key that was printed")

    def _handed_over(self, request: Request) -> Response:
        """Keep the key as a cookie, out of the address and of what people photograph."""
        if not self._fits(request.query_params["key"]):
            return _forbidden("this key does not fit")
        rest = [(name, value) for name, value in parse_qsl(request.url.query) if name != "key"]
        answer = RedirectResponse(f"/?{urlencode(rest)}" if rest else "/", 303)
        answer.set_cookie(COOKIE, self.key or "", httponly=True, samesite="strict")
        return answer

    def _fits(self, given: str) -> bool:
        return compare_digest(given.encode(), (self.key or "").encode())

    def _welcome(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        name = _name(f"//{host}")
        known = name in LOOPBACK or (self.key is not None and (name == self.host or _is_number(name)))
        return known and (origin is None or urlsplit(origin).netloc == host)

    def _from_elsewhere(self, request: Request) -> bool:
        """Tell whether another page asks, by a picture or a link; one may lead to our page, no further."""
        led = request.url.path == "/" and request.headers.get("sec-fetch-mode") == "navigate"
        return request.headers.get("sec-fetch-site") in ELSEWHERE and not led


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens there."""
    return host in LOOPBACK or (_is_number(host) and ip_address(host).is_loopback)


def _forbidden(why: str) -> Response:
    return JSONResponse({"ok": False, "error_code": 403, "description": f"Forbidden: {why}"}, 403)


def _is_number(name: str | None) -> bool:
    """An address in numbers is nobody's name, so nobody can rebind it."""
    try:
        ip_address(name or "")
    except ValueError:
        return False
    return True


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
