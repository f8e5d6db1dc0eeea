"""Who reads in full what is theirs, who does so in an emergency, who hears of either, and who keeps out."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from actions.cases import breaking, looking, reading, recusing
from actions.staffing import pins as typing
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.decoys import decoy
from casework.errors import NotThere, Stale, TooManyMisses
from casework.missing import CHILD_MISSING
from casework.screening import VERIFY
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage import on_call
from storage.cases import cases, decoys, glass, service
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.news import OfficeNews
from storage.messages import outbox
from storage.staffing import leaves, pins, units
from storage.staffing import people as kept
from tests.storage.conftest import Store, served_by
from tests.support import addressed
from tests.support.cases import with_facts
from tests.support.certain import certain

Told = list[tuple[str, int]]
NIGHT = timedelta(hours=13)


class House:
    """A case that a worker of the centre serves; another centre, of whom somebody reads it; the bureau."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.case: Case
        self.staff: dict[str, Person] = {
            "worker": store.staff[Role.WORKER],
            "lead": store.staff[Role.SUPERVISOR],
        }

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            here = certain(self.store.unit).id
            there = units.add(db, UnitKind.CENTRE, "桃園中心", "桃園區", "C").id
            office = units.add(db, UnitKind.BUREAU, "社會局").id
            for number, (name, role, unit) in enumerate(
                (
                    ("head", Role.HEAD, here),
                    ("colleague", Role.WORKER, here),
                    ("stranger", Role.WORKER, there),
                    ("their lead", Role.SUPERVISOR, there),
                    ("bureau", Role.BUREAU, office),
                    ("admin", Role.ADMIN, office),
                )
            ):
                joins = Person(0, role, unit, f"{number}示例", "0912", "")
                self.staff[name] = addressed.add(db, joins, 7_500 + number)
            self.case = cases.open_case(db, served_by(self.staff["worker"], kind=UnitKind.CENTRE), "B")

        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], by: str) -> Told:
        """Do something as somebody; returns who hears what."""

        def acts(db: Transaction) -> Told:
            db.speaker = self.staff[by]
            db.unit = kept.unit(db, db.speaker.unit)
            act(db)
            return [(one.verb, one.person) for one in db.news]

        return await self.store(acts)

    def hear(self, verb: str, *names: str) -> Told:
        return [(verb, self.staff[name].id) for name in names]


@pytest.fixture
async def house(store: Store) -> House:
    house = House(store)
    await house.found()
    return house


async def test_who_serves_it_hears_of_a_look_by_another_and_the_journal_knows_whose_work_it_was(
    house: House,
) -> None:
    look = partial(looking.look, verb="case.revealed")
    assert await house.does(lambda db: look(db, house.case), "worker") == []
    told = await house.does(lambda db: look(db, house.case), "lead")
    assert told == house.hear("look.seen", "worker")
    assert await house.store.noted("case.revealed") == [("case.revealed", {"own": 1}), ("case.revealed", {})]


async def test_of_a_look_at_night_the_one_hears_who_else_leads_and_does_not_keep_out(house: House) -> None:
    house.store.now += NIGHT
    look = partial(looking.look, verb="case.revealed")
    told = await house.does(lambda db: look(db, house.case), "lead")
    assert told == [*house.hear("look.seen", "worker"), *house.hear("look.night", "head")]
    await house.store(lambda db: recusals.add(db, house.case.id, house.staff["head"].id))
    told = await house.does(lambda db: look(db, house.case), "lead")
    assert told == [*house.hear("look.seen", "worker"), *house.hear("look.night", "bureau")]


async def test_the_second_person_is_of_the_unit_else_of_the_bureau_else_who_administers(house: House) -> None:
    async def witnesses(of: str) -> list[int]:
        return [one.id for one in await house.store(lambda db: looking.witnesses(db, house.staff[of]))]

    async def named(*names: str) -> list[int]:
        return [house.staff[name].id for name in names]

    assert await witnesses("worker") == await named("lead", "head")
    assert await witnesses("lead") == await named("head")
    assert await witnesses("their lead") == await named("bureau")
    assert await witnesses("bureau") == await named("admin")
    today = house.store.now.date()
    away = partial(leaves.add, first=today, last=today)
    await house.store(lambda db: away(db, house.staff["head"].id, house.staff["lead"].id))
    assert await witnesses("lead") == await named("bureau"), "nobody is their own witness"


async def test_of_many_households_it_is_told_once_an_hour_and_of_a_night_once_each_household(
    house: House,
) -> None:
    lead = house.staff["lead"]

    def keys(db: Transaction) -> dict[str, set[str]]:
        db.speaker, db.unit = lead, certain(house.store.unit)
        for _ in range(db.rules.policy.looks.many + 2):
            other = cases.open_case(db, served_by(house.staff["worker"], kind=UnitKind.CENTRE), "B")
            looking.look(db, other, "case.revealed")
        found: dict[str, set[str]] = {}
        for one in db.news:
            assert isinstance(one, OfficeNews)
            found.setdefault(one.verb, set()).add(certain(one.key))
        return found

    house.store.now += NIGHT
    found = await house.store(keys)
    many = await house.store(lambda db: db.rules.policy.looks.many)
    assert {verb: len(one) for verb, one in found.items()} == {
        "look.seen": many + 2,
        "look.night": many + 2,
        "look.many": 1,
    }


