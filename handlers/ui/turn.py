"""One turn: somebody said or pressed something, and the transaction in which it is answered.

Every conversation is a plain function of the turn. All of it (claim, judgement, effect, journal, answers) is
one transaction: no messenger can be awaited inside it, and a crash leaves all or nothing. Answers are outbox
rows. Conversations add what they do to the `App`, which finds the one that answers.
"""

import base64
import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from casework.cases.access import Action
from casework.cases.acting import Act
from casework.cases.case import Case
from casework.errors import CantTakeBack, NotThere, Refusal
from casework.files import Sheet
from casework.forms import Draft, Form, Value
from casework.policy.policy import Duty
from casework.search.queries import Query
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit
from casework.text.dates import local_day
from casework.text.identity import plain
from casework.text.simplified import traditional
from handlers.ui.buttons import Button
from handlers.ui.channels import Channel
from handlers.ui.errands import Job, Outcome
from handlers.ui.heard import Heard, Said
from handlers.ui.office import Office
from handlers.ui.screens import Press, Rows, Screen, pieces
from handlers.words import signs
from handlers.words.form_words import Words
from handlers.words.typed import meant
from handlers.words.wording import Wording
from storage.cases import glass
from storage.core import subjects
from storage.core.database import Transaction
from storage.core.letters import OWN, Address, LetterKind, Priority
from storage.forms import drafts
from storage.messages import outbox
from storage.staffing import addresses

ROUND = "?？。.!！ "
"""What stands around words and means nothing."""
_UNNAMEABLE = re.compile(r'[\\/:*?"<>|]')
"""What no file may be called on every computer that it is saved on."""
STRANGERS_WAIT = 10
"""Seconds: no stranger can use up what the messenger lets the bot say."""
Pressed = TypeVar("Pressed", bound=Button)


class Aside(Exception):  # noqa: N818 - says what it is
    """What is asked is only read: from a snapshot, once *first* was done."""

    def __init__(self, first: "Callable[[Turn], None] | None" = None) -> None:
        super().__init__()
        self.first = first


