"""The gate: whoever presses whatever, only those whom `access.MAY` names get at a case."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import fields
from sqlalchemy import select

from bot.app import put_together
from casework.cases.access import Action, may
from casework.cases.case import Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.household import as_told
from casework.handover import Plan
from casework.new_year.cold import BedKind, ColdContact
from casework.reminders.catalogue import RULES
from casework.reminders.hearing import owes, steers
from casework.service.visits import VISIT
from casework.staffing.leave import may_deputise
from casework.staffing.managing import leads, may_manage
from casework.staffing.people import LEADING, Person, Role
from handlers.cases import breaking, history, households, missing_child, recusing, reported, reporters, reveal
from handlers.escorts import asking
from handlers.forms import form_cards
from handlers.handover import handed, handing, successors, whose
from handlers.intake import attached, one_tap, worries
from handlers.meetings import proposing
from handlers.missing import police
from handlers.new_year import cold
from handlers.new_year import listing as care_listing
from handlers.on_call import calls
from handlers.referrals import referring
from handlers.reminders import coming_back, duties, unchanged
from handlers.rosters import dry_run, giving, register, services
from handlers.screening import dispatching, duplicates, receivers, same_household
from handlers.search import answers
from handlers.service import (
    acceptance,
    correcting,
    reassigning,
    seats,
)
from handlers.staffing import inviting, leave, roll, suspending, unit_acts, unit_roll, units
from handlers.staffing import people as staff
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.turn import STRANGERS_WAIT
from handlers.youth import dropouts
from storage.cases import cases, glass, reports, service
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.core.tables import meta
from storage.forms import drafts
from storage.handover import handovers, holdings
from storage.reminders import obligations
from storage.staffing import invitations, leaves, people
from storage.staffing.directory import Directory
from tests.support import addressed
from tests.support.cases import made_case
from tests.support.forging import Wire, wire
from tests.support.town import MONDAY, VILLAGE, Town

NAME, ID, TELEPHONE, ADDRESS = "夐殢藖", "A123456789", "0912345678", "瀰漫路777號"
STORY, REMARK, NOTE, PLAN, TYPED = (
    "鸕鶿夜夜都在哭",
    "爨底下不肯收",
    "龘字門牌無人應",
    "犇去媒合就業",
    "麤食三餐不繼",
)
CANARIES = (NAME, ID, TELEPHONE, ADDRESS, STORY, REMARK, NOTE, PLAN, TYPED)
HOUSEHOLD = as_told(NAME, ID, TELEPHONE, ADDRESS)
NOT_YOURS = "不在您的查詢範圍"
NOWHERE = 10**12

SMALL_ACTS = put_together().acts
NEEDS: dict[type[Button], Action] = {
    **{key: act.needs for act, small in reversed(SMALL_ACTS.items()) for key in small.keys},
    OpenCard: Action.VIEW,
    acceptance.Accept: Action.ANSWER_OFFER,
    reported.ReadReports: Action.REVEAL,
    dispatching.Confirm: Action.SCREEN,
    dispatching.Dispatch: Action.SCREEN,
    dispatching.ChooseUnit: Action.SCREEN,
    receivers.ChoosePerson: Action.SCREEN,
    duplicates.Choose: Action.SCREEN,
    duplicates.ConfirmJoin: Action.SCREEN,
    duplicates.Join: Action.SCREEN,
    history.History: Action.HISTORY,
    households.CorrectMember: Action.IDENTIFY,
    households.TakeOut: Action.IDENTIFY,
    households.TakeOutNow: Action.IDENTIFY,
    households.PutBack: Action.IDENTIFY,
    correcting.ChooseRecord: Action.SERVE,
    calls.OnIt: Action.SCREEN,
    police.AskResult: Action.SEARCH,
    police.Looked: Action.SEARCH,
    reassigning.ChooseOther: Action.REASSIGN,
    reassigning.OfferAgain: Action.REASSIGN,
    reporters.Contact: Action.CONTACT,
    reveal.Reveal: Action.REVEAL,
    missing_child.SeeChild: Action.GIVE_FORM,
    proposing.ProposeCase: Action.PROPOSE,
    proposing.TakeCaseBack: Action.PROPOSE,
    proposing.TakeCaseBackNow: Action.PROPOSE,
    asking.AskEscort: Action.SERVE,
    referring.Refer: Action.SERVE,
    referring.ReferTo: Action.SERVE,
    same_household.Same: Action.SCREEN,
    same_household.SameNow: Action.SCREEN,
    same_household.Apart: Action.SCREEN,
    same_household.ApartNow: Action.SCREEN,
    recusing.KeepOut: Action.VIEW,
    recusing.KeepOutNow: Action.VIEW,
    recusing.KeepsOut: Action.REASSIGN,
    breaking.EndGlass: Action.REASSIGN,
    seats.TakeOver: Action.TAKE_OVER,
    seats.TakeOverNow: Action.TAKE_OVER,
}
"""What each button about a case needs; the keys of small acts need what their act does (docs/access.md)."""

OF_DUTIES: dict[type[Button], Action | None] = {
    duties.OpenDuty: Action.VIEW,
    duties.Why: Action.VIEW,
    duties.FillIn: Action.VIEW,  # what has a form is served
    duties.Unchanged: Action.SERVE,
    unchanged.UnchangedNow: Action.SERVE,
    duties.PutOff: None,  # whoever owes it
    duties.Remind: None,  # who leads whoever owes it
    duties.Reassign: None,
}
"""What each button about a duty needs."""

STEERING = {duties.Remind, duties.Reassign}

OF_LEAVES = {leave.Deputy, leave.ComeBack}

OF_COLD_LISTS: set[type[Button]] = {cold.AskedAfter, cold.GiveBed}
"""Their subject is a list of a cold day, and no case."""

OF_DRAFTS: set[type[Button]] = {
    form_cards.Pick,
    form_cards.Go,
    form_cards.Change,
    form_cards.Resume,
    one_tap.MakeReport,
    attached.ShowAttached,
    attached.DropAttached,
    answers.AnswerPage,
    answers.Without,
    worries.Worry,
    handing.GoOn,
    handing.Rewrite,
    handing.HandOver,
    roll.ChangePeople,
    dry_run.HandIn,
    care_listing.GiveCareList,
    dry_run.OtherMonth,
    dry_run.AskVillage,
    register.HandInRegister,
    giving.NameVillage,
    services.HandInServices,
    services.OtherServicesMonth,
    dropouts.HandInDropouts,
    unit_roll.ChangeUnits,
}
OF_HANDOVERS = (
    whose.Staff,
    whose.Into,
    successors.Whose,
    successors.ToWhom,
    successors.Elsewhere,
    successors.Receive,
    handed.TakenOver,
)
"""What each of them shows is of one person or unit, or of whoever took over."""
OF_STAFF = tuple(
    (module.__name__, button)
    for module in (units, unit_acts, staff, suspending, inviting)
    for button in vars(module).values()
    if isinstance(button, type) and issubclass(button, Button) and button.__module__ == module.__name__
)
"""What each of them shows or does is of a unit, of its people, or of whom it waits for."""
MAY_HAND_OVER = {"the supervisor", "the head", "an administrator"}
STEPS = {
    form_cards.Go: ("send", "back", "next", "skip"),
    form_cards.Resume: ("on", "found", "ask", "afresh", "anew", "drop"),
    one_tap.MakeReport: ("yes", "drop"),
}


def buttons(of: type[Button] = Button) -> Iterator[type[Button]]:
    for button in of.__subclasses__():
        if button.__module__.startswith("handlers.") and button.prefix:
            yield button
        yield from buttons(button)


@dataclass
class Story:
    """Four cases of one chief, in four hands, and half-written forms of others."""

    town: Town
    wire: Wire
    people: dict[str, Person] = field(default_factory=dict)
    chats: dict[int, int] = field(default_factory=dict)
    cases: list[int] = field(default_factory=list)
    drafts: list[tuple[int, int]] = field(default_factory=list)
    """Number and version."""

    def person(self, db: Transaction, who: str) -> Person:
        """Let somebody join, once."""
        if who not in self.people:
            role, unit, villages = (ACTORS | IN_THE_WINGS)[who]
            chat, home = 7_000 + len(self.people), self.town.units[unit].id
            someone = Person(0, role, home, who, "", "zh_Hant_TW", villages=villages)
            self.people[who] = addressed.add(db, someone, chat)
            self.chats[self.people[who].id] = chat
        return self.people[who]


CENTRE, ELSEWHERE = "平鎮中心", "桃園中心"
ACTORS: dict[str, tuple[Role, str, tuple[str, ...]]] = {
    "a chief": (Role.CHIEF, CENTRE, ("平鎮區南勢里",)),
    "the reporter": (Role.CHIEF, CENTRE, (VILLAGE,)),
    "the primary worker": (Role.WORKER, CENTRE, ()),
    "the worker it is offered to": (Role.WORKER, CENTRE, ()),
    "a worker who declined": (Role.WORKER, CENTRE, ()),
    "a worker of another centre": (Role.WORKER, ELSEWHERE, ()),
    "the supervisor": (Role.SUPERVISOR, CENTRE, ()),
    "the head": (Role.HEAD, CENTRE, ()),
    "a supervisor of another centre": (Role.SUPERVISOR, ELSEWHERE, ()),
    "a liaison": (Role.LIAISON, "平鎮分局", ()),
    "a clerk": (Role.CLERK, CENTRE, ()),
    "the bureau": (Role.BUREAU, "社會局", ()),
    "a screener": (Role.SCREENER, "家防中心", ()),
    "an administrator": (Role.ADMIN, "社會局", ()),
    "who stands in for the primary worker": (Role.WORKER, CENTRE, ()),
    "who reads in an emergency": (Role.WORKER, ELSEWHERE, ()),
}
IN_THE_WINGS: dict[str, tuple[Role, str, tuple[str, ...]]] = {
    "who leaves": (Role.WORKER, CENTRE, ()),
    "who took over": (Role.WORKER, CENTRE, ()),
}
STRANGER = 6_999


@pytest.fixture
async def story(town: Town) -> AsyncIterator[Story]:
    town.bot.bell.stop()  # on a slow machine it would ring meanwhile, and write what no press did
    await town.bot.bell.ring()  # what the morning brings is told before anybody is there
    await town.settle()
    with wire(town) as caught:
        yield Story(town, caught)


@pytest.fixture(params=["a stranger", *ACTORS])
async def actor(request: pytest.FixtureRequest, story: Story) -> int:
    """Return the chat of who tries."""

    def told(db: Transaction) -> int:
        _cases(db, story)
        return STRANGER if request.param == "a stranger" else story.chats[story.person(db, request.param).id]

    return await story.town.look(told)


def _cases(db: Transaction, told: Story) -> None:
    reporter, worker, offered = (told.person(db, who) for who in list(ACTORS)[1:4])
    served = {"unit": worker.unit, "worker": worker.id, "accepted_at": MONDAY, "risk": Risk.LOW}
    for state, facts in (
        (State.SCREENING, {"kinds": (CaseKind.CHILD_MISSING,)}),
        (State.DISPATCHED, {"unit": offered.unit, "offered": offered.id, "offered_at": MONDAY}),
        (
            State.IN_SERVICE,
            {**served, "kinds": (CaseKind.SHARED,), "closing_at": MONDAY, "visited_on": MONDAY.date()},
        ),
        (State.DISPUTED, {**served, "disputed_at": MONDAY}),
    ):
        case = made_case(
            0, "", state, VILLAGE, urgent=False, reported_at=MONDAY, household=HOUSEHOLD, **facts
        )
        case = cases.open_case(db, case, "A")
        told.cases.append(case.id)
        db.speaker = reporter
        reports.keep(db, case, Report("no", STORY, f"{NAME} {ADDRESS}", ("small_child",), call=True))
        db.speaker = worker
        for verb in ("case.declined", "case.disputed", "case.closing_proposed"):
            cases.remark(db, case, verb, REMARK)
        service.log_visit(db, case, MONDAY.date(), {"note": NOTE})
        service.file_follow_up(db, case, MONDAY.date(), {"plan": PLAN})
        service.file_paper(db, case, "assessment", {"aims": PLAN})
    _drafts(db, told, reporter, worker)
    reader = told.person(db, "who reads in an emergency")
    for number, hours in zip(told.cases, (3, 0, 3, 0), strict=True):
        glass.add(db, number, reader.id, hours)
    deputy = told.person(db, "who stands in for the primary worker")
    leaves.add(db, worker.id, deputy.id, MONDAY.date(), MONDAY.date())


def _drafts(db: Transaction, told: Story, reporter: Any, worker: Any) -> None:
    db.speaker = reporter
    begun = [drafts.begin(db, "report", None, {"danger": "no", "story": TYPED})]
    db.speaker = worker
    begun.append(drafts.begin(db, VISIT.name, told.cases[2], {"mode": "home", "note": TYPED}))
    begun.append(drafts.keep_question(db, {"text": TYPED, "day": "2026-06-01"}))
    for one in begun:
        told.drafts.append((one.id, one.version))
    drafts.show(db, None)


def test_every_button_is_tried() -> None:
    found = set(buttons())
    about_a_case = {one for one in found if {"case", "subject"} & {each.name for each in fields(one)}}
    about_a_draft = {one for one in found if {"draft", "question"} & {each.name for each in fields(one)}}
    assert about_a_case - OF_COLD_LISTS == set(NEEDS)
    assert about_a_draft == OF_DRAFTS
    assert {one for one in found if "obligation" in {each.name for each in fields(one)}} == set(OF_DUTIES)
    of_leaves = {one for one in found if one.__module__ == leave.__name__ and fields(one)}
    assert of_leaves - {leave.ChooseDeputy, leave.LeavesOf} == OF_LEAVES


async def test_what_is_not_theirs_answers_like_what_is_not_there_and_nothing_happens(
    story: Story, actor: int
) -> None:
    before = await story.town.look(everything)
    nowhere = await story.town.look(lambda db: [forged(db, story, button, NOWHERE) for button in NEEDS])
    not_there = dict(zip(NEEDS, await pressed(story, actor, nowhere), strict=True))
    refused = await story.town.look(lambda db: not_for(db, story, actor))
    answers = await pressed(story, actor, [data for _, data in refused])
    for (button, _), answer in zip(refused, answers, strict=True):
        assert answer == not_there[button], button
        assert all(canary not in str(answer) for canary in CANARIES), button
    assert await story.town.look(everything) == before


async def test_no_case_is_reached_by_a_key_of_a_cold_day(story: Story, actor: int) -> None:
    before = await story.town.look(everything)
    known = {"care": 1, "shelter": 1, "made": 0, "how": ColdContact.CALLED, "kind": BedKind.MEN}
    for number in (NOWHERE, *story.cases):
        data = [data_of(button, subject=number, **known) for button in OF_COLD_LISTS]
        for answer in await pressed(story, actor, data):
            assert all(canary not in str(answer) for canary in CANARIES)
    assert await story.town.look(everything) == before


HOME = "home"
"""Pressed first, so that both times the answers begin from the same screen."""


async def test_forms_of_others_are_not_there(story: Story, actor: int) -> None:
    mine = await story.town.look(lambda db: _own_drafts(db, actor))
    before = await story.town.look(everything)
    steps = [(button, step) for button in OF_DRAFTS for step in STEPS.get(button, ("",))]
    nowhere = [HOME, *(data_of(button, draft=NOWHERE, version=1, step=step) for button, step in steps)]
    not_there = await pressed(story, actor, nowhere)
    for draft, version in (one for one in story.drafts if one[0] not in mine):
        theirs = (data_of(button, draft=draft, version=version, step=step) for button, step in steps)
        answers = await pressed(story, actor, [HOME, *theirs])
        assert answers == not_there
        assert all(canary not in str(answers) for canary in CANARIES)
    assert await story.town.look(everything) == before


KEEPING_OUT = {recusing.KeepOutNow, recusing.KeepsOut}
"""After the one nothing is theirs, and the other names somebody of one's own unit: `test_recusing.py`."""
NOTHING_OF_CASES = {
    "a stranger",
    "a chief",
    "the reporter",  # reads what became of it among their reports, not on a card of the case
    "a worker who declined",
    "a clerk",
}
"""Who has no key to press about any of the cases; everybody else has, and it does something."""
ONLY_READ = {"who reads in an emergency"}
"""But theirs do nothing: they read two of the cases, and of two the hours are over."""