async def test_a_second_person_lets_somebody_read_on_who_still_works_here(house: House) -> None:
    told = await house.does(looking.ask, "worker")
    assert told == house.hear("look.asked", "lead", "head")
    worker = house.staff["worker"].id
    assert await house.store(lambda db: kept.get(db, worker)) == house.staff["worker"]
    for by in ("worker", "stranger", "bureau"):
        with pytest.raises(NotThere):
            await house.does(lambda db: looking.allow(db, worker), by)
    told = await house.does(lambda db: looking.allow(db, worker), "head")
    assert told == house.hear("look.allowed", "worker")
    assert await house.store.noted("person.looks_allowed") == [("person.looks_allowed", {"person": worker})]
    await house.store(lambda db: kept.suspend(db, kept.get(db, worker)))
    with pytest.raises(NotThere):
        await house.does(lambda db: looking.allow(db, worker), "head")


async def test_who_asks_for_too_much_that_is_nowhere_is_told_of_once_and_asks_no_more_within_the_hour(
    house: House,
) -> None:
    most = await house.store(lambda db: db.rules.policy.looks.misses)

    async def may_ask() -> bool:
        def look(db: Transaction) -> bool:
            db.speaker = house.staff["worker"]
            return looking.misses_left(db)

        return await house.store(look)

    assert await house.does(lambda db: looking.looked_up(db, 3, 3), "worker") == []
    assert await house.does(lambda db: looking.looked_up(db, most, 1), "worker") == []
    assert await may_ask()
    told = await house.does(lambda db: looking.looked_up(db, 2, 0), "worker")
    assert told == house.hear("look.misses", "lead", "head")
    assert not await may_ask()
    assert await house.does(lambda db: looking.looked_up(db, 2, 0), "worker") == [], "once"
    assert await house.store.noted("search.%") == [
        ("search.found", {"number": 3}),
        *[("search.missed", {"number": number}) for number in (most - 1, 2, 2)],
    ]
    house.store.forward(hours=2)
    assert await may_ask()


async def test_a_decoy_is_found_by_one_of_several_words_by_who_sees_it(house: House) -> None:
    def made(db: Transaction) -> None:
        db.speaker = house.staff["bureau"]
        decoys.add(db, decoy("陳範例", "平鎮區新街里", house.case.unit, None, db.now), "B")

    await house.store(made)

    def sought(db: Transaction, by: str, *words: str) -> int:
        looks = db.rules.policy.looks.model_copy(update={"decoys": 1})
        db.rules = replace(db.rules, policy=db.rules.policy.model_copy(update={"looks": looks}))
        db.speaker = house.staff[by]
        db.unit = kept.unit(db, db.speaker.unit)
        return len(looking.sought_by_name(db, words))

    assert await house.store(lambda db: sought(db, "lead", "林某某", "陳範例")) == 1
    assert await house.store(lambda db: sought(db, "lead", "林某某")) == 0
    assert await house.store(lambda db: sought(db, "stranger", "陳範例")) == 0


# In an emergency


async def test_in_an_emergency_who_has_it_and_who_leads_the_reader_hear_and_it_is_ended_once(
    house: House,
) -> None:
    opens = partial(breaking.open_it, number=house.case.number, reason="有危險")
    assert await house.does(opens, "worker") == [], "it is theirs to read"
    assert await house.store(lambda db: glass.of_case(db, house.case.id)) == []
    told = await house.does(opens, "stranger")
    assert told == [
        *house.hear("look.glass", "worker", "lead"),
        *house.hear("look.broke", "their lead"),
    ]
    [one] = await house.store(lambda db: glass.of_case(db, house.case.id))
    assert one.person == house.staff["stranger"].id
    told = await house.does(opens, "colleague")
    assert told == [*house.hear("look.glass", "worker", "lead"), *house.hear("look.broke", "head")]
    end = partial(breaking.end, case=house.case.id, person=one.person)
    with pytest.raises(NotThere):
        await house.does(end, "their lead")
    assert await house.does(end, "lead") == house.hear("look.ended", "stranger")
    with pytest.raises(Stale):
        await house.does(end, "lead")
    verbs = [verb for verb, _ in await house.store.noted("case.glass%")]
    assert verbs == ["case.glass_broken", "case.glass_broken", "case.glass_ended"]


