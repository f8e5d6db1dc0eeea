"""Whoever comes second on a matter reads that it was decided, and sees it as it stands: by whatever key."""

import functools
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields

from bot.app import CONVERSATIONS, put_together
from casework import errors
from casework.meetings.meetings import MeetingKind
from casework.rosters.lists import RowReason
from casework.staffing.people import Role
from handlers.fallback import matters
from handlers.forms.form_cards import Pick
from handlers.forms.unfinished import Unfinished
from handlers.intake.reporting import NewReport
from handlers.meetings.agenda import CaseBefore, SendBack
from handlers.rosters.centre_lists import CentreRosters
from handlers.rosters.dry_run import HandIn
from handlers.rosters.rows import AskWhyNot, DeclineRow, OpenRow
from handlers.service.visits import LogVisit
from handlers.staffing.inviting import OpenInvitation, Revoke
from handlers.staffing.people import Invited, OpenPerson, Suspend
from handlers.staffing.suspending import SuspendNow
from handlers.staffing.units import RenameUnit
from handlers.ui.buttons import Button, OfCase, OpenCard
from handlers.ui.turn import App, Handler, Turn
from sandbox import Phone
from storage.core.database import Database
from storage.core.vault import Vault
from storage.meetings import discussed
from storage.staffing import units
from tests.handlers.cases.test_history import act
from tests.handlers.errands.test_files import send
from tests.handlers.meetings.district import met
from tests.handlers.meetings.test_conference import in_service, proposed
from tests.handlers.ringing import press
from tests.handlers.rosters.test_month import GOOD, book
from tests.handlers.serving import served
from tests.storage.databases import migrated
from tests.support.keys import SEND, SKIP, has, on
from tests.support.phones import from_home, proven, say, tap, text
from tests.support.town import Town, town_on

KINDS = {prefix: kind for prefix, (kind, _) in put_together().presses.items()}
READING = {
    prefix for prefix, (_, handler) in put_together().presses.items() if getattr(handler, "reads", False)
}
ALONE = frozenset(
    ("page", "version", "what", "period", "area", "kind", "flow", "ago", "paper", "one", "other", "number")
) | {"language", "errand", "question", "handover", "leave"}
"""What these name is the presser's own, or nothing that is decided: home is where it is met."""


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_key_that_does_something_says_what_it_is_about(kind: type[Button]) -> None:
    """By a name in `matters.py`: else whoever pressed it too late would not see how that stands."""
    names = set(kind.__struct_fields__)
    known = "draft" in names or matters.named(kind) is not None
    assert known or kind.prefix in READING or names <= ALONE, "give its field a name there"


@dataclass
class Refused:
    """What is refused to whoever presses a kind of key."""

    kind: type[Button] | None = None
    why: type[errors.Refusal] = errors.WrongState

    def register(self, app: App) -> None:
        """Stand before each conversation."""
        for prefix, (kind, handler) in app.presses.items():
            app.presses[prefix] = (kind, self._before(kind, handler))

    def _before(self, kind: type[Button], handler: Handler) -> Any:
        @functools.wraps(handler)
        def judged(turn: Turn) -> None:
            if kind is self.kind:
                raise self.why
            handler(turn)

        return judged


@pytest.fixture
def refused() -> Refused:
    return Refused()


@pytest.fixture
async def town(tmp_path: Path, refused: Refused) -> AsyncIterator[Town]:
    vault, database = Vault(secrets.token_bytes(32)), Database(migrated("sqlite", tmp_path))
    async with town_on(database, vault, conversations=(*CONVERSATIONS, refused.register)) as town:
        yield town


NOTHING = {int: 999_999, str: "x"}
SAYS = {
    errors.WrongState: "這件事已經處理了，這是最新的情況",
    errors.Overtaken: "有人同時也在處理",
    errors.NotThere: "這件事已經處理了，或不在您的查詢範圍",
}


def key_of(kind: type[Button], case: int = 999_999) -> Button:
    """Make a key about a case, or about nothing that is there."""
    values = [
        next(iter(one.type)) if issubclass(one.type, StrEnum) else NOTHING[one.type] for one in fields(kind)
    ]
    return kind(*([case, *values[1:]] if issubclass(kind, OfCase) else values))


@pytest.mark.parametrize("why", SAYS, ids=lambda why: why.__name__)
async def test_nobody_is_sent_home_without_a_word(town: Town, refused: Refused, supervisor, why) -> None:
    silent = []
    for refused.kind in KINDS.values():
        refused.why = why
        if SAYS[why] not in await press(town, supervisor, key_of(refused.kind)):
            silent.append(refused.kind.__name__)
    assert not silent


