"""What goes on between units: begun now and then, and done when it is owed, by whoever answers for it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from actions import on_site, referrals
from actions.escorts import may_ask
from bot.app import put_together
from casework import students, transitions, youth
from casework.cases.case import Case
from casework.dossiers import DossierAct
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import months_before
from handlers.dossiers.card import DoDossier
from handlers.dossiers.listing import NewDossier, OpenDossiers
from handlers.escorts.asking import AskEscort
from handlers.escorts.card import CantCome, Come, EndEscort, MoveEscort
from handlers.on_site.card import BookDay, CountDay, EndSitting, SaveCount, StayAway
from handlers.on_site.listing import SetUp
from handlers.referrals.card import PassOn, ReturnReferral, TakeOn, TellOutcome, WithdrawReferral
from handlers.referrals.listing import NewLetter, OpenReferrals
from handlers.referrals.referring import Refer, ReferTo
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.home import Home
from storage.reminders.obligations import Obligation
from storage.staffing import people
from tests.simulation.acts.directly import by
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.support.keys import on

if TYPE_CHECKING:
    from tests.simulation.days import Life

LISTED: Mapping[str, tuple[str, type[Button]]] = {
    "referral": ("轉介管制表", OpenReferrals),
    "escort": ("陪同", Home),
    "sitting": ("駐點", Home),
    "student": ("學生輔導", OpenDossiers),
    "transition": ("轉銜", OpenDossiers),
    "youth": ("少年輔導", OpenDossiers),
}
"""By the kind of subject: the word that everybody types, and what turns the pages of its list."""
Acts = tuple[tuple[type[Button] | DossierAct[Any], float], ...]
DONE: Mapping[Duty, Acts] = {
    Duty.ANSWER_REFERRAL: ((TakeOn, 8), (ReturnReferral, 1), (PassOn, 1)),
    Duty.REFERRAL_OUTCOME: ((TellOutcome, 9), (PassOn, 1)),
    Duty.ANSWER_ESCORT: ((Come, 6), (CantCome, 1), (MoveEscort, 1)),
    Duty.SITTING_COUNT: ((CountDay, 1),),
    Duty.STUDENT_REPLY: ((students.JUDGE, 3), (students.NOTE, 1)),
    Duty.NEEDS_MEETING: ((students.NEEDS, 2), (students.CALL, 1)),
    Duty.NEEDS_REPORT: ((students.NEEDS_REPORT, 1),),
    Duty.OUTCOME_MEETING: ((students.OUTCOME, 3), (students.CALL, 1)),
    Duty.OUTCOME_REPORT: ((students.OUTCOME_REPORT, 1),),
    Duty.TRANSITION_MEETING: ((transitions.HELD, 2), (transitions.CALLED, 1)),
    Duty.FIRST_CONTACT: ((transitions.CONTACT, 1),),
    Duty.YOUTH_PLAN: ((youth.PLAN, 1),),
    Duty.YOUTH_PROGRESS: ((youth.NOTE, 4), (youth.OUTCOME, 1)),
}
"""What ends each duty or goes on with it, and how often which."""
BESIDES: tuple[type[Button], ...] = (
    *(DoDossier, WithdrawReferral, EndEscort, MoveEscort),
    *(BookDay, StayAway, EndSitting, PassOn),
)
"""What nobody is reminded of, for what is open: whatever the card offers."""
SITTINGS = 3
"""So many sittings at once."""
NEGLECT = 9
"""One duty in so many is as good as forgotten."""
WORDS = "與各單位協助，持續關懷（示範）。"
NAMES = ("高虛構", "何樣本", "羅假名", "葉演練")


@cache
def forms() -> Mapping[str, Any]:
    return {name: flow.form for name, flow in put_together().flows.items()}


async def begins(life: "Life", sight: Sight, random: Random) -> None:
    """Let somebody begin one of them, if they can."""
    what = random.choice([*BEGINS])
    if await BEGINS[what](life, sight, random):
        life.did[f"{what} begun"] += 1
        life.by_phone += 1


async def does(life: "Life", sight: Sight, random: Random, most: int) -> None:
    """Let those who owe something do it, what presses first; now and then it waits."""
    owed = sorted(sight.flows, key=lambda one: (one.due, one.id))
    done = 0
    for duty in owed:
        who = next(iter(sight.answer_for(duty)), None)
        late = (duty.id * 7 + duty.subject) % NEGLECT == 0
        if done == most or who is None or duty.since > sight.now or random.random() < (0.95 if late else 0.4):
            continue
        done += 1
        if await _do(Hand(life.room, sight.people[who]), duty, random):
            life.did[str(duty.duty)] += 1
            life.by_phone += 1


async def besides(life: "Life", sight: Sight, random: Random) -> None:
    """Let somebody of a side do what nobody reminded them of."""
    kinds = life.room.office.kinds
    found = [(kind, one) for kind in LISTED for one in life.room.look(kinds[kind].owing)]
    if not found:
        return
    kind, one = random.choice(found)
    units = {one.unit.id, getattr(one, "by", None), *_asked(one, sight)}
    case = sight.cases.get(getattr(one, "case", None) or 0)
    who = [each for each in sight.people.values() if each.unit in units and not each.blocked]
    who = [each for each in who if each.role in (Role.LIAISON, Role.SUPERVISOR)]
    if case is not None and (worker := sight.there(case.seat(one.seat).worker)) is not None:
        who.append(sight.people[worker])
    if not who:
        return
    hand = Hand(life.room, random.choice(who))
    if not await _opens(hand, kind, one.id, random):
        return
    offered = [key for each in BESIDES for key in hand.offers(each)]
    offered = [key for key in offered if not isinstance(key, EndSitting) or random.random() < 0.1]
    if offered:
        key = random.choice(offered)
        await _carries_out(hand, key, random)
        life.did[f"besides {getattr(key, 'act', type(key).__name__)}"] += 1
        life.by_phone += 1


def _asked(one: Any, sight: Sight) -> set[int]:
    return set(one.asked(sight.today)) if hasattr(one, "asked") else set()


async def _opens(hand: Hand, kind: str, row: int, random: Random) -> bool:
    """Open its card, from a push where there is one, or from its list; False where it is in neither."""
    await hand.leaves_forms()
    if random.random() < 0.3 and hand.finds(OpenCard(row)):
        await hand.taps(OpenCard(row))
        return True
    word, menu = LISTED[kind]
    await hand.says(word)
    page = 0
    while not hand.finds(OpenCard(row)):
        page += 1
        if not hand.finds(turn := on(menu, page=page)):
            return False
        await hand.taps(turn)
    await hand.taps(OpenCard(row))
    return True


async def _do(hand: Hand, duty: Obligation, random: Random) -> bool:
    if not await _opens(hand, duty.kind, duty.subject, random):
        raise AssertionError(f"{hand.person.name} finds no {duty.kind} {duty.subject} to do {duty.duty}")
    offered = [(key, weight) for each, weight in DONE[duty.duty] for key in _keys(hand, each)[:1]]
    if not offered:
        return False
    await _carries_out(hand, random.choices(*zip(*offered, strict=True))[0], random)
    return True


def _keys(hand: Hand, each: type[Button] | DossierAct[Any]) -> list[Button]:
    if isinstance(each, DossierAct):
        return [key for key in hand.offers(DoDossier) if getattr(key, "act", "") == each.name]
    return hand.offers(each)


async def _carries_out(hand: Hand, key: Button, random: Random) -> None:
    """Tap a key, choose what it asks for, and answer its form."""
    await hand.taps(key)
    if isinstance(key, PassOn) or (isinstance(key, DoDossier) and hand.draft() is None):
        units = [one for one in hand.offers(type(key)) if getattr(one, "desk", 0) or getattr(one, "unit", 0)]
        if units:
            await hand.taps(random.choice(units))
    if isinstance(key, CountDay):
        for _ in range(random.randint(0, 3)):
            await hand.taps(random.choice(hand.offers(CountDay)))
        await hand.taps(SaveCount)
    await hand.fills_in(forms(), random)


def _of(sight: Sight, *kinds: UnitKind, units: Mapping[int, Unit]) -> list[Person]:
    """List the liaisons of these kinds of unit who are there."""
    found = (one for one in sight.people.values() if one.role is Role.LIAISON and not one.blocked)
    return [one for one in found if units[one.unit].kind in kinds]


def _units(life: "Life") -> dict[int, Unit]:
    return {one.id: one for one in life.room.look(people.all_units)}


def _served(life: "Life", sight: Sight, random: Random) -> tuple[Case, Person] | None:
    """Draw a case and who serves it in person."""
    found = [one for one in sight.cases.values() if one.served and sight.there(one.worker) == one.worker]
    case = random.choice(found) if found else None
    return None if case is None else (case, sight.people[case.worker or 0])


async def _refers(life: "Life", sight: Sight, random: Random) -> bool:
    found = _served(life, sight, random)
    if found is None:
        return False
    case, who = found
    desks = life.room.look(lambda db: referrals.desks_for(by(db, who.id), case))
    if not desks:
        return False
    hand = Hand(life.room, who)
    await hand.opens(case)
    await hand.taps(Refer(case.id))
    await hand.turns_to(ReferTo(case.id, random.choice(desks[:4]).id, 0), ReferTo)
    await hand.fills_in(forms(), random, consent="yes" if random.random() < 0.8 else "no")
    return True


async def _by_letter(life: "Life", sight: Sight, random: Random) -> bool:
    kinds = sight.policy.referrals.desks
    hand = Hand(life.room, random.choice(_of(sight, *kinds, units=_units(life))))
    await hand.leaves_forms()
    await hand.says("轉介管制表")
    await hand.begins(NewLetter)
    await hand.fills_in(forms(), random, name=random.choice(NAMES))
    return True


async def _asks_escort(life: "Life", sight: Sight, random: Random) -> bool:
    found = _served(life, sight, random)
    if found is None or not life.room.look(lambda db: may_ask(by(db, found[1].id), found[0])):
        return False
    hand = Hand(life.room, found[1])
    await hand.opens(found[0])
    await hand.begins(AskEscort(found[0].id))
    await hand.fills_in(forms(), random)
    return True


async def _sits(life: "Life", sight: Sight, random: Random) -> bool:
    units = _units(life)
    kinds = life.room.office.kinds
    if len(life.room.look(kinds["sitting"].owing)) >= SITTINGS:
        return False
    who = random.choice(_of(sight, UnitKind.EMPLOYMENT, UnitKind.HEALTH, UnitKind.POLICE, units=units))
    centre = random.choice([one for one in units.values() if one.kind is UnitKind.CENTRE])
    if life.room.look(lambda db: on_site.sends(by(db, who.id))) is None:
        return False
    hand = Hand(life.room, who)
    await hand.leaves_forms()
    await hand.says("駐點")
    await hand.taps(SetUp(0, 0))
    await hand.turns_to(SetUp(centre.id, 0), SetUp)
    await hand.fills_in(forms(), random, hours="13:00-17:00", week=random.choice(["every", "2"]))
    return True


async def _begins(
    life: "Life", sight: Sight, random: Random, flow: str, kinds: tuple[UnitKind, ...], **said: str
) -> bool:
    """Begin a dossier of a flow, at a unit where somebody is."""
    units = _units(life)
    found = _of(sight, *kinds, units=units)
    if not found:
        return False
    hand = Hand(life.room, random.choice(found))
    await hand.leaves_forms()
    await hand.says(LISTED[flow][0])
    await hand.begins(on(NewDossier, flow=flow))
    if hand.draft() is None:
        there = {one.unit for one in sight.people.values()}
        schools = [one for one in units.values() if one.kind is UnitKind.SCHOOL and one.id in there]
        if not schools:  # whoever spoke for the only one has left
            return False
        await hand.turns_to(NewDossier(flow, random.choice(schools).id, 0), NewDossier)
    await hand.fills_in(forms(), random, **said)
    return True


async def _student(life: "Life", sight: Sight, random: Random) -> bool:
    born = months_before(sight.today, random.randint(8 * 12, 12 * 12 - 1)).isoformat()
    return await _begins(life, sight, random, "student", (UnitKind.EDUCATION,), born=born, letter_on="today")


async def _transition(life: "Life", sight: Sight, random: Random) -> bool:
    ends = (sight.today + timedelta(days=random.choice([3, 10, 40, 70, 120]))).isoformat()
    kinds = (UnitKind.MENTAL_HEALTH,)
    return await _begins(
        life,
        sight,
        random,
        "transition",
        kinds,
        ends_on=ends,
        name=random.choice(NAMES),
        village="",
        phone="",
    )


async def _youth(life: "Life", sight: Sight, random: Random) -> bool:
    born = months_before(sight.today, random.randint(13 * 12, 18 * 12 - 1)).isoformat()
    name = random.choice(NAMES)
    kinds = (UnitKind.EDUCATION, UnitKind.POLICE)
    return await _begins(life, sight, random, "youth", kinds, born=born, name=name, phone="")


BEGINS: Mapping[str, Callable[["Life", Sight, Random], Awaitable[bool]]] = {
    "referral": _refers,
    "letter": _by_letter,
    "escort": _asks_escort,
    "sitting": _sits,
    "student": _student,
    "transition": _transition,
    "youth": _youth,
}
