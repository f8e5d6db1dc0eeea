"""What goes on between units without a phone: whose an act is, who is asked, and who hears of it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from actions import dossiers, on_site, transitions, youth
from actions.on_site import SittingNews
from actions.staffing import pins as typing
from casework.dossiers import WHO, Side
from casework.errors import NotThere, WrongState
from casework.forms import Answers
from casework.on_site import EVERY, Sitting
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.students import CALL, END, MOVE, Called, Grave, Matter
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.on_site import SITTINGS
from storage.reminders import obligations
from storage.staffing import people, pins, units
from storage.students import STUDENTS
from storage.transitions import TRANSITIONS
from storage.youth import YOUTHS
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain

TODAY = date(2026, 6, 1)
WEDNESDAY = date(2026, 6, 3)
WEEK = timedelta(days=7)
Told = list[tuple[str, int]]


class Between:
    """A school, the education bureau, the committee for youth and an employment desk: a liaison each."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.units: dict[str, Unit] = {}
        self.staff: dict[str, Person] = {}

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            for number, (name, kind, district) in enumerate(
                (
                    ("school", UnitKind.SCHOOL, "平鎮區"),
                    ("education", UnitKind.EDUCATION, ""),
                    ("youth", UnitKind.YOUTH, ""),
                    ("desk", UnitKind.EMPLOYMENT, ""),
                )
            ):
                self.units[name] = units.add(db, kind, f"示範{name}", district)
                joins = Person(0, Role.LIAISON, self.units[name].id, "簡虛構", "0912", "")
                self.staff[name] = addressed.add(db, joins, 7_500 + number)
            for role, name in ((Role.WORKER, "worker"), (Role.SUPERVISOR, "lead")):
                self.staff[name] = self.store.staff[role]
            boss = Person(0, Role.HEAD, self.units["desk"].id, "丁主管", "0912", "")
            self.staff["boss"] = addressed.add(db, boss, 7_600)

        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], by: str) -> list[tuple[str, int, Any]]:
        def acts(db: Transaction) -> list[tuple[str, int, Any]]:
            db.speaker = self.staff[by]
            db.unit = people.unit(db, db.speaker.unit)
            act(db)
            return [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]

        return await self.store(acts)

    async def heard(self, act: Callable[[Transaction], Any], by: str) -> set[tuple[str, int]]:
        return {(verb, person) for verb, person, _ in await self.does(act, by)}


@pytest.fixture
async def between(store: Store) -> Between:
    between = Between(store)
    await between.found()
    return between


async def told_of_a_student(between: Between) -> Matter:
    new = Matter(
        unit=between.units["school"], by=between.units["education"].id, sign="學生-115-1", letter_on=TODAY
    )
    hears = await between.heard(
        lambda db: dossiers.begin(db, STUDENTS, new, "student.letter", Side.UNIT, Side.BEGAN), by="education"
    )
    assert hears == {("student.letter", between.staff["school"].id)}, "not who did it"
    [one] = await between.store(STUDENTS.open)
    return one


async def test_an_act_is_of_the_side_whose_it_is_and_the_others_hear(between: Between) -> None:
    one = await told_of_a_student(between)
    end = partial(dossiers.do, kept=STUDENTS, row=one.id, act=END, given={"reason": "誤發"})
    judged = partial(dossiers.judged, kept=STUDENTS, row=one.id, act=END)

    def offered(db: Transaction, by: str) -> bool:
        db.speaker = between.staff[by]
        return dossiers.offered(db, STUDENTS.read(db, one.id), END)

    assert [await between.store(partial(offered, by=by)) for by in ("school", "education")] == [False, True]
    for act in (end, judged):
        with pytest.raises(NotThere):
            await between.does(act, "school")
    await between.does(judged, "education")
    called = Called(between.store.now + WEEK, ("youth",), (between.units["youth"].id,))
    await between.store(lambda db: STUDENTS.keep(db, one, replace(one, called=called), "student.called"))
    assert await between.heard(end, "education") == {
        ("student.ended", between.staff["school"].id),
        ("student.ended", between.staff["youth"].id),
    }
    ended = await between.store(lambda db: STUDENTS.read(db, one.id))
    assert (ended.why, ended.open) == ("誤發", False)
    assert not await between.store(lambda db: offered(db, "education"))
    for act in (end, judged):
        with pytest.raises(WrongState):
            await between.does(act, "education")


