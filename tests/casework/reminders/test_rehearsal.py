"""A rehearsal: what would be said to whom if nobody did anything, of one thing that owes something."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from casework.policy.owed import Bearer, Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reminders.hearing import Personnel
from casework.reminders.kinds import Kind, Lapse
from casework.reminders.rehearsal import Kept, Message, Rehearsal, Rehearsed, Reminder, What
from casework.reminders.roll import Absence, Roll
from casework.staffing.people import Person, Role
from casework.text.dates import TAIPEI, day_end
from tests.casework.network import BUREAU, CENTRE, RULES

WORKER, COLLEAGUE, LEAD, OVERSEER = (
    Person(number, role, unit.id, name, "", "")
    for number, role, unit, name in (
        *((1, Role.WORKER, CENTRE, "王測試"), (2, Role.WORKER, CENTRE, "林示範")),
        *((3, Role.SUPERVISOR, CENTRE, "陳督導"), (4, Role.BUREAU, BUREAU, "張承辦")),
    )
)
ROLL = Roll(
    {one.id: one for one in (WORKER, COLLEAGUE, LEAD, OVERSEER)}, {CENTRE.id: CENTRE, BUREAU.id: BUREAU}
)


def at(day: int, hour: int = 8, minute: int = 30, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TAIPEI)


MONDAY = at(1, 9, 0)
OURS = replace(RULES["112"], day=date(2026, 6, 1))
VISIT = Owed(Duty.VISIT, "1", MONDAY, day_end(date(2026, 6, 5)), Bearer.PERSON, WORKER.id)
OTHER = replace(VISIT, duty=Duty.ASSESS, due=day_end(date(2026, 6, 6)))
URGENT = replace(VISIT, duty=Duty.SEARCH_FORM, due=at(2, 14, 30), urgent=True)


class Thing(Struct, frozen=True):
    """Something that owes this, and goes back at a moment."""

    owes: tuple[Owed, ...]
    lapses_at: datetime | None = None
    later: tuple[Owed, ...] = ()
    """What it owes from July on, too."""


def subject_of(one: Thing) -> Subject:
    return Subject(7, "thing", "A-7", CENTRE.id)


def owed(one: Thing, rules: Rules) -> Iterator[Owed]:
    yield from one.owes
    if rules.day.month > 6:
        yield from one.later


def heard_by(one: Thing, everybody: Personnel) -> Iterable[Person]:
    return [everybody.get(LEAD.id)]


LAPSE: Lapse[Thing] = Lapse(
    Duty.ACKNOWLEDGE,
    lambda one, rules: one.lapses_at,
    lambda one, now: Thing((replace(VISIT, person=COLLEAGUE.id, period="2"),)),
    lambda one: "thing.went_back",
    heard_by,
)
KIND: Kind[Thing] = Kind("thing", subject_of, owed, LAPSE)


def rehearsed(
    one: Thing,
    *kept: Kept,
    days: float = 9,
    reminders: Iterable[Reminder] = (),
    roll: Roll = ROLL,
) -> list[Message]:
    begun = kept or tuple(Kept(each, MONDAY) for each in one.owes)
    rehearsal = Rehearsal(OURS, roll, MONDAY)
    return list(rehearsal.run([Rehearsed(KIND, one, list(begun))], reminders, MONDAY + timedelta(days=days)))


def said(messages: Iterable[Message]) -> list[tuple[datetime, int]]:
    return [(one.at, one.to) for one in messages]


def test_each_rung_is_said_to_who_hears_it_and_at_the_end_how_much_stays_overdue() -> None:
    found = rehearsed(Thing((VISIT,)))
    assert said(found) == [
        *((at(day), WORKER.id) for day in (2, 4, 5)),
        *((at(8), one.id) for one in (WORKER, LEAD, OVERSEER)),
    ]
    assert all([due.duty for due in one.dues] == [Duty.VISIT] for one in found)
    first, *_, last = found
    assert first.backlog
    assert last.backlog
    assert first.backlog.number == 0
    assert (last.backlog.number, last.backlog.days) == (1, 3)
    assert [(due.name, due.own) for due in (first.dues[0], last.dues[0])] == [("", True), ("王測試", False)]


def test_it_says_what_comes_up_to_its_end_and_nothing_after() -> None:
    until = (at(4) - MONDAY) / timedelta(days=1)
    assert said(rehearsed(Thing((VISIT,)), days=until)) == [(at(2), WORKER.id), (at(4), WORKER.id)]
    just_before = until - 1 / 86_400
    assert said(rehearsed(Thing((VISIT,)), days=just_before)) == [(at(2), WORKER.id)]


def test_what_was_climbed_is_not_said_again() -> None:
    found = rehearsed(Thing((VISIT,)), Kept(VISIT, MONDAY - timedelta(days=9), climbed=1), days=5)
    assert [one.at for one in found] == [at(2), at(4), at(5)]


def test_a_24_hour_matter_is_said_alone_and_the_rest_together_the_nearest_first() -> None:
    found = rehearsed(Thing((OTHER, VISIT, URGENT)), days=4)
    assert [(one.at, [due.duty for due in one.dues]) for one in found if one.to == WORKER.id] == [
        (at(2), [Duty.SEARCH_FORM]),
        (at(2), [Duty.VISIT, Duty.ASSESS]),
        (at(2, 14), [Duty.SEARCH_FORM]),
        (at(3, 2), [Duty.SEARCH_FORM]),
        (at(4), [Duty.SEARCH_FORM]),
        (at(4), [Duty.VISIT]),
        (at(5), [Duty.SEARCH_FORM]),
        (at(5), [Duty.VISIT, Duty.ASSESS]),
    ]
    assert all(one.backlog is None for one in found if one.dues[0].urgent)


def test_what_was_put_off_is_said_at_its_moment_to_who_put_it_off() -> None:
    reminder = Reminder(at(3), COLLEAGUE.id, "A-9", replace(VISIT, person=COLLEAGUE.id), alarm=True)
    found = [one for one in rehearsed(Thing((VISIT,)), reminders=[reminder]) if one.to == COLLEAGUE.id]
    [one] = found
    [due] = one.dues
    assert (one.at, due.sign, due.alarm, due.own) == (at(3), "A-9", True, True)


def test_while_somebody_is_away_their_deputy_hears_and_both_hear_when_it_is_over() -> None:
    away = Absence(WORKER.id, COLLEAGUE.id, date(2026, 6, 1), date(2026, 6, 4), at(5))
    found = rehearsed(Thing((VISIT,)), roll=replace(ROLL, away=(away,)), days=5)
    assert [(one.at, one.to, one.what) for one in found] == [
        (at(2), COLLEAGUE.id, What.NUDGE),
        (at(4), COLLEAGUE.id, What.NUDGE),
        (at(5), WORKER.id, What.BACK),
        (at(5), COLLEAGUE.id, What.OVER),
        (at(5), WORKER.id, What.NUDGE),
    ]
    nudge, _, back, over, _ = found
    assert (nudge.dues[0].name, nudge.dues[0].own) == ("王測試", True)
    assert (back.open, over.name) == (1, "王測試")


def test_what_goes_back_is_news_and_owes_something_else_from_then_on() -> None:
    found = rehearsed(Thing((VISIT,), lapses_at=at(3)), days=5)
    assert [(one.at, one.to, one.what) for one in found] == [
        (at(2), WORKER.id, What.NUDGE),
        (at(3), LEAD.id, What.NEWS),
        (at(3), COLLEAGUE.id, What.NUDGE),
        (at(4), COLLEAGUE.id, What.NUDGE),
        (at(5), COLLEAGUE.id, What.NUDGE),
    ]
    news = found[1]
    assert (news.verb, [due.duty for due in news.dues]) == ("thing.went_back", [Duty.ACKNOWLEDGE])


def test_with_a_month_more_is_owed() -> None:
    july = replace(VISIT, period="july", due=day_end(date(2026, 7, 6)))
    found = rehearsed(Thing((), later=(july,)), days=33)
    assert [one.at for one in found] == [at(1, month=7) + timedelta(days=2)]


def test_of_what_goes_back_nobody_hears_who_is_gone() -> None:
    roll = replace(ROLL, people={**ROLL.people, LEAD.id: replace(LEAD, active=False)})
    found = rehearsed(Thing((VISIT,), lapses_at=at(3)), days=3, roll=roll)
    assert found
    assert not [one for one in found if one.what is What.NEWS]
