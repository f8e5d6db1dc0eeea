"""A campaign of New-Year care: begun by the bureau; listed by rule, by roster and by chiefs [003]."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, MutableSet, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions import audience
from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.cases.criteria import Finding, Indicator, Seen, findings, to_be_visited
from casework.cases.household_line import read_household
from casework.errors import NotThere, Overtaken, WrongState
from casework.forms import KEPT, SHOWN, Answers
from casework.new_year import lists, parts
from casework.new_year.care import CareGroup, CareHousehold
from casework.new_year.holiday import coming, new_year, sign_of, with_child
from casework.new_year.lists import GIVEN_BY, LONG_LIST
from casework.new_year.parts import CarePart, hands_in, list_awaited, speaks
from casework.policy.policy import CareSource, Hearer
from casework.reminders.hearing import Owing, listeners
from casework.reminders.obligations import CASE
from casework.rosters.declared import RosterFault, RosterReading, RosterRow
from casework.screening import VERIFY
from casework.staffing.bearers import answers_for
from casework.staffing.people import Person, Role
from casework.staffing.sheet_rows import RowError
from casework.staffing.units import SOCIAL_WORK, Unit
from casework.text.dates import local_day
from storage.cases import cases, duplicates, reports, service
from storage.core import facts, journal, subjects
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.forms import drafts
from storage.new_year import campaigns, care
from storage.new_year.campaigns import Campaign
from storage.new_year.care import Enlisted
from storage.staffing import people
from storage.staffing.directory import Directory

BATCH = 200
GATHERED = "care_gathered"
"""A fact: on which day cases were looked at last, and how far."""
DONE = "done"
KEPT_FOR = "unit"
"""In the draft of a long list: the unit whose it is."""
PIECE = 100
"""So many households are listed at once: half a second in which nobody else writes."""


class CareNews(Struct, frozen=True):
    """What a push of New-Year care names: the campaign, perhaps how many households and by when."""

    sign: str
    by: date | None = None
    households: int = 0


def may_begin(db: Transaction) -> bool:
    """Tell whether the speaker can begin the care of the coming New Year: nobody has."""
    last = campaigns.latest(db)
    return (
        db.speaker is not None
        and db.speaker.role is Role.BUREAU
        and (last is None or last.year != coming(local_day(db.now), db.rules).first.year)
    )


def begin(db: Transaction) -> Campaign:
    """Begin the care of the coming New Year: units are asked for their lists."""
    if db.speaker is None or db.speaker.role is not Role.BUREAU:
        raise NotThere
    if not may_begin(db):
        raise WrongState
    year = coming(local_day(db.now), db.rules).first.year
    one = campaigns.begin(db, year)
    journal.write(db, "care.begun", year=year)
    for unit in people.standing_units(db):
        if people.members(db, unit.id) and (hands_in(unit, db.rules) or unit.id == db.speaker.unit):
            part = campaigns.part_of(db, year, unit)
            if hands_in(unit, db.rules):
                due = next(owed.due for owed in parts.owed(part, db.rules))
                _tell_unit(db, unit, "care.list_asked", CareNews(sign_of(year), by=local_day(due)))
    return one


def _tell_unit(db: Transaction, unit: Unit, verb: str, about: CareNews) -> None:
    owing = Owing(answers_for(unit), unit=unit.id)
    for one in listeners(owing, Hearer.OWNER, Directory(db)):
        _tell(db, one.id, verb, about)


def _tell(db: Transaction, person: int, verb: str, about: CareNews) -> None:
    if db.speaker is None or person != db.speaker.id:
        db.news.append(OfficeNews(verb, person, about))


def now(db: Transaction) -> Campaign:
    """Return the campaign that goes on; `WrongState` when there is none."""
    one = campaigns.going_on(db)
    if one is None:
        raise WrongState
    return one


# By roster


def gives(db: Transaction) -> Unit:
    """Return the unit for which the speaker hands in."""
    for one in db.acting:
        unit = people.unit(db, one.unit)
        if speaks(one, unit):
            return unit
    raise NotThere


def may_give(unit: Unit, source: CareSource) -> bool:
    """Tell whether a list is a unit's to hand in [003] 伍、二."""
    return unit.kind in GIVEN_BY.get(source, ())


def plan(db: Transaction, reading: RosterReading) -> tuple[list[RosterRow], list[RowError]]:
    """Say which rows can be taken: each list is handed in by the unit whose it is."""
    unit, good, wrong = gives(db), list[RosterRow](), list(reading.wrong)
    for row in reading.good:
        if may_give(unit, lists.source_of(row.values)):
            good.append(row)
        else:
            wrong.append(RowError(row.number, (), RosterFault.NOT_YOURS, row.values["source"]))
    return good, sorted(wrong, key=lambda one: one.row)


