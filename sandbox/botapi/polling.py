"""How updates reach the bot: it polls, or it names a webhook."""

import asyncio
import re
from urllib.parse import urlsplit

from sandbox.store import updates
from sandbox.store.state import Json, State
from sandbox.wire.errors import Refused, bad_request

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST_POLL = 50
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


async def get_updates(state: State, p: Json) -> list[Json]:
    """Return what waits, or wait for it; what stands before the offset is confirmed and forgotten."""
    if state.setting("webhook"):
        raise _conflict(WEBHOOK_ACTIVE)
    state.poll += 1
    state.bells.ring("updates")  # an older poll that still waits gives way to this one
    _allow(state, p)
    updates.confirm(state, p.get("offset", 0))
    return await _fetched(state, p, mine=state.poll)


async def _fetched(state: State, p: Json, mine: int) -> list[Json]:
    time = asyncio.get_running_loop().time
    until = time() + min(max(p.get("timeout", 0), 0), LONGEST_POLL)
    limit = min(max(p.get("limit", 100), 1), 100)
    while True:
        _still_alone(state, mine)
        updates.drop_old(state)
        found = [update for _, update in updates.pending(state, limit, p.get("offset", 0))]
        if found or time() >= until or state.bells.closed:
            return found
        await state.bells.heard("updates", until - time())


def _still_alone(state: State, mine: int) -> None:
    if state.poll != mine:
        raise _conflict(OTHER_POLL)
    if state.setting("webhook"):
        raise _conflict("terminated by setWebhook request")


def set_webhook(state: State, p: Json) -> bool:
    """Deliver updates to an address from now on; an empty one ends that."""
    if not p["url"]:
        return delete_webhook(state, p)
    if urlsplit(p["url"]).hostname not in LOOPBACK:
        raise bad_request("bad webhook: the sandbox delivers to loopback addresses only")
    secret = p.get("secret_token", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(state, p)
    _drop(state, p)
    connections = min(max(p.get("max_connections", 40), 1), 100)
    state.keep_setting("webhook", {"url": p["url"], "secret": secret, "max_connections": connections})
    state.keep_setting("webhook_error", None)
    state.bells.ring("updates")
    return True


def delete_webhook(state: State, p: Json) -> bool:
    """Go back to polling."""
    _drop(state, p)
    state.keep_setting("webhook", None)
    return True


def get_webhook_info(state: State, _: Json) -> Json:
    """Tell where updates go and how many wait."""
    webhook, error = state.setting("webhook"), state.setting("webhook_error")
    allowed = state.setting("allowed_updates")
    return {
        "url": webhook["url"] if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": updates.count(state),
        **({"max_connections": webhook["max_connections"], "ip_address": "127.0.0.1"} if webhook else {}),
        **({"allowed_updates": allowed} if allowed else {}),
        **(error if webhook and error else {}),
    }


def _allow(state: State, p: Json) -> None:
    """Remember which kinds the bot wants; not saying so leaves it as it was, an empty list forgets it."""
    if "allowed_updates" in p:
        state.keep_setting("allowed_updates", p["allowed_updates"] or None)


def _drop(state: State, p: Json) -> None:
    if p.get("drop_pending_updates"):
        updates.drop_all(state)


def _conflict(words: str) -> Refused:
    return Refused(409, f"Conflict: {words}")
