"""Whom to call: the screening group alone sees it, behind the PIN, on record, and only who agreed."""

import pytest

from casework.staffing.people import Role
from handlers.cases import reveal
from handlers.intake import one_tap
from handlers.screening import duplicates
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core import journal
from storage.staffing import people
from tests.handlers.reporting import STORY, dispatched, opened, report, verbs
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import Town

KEY, PIN = "📞 聯絡通報人", "405162"


async def shown(phone: Phone) -> list[dict[str, object]]:
    """List the messages that name who reported."""
    return [one for one in await phone.messages() if "林示範" in one["text"]]


async def test_a_screener_sees_whom_to_call_behind_the_pin_and_on_record(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, KEY)
    assert "請先設定" in await text(screener)
    assert not await shown(screener)
    await say(town, screener, PIN, PIN)
    (told,) = await shown(screener)
    assert "電話：0900" in str(told["text"])
    assert "依法保密" in str(told["text"])
    assert told["protected"]
    assert PIN not in await screener.transcript()
    assert (await verbs(town, number))[-1] == "case.reporter_shown"
    assert await town.look(journal.first_break) is None
    await town.later(hours=24, minutes=1)
    assert not await shown(screener)


async def test_every_reporter_who_agreed_is_named_also_of_a_joined_report(
    town: Town, chief: Phone, screener: Phone
) -> None:
    first = await report(town, chief, household="A123456789")
    other = await town.join(Role.CHIEF, "許示里", villages=("平鎮區新勢里",))
    number = await report(town, other, "又在哭", household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}")
    await opened(town, screener, first)
    await tap(town, screener, KEY)
    await say(town, screener, PIN, PIN)
    (told,) = await shown(screener)
    assert "許示里" in str(told["text"])


async def test_who_does_not_want_to_be_called_is_not_shown(town: Town, chief: Phone, screener: Phone) -> None:
    await say(town, chief, STORY)
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    await tap(town, screener, OpenCard)
    assert KEY not in await keys(screener)


async def test_the_full_view_of_a_screener_says_where_to_find_it_and_names_nobody(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, reveal.Reveal)
    await say(town, screener, PIN, PIN)
    assert "請按個案卡片上的「聯絡通報人」" in await screener.transcript()
    assert not await shown(screener)


@pytest.mark.parametrize("who", ["supervisor", "administrator", "bureau"])
async def test_nobody_else_has_the_key_to_who_reported(
    town: Town,
    chief: Phone,
    screener: Phone,
    worker: Phone,
    supervisor: Phone,
    administrator: Phone,
    bureau: Phone,
    who: str,
) -> None:
    others = {"supervisor": supervisor, "administrator": administrator, "bureau": bureau}
    phone = others[who]
    number = await dispatched(town, chief, screener)
    await say(town, phone, number)
    assert number in await text(phone)
    assert KEY not in await keys(phone)


async def test_a_screener_who_is_none_any_more_is_not_told_behind_the_pin(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, KEY)
    person = await town.person(screener)
    await town.look(lambda db: people.change(db, person, role=Role.WORKER))
    await say(town, screener, PIN)
    assert not await shown(screener)
    assert PIN not in await screener.transcript()
