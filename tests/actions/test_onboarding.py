"""Who joins: as whom and under which name, what they have then, and who hears of it."""

from collections.abc import Sequence
from typing import Any

import pytest

from actions import onboarding
from casework.errors import InvitationSpent, NotThere
from casework.staffing.people import Person, Role
from casework.staffing.pin import PinStage
from casework.staffing.units import UnitKind
from storage import on_call
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.staffing import addresses, invitations, people, pins, units
from storage.staffing.invitations import Invitation
from tests.storage.conftest import Store
from tests.support import addressed

NUMBER = "886912000333"


def invited(db: Transaction, role: Role, unit: int, villages: Sequence[str], name: str) -> Invitation:
    """Let the speaker, or the command line, invite somebody who follows the link."""
    code = invitations.invite(db, role, unit, villages, name)
    return invitations.open_invitation(db, code, b"opened")


async def joins(
    store: Store,
    role: Role = Role.WORKER,
    *,
    chat: int = 7_500,
    villages: Sequence[str] = (),
    name: str = "",
    own: str = "吳後來",
    phone: str = NUMBER,
    by: Role | None = Role.SUPERVISOR,
) -> tuple[Person, list[tuple[str, int, Any]]]:
    """Let somebody join; returns who they are, and who hears what."""
    inviting = store.by(by) if by else store.by(Role.WORKER)
    inviting.speaker = inviting.speaker if by else None
    unit = store.staff[Role.WORKER].unit
    invitation = await inviting(lambda db: invited(db, role, unit, villages, name))

    def join(db: Transaction) -> tuple[Person, list[tuple[str, int, Any]]]:
        at = addressed.address(db, chat)
        person = onboarding.join(db, invitation, at, name=own, phone=phone, language="en")
        assert (db.speaker, db.at and db.at.person) == (person, person.id)
        told = [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]
        return person, told

    return await store(join)


@pytest.mark.parametrize(
    ("name", "own", "phone", "called"),
    [
        ("王測試", "吳後來", NUMBER, "王測試"),
        ("", "吳後來", NUMBER, "吳後來"),
        ("", "Аnna", NUMBER, NUMBER),  # with a letter that looks like another
        ("", "", "", "7500"),
    ],
    ids=["as invited", "their own", "an illegible one", "none"],
)
async def test_somebody_is_called_as_invited_or_as_they_call_themselves_where_that_can_be_read(
    store: Store, name: str, own: str, phone: str, called: str
) -> None:
    person, _ = await joins(store, name=name, own=own, phone=phone)
    assert (person.name, person.language) == (called, "en")


@pytest.mark.parametrize(
    ("role", "villages", "answers", "pin"),
    [(Role.CHIEF, ("平鎮區新街里",), False, False), (Role.WORKER, (), True, True)],
)
async def test_a_chief_speaks_for_their_villages_and_a_worker_answers_for_them(
    store: Store, role: Role, villages: tuple[str, ...], answers: bool, pin: bool
) -> None:
    person, _ = await joins(store, role, villages=("平鎮區新街里",))
    kept = await store(lambda db: people.get(db, person.id))
    assert kept.villages == villages
    _, worker = await store(lambda db: people.area(db, "平鎮區新街里"))
    assert (worker == person.id) is answers

    def chooses(db: Transaction) -> bool:
        db.speaker = kept
        return pins.stage(db) is PinStage.CHOOSE

    assert await store(chooses) is pin


async def test_who_invited_hears_that_they_joined_and_whose_number_they_have(store: Store) -> None:
    lead = store.staff[Role.SUPERVISOR].id
    first, told = await joins(store)
    assert told == [("person.joined", lead, first.unit)]
    second, told = await joins(store, chat=7_600, own="鄭同號")
    assert told == [
        ("person.same_number", lead, (second.name, first.name)),
        ("person.joined", lead, second.unit),
    ]
    _, told = await joins(store, chat=7_700, own="何無號", phone="")
    assert [verb for verb, _, _ in told] == ["person.joined"], "no number is nobody's"


async def test_where_who_invited_leads_there_no_longer_who_does_hears_that_they_joined(store: Store) -> None:
    """Who had gone to another unit heard of it, with a key to people who are not theirs; nobody else did."""
    lead = store.staff[Role.SUPERVISOR]
    second = Person(0, Role.HEAD, lead.unit, "丁主管", "0912000009", "")
    head = await store(lambda db: addressed.add(db, second, 7_101))
    elsewhere = await store(lambda db: units.add(db, UnitKind.CENTRE, "桃園區家庭服務中心", "桃園區", "C"))
    await store(lambda db: people.change(db, lead.id, unit=elsewhere.id))
    person, told = await joins(store)
    assert told == [("person.joined_here", head.id, person.unit)]


async def test_whom_the_command_line_invited_the_other_administrators_hear_of(store: Store) -> None:
    first, told = await joins(store, Role.ADMIN, by=None)
    assert told == []
    _, told = await joins(store, Role.ADMIN, chat=7_600, by=None)
    assert told == [("person.joined_too", first.id, first.unit)], "nobody invited who has the same number"


async def test_who_is_suspended_comes_back_by_no_invitation(store: Store) -> None:
    person, _ = await joins(store)
    await store(lambda db: people.suspend(db, person))
    with pytest.raises(InvitationSpent):
        await joins(store)


async def test_who_becomes_something_else_is_that_alone_and_who_joins_again_stays_who_they_are(
    store: Store,
) -> None:
    first, _ = await joins(store)
    again, _ = await joins(store)
    other, _ = await joins(store, Role.SCREENER)
    assert (again.id, other.role) == (first.id, Role.SCREENER)
    speaker = await store(lambda db: addressed.speaker(db, 7_500))
    assert speaker is not None
    assert speaker[0].id == other.id


async def test_who_speaks_another_language_is_heard_in_it_and_a_stranger_in_none(store: Store) -> None:
    await store(lambda db: onboarding.speak(db, "en"))
    assert (await store(lambda db: people.get(db, store.staff[Role.WORKER].id))).language == "en"
    store.speaker = None
    with pytest.raises(NotThere):
        await store(lambda db: onboarding.speak(db, "en"))


async def test_who_blocks_the_bot_is_not_reached_until_they_no_longer_do(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    for gone in (True, False):
        await store(lambda db: onboarding.reached(db, gone=gone))  # noqa: B023 - at once
        assert [one.blocked for one in await store(lambda db: addresses.every(db, worker))] == [gone]


async def test_the_list_of_who_is_on_call_is_counted_once_more_when_somebody_joins(store: Store) -> None:
    unit = store.staff[Role.WORKER].unit
    rota = await store(lambda db: on_call.rota_of(db, unit))
    assert await store(lambda db: on_call.behind(db, 9)) == []

    await joins(store)

    assert await store(lambda db: on_call.behind(db, 9)) == [rota.id]