@dataclass
class Turn:
    """What a conversation holds in its hands."""

    app: "App"
    office: Office
    db: Transaction
    heard: Heard
    wording: Wording
    card: int | None = None
    """The message that is the one screen where the speaker speaks."""
    notice: Markup | None = None
    """A sentence to put on top of the next card."""
    goes_on: bool = False
    """What was heard belongs to what the card on the screen shows already."""
    taken_back: bool = False
    """What was said is deleted from the chat already."""
    aside: bool = False
    """What it turns out to ask may be read from a snapshot instead."""
    asked: dict[tuple[str, bool], Query] = field(default_factory=dict)
    """What words ask for, as far as they were read here: once as they stand, once loosely."""

    def go_aside(self, first: "Callable[[Turn], None] | None" = None) -> None:
        """Answer from a snapshot, where what takes long holds up nobody; *first* is done before."""
        if self.aside:
            raise Aside(first)

    @property
    def at(self) -> Address:
        """Where it was said, and where it is answered; a stranger's address is kept for that long."""
        return self.db.at or addresses.at(self.db, self.heard.channel, self.heard.address)

    @functools.cached_property
    def token(self) -> bytes:
        """Stands for the address where it was said, also in what does not know it."""
        return addresses.token(self.db.vault, self.heard.channel, self.heard.address)

    @property
    def asking(self) -> int | None:
        """The draft whose question is on the screen."""
        return self.db.at.asking if self.db.at else None

    @property
    def channel(self) -> Channel:
        """What the speaker's messenger can do."""
        return self.office.channels[self.heard.channel]

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
        """What was typed, or written under a photo or file."""
        return self.heard.words

    def pressed(self, button: type[Pressed]) -> Pressed:
        """Read the key that was pressed."""
        found = self.pressed_one(button)
        if found is None:
            raise ValueError(f"no {button.__name__} was pressed")
        return found

    def pressed_one(self, button: type[Pressed]) -> Pressed | None:
        """Read the key that was pressed, if it is one of this kind."""
        return button.read(self.heard.pressed)

    def press(self, button: Button) -> None:
        """Answer as if this key had been pressed: it was called by its name."""
        self.heard = replace(self.heard, said=Said.PRESS, pressed=button.data())
        self.app.answering(self.heard)(self)

    def show(self, screen: Screen) -> None:
        """Put a card on the screen: after a tap in place, after typed text anew (`ux.md` 7).

        What goes on with the card before, the next piece of an album say, is shown in its place.
        """
        drafts.show(self.db, screen.draft)
        *before, last = pieces(screen.under(self.notice), self.channel)
        self.notice = None
        for part in before:
            self._write(LetterKind.MESSAGE, part)
        self._write(LetterKind.CARD, last, edits=self._tapped_card() if not before else None)

    def publish(self, commands: dict[str, str]) -> None:
        """Set the menu of commands, where there is one."""
        if self.channel.commands:
            self._out(LetterKind.COMMANDS, {"commands": commands})

    def say(self, screen: Screen) -> int | None:
        """Send a message that stays; returns the row of the letter that carries its last keys."""
        row = None
        for part in pieces(screen, self.channel):
            row = self._write(LetterKind.MESSAGE, part)
        return row

    def say_in_full(self, screen: Screen, case: int, right: Action, until: datetime | None = None) -> None:
        """Send full data of a case: protected, gone within hours, only while the speaker has that right."""
        self.must_take_back()
        vanishes_at = min(self.vanishes_at, until or self.vanishes_at)
        for part in pieces(screen, self.channel):
            content = part.content(self.wording) | {"right": right}
            self._out(LetterKind.MESSAGE, content, subject=case, vanishes_at=vanishes_at)

    def say_for_minutes(self, screen: Screen, minutes: int) -> None:
        """Send what can't be passed on, and leaves the chat after so many minutes."""
        self.must_take_back()
        until = self.db.now + timedelta(minutes=minutes)
        for part in pieces(screen, self.channel):
            content = part.content(self.wording) | {"protect": True, "right": OWN}
            self._out(LetterKind.MESSAGE, content, vanishes_at=until)

    @property
    def vanishes_at(self) -> datetime:
        """Say when full data that is shown now is gone: with the hours of who reads in an emergency."""
        at = self.db.now + self.db.rules.policy.keeping.shown
        ends = glass.ends(self.db, self.speaker.id)
        return at if ends is None else min(at, ends)

    def redraw(self, message: int, screen: Screen) -> None:
        """Change a message that stays, where that can be done."""
        if self.channel.edits:
            self._write(LetterKind.EDIT, screen, edits=message)

    def redraw_on_its_way(self, letter: int, screen: Screen) -> None:
        """Change what a letter becomes that may be on its way already; one that never comes stays away."""
        if self.channel.edits:
            self._out(LetterKind.EDIT, {**screen.content(self.wording), "of": letter})

    def answer_stranger(self, screen: Screen, about: str) -> None:
        """Answer who has not joined, after everybody else, and the same thing once in a few seconds."""
        key = f"{about}:{self.token.hex()}:{int(self.db.now.timestamp()) // STRANGERS_WAIT}"
        unreadable = self.db.vault.index("stranger", key).hex()
        self._out(
            LetterKind.MESSAGE, screen.content(self.wording), key=unreadable, priority=Priority.STRANGER
        )

    def leave(self) -> None:
        """Leave a group or channel: what is said here is for nobody else's ears (`ux.md` 19)."""
        if not self.heard.gone:
            minute = int(self.db.now.timestamp()) // 60
            key = f"leave:{self.token.hex()}:{minute}"
            self._out(LetterKind.LEAVE, {}, key=key, priority=Priority.STRANGER)

    def send_file(self, kind: LetterKind, file_id: str, case: int, *, kept: int | None = None) -> None:
        """Show a photo or voice note to who may know who reported: protected, and gone within hours.

        It is what the office has *kept*, or what the messenger still has.
        """
        self.must_take_back()
        again = self.wording.label("(sent again)")
        content = {"file": file_id, "protect": True, "right": Action.EVIDENCE, "again": again}
        content |= {"kept": kept} if kept is not None else {}
        self._out(kind, content, subject=case, vanishes_at=self.vanishes_at)

    def send_document(self, name: str, content: bytes, caption: Markup, *, protected: bool = False) -> None:
        """Send a file that was made here, without personal data; it waits in the outbox like every answer.

        One that is *protected* can't be passed on, where the messenger can do that.
        """
        name = signs.read(name, self.wording)
        text = {"text": signs.read(str(caption), self.wording), "again": self.wording.label("(sent again)")}
        self._out(
            LetterKind.DOCUMENT,
            {
                "name": _UNNAMEABLE.sub("-", name.replace(": ", " - ")),
                "file": base64.b64encode(content).decode(),
                **({"protect": True} if protected else {}),
                **text,
            },
        )

    def send_picture(self, content: bytes, screen: Screen, *, protected: bool = False) -> None:
        """Send a picture that was made here, a QR code say, with what it means; else its words alone.

        One that is *protected* can't be passed on, like a document.
        """
        if not self.channel.pictures:
            self.say(screen)
            return
        picture = {"file": base64.b64encode(content).decode(), **({"protect": True} if protected else {})}
        self._out(LetterKind.PICTURE, screen.content(self.wording) | picture)

    def must_take_back(self) -> None:
        """Refuse full data, also to be asked for it, where it can't be taken back (`trust.md` L2)."""
        if not self.channel.takes_back:
            raise CantTakeBack

    def delete_said(self) -> None:
        """Take back what the person just wrote, where that can be done."""
        if self.heard.message is not None and self.channel.deletes and not self.taken_back:
            self.taken_back = True
            priority = Priority.STRANGER if self.db.speaker is None else Priority.REPLY
            self._out(LetterKind.DELETE, {"message": self.heard.message}, priority=priority)

    def take_back_card(self) -> None:
        """Take back the card itself, where that can be done: what is shown next comes anew."""
        if self.card is not None and self.channel.deletes:
            self._out(LetterKind.DELETE, {"message": self.card})
            self.card = None

    def _write(self, kind: LetterKind, screen: Screen, *, edits: int | None = None) -> int | None:
        if screen.vanishes:
            raise ValueError("full data is said by the right to its case")
        content = screen.content(self.wording)
        if kind is LetterKind.CARD and self.goes_on and self.channel.edits:
            content["in_place"] = True
        elif kind is LetterKind.CARD and edits is None and self.card is not None and self.channel.edits:
            content["strip"] = self.card
        return self._out(kind, content, edits=edits)

    def _out(
        self,
        kind: LetterKind,
        content: dict[str, Any],
        *,
        edits: int | None = None,
        key: str | None = None,
        subject: int | None = None,
        vanishes_at: datetime | None = None,
        priority: Priority = Priority.REPLY,
    ) -> int | None:
        return outbox.write(
            self.db,
            self.at,
            kind,
            content,
            priority=priority,
            edits=edits,
            key=key,
            subject=subject,
            vanishes_at=vanishes_at,
        )

    def _tapped_card(self) -> int | None:
        """Return the card that was tapped, if it can be redrawn."""
        return self.heard.on if self.heard.on == self.card and self.channel.edits else None

    @property
    def on_old_card(self) -> bool:
        """A key of a message that is not the card was pressed."""
        return self.heard.said is Said.PRESS and self.heard.on != self.card


