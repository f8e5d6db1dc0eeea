"""One question: a key is on the card, its press is taken and the rule allows it, or none of the three.

Every act is walked through: in every state of a case, with the facts that matter to it, by whoever stands in
each relation to it. What is pressed is undone again, so that one transaction holds the whole walk.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields
from sqlalchemy import Connection, create_engine, event, insert

from actions.record import moment
from bot.app import open_office, put_together
from casework.acts import ACTS
from casework.cases.access import Relation, may
from casework.cases.acting import Act
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.seats import NEW, Seat
from casework.errors import Refusal, SomethingFirst
from casework.staffing.people import SERVING, Person, Role
from casework.staffing.units import UnitKind
from handlers.cases import households
from handlers.missing import police
from handlers.screening import dispatching, duplicates, in_words, receivers
from handlers.screening.dispatching import BESIDE
from handlers.service import (
    acceptance,
    correcting,
    reassigning,
    seats,
)
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.heard import Heard, Said
from handlers.ui.screens import Press, Screen
from handlers.ui.turn import Turn
from storage.cases import cases, glass, reports
from storage.cases.reports import Report
from storage.core.database import Database, Transaction
from storage.core.tables import units
from storage.core.vault import Vault
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.cases import made_case
from tests.support.kinds import SUBJECT_KINDS
from tests.support.town import MONDAY, VILLAGE

CARD = 1
FIRST_CHAT = 7_000

KEYS: Mapping[str, tuple[type[Button], ...]] = {
    **{act.name: small.keys for act, small in put_together().acts.items()},
    "dispatch": (dispatching.ChooseUnit, receivers.ChoosePerson, dispatching.Confirm, dispatching.Dispatch),
    "join": (duplicates.Choose, duplicates.ConfirmJoin, duplicates.Join),
    "accept": (acceptance.Accept,),
    "accept_for": (acceptance.Accept,),
    "offer_again": (reassigning.ChooseOther, reassigning.OfferAgain),
    "look": (police.AskResult, police.Looked),
    "ask": (dispatching.ChooseUnit, receivers.ChoosePerson, dispatching.Confirm, dispatching.Dispatch),
    "take_over": (seats.TakeOver, seats.TakeOverNow),
}
"""The key of each act on the card, or the one that leads there; and those that come after it."""
BEHIND_THE_PIN = {households.Correct, in_words.TellInWords, correcting.CorrectRecord}
"""Stand below the full view, not on the card."""

NOWHERE = 10**12

STATES: Mapping[str, Mapping[str, Any]] = {
    "screening": {"state": State.SCREENING},
    "offered": {"state": State.DISPATCHED, "unit": "unit", "offered": "offered"},
    "offered away": {"state": State.DISPATCHED, "unit": "unit", "offered": "offered", "worker": "primary"},
    "in service": {"state": State.IN_SERVICE, "unit": "unit", "worker": "primary"},
    "disputed": {"state": State.DISPUTED, "unit": "unit", "worker": "primary", "disputed_at": MONDAY},
    "joined": {"state": State.JOINED},
    "redirected": {"state": State.REDIRECTED},
    "not taken": {"state": State.NOT_TAKEN},
    "closed": {"state": State.CLOSED, "unit": "unit", "worker": "primary", "closed_at": MONDAY},
}
MISSING: dict[str, Any] = {"kinds": (CaseKind.CHILD_MISSING,), "missing_at": MONDAY}
SHARED: dict[str, Any] = {"kinds": (CaseKind.SHARED,), "shared_at": MONDAY}
FACTS: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "visited": {"visited_on": MONDAY.date()},
    "assessed": {"visited_on": MONDAY.date(), "assessed_at": MONDAY},
    "followed up": {"followed_up": MONDAY.date()},
    "closing proposed": {"closing_at": MONDAY},
    "shared": SHARED,
    "planned": {**SHARED, "planned_at": MONDAY},
    "no form given": MISSING,
    "the police look": {**MISSING, "form_given_at": MONDAY},
    "nothing found": {**MISSING, "form_given_at": MONDAY, "looked_at": MONDAY, "found": False},
    "searched for": {
        **MISSING,
        "form_given_at": MONDAY,
        "looked_at": MONDAY,
        "found": False,
        "search_applied_at": MONDAY,
    },
    "found": {**MISSING, "found": True},
    "others beside": {"beside": True},
}
CENTRE, UNSUPERVISED, PROTECTION, BUREAU = "平鎮中心", "桃園中心", "家防中心", "社會局"
STATION, NEIGHBOUR = "中壢分局", "中壢中心"
PRECINCT = "平鎮分局"
"""Has a head, and no supervisor."""
UNITS: dict[str, Any] = {
    STATION: UnitKind.POLICE,
    NEIGHBOUR: UnitKind.CENTRE,
    CENTRE: UnitKind.CENTRE,
    UNSUPERVISED: UnitKind.CENTRE,
    PROTECTION: UnitKind.PROTECTION,
    BUREAU: UnitKind.BUREAU,
    PRECINCT: UnitKind.POLICE,
}
WHO: Mapping[str, tuple[Role, str]] = {
    "reporter": (Role.CHIEF, CENTRE),
    "primary": (Role.WORKER, CENTRE),
    "offered": (Role.WORKER, CENTRE),
    "colleague": (Role.WORKER, CENTRE),
    "supervisor": (Role.SUPERVISOR, CENTRE),
    "head": (Role.HEAD, CENTRE),
    "head of the precinct": (Role.HEAD, PRECINCT),
    "second liaison": (Role.LIAISON, PRECINCT),
    "screener": (Role.SCREENER, PROTECTION),
    "bureau": (Role.BUREAU, BUREAU),
    "administrator": (Role.ADMIN, BUREAU),
    "partner": (Role.LIAISON, STATION),
    "the partner's supervisor": (Role.SUPERVISOR, STATION),
    "asked beside": (Role.WORKER, NEIGHBOUR),
    "the supervisor beside": (Role.SUPERVISOR, NEIGHBOUR),
    "nobody's partner": (Role.WORKER, UNSUPERVISED),
    "who reads in an emergency": (Role.WORKER, UNSUPERVISED),
}


@dataclass
class Eyes(Turn):
    """Sees what is shown; nothing is sent."""

    shown: list[Screen] = field(default_factory=list)

    def show(self, screen: Screen) -> None:
        self.shown.append(screen)


class Walk:
    """An office in which everybody can press every key of every case."""

    def __init__(self, connection: Connection, url: str) -> None:
        vault = Vault(secrets.token_bytes(32))
        self.app = put_together()
        self.office = open_office(Database(url), vault, clock=lambda: MONDAY)
        self.db = Transaction(connection, MONDAY, vault, self.office.rules, kinds=SUBJECT_KINDS)
        self.units = {name: self._unit(name, kind) for name, kind in UNITS.items()}
        self.chats: dict[str, int] = {}
        self.staff = {name: self._person(name, place) for place, name in enumerate(WHO)}
        self.into = self.open(STATES["screening"], CENTRE).id
        """An open case, to join others to."""

    def _unit(self, name: str, kind: UnitKind) -> int:
        values = {"kind": kind, "name": name, "district": "平鎮區", "letter": "A"}
        return int(
            self.db.connection.execute(insert(units).values(values).returning(units.c.id)).scalar_one()
        )

    def _person(self, name: str, place: int) -> Person:
        role, unit = WHO[name]
        person = Person(0, role, self.units[unit], name, "", "zh_Hant_TW")
        self.chats[name] = FIRST_CHAT + place
        return addressed.add(self.db, person, self.chats[name])

    def open(self, facts: Mapping[str, Any], unit: str) -> Case:
        """Open a case that the chief reported."""
        ids = {"unit": self.units[unit], **{name: one.id for name, one in self.staff.items()}}
        known: dict[str, Any] = {
            name: ids[value] if isinstance(value, str) and value in ids else value
            for name, value in facts.items()
        }
        known |= {"accepted_at": MONDAY} if "worker" in known else {}
        known |= {"offered_at": MONDAY} if "offered" in known else {}
        if known.pop("beside", False):
            known["joint"] = (self._partner(), self._neighbour())
        case = made_case(0, "", village=VILLAGE, urgent=False, reported_at=MONDAY, **known)
        case = cases.open_case(self.db, case, "A")
        glass.add(self.db, case.id, self.staff["who reads in an emergency"].id, 3)
        self.speak("reporter")
        reports.keep(self.db, case, Report("no", "孩子常常一個人在家", "", ("small_child",), call=False))
        return case

    def _partner(self) -> Seat:
        """A unit that serves beside the lead."""
        who, unit = self.staff["partner"].id, self.units[STATION]
        return Seat(NEW, unit=unit, kind=UnitKind.POLICE, worker=who, accepted_at=MONDAY)

    def _neighbour(self) -> Seat:
        """A centre that has not answered."""
        who, unit = self.staff["asked beside"].id, self.units[NEIGHBOUR]
        return Seat(NEW, unit=unit, kind=UnitKind.CENTRE, offered=who, offered_at=MONDAY)

    def speak(self, who: str) -> None:
        """Let somebody speak."""
        addressed.speaks(self.db, self.chats[who])

    def press(self, button: Button) -> tuple[list[Press], Refusal | None]:
        """Press a key, and undo it; returns the keys that it led to, or what was refused."""
        db, speaker = self.db, self.db.speaker
        assert speaker is not None
        assert db.at is not None
        heard = Heard(db.at.channel, db.at.text, Said.PRESS, pressed=button.data(), on=CARD)
        turn = Eyes(self.app, self.office, db, heard, self.office.wording(speaker), CARD)
        refused = None
        before = db.connection.begin_nested()
        try:
            self.app.answering(heard)(turn)
        except Refusal as refusal:
            refused = refusal
        before.rollback()
        db.speaker = speaker
        keys = [key for screen in turn.shown for row in screen.rows for key in row]
        return [key for key in keys if isinstance(key, Press)], refused

    def _chosen(self, case: Case) -> str:
        """Somebody of the centre to dispatch to; once it is dispatched, somebody of a unit without a seat."""
        who = "colleague" if case.to_screen else "nobody's partner"
        return f"{'' if case.to_screen else BESIDE}{self.staff[who].id}"

    def _colleague(self, case: Case) -> Person:
        """Somebody of the speaker's unit, or of the centre, to whom a case can be offered."""
        if case.unit == self.units[PRECINCT]:
            return self.staff["second liaison"]
        home = self.db.speaker.unit if self.db.speaker else 0
        return next(
            (one for one in self.staff.values() if one.role in SERVING and one.unit == home),
            self.staff["colleague"],
        )

    def forged(self, button: type[Button], case: Case) -> Button:
        """Forge a key, as right as it can be."""
        known: dict[str, Any] = {
            "case": case.id,
            "version": case.version,
            "page": 0,
            "kind": "",
            "into": self.into,
            "seat": next((one.id for one in case.joint_seats), NOWHERE),
            "chosen": self._chosen(case),
        }
        known |= {"unit": self.units[CENTRE], "person": self._colleague(case).id, "found": 0}
        return button(*(known[each.name] for each in fields(button)))


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    """Open the office for one transaction, which is never committed."""
    url = migrated("sqlite", tmp_path)
    engine = create_engine(url.replace("+aiosqlite", ""))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver must not begin by itself

    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield Walk(connection, url)
    engine.dispose()


