"""Referrals without a phone: to which desks, whose each act is, and who hears of it."""

from collections.abc import Callable
from typing import Any

import pytest

from actions import referrals
from casework.cases.case import Case, State
from casework.errors import NotThere, WrongState
from casework.referrals import Referral, ReferralOutcome
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.cases import cases
from storage.core.database import Transaction
from storage.referrals import REFERRALS
from storage.staffing import people, units
from tests.storage.conftest import Store, served_by
from tests.support import addressed
from tests.support.cases import with_facts

GIVEN = {"need": "work", "consent": "yes"}
LETTER = {
    "sender": "prison",
    "office": "示範監獄",
    "letter_on": "2026-06-01",
    "name": "何虛構",
    "need": "work",
    "letter": "",
    "phone": "",
}


class Desks:
    """A case that is served, and desks of the city and of two districts, each with a liaison."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.units: dict[str, Unit] = {}
        self.liaisons: dict[str, Person] = {}
        self.case: Case

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            kinds = db.rules.policy.referrals.desks
            for number, (name, kind, district) in enumerate(
                (
                    ("就業服務處", kinds[0], ""),
                    ("桃園就服臺", kinds[0], "桃園區"),
                    ("平鎮就服臺", kinds[0], "平鎮區"),
                    ("第二處", kinds[1], ""),
                )
            ):
                self.units[name] = units.add(db, kind, name, district)
                joins = Person(0, Role.LIAISON, self.units[name].id, "簡虛構", "0912000000", "")
                self.liaisons[name] = addressed.add(db, joins, 7_500 + number)
            units.add(db, UnitKind.FIRE, "消防局")
            self.case = cases.open_case(db, served_by(self.store.staff[Role.WORKER]), "B")

        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], desk: str | None = None) -> list[tuple[str, int]]:
        """Do something at a desk, or as who serves the case; returns who hears what."""

        def acts(db: Transaction) -> list[tuple[str, int]]:
            if desk is not None:
                db.speaker = self.liaisons[desk]
                db.unit = people.unit(db, db.speaker.unit)
            act(db)
            return [(one.verb, one.person) for one in db.news]

        return await self.store(acts)

    async def sends(self, desk: str = "就業服務處") -> Referral:
        told = await self.does(lambda db: referrals.send(db, self.case.id, self.units[desk].id, GIVEN))
        assert told == [("referral.sent", self.liaisons[desk].id)]
        return (await self.store(lambda db: list(REFERRALS.of_case(db, self.case.id))))[-1]

    async def names(self, look: Callable[[Transaction], list[Unit]]) -> list[str]:
        return [one.name for one in await self.store(look)]

    @property
    def worker(self) -> int:
        return self.store.staff[Role.WORKER].id


@pytest.fixture
async def desks(store: Store) -> Desks:
    desks = Desks(store)
    await desks.found()
    return desks


async def test_the_desk_of_the_district_comes_first_then_those_of_the_city_in_the_order_of_the_rules(
    desks: Desks,
) -> None:
    in_the_district = await desks.names(lambda db: referrals.desks(db, "平鎮區新街里"))
    assert in_the_district == ["平鎮就服臺", "就業服務處", "第二處"]
    anywhere = await desks.names(referrals.desks)
    assert set(anywhere) == set(desks.units)


async def test_a_desk_has_one_open_referral_of_a_case_and_is_asked_again_once_it_ended(desks: Desks) -> None:
    one = await desks.sends()
    assert await desks.names(lambda db: referrals.desks_for(db, desks.case)) == ["平鎮就服臺", "第二處"]
    with pytest.raises(WrongState):
        await desks.sends()
    await desks.does(lambda db: referrals.give_back(db, one.id, "額滿"), "就業服務處")
    assert "就業服務處" in await desks.names(lambda db: referrals.desks_for(db, desks.case))
    with pytest.raises(WrongState):
        await desks.sends("桃園就服臺")


async def test_only_what_is_open_and_served_can_be_referred(desks: Desks) -> None:
    assert await desks.store(lambda db: referrals.may_refer(db, desks.case))
    for state in (State.SCREENING, State.CLOSED):
        case = with_facts(desks.case, state=state)
        assert not await desks.store(lambda db: referrals.may_refer(db, case))  # noqa: B023 - at once

    def without_desks(db: Transaction) -> bool:
        for one in desks.units.values():
            units.change(db, one.id, ended_at=db.now)
        return referrals.may_refer(db, desks.case)

    assert not await desks.store(without_desks)


async def test_the_desk_takes_it_on_tells_what_came_of_it_and_who_referred_hears(desks: Desks) -> None:
    one, desk = await desks.sends(), "就業服務處"
    for act in (
        lambda db: referrals.take(db, one.id),
        lambda db: referrals.tell(db, one.id, ReferralOutcome.PLACED, ""),
    ):
        with pytest.raises(NotThere):
            await desks.does(act)
    assert await desks.does(lambda db: referrals.take(db, one.id), desk) == [("referral.taken", desks.worker)]
    told = await desks.does(lambda db: referrals.tell(db, one.id, ReferralOutcome.PLACED, ""), desk)
    assert told == [("referral.told", desks.worker)]


async def test_what_is_given_to_another_desk_is_told_to_it_and_to_who_referred(desks: Desks) -> None:
    one, first, second = await desks.sends(), "就業服務處", "第二處"
    beside = await desks.sends("平鎮就服臺")
    assert await desks.names(lambda db: referrals.others(db, one)) == ["第二處"], "one open referral a desk"
    await desks.does(lambda db: referrals.give_back(db, beside.id, "額滿"), "平鎮就服臺")
    assert await desks.names(lambda db: referrals.others(db, one)) == ["平鎮就服臺", "第二處"]
    with pytest.raises(WrongState):
        await desks.does(lambda db: referrals.pass_on(db, one.id, desks.units["桃園就服臺"].id), first)
    told = await desks.does(lambda db: referrals.pass_on(db, one.id, desks.units[second].id), first)
    assert told == [("referral.sent", desks.liaisons[second].id), ("referral.passed_on", desks.worker)]
    after = await desks.store(lambda db: REFERRALS.read(db, one.id))
    assert await desks.names(lambda db: referrals.others(db, after)) == ["平鎮就服臺"], "not back again"


async def test_who_asked_withdraws_it_and_the_desk_hears(desks: Desks) -> None:
    one = await desks.sends()
    with pytest.raises(NotThere):
        await desks.does(lambda db: referrals.withdraw(db, one.id, "已撤回"), "就業服務處")
    told = await desks.does(lambda db: referrals.withdraw(db, one.id, "已撤回"))
    assert told == [("referral.withdrawn", desks.liaisons["就業服務處"].id)]


async def test_a_desk_that_is_late_is_told_to_who_referred(desks: Desks) -> None:
    one = await desks.sends()
    assert await desks.does(lambda db: referrals.chase(db, one.id), "就業服務處") == [
        ("referral.late", desks.worker)
    ]


async def test_what_came_by_letter_is_the_desks_and_nobody_else_hears_of_it(desks: Desks) -> None:
    with pytest.raises(NotThere):
        await desks.does(lambda db: referrals.take_letter(db, LETTER))
    assert await desks.does(lambda db: referrals.take_letter(db, LETTER), "第二處") == []
    [one] = await desks.store(REFERRALS.open)
    assert (one.case, one.unit.name) == (None, "第二處")
    assert not await desks.store(lambda db: referrals.asks(db, one))
    told = await desks.does(lambda db: referrals.tell(db, one.id, ReferralOutcome.PLACED, ""), "第二處")
    assert told == [], "the sender hears by letter"
    assert set(await desks.names(lambda db: referrals.others(db, one))) == set(desks.units) - {"第二處"}
