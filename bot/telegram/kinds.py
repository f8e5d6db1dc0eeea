"""Every kind of message that Telegram can carry, and how it is heard (`docs/sandbox.md` lists the answers).

Words that come with anything are words; what can be evidence is evidence; what says nothing new is silent.
A test walks the Bot API's own list of what a message can hold, so that a new kind can't be forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from handlers.ui.heard import Said

Json = Mapping[str, Any]

EVIDENCE: Final = ("live_photo", "photo", "voice", "video", "video_note", "audio", "animation")
"""What was seen or heard by a phone. A moving picture comes as a document, too, and a live one as a photo."""
SILENT: Final = frozenset(
    {
        *("new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed"),
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed"),
        *("migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "connected_website"),
        *("write_access_allowed", "proximity_alert_triggered", "boost_added", "chat_background_set"),
        *("checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
        *("general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created"),
        *("giveaway_completed", "managed_bot_created", "paid_message_price_changed"),
        *("poll_option_added", "poll_option_deleted", "suggested_post_approved"),
        *("suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid"),
        *("suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended"),
        *("video_chat_participants_invited",),
    }
)
"""What the messenger itself says of a chat: nobody spoke, and nobody waits for an answer."""
ANSWERED: Final[Mapping[str, Said]] = {
    "text": Said.WORDS,
    **dict.fromkeys(EVIDENCE, Said.EVIDENCE),
    "document": Said.FILE,
    "venue": Said.PLACE,
    "location": Said.PLACE,
    "contact": Said.CONTACT,
    **dict.fromkeys(("rich_message", "poll", "checklist", "game"), Said.WORDS),
    **dict.fromkeys(("paid_media", "sticker", "story", "dice"), Said.OTHER),
    **dict.fromkeys(("invoice", "successful_payment", "refunded_payment", "gift", "unique_gift"), Said.OTHER),
    **dict.fromkeys(("gift_upgrade_sent", "giveaway", "giveaway_winners", "passport_data"), Said.OTHER),
    **dict.fromkeys(("users_shared", "chat_shared", "web_app_data"), Said.OTHER),
}
"""What somebody says, by what a message holds; a document that is a picture, film or sound is evidence."""
ABOUT: Final = frozenset(
    {
        *("message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat"),
        *("sender_boost_count", "sender_business_bot", "sender_tag", "date", "guest_query_id"),
        *("business_connection_id", "chat", "forward_origin", "is_topic_message", "is_automatic_forward"),
        *("reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id"),
        *("reply_to_poll_option_id", "via_bot", "guest_bot_caller_user", "guest_bot_caller_chat"),
        *("edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id"),
        *("author_signature", "paid_star_count", "entities", "link_preview_options"),
        *("suggested_post_info", "effect_id", "caption", "caption_entities", "show_caption_above_media"),
        *("has_media_spoiler", "reply_markup"),
    }
)
"""What else stands on a message: who, when, where, and how it looks."""
SEEN_OR_HEARD: Final = ("image/", "video/", "audio/")


def said_by(message: Json, words: str) -> Said:
    """Say what sort of thing a message says that is neither text nor evidence, file, place or contact."""
    if not message.keys().isdisjoint(SILENT) and message.keys().isdisjoint(ANSWERED):
        return Said.SERVICE
    kept = any(ANSWERED.get(kind) is Said.WORDS for kind in message)
    return Said.WORDS if kept and words else Said.OTHER


def words_of(message: Json) -> str:
    """Return the words that came: typed, written under something, or standing in it."""
    found = (message.get("text"), message.get("caption"), *_standing_in(message))
    return "\n".join(one.strip() for one in found if isinstance(one, str) and one.strip())


def _standing_in(message: Json) -> Iterator[str]:
    for kind, said in _WORDS.items():
        if kind in message:
            yield from said(message[kind])


def _poll(poll: Json) -> Iterator[str]:
    yield from (poll.get("question", ""), poll.get("description", ""))
    yield from (option.get("text", "") for option in poll.get("options", ()))


def _checklist(checklist: Json) -> Iterator[str]:
    yield checklist.get("title", "")
    yield from (task.get("text", "") for task in checklist.get("tasks", ()))


def _texts(part: Any) -> Iterator[str]:
    """Gather the words of a text with a form of its own: they stand in parts of parts."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for name, inner in part.items():
            if isinstance(inner, Mapping | list) or name in {"text", "title", "caption"}:
                yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


_WORDS: Final[Mapping[str, Callable[[Any], Iterator[str]]]] = {
    "rich_message": lambda rich: _texts(rich.get("blocks", [])),
    "poll": _poll,
    "checklist": _checklist,
    "game": lambda game: iter((game.get("title", ""), game.get("text", "") or game.get("description", ""))),
    "venue": lambda venue: iter((venue.get("title", ""), venue.get("address", ""))),
}


def evidence_of(message: Json) -> str:
    """Name a picture, film or sound as the messenger does, its kind before it; empty when there is none."""
    for kind in EVIDENCE:
        if message.get(kind):
            return _reference(kind, message[kind])
    document = message.get("document")
    if document and str(document.get("mime_type", "")).startswith(SEEN_OR_HEARD):
        return f"document:{document['file_id']}"
    return ""


def _reference(kind: str, sent: Any) -> str:
    """A photo comes in sizes, the largest last; of a live one its picture is kept."""
    if kind == "live_photo":
        sizes = sent.get("photo")
        return f"photo:{sizes[-1]['file_id']}" if sizes else f"video:{sent['file_id']}"
    return f"{kind}:{(sent[-1] if kind == 'photo' else sent)['file_id']}"
