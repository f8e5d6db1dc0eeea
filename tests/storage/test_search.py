"""What a question finds, and that it never finds or counts what the asker may not see (`trust.md`)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Update, select, update

from actions.cases.looking import looked_up
from casework.cases.access import Action, seen_by
from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.household import Member, as_told
from casework.cases.seats import AskedBy, SeatEnd
from casework.cases.strands import Tracking
from casework.counting import ENOUGH, counted
from casework.errors import NotThere
from casework.policy.policy import Duty
from casework.reminders.obligations import pressing
from casework.search.queries import Query, read_query
from casework.staffing.people import Person, Role
from casework.staffing.pin import Lock, PinKind
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from casework.text.numbers import read_number
from casework.text.places import load_places
from storage.cases import cases, households
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import case_keys, seats, units
from storage.core.tables import cases as case_rows
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from storage.search import answers, paths
from storage.staffing import people, pins
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.certain import certain

PLACES = load_places()
EVERYTHING = Query(())
QUESTIONS = (
    "案件",
    "逾期",
    "待派",
    "今天到期",
    "本週",
    "未回報",
    "結案",
    "我的",
    "進行中",
    "平鎮",
    "新勢里",
    "桃園區 逾期",
    "陳範例",
    "範例",
    "A123456789",
    "0912345678",
    "示範路1號",
    "家庭服務中心",
    "社工:王",
    "王測試",
    "平鎮 逾期，桃園",
    "電費",
    "王",
    "林",
    "小",
    "全部",
    "爭議",
    "高風險",
    "緊急",
    "待核結案",
    "王測試的案子有哪些逾期",
    "這個月到期",
    "昨天通報的",
    "上個月通報的",
)


def asked(text: str) -> Query:
    return read_query(text, today=date(2026, 6, 1), places=PLACES, read_number=read_number)


@pytest.fixture
async def office(store: Store) -> SimpleNamespace:
    """Two centres, each with a supervisor and a worker; a screener, the bureau, a chief."""

    def found(db: Transaction) -> SimpleNamespace:
        def unit(kind: UnitKind, name: str) -> Unit:
            row = {"kind": kind, "name": name, "district": "", "letter": "A"}
            key = certain(db.connection.execute(units.insert().values(**row)).inserted_primary_key)[0]
            return people.unit(db, key)

        def person(role: Role, name: str, of: Unit) -> tuple[Person, Unit]:
            chat = 9_000 + len(staff)
            staff.append(addressed.add(db, Person(0, role, of.id, name, "", ""), chat))
            return staff[-1], of

        staff: list[Person] = []
        here, there = unit(UnitKind.CENTRE, "平鎮中心"), unit(UnitKind.CENTRE, "桃園家庭服務中心")
        bureau = unit(UnitKind.BUREAU, "社會局")
        return SimpleNamespace(
            here=here,
            there=there,
            worker=person(Role.WORKER, "王測試", here),
            colleague=person(Role.WORKER, "林測試", here),
            supervisor=person(Role.SUPERVISOR, "張樣本", here),
            stranger=person(Role.WORKER, "王遠方", there),
            screener=person(Role.SCREENER, "陳篩派", bureau),
            bureau=person(Role.BUREAU, "吳示例", bureau),
            chief=person(Role.CHIEF, "里長示範", bureau),
            clerk=person(Role.CLERK, "承辦示範", bureau),
        )

    return await store(found)


def asking(store: Store, who: tuple[Person, Unit]) -> Store:
    return replace(store, speaker=who[0], unit=who[1])


async def opened(store: Store, **facts: Any) -> Case:
    """Open a case that already stands where *facts* say."""
    return await store(lambda db: cases.open_case(db, a_case(**{"village": "平鎮區新勢里", **facts}), "A"))


def served(unit: Unit, worker: tuple[Person, Unit], **facts: Any) -> dict[str, Any]:
    since = facts.get("accepted_at") or MONDAY
    base = {"state": State.IN_SERVICE, "unit": unit.id, "worker": worker[0].id, "accepted_at": MONDAY}
    return {**base, "reported_at": min(MONDAY, since), **facts}


async def answer(store: Store, text: str) -> tuple[int, list[int]]:
    def look(db: Transaction) -> tuple[int, list[int]]:
        query = asked(text)
        return answers.count(db, query), [case.id for case in answers.answer(db, query, 0).cases]

    return await store(look)


async def the_usual_cases(store: Store, office: SimpleNamespace) -> list[Case]:
    late = MONDAY - timedelta(days=60)
    return [
        await opened(store, **served(office.here, office.worker, village="平鎮區新勢里")),
        await opened(store, **served(office.here, office.colleague, accepted_at=late)),
        await opened(
            store, state=State.DISPATCHED, unit=office.here.id, offered=office.worker[0].id, offered_at=MONDAY
        ),
        await opened(store, **served(office.here, office.worker, state=State.CLOSED, closed_at=MONDAY)),
    ]


async def the_unseen_cases(store: Store, office: SimpleNamespace) -> None:
    late = MONDAY - timedelta(days=60)
    for village in ("平鎮區新勢里", "桃園區中正里"):
        await opened(store, **served(office.there, office.stranger, accepted_at=late, village=village))
        await opened(store, village=village)
        await opened(store, state=State.CLOSED, unit=office.there.id, village=village)


def _executed(db: Transaction, statement: Update) -> None:
    db.connection.execute(statement)


async def the_joint_cases(store: Store, office: SimpleNamespace) -> None:
    """A unit here had or has a part in each beside a unit there: of either kind, ended in every way."""
    for kind in (UnitKind.CENTRE, UnitKind.HEALTH):
        for ended, end in ((None, None), *((MONDAY, one) for one in (None, *SeatEnd))):
            case = a_case(village="桃園區中正里", **served(office.there, office.stranger))
            both = case.ask(unit=office.here.id, kind=kind, to=office.colleague[0].id, at=MONDAY)
            kept = await store(partial(cases.open_case, case=both, letter="A"))
            mine = update(seats).where(seats.c.case_id == kept.id, seats.c.id != kept.id)
            await store(partial(_executed, statement=mine.values(ended_at=ended, end=end)))


@pytest.mark.parametrize("who", ["worker", "supervisor", "chief", "clerk"])
async def test_answers_are_the_same_with_and_without_what_the_asker_may_not_see(store, office, who):
    await the_usual_cases(store, office)
    mine = asking(store, getattr(office, who))
    before = {text: await answer(mine, text) for text in QUESTIONS}
    await the_unseen_cases(store, office)
    assert {text: await answer(mine, text) for text in QUESTIONS} == before


@pytest.mark.parametrize(
    "who", ["worker", "colleague", "supervisor", "stranger", "screener", "bureau", "chief"]
)
async def test_sql_and_the_rule_agree_on_whose_cases_are_found(store, office, who):
    await the_usual_cases(store, office)
    await the_unseen_cases(store, office)
    await the_joint_cases(store, office)
    mine = asking(store, getattr(office, who))

    def look(db: Transaction) -> tuple[set[int], set[int]]:
        pages = [answers.answer(db, EVERYTHING, number).cases for number in range(9)]
        person, unit = getattr(office, who)
        scope = seen_by(person, unit, db.closed_since)
        rows = db.connection.execute(select(case_rows.c.id)).scalars().all()
        assert len(rows) <= 9 * 5, "all of them are on these pages"
        ruled = [cases.read(db, row) for row in rows]
        return {one.id for page in pages for one in page}, {one.id for one in ruled if scope.holds(one)}

    found, expected = await mine(look)
    assert found == expected


WHOLE = ("A123456789", "0912-345-678", "中正路一段12-3號")
"""What is masked where a household is not read in full."""


@pytest.mark.parametrize(
    ("who", "finds"), [("worker", True), ("supervisor", True), ("screener", True), ("bureau", False)]
)
async def test_what_is_masked_is_found_whole_by_who_reads_it_in_full_or_typed_the_pin(
    store, office, who, finds
):
    family = as_told("王小明", "A123456789", "0912345678", "中正路一段12之3號")
    case = await opened(store, **served(office.here, office.worker), household=family)
    mine = asking(store, getattr(office, who))
    for text in WHOLE:
        assert await answer(mine, text) == ((1, [case.id]) if finds else (0, [])), text
    assert (await answer(mine, "王小明"))[0] == 1
    if not finds:
        later = MONDAY + timedelta(minutes=15)
        await mine(lambda db: pins.keep(db, Lock("x", later, kind=PinKind.OWN)))
        assert [await answer(mine, text) for text in WHOLE] == [(1, [case.id])] * 3


async def test_after_many_that_were_nowhere_none_is_looked_up(store, office):
    family = as_told("王小明", "A123456789", "0912345678", "中正路一段12之3號")
    await opened(store, **served(office.here, office.worker), household=family)
    mine = asking(store, office.worker)
    assert (await answer(mine, "A123456789"))[0] == 1
    for _ in range(5):
        await mine(lambda db: looked_up(db, 2, 0))
    assert await answer(mine, "A123456789") == (0, [])
    assert (await answer(mine, "王小明"))[0] == 1, "who it is by name they know"
    assert (await answer(replace(mine, now=MONDAY + timedelta(hours=2)), "A123456789"))[0] == 1
    assert (await answer(asking(store, office.supervisor), "A123456789"))[0] == 1


async def test_nobody_finds_anything_without_speaking(store, office):
    await the_usual_cases(store, office)
    with pytest.raises(NotThere):
        await replace(store, speaker=None)(lambda db: answers.count(db, EVERYTHING))


@pytest.mark.parametrize(
    "text",
    [
        "王小明",
        "小明",
        "A123456789",
        "a123456789",
        "0912-345-678",
        "0912 345 678",
        "+886912345678",
        "中正路一段12-3號",
        "新勢里",
        "平鎮",
        "平鎮中心",
        "王測試",
        "社工:王測",
    ],
)
async def test_a_case_is_found_by_what_is_known_of_it(store, office, text):
    household = as_told("王小明", "A123456789", "0912345678", "平鎮區中正路1段12之3號")
    case = await opened(store, **served(office.here, office.worker, household=household))
    assert await answer(asking(store, office.supervisor), text) == (1, [case.id])


@pytest.mark.parametrize(
    "text", ["陳小明", "王大明", "B123456780", "0912345679", "桃園", "社工:林", "%", "_", "明", "平", "A"]
)
async def test_a_case_is_not_found_by_anything_else(store, office, text):
    household = as_told("王小明", "A123456789", "0912345678", "中正路1號")
    await opened(store, **served(office.here, office.worker, household=household))
    assert await answer(asking(store, office.supervisor), text) == (0, [])


@pytest.mark.parametrize("text", ["王", "林", "測", "「王」"])
async def test_one_character_finds_surnames_and_workers(store, office, text):
    theirs = await opened(store, **served(office.here, office.colleague, household=as_told("王小明")))
    await opened(store, **served(office.there, office.stranger, household=as_told("王大同")))
    assert await answer(asking(store, office.supervisor), text) == (1, [theirs.id])


async def test_a_surname_is_found_alone_but_makes_no_two_names_alike(store, office):
    await opened(store, **served(office.here, office.worker, household=as_told("歐陽小明")))
    supervisor = asking(store, office.supervisor)
    assert (await answer(supervisor, "歐"))[0] == 1
    assert (await answer(supervisor, "歐大同"))[0] == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小美", False),
        ("王小明", True),
        ("李小美", True),
        ("小明", True),
        ("AnnWang", False),
        ("Ann Wu", True),
    ],
)
async def test_two_people_of_one_household_are_not_found_by_a_name_that_neither_has(
    store, office, text, found
):
    household = as_told("王小明").with_member(Member("李小美"))
    household = household.with_member(Member("Ann Wu")).with_member(Member("Lu Wang"))
    case = await opened(store, **served(office.here, office.worker, household=household))
    assert await answer(asking(store, office.supervisor), text) == ((1, [case.id]) if found else (0, []))


async def test_no_household_is_opened_but_those_that_may_be_found(store, office, monkeypatch):
    for name in ("王小明", "陳大同"):
        await opened(store, **served(office.here, office.worker, household=as_told(name)))
    asked_for, opens = asking(store, office.supervisor), list[Any]()
    of_row = households.of_row

    def opened_and_noted(db: Transaction, row: Any) -> Any:
        opens.append(row)
        return of_row(db, row)

    monkeypatch.setattr(households, "of_row", opened_and_noted)
    await asked_for(lambda db: answers.count(db, asked("王小明")))
    assert len(opens) == 1
    await asked_for(lambda db: answers.count(db, asked("小明")))
    assert len(opens) == 1


async def test_the_most_pressing_comes_first_and_five_come_at_a_time(store, office):
    found = [
        await opened(store, **served(office.here, office.worker, accepted_at=MONDAY - timedelta(days=days)))
        for days in (1, 40, 3, 20, 10, 30, 2)
    ]
    order = [found[place].id for place in (1, 5, 3, 4, 2, 6, 0)]

    def look(db: Transaction) -> list[list[int]]:
        return [[one.id for one in answers.answer(db, EVERYTHING, page).cases] for page in range(3)]

    assert await asking(store, office.supervisor)(look) == [order[:5], order[5:], []]


async def test_status_words_find_what_they_say(store, office):
    """First visit within 10 days; the follow-up by the end of the month."""
    supervisor = asking(store, office.supervisor)
    late = await opened(store, **served(office.here, office.worker, accepted_at=MONDAY - timedelta(days=11)))
    today = await opened(
        store,
        **served(
            office.here,
            office.worker,
            accepted_at=MONDAY - timedelta(days=10),
            followed_up=date(2026, 5, 1),
        ),
    )
    week = await opened(store, **served(office.here, office.worker, accepted_at=MONDAY - timedelta(days=4)))
    filed = await opened(
        store,
        **served(
            office.here,
            office.worker,
            accepted_at=MONDAY - timedelta(days=30),
            visited_on=date(2026, 6, 1),
            followed_up=date(2026, 6, 1),
            assessed_at=MONDAY,
            risk=Risk.LOW,
        ),
    )
    closed = await opened(store, **served(office.here, office.worker, state=State.CLOSED))

    async def found(text: str) -> set[int]:
        return set((await answer(supervisor, text))[1])

    assert await found("逾期") == {late.id}
    assert await found("今天到期") == {today.id}, "what is late is not due today, nor what was done"
    assert await found("本週") == {today.id, week.id}
    assert await found("未回報") == {late.id, today.id, week.id}
    assert await found("結案") == {closed.id}
    assert await found("進行中") == {late.id, today.id, week.id, filed.id}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("待篩派", {"state": State.SCREENING}),
        ("待接案", {"state": State.DISPATCHED}),
        ("服務中", {"state": State.IN_SERVICE}),
        ("爭議", {"state": State.DISPUTED, "disputed_at": MONDAY}),
        ("待核結案", {"closing_at": MONDAY}),
        ("併案", {"state": State.JOINED}),
        ("已轉介", {"state": State.REDIRECTED}),
        ("不開案", {"state": State.NOT_TAKEN}),
        ("緊急", {"urgent": True}),
        ("高風險", {"risk": Risk.HIGH}),
        ("low risk", {"risk": Risk.LOW}),
    ],
)
async def test_where_a_case_is_and_what_threatens_it_have_words(store, office, text, facts):
    meant = await opened(store, **served(office.here, office.worker, **facts))
    other = {} if facts.get("state") != State.IN_SERVICE else {"state": State.CLOSED}
    await opened(store, **served(office.here, office.worker, **other))
    assert await answer(asking(store, office.supervisor), text) == (1, [meant.id])


async def test_an_erased_case_is_not_counted(store, office):
    case = await opened(store, **served(office.here, office.worker))
    await store(lambda db: db.connection.execute(case_keys.delete().where(case_keys.c.case_id == case.id)))
    assert await answer(asking(store, office.supervisor), "案件") == (0, [])


VILLAGES = ("平鎮區新勢里", "平鎮區新富里", "桃園區中正里")
NAMES = ("王小明", "陳大同", "王大明", "林測試", "歐陽範例")
WIDE: dict[str, dict[str, int]] = {
    "as they are": {},
    "the shortest": {"SHORT": 0},
    "along an order": {"SHORT": 0, "FEW": 0, "WIDE": 1, "MOST_BEHIND": 0, "MOST_DONE": 0},
    "of nobody's name": {"SHORT": 0, "FEW": 0, "MANY": 0},
}
"""What counts as short, few, wide and many, so that each question is read along one path and another."""


def _drawn(dice: Random, office: SimpleNamespace) -> Case:
    """A case that stands anywhere: any state, any unit, perhaps with a second one beside it."""
    staff = {office.here.id: (office.worker, office.colleague), office.there.id: (office.stranger,)}
    unit, other = dice.sample(sorted(staff), 2)
    state = dice.choice(list(State))
    facts: dict[str, Any] = {
        "state": state,
        "village": dice.choice(VILLAGES),
        "urgent": dice.random() < 0.3,
        "risk": dice.choice((None, *Risk)),
        "kinds": tuple(kind for kind in CaseKind if dice.random() < 0.2),
        "household": as_told(dice.choice(NAMES), "A123456789", f"09{dice.randrange(10**8):08}", "示範路1號"),
    }
    if state is State.DISPATCHED:
        facts |= {"unit": unit, "offered": dice.choice(staff[unit])[0].id, "offered_at": MONDAY}
    elif state not in (State.SCREENING, State.NOT_TAKEN, State.REDIRECTED, State.JOINED):
        since = MONDAY - timedelta(days=dice.choice((1, 3, 9, 10, 40)))
        facts |= {"unit": unit, "worker": dice.choice(staff[unit])[0].id, "accepted_at": since}
        if state is State.IN_SERVICE and dice.random() < 0.2:
            facts["closing_at"] = MONDAY
    case = a_case(MONDAY - timedelta(days=dice.randrange(50)), **facts)
    if case.in_service and dice.random() < 0.4:
        case = case.ask(unit=other, kind=UnitKind.CENTRE, to=dice.choice(staff[other])[0].id, at=MONDAY)
    return case


def _fits(db: Transaction, case: Case, text: str) -> bool:
    """Read a case as a person would, and say whether it answers."""
    today = local_day(db.now)
    owed, known = _owed(db, case), households.names_known(db, case.household)
    week = {today + timedelta(days=day - today.weekday()) for day in range(7)}
    return {
        "案件": lambda: True,
        "逾期": lambda: any(one.due < db.now for one in owed),
        "今天到期": lambda: any(local_day(one.due) == today for one in owed),
        "明天到期": lambda: any(local_day(one.due) == today + timedelta(days=1) for one in owed),
        "下週到期": lambda: any(local_day(one.due) - timedelta(days=7) in week for one in owed),
        "6/10到期": lambda: any(local_day(one.due) == date(2026, 6, 10) for one in owed),
        "這個月到期": lambda: any(local_day(one.due).month == 6 for one in owed),
        "上個月到期": lambda: any(local_day(one.due).month == 5 for one in owed),
        "6/10前到期": lambda: any(local_day(one.due) <= date(2026, 6, 10) for one in owed),
        "這個月到期 9天內到期": lambda: (
            any(local_day(one.due).month == 6 for one in owed)
            and any(0 <= (local_day(one.due) - today).days <= 9 for one in owed)
        ),
        "昨天通報的": lambda: local_day(case.reported_at) == today - timedelta(days=1),
        "上個月通報的": lambda: local_day(case.reported_at).month == 5,
        "5/20前通報的": lambda: local_day(case.reported_at) <= date(2026, 5, 20),
        "上個月通報的 結案": lambda: local_day(case.reported_at).month == 5 and case.state is State.CLOSED,
        "上個月通報的 這個月到期": lambda: (
            local_day(case.reported_at).month == 5 and any(local_day(one.due).month == 6 for one in owed)
        ),
        "本週": lambda: any(local_day(one.due) in week for one in owed),
        "未回報": lambda: any(one.duty is Duty.FOLLOW_UP and one.since <= db.now for one in owed),
        "待派": lambda: case.state is State.SCREENING,
        "結案": lambda: case.state is State.CLOSED,
        "進行中": lambda: case.open,
        "待核結案": lambda: case.in_service and case.closing.proposed_at is not None,
        "緊急": lambda: case.urgent,
        "高風險": lambda: case.risk is Risk.HIGH,
        "一般": lambda: CaseKind.GENERAL in case.kinds and cases.may(db, case, Action.WHY),
        "行方不明 結案": lambda: CaseKind.CHILD_MISSING in case.kinds and case.state is State.CLOSED,
        "平鎮": lambda: case.village.startswith("平鎮區"),
        "新勢里": lambda: case.village.endswith("新勢里"),
        "平鎮 本週": lambda: (
            case.village.startswith("平鎮區") and any(local_day(one.due) in week for one in owed)
        ),
        "今天到期 逾期": lambda: (
            any(one.due < db.now for one in owed) and any(local_day(one.due) == today for one in owed)
        ),
        "平鎮 逾期": lambda: case.village.startswith("平鎮區") and any(one.due < db.now for one in owed),
        "桃園 結案": lambda: case.village.startswith("桃園區") and case.state is State.CLOSED,
        "王小明": lambda: "王小明" in known,
        "小明": lambda: "王小明" in known,
        "歐": lambda: "歐陽範例" in known,
        "歐 結案": lambda: "歐陽範例" in known and case.state is State.CLOSED,
    }[text]()


ASKED = (
    *("案件", "逾期", "今天到期", "本週", "未回報", "待派", "結案", "進行中", "待核結案", "緊急", "高風險"),
    *("一般", "行方不明 結案", "明天到期", "下週到期"),
    *("6/10到期", "這個月到期", "上個月到期", "6/10前到期", "這個月到期 9天內到期"),
    *("昨天通報的", "上個月通報的", "5/20前通報的", "上個月通報的 結案", "上個月通報的 這個月到期"),
    *(
        "平鎮 本週",
        "今天到期 逾期",
        "平鎮",
        "新勢里",
        "平鎮 逾期",
        "桃園 結案",
        "王小明",
        "小明",
        "歐",
        "歐 結案",
    ),
)


@pytest.mark.parametrize("wide", list(WIDE.values()), ids=list(WIDE))
@pytest.mark.parametrize("who", ["worker", "supervisor", "screener", "bureau", "chief"])
async def test_a_question_finds_what_somebody_finds_who_reads_every_case_they_may_see(
    store, office, who, wide, monkeypatch
):
    """Whatever is read along, the answer is the same, in the order of the nearest deadline."""
    dice = Random(who)
    for _ in range(40):
        case = _drawn(dice, office)
        last = await store(lambda db, case=case: cases.open_case(db, case, "A"))
    for one in (3, 7, 12):  # of one family with what was drawn before, whatever its name
        await store(lambda db, one=one: households.join(db, last.household.id - one, last.household.id - 20))
    for name, value in wide.items():
        monkeypatch.setattr(paths, name, value)
    monkeypatch.setattr(answers, "_WIDEST", 3)
    monkeypatch.setattr(households, "MANY", 4)

    def compared(db: Transaction) -> None:
        known = [cases.read(db, row) for row in db.connection.execute(select(case_rows.c.id)).scalars().all()]
        seen = [case for case in known if cases.may(db, case, Action.VIEW)]
        for text in ASKED:
            expected = sorted(
                (pressing((one.due for one in _owed(db, case)), case.reported_at), case.id)
                for case in seen
                if _fits(db, case, text)
            )
            pages = [answers.answer(db, asked(text), page) for page in range(9)]
            assert [one.id for page in pages for one in page.cases] == [row for _, row in expected], text
            assert pages[0].found == answers.count(db, asked(text)) == len(expected), text
            assert [page.more for page in pages] == [len(expected) > 5 * (n + 1) for n in range(9)], text

    await asking(store, getattr(office, who))(compared)


def _owed(db: Transaction, case: Case) -> list[Obligation]:
    return [
        one
        for seat in (case.id, *(beside.id for beside in case.joint))
        for one in obligations.of_subject(db, seat)
    ]


async def test_what_is_counted_stops_where_nobody_reads_on_and_the_pages_go_to_the_end(store, office):
    for _ in range(103):
        await opened(store, **served(office.here, office.worker))

    def read(db: Transaction) -> tuple[int, list[bool], set[int]]:
        pages = [answers.answer(db, EVERYTHING, page) for page in range(21)]
        return (
            answers.count(db, EVERYTHING),
            [page.more for page in pages],
            {one.id for page in pages for one in page.cases},
        )

    count, more, found = await asking(store, office.supervisor)(read)
    assert count == ENOUGH
    assert counted(count) == "100+"
    assert more == [True] * 20 + [False]
    assert len(found) == 103


async def test_what_is_tracked_is_found_until_a_conference_removes_it_or_it_is_closed(store, office):
    supervisor = asking(store, office.supervisor)
    months = Tracking(0, date(2026, 5, 8), date(2026, 5, 1), (office.here.id,))

    async def tracked(after: Callable[[Case], Case], **facts: Any) -> Case:
        case = await opened(store, **served(office.here, office.worker, **facts))
        await store(lambda db: save(db, after(case.track(months)), "case.tracked"))
        return case

    stands = await tracked(lambda case: case)
    await tracked(lambda case: case.untrack(MONDAY))
    await tracked(lambda case: with_facts(case, state=State.CLOSED, closed_at=MONDAY))
    await opened(store, **served(office.here, office.worker))
    assert await answer(supervisor, "列管") == (1, [stands.id])


async def test_a_unit_that_the_match_asked_is_not_told_why_others_serve_the_family(store, office):
    """[001] 三(六)2(5): it finds the case, but by no word that tells of which kind it is."""
    kinds = (CaseKind.SUICIDE_HARDSHIP,)

    async def beside(by: AskedBy) -> Case:
        case = a_case(village="桃園區中正里", kinds=kinds, **served(office.there, office.stranger))
        asked_ = case.ask(
            unit=office.here.id, kind=UnitKind.CENTRE, to=office.colleague[0].id, at=MONDAY, by=by
        )
        return await store(lambda db: cases.open_case(db, asked_, "A"))

    told, _ = await beside(AskedBy.DISPATCH), await beside(AskedBy.MATCH)
    for who in (office.colleague, office.supervisor):
        assert await answer(asking(store, who), "幸扶守護") == (1, [told.id])
        assert (await answer(asking(store, who), "案件"))[0] == 2
    assert (await answer(asking(store, office.stranger), "幸扶守護"))[0] == 2, "who leads is told"


@pytest.mark.parametrize("who", ["worker", "supervisor", "screener", "bureau"])
async def test_a_case_from_which_somebody_keeps_out_is_found_by_no_question(store, office, who):
    case, other = [await opened(store, **served(office.here, office.worker)) for _ in range(2)]
    mine = asking(store, getattr(office, who))
    assert (await answer(mine, "案件"))[0] == 2
    await store(lambda db: recusals.add(db, case.id, getattr(office, who)[0].id))
    for text in ("案件", "進行中", "陳範例", "平鎮"):
        assert await answer(mine, text) == (1, [other.id]), text
    assert await answer(mine, case.number) == (0, [])