def give(db: Transaction, rows: Sequence[RosterRow]) -> list[CareHousehold]:
    """Hand in a list; each household is merged with what others listed, and has one lead."""
    unit, news = gives(db), set[int]()
    return given(db, unit, enlist(db, unit, rows, news), news)


def enlist(
    db: Transaction, unit: Unit, rows: Sequence[RosterRow], news: MutableSet[int] | None = None
) -> list[int]:
    """Put households on a unit's list; what is told and owed of the whole list waits until it is `given`."""
    one = now(db)
    campaigns.hold(db, one.year)
    return [care.enlist(db, one.year, _enlisted(db, unit, row), news).id for row in rows]


def given(
    db: Transaction, unit: Unit, these: Sequence[int], news: Collection[int] | None = None
) -> list[CareHousehold]:
    """The whole list is there: the duty ends, and who leads hears, of what is *news* to them alone."""
    one, listed = now(db), care.all_standing_for(db, these)
    part = campaigns.part_of(db, one.year, unit)
    campaigns.keep(db, replace(part, listed_at=db.now, none=False), campaigns.LISTED, rows=len(these))
    _lead_parts(db, one.year, listed)
    tell_leads(db, one.year, (each for each in listed if news is None or each.id in news))
    return listed


def give_bit_by_bit(db: Transaction, rows: Sequence[RosterRow]) -> None:
    """Keep a long list: the bell puts it on some at a time, so that nobody waits for all of it."""
    unit, _ = gives(db), now(db)
    kept = [json.dumps([row.number, dict(row.values), row.village], ensure_ascii=False) for row in rows]
    drafts.begin(db, LONG_LIST, None, {KEPT_FOR: [str(unit.id)], KEPT: kept, SHOWN: []})
    drafts.show(db, None)


def go_on(db: Transaction) -> bool:
    """Put the next of a long list on it; at the end who gave it hears. True when there may be more."""
    draft = drafts.first_of(db, LONG_LIST) if campaigns.going_on(db) else None
    if draft is None:
        return False
    who, waiting = people.acting_as(db, draft.person), draft.chosen(KEPT)
    unit = people.unit(db, int(draft.chosen(KEPT_FOR)[0]))
    rows = [RosterRow(*json.loads(row)) for row in waiting[:PIECE]]
    these = [*map(int, draft.chosen(SHOWN)), *enlist(who, unit, rows)]
    if rest := waiting[PIECE:]:
        answers = {**draft.answers, KEPT: rest, SHOWN: [*map(str, these)]}
        drafts.save(db, replace(draft, answers=answers))
        return True
    if not drafts.drop(db, draft):  # another bell came to its end
        raise Overtaken
    about = CareNews(sign_of(now(db).year), households=len(given(who, unit, these)))
    db.news.append(OfficeNews("care.all_listed", draft.person, about))
    return True


def set_aside(db: Transaction) -> None:
    """Let the list that can't go on wait behind the others; it is tried again."""
    draft = drafts.first_of(db, LONG_LIST)
    if draft is not None:
        drafts.save(db, draft)


def _enlisted(db: Transaction, unit: Unit, row: RosterRow) -> Enlisted:
    source = lists.source_of(row.values)
    chief = _chief(db, row.village) if source is CareSource.VILLAGE else None
    return Enlisted(
        unit,
        source,
        lists.household(row.values),
        row.village,
        lists.group_of(row.values),
        person=chief.id if chief else None,
        high=source in db.rules.policy.new_year.high,
    )


def _chief(db: Transaction, village: str) -> Person | None:
    """Return who visits in a village [003] 陸、二(一)1(9): its chief or officer."""
    return next((one for one in people.of_role(db, Role.CHIEF) if village in one.villages), None)


def none_to_give(db: Transaction) -> CarePart:
    """Say that the unit has no household for the list."""
    return _none(db, campaigns.part_of(db, now(db).year, gives(db)))


def none_of(db: Transaction, number: int) -> CarePart:
    """Say so of any unit for which the speaker speaks: the bureau of one that has nobody (代填)."""
    part = campaigns.read(db, number)
    if not campaigns.may(db, part, Action.SERVE):
        raise NotThere
    return _none(db, part)


def _none(db: Transaction, part: CarePart) -> CarePart:
    if not list_awaited(part, db.rules):
        raise WrongState
    return campaigns.keep(db, replace(part, listed_at=db.now, none=True), campaigns.NONE)


def _lead_parts(db: Transaction, year: int, listed: Iterable[CareHousehold]) -> None:
    """Give whoever leads a household a part: it sends up results."""
    for unit in {one.unit.id: one.unit for one in listed}.values():
        campaigns.part_of(db, year, unit)


def tell_leads(db: Transaction, year: int, listed: Iterable[CareHousehold]) -> None:
    """Let who visits hear how many households are theirs now."""
    several = {one.id: one for one in listed}.values()
    for (unit, person), n in Counter((one.unit, one.person) for one in several).items():
        about = CareNews(sign_of(year), households=n)
        if person is None:
            _tell_unit(db, unit, "care.to_visit", about)
        else:
            for one in audience.hearers(db, person):
                _tell(db, one.id, "care.to_visit", about)


