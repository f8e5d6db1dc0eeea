"""People as who leads them changes, stops, lets in and sends on: what becomes of it, and who hears."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from actions.staffing import people
from casework.cases.case import State
from casework.errors import HandOverFirst, NotThere, Stale, TakenFor
from casework.staffing.leave import OPEN_END
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases, glass
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.news import OfficeNews
from storage.forms import drafts
from storage.messages import outbox
from storage.staffing import addresses, invitations, leaves, units
from storage.staffing import people as kept
from storage.staffing.leaves import Leave
from tests.storage.conftest import Store, a_case, served_by
from tests.support import addressed
from tests.support.cases import with_facts

Told = list[tuple[str, int]]


class Team:
    """A unit with two who lead it, and an administrator elsewhere."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.head: Person
        self.admin: Person
        self.colleague: Person

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            here = self.store.staff[Role.WORKER].unit
            bureau = units.add(db, UnitKind.BUREAU, "社會局")
            self.head = self.joins(db, Role.SUPERVISOR, here, "丁主管", 7_301)
            self.admin = self.joins(db, Role.ADMIN, bureau.id, "李預設", 7_302)
            self.colleague = self.joins(db, Role.WORKER, here, "鄭同仁", 7_303)

        await self.store(staff)

    def joins(self, db: Transaction, role: Role, unit: int, name: str, chat: int) -> Person:
        return addressed.add(db, Person(0, role, unit, name, "0912000001", ""), chat)

    async def does(self, act: Callable[[Transaction], Any], by: Role = Role.SUPERVISOR) -> Told:
        """Do something as who leads the unit; returns who hears what."""

        def acts(db: Transaction) -> Told:
            act(db)
            return [(one.verb, one.person) for one in db.news if isinstance(one, OfficeNews)]

        return await self.store.by(by)(acts)

    async def now(self, person: Person | None = None) -> Person:
        one = person or self.store.staff[Role.WORKER]
        return await self.store(lambda db: kept.get(db, one.id))

    async def verbs(self) -> list[str]:
        acts = select(t.journal.c.verb).where(t.journal.c.verb.like("person.%")).order_by(t.journal.c.id)
        return list(await self.store(lambda db: db.connection.execute(acts).scalars().all()))


@pytest.fixture
async def team(store: Store) -> Team:
    team = Team(store)
    await team.found()
    return team


async def test_whom_one_may_suspend_is_found_by_a_part_of_the_name(team: Team) -> None:
    lead = team.store.by(Role.SUPERVISOR)

    async def found(part: str) -> set[str]:
        return {one.name for one in await lead(lambda db: people.managed_by_name(db, part))}

    assert await found("同") == {"鄭同仁"}
    assert await found("李預設") == set(), "an administrator is not theirs"
    await team.does(lambda db: people.suspend(db, team.colleague.id, team.colleague.version))
    assert await found("同") == set(), "who is stopped"


@pytest.mark.parametrize(
    ("given", "name", "phone"),
    [
        ({"name": "王改名"}, "王改名", "0912000000"),
        ({"phone": "0987654321"}, "林示範", "0987654321"),
        ({}, "林示範", "0912000000"),
    ],
    ids=["a name", "a telephone", "nothing"],
)
async def test_what_is_not_corrected_stays_as_it_was_and_they_hear_once(
    team: Team, given: dict[str, str], name: str, phone: str
) -> None:
    worker = team.store.staff[Role.WORKER].id

    def twice(db: Transaction) -> None:
        people.change(db, worker, **given)
        people.change(db, worker, **given)

    assert await team.does(twice) == [("person.changed", worker)]
    now = await team.now()
    assert (now.name, now.phone) == (name, phone)


async def test_a_chief_speaks_for_other_villages_or_for_those_as_before(team: Team) -> None:
    chief, lead = team.store.staff[Role.CHIEF], team.store.by(Role.SUPERVISOR)

    def changed(db: Transaction, *villages: str) -> tuple[str, ...]:
        db.speaker = kept.get(db, team.admin.id)
        return people.change(db, chief.id, villages=villages).villages

    assert await lead(lambda db: changed(db, "平鎮區新勢里")) == ("平鎮區新勢里",)
    assert await lead(changed) == ("平鎮區新勢里",)


