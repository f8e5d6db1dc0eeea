"""A session of two districts, lived with what differs, and what came to each phone in it, to the byte."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from actions import intake
from bot.practice import stories
from casework.cases.case import Risk
from casework.staffing.people import Person, Role
from casework.text.numbers import new_number
from handlers.cases.history import History
from handlers.cases.reveal import Reveal
from handlers.reminders.to_do import ToDo
from handlers.ui.buttons import Button, OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.cases.reports import Report
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.staffing import units
from tests.pairs.elsewhere import VILLAGE as ELSEWHERE
from tests.pairs.elsewhere import Elsewhere, by
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.town import VILLAGE, Town, town_on

HERE, THERE = "平鎮中心", "桃園中心"
STAFF: Mapping[str, tuple[Role, str, tuple[str, ...]]] = {
    "a chief nearby": (Role.CHIEF, HERE, ("平鎮區南勢里",)),
    "the worker": (Role.WORKER, HERE, (VILLAGE,)),
    "a colleague": (Role.WORKER, HERE, ()),
    "the supervisor": (Role.SUPERVISOR, HERE, ()),
    "the head": (Role.HEAD, HERE, ()),
    "a clerk": (Role.CLERK, HERE, ()),
    "the police": (Role.LIAISON, "平鎮分局", ()),
    "the health centre": (Role.LIAISON, "平鎮衛生所", ()),
    "the bureau": (Role.BUREAU, "社會局", ()),
    "an administrator": (Role.ADMIN, "社會局", ()),
    "one chief": (Role.CHIEF, HERE, (VILLAGE,)),
    "the other chief": (Role.CHIEF, HERE, (VILLAGE,)),
    "a screener": (Role.SCREENER, "家防中心", ()),
    "a chief there": (Role.CHIEF, THERE, (ELSEWHERE,)),
    "a worker there": (Role.WORKER, THERE, (ELSEWHERE,)),
    "a supervisor there": (Role.SUPERVISOR, THERE, ()),
    "a head there": (Role.HEAD, THERE, ()),
}
REPORTERS = ("one chief", "the other chief")
NEITHER = tuple(STAFF)[:8]
"""Who must know neither what happens in the other district nor who reported."""
ALL_SEEING = tuple(STAFF)[8:10]
"""Who sees every district, and must not know who reported."""
FAMILY = "王小明 A123456789 0912345678 中正路100號"
ASKED = ("全部", "我的", "王小明", "A123456789", "桃園 逾期")
"""What everybody asks; then the number of the family at home, and one of the other district."""
NOWHERE = new_number("B", 115, lambda below: below - 1, lambda one: False)
"""A number as it should be, of no case."""
NUMBER = re.compile(r"[A-Z]-\d{3}-\d{6}")
_DIGITS = re.compile(r"-?\d+")
STEPS = (
    (stories.screener, stories.dispatch),
    (stories.worker, stories.accept),
    (stories.worker, stories.visit(Risk.MEDIUM)),
)
"""What is done for the family at home; each half of it a day, and what is owed after it comes."""


@dataclass(frozen=True)
class Difference:
    """What differs between two lives."""

    elsewhere: int = 0
    """Of what happens in the other district; 0: nothing."""
    reporter: str = REPORTERS[0]


Told = Mapping[str, list[list[str]]]
"""By person: what came to their phone, moment by moment, in its order."""


async def lived(folder: Path, what: Difference, asking: Iterable[str]) -> Told:
    """Live the session, in which some ask."""
    async with town_on(Database(migrated("sqlite", folder)), Vault(bytes(32))) as town:
        town.bot.bell.stop()
        return await Session(town, what, list(asking)).live()


class Session:
    """The people of a town, and what they are told."""

    def __init__(self, town: Town, what: Difference, asking: list[str]) -> None:
        self.town, self.what, self.asking = town, what, asking
        self.people: dict[str, Person] = {}
        self.phones: dict[str, Phone] = {}
        self.told: dict[str, list[list[str]]] = {who: [] for who in asking}
        self.plain = {who: Plain() for who in asking}
        self.seen = 0

    async def live(self) -> Told:
        """Let the family at home be reported and served, whatever happens elsewhere."""
        for chat, who in enumerate(STAFF, 7_000_000):
            await self._joins(who, chat)
        self._listen()
        random = Random(f"elsewhere {self.what.elsewhere}")
        there = Elsewhere(self.town.office, random, self.people, [])
        case = await self.town.look(self._report)
        for act, days in ((STEPS[0], 0), (STEPS[1], 0), (STEPS[2], 1), (None, 40)):
            if self.what.elsewhere:
                await there.goes_on()
            if act is not None:
                await self.town.look(partial(_acts, case, *act))
            await self.town.later(days=days, hours=1)
            if days:
                await self._all_ask(case, there)
            self._listen()
        return self.told

    async def _joins(self, who: str, chat: int) -> None:
        role, unit, villages = STAFF[who]
        home = self.town.units[unit].id
        about: dict[str, Any] = {"id": chat, "first_name": who, "started": True, "language_code": "zh-hant"}

        def join(db: Transaction) -> Person:
            someone = Person(0, role, home, who, "", "zh_Hant_TW", villages=villages)
            added = addressed.add(db, someone, chat)
            if role is Role.WORKER and villages:
                units.entrust(db, villages, home, added.id)
            return added

        self.people[who] = await self.town.look(join)
        self.phones[who] = await Phone.of(self.town.served.address, **about)

    def _report(self, db: Transaction) -> int:
        said = Report("no", "孩子常常一個人在家（示範）。", FAMILY, ("small_child",), call=True)
        return intake.report(by(db, self.people[self.what.reporter]), said, village=VILLAGE).id

    async def _all_ask(self, case: int, there: Elsewhere) -> None:
        """Let everybody ask the same, each in their own chat, and press what they may never have had."""

        def numbers(db: Transaction) -> tuple[str, str]:
            other = cases.number_of(db, there.cases[0]) if there.cases else NOWHERE
            return cases.number_of(db, case), other

        other = there.cases[0] if there.cases else 10**9
        for one in (*ASKED, *await self.town.look(numbers)):
            await asyncio.gather(*(self.phones[who].say(one) for who in self.asking))
            await self.town.settle()
        theirs = (OpenCard(other), History(other, 0), Reveal(other))
        for key in (ToDo(0), OpenCard(case), History(case, 0), *theirs):
            await asyncio.gather(*(_presses(self.phones[who], key) for who in self.asking))
            await self.town.settle()

    def _listen(self) -> None:
        """Keep what came to each phone since the last time."""
        state = self.town.served.app.state.telegram
        assert state.calls_made - self.seen < (state.calls.maxlen or 0), "some of it is lost"
        of = defaultdict[int, list[Any]](list)
        for call in state.calls:
            if call["n"] > self.seen:
                of[call["chat"]].append(call)
        self.seen = state.calls_made
        for who in self.asking:
            self.told[who].append(list(self.plain[who].told(of[self.phones[who].id])))


def _acts(case: int, who: stories.Who, act: stories.Act, db: Transaction) -> None:
    found = cases.read(db, case)
    act(by(db, who(db, found)), found)


async def _presses(phone: Phone, key: Button) -> None:
    await phone.forge((await phone.last())["id"], key.data())


class Plain:
    """What one phone was told, without the numbers that are drawn or counted through the whole office."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}
        self.ordinals = defaultdict[str, Iterator[int]](count)

    def told(self, calls: Iterable[Any]) -> Iterator[str]:
        """Write calls down: a case's number, a message's, and what a key carries, by their order here."""
        for call in calls:
            request = {name: self._plain(name, value) for name, value in sorted(call["request"].items())}
            yield json.dumps([call["at"], call["method"], call["ok"], request], ensure_ascii=False)

    def _plain(self, name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._plain(key, one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._plain(name, one) for one in value]
        if name == "callback_data":
            prefix, *carried = str(value).split(":")
            return ":".join([prefix, *(self._carried(f"{prefix}{n}", one) for n, one in enumerate(carried))])
        if name == "message_id":
            return self._of("message", value)
        if isinstance(value, str):
            return NUMBER.sub(lambda found: self._of("case", found.group()), value)
        return value

    def _carried(self, place: str, value: str) -> str:
        return self._of(place, value) if _DIGITS.fullmatch(value) else self._plain("", value)

    def _of(self, kind: str, value: Any) -> str:
        if (kind, value) not in self.names:
            self.names[kind, value] = f"<{kind} {next(self.ordinals[kind])}>"
        return self.names[kind, value]


def differing(one: Told, other: Told, whose: Iterable[str]) -> list[str]:
    """Name the first thing that differs, of each person and moment."""
    found = []
    for who in whose:
        for moment, (these, those) in enumerate(zip(one[who], other[who], strict=True)):
            if these != those:
                first = next((pair for pair in zip(these, those, strict=False) if pair[0] != pair[1]), None)
                found.append(f"{who} at {moment}: {first or (len(these), len(those))}")
    return found


def compared(told: Told, whose: Iterable[str]) -> int:
    """Count what was laid beside its like: each thing that came to a phone."""
    return sum(len(moment) for who in whose for moment in told[who])
