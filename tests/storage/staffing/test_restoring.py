"""What a copy of the office holds that is void once the office goes on from it, on either database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.staffing import people as staff
from actions.staffing import restoring
from casework.errors import InvitationSpent, NotThere, Stale
from casework.staffing.people import Person, Role
from storage.core import facts, journal
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.news import OfficeNews
from storage.messages import outbox
from storage.messages.witness import Stands
from storage.staffing import addresses, invitations, people
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain


async def test_what_waited_in_a_copy_is_void(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def before(db: Transaction) -> str:
        addressed.add(db, Person(0, Role.ADMIN, worker.unit, "李預設", "0912000001", ""), 7_100)
        at = certain(addresses.of(db, worker.id))
        for kind in (LetterKind.MESSAGE, LetterKind.CARD, LetterKind.DELETE):
            outbox.write(db, at, kind, {"text": "?", "again": "", "message": 1}, priority=Priority.PUSH)
        addresses.change(db, at.id, card=5)
        return invitations.invite(db, Role.WORKER, worker.unit, ())

    code = await store(before)
    store.speaker = None
    store.forward(hours=3)
    with pytest.raises(NotThere):
        await store(lambda db: restoring.restored(db, ["陳假人"], ()))
    done = await store(lambda db: restoring.restored(db, ["李預設"], [Stands("telegram", "7000000555", 12)]))
    assert done.until - done.since == timedelta(), "no bell ever rang here"
    assert (done.asleep, done.invitations, done.taken_back) == (4, 1, 1)
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.open_invitation(db, code, b"?" * 16))

    def after(db: Transaction) -> None:
        waits = select(t.outbox.c.kind).where(t.outbox.c.dropped.is_(None)).order_by(t.outbox.c.id)
        assert db.connection.execute(waits).scalars().all() == ["delete", "delete"]
        assert certain(addresses.of(db, worker.id)).card is None
        assert people.speaker(db, addressed.token(db, 7_001)) is None
        assert people.sleeps(db, addressed.token(db, 7_001))
        assert not people.sleeps(db, addressed.token(db, 7_100))
        assert journal.first_break(db) is None

    await store(after)
    first = await store(restoring.epoch)
    assert len(first) == 4
    await store(lambda db: restoring.restored(db, ["李預設"], ()))
    assert await store(restoring.epoch) != first


async def test_who_leads_confirms_no_more_than_was_shown(store: Store) -> None:
    await store(lambda db: people.fall_asleep(db, [store.staff[Role.SUPERVISOR].id]))
    lead = store.by(Role.SUPERVISOR)
    found = await lead(restoring.asleep)
    assert {one.role for one in found} == {Role.CHIEF, Role.WORKER, Role.SCREENER}
    with pytest.raises(Stale):
        await lead(lambda db: restoring.confirm(db, restoring.asleep(db), 2))
    await lead(lambda db: restoring.confirm(db, restoring.asleep(db), 3))
    assert await lead(restoring.asleep) == []
    assert await store.by(Role.WORKER)(restoring.asleep) == []


async def test_everybody_who_could_act_hears_which_hours_are_missing_also_who_sleeps_now(
    store: Store,
) -> None:
    unit, since = store.staff[Role.WORKER].unit, store.now

    def before(db: Transaction) -> tuple[int, int]:
        chats = zip(("李預設", "陳預設"), (7_100, 7_101), strict=True)
        admins = [addressed.add(db, Person(0, Role.ADMIN, unit, name, "", ""), chat) for name, chat in chats]
        people.suspend(db, store.staff[Role.CHIEF])
        facts.put(db, restoring.COPIED, db.now.isoformat())
        facts.put(db, facts.RUNG, (db.now - timedelta(days=1)).isoformat())
        assert restoring.is_copy(db)
        assert restoring.epoch(db) == ""
        return admins[0].id, admins[1].id

    awake, sleeping = await store(before)
    store.forward(hours=3)

    def goes_on(db: Transaction) -> tuple[restoring.Restored, list[tuple[str, int, object, bool]]]:
        done = restoring.restored(db, ["李預設"], ())
        assert not restoring.is_copy(db)
        assert facts.get(db, facts.HEARD) == db.now.isoformat(), "the outage is told here, and only here"
        heard = [
            (one.verb, one.person, one.about, one.gone) for one in db.news if isinstance(one, OfficeNews)
        ]
        return done, heard

    done, heard = await store(goes_on)
    assert (done.since, done.until) == (since, store.now), "since the copy was made"
    roles = (Role.WORKER, Role.SUPERVISOR, Role.SCREENER)
    others = [*(store.staff[role].id for role in roles), sleeping]
    hours = since, store.now
    assert sorted(heard, key=lambda one: one[1]) == sorted(
        [
            ("office.restored_too", awake, hours, True),
            *[("office.restored", person, hours, True) for person in others],
        ],
        key=lambda one: one[1],
    )
    noted = select(t.journal.c.detail).where(t.journal.c.verb == "office.restored")
    [detail] = await store(lambda db: db.connection.execute(noted).scalars().all())
    assert detail == {"since": since.isoformat(), "until": store.now.isoformat(), "asleep": done.asleep}


async def test_of_a_copy_without_a_day_nothing_is_known_since_its_bell_rang_last(store: Store) -> None:
    unit, rung = store.staff[Role.WORKER].unit, store.now

    def before(db: Transaction) -> None:
        addressed.add(db, Person(0, Role.ADMIN, unit, "李預設", "", ""), 7_100)
        facts.put(db, facts.RUNG, rung.isoformat())

    await store(before)
    store.forward(hours=3)
    assert (await store(lambda db: restoring.restored(db, ["李預設"], ()))).since == rung


async def test_who_is_confirmed_acts_again_and_hears_so(store: Store) -> None:
    lead, worker = store.by(Role.SUPERVISOR), store.staff[Role.WORKER].id
    await store(lambda db: people.fall_asleep(db, [store.staff[Role.SUPERVISOR].id]))

    def confirms(db: Transaction) -> list[tuple[str, int]]:
        these = [one for one in restoring.asleep(db) if one.id == worker]
        restoring.confirm(db, these, 1)
        return [(one.verb, one.person) for one in db.news]

    assert await lead(confirms) == [("person.confirmed", worker)]
    assert not (await store(lambda db: people.get(db, worker))).asleep
    with pytest.raises(Stale):
        await lead(lambda db: restoring.confirm(db, [], 0))
    noted = select(t.journal.c.detail).where(t.journal.c.verb == "person.confirmed")
    assert await store(lambda db: db.connection.execute(noted).scalars().all()) == [{"person": worker}]


async def test_who_is_confirmed_is_not_away_for_ever_where_somebody_stood_in_meanwhile(store: Store) -> None:
    """Their work was given a deputy while they slept, and what they owed went there for good."""
    lead, worker = store.by(Role.SUPERVISOR), store.staff[Role.WORKER]
    await store(lambda db: people.fall_asleep(db, [store.staff[Role.SUPERVISOR].id]))
    joins = Person(0, Role.WORKER, worker.unit, "王測試", "0912000001", "")
    deputy = await store(lambda db: addressed.add(db, joins, 7_100))
    await lead(lambda db: staff.stand_in(db, worker.id, deputy.id))

    def confirms(db: Transaction) -> list[tuple[str, int]]:
        these = [one for one in restoring.asleep(db) if one.id == worker.id]
        restoring.confirm(db, these, 1)
        return [(one.verb, one.person) for one in db.news]

    assert await lead(confirms) == [("person.back", deputy.id), ("person.confirmed", worker.id)]
    assert (await store(lambda db: people.get(db, worker.id))).deputy is None