async def test_a_number_that_is_not_there_is_one_that_was_looked_up_in_vain(house: House) -> None:
    opens = partial(breaking.open_it, reason="有危險")

    def found(db: Transaction) -> None:
        assert opens(db, "B-115-999999") is None

    assert await house.does(found, "stranger") == []
    assert await house.store.noted("search.%") == [("search.missed", {"number": 1})]
    most = await house.store(lambda db: db.rules.policy.looks.misses)
    await house.does(lambda db: looking.looked_up(db, most, 0), "stranger")
    with pytest.raises(TooManyMisses):
        await house.does(lambda db: opens(db, house.case.number), "stranger")
    for by in ("bureau", "head"):
        with pytest.raises(NotThere):
            await house.does(lambda db: opens(db, house.case.number), by)


# What is shown behind the PIN


async def test_what_was_asked_for_in_full_is_told_only_while_it_is_theirs_to_read(house: House) -> None:
    worker = house.staff["worker"]

    def asked(db: Transaction, subject: int | None, chat: int = 7_001) -> Letter:
        to = addressed.address(db, chat)
        row = certain(outbox.write(db, to, LetterKind.MESSAGE, {}, priority=Priority.REPLY, subject=subject))
        content = {"right": Action.REVEAL.value}
        return Letter(row, to, LetterKind.MESSAGE, Priority.REPLY, content, None, 1)

    letter = await house.store(lambda db: asked(db, house.case.id))
    assert await house.store(lambda db: reading.still_shown(db, letter))
    for other in (
        replace(letter, content={}),
        await house.store(lambda db: asked(db, None)),
        await house.store(lambda db: asked(db, house.case.id, chat=9_999)),
    ):
        assert not await house.store(partial(reading.still_shown, letter=other))
    await house.store(lambda db: recusals.add(db, house.case.id, worker.id))
    assert not await house.store(lambda db: reading.still_shown(db, letter))


async def test_of_the_papers_of_a_case_the_bureau_sees_the_missing_child_alone(house: House) -> None:
    def opened(db: Transaction) -> None:
        kept_pin = db.speaker = house.staff["bureau"]
        pins.may_choose(db)
        for _ in range(3):
            typing.enter(db, "482913", kept_pin.id)

    show = partial(reading.show_child, case=house.case.id)
    with pytest.raises(NotThere):
        await house.does(show, "bureau")

    def missing(db: Transaction, *forms: str) -> None:
        case = cases.read(db, house.case.id)
        if not case.missing_child:
            gone = with_facts(case, kinds=(*case.kinds, "child_missing"))
            case = cases.save(db, case, gone, "case.child_missing")
        for form in forms:
            service.file_paper(db, case, form, {"name": form})

    await house.store(opened)
    await house.store(lambda db: missing(db, VERIFY.name))
    with pytest.raises(Stale):
        await house.does(show, "bureau")
    await house.store(lambda db: missing(db, CHILD_MISSING.name, VERIFY.name))

    def shown(db: Transaction) -> None:
        assert reading.show_child(db, house.case.id).kind == CHILD_MISSING.name

    assert await house.does(shown, "bureau") == house.hear("look.seen", "worker")


# Who keeps out


async def test_who_keeps_out_is_called_no_more_and_who_leads_lets_them_back_in(house: House) -> None:
    worker, colleague = house.staff["worker"], house.staff["colleague"]

    def calls(db: Transaction) -> None:
        urgent = cases.open_case(db, served_by(worker, urgent=True), "B")
        for case, asked in ((house.case, colleague), (urgent, worker)):
            on_call.call(db, case.id, asked.unit, asked.id, db.now + timedelta(minutes=20))

    await house.store(calls)

    async def due(case: int) -> Any:
        return (await house.store(lambda db: certain(on_call.of_case(db, case)))).due

    before = await due(house.case.id)
    now = await house.store(lambda db: cases.read(db, house.case.id))
    with pytest.raises(Stale):
        await house.does(lambda db: recusing.keep_out(db, now.id, now.version + 1), "worker")
    told = await house.does(lambda db: recusing.keep_out(db, now.id, now.version), "worker")
    assert told == house.hear("case.recused", "lead")
    assert await due(house.case.id) == before, "another is called"

    async def change(person: int) -> bool:
        case = await house.store(lambda db: cases.read(db, house.case.id))
        done: list[bool] = []
        await house.does(
            lambda db: done.append(recusing.change(db, case.id, case.version, person)[1]), "lead"
        )
        return done[0]

    assert await change(colleague.id) is True
    assert await due(house.case.id) == house.store.now, "the next one is called at once"
    assert await change(colleague.id) is False
    assert await house.store(lambda db: recusals.of_case(db, house.case.id)) == {worker.id}
    for other in (house.staff["stranger"].id, house.staff["lead"].id):
        with pytest.raises(NotThere):
            await change(other)
    assert [verb for verb, _ in await house.store.noted("case.recus%")] == [
        *("case.recused", "case.recused", "case.recusal_lifted"),
    ]

    def theirs(db: Transaction, by: str) -> set[int]:
        db.speaker = house.staff[by]
        return {one.id for one in recusing.colleagues(db, cases.read(db, house.case.id))}

    assert await house.store(lambda db: theirs(db, "colleague")) == set()
    assert worker.id in await house.store(lambda db: theirs(db, "lead"))