class Handler(Protocol):
    """A conversation's answer to one thing that can be said; it judges who may say it."""

    __name__: str
    roles: frozenset[Role] | None
    """Who may use it; None lets strangers in, too."""

    def __call__(self, turn: Turn) -> None:
        """Answer."""


def only(*roles: Role) -> Callable[[Callable[[Turn], None]], Handler]:
    """Say who may use a handler. Strangers get the hotlines; others hear that it is not theirs."""

    def wrap(answer: Callable[[Turn], None]) -> Handler:
        @functools.wraps(answer)
        def judged(turn: Turn) -> None:
            if turn.db.speaker is None:
                turn.app.greet(turn)
            elif turn.db.speaker.role in roles:
                answer(turn)
            else:
                raise NotThere

        return _handler(judged, frozenset(roles))

    return wrap


def reading(answer: Callable[[Turn], None]) -> Callable[[Turn], None]:
    """Say that a handler changes nothing: it is answered from a snapshot, and holds up nobody."""
    answer.reads = True  # type: ignore[attr-defined]  # handed on by `only`
    return answer


everybody = only(*Role)
"""For whoever has joined."""


def anyone(answer: Callable[[Turn], None]) -> Handler:
    """Let strangers in, too: for joining and for the hotlines."""
    return _handler(answer, None)


