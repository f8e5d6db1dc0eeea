"""Ten curious colleagues: what each tries on their phone, and which looks must be heard of."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

import openpyxl

from casework.cases.case import Case
from casework.missing import CHILD_MISSING
from casework.staffing.people import Person, Role
from casework.statistics.asked import Period
from casework.text.dates import at_taipei, local_day, local_time
from casework.text.identity import valid_national_id
from handlers.cases import breaking, history, reported, reveal
from handlers.cases.missing_child import SeeChild
from handlers.reminders.casebook import MyCases
from handlers.service import acceptance, reassigning
from handlers.staffing import leave
from handlers.statistics.asking import AskFigures
from handlers.statistics.card import WORKERS, Make, ShowList, ShowLists
from handlers.ui.buttons import Button, OpenCard
from sandbox.store import files, messages
from storage.cases import service
from tests.simulation.acts.sight import Sight, see
from tests.simulation.hand import Hand
from tests.simulation.insiders.ears import Ears
from tests.simulation.room import Room
from tests.simulation.year import START
from tests.support import addressed
from tests.support.keys import SEND, On, on, option

T = TypeVar("T")
LONG = 400
"""So many messages of a chat are searched for what must not be there."""
MORNING, EVENING = time(9), time(17)


class NotToday(Exception):  # noqa: N818 - says what it is
    """Nobody, or no case, is there for a script; it is tried another day."""


def first(found: Iterable[T]) -> T:
    """Return the first of what was found."""
    for one in found:
        return one
    raise NotToday


@dataclass
class Drill:
    """The city, and who listens."""

    room: Room
    ears: Ears
    kinds: list[str]
    """What had to be heard, of the script that runs."""
    wrongs: list[str]
    since: datetime = START
    """When the script began."""

    @property
    def sight(self) -> Sight:
        """What there is now."""
        return self.room.look(see)

    def hand(self, person: Person) -> Hand:
        """Somebody's phone."""
        return Hand(self.room, person)

    def one_of(self, role: Role, unit: int | None = None, *, but: Collection[int | None] = ()) -> Person:
        """Return somebody of a role, of a unit or of any other than these, who is there."""
        there = self._there(role)
        return first(one for one in there if (one.unit == unit if unit else one.unit not in but))

    def _there(self, role: Role) -> list[Person]:
        """List who of a role is there, and stands in for nobody."""
        sight = self.sight
        bound = {one.deputy for one in sight.leaves}
        of = (one for one in sight.people.values() if one.role is role and one.id not in bound)
        return [one for one in of if sight.there(one.id) == one.id]

    def served(self, *, calm: bool = False) -> list[Case]:
        """List the cases that somebody serves who is there, and whose unit somebody supervises who is."""
        sight, found = self.sight, []
        led = {one.unit for one in self._there(Role.SUPERVISOR)}
        for one in sight.cases.values():
            there = one.in_service and sight.there(one.worker) == one.worker and not one.joint_seats
            if there and one.unit in led and not (calm and (one.urgent or one.missing_child)):
                found.append(one)
        if not found:
            raise NotToday
        return found

    async def at(self, clock: time, days: int = 0) -> None:
        """Let it be so late, today or days on."""
        now = self.room.now
        day = local_day(now) + timedelta(days=days or int(local_time(now) > clock))
        await self.room.to(at_taipei(day, clock))

    async def by_day(self) -> None:
        """Wait until people work, if it is evening or night."""
        if not MORNING <= local_time(self.room.now) < EVENING:
            await self.at(MORNING)

    async def signs(self, hand: Hand, key: On) -> None:
        """Tap, and type the PIN; who has none, for they were let back in, is told one by voice."""
        await self.room.act(lambda db: addressed.has_pin(db, hand.person.id))
        await hand.signs(key)

    async def reads(self, hand: Hand, case: Case, key: type[Button] = reveal.Reveal) -> None:
        """Open a case by its number, and read it in full."""
        await hand.opens(case)
        await self.signs(hand, on(key, case=case.id))
        self.expects()

    def told_of_child(self, case: Case) -> bool:
        """It was written down which child is missing."""
        filed = self.room.look(lambda db: service.papers_of(db, case))
        return any(one.kind == CHILD_MISSING.name for one in filed)

    def expects(self) -> None:
        """Write down who must hear of what was just done."""
        self.kinds += [one.kind for one in self.room.look(self.ears.look)]

    def listen(self) -> None:
        """Name who should have heard by now, and did not."""
        if self.room.went is not None:
            return  # the bot is away, and tells it when it comes back
        state, downs = self.room.served.state, self.room.downs
        self.wrongs += self.room.look(lambda db: list(self.ears.listen(db, state, downs)))

    def blind(self, hand: Hand, *of: Case, numbers: bool = False) -> None:
        """Nothing may be in a chat that tells who they are, nor, asked so, that they are known."""
        fresh = (one for one in self._newest(hand) if one.body["date"] >= self.since.timestamp())
        said = [str(one.body.get("text", "")) for one in fresh] + self.documents(hand)
        for case in of:
            first = case.household.first
            secret = [first.name, first.national_id, *first.phones, case.household.address]
            secret += [case.number] if numbers else []
            found = [one for one in secret if one and any(one in text for text in said)]
            if found:
                self.wrongs.append(f"{hand.person.name} reads {found} of {case.number}")

    def documents(self, hand: Hand) -> list[str]:
        """Open the tables in a chat."""
        found = [one.body["document"]["file_id"] for one in self._newest(hand) if "document" in one.body]
        kept = [files.find(self.room.served.state, one) for one in found]
        return [_cells(one.content) for one in kept if one is not None]

    async def done(self) -> None:
        """Wait for what takes long."""
        await self.room.settle()
        while self.room.practice.bot and self.room.practice.bot.errands.busy:
            await asyncio.sleep(0.01)
        await self.room.settle()

    def _newest(self, hand: Hand) -> list[messages.Message]:
        return messages.newest(self.room.served.state, hand.id, LONG)