async def test_who_was_asked_and_whose_it_was_hear_that_it_is_not_any_more(between: Between) -> None:
    one = await told_of_a_student(between)
    called = Called(between.store.now + WEEK, ("youth",), (between.units["youth"].id,))
    serious = replace(one, grave=Grave.SERIOUS, called=called)
    await between.store(lambda db: STUDENTS.keep(db, one, serious, "student.called"))
    again: Answers = {"at": (between.store.now + 2 * WEEK).isoformat(), WHO: ["school"]}
    call = partial(dossiers.do, kept=STUDENTS, row=one.id, act=CALL, given=again)
    assert ("dossier.left", between.staff["youth"].id) in await between.heard(call, "school")
    moved = partial(dossiers.do, kept=STUDENTS, row=one.id, act=MOVE, given={}, to=between.units["desk"])
    assert await between.heard(moved, "education") == {
        ("student.moved", between.staff["desk"].id),
        ("dossier.left", between.staff["school"].id),
    }


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ("centre:平鎮區 bureau:", "centre:平鎮區"),
        ("centre:平鎮區- bureau:", "bureau:"),
        ("centre: centre:平鎮區", "centre:平鎮區"),
        ("centre:桃園區 bureau:", "bureau:"),
        ("centre:桃園區 police:平鎮區", ""),
        ("centre:平鎮區-", "centre:平鎮區-"),
    ],
    ids=[
        "by the order",
        "where somebody is",
        "of the district",
        "of no other",
        "of the kinds",
        "else nobody's",
    ],
)
async def test_who_is_asked_is_the_nearest_in_which_somebody_is(
    between: Between, there: str, asked: str
) -> None:
    """*there*: kinds and districts of units; with a - nobody is there."""

    def nearest(db: Transaction) -> str:
        units.change(db, certain(between.store.unit).id, ended_at=db.now)
        made: dict[int, str] = {}
        for number, one in enumerate(there.split()):
            kind, _, district = one.removesuffix("-").partition(":")
            unit = units.add(db, UnitKind(kind), f"示範{number}", district)
            made[unit.id] = one
            if not one.endswith("-"):
                addressed.add(db, Person(0, Role.WORKER, unit.id, "簡虛構", "0912", ""), 7_700 + number)
        kinds = {"social": (UnitKind.CENTRE, UnitKind.BUREAU)}
        found = dossiers.nearest(db, "平鎮區", kinds, ["social", "other"])
        assert len(found) <= 1
        return "".join(made[one] for one in found)

    assert await between.store(nearest) == asked


async def test_a_unit_of_the_kinds_begins_one_by_who_answers_for_it(between: Between) -> None:
    joins = Person(0, Role.WORKER, between.units["school"].id, "何老師", "0912", "")
    between.staff["teacher"] = await between.store(lambda db: addressed.add(db, joins, 7_800))

    def begins(db: Transaction, by: str) -> Unit | None:
        db.speaker = between.staff[by]
        return dossiers.begins(db, [UnitKind.SCHOOL])

    found = [await between.store(partial(begins, by=by)) for by in ("school", "teacher", "education")]
    assert found == [between.units["school"], None, None]


async def test_who_it_is_about_is_shown_behind_the_pin_and_noted_as_theirs_to_know(between: Between) -> None:
    one = await told_of_a_student(between)
    with pytest.raises(NotThere):
        await between.does(lambda db: dossiers.show_person(db, STUDENTS, one.id), "school")

    def opened(db: Transaction) -> None:
        pins.may_choose(db)
        for _ in range(3):
            typing.enter(db, "482913", 0)
        dossiers.show_person(db, STUDENTS, one.id)

    assert await between.does(opened, "school") == []
    assert await between.store.noted("student.person%") == [("student.person_shown", {"own": 1})]


# A unit sits at a centre

GIVEN = {"weekday": "3", "week": EVERY, "hours": "13:00-17:00", "booked_only": "no"}


async def set_up(between: Between, **given: str) -> Sitting:
    centre = certain(between.store.unit).id
    await between.does(lambda db: on_site.set_up(db, centre, {**GIVEN, **given}), "desk")
    return (await between.store(lambda db: list(SITTINGS.open(db))))[-1]


async def test_a_unit_sits_at_a_centre_from_today_on_as_it_was_set_up(between: Between) -> None:
    one, other = await set_up(between), await set_up(between, week="2", booked_only="yes")
    assert (one.weekday, one.week, one.hours, one.booked_only) == (3, 0, "13:00-17:00", False)
    assert (other.week, other.booked_only) == (2, True)
    assert (one.since, one.counted_to) == (TODAY, TODAY - timedelta(days=1))
    centre, school = certain(between.store.unit).id, between.units["school"].id
    for by, at in (("desk", school), ("lead", centre), ("worker", centre)):
        with pytest.raises(NotThere):
            await between.does(lambda db: on_site.set_up(db, at, GIVEN), by)  # noqa: B023 - at once

    def theirs(db: Transaction, by: str) -> set[int]:
        db.speaker = between.staff[by]
        return {each.id for each in on_site.theirs(db)}

    for by in ("desk", "worker"):
        assert await between.store(partial(theirs, by=by)) == {one.id, other.id}
    assert await between.store(lambda db: theirs(db, "school")) == set()
    with pytest.raises(NotThere):
        await between.does(lambda db: on_site.end(db, other.id), "worker")
    await between.does(lambda db: on_site.end(db, other.id), "desk")
    with pytest.raises(WrongState):
        await between.does(lambda db: on_site.end(db, other.id), "desk")
    assert await between.store(lambda db: theirs(db, "desk")) == {one.id}
    chief = between.store.staff[Role.CHIEF]
    assert await between.store(lambda db: theirs(replace(db, speaker=chief), "desk")) == {one.id}
    assert await between.store.noted("sitting.%") == [
        ("sitting.set_up", {"unit": centre}),
        ("sitting.set_up", {"unit": centre}),
        ("sitting.ended", {}),
    ]