async def test_nobody_is_called_so_that_they_are_taken_for_who_is_here_or_invited(team: Team) -> None:
    worker, lead = team.store.staff[Role.WORKER].id, team.store.by(Role.SUPERVISOR)
    unit = team.store.staff[Role.WORKER].unit
    await lead(lambda db: invitations.invite(db, Role.WORKER, unit, (), "Anna Arnold"))
    await lead(lambda db: invitations.invite(db, Role.WORKER, unit, ()))
    called = await team.store(lambda db: people.called(db, but=worker))
    assert called.count("Anna Arnold") == 1
    assert all(called)
    assert "鄭同仁" in called
    assert called.count("林示範") == len(team.store.staff) - 1, "not their own"
    with pytest.raises(TakenFor):
        await lead(lambda db: people.change(db, worker, name="Anna Amold"))
    await team.does(lambda db: people.end(db, team.colleague.id, team.colleague.version))
    assert "鄭同仁" not in await team.store(people.called)


async def left_behind(team: Team) -> None:
    """Let somebody have a message that waits, an invitation and a case they broke the glass of."""
    worker = team.store.staff[Role.WORKER]

    def leave(db: Transaction) -> None:
        [at] = addresses.every(db, worker.id)
        outbox.write(db, at, LetterKind.MESSAGE, {"text": "?"}, priority=Priority.PUSH)
        invitations.invite(db, Role.WORKER, worker.unit, (), "吳後來")
        glass.add(db, cases.open_case(db, a_case(), "B").id, worker.id, 3)

    await team.store(leave)


async def nothing_left(team: Team) -> bool:
    worker = team.store.staff[Role.WORKER].id

    def look(db: Transaction) -> bool:
        waits = select(t.outbox.c.id).where(t.outbox.c.sent_at.is_(None), t.outbox.c.dropped.is_(None))
        case = db.connection.execute(select(t.cases.c.id)).scalars().first()
        return not (
            db.connection.execute(waits).all() or invitations.every(db) or glass.end(db, worker, case)
        )

    return bool(await team.store(look))


async def test_who_is_suspended_hears_and_may_nothing_and_who_else_leads_hears_of_it(team: Team) -> None:
    worker = team.store.staff[Role.WORKER]
    await left_behind(team)
    assert not await nothing_left(team)
    await left_behind(team)
    told = await team.does(lambda db: people.suspend(db, worker.id, worker.version))
    assert told == [("person.suspended", team.head.id)]
    assert await nothing_left(team)
    now = await team.now()
    assert (now.active, now.suspended) == (False, True)
    for version, error in ((now.version, Stale), (worker.version, Stale)):
        with pytest.raises(error):
            await team.does(lambda db: people.suspend(db, worker.id, version))  # noqa: B023 - at once
    assert (await team.verbs()).count("person.suspended") == 1


async def test_who_lost_a_phone_locks_it_and_whoever_can_let_them_in_hears(team: Team) -> None:
    worker, leads = team.store.staff[Role.WORKER], team.store.staff[Role.SUPERVISOR]
    with pytest.raises(Stale):
        await team.does(lambda db: people.lock(db, worker.version + 1), by=Role.WORKER)
    told = await team.does(lambda db: people.lock(db, worker.version), by=Role.WORKER)
    assert told == [("person.locked", leads.id), ("person.locked", team.head.id)]
    assert (await team.now()).suspended
    assert await team.verbs() == ["person.locked"]