def _cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)


Script = Callable[[Drill], Awaitable[None]]


async def _forges(hand: Hand, *keys: Button) -> None:
    """Press keys that the newest message may never have had."""
    await hand.goes_home()
    for key in keys:
        [newest] = messages.newest(hand.room.served.state, hand.id, 1)
        await hand.forge(newest.id, key.data())
        await hand.room.settle()


async def by_number(drill: Drill) -> None:
    """A colleague of another centre types numbers, and presses keys that they never had."""
    found = drill.served()[:3]
    hand = drill.hand(drill.one_of(Role.WORKER, but={one.unit for one in found}))
    for case in found:
        await hand.opens(case)
        keys = (OpenCard, reveal.Reveal, reported.ReadReports)
        await _forges(hand, *(key(case.id) for key in keys), history.History(case.id, 0))
    drill.expects()
    drill.blind(hand, *found)


async def in_an_emergency(drill: Drill) -> None:
    """One opens a case in an emergency that is none; three hours later nothing of it is left to them."""
    case = drill.served()[0]
    hand = drill.hand(drill.one_of(Role.WORKER, but={case.unit}))
    await hand.opens(case)
    await hand.taps(breaking.BreakGlass, option("danger"))
    await hand.says("想看一下（示範）")
    await drill.signs(hand, SEND)
    drill.expects()
    await drill.signs(hand, on(reveal.Reveal, case=case.id))
    drill.expects()
    await drill.room.to(drill.room.now + timedelta(hours=3, minutes=1))
    await _forges(hand, OpenCard(case.id), reveal.Reveal(case.id))
    drill.expects()
    drill.blind(hand, case)


async def again_and_again(drill: Drill) -> None:
    """A supervisor reads the same family on three days."""
    case = drill.served()[-1]
    hand = drill.hand(drill.one_of(Role.SUPERVISOR, case.unit))
    for _ in range(3):
        await drill.at(MORNING, days=1)
        await drill.reads(hand, case)


async def at_night(drill: Drill) -> None:
    """A supervisor reads a case of the unit at night, and no child is in danger."""
    case = drill.served(calm=True)[-1]
    hand = drill.hand(drill.one_of(Role.SUPERVISOR, case.unit))
    await drill.at(time(23, 30))
    await drill.reads(hand, case)


async def many(drill: Drill) -> None:
    """A screener reads one household after the other, long after they were dispatched."""
    hand = drill.hand(drill.one_of(Role.SCREENER))
    for case in [one for one in drill.sight.cases.values() if one.in_service][:7]:
        await drill.reads(hand, case)


