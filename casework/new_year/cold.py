"""Cold (低溫): at 10 °C elders alone and people in the street are asked after; at 5 °C brought in.

[003] 陸、一(一)1(1)I, 2(1)E, F, 2(2)D; 柒、三. All winter, not only around the New Year.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.forms import Form, Question, QuestionKind
from casework.new_year.care import CareGroup, CareHousehold, WhyNot, in_window
from casework.new_year.holiday import new_year
from casework.policy.owed import Bearer, Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.addresses import STEMS
from casework.text.dates import at_taipei, day_start, in_taipei, local_day

DISTRICTS: Final = tuple(f"{stem}區" for stem in STEMS.split("|"))
WHOLE: Final = "all"
"""The whole city."""
DEGREES: Final = ("10", "5")
"""低溫特報 at 10 °C [003] 陸、一(一)2(2)D; at 5 °C people are brought in from the street [003] 柒、三."""

COLD: Final = Form(
    "cold",
    (
        Question("degree", QuestionKind.CHOICE, DEGREES),
        Question("areas", QuestionKind.MANY, (WHOLE, *DISTRICTS)),
        Question("until", QuestionKind.COMING, ("today", "tomorrow")),
    ),
)
"""A cold alert: how cold, where, until when."""
CHECKED: Final = ("electricity", "heater", "warm")
"""What is looked at on a visit [003] 陸、一(一)2(1)E: 用電安全、熱水器、禦寒保暖物資."""
COLD_VISIT: Final = Form("cold_visit", (Question("checked", QuestionKind.MANY, CHECKED, optional=True),))


class ColdContact(StrEnum):
    """What came of asking after somebody."""

    CALLED = "called"  # 已問安
    VISITED = "visited"  # 已訪
    NOT_REACHED = "not_reached"  # 未聯繫
    MOVED_ON = "moved_on"  # 勸離
    BROUGHT_IN = "brought_in"  # 強制撤離
    SHELTERED = "sheltered"  # 已安置
    REFUSED = "refused"  # 拒絕
    HOSPITAL = "hospital"  # 送醫


AT_HOME: Final = (ColdContact.CALLED, ColdContact.VISITED, ColdContact.NOT_REACHED)
IN_THE_STREET: Final = (
    ColdContact.MOVED_ON,
    ColdContact.BROUGHT_IN,
    ColdContact.SHELTERED,
    ColdContact.REFUSED,
    ColdContact.HOSPITAL,
    ColdContact.NOT_REACHED,
)
GROUPS: Final = (CareGroup.ALONE, CareGroup.STREET)
"""Who is asked after [003] 陸、一(一)2(2)D."""
TWICE: Final = 2
"""Who was not reached so often is visited; whoever does not open, is for 119 (`screens.md` §5)."""


class ColdAlert(Struct, frozen=True):
    """A cold alert, until its last day or until somebody takes it back (解除)."""

    id: int
    degree: int
    areas: tuple[str, ...]
    begun_at: datetime
    until: date
    today: date
    """The day whose lists are done now."""
    ended_at: datetime | None = None

    @property
    def on(self) -> bool:
        """Tell whether it lasts."""
        return self.ended_at is None and self.today <= self.until

    def about(self, village: str) -> bool:
        """Tell whether a village lies in it."""
        return WHOLE in self.areas or any(village.startswith(one) for one in self.areas)


class InTheCold(Struct, frozen=True):
    """Somebody who is to be asked after today, and what came of it so far."""

    care: CareHousehold
    contacts: tuple[ColdContact, ...] = ()
    """Of today, in their order."""

    @property
    def reached(self) -> bool:
        """Tell whether nobody need ask any more today."""
        return bool(self.contacts) and self.contacts[-1] is not ColdContact.NOT_REACHED

    @property
    def to_be_visited(self) -> bool:
        """Tell whether calling did not help: somebody goes there."""
        return not self.reached and self.contacts.count(ColdContact.NOT_REACHED) >= TWICE


class ColdList(Struct, frozen=True):
    """Whom one unit, or one person of it, asks after in an alert, each day anew."""

    id: int
    alert: ColdAlert
    unit: Unit
    person: int | None = None
    street: bool = False
    """The precinct's: people in the street alone, at 5 °C [003] 柒、三."""
    asked: tuple[InTheCold, ...] = ()

    @property
    def waiting(self) -> int:
        """Count who was not reached today."""
        return sum(not one.reached for one in self.asked)

    @property
    def sign(self) -> str:
        """Return what a push calls it: 低溫 12/20 10°C 平鎮中心; there may be two a day."""
        day = local_day(self.alert.begun_at)
        return f"低溫 {day.month}/{day.day} {self.alert.degree}°C {self.unit.name}"[:40]