async def test_whoever_may_is_let_through(story: Story, actor: int) -> None:
    await story.town.look(lambda db: _cases_of_others(db, story))
    who = next((who for who, one in story.people.items() if story.chats[one.id] == actor), "a stranger")
    before, did = await story.town.look(everything), 0
    for case in story.cases:
        for button in (one for one in NEEDS if one not in KEEPING_OUT):
            if await story.town.look(lambda db: may_press(db, actor, button, case)):  # noqa: B023 - at once
                data = await story.town.look(lambda db: forged(db, story, button, case))  # noqa: B023 - same
                answers = await pressed(story, actor, [data])  # on a slow machine a nudge may come beside it
                assert answers
                assert NOT_YOURS not in str(answers), button
                did += 1
    assert (did == 0) == (who in NOTHING_OF_CASES)
    assert (await story.town.look(everything) == before) == (did == 0 or who in ONLY_READ)


def _cases_of_others(db: Transaction, told: Story) -> None:
    """Two cases more: one offered to the police, one served in another centre."""
    liaison, elsewhere = (told.person(db, who) for who in ("a liaison", "a worker of another centre"))
    for state, facts in (
        (State.DISPATCHED, {"unit": liaison.unit, "offered": liaison.id, "offered_at": MONDAY}),
        (
            State.IN_SERVICE,
            {
                "unit": elsewhere.unit,
                "worker": elsewhere.id,
                "accepted_at": MONDAY,
                "visited_on": MONDAY.date(),
            },
        ),
    ):
        one = made_case(0, "", state, VILLAGE, urgent=False, reported_at=MONDAY, household=HOUSEHOLD, **facts)
        told.cases.append(cases.open_case(db, one, "A").id)