@pytest.mark.parametrize(("why", "shown"), [(errors.WrongState, True), (errors.NotThere, False)], ids=str)
async def test_a_colleague_who_comes_second_sees_the_case_unless_the_deed_is_not_theirs(
    town: Town, refused: Refused, worker, supervisor, why, shown
) -> None:
    case = await served(town, worker)
    for kind in KINDS.values():
        if issubclass(kind, OfCase):
            refused.kind, refused.why = kind, why
            said = await press(town, supervisor, key_of(kind, case.id))
            assert (case.number in said) is shown, kind.__name__
            assert SAYS[why] in said, kind.__name__


DECIDED = "這件事已經處理了，這是最新的情況"


async def test_a_row_of_a_list_that_a_colleague_declined_is_said_so_with_its_list(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    second = await town.join(Role.SUPERVISOR, "何範例")
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    await tap(town, bureau, HandIn)
    for phone in (supervisor, second):
        await from_home(town, phone, CentreRosters, OpenCard, OpenRow, AskWhyNot)
    await tap(town, supervisor, on(DeclineRow, why=RowReason.DIED))
    await tap(town, second, on(DeclineRow, why=RowReason.MOVED))
    assert DECIDED in await text(second)
    assert "2 筆待派" in await text(second)


async def test_a_proposal_that_a_colleague_sent_back_is_said_so_and_shown(town: Town) -> None:
    await town.later(days=35)  # July, when the period of the conference of September begins
    there, second = await met(town), await town.join(Role.SUPERVISOR, "何範例")
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    one = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    await proposed(there, worker, await in_service(there, worker))
    [row] = await town.look(lambda db: discussed.of_meeting(db, one.id))
    for phone in (there.supervisor, second):
        await press(town, phone, CaseBefore(row.id))
    await tap(town, there.supervisor, SendBack)
    await say(town, there.supervisor, "請附就醫紀錄")
    await tap(town, there.supervisor, SEND)
    await tap(town, second, SendBack)
    assert DECIDED in await text(second)
    assert "請附就醫紀錄" in await text(second)


async def test_an_invitation_that_a_colleague_revoked_is_said_so_and_who_else_is_waited_for(
    town: Town, supervisor: Phone
) -> None:
    second = await town.join(Role.SUPERVISOR, "何範例")
    await proven(town, supervisor)
    await say(town, supervisor, "邀請")
    await tap(town, supervisor, SKIP)
    await say(town, supervisor, "王測試")
    for phone in (supervisor, second):
        await say(town, phone, "人員")
        await tap(town, phone, Invited, OpenInvitation)
    await tap(town, supervisor, Revoke)
    await tap(town, second, Revoke)
    assert "這張卡片已過期，這是最新的情況" in await text(second)
    assert "平鎮中心" in await text(second)


async def test_who_is_suspended_already_is_shown_so(town: Town, worker: Phone, supervisor: Phone) -> None:
    second, who = await town.join(Role.SUPERVISOR, "何範例"), await town.person(worker)
    for phone in (supervisor, second):
        await press(town, phone, OpenPerson(who))
        await tap(town, phone, Suspend)
    await tap(town, supervisor, SuspendNow)
    await tap(town, second, SuspendNow)
    assert "這張卡片已過期，這是最新的情況" in await second.transcript()
    assert "已停權" in await second.transcript()


async def test_who_renames_a_unit_that_ended_meanwhile_is_not_asked_again(
    town: Town, administrator: Phone
) -> None:
    """Of a form that is about no case the same question came back."""
    unit = town.units["桃園中心"].id
    await press(town, administrator, RenameUnit(unit))
    await town.look(lambda db: units.change(db, unit, ended_at=db.now))
    await say(town, administrator, "桃園示範中心")
    assert "這張卡片已過期" in await text(administrator)
    assert "守望" in await text(administrator)
    assert "未完成" not in await text(administrator), "nothing waits that can't be finished"


async def test_a_form_about_no_case_that_can_be_sent_no_more_says_so_and_waits(
    town: Town, refused: Refused, chief: Phone
) -> None:
    """It was shown again without a word, however often it was sent."""
    await tap(town, chief, NewReport)
    await say(town, chief, "王先生三天沒有出門")
    refused.kind, refused.why = Pick, errors.WrongState
    await tap(town, chief, Pick)
    assert DECIDED in await text(chief)
    assert await has(chief, Unfinished)


async def test_a_second_tap_is_not_scolded_and_a_later_one_is_told_what_was_done_elsewhere(
    town: Town, refused: Refused, worker: Phone
) -> None:
    case = await served(town, worker)
    await act(town, worker, case, "case.visited")
    refused.kind = LogVisit
    assert DECIDED not in await press(town, worker, LogVisit(case.id))
    await town.later(minutes=2)
    said = await press(town, worker, LogVisit(case.id))
    assert DECIDED in said
    assert case.number in said
