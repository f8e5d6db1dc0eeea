"""What people do beside the acts with a case: report, go on leave, hand over, close the office, ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from casework.staffing.leave import OWING
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit
from handlers.handover import handing, successors, whose
from handlers.intake.one_tap import MakeReport
from handlers.policy import closed_list
from handlers.staffing import leave
from handlers.ui.buttons import Button
from handlers.ui.home import OpenPlace
from handlers.ui.turn import HomePlace
from sandbox import Phone
from storage.staffing import invitations
from storage.staffing.leaves import Leave
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.simulation.room import Room
from tests.support.keys import NEXT, SEND, SKIP, On, on, option

SURNAMES = "高何羅葉蘇呂馬江唐簡田龔"
GIVEN = ("虛構", "樣本", "假名", "演練", "測試", "練習", "舉例", "試用")
STORIES = (
    "隔壁小孩半夜一直哭，爸爸失業在家。（示範）",
    "媽媽精神不好，小孩常在門口遊蕩。（示範）",
    "好幾天沒看到這家的小孩。（示範）",
    "阿嬤一個人帶兩個孫子，看起來很累。（示範）",
)
HOME = ("small_child", "disabled_child", "young_parent", "partner", "frail_elder")
HAPPENING = ("no_work", "drugs_or_mind", "back_home")
URGENT = ("hurt", "wants_to_die", "child_gone")
QUESTIONS = ("逾期", "平鎮 逾期", "本週", "今天到期", "未回報", "桃園")


async def report(hand: Hand, random: Random) -> None:
    """Report a household, whether or not somebody began to before."""
    [danger] = random.choices(["no", "unsure", "yes"], [6, 1, 1])
    await hand.says(random.choice(STORIES))
    await hand.taps(on(MakeReport, danger=danger))
    if danger == "yes":  # it is out, and the rest is asked after
        await hand.taps(option("yes"))
    if random.random() < 0.8:
        name = random.choice(SURNAMES) + random.choice(GIVEN)
        await hand.says(f"{name} 示範路{random.randint(1, 120)}號")
    else:
        await hand.taps(SKIP)
    await _ticks(hand, random.sample(HOME, random.randint(0, 2)))
    urgent = random.sample(URGENT, 1) if random.random() < 0.15 else []
    await _ticks(hand, [*urgent, *random.sample(HAPPENING, random.randint(0, 2))])
    call = option(random.choice(["yes", "no"]))
    await hand.taps(SKIP if danger == "yes" else call, SEND)


async def _ticks(hand: Hand, seen: list[str]) -> None:
    await hand.taps(*map(option, seen), NEXT if seen else SKIP)


@dataclass(frozen=True)
class Absence:
    """Somebody is to be away, with a deputy, from a day to a day."""

    person: Person
    deputy: Person
    first: date
    last: date


def _same_work(one: Person, other: Person, of: Mapping[int, Unit]) -> bool:
    """Tell whether somebody is offered as a deputy: of the own unit; who leads one finds them in others."""
    same = one.role is other.role or {one.role, other.role} <= set(SERVING)
    near = one.unit == other.unit or (one.role in LEADING and of[one.unit].kind is of[other.unit].kind)
    return same and near


def absence(sight: Sight, units: Sequence[Unit], random: Random) -> Absence | None:
    """Draw who goes on leave, and who stands in; nobody who is away, or is needed by who is."""
    bound = {one.person for one in sight.leaves} | {one.deputy for one in sight.leaves}
    free = [one for one in sight.people.values() if one.id not in bound and not one.blocked]
    owing = {one.person for one in sight.owed} | {
        one.id for one in free if one.role in {Role.SCREENER, Role.BUREAU, *LEADING}
    }
    of = {one.id: one for one in units}
    pairs = [
        (one, other)
        for one in free
        if one.role in OWING and one.id in owing
        for other in free
        if other.id != one.id and _same_work(one, other, of)
    ]
    if not pairs:
        return None
    person, deputy = random.choice(pairs)
    first = sight.today + timedelta(days=random.randint(0, 3))
    return Absence(person, deputy, first, first + timedelta(days=random.randint(0, 9)))


async def go_away(hand: Hand, wanted: Absence) -> None:
    """Go on leave."""
    await hand.leaves_forms()
    await hand.says("請假")
    await hand.turns_to(leave.Deputy(wanted.deputy.id), leave.ChooseDeputy)
    await hand.says(wanted.first.isoformat(), wanted.last.isoformat())
    await hand.signs(SEND)


async def come_back(hand: Hand, one: Leave) -> None:
    """Come back early, or take a leave back."""
    await hand.leaves_forms()
    await hand.says("請假")
    await hand.taps(leave.ComeBack(one.id))


@dataclass(frozen=True)
class Departure:
    """Somebody leaves, and who leads their unit hands over."""

    person: Person
    supervisor: Person


def departure(sight: Sight, random: Random) -> Departure | None:
    """Draw who leaves: somebody who serves cases, where a colleague can take them; who is suspended first."""
    busy = _busy(sight)
    found = []
    for one in (*sight.suspended.values(), *sight.people.values()):
        over = [
            two
            for two in sight.people.values()
            if two.role in LEADING and two.unit == one.unit and sight.there(two.id) == two.id
        ]
        if one.id in busy and one.role in SERVING and over and sight.colleagues(one.unit, one.id):
            found.append(Departure(one, over[0]))
    never_back = [one for one in found if one.person.suspended]
    return random.choice(never_back or found) if found else None


def _busy(sight: Sight, *, beside: bool = False) -> set[int | None]:
    """List who has a seat, or is offered one; those beside the leads alone."""
    held = [one for case in sight.cases.values() for one in (case.joint_seats if beside else case.seats)]
    return {one.worker for one in held} | {one.offered for one in held}


async def hand_over(hand: Hand, wanted: Departure) -> None:
    """Hand over all that somebody has open to a colleague; they leave."""
    person = wanted.person
    await hand.goes_home()
    await hand.taps(OpenPlace(HomePlace.MORE), whose.Begin("", 0), successors.Whose(person.id))
    await hand.taps(successors.ToWhom(person.id, successors.LEAVES, person.unit, 0), successors.Receive)
    await hand.says("週三固定訪視（示範）。")
    await hand.signs(handing.HandOver)


@dataclass(frozen=True)
class Transfer:
    """Somebody goes to another unit, and somebody of any unit takes over."""

    person: Person
    own: Unit
    into: Unit
    receiver: Person
    of: Unit


def transfer(sight: Sight, units: Sequence[Unit], random: Random) -> Transfer | None:
    """Draw who goes where, and who takes over."""
    busy, of = _busy(sight, beside=True), {one.id: one for one in units}
    serving = [one for one in sight.people.values() if one.role in SERVING]
    going = [one for one in serving if one.id in busy]
    there = [one for one in serving if sight.there(one.id) == one.id]
    if not going:
        return None
    person = random.choice(going)
    receiver = random.choice([one for one in there if one.id != person.id])
    into = random.choice([of[one.unit] for one in serving if one.unit != person.unit])
    return Transfer(person, of[person.unit], into, receiver, of[receiver.unit])


async def move_on(hand: Hand, wanted: Transfer) -> None:
    """Let an administrator hand over all that somebody has open, also to another unit; they move on."""
    person, into, of = wanted.person.id, wanted.into, wanted.of
    await hand.goes_home()
    await hand.taps(OpenPlace(HomePlace.MORE), whose.Begin("", 0))
    await _choose(hand, whose.Begin, wanted.own, on(whose.Staff, unit=wanted.own.id))
    await hand.taps(successors.Whose(person), whose.Into(person, "", 0))
    await _choose(hand, whose.Into, into, on(successors.ToWhom, into=into.id))
    if of.id != wanted.own.id:
        await hand.taps(successors.Elsewhere(person, into.id, "", 0))
        await _choose(hand, successors.Elsewhere, of, on(successors.ToWhom, unit=of.id))
    await hand.taps(successors.Receive(person, into.id, wanted.receiver.id))
    await hand.says("週三固定訪視（示範）。")
    await hand.signs(handing.HandOver)


async def _choose(hand: Hand, menu: type[Button], unit: Unit, chosen: On) -> None:
    """Turn the pages to the kind of a unit, and then to the unit."""
    for where, wanted in (("", (chosen, on(menu, kind=unit.kind, page=0))), (unit.kind, (chosen,))):
        page = 0
        while not (found := [one for one in wanted if hand.finds(one)]):
            page += 1
            await hand.taps(on(menu, kind=where, page=page))
        await hand.taps(found[0])
        if found[0] is chosen:
            return


async def close_office(hand: Hand, day: date) -> None:
    """Close the office for a typhoon."""
    await hand.leaves_forms()
    await hand.says(f"停班 {day.isoformat()}")
    await hand.taps(closed_list.Close)


async def join(room: Room, role: Role, unit: int, number: int) -> None:
    """Let somebody new join by an invitation and their own contact."""
    code = await room.act(lambda db: invitations.invite(db, role, unit, ()))
    name: dict[str, Any] = {
        "first_name": f"{SURNAMES[number % len(SURNAMES)]}新進",
        "phone": f"8869001{number:05}",
    }
    phone = await Phone.of(room.served.address, **name)
    await phone.say(f"/start {code}")
    await room.settle()
    await phone.contact()
    await room.settle()


def chiefs(sight: Sight) -> list[Person]:
    """List who reports."""
    return [one for one in sight.people.values() if one.role is Role.CHIEF and not one.blocked]
