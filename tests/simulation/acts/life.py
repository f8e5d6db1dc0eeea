"""What people want to do at a moment: pure decisions, from what they see and a random stream of the seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from bot.app import put_together
from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES
from casework.reminders.seats import month_to_file
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.reminders.obligations import Obligation
from tests.simulation.acts.able import able
from tests.simulation.acts.sight import Sight


@dataclass(frozen=True)
class Act:
    """Somebody does something, with a case or without one."""

    name: str
    who: int
    case: int | None = None
    by_phone: bool = True
    how: dict[str, Any] = field(default_factory=dict)
    seat: int = LEAD
    """Which of the case's: another unit does it, or it is done to another unit."""


Wish = tuple[float, Act]
BY_FORM = {small.form: act.name for act, small in reversed(put_together().acts.items())}
ANSWERS: dict[Duty, tuple[tuple[str, float], ...]] = {
    **{duty: ((BY_FORM[rule.form], 1),) for duty, rule in RULES.items() if rule.form in BY_FORM},
    Duty.SCREEN: (
        ("dispatch", 20),
        ("dispatch_elsewhere", 3),
        ("dispatch_to_several", 3),
        ("redirect", 1),
        ("not_take", 1.5),
        ("join", 1.5),
    ),
    Duty.ACKNOWLEDGE: (("accept", 12), ("decline", 1.5), ("accept_for", 1), ("offer_again", 1)),
    Duty.JUDGE_CLOSING: (("approve", 4), ("return_closing", 1)),
    Duty.JUDGE_DISPUTE: (("uphold", 2), ("screen_again", 1)),
    Duty.AGREE_PLAN: (("agree_plan", 1),),
    Duty.SEARCH_FORM: (("give_form", 1),),
    Duty.SEARCH_RESULT: (("looked", 1),),
    Duty.APPLY_SEARCH: (("applied", 1),),
}
"""What ends each duty, and how often which."""
MOREOVER: tuple[tuple[str, float], ...] = (
    ("dispute", 0.05),
    ("propose", 2.5),
    ("share", 0.05),
    ("say_missing", 0.02),
    ("offer_again", 0.04),
    ("found", 0.4),
    ("begin_visit", 0.06),
    ("full_data", 0.05),
    ("undo", 0.1),
    ("ask", 0.025),
)
"""What nobody is reminded of, for each open case."""
BESIDES: tuple[tuple[str, float], ...] = (("end_seat", 1.2), ("take_over", 0.3), ("offer_again", 0.06))
"""The same for each seat beside a lead."""
WITHOUT_PHONE = frozenset(
    {"dispatch", "accept", "visit", "assess", "follow_up", "propose", "approve", "dispute", "share"}
)
"""What can be done without a phone, too, by the actions that the phone leads to (`directly.py`)."""
PHONES = 0.9
FORMS = 0.6
"""How often an act that could do without a phone is done with one: long forms less often."""
LONG = frozenset({"visit", "assess", "follow_up"})
RARITY = 5
"""A head has so much less to decide than a supervisor, and is seen to all the same."""
NEAR = 6
"""How much presses what is due within some days."""
NEGLECT = 11
"""One duty in so many is as good as forgotten, so that its ladder is climbed to the end."""


def wish(sight: Sight, random: Random) -> Act | None:
    """Choose what somebody does now."""
    found = [(weight * _rarity(act, sight), act) for weight, act in wishes(sight) if weight > 0]
    if not found:
        return None
    act = random.choices([act for _, act in found], [weight for weight, _ in found])[0]
    return _decided(act, sight, random)


def _rarity(act: Act, sight: Sight) -> float:
    return RARITY if sight.people[act.who].role is Role.HEAD else 1


def wishes(sight: Sight) -> Iterator[Wish]:
    """List what could be done, and how much it presses."""
    for duty in sight.owed:
        case, seat = sight.place(duty.subject)
        for name, share in ANSWERS[duty.duty]:
            for who in able(name, case, sight, seat)[:2]:
                yield share * pressing(duty, sight), Act(name, who, case.id, seat=seat)
    for case in sight.cases.values():
        for name, weight in MOREOVER:
            for who in able(name, case, sight)[:2]:
                yield weight, Act(name, who, case.id)
        for name, weight in BESIDES:
            for one in case.joint_seats:
                for who in able(name, case, sight, one.id)[:2]:
                    yield weight, Act(name, who, case.id, seat=one.id)
    yield from _about_nudges(sight)


def _about_nudges(sight: Sight) -> Iterator[Wish]:
    duties = {one.id: one for one in sight.owed}
    for person, duty, times in sight.nudged:
        one = duties[duty]
        if person != one.person or sight.there(person) != person:
            continue
        case, seat = sight.place(one.subject)
        if times < sight.policy.nudges.postponements:
            how = {"duty": duty, "subject": one.subject}
            yield 0.3, Act("put_off", person, case.id, how=how, seat=seat)
        if one.duty is Duty.VISIT and case.risk is not None:
            yield 15.0, Act("unchanged", person, case.id, how={"duty": duty}, seat=seat)


def waiting(sight: Sight) -> int:
    """Count what presses, but for what is as good as forgotten."""
    return sum(pressing(one, sight) >= NEAR for one in sight.owed)


def pressing(duty: Obligation, sight: Sight) -> float:
    """Weigh a duty: the nearer its deadline the more, and what is late for long ever less."""
    days = (duty.due - sight.now) / timedelta(days=1)
    if (duty.id * 7 + duty.subject) % NEGLECT == 0:
        return 0.02
    if duty.urgent or -4 < days < 2:
        return 20
    return 8 if days < -4 else NEAR if days < 6 else 0.1


def _decided(act: Act, sight: Sight, random: Random) -> Act:
    """Draw what is left to be decided."""
    how = dict(act.how)
    how |= {"risk": random.choice(["high", "medium", "medium", "low", "low"]), "draw": random.random()}
    how |= {"day": random.choice(["Today", "Today", "Yesterday"]), "met": random.random() < 0.9}
    by_phone = act.name not in WITHOUT_PHONE or random.random() < (FORMS if act.name in LONG else PHONES)
    if act.case is not None and not by_phone and not _without_phone(act, sight.cases[act.case], sight):
        by_phone = True
    others = sorted(sight.cases.keys() - {act.case})
    how["other"] = random.choice(others) if others else None
    return Act(act.name, act.who, act.case, by_phone, how, act.seat)


def _without_phone(act: Act, case: Case, sight: Sight) -> bool:
    """Tell whether `directly` would do the same as the phone."""
    if act.name == "follow_up":  # it files the months that are over
        return month_to_file(case, case.seat(act.seat), sight.policy) < sight.today.replace(day=1)
    return act.name != "dispatch" or sight.primary[case.village] in sight.people


def day_of_visit(act: Act, case: Case, sight: Sight) -> str:
    """Return the day that is tapped: nobody visits before the report."""
    return "Today" if local_day(case.reported_at) >= sight.today else str(act.how["day"])
