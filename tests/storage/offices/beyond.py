"""What a month of the simulation may leave out, done on phones before the office is put away."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.staffing.people import Person, Role
from handlers.cases import reveal
from handlers.intake.one_tap import MakeReport
from handlers.onboarding import language
from handlers.screening import dispatching
from handlers.service import deciding
from sandbox import Phone
from storage.messages import inbox
from storage.staffing import invitations, people
from tests.simulation import dying
from tests.simulation.acts import others
from tests.simulation.acts.able import able
from tests.simulation.acts.doing import DOING, Doing
from tests.simulation.acts.life import Act
from tests.simulation.acts.others import STORIES, Absence
from tests.simulation.acts.sight import Sight, see
from tests.simulation.hand import Hand
from tests.simulation.room import Room
from tests.support.keys import NEXT, SEND, on, option

PIN, WRONG_PIN = "483920", "111222"
HOW: dict[str, Any] = {"draw": 0.9, "day": "Today", "met": True, "risk": "medium"}


@dataclass
class Beyond:
    """Somebody who sees to it that everything there can be is there."""

    room: Room
    touched: set[int] = field(default_factory=set)
    """Cases in which something was done: each act takes another one."""

    @property
    def sight(self) -> Sight:
        """What there is now."""
        return self.room.look(see)

    def hand(self, person: Person | int) -> Hand:
        """Return somebody's phone, as they are now."""
        number = person if isinstance(person, int) else person.id
        return Hand(self.room, self.room.look(lambda db: people.get(db, number)))

    def of(self, role: Role) -> Hand:
        """Return the phone of the first of a role who can be reached."""
        return self.hand(
            next(one for one in self.sight.people.values() if one.role is role and not one.blocked)
        )

    async def on_leave(self, first: int, last: int) -> None:
        """Let a worker go on leave, from so many days on."""
        sight = self.sight
        bound = {one.person for one in sight.leaves} | {one.deputy for one in sight.leaves}
        free = [
            one
            for one in sight.people.values()
            if one.role is Role.WORKER and one.id not in bound and not one.blocked
        ]
        owing = {one.person for one in sight.owed}
        one, other = next(
            (one, other)
            for one in free
            if one.id in owing
            for other in free
            if other.id != one.id and other.unit == one.unit
        )
        days = (sight.today + timedelta(days=first), sight.today + timedelta(days=last))
        await others.go_away(self.hand(one), Absence(one, other, *days))

    async def does(self, name: str, *, same: Case | None = None, **how: Any) -> Case:
        """Let somebody do something with a case that is fresh, if there is one, or with the same."""
        sight = self.sight
        found = [same] if same else sorted(sight.cases.values(), key=lambda one: one.id in self.touched)
        case, who = next(
            (sight.cases[one.id], able_to[0])
            for one in found
            if (able_to := self._able(name, sight.cases[one.id], sight))
        )
        self.touched.add(case.id)
        await DOING[name][0](Doing(self.hand(who), sight, Act(name, who, case.id, how={**HOW, **how})))
        return case

    def _able(self, name: str, case: Case, sight: Sight) -> list[int]:
        """The office lets a closing be proposed at any time; the simulation waits for months."""
        if name != "propose":
            return able(name, case, sight)
        worker = sight.there(case.worker)
        ripe = (
            case.in_service and case.closing.proposed_at is None and CaseKind.CHILD_MISSING not in case.kinds
        )
        return [worker] if ripe and worker is not None else []


async def go_beyond(room: Room) -> None:
    """Do it all; the bot dies at the end, with things in its hands."""
    beyond = Beyond(room)
    await _invitations(beyond)
    await _searches(beyond)
    await _states(beyond)
    await _pins(beyond)
    await _forms(beyond)
    await beyond.on_leave(0, 6)
    await beyond.on_leave(5, 9)
    await _puts_off(beyond)
    await _people(beyond)
    await _dies(beyond)


async def _invitations(beyond: Beyond) -> None:
    """One that nobody opened, and one whose link was followed by somebody who is yet to share a contact."""
    unit = next(one.unit for one in beyond.sight.people.values() if one.role is Role.WORKER)
    await beyond.room.act(lambda db: invitations.invite(db, Role.CHIEF, unit, ("平鎮區平鎮里",)))
    code = await beyond.room.act(lambda db: invitations.invite(db, Role.WORKER, unit, ()))
    stranger = await Phone.of(
        beyond.room.served.address, first_name="丁假名", phone="886900999999", id=7_900_000_001
    )
    await stranger.say(f"/start {code}")
    await beyond.room.settle()


