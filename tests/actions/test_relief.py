"""New-Year care without a phone: relief, what elders need, allowances, events, visits and results."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions.new_year import relief, results, visiting
from actions.new_year.campaign import CareNews
from actions.new_year.relief import GapNews, MajorNews
from actions.staffing import pins as typing
from casework.cases.household import as_told
from casework.errors import NoReason, NotThere, Stale, WrongState
from casework.new_year.care import CareGroup
from casework.new_year.holiday import new_year
from casework.new_year.parts import CarePart
from casework.policy.policy import CareSource, Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI, local_day
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.new_year import campaigns, care
from storage.new_year import relief as kept
from storage.new_year.care import Enlisted
from storage.reminders import obligations
from storage.staffing import pins, units
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain

NINE = datetime(2027, 1, 25, 9, tzinfo=TAIPEI)
VILLAGE = "平鎮區新街里"
VISIT = {"mode": "home", "children": "no_children", "care": "good", "day": "2027-01-25"}
Told = list[tuple[str, int, Any]]


class Care:
    """An elder alone whom the centre has on its list and a family with a child; the bureau, with two."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.elder, self.family = 0, 0
        self.second: Person

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            campaigns.begin(db, 2027)
            here, worker = certain(self.store.unit), self.store.staff[Role.WORKER].id
            office = units.add(db, UnitKind.BUREAU, "社會局")
            runs, also = (Person(0, Role.BUREAU, office.id, f"吳示例{n}", "0912", "") for n in (1, 2))
            self.store.staff[Role.BUREAU] = addressed.add(db, runs, 7_400)
            self.second = addressed.add(db, also, 7_401)
            listed = [
                Enlisted(here, CareSource.CHARITY, as_told(name, own, "", where), VILLAGE, group, worker)
                for name, own, where, group in (
                    ("王測試", "A123456789", "中正路1號", CareGroup.ALONE),
                    ("李示範", "B123456780", "中正路2號", CareGroup.CHILD),
                )
            ]
            self.elder, self.family = (care.enlist(db, 2027, one).id for one in listed)
            for unit in (here, office):
                campaigns.part_of(db, 2027, unit)

        self.store.now = NINE
        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], by: Role = Role.WORKER) -> Told:
        def acts(db: Transaction) -> Told:
            db.unit = None
            act(db)
            return [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]

        return await self.store.by(by)(acts)

    async def part(self, unit: int) -> CarePart:
        return certain(await self.store(lambda db: campaigns.existing(db, 2027, unit)))

    @property
    def centre(self) -> int:
        return certain(self.store.unit).id

    @property
    def office(self) -> int:
        return self.second.unit

    async def is_over(self) -> None:
        last = await self.store(lambda db: new_year(2027, db.rules.calendar).last)
        self.store.forward(days=(last - self.store.now.date()).days + 1)

    async def verbs(self) -> list[str]:
        return [verb for verb, _ in await self.store.noted("care.%")]


@pytest.fixture
async def winter(store: Store) -> Care:
    winter = Care(store)
    await winter.found()
    return winter


async def test_relief_is_paid_by_who_decides_on_it_and_taken_off_what_is_kept_ready(winter: Care) -> None:
    def pay(db: Transaction) -> int | None:
        left = relief.pay(db, winter.elder, {"amount": "3000", "why": "no_work"})
        return left.left if left else None

    assert await winter.store(pay) is None, "the unit did not tell"
    winter.store.forward(hours=1)
    await winter.does(lambda db: relief.tell_fund(db, 10_000))
    assert await winter.store(pay) == 7_000
    assert [one.amount for one in await winter.store(lambda db: relief.paid_to(db, winter.elder))] == [
        3000
    ] * 2
    assert await winter.store(lambda db: relief.paid_to(db, winter.family)) == []
    for act in (lambda db: relief.tell_fund(db, 1), lambda db: relief.pay(db, winter.elder, {"amount": "1"})):
        with pytest.raises(NotThere):
            await winter.does(act, by=Role.CHIEF)
    assert await winter.store.by(Role.CHIEF)(relief.fund) is None
    await winter.store(lambda db: campaigns.close(db, 2027))
    with pytest.raises(WrongState):
        await winter.store(pay)


async def test_what_is_paid_after_the_results_were_confirmed_lets_them_be_confirmed_anew(
    winter: Care,
) -> None:
    await winter.is_over()
    part = await winter.part(winter.centre)
    await winter.does(lambda db: results.confirm(db, part.id, "不在"), by=Role.SUPERVISOR)
    assert (await winter.part(winter.centre)).results_at
    await winter.does(lambda db: relief.pay(db, winter.elder, {"amount": "500"}))
    assert (await winter.part(winter.centre)).results_at is None
    assert "care.results_reopened" in await winter.verbs()


