"""One turn: somebody said or pressed something, and the transaction in which it is answered.

Every handler is a plain function of the turn. All of it (claim, judgement, effect, journal, answers) is one
transaction: Telegram can't be awaited inside it, and a crash leaves all or nothing. Answers are outbox rows.
"""

import base64
import functools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext

from casework.errors import NotThere, Refusal
from casework.staffing.leave import same_work
from casework.staffing.people import Person, Role, Unit
from casework.text.dates import local_day
from handlers.ui.office import Office, tell
from handlers.ui.screens import Level, Screen, pieces
from handlers.ui.wording import Wording, language_for
from storage.core.database import Transaction
from storage.core.letters import Kind, Priority
from storage.forms import drafts
from storage.messages import inbox, outbox
from storage.staffing import people

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
STRANGERS_WAIT = 10
"""Seconds: no stranger can use up what Telegram lets the bot say."""
GONE = ("kicked", "left")


@dataclass
class Turn:
    """What a handler holds in its hands."""

    office: Office
    db: Transaction
    update: Update
    wording: Wording
    chat: int
    card: int | None = None
    """The message that is the chat's one screen."""
    notice: Any = None
    """A sentence to put on top of the next card."""

    @property
    def speaker(self) -> Person:
        """Who speaks; handlers behind `only` have one."""
        if self.db.speaker is None:
            raise NotThere
        return self.db.speaker

    @property
    def unit(self) -> Unit:
        """The speaker's unit."""
        if self.db.unit is None:
            raise NotThere
        return self.db.unit

    @property
    def acting(self) -> list[int]:
        """As whom the speaker acts: themselves, and those for whom they stand in today."""
        return [one.id for one in self.db.acting]

    @property
    def today(self) -> date:
        """Today in the office's zone."""
        return local_day(self.db.now)

    @property
    def text(self) -> str:
        """What was typed, or written under a photo."""
        message = self.update.effective_message
        return (message.text or message.caption or "") if message else ""

    def show(self, screen: Screen) -> None:
        """Put a card on the screen: after a tap in place, after typed text anew (`ux.md` 7)."""
        drafts.show(self.db, screen.draft)
        *before, last = pieces(screen.under(self.notice))
        self.notice = None
        for part in before:
            self.say(part)
        self._write(Kind.CARD, last, edits=self._tapped_card() if not before else None)

    def publish(self, commands: dict[str, str]) -> None:
        """Set the chat's command menu."""
        self._out(Kind.COMMANDS, {"commands": commands})

    def say(self, screen: Screen) -> None:
        """Send a message that stays."""
        for part in pieces(screen):
            self._write(Kind.MESSAGE, part)

    def answer_stranger(self, screen: Screen, about: str) -> None:
        """Answer who has not joined, after everybody else, and the same thing once in a few seconds."""
        key = f"{about}:{self.chat}:{int(self.db.now.timestamp()) // STRANGERS_WAIT}"
        unreadable = self.db.vault.index("stranger", key).hex()
        self._out(Kind.MESSAGE, screen.content(self.wording), key=unreadable, priority=Priority.STRANGER)

    def leave(self) -> None:
        """Leave a group or channel: what is said here is for nobody else's ears (`ux.md` 19)."""
        change = self.update.my_chat_member
        if change is None or change.new_chat_member.status not in GONE:
            minute = int(self.db.now.timestamp()) // 60
            self._out(Kind.LEAVE, {}, key=f"leave:{self.chat}:{minute}", priority=Priority.STRANGER)

    def tell(self, person: int, compose: Callable[[Wording], Screen], **options: Any) -> None:
        """Push something to somebody else."""
        listener = people.get(self.db, person)
        if listener.active:
            tell(self.office, self.db, listener, compose, **options)

    def send_file(self, kind: Kind, file_id: str, case: int) -> None:
        """Show a photo or voice note in full: protected, and gone within hours."""
        content = {"file": file_id, "protect": True, "again": self.wording.label("(sent again)")}
        self._out(kind, content, vanishing=True, case=case)

    def send_document(self, name: str, content: bytes, caption: Markup) -> None:
        """Send a file that was made here, without personal data; it waits in the outbox like every answer."""
        text = {"text": str(caption), "again": self.wording.label("(sent again)")}
        self._out(Kind.DOCUMENT, {"name": name, "file": base64.b64encode(content).decode(), **text})

    def delete_said(self) -> None:
        """Take what the person just wrote out of the chat."""
        if self.update.effective_message is not None and self.update.callback_query is None:
            message = self.update.effective_message.message_id
            self._out(Kind.DELETE, {"message": message})

    def _write(self, kind: Kind, screen: Screen, *, edits: int | None = None) -> None:
        content = screen.content(self.wording)
        if kind is Kind.CARD and edits is None and self.card is not None:
            content["strip"] = self.card
        self._out(kind, content, edits=edits, vanishing=screen.level is Level.L2)

    def _out(
        self,
        kind: Kind,
        content: dict[str, Any],
        *,
        edits: int | None = None,
        key: str | None = None,
        case: int | None = None,
        vanishing: bool = False,
        priority: Priority = Priority.REPLY,
    ) -> None:
        hours = self.db.rules.policy.keeping.shown
        outbox.write(
            self.db,
            self.chat,
            kind,
            content,
            priority=priority,
            edits=edits,
            key=key,
            case=case,
            vanishes_at=self.db.now + hours if vanishing else None,
        )

    def _tapped_card(self) -> int | None:
        query = self.update.callback_query
        if query is None or query.message is None:
            return None
        return query.message.message_id if query.message.message_id == self.card else None

    @property
    def on_old_card(self) -> bool:
        """A button of a message that is not the chat's card was pressed."""
        return self.update.callback_query is not None and self._tapped_card() is None