async def test_duties_of_others_are_not_there(story: Story, actor: int) -> None:
    nowhere = [HOME, *(data_of(button, obligation=NOWHERE) for button in OF_DUTIES)]
    not_there = dict(zip(OF_DUTIES, (await pressed(story, actor, nowhere))[1:], strict=True))
    before = await story.town.look(everything)
    theirs = await story.town.look(lambda db: duties_of_others(db, story, actor))
    answers = await pressed(story, actor, [HOME, *(data for _, data in theirs)])
    for (button, _), answer in zip(theirs, answers[1:], strict=True):
        assert answer == not_there[button], button
    assert await story.town.look(everything) == before


def duties_of_others(db: Transaction, story: Story, chat: int) -> list[tuple[type[Button], str]]:
    """List the buttons about duties that are not somebody's to press."""
    return [
        (button, data_of(button, obligation=one.id))
        for case in story.cases
        for one in obligations.of_subject(db, case)
        for button in OF_DUTIES
        if not may_do(db, chat, button, one)
    ]


def may_do(db: Transaction, chat: int, button: type[Button], duty: obligations.Obligation) -> bool:
    speaking(db, chat)
    standing = cases.standing_to(db, cases.read(db, duty.subject))
    needed = OF_DUTIES[button]
    if button is duties.FillIn and RULES[duty.duty].form is not None:
        needed = Action.SERVE
    if button in STEERING:
        return db.speaker is not None and steers(duty, db.speaker, Directory(db))
    if needed is None:
        return db.speaker is not None and owes(duty, db.speaker, Directory(db))
    return may(standing, needed)


