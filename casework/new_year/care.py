"""A household to be cared for before the New Year: one lead, visited once, whoever goes [003] 伍, 陸."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.forms import ABOUT, Answers, Form, Question, QuestionKind, Value
from casework.new_year.holiday import NewYear, new_year, sign_of
from casework.policy.owed import Bearer, Owed, Rules, Subject
from casework.policy.policy import CareSource, Duty
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit
from casework.text.dates import day_end, day_start, local_day


class CareGroup(StrEnum):
    """Who lives there [003] 伍."""

    CHILD = "child"  # 兒少
    ALONE = "alone"  # 獨居長者
    DISABLED = "disabled"  # 失能
    STREET = "street"  # 街友
    HARDSHIP = "hardship"  # 急難


class WhyNot(StrEnum):
    """Why nobody was met: counted apart."""

    REFUSED = "refused"
    ABSENT = "absent"
    MOVED = "moved"
    HOSPITAL = "hospital"
    PRISON = "prison"
    ABROAD = "abroad"
    DIED = "died"


GIVEN: Final = ("goods", "meals", "warm", "relief", "medical", "shelter", "referral")
"""What was given, or is needed [003] 陸、一(一)2(1)D, E."""
IMPROPER: Final = "improper"
"""Nobody cares for them as they should (疑似不當): reported at once [003] 陸、二(二)1(1)."""
WAS_THERE: Final = "was_there"
"""Said of what is known: somebody was there already."""


def met(answers: Answers) -> bool:
    """Somebody was met, or reached by telephone."""
    return answers.get("mode") in ("home", "phone", "volunteer")


def _sees(answers: Answers) -> bool:
    return answers.get("mode") in ("home", "volunteer")


CARE_VISIT = Form(
    "care_visit",
    (
        Question("again", QuestionKind.TEXT, limit=200, asked=lambda said: said.get(ABOUT) == WAS_THERE),
        Question("mode", QuestionKind.CHOICE, ("home", "phone", "volunteer", "not_met")),
        Question("why", QuestionKind.CHOICE, tuple(WhyNot), asked=lambda said: said.get("mode") == "not_met"),
        Question("children", QuestionKind.CHOICE, ("all", "some", "none", "no_children"), asked=_sees),
        Question("care", QuestionKind.CHOICE, ("good", "help", IMPROPER), asked=met),
        Question("given", QuestionKind.MANY, GIVEN, optional=True, asked=met),
        Question("day", QuestionKind.DATE, ("today", "yesterday")),
    ),
)
"""A visit of New-Year care; how they are cared for is asked by telephone, too [003] 陸、二(二)1(3)."""


class CareVisit(Struct, frozen=True):
    """A visit that any unit made, with the answers of its form."""

    on: date
    unit: int
    answers: Answers


class CareEntry(Struct, frozen=True):
    """A household on the list of one unit: nobody else sees which list it is."""

    id: int
    unit: Unit
    source: CareSource
    person: int | None = None
    """Whose it is in the unit: who serves the case, the chief of the village."""
    case: int | None = None
    group: CareGroup = CareGroup.CHILD
    recused: tuple[int, ...] = ()
    """Kin of the family (迴避): it is theirs by no list."""

    def theirs(self, person: Person) -> bool:
        """Tell whether somebody has the household by this list: whose it is, or anybody of the unit.

        Of a case it is who leads them; who else sees the case is judged with the case.
        """
        if person.id in self.recused:
            return False
        if person.id == self.person:
            return True
        if person.unit != self.unit.id or person.role not in STAFF:
            return False
        return person.role in LEADING or (
            self.case is None and (person.role is Role.CLERK or not self.person)
        )


def assigns(person: Person, care: "CareHousehold", lead: CareEntry) -> bool:
    """Tell whether somebody names who of the unit visits (指派) [003] 柒、一; of a case its worker does."""
    own = person.unit == care.unit.id and lead.case is None
    return own and person.role in (*LEADING, Role.CLERK, Role.LIAISON, Role.BUREAU)


def goes(person: Person, care: "CareHousehold", entry: CareEntry) -> bool:
    """Tell whether it is somebody's to go there: who is named, or whoever has the list while nobody is."""
    named = {one for one in (care.person, entry.person) if one is not None}
    return not named or person.id in named