async def _searches(beyond: Beyond) -> None:
    """Children who can't be found: one just said, one with the police, one looked for in vain."""
    await beyond.does("say_missing")
    for steps in (("give_form",), ("give_form", "looked")):
        case = await beyond.does("say_missing")
        for step in steps:
            await beyond.does(step, same=case)


async def _states(beyond: Beyond) -> None:
    """A closing to decide, a closed case, a dispute, a shared case with its plan, reports screened out."""
    await beyond.does("propose")
    closed = await beyond.does("propose")
    supervisor = beyond.hand(beyond.sight.supervisors(closed.unit)[0])
    await supervisor.opens(closed)
    version = beyond.sight.cases[closed.id].version
    await supervisor.signs(deciding.Approve(closed.id), deciding.CloseNow(closed.id, version))
    await beyond.does("dispute")
    shared = await beyond.does("share")
    await beyond.does("plan", same=shared)
    for answer in ("redirect", "not_take", "join"):
        await _reports(beyond)
        await beyond.does(answer, other=shared.id)
    await beyond.does("offer_again")


async def _reports(beyond: Beyond) -> None:
    """A report with a picture and all that makes a household known."""
    chief = beyond.of(Role.CHIEF)
    await chief.leaves_forms()
    await chief.photo(caption=STORIES[0])
    await beyond.room.settle()
    await chief.taps(on(MakeReport, danger="unsure"))
    await chief.says("高虛構 A123456789 0912345678 示範路12號")
    await chief.taps(option("small_child"), NEXT, option("no_work"), NEXT, option("yes"), SEND)


async def _pins(beyond: Beyond) -> None:
    """Full data on a screen, and a PIN that was typed wrong once."""
    case = await beyond.does("full_data")
    await beyond.room.to(beyond.room.now + timedelta(hours=1))
    worker = beyond.hand(case.worker or 0)
    await worker.opens(case)
    await worker.taps(reveal.Reveal(case.id))
    await worker.says(WRONG_PIN)


async def _forms(beyond: Beyond) -> None:
    """Forms half filled, one with an answer that could not be taken, and a question asked."""
    case = await beyond.does("begin_visit")
    await beyond.hand(case.worker or 0).says("門口有一雙小鞋")
    chief = [one for one in beyond.sight.people.values() if one.role is Role.CHIEF and not one.blocked][1]
    hand = beyond.hand(chief)
    await hand.says(STORIES[1])
    await hand.taps(on(MakeReport, danger="no"))
    await hand.says("何樣本 示範路7號")
    await hand.taps(option("small_child"))
    await hand.says("還有一位阿嬤")
    supervisor = beyond.of(Role.SUPERVISOR)
    await supervisor.leaves_forms()
    await supervisor.says("逾期")


async def _puts_off(beyond: Beyond) -> None:
    """Somebody is to be reminded tomorrow."""
    sight = beyond.sight
    duties = {one.id: one for one in sight.owed}
    for person, duty, times in sight.nudged:
        one = duties[duty]
        if person == one.person and sight.there(person) == person and times == 0:
            act = Act("put_off", person, one.subject, how={**HOW, "duty": duty})
            await DOING["put_off"][0](Doing(beyond.hand(person), sight, act))
            return


async def _people(beyond: Beyond) -> None:
    """Somebody chooses English, and somebody who owes something blocks the bot."""
    sight = beyond.sight
    bound = {one.person for one in sight.leaves} | {one.deputy for one in sight.leaves}
    found = [one.person for one in sight.owed if one.person in sight.people and one.person not in bound]
    workers = [one for one in dict.fromkeys(found) if not sight.people[one or 0].blocked]
    english, blocks = beyond.hand(workers[0] or 0), beyond.hand(workers[-1] or 0)
    await english.says("/language")
    await english.taps(language.Speak("en"))
    await blocks.block()
    await beyond.room.settle()


async def _dies(beyond: Beyond) -> None:
    """The bot dies with letters that are not sent and messages that are not answered."""
    room, bot = beyond.room, beyond.room.practice.bot
    assert bot is not None
    await _reports(beyond)
    await _reports(beyond)
    sight = beyond.sight
    screener = beyond.hand(able("dispatch", max(sight.cases.values(), key=lambda one: one.id), sight)[0])
    await screener.opens(max(sight.cases.values(), key=lambda one: one.id))
    await screener.taps(dispatching.Confirm)
    bot.office.memory.written = lambda letters: None
    await screener.taps(dispatching.Dispatch)
    dying.deafen(bot)
    for role, said in ((Role.CHIEF, "/start"), (Role.SUPERVISOR, "平鎮 逾期"), (Role.CHIEF, STORIES[3])):
        await beyond.of(role).say(said)
    await dying.kept(room.served.state)
    first = (await room.act(inbox.waiting))[0]
    await room.act(lambda db: inbox.set_aside(db, first))
    await room.go()