async def test_leaves_of_others_are_not_there_nor_who_can_not_stand_in(story: Story, actor: int) -> None:
    nowhere = [HOME, data_of(leave.ComeBack, leave=NOWHERE), data_of(leave.Deputy, person=NOWHERE)]
    nowhere.append(data_of(coming_back.CantStandIn, leave=NOWHERE))
    _, no_leave, nobody, no_place = await pressed(story, actor, nowhere)
    before = await story.town.look(everything)
    worker = story.people["the primary worker"]
    [away] = await story.town.look(lambda db: leaves.of_person(db, worker.id))
    me = next((one for one in story.people.values() if story.chats[one.id] == actor), None)
    if me is None or not (me.id == worker.id or may_manage(me, worker)):
        assert (await pressed(story, actor, [HOME, data_of(leave.ComeBack, leave=away.id)]))[1] == no_leave
    if actor != story.chats[away.deputy]:
        not_mine = data_of(coming_back.CantStandIn, leave=away.id)
        assert (await pressed(story, actor, [HOME, not_mine]))[1] == no_place
    units = {unit.id: unit for unit in story.town.units.values()}
    others = [
        one.id
        for one in story.people.values()
        if me is None or not may_deputise(me, units[me.unit], one, units[one.unit])
    ]
    answers = await pressed(story, actor, [HOME, *(data_of(leave.Deputy, person=one) for one in others)])
    assert answers[1:] == [nobody] * len(others)
    assert await story.town.look(everything) == before