async def test_who_can_not_be_reached_or_is_away_lets_nobody_in_and_then_an_administrator_does(
    team: Team,
) -> None:
    worker, leads = team.store.staff[Role.WORKER], team.store.staff[Role.SUPERVISOR]

    async def let_in() -> list[int]:
        return [one.id for one in await team.store(lambda db: people.who_lets_in(db, worker))]

    def blocked(db: Transaction) -> None:
        [at] = addresses.every(db, leads.id)
        addresses.change(db, at.id, blocked_at=db.now)

    await team.store(blocked)
    assert await let_in() == [team.head.id]
    today = team.store.now.date()
    await team.store(lambda db: leaves.add(db, team.head.id, leads.id, today, today))
    assert await let_in() == [team.admin.id]
    await team.store(lambda db: kept.change(db, team.admin.id, active=False))
    assert await let_in() == [team.head.id], "who is away, sooner than nobody"
    await team.store(lambda db: kept.change(db, team.head.id, active=False))
    assert await let_in() == []


async def test_who_is_let_in_is_what_they_were_and_who_stood_in_hears_that_it_is_over(team: Team) -> None:
    worker, other = team.store.staff[Role.WORKER], team.colleague
    with pytest.raises(Stale):
        await team.does(lambda db: people.readmit(db, worker.id, worker.version))
    await team.does(lambda db: people.suspend(db, worker.id, worker.version))
    told = await team.does(lambda db: people.stand_in(db, worker.id, other.id))
    assert told == [("person.stand_in", other.id)]
    today = team.store.now.date()
    await team.store(lambda db: leaves.add(db, worker.id, team.head.id, today, today))
    now = await team.now()
    told = await team.does(lambda db: people.readmit(db, worker.id, now.version))
    assert told == [("person.back", other.id), ("person.readmitted", worker.id)]
    kept_on = await team.store(lambda db: leaves.of_person(db, worker.id))
    assert [one.last == OPEN_END for one in kept_on] == [False], "a leave of their own goes on"
    assert (await team.now()).active
    assert await team.verbs() == ["person.suspended", "person.away", "person.readmitted"]


async def test_who_leaves_for_good_is_gone_with_what_waited_for_them(team: Team) -> None:
    worker = team.store.staff[Role.WORKER]
    await left_behind(team)
    told = await team.does(lambda db: people.end(db, worker.id, worker.version))
    assert told == [("person.left", worker.id)]
    assert not (await team.now()).here
    waiting = select(t.outbox.c.dropped).where(t.outbox.c.sent_at.is_(None))
    assert None not in await team.store(lambda db: db.connection.execute(waiting).scalars().all())
    assert await team.store(invitations.every) == []


async def test_who_goes_to_another_unit_is_there_what_they_were_and_who_leads_there_hears(team: Team) -> None:
    worker = team.store.staff[Role.WORKER]

    def elsewhere(db: Transaction) -> tuple[int, int, int]:
        there = units.add(db, UnitKind.CENTRE, "桃園區家庭服務中心", "桃園區", "C")
        bureau = units.add(db, UnitKind.DISTRICT, "桃園區公所", "桃園區", "C")
        return there.id, team.joins(db, Role.SUPERVISOR, there.id, "張樣本", 7_400).id, bureau.id

    there, leads, office = await team.store(elsewhere)
    with pytest.raises(Stale):
        await team.does(lambda db: people.transfer(db, worker.id, office, worker.version))
    told = await team.does(lambda db: people.transfer(db, worker.id, there, worker.version))
    assert told == [("person.transferred", worker.id), ("person.newcomer", leads)]
    now = await team.now()
    assert (now.unit, now.role) == (there, Role.WORKER)
    with pytest.raises(NotThere):
        await team.does(lambda db: people.transfer(db, worker.id, there, now.version))


@pytest.mark.parametrize("how", ["goes to another unit", "has another role"])
async def test_no_file_comes_after_who_is_somebody_else_by_now(team: Team, how: str) -> None:
    """Where a messenger was away for hours, the lists of the old unit came into the new one."""
    worker = team.store.staff[Role.WORKER]
    team.store.staff[Role.ADMIN] = team.admin

    def waits(db: Transaction) -> int:
        [at] = addresses.every(db, worker.id)
        for kind in (LetterKind.DOCUMENT, LetterKind.PICTURE, LetterKind.MESSAGE):
            outbox.write(db, at, kind, {"text": "?", "file": ""}, priority=Priority.REPLY)
        return units.add(db, UnitKind.CENTRE, "桃園區家庭服務中心", "桃園區", "C").id

    there = await team.store(waits)
    if how == "goes to another unit":
        await team.does(lambda db: people.transfer(db, worker.id, there, worker.version))
    else:
        await team.does(
            lambda db: people.change_role(db, worker.id, Role.SUPERVISOR, worker.version), by=Role.ADMIN
        )
    waiting = select(t.outbox.c.kind).where(t.outbox.c.sent_at.is_(None), t.outbox.c.dropped.is_(None))
    left = await team.store(lambda db: list(db.connection.execute(waiting).scalars()))
    assert left == [LetterKind.MESSAGE]


