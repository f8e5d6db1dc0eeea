"""The demo city: made-up people for each role, with phones in the sandbox, and open cases.

Nobody here exists: the given names say so (示範, 範例, 測試 …), and so do the units' addresses.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from actions.staffing import units as network_units
from bot.app import DemoTrouble
from bot.practice.demo_cases import STORIES
from bot.practice.stories import open_all
from bot.telegram.channel import TELEGRAM
from casework.staffing import network
from casework.staffing.people import Person, Role
from casework.staffing.pin import always_choosing
from casework.staffing.units import Unit
from casework.text.places import Places, Village
from handlers.ui import menu
from handlers.ui.office import Office
from handlers.words.terms import ROLES
from handlers.words.wording import language_for
from storage.core import facts
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.staffing import addresses, people, pins, units

HOME = "平鎮區新勢里"
"""The village of the story: its chief, its worker and their supervisor come first."""
CHIEFS = (HOME, "平鎮區新富里", "中壢區新街里", "桃園區文化里", "八德區興仁里", "復興區三民里")
LIAISONS = (
    "家防中心",
    "警察局",
    "消防局",
    "衛生局",
    "教育局",
    "就業服務處",
    "民政局",
    "原住民族行政局",
    "少年輔導委員會",
)
"""Units of the whole city with a liaison."""
PRECINCTS, HEALTH_CENTRES = "{}分局", "{}區衛生所"
"""Units of each district with a liaison; those of the story's district have two, and a head (主管)."""
ANSWERABLE = (
    "中壢分局",
    "中壢區衛生所",
    "桃園分局",
    "桃園區衛生所",
    "警察局",
    "衛生局",
    "教育局",
    "就業服務處",
)
"""Further units with a second liaison and a head who answers for both."""
SCHOOL, WINDOW = f"{HOME[:3]}學校代表", "社區心理衛生中心"
"""A school, and the window of transitions: a liaison each."""
SURNAMES = "林陳王張李黃吳劉蔡楊許鄭謝洪郭邱曾廖賴徐"
GIVEN = ("示範", "範例", "測試", "樣本", "演練", "假名", "虛構", "舉例", "練習", "試用")
FIRST_CHAT = 7_000_000_001
MANY_VILLAGES = 40


class Player(Struct, frozen=True):
    """Somebody of the demo city: what they are, where, and for which villages."""

    role: Role
    unit: str
    villages: tuple[str, ...] = ()
    language: str = "zh-hant"


Cast = Mapping[int, Player]
"""Who plays, each under their number in the demo city: it gives the name, the phone and the chat."""


def members(places: Places) -> list[Player]:
    """List everybody, the people of the story first."""
    home = next(name for name, villages in network.centres(places) if HOME in {one.key for one in villages})
    staff = [member for name, villages in network.centres(places) for member in _centre(name, villages)]
    story = [
        _chief(HOME),
        Player(Role.SCREENER, "家防中心"),
        next(one for one in staff if one.role is Role.WORKER and HOME in one.villages),
        next(one for one in staff if one.role is Role.SUPERVISOR and one.unit == home),
        Player(Role.ADMIN, "社會局"),
        Player(Role.BUREAU, "社會局"),
        Player(Role.CHIEF, network.office_of("桃園區"), ("桃園區福安里",), "en"),
    ]
    others = [
        *(_chief(village) for village in CHIEFS[1:]),
        Player(Role.SCREENER, "家防中心"),
        Player(Role.SUPERVISOR, "家防中心"),
        Player(Role.BUREAU, "社會局"),
        *(Player(Role.LIAISON, name) for name in LIAISONS),
        *(one for one in staff if one not in story),
        *(Player(Role.CLERK, network.office_of(district)) for district in places.districts),
        *_in_the_districts(places),
        *(Player(role, name) for name in ANSWERABLE for role in (Role.LIAISON, Role.HEAD)),
        *(Player(Role.LIAISON, name) for name in (SCHOOL, WINDOW)),
    ]
    return story + others


def _in_the_districts(places: Places) -> Iterator[Player]:
    """Each precinct and health centre has a liaison; in the story's district two, who answer to a head."""
    for unit in (PRECINCTS, HEALTH_CENTRES):
        for district in places.districts:
            name = unit.format(district[:-1])
            yield Player(Role.LIAISON, name)
            if HOME.startswith(district):
                yield Player(Role.LIAISON, name)
                yield Player(Role.HEAD, name)