async def test_who_booked_hears_that_nobody_comes_and_the_second_time_who_leads_there_and_here(
    between: Between,
) -> None:
    one = await set_up(between)

    def news(verb: str, day: date, *names: str) -> list[tuple[str, int, Any]]:
        about = SittingNews(one.id, one.unit.name, day)
        return [(verb, who, about) for who in sorted(between.staff[name].id for name in names)]

    told = await between.does(lambda db: on_site.book(db, one.id, WEDNESDAY, "履歷"), "worker")
    assert told == news("sitting.booked", WEDNESDAY, "desk")
    stay_away = partial(on_site.stay_away, row=one.id, why="受訓")
    told = await between.does(lambda db: stay_away(db, day=WEDNESDAY), "desk")
    assert told == news("sitting.cancelled", WEDNESDAY, "worker")
    told = await between.does(lambda db: stay_away(db, day=WEDNESDAY + WEEK), "desk")
    assert told == news("sitting.cancelled_again", WEDNESDAY + WEEK, "lead", "boss")
    with pytest.raises(NotThere):
        await between.does(lambda db: stay_away(db, day=WEDNESDAY + 2 * WEEK), "worker")
    assert [verb for verb, _ in await between.store.noted("sitting.c%")] == ["sitting.cancelled"] * 2


async def test_once_a_sitting_is_over_its_count_is_owed_until_it_is_said(between: Between) -> None:
    one = await set_up(between)

    async def owed() -> list[Duty]:
        return [each.duty for each in await between.store(lambda db: obligations.of_subject(db, one.id))]

    between.store.forward(days=2, hours=9)
    assert await owed() == []
    await between.store(lambda db: on_site.turn(db, one.id))
    assert await owed() == [Duty.SITTING_COUNT]
    count = partial(on_site.count, row=one.id, day=WEDNESDAY, numbers=(1, 0, 0, 0, 0, 0))
    with pytest.raises(NotThere):
        await between.does(count, "worker")
    await between.does(count, "desk")
    assert await owed() == []
    assert await between.store.noted("sitting.counted") == [
        ("sitting.counted", {"day": WEDNESDAY.isoformat()})
    ]


# Youth, and who is let go


def dropout(name: str, born: str) -> dict[str, str]:
    return {"name": name, "born": born, "phone": "", "school": "示範國中", "address": "", "left_on": ""}


async def test_of_a_list_of_dropouts_each_is_begun_once_and_who_is_grown_is_named(between: Between) -> None:
    rows = [
        dropout("何樣本", "2012-01-01"),
        dropout("何樣本", "2012-01-01"),
        dropout("陳範例", "2000-01-01"),
        dropout("王測試", "2013-01-01"),
    ]
    found: list[object] = []
    take = youth.take_list
    heard = await between.heard(lambda db: found.append(take(db, rows)), "education")
    assert found == [(2, 1, [2])]
    assert heard == {("youth.listed", between.staff["youth"].id)}
    assert [one.name for one in await between.store(YOUTHS.open)] == ["何樣本", "王測試"]
    assert await between.heard(lambda db: found.append(take(db, rows[:1])), "education") == set()
    assert found[1] == (0, 1, []), "who is open already is not begun again"
    with pytest.raises(NotThere):
        await between.does(lambda db: take(db, rows), "desk")
    await between.store(lambda db: units.change(db, between.units["youth"].id, ended_at=db.now))
    with pytest.raises(NotThere):
        await between.does(lambda db: take(db, rows), "education")


@pytest.mark.parametrize(("village", "district"), [("桃園區文化里", "桃園區"), ("", "平鎮區")])
async def test_who_attends_is_of_the_district_where_somebody_will_live_and_else_of_the_offices(
    between: Between, village: str, district: str
) -> None:
    given = {"measure": "custody", "letter_on": "2026-06-01", "ends_on": "2026-09-01", "office": "示範監獄"}
    said: Answers = {**given, "name": "何虛構", "village": village, WHO: ["health"]}

    def attend(db: Transaction) -> list[str]:
        there = {}
        for number, place in enumerate(("平鎮區", "桃園區")):
            unit = units.add(db, UnitKind.HEALTH, f"{place}衛生所", place)
            addressed.add(db, Person(0, Role.LIAISON, unit.id, "簡虛構", "0912", ""), 7_900 + number)
            there[unit.id] = place
        window = units.add(db, UnitKind.PROTECTION, "家防中心", "平鎮區")
        one = TRANSITIONS.add(db, transitions.begin(db, window, said), "transition.letter")
        transitions.lapse(db, one.id)
        assert TRANSITIONS.read(db, one.id).lapsed
        return [there[each] for each in one.attend]

    assert await between.store(attend) == [district]
    verbs = [verb for verb, _ in await between.store.noted("transition.l%")]
    assert verbs == ["transition.letter", "transition.lapsed"]
