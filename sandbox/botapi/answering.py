"""How the bot answers presses of inline buttons: within a quarter of an hour."""

from sandbox.store import queries
from sandbox.store.state import Json, State
from sandbox.text.entities import units
from sandbox.wire.errors import bad_request

ANSWERABLE_SECONDS = 15 * 60
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(state: State, p: Json) -> bool:
    """Answer a press; a second answer does nothing."""
    press = queries.find(state, p["callback_query_id"])
    if press is None or state.now - press["at"] > ANSWERABLE_SECONDS:
        raise bad_request(TOO_OLD)
    if units(p.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    queries.answer(state, press, text=p.get("text"), alert=p.get("show_alert", False), url=p.get("url"))
    return True