def _chief(village: str) -> Player:
    return Player(Role.CHIEF, network.office_of(village[:3]), (village,))


def _centre(name: str, villages: Sequence[Village]) -> Iterator[Player]:
    """A supervisor and two or three workers, who share the villages: one primary worker each [002]."""
    keys = [village.key for village in villages]
    workers = 3 if len(keys) > MANY_VILLAGES else 2
    share = -(-len(keys) // workers)
    yield Player(Role.SUPERVISOR, name)
    for first in range(0, len(keys), share):
        yield Player(Role.WORKER, name, tuple(keys[first : first + share]))


def name_of(number: int) -> str:
    """Return the n-th of 200 names that nobody has."""
    turn, surname = divmod(number, len(SURNAMES))
    return SURNAMES[surname] + GIVEN[(turn + surname) % len(GIVEN)]


def everybody(places: Places) -> Cast:
    """Return the whole city, each with their number."""
    return dict(enumerate(members(places)))


def in_english(cast: Cast) -> Cast:
    """Let everybody be spoken to in English, whatever their phone speaks."""
    return {number: replace(member, language="en") for number, member in cast.items()}


def phones(office: Office, cast: Cast) -> Iterator[dict[str, Any]]:
    """Tell the sandbox whose phones there are; the bot may speak to each."""
    for number, member in cast.items():
        wording = office.wordings[language_for("", member.language)]
        yield {
            "id": FIRST_CHAT + number,
            "first_name": name_of(number),
            "last_name": f"（{wording.label(ROLES[member.role])} {_place(member)}）",
            "phone": f"8869000{number:05}",
            "language_code": member.language,
            "started": True,
        }


def _place(member: Player) -> str:
    return member.villages[0] if member.role is Role.CHIEF else member.unit


def seed(office: Office, db: Transaction) -> None:
    """Let the city's people join, and open its cases: once, all of it or nothing."""
    if facts.get(db, "demo"):
        return
    open_all(db, join(office, db, everybody(office.places)), STORIES)


def join(office: Office, db: Transaction, cast: Cast) -> list[Person]:
    """Found the city and let these people join: never beside real ones."""
    if any(people.of_role(db, role) for role in Role):
        raise DemoTrouble("this database holds a real office: the demo city does not move in")
    network_units.found(db, office.places)
    facts.put(db, "demo", db.now.isoformat())
    return [_join(office, db, number, member) for number, member in cast.items()]


def _join(office: Office, db: Transaction, number: int, member: Player) -> Person:
    unit = units.named(db, member.unit)
    if unit is None:
        raise DemoTrouble(f"the unit {member.unit} is missing")
    at = addresses.at(db, TELEGRAM.name, str(FIRST_CHAT + number))
    person = people.add(db, _person(number, member, unit), at)
    pins.keep_of(db, person.id, always_choosing())
    if member.role is Role.WORKER:
        units.entrust(db, member.villages, unit.id, person.id)
    _publish(office, db, person)
    return person


def speak(office: Office, db: Transaction, languages: Mapping[int, str]) -> None:
    """Speak other languages with some people, each by the number of their phone; strangers keep their own."""
    known = {person.id: person for person in people.everybody(db)}
    for phone, language in languages.items():
        person = known.get(addresses.at(db, TELEGRAM.name, str(phone)).person or 0)
        if person is not None and person.language != language:
            people.change(db, person.id, language=language)
            _publish(office, db, replace(person, language=language))


def _publish(office: Office, db: Transaction, person: Person) -> None:
    """Put the menu of their role on somebody's phone."""
    at = addresses.of(db, person.id)
    if at is not None:
        words = {"commands": menu.commands(person.role, office.wording(person))}
        outbox.write(db, at, LetterKind.COMMANDS, words, priority=Priority.PUSH)


def _person(number: int, member: Player, unit: Unit) -> Person:
    return Person(
        id=0,
        role=member.role,
        unit=unit.id,
        name=name_of(number),
        phone=f"09000{number:05}",
        language=language_for("", member.language),
        villages=member.villages if member.role is Role.CHIEF else (),
    )