async def test_nobody_else_hands_over_or_reads_what_was_handed_over(story: Story, actor: int) -> None:
    worker = story.people["the primary worker"]
    done, next_one = await story.town.look(lambda db: _took_over(db, story))
    may = actor in {story.chats[story.people[who].id] for who in MAY_HAND_OVER if who in story.people}
    tried = (handed.TakenOver,) if may else OF_HANDOVERS
    ids = {"person": worker.id, "unit": worker.unit, "receiver": next_one, "handover": done, "into": 0}
    nowhere = [HOME, *(data_of(button, **dict.fromkeys(ids, NOWHERE), kind="") for button in tried)]
    theirs = [HOME, *(data_of(button, **ids, kind="") for button in tried)]
    not_there = await pressed(story, actor, nowhere)
    before = await story.town.look(everything)
    assert await pressed(story, actor, theirs) == not_there
    assert all(canary not in str(not_there) for canary in CANARIES)
    assert await story.town.look(everything) == before


async def test_units_people_and_invitations_of_others_are_not_there(story: Story, actor: int) -> None:
    unit, person, invitation, version = await story.town.look(lambda db: _of_another_unit(db, story))
    known = await story.town.look(lambda db: addressed.speaker(db, actor))
    if known is not None and leads(known[0], unit):
        return
    whole: dict[str, Any] = {"kind": "police", "district": 1, "role": "worker", "version": version}
    ids = {"unit": unit, "person": person, "invitation": invitation}
    ids |= {"parent": unit, "heir": unit, "deputy": person}
    tried = [button for _, button in OF_STAFF]
    nowhere = [HOME, *(data_of(button, **whole | dict.fromkeys(ids, NOWHERE)) for button in tried)]
    theirs = [HOME, *(data_of(button, **whole | ids) for button in tried)]
    not_there = await pressed(story, actor, nowhere)
    before = await story.town.look(everything)
    answers = await pressed(story, actor, theirs)
    for button, answer, other in zip([None, *tried], answers, not_there, strict=True):
        assert answer == other, button
    assert await story.town.look(everything) == before


