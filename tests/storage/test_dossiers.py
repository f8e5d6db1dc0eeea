"""Dossiers as rows: each of its kind, found by its sides, kept once, seen by whom its room lets see it."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from casework.cases.access import Action
from casework.cases.case import State
from casework.errors import NotThere, Stale
from casework.on_site import Sitting
from casework.policy.policy import Duty
from casework.referrals import Referral
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.students import Called, Grave, Matter
from casework.transitions import Measure, MeasureKind, lapses_at
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import journal
from storage.core.tables import obligations as duties
from storage.on_site import SITTINGS
from storage.referrals import REFERRALS
from storage.reminders import obligations
from storage.staffing import units
from storage.students import STUDENTS
from storage.transitions import TRANSITIONS
from tests.storage.conftest import MONDAY, RULES, Store, a_case
from tests.support import addressed

DAY = timedelta(days=1)
TODAY = date(2026, 6, 1)


async def unit(store: Store, kind: UnitKind, name: str) -> Unit:
    return await store(lambda db: units.add(db, kind, name, "", "A"))


@pytest.fixture
async def school(store: Store) -> Unit:
    return await unit(store, UnitKind.SCHOOL, "示範國小")


@pytest.fixture
async def bureau(store: Store) -> Unit:
    return await unit(store, UnitKind.EDUCATION, "教育局")


async def matter(store: Store, school: Unit, by: Unit, sign: str = "學生-115-1") -> Matter:
    new = Matter(unit=school, by=by.id, sign=sign, letter_on=TODAY)
    return await store(partial(STUDENTS.add, one=new, verb="student.letter"))


async def owes(store: Store, row: int) -> list[Duty]:
    return [one.duty for one in await store(lambda db: obligations.of_subject(db, row))]


async def test_what_is_kept_of_one_is_kept_once_and_moves_no_other(
    store: Store, school: Unit, bureau: Unit
) -> None:
    one, other = [await matter(store, school, bureau, f"學生-115-{n}") for n in (1, 2)]
    assert one.version == 1
    assert (await owes(store, one.id), await owes(store, other.id)) == ([Duty.STUDENT_REPLY],) * 2
    judged = replace(one, grave=Grave.SERIOUS, judged_on=TODAY, letter="桃教字1號")
    after = await store(lambda db: STUDENTS.keep(db, one, judged, "student.judged_serious"))
    assert await store(lambda db: STUDENTS.read(db, one.id)) == after == replace(judged, version=2)
    assert await store(lambda db: STUDENTS.read(db, other.id)) == other
    assert (await owes(store, one.id), await owes(store, other.id)) == (
        [Duty.NEEDS_MEETING],
        [Duty.STUDENT_REPLY],
    )
    with pytest.raises(Stale):
        await store(lambda db: STUDENTS.keep(db, one, replace(one, why="誤發")))
    await store(lambda db: STUDENTS.keep(db, after, replace(after, why="遷出", ended_at=db.now)))
    assert await owes(store, one.id) == []
    verbs = [row.verb for row in await store(lambda db: db.connection.execute(journal.select()).all())]
    assert sorted(one for one in verbs if one.startswith("student.")) == [
        "student.judged_serious", "student.letter", "student.letter",
    ]  # fmt: skip

    async def due() -> list[datetime]:
        return [one.due for one in await store(lambda db: obligations.of_subject(db, other.id))]

    before = await due()
    await store(lambda db: db.connection.execute(update(duties).values(due=MONDAY)))
    await store(lambda db: STUDENTS.count_anew(db, [other.id]))
    assert await due() == before, "as the rules have it"
    for room, row in ((STUDENTS, 999), (TRANSITIONS, other.id)):
        with pytest.raises(NotThere):
            await store(partial(room.read, row=row))


async def test_a_units_dossiers_are_what_it_answers_for_or_began_and_for_a_while_what_ended(
    store: Store, school: Unit, bureau: Unit
) -> None:
    elsewhere = await unit(store, UnitKind.SCHOOL, "樣本國小")
    mine, theirs = await matter(store, school, bureau), await matter(store, elsewhere, bureau, "學生-115-2")
    ended = await matter(store, school, bureau, "學生-115-3")
    await store(lambda db: STUDENTS.keep(db, ended, replace(ended, ended_at=db.now)))
    measure = Measure(
        unit=school, sign="轉銜-115-1", measure=MeasureKind.PROTECTIVE, known_on=TODAY, ends_on=TODAY
    )
    await store(lambda db: TRANSITIONS.add(db, measure, "transition.known"))

    async def found(*of: Unit, since: timedelta = DAY) -> list[int]:
        look = partial(STUDENTS.of_units, units=[one.id for one in of], since=store.now - since)
        return [one.id for one in await store(look)]

    assert await found(school) == [mine.id, ended.id], "what is open comes first"
    assert await found(bureau) == [theirs.id, mine.id, ended.id]
    assert await found(elsewhere) == [theirs.id]
    assert await found(school, since=timedelta()) == [mine.id], "it ended just then"
    assert [one.id for one in await store(STUDENTS.open)] == [mine.id, theirs.id]


async def test_one_without_a_case_has_the_next_number_of_its_unit_and_year(
    store: Store, school: Unit, bureau: Unit
) -> None:
    async def number(of: Unit, called: str = "學生") -> str:
        return await store(lambda db: STUDENTS.number(db, of, called))

    assert await number(school) == "示範國小學生-115-1"
    for n in (1, 3):
        await matter(store, school, bureau, f"示範國小學生-115-{n}")
    assert await number(school) == "示範國小學生-115-4"
    assert await number(bureau) == "教育局學生-115-1"
    assert await number(school, "少年") == "示範國小少年-115-1"
    assert await store(lambda db: TRANSITIONS.number(db, school, "學生")) == "示範國小學生-115-1", (
        "of its kind"
    )
    store.forward(days=365)
    assert await number(school) == "示範國小學生-116-1"


async def test_the_bell_looks_at_what_wakes_the_earliest_first(store: Store, school: Unit) -> None:
    async def measure(ends_on: date) -> Measure:
        new = Measure(
            unit=school, sign="轉銜", measure=MeasureKind.PROTECTIVE, known_on=TODAY, ends_on=ends_on
        )
        return await store(partial(TRANSITIONS.add, one=new, verb="transition.known"))

    later, soon = await measure(TODAY + 9 * DAY), await measure(TODAY + DAY)
    at = lapses_at(soon, RULES)
    assert at is not None

    async def waking(most: int = 9) -> list[int]:
        return await store(partial(TRANSITIONS.waking, most=most))

    store.now = at - timedelta(seconds=1)
    assert await waking() == []
    store.now = at
    assert await waking() == [soon.id]
    assert await store(partial(STUDENTS.waking, most=9)) == []
    store.now = at + 30 * DAY
    assert (await waking(), await waking(1)) == ([soon.id, later.id], [soon.id])
    await store(lambda db: TRANSITIONS.sleep(db, soon.id, db.now + DAY))
    assert await waking() == [later.id]
    await store(lambda db: TRANSITIONS.count_anew(db, [soon.id]))
    assert await waking() == [soon.id, later.id], "as the rules have it"


async def test_what_is_of_a_case_is_found_by_it(store: Store) -> None:
    desk = await unit(store, UnitKind.EMPLOYMENT, "平鎮就業服務臺")
    case, beside = [
        await store(lambda db: cases.open_case(db, a_case(state=State.IN_SERVICE), "B")) for _ in range(2)
    ]
    of = [
        await store(
            partial(
                REFERRALS.add,
                one=Referral(unit=desk, sign=each.number, case=each.id, asked_at=MONDAY, need="work"),
                verb="referral.asked",
            )
        )
        for each in (case, beside)
    ]
    assert await store(lambda db: REFERRALS.of_case(db, case.id)) == [of[0]]
    assert await store(lambda db: STUDENTS.of_case(db, case.id)) == []


SEES = {Action.VIEW, Action.HISTORY}
DOES = {*SEES, Action.SERVE, Action.REACH}


async def allowed(store: Store, role: Role, of: Unit, work) -> set[Action]:
    """Say what somebody of a unit may."""

    def asked(db: Transaction) -> set[Action]:
        db.speaker = addressed.add(db, Person(0, role, of.id, "李預設", "0912000001", ""), 7_900)
        db.unit = of
        return {action for action in Action if work(db, action)}

    return await store(asked)


@pytest.mark.parametrize(
    ("role", "side", "may"),
    [
        (Role.LIAISON, "school", DOES),
        (Role.LIAISON, "bureau", SEES),
        (Role.LIAISON, "asked", SEES),
        (Role.LIAISON, "other", set()),
        (Role.WORKER, "school", set()),
    ],
)
async def test_it_is_seen_by_its_unit_by_who_began_it_and_for_a_while_by_who_was_asked(
    store: Store, school: Unit, bureau: Unit, role: Role, side: str, may: set[Action]
) -> None:
    police, other = (
        await unit(store, UnitKind.POLICE, "平鎮分局"),
        await unit(store, UnitKind.SCHOOL, "樣本國小"),
    )
    one = await matter(store, school, bureau)
    asked = replace(one, called=Called(MONDAY, (), (police.id,)))
    who = {"school": school, "bureau": bureau, "asked": police, "other": other}[side]
    assert await allowed(store, role, who, lambda db, action: STUDENTS.may(db, asked, action)) == may


async def test_who_stands_in_for_a_liaison_answers_for_the_unit_and_what_nobody_else_began_is_its_own(
    store: Store, school: Unit
) -> None:
    measure = Measure(
        id=1, unit=school, sign="轉銜-115-1", measure=MeasureKind.PROTECTIVE, known_on=TODAY, ends_on=TODAY
    )

    def asked(db: Transaction) -> list[bool]:
        liaison = Person(0, Role.LIAISON, school.id, "李預設", "0912000001", "")
        alone = TRANSITIONS.may(db, measure, Action.VIEW)
        db.absent = [addressed.add(db, liaison, 7_900)]
        return [alone, TRANSITIONS.may(db, measure, Action.VIEW)]

    assert await store(asked) == [False, True]


async def test_of_what_is_over_nobody_is_reached_any_more(store: Store, school: Unit, bureau: Unit) -> None:
    over = replace(await matter(store, school, bureau), ended_at=MONDAY)
    may = await allowed(store, Role.LIAISON, school, lambda db, action: STUDENTS.may(db, over, action))
    assert may == DOES - {Action.REACH}


@pytest.mark.parametrize(
    ("role", "side", "of_a_case", "of_a_letter"),
    [
        (Role.LIAISON, "desk", {*SEES, Action.REACH}, {*SEES, Action.REACH}),
        (Role.SUPERVISOR, "centre", SEES, set()),
        (Role.LIAISON, "other", set(), set()),
    ],
)
async def test_a_referral_is_seen_by_its_desk_and_by_who_sees_the_case(
    store: Store, role: Role, side: str, of_a_case: set[Action], of_a_letter: set[Action]
) -> None:
    """[004] 參六(三)2(1)."""
    assert store.unit is not None
    centre, desk = store.unit, await unit(store, UnitKind.EMPLOYMENT, "平鎮就業服務臺")
    other = await unit(store, UnitKind.EMPLOYMENT, "桃園就業服務臺")
    served = a_case(state=State.IN_SERVICE, unit=centre.id, worker=store.staff[Role.WORKER].id)
    case = await store(lambda db: cases.open_case(db, served, "B"))
    who = {"desk": desk, "centre": centre, "other": other}[side]

    def made(number: int | None) -> Referral:
        return Referral(id=1, unit=desk, sign="A", case=number, asked_at=MONDAY, need="work")

    def both(db: Transaction, action: Action) -> bool:
        assert REFERRALS.may(db, made(None), action) is (action in of_a_letter)
        assert not REFERRALS.may(db, replace(made(None), ended_at=MONDAY), Action.REACH), "it is over"
        return REFERRALS.may(db, made(case.id), action)

    assert await allowed(store, role, who, both) == of_a_case


async def test_who_keeps_out_of_a_case_sees_no_referral_of_it(store: Store) -> None:
    desk = await unit(store, UnitKind.EMPLOYMENT, "平鎮就業服務臺")

    def seen(db: Transaction) -> list[bool]:
        liaison = addressed.add(db, Person(0, Role.LIAISON, desk.id, "李預設", "0912000001", ""), 7_900)
        case = cases.open_case(db, a_case(state=State.IN_SERVICE), "B")
        new = Referral(unit=desk, sign=case.number, case=case.id, asked_at=MONDAY, need="work")
        one = REFERRALS.add(db, new, "referral.asked")
        db.speaker = liaison
        before = REFERRALS.may(db, one, Action.VIEW)
        recusals.add(db, case.id, liaison.id)
        return [before, REFERRALS.may(db, one, Action.VIEW)]

    assert await store(seen) == [True, False]


@pytest.mark.parametrize(
    ("role", "side", "may"),
    [
        (Role.LIAISON, "unit", {*SEES, Action.SERVE}),
        (Role.WORKER, "unit", SEES),
        (Role.WORKER, "centre", SEES),
        (Role.CHIEF, "centre", set()),
        (Role.LIAISON, "other", set()),
    ],
)
async def test_when_a_unit_sits_at_a_centre_is_seen_by_both_and_changed_by_who_answers_for_it(
    store: Store, role: Role, side: str, may: set[Action]
) -> None:
    """[001] 四."""
    assert store.unit is not None
    desk, other = await unit(store, UnitKind.EMPLOYMENT, "甲"), await unit(store, UnitKind.EMPLOYMENT, "乙")
    one = Sitting(
        id=1, unit=desk, by=store.unit.id, sign="駐點", weekday=3, hours="13:00-17:00", since=TODAY,
        counted_to=TODAY,
    )  # fmt: skip
    who = {"unit": desk, "centre": store.unit, "other": other}[side]
    assert await allowed(store, role, who, lambda db, action: SITTINGS.may(db, one, action)) == may


async def test_who_may_not_see_one_holds_none(store: Store, school: Unit, bureau: Unit) -> None:
    one = await matter(store, school, bureau)

    def held(db: Transaction) -> None:
        with pytest.raises(NotThere):
            STUDENTS.held(db, one.id)
        db.speaker = addressed.add(db, Person(0, Role.LIAISON, school.id, "李預設", "0912000001", ""), 7_900)
        db.unit = school
        assert STUDENTS.held(db, one.id) == one

    await store(held)
