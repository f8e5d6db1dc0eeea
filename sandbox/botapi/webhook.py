"""Delivers updates to the bot's webhook, as Telegram does: again and again until it is taken."""

import asyncio
import logging
from collections import defaultdict

import aiohttp

from sandbox.store import updates
from sandbox.store.state import Json, State
from sandbox.wire import faults

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
PATIENCE = aiohttp.ClientTimeout(total=60)


async def deliver(state: State) -> None:
    """Run for as long as the sandbox runs."""
    pause = FIRST_PAUSE
    async with aiohttp.ClientSession(timeout=PATIENCE) as client:
        while not state.bells.closed:
            updates.drop_old(state)
            waiting = updates.pending(state) if state.setting("webhook") else []
            if not waiting:
                await state.bells.heard("updates", 3600)
            elif await _round(state, client, waiting):
                pause = FIRST_PAUSE
            else:
                await state.bells.heard("closing", pause)
                pause = min(pause * 2, LONGEST_PAUSE)


async def _round(state: State, client: aiohttp.ClientSession, waiting: list[tuple[int, Json]]) -> bool:
    """Deliver a batch: chats side by side, each in its order. Say whether all was taken."""
    room = asyncio.Semaphore(state.setting("webhook")["max_connections"])
    chats: dict[int, list[Json]] = defaultdict(list)
    for chat, update in waiting:
        chats[chat].append(update)
    return all(await asyncio.gather(*(_chat(state, client, room, batch) for batch in chats.values())))


async def _chat(
    state: State, client: aiohttp.ClientSession, room: asyncio.Semaphore, batch: list[Json]
) -> bool:
    for update in batch:
        async with room:
            webhook = state.setting("webhook")
            error = await _post(client, webhook, update) if webhook else "the webhook was deleted"
            if webhook and not error and faults.comes_again(state.faults):
                error = await _post(client, webhook, update)
        if error:
            state.keep_setting(
                "webhook_error", {"last_error_date": int(state.now), "last_error_message": error}
            )
            return False
        updates.delivered(state, update["update_id"])
    return True


async def _post(client: aiohttp.ClientSession, webhook: Json, update: Json) -> str | None:
    """Post one update; return what went wrong, in Telegram's words."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]} if webhook["secret"] else {}
    try:
        async with client.post(webhook["url"], json=update, headers=headers) as answer:
            if answer.status // 100 == 2:
                return None
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientError as error:
        log.debug("webhook: %s", type(error).__name__)
        return "Connection refused"