def _of_another_unit(db: Transaction, told: Story) -> tuple[int, int, int, int]:
    """Return a unit, somebody of it, whom it waits for, and the version of the second."""
    unit = told.town.units[ELSEWHERE].id
    someone = told.person(db, "a worker of another centre")
    invitations.invite(db, Role.WORKER, unit, [], "丁假名")
    return unit, someone.id, invitations.of_unit(db, unit)[0].id, someone.version


def _took_over(db: Transaction, told: Story) -> tuple[int, int]:
    """Somebody left, and a colleague took over; returns the handover and who could take over next."""
    leaver, receiver = (told.person(db, who) for who in ("who leaves", "who took over"))
    db.speaker = told.person(db, "the supervisor")
    seen = holdings.count(db, leaver.id, receiver)
    return handovers.hand_over(db, Plan(leaver, receiver, None), NOTE, seen).id, receiver.id


def not_for(db: Transaction, story: Story, chat: int) -> list[tuple[type[Button], str]]:
    """List the buttons that are not somebody's to press, of each case."""
    return [
        (button, forged(db, story, button, case))
        for case in story.cases
        for button in NEEDS
        if not may_press(db, chat, button, case)
    ]


def may_press(db: Transaction, chat: int, button: type[Button], case: int) -> bool:
    speaking(db, chat)
    needed = NEEDS[button]
    for_another = db.speaker is not None and db.speaker.role in LEADING
    if for_another and needed is Action.ANSWER_OFFER:
        needed = Action.REASSIGN
    return may(cases.standing_to(db, cases.read(db, case)), needed)