async def test_the_bureau_hears_of_each_day_more_on_which_nobody_brings_what_an_elder_needs(
    winter: Care,
) -> None:
    """[003] 陸、一(一)2(2)C."""
    sign = (await winter.store(lambda db: care.read(db, winter.elder))).sign
    both = (winter.store.staff[Role.BUREAU].id, winter.second.id)

    async def said(*gaps: str) -> Told:
        return await winter.does(lambda db: relief.say_needs(db, winter.elder, ["meals"], gaps))

    def news(days: int) -> Told:
        return [("care.gap", person, GapNews(winter.elder, sign, days)) for person in both]

    assert await said() == []
    assert await said("0", "1") == news(2)
    assert await said("0", "1") == []
    assert await said("0") == [], "fewer are no news"
    assert await said("0", "3") == news(2)
    needs = certain(await winter.store(lambda db: kept.needs(db, winter.elder)))
    assert (needs.needs, needs.gaps) == (("meals",), ("0", "3"))
    with pytest.raises(WrongState):
        await winter.does(lambda db: relief.say_needs(db, winter.family, ["meals"], []))
    assert await winter.store(lambda db: relief.gaps(db, 2027)) == {"0": 1, "3": 1}
    found = {"mode": "not_met", "why": "died", "day": local_day(winter.store.now).isoformat()}
    await winter.does(lambda db: visiting.visit(db, winter.elder, found, ""))
    assert not await winter.store(lambda db: relief.gaps(db, 2027)), "nothing is brought to who died"


async def test_an_allowance_is_ticked_and_taken_back_and_the_bureau_owes_what_is_left(winter: Care) -> None:
    async def owed() -> bool:
        part = await winter.part(winter.office)
        found = await winter.store(lambda db: obligations.of_subject(db, part.id))
        return Duty.ALLOWANCES in [one.duty for one in found]

    known = await winter.store(lambda db: db.rules.policy.new_year.allowances)
    for kind in range(len(known)):
        assert await owed()
        await winter.does(partial(relief.tick, kind=kind, paid=True), by=Role.BUREAU)
    assert not await owed()
    await winter.does(lambda db: relief.tick(db, 0, paid=False), by=Role.BUREAU)
    assert await owed()
    assert set(await winter.store(lambda db: kept.paid_out(db, 2027))) == {*known[1:]}
    for kind in (-1, len(known)):
        with pytest.raises(Stale):
            await winter.does(partial(relief.tick, kind=kind, paid=True), by=Role.BUREAU)
    with pytest.raises(NotThere):
        await winter.does(lambda db: relief.tick(db, 0, paid=True))


async def test_of_a_major_event_who_leads_and_the_bureau_hear_and_it_is_over_once(winter: Care) -> None:
    told = await winter.does(lambda db: relief.begin_event(db, "地震"), by=Role.BUREAU)
    [number] = {about.event for _, _, about in told}
    assert told == [
        ("major.begun", person, MajorNews(number))
        for person in (winter.store.staff[Role.SUPERVISOR].id, winter.second.id)
    ]
    assert (await winter.store.by(Role.SUPERVISOR)(lambda db: relief.event(db, number))).what == "地震"
    for act in (lambda db: relief.event(db, number), lambda db: relief.end_event(db, number)):
        with pytest.raises(NotThere):
            await winter.does(act)
    assert await winter.does(lambda db: relief.end_event(db, number), by=Role.BUREAU) == []
    with pytest.raises(WrongState):
        await winter.does(lambda db: relief.end_event(db, number), by=Role.BUREAU)


# Visits


async def test_a_household_is_at_high_risk_once_somebody_judged_it_so(winter: Care) -> None:
    for _ in range(2):
        assert (await winter.store(lambda db: visiting.high_risk(db, winter.family))).high
    assert (await winter.verbs()).count("care.high") == 1
    with pytest.raises(NotThere):
        await winter.does(lambda db: visiting.high_risk(db, winter.family), by=Role.SCREENER)


async def test_who_is_named_to_visit_hears_and_kin_are_not_named_nor_visit(winter: Care) -> None:
    here, lead = winter.centre, winter.store.staff[Role.SUPERVISOR].id
    joins = Person(0, Role.WORKER, here, "鄭同仁", "0912", "")
    other = (await winter.store(lambda db: addressed.add(db, joins, 7_500))).id
    one = CareNews("春節 116", households=1)
    told = await winter.does(lambda db: visiting.assign(db, winter.elder, other), by=Role.SUPERVISOR)
    assert told == [("care.to_visit", other, one)]
    assert await winter.does(lambda db: visiting.assign(db, winter.elder, lead), by=Role.SUPERVISOR) == []
    await winter.does(lambda db: visiting.assign(db, winter.family, other), by=Role.SUPERVISOR)

    def kin(db: Transaction) -> Told:
        db.speaker = replace(joins, id=other)
        visiting.recuse(db, winter.family)
        return [(each.verb, each.person, each.about) for each in db.news if isinstance(each, OfficeNews)]

    assert await winter.store(kin) == [("care.to_visit", lead, one)], "who leads it now"
    named = await winter.store.by(Role.SUPERVISOR)(lambda db: visiting.assignable(db, winter.family)[1])
    assert other not in [each.id for each in named]