def everywhere(walk: Walk, state: str) -> Iterator[tuple[str, Case, str]]:
    """Go to every case of a state as everybody; head or bureau stand in where a unit has no supervisor."""
    for fact, more in FACTS.items():
        for unit, speaking in (
            (CENTRE, list(WHO)),
            (UNSUPERVISED, ["bureau"]),
            (PRECINCT, ["head of the precinct"]),
        ):
            case = walk.open({**STATES[state], **more}, unit)
            for who in speaking:
                walk.speak(who)
                yield fact, case, who


def unfit(walk: Walk, fact: str, case: Case, who: str) -> Iterator[str]:
    """Say which keys of a case do not fit the rules, for somebody."""
    standing = cases.standing_to(walk.db, case)
    on_card = {type(key.button) for key in walk.press(OpenCard(case.id))[0]}
    for (first, *rest), alike in by_key():
        possible = any(act.possible(standing, case, moment(walk.db, case)) for act in alike)
        if first not in BEHIND_THE_PIN and possible != (first in on_card):
            yield f"{fact}: {first.__name__} is {'not ' if possible else ''}on the card of the {who}"
        if fact != "nothing" and not any(may(standing, act.needs) for act in alike):
            continue  # whoever has no right has none whatever the facts are
        for button in (first, *rest):
            refusal = walk.press(walk.forged(button, case))[1]
            if possible != (refusal is None or isinstance(refusal, SomethingFirst)):
                yield f"{fact}: {button.__name__} of the {who} meets {refusal!r}"


def by_key() -> list[tuple[tuple[type[Button], ...], list[Act]]]:
    """Return the acts by their keys: some do the same by another right."""
    found: dict[tuple[type[Button], ...], list[Act]] = {}
    for act in ACTS:
        found.setdefault(KEYS[act.name], []).append(act)
    return list(found.items())


def test_every_act_has_a_key() -> None:
    assert set(KEYS) == {act.name for act in ACTS}


@pytest.mark.parametrize("state", STATES)
def test_a_key_is_shown_and_taken_where_the_rule_allows_it_and_nowhere_else(walk: Walk, state: str) -> None:
    assert [wrong for at in everywhere(walk, state) for wrong in unfit(walk, *at)] == []


def test_somebody_stands_in_each_relation(walk: Walk) -> None:
    met = {
        one
        for state in STATES
        for _, case, _ in everywhere(walk, state)
        for one in cases.standing_to(walk.db, case)
    }
    assert met == set(Relation) - {
        Relation.CONFERENCE,
        Relation.ESCORTING,
        Relation.REFERRED,
        Relation.SHARING,
        Relation.TO_SHARE,
        Relation.SUPERVISING_SHARING,
    }  # test_conference.py, test_escort.py, test_referral.py, rosters/test_story.py have