# By chiefs


def add_one(db: Transaction, answers: Answers) -> CareHousehold:
    """Put a household on the list that somebody in the village knows of [003] 陸、一(一)2(1)B."""
    who, one = db.speaker, now(db)
    if who is None or who.role not in (Role.CHIEF, Role.CLERK):
        raise NotThere
    campaigns.hold(db, one.year)
    unit, why = people.unit(db, who.unit), str(answers["reason"])
    person = who.id if who.role is Role.CHIEF else None
    group = {"alone": CareGroup.ALONE, "disabled": CareGroup.DISABLED}.get(why, CareGroup.HARDSHIP)
    given = Enlisted(
        unit,
        CareSource.VILLAGE,
        read_household(str(answers["household"])),
        str(answers["village"]),
        group,
        person,
        why=why,
    )
    found = care.enlist(db, one.year, given)
    part = campaigns.part_of(db, one.year, unit)
    journal.write(db, campaigns.LISTED, subject=part.id, rows=1)
    _lead_parts(db, one.year, [found])
    if (found.unit.id, found.person) != (unit.id, person):
        tell_leads(db, one.year, [found])
    return found


# By rule


def gather(db: Transaction) -> bool:
    """Once a day look at cases for the campaign; True when there are more. It ends with its window."""
    one = campaigns.going_on(db)
    if one is None:
        return False
    today = local_day(db.now)
    _, last = new_year(one.year, db.rules.calendar).window(db.rules.policy.new_year)
    if today > last:
        _end(db, one)
        return False
    day, _, at = (facts.get(db, GATHERED) or "").partition(":")
    if day == today.isoformat() and at == DONE:
        return False
    after = int(at) if day == today.isoformat() else 0
    found = subjects.after(db, after, BATCH)
    campaigns.hold(db, one.year)
    new = [] if after else _to_chiefs(db, one.year)
    new += [listed for case, kind in found if kind == CASE.name and (listed := _look_at(db, one.year, case))]
    _lead_parts(db, one.year, new)
    tell_leads(db, one.year, new)
    facts.put(db, GATHERED, f"{today.isoformat()}:{found[-1][0] if found else DONE}")
    return bool(found)


def _to_chiefs(db: Transaction, year: int) -> list[CareHousehold]:
    """Let who became chief of a village since its list came visit what nobody is named for."""
    chiefs = people.of_role(db, Role.CHIEF)[::-1]
    return care.give_to_chiefs(db, year, {village: one.id for one in chiefs for village in one.villages})


def _end(db: Transaction, one: Campaign) -> None:
    """The window is over: nobody is visited for it any more; what was not, stands in the results."""
    households = [each.id for each in care.owing(db)]
    if not campaigns.close(db, one.year):
        return
    care.settle_all(db, [care.read(db, each) for each in households])
    for part in campaigns.parts(db, one.year):
        campaigns.settle(db, part)
    journal.write(db, "care.over", year=one.year)


def _look_at(db: Transaction, year: int, number: int) -> CareHousehold | None:
    """List a case that the indicators point to, once; of one that is listed let the worker of now lead."""
    case = cases.read(db, number)
    unit = case.unit
    if unit is None:
        return None
    high = case.risk is Risk.HIGH
    if care.of_case(db, case.id) is not None:
        care.follow_case(db, case.id, people.unit(db, unit), case.worker, high=high)
        return None
    lead = people.unit(db, unit)
    if not case.served or lead.kind not in SOCIAL_WORK or not with_child(case):
        return None
    if not to_be_visited(indicators(db, case)):
        return None
    given = Enlisted(
        lead,
        CareSource.IN_SERVICE,
        case.household,
        case.village,
        CareGroup.CHILD,
        case.worker,
        case.id,
        high,
    )
    return care.enlist(db, year, given)


def indicators(db: Transaction, case: Case) -> list[Finding]:
    """List the indicators of a case: as a screener verified them, else as what was seen points to them.

    How often it was reported within a year is counted in either case [003] 伍、二(一)1.
    """
    seen = frozenset(Seen(one) for _, report in reports.of_case(db, case) for one in report.seen)
    found = findings(
        seen,
        reports_in_a_year=duplicates.reports_in_a_year(db, case, found=[]),
        reports_for_1a=db.rules.policy.screening.reports_for_1a,
    )
    verified = [one for one in service.papers_of(db, case) if one.kind == VERIFY.name]
    if not verified:
        return found
    chosen = verified[-1].answers.get("indicators")
    known = [Finding(Indicator(one), frozenset()) for one in (chosen if isinstance(chosen, list) else ())]
    return [*known, *(one for one in found if one.what is Indicator.L1_REPORTS)]