async def test_an_invitation_is_for_the_villages_of_who_speaks_for_some_and_is_revoked_once(
    team: Team,
) -> None:
    lead, unit = team.store.by(Role.SUPERVISOR), team.store.staff[Role.WORKER].unit
    await lead(lambda db: people.invite(db, Role.WORKER, unit, ("平鎮區新街里",), ("王測試", "陳範例")))
    asked = await lead(lambda db: people.invited(db, unit))
    assert {one.name: one.villages for one in asked} == {
        "王測試": ("平鎮區新街里",),
        "陳範例": ("平鎮區新街里",),
    }
    first, second = asked
    with pytest.raises(NotThere):
        await team.store(lambda db: people.invitation(db, first.id))
    await lead(lambda db: people.revoke(db, first.id))
    with pytest.raises(NotThere):
        await lead(lambda db: people.revoke(db, first.id))
    await lead(lambda db: people.renew(db, second.id))
    [renewed] = await lead(lambda db: people.invited(db, unit))
    assert (renewed.id == second.id, renewed.name, renewed.villages) == (False, second.name, second.villages)


async def test_a_role_that_serves_nobody_is_given_once_what_they_serve_was_handed_over(team: Team) -> None:
    worker = team.store.staff[Role.WORKER]

    async def becomes(role: Role, version: int | None = None) -> Told:
        now = await team.now(team.colleague)
        return await team.does(
            lambda db: people.change_role(db, now.id, role, now.version if version is None else version),
            by=Role.ADMIN,
        )

    team.store.staff[Role.ADMIN] = team.admin
    case = await team.store(lambda db: cases.open_case(db, served_by(team.colleague), "B"))
    with pytest.raises(HandOverFirst):
        await becomes(Role.SUPERVISOR)

    def closed(db: Transaction) -> None:
        one = cases.read(db, case.id)
        cases.save(db, one, with_facts(one, state=State.CLOSED, closed_at=db.now, worker=None), "case.closed")

    await team.store(closed)
    today = team.store.now.date()
    away = await team.store(lambda db: leaves.add(db, worker.id, team.colleague.id, today, today))
    with pytest.raises(HandOverFirst):
        await becomes(Role.SUPERVISOR)
    await team.store(lambda db: leaves.end(db, away))
    with pytest.raises(Stale):
        await becomes(Role.SUPERVISOR, version=99)
    with pytest.raises(NotThere):
        await becomes(Role.CHIEF)
    assert await becomes(Role.SUPERVISOR) == [("person.changed", team.colleague.id)]
    assert (await team.now(team.colleague)).role is Role.SUPERVISOR
    assert (await team.verbs())[-1] == "person.changed"


async def test_what_was_shown_in_full_goes_with_who_is_stopped_and_so_does_the_question_on_the_screen(
    team: Team,
) -> None:
    worker = team.store.staff[Role.WORKER]

    def shown(db: Transaction) -> None:
        [at] = addresses.every(db, worker.id)
        draft = drafts.begin(db, "visit", None, {})
        addresses.change(db, at.id, asking=draft.id)
        later = db.now + timedelta(hours=9)
        row = outbox.write(
            db, at, LetterKind.MESSAGE, {"text": "?"}, priority=Priority.REPLY, vanishes_at=later
        )
        told = t.outbox.update().where(t.outbox.c.id == row).values(message_id=5, sent_at=db.now)
        db.connection.execute(told)

    await team.store(shown)
    await team.does(lambda db: people.suspend(db, worker.id, worker.version))
    taken = select(t.outbox.c.kind).where(t.outbox.c.sent_at.is_(None), t.outbox.c.dropped.is_(None))
    assert await team.store(lambda db: db.connection.execute(taken).scalars().all()) == [LetterKind.DELETE]
    [at] = await team.store(lambda db: addresses.every(db, worker.id))
    assert at.asking is None


