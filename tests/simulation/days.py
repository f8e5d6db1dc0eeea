"""The days of the demo city: what happens, and who does it."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import func, select

from casework.cases.seats import LEAD
from casework.on_call import coming_holiday
from casework.policy.policy import Duty
from casework.reminders.obligations import soon
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit
from casework.text.dates import at_taipei, month_of
from handlers.on_call.rota import OpenRota, PhoneOn
from handlers.reminders.to_do import ToDo
from handlers.ui.buttons import OpenCard
from storage.core.tables import journal
from storage.staffing import people
from tests.simulation import dying, trouble
from tests.simulation.acts import flows, meets, network, new_year, others, suspending
from tests.simulation.acts.directly import directly, phone_on
from tests.simulation.acts.doing import Doing, done
from tests.simulation.acts.known import Known
from tests.simulation.acts.life import Act, waiting, wish
from tests.simulation.acts.sight import Sight, see
from tests.simulation.checks.watch import Watch
from tests.simulation.dying import Death
from tests.simulation.hand import Astray, Hand
from tests.simulation.room import Room
from tests.simulation.year import BEFORE_THE_DIGEST, Happening, Year
from tests.support import round_tables

SOON = timedelta(hours=1)
"""A bot that dies of what is due waits no longer for it."""
A_MOMENT = timedelta(minutes=1)
"""So long after one thing the next is done: who was suspended finds that no key works."""
TAPPED = 5
"""So many say by their phone in one day that they answer it; the others do as the tap would."""
BEGUN, BESIDE, AT_A_TIME = 0.3, 0.35, 2
"""How often something begins between units, or is done unreminded; and how much is done at a time."""
PRESSING, HURRY = 6, 3
"""For so many things that press one more is done at a time, and so many more at most."""
MET = 8
"""So much is done for meetings in one day, beside what units answer."""
SUBSTITUTED = 0.3
"""How often somebody is to stand in before who is suspended comes back."""


@dataclass
class Life:
    """The city, day by day."""

    room: Room
    watch: Watch
    year: Year
    random: Random
    did: Counter[str] = field(default_factory=Counter)
    by_phone: int = 0
    without: int = 0
    joined: int = 0
    back: datetime | None = None
    """When the bot, which is away, comes back."""
    _known: Known = field(default_factory=Known)

    async def day(self, day: date) -> None:
        """Live one day."""
        for happening in self.year.day(day):
            await self.until(happening.at)
            self.did[happening.what] += 1
            await self.happens(happening)
        await self.until(at_taipei(day + timedelta(days=1), time.min))
        if self.back is None:
            await self.room.practice.ring()  # what begins with a day is foreseen by nobody
            self.watch.look_closely()

    async def sleep(self, day: date) -> None:
        """Let the bot be away until the morning of a day; nobody writes to it meanwhile."""
        if self.back is None:
            await self.room.go()
        self.back = at_taipei(day, BEFORE_THE_DIGEST)

    async def until(self, at: datetime) -> None:
        """Let time pass, once the bell has rung for what was done; the bot comes back when it is its time."""
        if self.back is not None and self.back <= at:
            await self.room.to(self.back)
            self.back = None
            await self.room.come()
        await self.room.to(at)

    async def happens(self, one: Happening) -> None:
        """Let it happen; while the bot is away people just write."""
        if self.back is not None:
            await self._into_silence()
            return
        try:
            await HAPPENS[one.what](self, self.sees(), one.how)
        except (Astray, AssertionError) as astray:
            self.watch.wrong(f"{one.what}: {astray}")

    def sees(self) -> Sight:
        """Look what there is to be done."""
        return self.room.look(partial(see, known=self._known))

    async def act(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody do something with a case, and more do where more presses: people keep up, mostly."""
        for again in range(1 + min(waiting(sight) // PRESSING, HURRY)):
            if again:
                await self.room.to(self.room.now + A_MOMENT)
                sight = self.sees()
            act = wish(sight, self.random)
            if act is not None:
                await self._does(act, sight)

    async def _does(self, act: Act, sight: Sight) -> None:
        led = sight.people[act.who].role is Role.HEAD
        named = act.name if act.seat == LEAD else f"{act.name} beside"
        self.did[f"{named} by a head" if led else named] += 1
        if act.by_phone:
            await self._by_phone(act, sight)
        else:
            self.without += 1
            await self.room.act(directly(act))

    async def _by_phone(self, act: Act, sight: Sight) -> None:
        do, verb = done(act)
        self.by_phone += 1
        before = self._acts(act, verb)
        await do(Doing(Hand(self.room, sight.people[act.who]), sight, act))
        if verb is not None and self._acts(act, verb) != before + 1:
            self.watch.wrong(f"{act} left {self._acts(act, verb) - before} {verb} in the journal")

    def _acts(self, act: Act, verb: str | None) -> int:
        subject = act.how.get("subject", act.case)
        number = select(func.count()).where(journal.c.verb == verb, journal.c.subject == subject)
        return int(self.room.look(lambda db: db.connection.execute(number).scalar_one()))

    async def report(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a chief report."""
        if found := others.chiefs(sight):
            self.by_phone += 1
            await others.report(self.hand(self.random.choice(found)), self.random)

    async def leave(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody go on leave."""
        wanted = others.absence(sight, self.room.look(people.all_units), self.random)
        if wanted is not None:
            self.by_phone += 1
            await others.go_away(self.hand(wanted.person), wanted)

    async def come_back(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody come back before the end."""
        away = [one for one in sight.leaves if one.person in sight.people]
        if found := [one for one in away if not sight.people[one.person].blocked]:
            self.by_phone += 1
            one = self.random.choice(found)
            await others.come_back(self.hand(sight.people[one.person]), one)

    async def hand_over(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a worker leave for good."""
        wanted = others.departure(sight, self.random)
        if wanted is not None:
            self.by_phone += 1
            await others.hand_over(self.hand(wanted.supervisor), wanted)
            if wanted.person.id in self.sees().here:
                self.watch.wrong(f"{wanted.person.name} was handed over and is still there")
            if not wanted.person.blocked:
                await self.hand(wanted.person).says("/start")

    async def suspend(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody's access be stopped, who then tries what they still can."""
        wanted = suspending.suspension(sight, self.random)
        if wanted is None:
            return
        self.by_phone += 1
        self.did["suspended"] += 1
        await suspending.suspend(self.hand(wanted.by), wanted, self._unit(wanted.person), how["draw"])
        if wanted.person.id not in self.sees().suspended:
            self.watch.wrong(f"{wanted.person.name} was suspended and may still act")
        await self.room.to(self.room.now + A_MOMENT)
        if not wanted.person.blocked:
            hand = self.hand(wanted.person)
            await hand.taps_what_is_there()
            await hand.says("/start")

    async def readmit(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let who is suspended back in, who goes on where they were; or let somebody stand in first."""
        wanted = suspending.readmission(sight, self.random)
        if wanted is None:
            return
        self.by_phone += 1
        unit = self._unit(wanted.person)
        if wanted.person.deputy is None and how["draw"] < SUBSTITUTED:
            await suspending.name_a_deputy(self.hand(wanted.by), wanted, unit)
            return
        self.did["let back in"] += 1
        await suspending.readmit(self.hand(wanted.by), wanted, unit)
        if wanted.person.id not in self.sees().people:
            self.watch.wrong(f"{wanted.person.name} was let back in and may not act")
        if not wanted.person.blocked:
            await self.hand(wanted.person).says("/start")

    def _unit(self, person: Person) -> Unit:
        return self.room.look(lambda db: people.unit(db, person.unit))

    async def transfer(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody with a seat beside a lead go to another unit, and somebody take over."""
        wanted = others.transfer(sight, self.room.look(people.all_units), self.random)
        if wanted is not None:
            self.by_phone += 1
            await others.move_on(self.somebody(sight, Role.ADMIN), wanted)
            if self.sees().people[wanted.person.id].unit != wanted.into.id:
                self.watch.wrong(f"{wanted.person.name} went to another unit and is still in their own")

    async def track(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a centre bring a case before a conference at need."""
        await meets.at_need(self, sight, Random(how["draw"]), tracked=False)

    async def untrack(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a conference at need speak of a case under tracking."""
        await meets.at_need(self, sight, Random(how["draw"]), tracked=True)

    async def meetings(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let meetings be planned, called, prepared, held and minuted."""
        await meets.goes_on(self, sight, Random(how["draw"]), MET)

    async def newcomer(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a worker join."""
        units = sorted({one.unit for one in sight.people.values() if one.role is Role.WORKER})
        self.by_phone += 1
        await self._joins(Role.WORKER, self.random.choice(units))

    async def found(self) -> None:
        """Let the town have the units that it needs, and somebody speak for each of the whole city."""
        await self.room.act(network.settle)
        for unit in self.room.look(network.bare):
            if not unit.district:
                await self._joins(Role.LIAISON, unit.id)

    async def appointed(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody be appointed who speaks for a unit that has nobody."""
        if found := self.room.look(network.bare):
            self.by_phone += 1
            await self._joins(Role.LIAISON, self.random.choice(found).id)

    async def _joins(self, role: Role, unit: int) -> None:
        await others.join(self.room, role, unit, self.joined)
        self.joined += 1

    async def closed(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a typhoon close the office, today or the next working day."""
        calendar = self.room.look(lambda db: db.rules.calendar)
        coming = (sight.today + timedelta(days=n) for n in range(int(how["draw"] * 2), 20))
        day = next(day for day in coming if calendar.is_working_day(day))
        self.by_phone += 1
        await others.close_office(self.somebody(sight, Role.ADMIN), day)

    async def typhoon(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a typhoon close a day on which people were to meet: who called it moves it."""
        if (day := meets.met_soon(self, sight, how["draw"])) is not None:
            self.by_phone += 1
            self.did["closed where a meeting was called"] += 1
            await others.close_office(self.somebody(sight, Role.ADMIN), day)

    async def block(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody who owes something block the bot."""
        owing = {one.person for one in sight.owed}
        if found := [one for one in sight.people.values() if one.id in owing]:
            await self.hand(self.random.choice(found)).block()

    async def unblock(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody who blocked the bot come back."""
        if found := [one for one in sight.people.values() if one.blocked]:
            hand = self.hand(self.random.choice(found))
            await hand.unblock()
            await hand.says("/start")

    async def ask(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let somebody ask for cases in plain words."""
        hand = self.somebody(sight, self.random.choice([Role.SUPERVISOR, Role.BUREAU, Role.SCREENER]))
        await hand.leaves_forms()
        await hand.says(self.random.choice(others.QUESTIONS))

    async def call(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let a worker be called to hold a round table: a subject that is no case."""
        if round_tables.ROUND_TABLE.name not in self.room.office.kinds:
            return
        found = [one for one in sight.people.values() if one.role is Role.WORKER]
        person, days = self.random.choice(found), self.random.randint(1, 25)
        due = at_taipei(sight.today + timedelta(days=days), time(18))
        sign = f"圓桌-115-{self.did['call']}"
        await self.room.act(lambda db: round_tables.call(db, sign, person.unit, person.id, due))

    async def hold(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let whoever is to hold a round table, or stands in, do so from today's work."""
        found = [(one, sight.there(one.person)) for one in sight.tables]
        until = soon(self.room.now, sight.policy.nudges)
        near = [(one, who) for one, who in found if who and one.due <= until]
        if near:
            table, who = self.random.choice(near)
            self.by_phone += 1
            hand = self.hand(sight.people[who])
            await hand.leaves_forms()
            await hand.says("今天要辦")
            await hand.turns_to(OpenCard(table.subject), ToDo)
            await hand.taps(round_tables.Hold(table.subject))

    async def on_call(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let units name who is on call by a line, and telephones be on by a tap: all alike, so a few tap."""
        tapped = 0
        for duty in sight.rotas:
            until = sight.now + timedelta(days=1 if duty.duty is Duty.PHONE_ON else 20)
            who = next(iter(sight.answer_for(duty)), None)
            if who is None or duty.due > until or self.random.random() < how["draw"] / 2:
                continue
            tapped += duty.duty is Duty.PHONE_ON
            if tapped > TAPPED and duty.duty is Duty.PHONE_ON:
                self.did["telephones on"] += 1
                await self.room.act(partial(phone_on, who, duty))
                continue
            hand = self.hand(sight.people[who])
            await hand.leaves_forms()
            unit = self.room.look(partial(people.unit, unit_id=duty.unit or 0))
            if duty.duty is Duty.NAME_ON_CALL:
                holiday = coming_holiday(sight.today, sight.rules)
                span = (max(holiday.first, sight.today), holiday.last)
                days = "-".join(f"{month_of(day)}/{day.day:02}" for day in span)
                there = [one for one in sight.people.values() if one.unit == unit.id]
                name = self.random.choice(there).name
                await hand.says(f"{unit.name}\n{days} {name} 0912345678")
            else:
                await hand.says("值班")
                await hand.taps(OpenRota)
                if hand.finds(PhoneOn):
                    await hand.taps(PhoneOn)
            self.by_phone += 1

    async def new_year(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let New-Year care be begun, lists be handed in, households be visited, people be asked after."""
        if await new_year.begun(self, sight):
            return
        await new_year.added(self, sight, how["draw"])
        await new_year.cold(self, sight, how["cold"])
        await new_year.once_more(self, sight, how["draw"])
        sight = self.sees()
        for duty in sight.care:
            who = next(iter(sight.answer_for(duty)), None)
            far = sight.now + new_year.AHEAD.get(duty.duty, timedelta(0))
            if who is None or duty.since > far or self.random.random() < how["draw"] / 2:
                continue
            self.did[str(duty.duty)] += 1
            self.by_phone += 1
            await new_year.DONE[duty.duty](self.hand(sight.people[who]), duty)

    async def flows(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let something be begun between units, be carried on, be done because it is owed."""
        random = Random(how["draw"])
        if random.random() < BEGUN:
            await flows.begins(self, sight, random)
            sight = self.sees()
        if random.random() < BESIDE:
            await flows.besides(self, sight, random)
            sight = self.sees()
        await flows.does(self, sight, random, AT_A_TIME)

    async def trouble(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let the wire fail: in what is done now, or in what is due next."""
        kind = trouble.KINDS[self.did["trouble"] % len(trouble.KINDS)]
        if kind is trouble.Kind.TIMEOUT_AFTER_ACTING:
            await trouble.unheard(self.room, self.somebody(sight, Role.CHIEF))
            return
        trouble.begins(self.room, kind)
        if how["draw"] < 0.6:
            await self.act(sight, how)

    async def outage(self, sight: Sight, how: dict[str, Any]) -> None:
        """Let the bot go, at rest or when something is due."""
        due = self.watch.ladders.next()
        if how["due"] and due is not None and self.room.now < due < self.room.now + SOON:
            await self.room.to(due - timedelta(seconds=1))
        death: Death = how["death"]
        if death in dying.RINGS:
            self.room.practice.dying = dying.RINGS[death]
            await self.room.to(self.room.now + timedelta(seconds=1))
        elif death is Death.UNHANDLED and self.room.practice.bot is not None:
            dying.deafen(self.room.practice.bot)
            await self.somebody(sight, Role.CHIEF).say("/start")
            await dying.kept(self.room.served.state)
        await self.room.go()
        self.back = self.room.now + timedelta(minutes=how["minutes"])

    async def _into_silence(self) -> None:
        """Somebody writes to a bot that is away."""
        sight = self.sees()
        chief = self.somebody(sight, Role.CHIEF)
        if self.random.random() < 0.5:
            await chief.say(self.random.choice(others.STORIES))
        else:
            await self.somebody(sight, Role.SUPERVISOR).say("/start")

    def hand(self, person: Person) -> Hand:
        """Return somebody's phone."""
        return Hand(self.room, person)

    def somebody(self, sight: Sight, role: Role) -> Hand:
        """Return the phone of somebody of a role who does not block the bot."""
        found = [one for one in sight.people.values() if one.role is role and not one.blocked]
        return self.hand(self.random.choice(found))


HAPPENS: dict[str, Callable[[Life, Sight, dict[str, Any]], Awaitable[None]]] = {
    "act": Life.act,
    "report": Life.report,
    "leave": Life.leave,
    "come_back": Life.come_back,
    "hand_over": Life.hand_over,
    "suspend": Life.suspend,
    "readmit": Life.readmit,
    "transfer": Life.transfer,
    "track": Life.track,
    "untrack": Life.untrack,
    "newcomer": Life.newcomer,
    "appointed": Life.appointed,
    "closed": Life.closed,
    "typhoon": Life.typhoon,
    "block": Life.block,
    "unblock": Life.unblock,
    "ask": Life.ask,
    "trouble": Life.trouble,
    "call": Life.call,
    "hold": Life.hold,
    "on_call": Life.on_call,
    "new_year": Life.new_year,
    "flows": Life.flows,
    "meetings": Life.meetings,
    "outage": Life.outage,
}