def _handler(answer: Callable[[Turn], None], roles: frozenset[Role] | None) -> Handler:
    answer.roles = roles  # type: ignore[attr-defined]  # read by the access table, too
    return answer  # type: ignore[return-value]  # it has its roles now


class Flow(Struct, frozen=True):
    """A form in a conversation: who fills it in and what its last answer does."""

    form: Form
    words: Words
    roles: tuple[Role, ...]
    done: Callable[[Turn, Draft], None]
    """Takes the finished draft."""
    summary: bool = False
    """Show everything once more before it is sent (`ux.md` 11)."""
    heading: Callable[[Turn, Draft], Markup] | None = None
    """Says above each question which case and which form it is."""
    warning: Callable[[Draft, Wording], Markup | None] = lambda draft, wording: None
    """Says above each question what must not be overlooked (`ux.md` 10)."""
    known: Callable[[Turn, int | None], dict[str, Value]] = lambda turn, case: {}
    """What need not be asked about a case, or about none."""
    before: Callable[[Draft, Wording], Screen | None] = lambda draft, wording: None
    """What is asked before the form itself begins."""
    stray: Callable[[Turn, Draft], None] | None = None
    """Takes words that were typed where buttons are asked for."""
    besides: Callable[[Draft, Wording], Markup | None] = lambda draft, wording: None
    """What the summary shows beside the answers: what came with them."""
    keys: Callable[[Draft, Wording], Sequence[Press]] = lambda draft, wording: ()
    """The keys of the summary to what came with the answers."""
    back: Callable[[Draft], Button] | None = None
    """What the key back opens from the first question of a form that is about no case."""
    one_a_row: bool = False
    """It is filled in by people for whom each key has a row of its own (`ux.md` 8)."""
    private: bool = False
    """What is typed is full data: it is taken back at once (`trust.md` L2)."""
    judges: Callable[[Turn, str, Value], None] = lambda turn, question, said: None
    """Raises `BadAnswer` for what was typed and only the office knows to be wrong: a village that is none."""
    typed: Callable[[Turn, Draft], None] | None = None
    """Takes typed words itself, for what no draft may hold."""
    at_once: Callable[[Draft], bool] = lambda draft: False
    """Tells whether it is sent as it is, without waiting for the rest."""
    proven: Callable[[Turn, int | None], bool] | None = None
    """Asks for the PIN before it is done; after it that goes on by itself."""

    def __post_init__(self) -> None:
        if missing := self.words.missing(self.form, summary=self.summary):
            raise ValueError(f"the form {self.form.name} has no words for {', '.join(missing)}")


class SmallAct(Struct, frozen=True):
    """How an act of a case is done from its card."""

    keys: tuple[type[Button], ...]
    """Its own on the card, and those that come after it."""
    form: Form | None = None
    """What is asked first, if anything."""


class HomePlace(StrEnum):
    """Where a key stands: on the home card itself, or behind one of its keys."""

    HOME = "home"
    CASES = "cases"
    MORE = "more"
    BEGUN = "begun"  # beside the last key: what waits to be finished


class HomeEntry(Struct, frozen=True):
    """A key that leads somewhere from home."""

    label: str
    button: Button
    roles: tuple[Role, ...]
    waiting: Callable[[Turn], int] | None = None
    """Counts what waits behind it."""
    shown: Callable[[Turn], bool] = lambda turn: True
    """Says whether it is this person's: supervisors of one unit only, say."""
    place: HomePlace = HomePlace.HOME
    """Where it stands for who has more keys than home has room for."""