def speaking(db: Transaction, chat: int) -> None:
    """Let somebody speak, for themselves and for whom they stand in for."""
    addressed.speaks(db, chat)
    db.absent = people.absent(db, db.speaker.id) if db.speaker else []


def forged(db: Transaction, story: Story, button: type[Button], case: int) -> str:
    """Return the data that a client could send, as right as it can be."""
    version = cases.read(db, case if case != NOWHERE else story.cases[0]).version
    person = story.people["the worker it is offered to"].id
    into = next(one for one in reversed(story.cases) if one != case)
    unit = story.town.units[CENTRE].id
    return data_of(
        button,
        case=case,
        subject=case,
        version=version,
        person=person,
        chosen=str(person),
        seat=NOWHERE,
        into=into,
        unit=unit,
        kind="centre",
        household=cases.read(db, case if case != NOWHERE else story.cases[0]).household.id,
        why="moved",
    )


def data_of(button: type[Button], **given: Any) -> str:
    known: dict[str, Any] = {
        "page": 0,
        "option": 0,
        "place": 0,
        "found": 0,
        "danger": given.get("step"),
        "file": 1,
        "unit": 1,
        "at": 0,
        "months": 1,
        "desk": 0,
        "count": 1,
        "question": given.get("draft"),
    }
    known |= given
    if button is form_cards.Change:
        known["question"] = 0
    return button(*(known.get(each.name, 0 if each.type is int else "") for each in fields(button))).data()


async def pressed(story: Story, chat: int, data: list[str]) -> list[list[tuple[str, Any]]]:
    """Forge presses; strangers are not answered at once again."""
    if chat != STRANGER:
        return await story.wire.press(chat, *data)
    answers = []
    for one in data:
        story.town.clock.now += timedelta(seconds=STRANGERS_WAIT)
        answers += await story.wire.press(chat, one)
    return answers


def _own_drafts(db: Transaction, chat: int) -> set[int]:
    known = addressed.speaker(db, chat)
    mine = select(meta.tables["drafts"].c.id).where(
        meta.tables["drafts"].c.person == (known[0].id if known else 0)
    )
    return set(db.connection.execute(mine).scalars())


def everything(db: Transaction) -> dict[str, list[Any]]:
    """All that is kept, but for letters, where strangers are answered, and what is on whose screen."""
    kept = {}
    for name, table in meta.tables.items():
        if name not in ("inbox", "outbox", "facts"):
            columns = [one for one in table.c if one.name not in ("card", "asking")]
            rows = select(*columns).order_by(*table.primary_key)
            if name == "addresses":
                rows = rows.where(table.c.person.isnot(None))
            kept[name] = [tuple(row) for row in db.connection.execute(rows)]
    return kept
