"""One turn: somebody said or pressed something, and the transaction in which it is answered.

Every handler is a plain function of the turn. All of it (claim, judgement, effect, journal, answers) is one
transaction: Telegram can't be awaited inside it, and a crash leaves all or nothing. Answers are outbox rows.
"""

import functools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any

from telegram import Update
from telegram.ext import CallbackContext

from casework.dates import local_day
from casework.errors import NotThere, Refusal
from casework.people import Person, Role, Unit
from handlers.office import Office, tell
from handlers.screens import Level, Screen, pieces
from handlers.wording import Wording, language_for
from storage import inbox, outbox, people
from storage.database import Transaction
from storage.outbox import Kind, Priority

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass
class Turn:
    """What a handler holds in its hands."""

    office: Office
    db: Transaction
    update: Update
    wording: Wording
    chat: int
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
        *before, last = pieces(screen.under(self.notice))
        self.notice = None
        for part in before:
            self.say(part)
        self._write(Kind.CARD, last, edits=self._tapped_card() if not before else None)

    def publish(self, commands: dict[str, str]) -> None:
        """Set the chat's command menu."""
        self._out(Kind.COMMANDS, {"commands": commands})

    def say(self, screen: Screen, *, key: str | None = None) -> None:
        """Send a message that stays."""
        for part in pieces(screen):
            self._write(Kind.MESSAGE, part, key=key)

    def tell(self, person: int, compose: Callable[[Wording], Screen], **options: Any) -> None:
        """Push something to somebody else."""
        listener = people.get(self.db, person)
        if listener.active:
            tell(self.office, self.db, listener, compose, **options)

    def send_file(self, kind: Kind, file_id: str, case: int) -> None:
        """Show a photo or voice note in full: protected, and gone within hours."""
        content = {"file": file_id, "protect": True, "again": self.wording.label("(sent again)")}
        self._out(kind, content, vanishing=True, case=case)

    def delete_said(self) -> None:
        """Take what the person just wrote out of the chat."""
        if self.update.effective_message is not None and self.update.callback_query is None:
            message = self.update.effective_message.message_id
            self._out(Kind.DELETE, {"message": message})

    def _write(self, kind: Kind, screen: Screen, *, edits: int | None = None, key: str | None = None) -> None:
        content = screen.content(self.wording)
        if kind is Kind.CARD and edits is None and self._card is not None:
            content["strip"] = self._card
        self._out(kind, content, edits=edits, key=key, vanishing=screen.level is Level.L2)

    def _out(
        self,
        kind: Kind,
        content: dict[str, Any],
        *,
        edits: int | None = None,
        key: str | None = None,
        case: int | None = None,
        vanishing: bool = False,
    ) -> None:
        hours = self.db.rules.policy.keeping.shown
        outbox.write(
            self.db,
            self.chat,
            kind,
            content,
            priority=Priority.REPLY,
            edits=edits,
            key=key,
            case=case,
            vanishes_at=self.db.now + hours if vanishing else None,
        )

    @property
    def _card(self) -> int | None:
        return self.office.cards.get(self.chat) or (self.db.speaker.card if self.db.speaker else None)

    def _tapped_card(self) -> int | None:
        query = self.update.callback_query
        if query is None or query.message is None:
            return None
        return query.message.message_id if query.message.message_id == self._card else None

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
    known = people.speaker(db, chat)
    if known:
        db.speaker, db.unit = known
    turn = Turn(office, db, update, _wording(office, update, db.speaker), chat)
    if roles is not None and db.speaker is None:
        office.greet_stranger(turn)
    elif roles is not None and db.speaker is not None and db.speaker.role not in roles:
        raise NotThere
    else:
        handler(turn)


def _wording(office: Office, update: Update, speaker: Person | None) -> Wording:
    telegram = update.effective_user.language_code if update.effective_user else None
    return office.wordings[language_for(speaker.language if speaker else "", telegram)]