async def test_where_a_household_lives_is_shown_behind_the_pin_and_whose_work_it_is_is_noted(
    winter: Care,
) -> None:
    show = visiting.show_where
    with pytest.raises(NotThere):
        await winter.does(lambda db: show(db, winter.elder))

    def opened(db: Transaction) -> str:
        pins.may_choose(db)
        for _ in range(3):
            typing.enter(db, "482913", 0)
        _, household = show(db, winter.elder)
        return household.address

    shown = (
        select(t.journal.c.detail).where(t.journal.c.verb == "care.address_shown").order_by(t.journal.c.id)
    )
    for by in (Role.WORKER, Role.SUPERVISOR):
        assert await winter.store.by(by)(opened) == "中正路1號"
    noted = await winter.store(lambda db: db.connection.execute(shown).scalars().all())
    assert list(noted) == [{"own": 1}, {}]
    with pytest.raises(NotThere):
        await winter.store.by(Role.BUREAU)(opened)


# Results


async def test_why_nobody_went_to_some_is_asked_of_who_confirms_the_results(winter: Care) -> None:
    part = await winter.part(winter.centre)
    await winter.does(lambda db: visiting.visit(db, winter.elder, VISIT, "?"))
    never = await winter.store(lambda db: results.never_visited(db, part))
    assert [one.id for one in never] == [winter.family]
    await winter.is_over()
    counted = dict(await winter.store(lambda db: results.of(db, part)))
    assert counted["households"] == 2
    confirm = results.confirm
    with pytest.raises(NotThere):
        await winter.does(lambda db: confirm(db, part.id, "不在"))
    with pytest.raises(NoReason):
        await winter.does(lambda db: confirm(db, part.id), by=Role.SUPERVISOR)
    await winter.does(lambda db: confirm(db, part.id, "不在"), by=Role.SUPERVISOR)
    after = await winter.part(winter.centre)
    assert (dict(after.figures), after.reason, after.results_at) == (counted, "不在", winter.store.now)
    with pytest.raises(WrongState):
        await winter.does(lambda db: confirm(db, part.id, "不在"), by=Role.SUPERVISOR)


async def test_where_all_were_visited_no_reason_is_asked(winter: Care) -> None:
    for one in (winter.elder, winter.family):
        await winter.does(lambda db: visiting.visit(db, one, {**VISIT, "children": "all"}, "?"))  # noqa: B023 - at once
    await winter.is_over()
    part = await winter.part(winter.centre)
    await winter.does(lambda db: results.confirm(db, part.id), by=Role.SUPERVISOR)
    assert (await winter.part(winter.centre)).results_at == winter.store.now


async def test_other_figures_are_kept_as_they_were_corrected_and_the_bureau_sends_up_all_of_them(
    winter: Care,
) -> None:
    await winter.is_over()
    part, whole = await winter.part(winter.centre), await winter.part(winter.office)
    before = dict(await winter.store(lambda db: results.of(db, part)))
    await winter.does(lambda db: results.correct(db, part.id, {"reliefs": 4}, "漏列"), by=Role.SUPERVISOR)
    after = await winter.part(winter.centre)
    assert (dict(after.figures), after.reason) == ({**before, "reliefs": 4}, "漏列")
    assert await winter.store(lambda db: results.of(db, after)) == {**before, "reliefs": 4}
    of_all = await winter.store(lambda db: results.of_all(db, 2027))
    assert [(one.unit.id, counted["reliefs"]) for one, counted in of_all] == [(winter.centre, 4)]
    total = await winter.store(lambda db: results.total(db, 2027))
    assert (total["households"], total["reliefs"]) == (2, 4)
    for by, number in ((Role.SUPERVISOR, part.id), (Role.BUREAU, part.id), (Role.SUPERVISOR, whole.id)):
        with pytest.raises((NotThere, WrongState)):
            await winter.does(lambda db: results.send_up(db, number, "府社字第1號"), by=by)  # noqa: B023 - at once
    await winter.does(lambda db: results.send_up(db, whole.id, "府社字第1號"), by=Role.BUREAU)
    sent = await winter.part(winter.office)
    assert (sent.results_at, sent.reason) == (winter.store.now, "府社字第1號")
    assert "care.results_sent" in await winter.verbs()


async def test_a_household_that_the_bureau_leads_is_among_the_figures(winter: Care) -> None:
    def theirs(db: Transaction) -> None:
        office = next(one.unit for one in campaigns.parts(db, 2027) if one.unit.id == winter.office)
        told = as_told("陳範例", "C123456781", "", "中正路3號")
        care.enlist(db, 2027, Enlisted(office, CareSource.CHARITY, told, VILLAGE, CareGroup.ALONE))

    await winter.store(theirs)
    of_all = await winter.store(lambda db: results.of_all(db, 2027))
    assert {one.unit.id: counted["households"] for one, counted in of_all} == {
        winter.centre: 2,
        winter.office: 1,
    }