async def test_nobody_who_is_away_stands_in_and_who_was_stopped_before_they_left_hears_nothing(
    team: Team,
) -> None:
    worker, today = team.store.staff[Role.WORKER], team.store.now.date()
    other = await team.store(lambda db: team.joins(db, Role.WORKER, worker.unit, "己同仁", 7_304))
    await team.store(lambda db: leaves.add(db, team.colleague.id, other.id, today, today))
    await team.does(lambda db: people.suspend(db, worker.id, worker.version))
    able = await team.store.by(Role.SUPERVISOR)(lambda db: people.deputies(db, worker.id))
    assert [one.id for one in able] == [other.id]
    now = await team.now()

    def ends(db: Transaction) -> list[bool]:
        people.end(db, worker.id, now.version)
        return [one.gone for one in db.news if isinstance(one, OfficeNews)]

    assert await team.store.by(Role.SUPERVISOR)(ends) == [False]
    colleague = await team.now(team.colleague)

    def goes(db: Transaction) -> list[bool]:
        people.end(db, colleague.id, colleague.version)
        return [one.gone for one in db.news if isinstance(one, OfficeNews) and one.verb == "person.left"]

    assert await team.store.by(Role.SUPERVISOR)(goes) == [True], "it is the last that they hear"


async def test_a_leave_ends_with_the_work_it_was_from_and_both_hear_so(team: Team) -> None:
    """It ended unsaid: they went on leave, and nobody stood in."""
    worker, deputy = team.store.staff[Role.WORKER], team.colleague
    day = team.store.now.date() + timedelta(days=7)
    there = await team.store(
        lambda db: units.add(db, UnitKind.CENTRE, "桃園區家庭服務中心", "桃園區", "C").id
    )

    async def planned() -> Leave:
        return await team.store(lambda db: leaves.add(db, worker.id, deputy.id, day, day))

    await planned()
    told = await team.does(lambda db: people.transfer(db, worker.id, there, worker.version))
    assert ("person.stands_in_no_longer", deputy.id) in told
    assert ("person.deputy_declined", worker.id) in told, "somebody there is to be named"

    team.store.staff[Role.ADMIN] = team.admin
    leave, now = await planned(), await team.now()
    told = await team.does(
        lambda db: people.change_role(db, worker.id, Role.SUPERVISOR, now.version), by=Role.ADMIN
    )
    assert told == [
        ("person.changed", worker.id),
        ("person.stands_in_no_longer", deputy.id),
        ("person.deputy_declined", worker.id),
    ]
    assert await team.store(lambda db: leaves.get(db, leave.id)) is None, "a worker does no supervisor's work"

    await planned()
    now = await team.now()
    told = await team.does(lambda db: people.end(db, worker.id, now.version), by=Role.ADMIN)
    assert told == [("person.left", worker.id), ("person.stands_in_no_longer", deputy.id)]


async def test_a_worker_who_becomes_a_liaison_keeps_the_deputy_of_the_leave(team: Team) -> None:
    colleague, worker = team.colleague, team.store.staff[Role.WORKER]
    team.store.staff[Role.ADMIN] = team.admin
    today = team.store.now.date()
    police = await team.store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區").id)
    for one in (worker, colleague):
        await team.store(partial(kept.change, person=one.id, unit=police))
    leave = await team.store(lambda db: leaves.add(db, worker.id, colleague.id, today, today))
    now = await team.now()
    told = await team.does(
        lambda db: people.change_role(db, worker.id, Role.LIAISON, now.version), by=Role.ADMIN
    )
    assert told == [("person.changed", worker.id)]
    assert await team.store(lambda db: leaves.get(db, leave.id)) == leave
