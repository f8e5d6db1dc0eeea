"""Somebody's hand on their phone: says and taps, and waits each time until it is answered."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from msgspec.structs import replace

from actions.staffing.people import who_lets_in
from actions.staffing.pins import give as give_pin
from casework.cases.case import Case
from casework.forms import Draft, Form, Question, QuestionKind
from casework.staffing.people import Person
from casework.staffing.pin import PIN as PIN_FORM
from casework.staffing.pin import PinStage
from casework.text.dates import local_day
from handlers.forms.form_cards import Pick, Resume
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from sandbox import Json, Phone
from sandbox.phones import views
from sandbox.phones.acts import NotPossible
from sandbox.phones.routes import ACTS
from sandbox.store import chats, messages
from sandbox.store.messages import Message
from storage.core.database import Transaction
from storage.forms import drafts
from storage.staffing import people, pins
from tests.simulation.room import Place
from tests.support import addressed
from tests.support.keys import NEXT, SEND, SKIP, On, Option, carried, on

Key = Button | type[Button] | On | Option
"""A key by what it does exactly, by its kind, by some of what it carries, or an option by its name."""
PIN = "483920"
SKIPPED = 0.8
"""How often somebody leaves out what may be left out."""
DEEP = 150
"""So many messages somebody scrolls back."""
_LAST = "SELECT id, body FROM messages WHERE chat = ? AND NOT deleted ORDER BY id DESC LIMIT ?"
_HOLDING = f"SELECT id FROM ({_LAST}) WHERE instr(body, ?) LIMIT ?"


class Astray(Exception):  # noqa: N818 - says what it is
    """A key that should be there is not; the message shows the end of the chat."""


class Hand(Phone):
    """One person's phone."""

    def __init__(self, room: Place, person: Person) -> None:
        chat = room.look(lambda db: addressed.chat(db, person.id))
        super().__init__(room.served.address, {"id": chat}, room.wire)
        self.room, self.person = room, person
        self._tapped: int | None = None
        """The message that was tapped last: a card changes in place, above what came since."""
        self._newest = 0

    async def chat(self, after: int = -1, wait: float = 0) -> Json:
        """Look at the end of the chat; the whole of a year would be long to send."""
        state = self.room.served.state
        shown = [views.message(one) for one in messages.newest(state, self.id, DEEP)]
        person = chats.user(state, self.id)
        return {"messages": shown, "reply_keyboard": chats.reply_keyboard(person) if person else None}

    async def _act(self, deed: str, **given: Any) -> Json:
        """Do it where the sandbox keeps its chats; the bot alone is spoken to over HTTP."""
        state = self.room.served.state
        await state.gate.wait()
        wanted = {name: value for name, value in given.items() if value is not None}
        try:
            with state.transaction():
                done: Json = ACTS[deed](state, self._mine(), wanted)
        except NotPossible as no:
            raise AssertionError(f"{no.status}: {no.why}") from no
        return done

    def _mine(self) -> chats.User:
        person = chats.user(self.room.served.state, self.id)
        assert person is not None
        return person

    async def says(self, *texts: str) -> None:
        """Say one thing after the other."""
        for text in texts:
            await self.say(text)
            await self.room.settle(self.id)
            self._tapped = None

    async def taps(self, *keys: Key) -> None:
        """Tap one key after the other, each on the newest message that has it."""
        for key in keys:
            message, data = self.finds(key) or self._astray(key)
            self._tapped, self._newest = message, self._keyed(most=1)[0].id
            await self._act("press", message_id=message, data=data, stale=True)  # it was there a moment ago
            await self.room.settle(self.id)

    async def turns_to(self, key: Key, menu: type[Button]) -> None:
        """Turn the pages of a list until a key is there, and tap it."""
        page = 0
        while not self.finds(key):
            page += 1
            await self.taps(on(menu, page=page))
        await self.taps(key)

    async def taps_what_is_there(self) -> None:
        """Tap the first key of the newest message that has one, whatever it does."""
        for shown in self._keyed(most=1):
            data = next(
                (one["callback_data"] for row in shown.rows for one in row if "callback_data" in one), None
            )
            if data is not None:
                await self._act("press", message_id=shown.id, data=data)
                await self.room.settle(self.id)

    def finds(self, key: Key) -> tuple[int, str] | None:
        """Find a key: one that does just this anywhere, others on the card that is in use."""
        for shown in self._keyed(f'"{key.data()}"') if isinstance(key, Button) else self._card():
            for button in (one for row in shown.rows for one in row):
                if self._is(key, button):
                    return shown.id, button["callback_data"]
        return None

    def _keyed(self, text: str = '"inline_keyboard":[[', most: int = DEEP) -> list[Message]:
        """List what has keys and holds a text, the newest first: a chat is looked at more often than read."""
        state = self.room.served.state
        found = state.db.execute(_HOLDING, (self.id, DEEP, text, most)).fetchall()
        kept = (messages.find(state, self.id, row["id"]) for row in found)
        return [one for one in kept if one is not None and one.mine and one.rows]

    def _card(self) -> list[Message]:
        """Return the card in use: what came after the last tap, else what was tapped, else the newest."""
        newest = self._keyed(most=1)
        tapped = self._tapped and messages.find(self.room.served.state, self.id, self._tapped)
        if not tapped or tapped.deleted or not tapped.rows or any(one.id > self._newest for one in newest):
            return newest
        return [tapped]

    def _is(self, key: Key, button: Json) -> bool:
        data: str = button.get("callback_data", "")
        if isinstance(key, Button):
            return data == key.data()
        wanted = on(key) if isinstance(key, type) else key
        return wanted.fits(button["text"], data)

    def _astray(self, key: Key) -> Any:
        end = messages.newest(self.room.served.state, self.id, 3)
        said = "\n".join(f"  {one.body.get('text', '')!r} {one.buttons}" for one in end)
        raise Astray(f"{self.person.name} finds no key {key!r} in\n{said}")

    async def leaves_forms(self) -> None:
        """Go home where a form is on the screen: typed words would be answers to it."""
        if self.asked():
            await self.goes_home()

    async def goes_home(self) -> None:
        """Go where home's keys are."""
        await self.says("/home")

    async def opens(self, case: Case) -> None:
        """Open a case's card by its number."""
        await self.leaves_forms()
        await self.says(case.number)
        if OpenCard(case.id) in self.offers(OpenCard):  # at a conference it opens as what is discussed
            await self.taps(OpenCard(case.id))

    async def begins(self, key: Key) -> None:
        """Begin a form; what was begun before is begun anew."""
        await self.taps(key)
        for step in ("afresh", "anew"):  # it asks once more
            if self.finds(on(Resume, step=step)):
                await self.taps(on(Resume, step=step))

    def offers(self, kind: type[Button]) -> list[Button]:
        """List the keys of a kind on the card that is in use."""
        shown = [key for one in self._card() for row in one.rows for key in row]
        read = (kind.read(carried(key.get("callback_data", ""))) for key in shown)
        return [one for one in read if one is not None]

    def draft(self) -> Draft | None:
        """Return the form whose question is on the screen."""

        def find(db: Transaction) -> Draft | None:
            row = addressed.asking(db, self.person.id)
            return None if row is None else drafts.read(db, row)[0]

        return self.room.look(find)

    async def fills_in(self, forms: Mapping[str, Form], random: Random, **said: str) -> None:
        """Answer the form on the screen, each question by its kind or as is *said*, and send it."""
        while (draft := self.draft()) is not None:
            question = draft.now(forms[draft.form])
            if question is None:
                await self.taps(SEND)
            else:
                await self._answers(draft, question, random, said.get(question.key))

    async def _answers(self, draft: Draft, question: Question, random: Random, said: str | None) -> None:
        """Tap or type an answer; what may be left out is, if *said* is empty."""
        today = local_day(self.room.now)
        choices = list(question.choices(draft.answers, today))
        if question.optional and (said == "" or (said is None and random.random() < SKIPPED)):
            await self.taps(SKIP)
        elif question.kind is QuestionKind.MANY:
            for place in random.sample(range(len(choices)), random.randint(1, min(2, len(choices)))):
                await self.taps(on(Pick, option=place))
            await self.taps(NEXT)
        elif choices and (said is None or said in choices):
            place = random.randrange(len(choices)) if said is None else choices.index(said)
            await self.taps(on(Pick, option=place))
        else:
            await self.says(said or self._typed(question, today, random))

    def _typed(self, question: Question, today: date, random: Random) -> str:
        coming = today + timedelta(days=random.randint(1, 20))
        if question.kind is QuestionKind.TIME:
            return "16:30"
        if question.kind is QuestionKind.MOMENT:
            return f"{coming.month}/{coming.day} 14:30"
        if question.dated:
            return (coming if question.kind is QuestionKind.COMING else today).isoformat()
        return "由各單位協助，持續關懷（示範）。"

    async def home(self) -> None:
        """Tap home."""
        await self.taps(home.Home())

    async def signs(self, *keys: Key) -> None:
        """Tap, and type the PIN that is asked for; twice, the first time.

        Who has none is told one before; who was told one when they were let back in, once more.
        """
        told = None
        if self.room.look(partial(_without_pin, self.person)):
            told = await self.room.act(partial(_told_a_pin, self.person))
        await self.taps(*keys)
        for typed in filter(None, (told, PIN, PIN)):
            if self.room.look(lambda db: addressed.asked(db, self.person.id)) == PIN_FORM.name:
                await self.says(typed)

    def asked(self) -> bool:
        """Tell whether a form's question is on the screen."""
        return self.room.look(lambda db: addressed.asking(db, self.person.id)) is not None


def _without_pin(person: Person, db: Transaction) -> bool:
    return pins.stage(replace(db, speaker=person)) in {PinStage.ASK, PinStage.GIVEN}


def _told_a_pin(person: Person, db: Transaction) -> str | None:
    """Let who leads somebody give them a PIN to begin with, by voice; whom nobody leads chooses one."""
    leader = next(iter(who_lets_in(db, person)), None)
    if leader is None:
        pins.may_choose(replace(db, speaker=person))
        return None
    return give_pin(replace(db, speaker=leader, unit=people.unit(db, leader.unit)), person.id)