STAFF: Final = (*SERVING, *LEADING, Role.CLERK, Role.BUREAU)
"""Who of a unit visits and hands in."""


class CareHousehold(Struct, frozen=True):
    """A household of a campaign, on however many lists."""

    id: int
    year: int
    number: int
    """Of the campaign, from 1."""
    village: str
    unit: Unit
    """Who leads: whose it is to see that somebody visits."""
    listed_at: datetime
    """When they were, or when a list last said another door."""
    person: int | None = None
    """Who of the unit, where somebody is named."""
    group: CareGroup = CareGroup.CHILD
    """Who lives there: a child wherever a list says so."""
    high: bool = False
    """At high risk: visited in person, seeing the child."""
    visits: tuple[CareVisit, ...] = ()
    into: int | None = None
    """Another turned out to be the same household: all of it is there."""
    names: tuple[str, ...] = ()
    reliefs: tuple[int, ...] = ()
    """The sums of emergency relief that were paid."""
    over: bool = False
    """The window is over: nobody is visited for it any more."""
    version: int = 1
    told: frozenset[CareGroup] = frozenset()
    """What all its lists say of who lives there."""

    @property
    def groups(self) -> frozenset[CareGroup]:
        """Return who lives there by any of its lists."""
        return self.told | {self.group}

    @property
    def cold(self) -> CareGroup | None:
        """Return as whom they are asked after in the cold, by any of its lists; None: they are not."""
        return next((one for one in (CareGroup.STREET, CareGroup.ALONE) if one in self.groups), None)

    def holiday(self, rules: Rules) -> NewYear:
        """Return the holiday it is about."""
        return new_year(self.year, rules.calendar)

    @property
    def sign(self) -> str:
        """Return what a push calls it: 春節 116-27."""
        return f"{sign_of(self.year)}-{self.number}"


class CareStanding(StrEnum):
    """What came of a household: each has exactly one, so that figures add up."""

    IN_PERSON = "in_person"
    VOLUNTEER = "volunteer"
    PHONE = "phone"
    CHILD_UNSEEN = "child_unseen"  # somebody was met, which at high risk is not enough
    REFUSED = WhyNot.REFUSED
    ABSENT = WhyNot.ABSENT
    MOVED = WhyNot.MOVED
    HOSPITAL = WhyNot.HOSPITAL
    PRISON = WhyNot.PRISON
    ABROAD = WhyNot.ABROAD
    DIED = WhyNot.DIED
    NOT_YET = "not_yet"


VISITED: Final = (CareStanding.IN_PERSON, CareStanding.VOLUNTEER, CareStanding.PHONE)
_BY: Final = {
    "home": CareStanding.IN_PERSON,
    "volunteer": CareStanding.VOLUNTEER,
    "phone": CareStanding.PHONE,
}


def counts(answers: Answers, *, high: bool) -> bool:
    """Tell whether a visit is the one that was due: at high risk in person, with the child seen.

    The rest may be by telephone or volunteers, as long as how they are cared for became known
    [003] 陸、二(二)1(3).
    """
    if not high:
        return met(answers)
    return answers.get("mode") == "home" and answers.get("children") != "none"


def as_care(answers: Answers) -> dict[str, Value]:
    """Return the answers of a visit of a case as those of New-Year care: nobody goes twice."""
    if answers.get("met") != "met":
        return {"mode": "not_met", "why": WhyNot.ABSENT}
    mode = "phone" if answers.get("mode") == "phone" else "home"
    return {"mode": mode, "children": answers.get("children")}


def in_window(care: CareHousehold, rules: Rules) -> list[CareVisit]:
    """List the visits within the window [003] 肆: one on the day before it does not count.

    That they moved is no answer any more once a list says where they live now.
    """
    first, last = care.holiday(rules).window(rules.policy.new_year)
    found = (one for one in care.visits if first <= one.on <= last)
    listed = local_day(care.listed_at)
    return [one for one in found if one.answers.get("why") != WhyNot.MOVED or one.on >= listed]


AWAY: Final = (WhyNot.MOVED, WhyNot.HOSPITAL, WhyNot.PRISON, WhyNot.ABROAD, WhyNot.DIED)


def away(care: CareHousehold, rules: Rules) -> bool:
    """Tell whether nobody is there, by what was found last: nothing need be brought."""
    return any(one.answers.get("why") in AWAY for one in in_window(care, rules)[-1:])