async def by_search(drill: Drill) -> None:
    """One of the bureau, whose PIN is open after a search form, asks for IDs until one is there."""
    case = first(one for one in drill.served() if one.missing_child and drill.told_of_child(one))
    hand = drill.hand(drill.one_of(Role.BUREAU))
    await drill.reads(hand, case, SeeChild)
    ids = [one for n in range(400) if valid_national_id(one := f"B1234{n:05d}")]
    await hand.leaves_forms()
    for n in range(0, 14, 7):
        await hand.says("，".join([case.number, *ids[n : n + 7]]))
        drill.expects()


async def by_lists(drill: Drill) -> None:
    """A supervisor of another centre looks for a family in every list there is."""
    found = drill.served()
    screening = {drill.one_of(Role.SCREENER).unit}
    hand = drill.hand(drill.one_of(Role.SUPERVISOR, but={one.unit for one in found} | screening))
    case = found[0]
    for asked in ("全部", case.village, (case.household.name or "呂")[:1]):
        await hand.leaves_forms()
        await hand.says(asked)
    await _forges(hand, MyCases(0), MyCases(1))
    drill.expects()
    drill.blind(hand, *found, numbers=True)


async def by_a_card_that_was_theirs(drill: Drill) -> None:
    """A worker reads a case, gives it back, and presses the old keys; what they read is gone, too."""
    case = first(one for one in drill.served() if drill.sight.colleagues(one.unit, one.worker))
    sight = drill.sight
    hand, before = (
        drill.hand(sight.people[case.worker or 0]),
        drill.hand(drill.one_of(Role.SUPERVISOR, case.unit)),
    )
    await drill.reads(hand, case)
    await before.opens(case)
    await before.taps(reassigning.ChooseOther(case.id, 0), reassigning.OfferAgain)
    offered = drill.sight.cases[case.id]
    other = drill.hand(drill.sight.people[offered.offered or 0])
    await other.opens(case)
    await other.taps(acceptance.Accept(case.id, offered.lead.version))
    assert drill.sight.cases[case.id].worker == other.person.id
    await _forges(hand, OpenCard(case.id), reveal.Reveal(case.id), reported.ReadReports(case.id))
    drill.expects()
    drill.blind(hand, case)


async def by_documents(drill: Drill) -> None:
    """Somebody of the bureau has the tables and lists made of all there is, and opens them."""
    hand = drill.hand(drill.one_of(Role.BUREAU))
    await hand.leaves_forms()
    await hand.says("統計")
    await hand.taps(on(AskFigures, period=Period.YEAR))
    await drill.done()
    before = len(drill.documents(hand))
    await hand.taps(on(Make, what=WORKERS))
    await drill.done()
    assert len(drill.documents(hand)) == before + 1
    await hand.taps(ShowLists)
    await hand.taps(ShowList)
    drill.expects()
    drill.blind(hand, *drill.sight.cases.values())


async def as_a_deputy(drill: Drill) -> None:
    """Who stands in for a colleague reads that colleague's cases at night."""
    sight = drill.sight
    case = first(
        one
        for one in drill.served(calm=True)
        if [each for each in sight.colleagues(one.unit, one.worker) if sight.people[each].role is Role.WORKER]
    )
    away = drill.hand(sight.people[case.worker or 0])
    [deputy, *_] = [
        one for one in sight.colleagues(case.unit, case.worker) if sight.people[one].role is Role.WORKER
    ]
    today = sight.today
    await away.leaves_forms()
    await away.says("請假")
    await away.turns_to(leave.Deputy(deputy), leave.ChooseDeputy)
    await away.says(today.isoformat(), (today + timedelta(days=9)).isoformat())
    await drill.signs(away, SEND)
    await drill.at(time(22))
    await drill.reads(drill.hand(drill.sight.people[deputy]), case)


TEN: dict[Script, set[str]] = {
    by_search: {"seen", "misses"},
    by_number: set(),
    by_lists: set(),
    by_documents: set(),
    many: {"seen", "elsewhere", "many"},
    in_an_emergency: {"glass", "broke", "seen", "elsewhere"},
    at_night: {"seen", "night"},
    by_a_card_that_was_theirs: set(),
    as_a_deputy: {"night"},
    again_and_again: {"seen", "again"},
}
"""Each with the kinds of look that somebody must hear of."""