class Guide(Struct, frozen=True):
    """How something is done that people ask for and that no key is called by."""

    asked: str
    """A pattern: what it is called, in any language, without spaces."""
    said: str
    """How it is done; the keys that it names are given under these names."""
    roles: tuple[Role, ...]
    label: str = ""
    button: Button | None = None
    """Leads there, where a key does."""
    keys: Mapping[str, str] = {}
    given: Callable[[Turn], Mapping[str, str]] = lambda turn: {}
    """What else it says of who asks."""
    shown: Callable[[Turn], bool] = lambda turn: True


class Part(Struct, frozen=True):
    """A part of a case's card, for whom a right lets see it. Added by the conversation it belongs to."""

    action: Action
    rows: Callable[[Turn, Case], Rows] = lambda turn, case: ()
    lines: Callable[[Turn, Case], list[Markup]] = lambda turn, case: []


class NewYearPart(Struct, frozen=True):
    """A part of the card of New-Year care: keys below the list, lines above it."""

    keys: Callable[[Turn, Any], Iterable[Press]]
    lines: Callable[[Turn, Any], Iterable[Markup]] = lambda turn, campaign: ()


class Card(Struct, frozen=True):
    """How a kind of subject is shown. Added by its room."""

    show: Callable[[Turn, int], None]
    """Puts it on the screen; raises `NotThere` when it is not the speaker's to see."""
    about: Callable[[Any, Wording], str]
    """What stands beside its sign in a list, masked (`trust.md` L1)."""
    reasons: Callable[[Turn, Any], Mapping[tuple[str, datetime], str]] = lambda turn, thing: {}
    """Those given for its acts, by verb and moment, as far as the speaker may read them."""


class ErrandKind(Struct, frozen=True):
    """What takes long: done beside the turns by another process, and told in a turn of its own."""

    title: str
    """What it is called while it is done."""
    work: Callable[[Job], Outcome]
    """Does it, on a snapshot of the office; what it says of it can be done again from the beginning."""
    told: Callable[[Turn, Outcome], None]
    """Tells who asked, in messages that stay: a form may be on the screen meanwhile."""
    roles: Collection[Role]
    """For whom it is done, also when it is taken up: who asked may be somebody else by then."""


class FileTaker(Struct, frozen=True):
    """A list that somebody may send as a file, by what it looks like."""

    name: str
    title: str
    """As people call the list."""
    roles: tuple[Role, ...]
    knows: Callable[[Sequence[Sheet]], bool]
    """Tells by sheets and headers whether it is this list."""
    work: Callable[[Job, Sequence[Sheet]], Outcome]
    told: Callable[[Turn, Outcome], None]
    """Both as of an errand."""
    theirs: Callable[[Transaction], bool] = lambda db: True
    """Says whether it is the speaker's to send: who speaks for one unit only, say."""