Handler = Callable[[Turn], None]
Roles = frozenset[Role] | None


def only(*roles: Role) -> Callable[[Handler], Callback]:
    """Say who may use a handler. Strangers get the hotlines; others hear that it is not theirs."""

    def wrap(handler: Handler) -> Callback:
        return _callback(handler, frozenset(roles))

    return wrap


everybody = only(*Role)
"""For whoever has joined."""


def anyone(handler: Handler) -> Callback:
    """Let strangers in, too: for joining and for the hotlines."""
    return _callback(handler, None)


def _callback(handler: Handler, roles: Roles) -> Callback:
    @functools.wraps(handler)
    async def callback(update: Update, context: Context) -> None:
        office: Office = context.bot_data["office"]
        row: int = context.bot_data["rows"][update.update_id]
        try:
            await office.transact(
                lambda db: _take_turn(office, update, row, db, handler=handler, roles=roles)
            )
        except Refusal as refusal:
            answer = functools.partial(office.refuse, refusal=refusal)
            await office.transact(lambda db: _take_turn(office, update, row, db, handler=answer, roles=None))

    callback.roles = roles  # type: ignore[attr-defined]  # read by the access table's test
    return callback


def _take_turn(
    office: Office, update: Update, row: int, db: Transaction, *, handler: Handler, roles: Roles
) -> None:
    inbox.claim(db, row)
    if update.effective_chat is None and update.effective_user is None:
        return
    chat = update.effective_chat.id if update.effective_chat else update.effective_user.id  # type: ignore[union-attr]
    card = office.cards.get(chat)
    known = people.speaker(db, chat)
    if known:
        db.speaker, db.unit = known
        card = card or db.speaker.card
        db.absent = _stands_in_for(db, *known)
        _reachable_again(db, db.speaker)
    turn = Turn(office, db, update, _wording(office, update, db.speaker), chat, card)
    if update.effective_chat is not None and update.effective_chat.type != ChatType.PRIVATE:
        turn.leave()
    elif roles is not None and db.speaker is None:
        office.greet_stranger(turn)
    elif roles is not None and db.speaker is not None and db.speaker.role not in roles:
        raise NotThere
    else:
        handler(turn)


def _stands_in_for(db: Transaction, speaker: Person, unit: Unit) -> list[Person]:
    """List for whom the speaker stands in, while they do the same work: a new role or unit ends it."""
    away = people.absent(db, speaker.id)
    return [one for one in away if same_work(one, people.unit(db, one.unit), speaker, unit)]


def _reachable_again(db: Transaction, speaker: Person) -> None:
    """Whoever writes does not block the bot, though Telegram's word of it may be lost (`trust.md` R7)."""
    if speaker.blocked:
        people.change(db, speaker.id, blocked_at=None)


def _wording(office: Office, update: Update, speaker: Person | None) -> Wording:
    telegram = update.effective_user.language_code if update.effective_user else None
    return office.wordings[language_for(speaker.language if speaker else "", telegram)]
