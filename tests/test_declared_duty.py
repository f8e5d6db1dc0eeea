"""A duty of a case that one form does is declared, and gets all there is without a column or an action.

The school is telephoned within some working days of acceptance: nobody thought of it before.
"""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from actions.audience import AUDIENCE, Hears
from bot.app import CONVERSATIONS
from casework.cases.access import Action
from casework.cases.acting import Act, Circle, while_owed
from casework.cases.case import Case
from casework.cases.owing import PERSON, filed
from casework.forms import Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules, somebody
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES
from casework.staffing.people import SERVING, Role
from handlers.cases.history import History
from handlers.forms import steps
from handlers.reminders.duties import FillIn, OpenDuty, Why
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App
from handlers.words import terms
from handlers.words.form_words import Ask, Words
from sandbox import Phone
from storage.cases import service
from storage.core.database import Database
from storage.core.vault import Vault
from tests.handlers.ringing import june, nudges, owed, press, ring
from tests.handlers.serving import duties, journal_of, open_card, read, served
from tests.storage.databases import migrated
from tests.support.keys import SEND, has
from tests.support.phones import say, tap, text
from tests.support.town import Town, town_on

DUTY = Duty.TRANSITION_MEETING
"""Some duty that no case owes: its ladder and its name do for this one."""
FORM = Form(
    "school_call",
    (
        Question("spoke_to", QuestionKind.CHOICE, ("teacher", "counsellor")),
        Question("agreed", QuestionKind.TEXT),
    ),
)


def school_call(case: Case, rules: Rules) -> Iterator[Owed]:
    """Within three working days of acceptance, once for each acceptance, where a child lives there."""
    since, called = case.lead.accepted_at, case.filed_at(FORM.name)
    if case.served and case.child and since is not None and (called is None or called < since):
        due = rules.calendar.after_working_days(since, rules.policy.decisions.closing_working_days)
        yield Owed(DUTY, since.isoformat(), since, due, *somebody(case.worker))


CALL_SCHOOL = Act(
    "call_school",
    Action.LEAD,
    while_owed(school_call),
    verb="case.school_called",
    form=FORM,
    heard_by=(Circle.SUPERVISORS,),
)
RULE = filed(
    CALL_SCHOOL,
    school_call,
    says="Telephone the school within `closing_working_days` of acceptance.",
    source="[001] 某點",
    figures=("decisions.closing_working_days",),
    bearers=PERSON,
)


class CallSchool(OfCase, prefix="xcs"):
    """Begin to write the call down."""


def register(app: App) -> None:
    """The conversation of the duty, whole."""
    words = Words(
        title="Call to the school",
        asks={
            "spoke_to": Ask(
                "Whom did you speak to?",
                name="Spoke to",
                options={"teacher": "Class teacher", "counsellor": "Counsellor"},
            ),
            "agreed": Ask("What did you agree on?", name="Agreed"),
        },
        send="Save the call",
    )
    step: steps.Step[Case] = steps.Step(
        CALL_SCHOOL, CallSchool, "School", FORM, words, SERVING, done="The call is saved.", summary=True
    )
    steps.add(app, step)


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """Found a town in which it is declared: its line in the catalogue, its verb's word, its conversation."""
    monkeypatch.setitem(RULES, DUTY, RULE)
    for words in (terms.ACTS, terms.DISCREET_ACTS):
        monkeypatch.setitem(words, CALL_SCHOOL.verb, "school called")
    hears = tuple(Hears(who, CALL_SCHOOL.verb) for who in CALL_SCHOOL.heard_by)
    monkeypatch.setitem(AUDIENCE, CALL_SCHOOL.verb, hears)
    database = Database(migrated("sqlite", tmp_path))
    vault = Vault(secrets.token_bytes(32))
    async with town_on(database, vault, conversations=(*CONVERSATIONS, register)) as town:
        yield town


async def call(town: Town, worker: Phone) -> None:
    """Answer the form that is on the screen."""
    await tap(town, worker, "Class teacher")
    await say(town, worker, "每週聯繫一次")
    await tap(town, worker, SEND)


async def test_its_key_files_the_paper_which_ends_it_and_is_heard(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker, child=True)
    await open_card(town, worker)
    await tap(town, worker, CallSchool)
    await call(town, worker)
    assert "The call is saved." in await text(worker)
    assert not await has(worker, CallSchool)
    assert DUTY not in [one.duty for one in await duties(town, case)]
    [kept] = await town.look(lambda db: service.papers_of(db, case))
    assert kept.answers == {"spoke_to": "teacher", "agreed": "每週聯繫一次"}
    assert (await read(town, case)).filed_at(FORM.name) == kept.at
    assert (await journal_of(town, case))[-1].verb == CALL_SCHOOL.verb
    assert await text(supervisor) == f"{case.number}：school called。"
    assert "school called" in await press(town, supervisor, History(case.id, 0))


@pytest.mark.parametrize(("language", "word"), [("zh-hant", "轉銜會議"), ("en", "transition meeting")])
async def test_it_is_nudged_about_explained_and_done_from_the_nudge(
    town: Town, language: str, word: str
) -> None:
    worker = await town.join(Role.WORKER, "王測試", language=language)
    case = await served(town, worker, child=True)
    duty = await owed(town, case, DUTY)
    rung = duty.ladder.rung(0, town.office.rules)
    assert rung is not None
    await ring(town, max(rung[1], june(2)))
    assert any(word in one["text"] for one in await nudges(worker, case.number))
    await tap(town, worker, Why)
    said = await text(worker)
    assert ("109 年實施計畫某點" if language == "zh-hant" else "109 plan 某點") in said
    assert "school called" in said
    await tap(town, worker, OpenDuty, FillIn)
    assert "Call to the school" in await text(worker)
    await call(town, worker)
    assert DUTY not in [one.duty for one in await duties(town, case)]


async def test_a_key_that_is_old_files_no_second_paper(town: Town, worker: Phone) -> None:
    case = await served(town, worker, child=True)
    await press(town, worker, CallSchool(case.id))
    await call(town, worker)
    await press(town, worker, CallSchool(case.id))
    assert len(await town.look(lambda db: service.papers_of(db, case))) == 1


async def test_where_it_is_not_owed_there_is_no_key(town: Town, worker: Phone) -> None:
    await served(town, worker, child=False)
    await open_card(town, worker)
    assert not await has(worker, CallSchool)
