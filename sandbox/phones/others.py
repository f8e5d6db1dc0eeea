"""What else a phone can send: places with a name, polls, dice and the like, each with a sample of its own."""

from sandbox.phones.acts import NotPossible, send
from sandbox.store import chats, messages
from sandbox.store.state import Json, State

_TEXT = [{"type": "paragraph", "text": "巷口第三家，晚上都有人在哭。"}]
SAMPLES: dict[str, Json | str | bool | list[Json]] = {
    "venue": {
        "location": {"latitude": 24.9456, "longitude": 121.2181},
        "title": "示範公園",
        "address": "平鎮區示範路1號",
    },
    "poll": {
        "id": "1",
        "question": "要不要去看看？",
        "options": [{"persistent_id": "1", "text": "要", "voter_count": 0}],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
    },
    "checklist": {"title": "看到的", "tasks": [{"id": 1, "text": "門口堆滿垃圾"}]},
    "dice": {"emoji": "🎲", "value": 4},
    "game": {"title": "示範遊戲", "description": "一局", "photo": []},
    "rich_message": {"blocks": _TEXT},
    "paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]},
    "story": {"chat": {"id": 1, "type": "private"}, "id": 1},
    "gift": {"gift": {"id": "1", "star_count": 1}},
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}},
    "chat_background_set": {"type": {"type": "fill"}},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "write_access_allowed": {},
}
"""By the name that the Bot API has for it; anything else it names can be given with its content."""


def send_other(state: State, person: chats.User, given: Json) -> messages.Message:
    """Send any kind of message by its name, with its content or the sample."""
    kind = str(given["kind"])
    content = given.get("content", SAMPLES.get(kind))
    if content is None:
        raise NotPossible(400, f"there is no sample of {kind}: give its content")
    caption = {"caption": given["caption"]} if given.get("caption") else {}
    return send(state, person, {kind: content, **caption})