@dataclass
class App:
    """What people can say and press: each conversation adds its own in its `register`."""

    flows: dict[str, Flow] = field(default_factory=dict)
    entries: list[HomeEntry] = field(default_factory=list)
    """What each role finds at home, in the order of registration."""
    parts: list[Part] = field(default_factory=list)
    """What stands on a case's card, in the order of registration."""
    acts: dict[Act, SmallAct] = field(default_factory=dict)
    """The acts of a case that were declared as small acts (`handlers/forms/steps.py`)."""
    in_full: list[Part] = field(default_factory=list)
    """What stands in the full view of a case, behind the PIN, in the order of registration."""
    sayings: list[Callable[[Turn, str], bool]] = field(default_factory=list)
    """Take typed words that mean something to who says them; False leaves them as words."""
    known: list[Callable[[str], object]] = field(default_factory=list)
    """Tell the words of the bot, whoever says them: to whom they mean nothing, they are no worry."""
    fill_in: dict[Duty, Callable[[Turn, int], None]] = field(default_factory=dict)
    """Begins the form that a duty of a case is done by."""
    errands: dict[str, ErrandKind] = field(default_factory=dict)
    """What can be asked for that takes long."""
    new_year: list[NewYearPart] = field(default_factory=list)
    """What stands on the card of New-Year care, in the order of registration."""
    takes_file: list[FileTaker] = field(default_factory=list)
    """Which lists are taken as files; the first that knows one takes it."""
    presses: dict[str, tuple[type[Button], Handler]] = field(default_factory=dict)
    """By the prefix of the key."""
    commands: dict[str, Handler] = field(default_factory=dict)
    phrases: dict[str, Handler] = field(default_factory=dict)
    """Typed words that mean the same to everybody for whom they are, unless a form asks for words."""
    anywhere: set[str] = field(default_factory=set)
    """Those of them that lead out of a form, too."""
    guides: list[Guide] = field(default_factory=list)
    """How things are done, for who asks."""
    kinds: dict[Said, Handler] = field(default_factory=dict)
    """What answers a kind of thing that was said, where nothing nearer does."""
    greet: Callable[[Turn], None] = lambda turn: None
    """Answers who has not joined."""
    refuse: Callable[[Turn, Refusal], None] = lambda turn, refusal: None
    """Says why something was refused."""
    cards: dict[str, Card] = field(default_factory=dict)
    """By the kind of subject."""
    dossiers: dict[str, Any] = field(default_factory=dict)
    """The flows between units that were declared as such (`handlers/dossiers/room.py`), by their kind."""

    def on(self, button: type[Button], handler: Handler) -> None:
        """Answer the press of a key."""
        if button.prefix in self.presses:
            raise ValueError(f"two keys are called {button.prefix}")
        self.presses[button.prefix] = (button, handler)

    def command(self, name: str, handler: Handler) -> None:
        """Answer a command."""
        self.commands[name] = handler

    def words(self, phrase: str, handler: Handler, *, anywhere: bool = False) -> None:
        """Answer words that always mean the same; for whom they are not, they are words like any other.

        In a form they are its answer, but for those that lead out of it.
        """
        self.phrases[meant(phrase)] = handler
        if anywhere:
            self.anywhere.add(meant(phrase))

    def saying(
        self, answers: Callable[[Turn, str], bool], knows: Callable[[str], object] | None = None
    ) -> None:
        """Take typed words that mean something to who says them; *knows* tells whether others' are these."""
        self.sayings.append(answers)
        if knows:
            self.known.append(knows)

    def knows(self, text: str) -> bool:
        """Tell whether typed words are the bot's own, to whomever they mean something."""
        said = plain(traditional(text)).strip(ROUND)
        return meant(text) in self.phrases or any(one(said) for one in self.known)

    def said(self, kind: Said, handler: Handler) -> None:
        """Answer what is said in a way that nothing nearer answers."""
        self.kinds[kind] = handler

    def show_card(self, turn: Turn, subject: int) -> None:
        """Put a subject's card on the screen; raises `NotThere` when it is not the speaker's to see."""
        self.cards[subjects.kind_of(turn.db, subject).rules.name].show(turn, subject)

    def open_card(self, turn: Turn, subject: int) -> bool:
        """Do so if the speaker may see it; False when they may not."""
        try:
            self.show_card(turn, subject)
        except NotThere:
            return False
        return True

    def reads(self, heard: Heard) -> bool:
        """Tell whether what was heard is answered by one who changes nothing."""
        return heard.private and getattr(self.answering(heard), "reads", False)

    def answering(self, heard: Heard) -> Handler:
        """Find the conversation that answers: a look-up by key, command or words, else by kind."""
        near: Handler | None = None
        if heard.said is Said.PRESS:
            button, pressed = self.presses.get(heard.pressed.partition(":")[0], (Button, None))
            near = pressed if pressed and button.read(heard.pressed) is not None else None
        elif heard.said is Said.COMMAND:
            near = self.commands.get(heard.command)
        elif heard.said is Said.WORDS:
            said = meant(heard.words)
            near = self.phrases[said] if said in self.anywhere else None
        return near or self.kinds.get(heard.said) or self.kinds[Said.OTHER]