def concerned(care: CareHousehold, alert: ColdAlert, rules: Rules) -> bool:
    """Tell whether somebody is asked after: an elder alone or in the street, in the area, and there.

    Who was in hospital, in prison or abroad may be back once the campaign is over.
    """
    gone = {WhyNot.MOVED, WhyNot.DIED}
    if not care.over:
        gone |= {WhyNot.HOSPITAL, WhyNot.PRISON, WhyNot.ABROAD}
    away = {one.answers.get("why") for one in in_window(care, rules)[-1:]}
    return care.into is None and care.cold is not None and alert.about(care.village) and not gone & away


def asked_for(care: CareHousehold, alert: ColdAlert, degree: int) -> bool:
    """Tell whether who was asked after in an alert of some *degree* was so for this one, of the same day.

    In the street no warmer one counts: at 5 °C people are brought in [003] 柒、三.
    """
    return care.cold is not CareGroup.STREET or degree <= alert.degree


def older_lists(year: int, alert: ColdAlert, rules: Rules) -> bool:
    """Tell whether lists of the winter before are asked after, too: those of *year* may not be there yet.

    They are handed in before its window begins (default).
    """
    first, _ = new_year(year, rules.calendar).window(rules.policy.new_year)
    return alert.today < first


def in_the_street(households: Collection[CareHousehold]) -> list[CareHousehold]:
    """List who lives in the street."""
    return [one for one in households if one.cold is CareGroup.STREET]


def brings_in(alert: ColdAlert) -> bool:
    """Tell whether people are brought in from the street, with the police [003] 柒、三."""
    return alert.degree <= int(DEGREES[-1])


def owed(one: ColdList, rules: Rules) -> Iterator[Owed]:
    """Ask after everybody by the evening of each day while it lasts, also on a day off (default).

    Who is put on a list in the evening has the hours of an alert of the evening, beside the others.
    """
    if not one.alert.on:
        return
    day = one.alert.today
    bearer = Bearer.PERSON if one.person is not None else answers_for(one.unit)
    begun: dict[datetime, datetime] = {}
    for each in one.asked:
        if not each.reached:
            since = max(one.alert.begun_at, day_start(day), each.care.listed_at)
            due = _due(day, since, rules)
            begun[due] = min(since, begun.get(due, since))
    for due, since in sorted(begun.items()):
        yield Owed(Duty.COLD_CARE, day.isoformat(), since, due, bearer, one.person, urgent=True)


def _due(day: date, since: datetime, rules: Rules) -> datetime:
    figures = rules.policy.cold
    return max(at_taipei(day, figures.by), in_taipei(since) + timedelta(hours=figures.hours))


def subject_of(one: ColdList) -> Subject:
    """Return it as what its duty belongs to."""
    return Subject(one.id, "cold", one.sign, one.unit.id)


COLD_LIST: Kind[ColdList] = Kind("cold", subject_of, owed)


# Beds


class BedKind(StrEnum):
    """For whom a bed is."""

    MEN = "men"
    WOMEN = "women"
    CHILDREN = "children"


class Shelter(Struct, frozen=True):
    """A shelter and its beds (床位), as it told them last, and how many were given since."""

    id: int
    name: str
    beds: dict[BedKind, int]
    given: dict[BedKind, int]

    def left(self, kind: BedKind) -> int:
        """Count the beds that are free."""
        return max(self.beds.get(kind, 0) - self.given.get(kind, 0), 0)

    @property
    def free(self) -> int:
        """Count all of them."""
        return sum(self.left(kind) for kind in BedKind)


def daily(asked: Sequence[InTheCold]) -> dict[str, int]:
    """Count a day for the daily report (低溫日報): who was to be asked, and what came of it."""
    elders = [one for one in asked if one.care.cold is CareGroup.ALONE]
    street = [one for one in asked if one.care.cold is CareGroup.STREET]
    last = [one.contacts[-1] for one in street if one.contacts]
    return {
        "elders": len(elders),
        "elders_reached": sum(one.reached for one in elders),
        "street": len(street),
        **{
            str(how): sum(one is how for one in last)
            for how in (
                ColdContact.MOVED_ON,
                ColdContact.BROUGHT_IN,
                ColdContact.SHELTERED,
                ColdContact.REFUSED,
                ColdContact.HOSPITAL,
            )
        },
    }
