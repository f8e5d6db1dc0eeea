"""What people of a district do all day: one story after the other through every flow, drawn from the seed."""

from datetime import timedelta
from functools import partial
from random import Random

from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.staffing.people import Person, Role
from casework.text.places import load_places
from sandbox.phones import views
from sandbox.store import messages
from storage.core.database import Transaction
from storage.core.tables import cases
from storage.staffing import people, pins, units
from storage.staffing.leaves import Leave
from tests.bot.loops.real_bot import numbers
from tests.kills.town import Patient, Town
from tests.simulation.acts import others
from tests.simulation.acts.able import able
from tests.simulation.acts.doing import Doing, done
from tests.simulation.acts.life import Act
from tests.simulation.acts.sight import Sight, see

MIDDLE = ("full_data", "assess", "follow_up", "leave")
"""What is done after the first visit, in any order."""
FLOWS = (
    *("person.joined", "case.reported", "case.dispatched", "case.accepted", "seat.accepted", "case.visited"),
    *("case.revealed", "case.assessed", "case.followed_up", "person.away", "person.back", "person.left"),
    *("case.closing_proposed", "case.closed"),
)
"""What is left in the journal by who goes through every flow."""


class Street:
    """A district, its people, and their work."""

    def __init__(self, town: Town, district: str, seed: object) -> None:
        self.town, self.district = town, district
        self.random = Random(f"{seed} {district}")
        self.village = next(one.key for one in load_places().villages if one.district == district)
        self.stories = 0

    async def lives(self, enough: "list[bool]") -> None:
        """Live one story after the other until it is enough, at least one."""
        self.town.streets += 1
        try:
            self.chief = await self._joins(Role.CHIEF, "林示範", self.village)
            self.screener = await self._joins(Role.SCREENER, "陳範例", unit="家防中心")
            self.supervisor = await self._joins(Role.SUPERVISOR, "張樣本")
            for unit in ("衛生所", "分局"):
                await self._joins(Role.LIAISON, "李預設", unit=f"{self.district}{unit}")
            self.worker = await self._joins(Role.WORKER, "王測試")
            while not (self.stories and enough):
                await self.story()
                self.stories += 1
        finally:
            self.town.streets -= 1

    async def story(self) -> None:
        """Somebody joins, a household is reported, screened, served by two units, handed over and closed."""
        new = await self._joins(Role.WORKER, "吳新進")
        case = await self._reports()
        await self._does("dispatch", case, self.screener.person.id)
        await self._does("accept", case)
        for _ in range(self.random.randint(1, 2)):
            await self._does("ask", case, self.screener.person.id)
        for seat in self._case(case).joint_seats:
            await self._does("accept", case, seat=seat.id)
        await self._does("visit", case)
        for name in self.random.sample(MIDDLE, len(MIDDLE)):
            await (self._goes_away(new.person) if name == "leave" else self._does(name, case))
        for seat in self._case(case).joint_seats:
            await self._does("visit", case, seat=seat.id)
            await self._does("end_seat", case, seat.worker, seat=seat.id)
        await self._hands_over()
        self.worker = new
        if not self._case(case).missing_child:  # whose search would have to end before
            await self._does("propose", case, new.person.id)
            await self._does("approve", case)

    async def _joins(self, role: Role, name: str, *villages: str, unit: str = "") -> Patient:
        await self.town.passes()
        hand = await self.town.joins(role, unit or f"{self.district}中心", name, *villages)
        if role is Role.WORKER and not self.stories:
            give = partial(
                units.entrust, villages=[self.village], unit=hand.person.unit, worker=hand.person.id
            )
            await self.town.act(give)
        return hand

    async def _reports(self) -> int:
        """Report, and hold a number that was not held before."""
        await self.town.passes()
        before = set(self._numbers())
        await others.report(self.chief, self.random)
        [number] = set(self._numbers()) - before
        find = select(cases.c.id).where(cases.c.number == number)
        case = self.town.look(lambda db: int(db.connection.execute(find).scalar_one()))
        self.town.done["case.reported", case] += 1
        return case

    def _numbers(self) -> list[str]:
        said = messages.newest(self.town.served.state, self.chief.id, 1000)
        return numbers({"messages": [views.message(one) for one in said]})

    async def _does(self, name: str, case: int, who: int | None = None, seat: int = LEAD) -> None:
        """Let whoever can do it do something with a case."""
        await self.town.passes()
        sight = self._sight()
        by = who or next(iter(able(name, sight.cases[case], sight, seat)), None)
        assert by is not None, f"nobody can {name} now"
        how = {"risk": self.random.choice(["medium", "low"]), "draw": self.random.random()}
        act = Act(name, by, case, how={**how, "day": "Today", "met": True}, seat=seat)
        do, verb = done(act)
        hand = self.town.hands[by]
        async with hand.held:
            await self._forgets_the_pin(by)
            await do(Doing(hand, sight, act))
        self.town.done[verb or "", case] += 1

    async def _goes_away(self, deputy: Person) -> None:
        """Go on leave, and come back early."""
        await self.town.passes()
        me, today = self.worker.person, self._sight().today
        await self._forgets_the_pin(me.id)
        await others.go_away(self.worker, others.Absence(me, deputy, today, today + timedelta(days=3)))
        self.town.done["person.away", None] += 1
        await self.town.passes()
        [leave] = self._leaves()
        await others.come_back(self.worker, leave)
        self.town.done["person.back", None] += 1

    def _leaves(self) -> list[Leave]:
        return [one for one in self._sight().leaves if one.person == self.worker.person.id]

    async def _hands_over(self) -> None:
        """Hand over all that the worker has; they leave."""
        await self.town.passes()
        await self._forgets_the_pin(self.supervisor.person.id)
        await others.hand_over(self.supervisor, others.Departure(self.worker.person, self.supervisor.person))
        self.town.done["person.left", None] += 1

    async def _forgets_the_pin(self, person: int) -> None:
        """Let it be so long ago that somebody typed their PIN that it is asked for."""

        def later(db: Transaction) -> None:
            db.speaker = people.get(db, person)
            pins.keep(db, replace(pins.lock(db), until=db.now))

        if person != self.chief.person.id:
            await self.town.act(later)

    def _sight(self) -> Sight:
        return self.town.look(see)

    def _case(self, number: int) -> Case:
        return self._sight().cases[number]