def counted_visit(care: CareHousehold, rules: Rules) -> CareVisit | None:
    """Return the visit that counts for most: in person before volunteers before the telephone."""
    counted = [one for one in in_window(care, rules) if counts(one.answers, high=care.high)]
    return min(counted, key=lambda one: VISITED.index(_BY[str(one.answers["mode"])]), default=None)


def standing(care: CareHousehold, rules: Rules) -> CareStanding:
    """Say what came of it: the visit that counts for most, else why there is none."""
    best, found = counted_visit(care, rules), in_window(care, rules)
    if best is not None:
        return _BY[str(best.answers["mode"])]
    if not found:
        return CareStanding.NOT_YET
    last = found[-1].answers
    return CareStanding.CHILD_UNSEEN if met(last) else CareStanding(str(last["why"]))


def settled(care: CareHousehold, rules: Rules) -> bool:
    """Tell whether nobody need go any more: it was visited, or can't be (policy `unvisitable`)."""
    return standing(care, rules) in {*VISITED, *rules.policy.new_year.unvisitable}


def seen_before(care: CareHousehold, rules: Rules) -> CareVisit | None:
    """Return the visit that whoever comes second is told of before the form [003] 陸、二(二)1(3)."""
    counted = [one for one in in_window(care, rules) if counts(one.answers, high=care.high)]
    return counted[-1] if counted else None


def owed(care: CareHousehold, rules: Rules) -> Iterator[Owed]:
    """Visit before the holiday begins; what is listed late, within some working days [003] 陸、二(二)1(1)."""
    holiday, figures = care.holiday(rules), rules.policy.new_year
    first, _ = holiday.window(figures)
    if care.into is not None or care.over or settled(care, rules):
        return
    late = rules.calendar.after_working_days(care.listed_at, figures.late_working_days)
    due = max(day_end(holiday.first - timedelta(days=1)), late)
    bearer = Bearer.PERSON if care.person is not None else answers_for(care.unit)
    yield Owed(Duty.NEW_YEAR_VISIT, holiday.period, day_start(first), due, bearer, care.person)


def subject_of(care: CareHousehold) -> Subject:
    """Return it as what its duty belongs to."""
    return Subject(care.id, "care", care.sign, care.unit.id)


def names_of(care: CareHousehold) -> Iterator[str]:
    """Name whom it is about."""
    yield from care.names


CARE: Kind[CareHousehold] = Kind("care", subject_of, owed, names=names_of)


def lead_of(entries: Sequence[CareEntry], order: Sequence[CareSource]) -> CareEntry:
    """Return whose it is to visit: of several lists the first in *order* (`screens.md` §5.3)."""
    return min(entries, key=lambda one: (order.index(one.source), one.id))


# Figures

Figures = Mapping[str, int]
COUNTED: Final = (
    *(str(one) for one in CareStanding),
    "children_due",
    "children_due_seen",
    "children_seen",
    *GIVEN,
    "reliefs",
    "relief_sum",
    "reported",
)
"""What is counted, beside the households."""


def figures(households: Sequence[CareHousehold], rules: Rules) -> dict[str, int]:
    """Count what came of the households that a unit leads: every household is in one standing."""
    found = dict.fromkeys(("households", *COUNTED), 0)
    for one in households:
        found["households"] += 1
        found[standing(one, rules)] += 1
        found["reliefs"] += len(one.reliefs)
        found["relief_sum"] += sum(one.reliefs)
        for key in _facts(one, rules):
            found[key] += 1
    return found


def adds_up(counted: Figures) -> bool:
    """Tell whether what came of the households is told of as many as there are: corrections may not."""
    return counted.get("households", 0) == sum(counted.get(each, 0) for each in CareStanding)


def _facts(care: CareHousehold, rules: Rules) -> set[str]:
    found = set[str]()
    due = care.group is CareGroup.CHILD and care.high
    if due:
        found.add("children_due")
    for one in in_window(care, rules):
        given = one.answers.get("given")
        found.update(given if isinstance(given, list) else ())
        if one.answers.get("mode") == "home" and one.answers.get("children") in ("all", "some"):
            found.update(("children_seen", *(("children_due_seen",) if due else ())))
        if one.answers.get("care") == IMPROPER:
            found.add("reported")
    return found
