"""Rosters: handed in for a month, and dispatched row by row by the centre [001] 三(六)2(2), (3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions import audience
from actions.record import record
from actions.screening import receiver, village_centre
from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.errors import NotThere, Stale, WrongState
from casework.rosters.declared import RosterFault, RosterReading, RosterRow, evidence
from casework.rosters.lists import FORMS, GIVES, MonthlyRoster, RowReason, RowState, suggested
from casework.staffing.people import SERVING, Person
from casework.staffing.sheet_rows import RowError
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import months_before, next_month
from casework.text.places import Village
from storage.cases import cases, reports
from storage.cases.held import caseloads
from storage.cases.reports import Report
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.news import News
from storage.rosters import lists
from storage.rosters.lists import KeptRow
from storage.staffing import people


class PlannedRow(Struct, frozen=True):
    """A row of a list, for which centre, and what is known of it."""

    row: RosterRow
    centre: int
    continued: int | None = None
    """The open case of who was on last month's list (續列)."""
    open_case: int | None = None
    """An open case of somebody with the same ID."""
    there: bool = False
    """This month's list has it, and it was dispatched: it is not taken once more."""


def gives(db: Transaction) -> Person:
    """Return the speaker if rosters are theirs to hand in."""
    if db.speaker is None or db.speaker.role not in GIVES:
        raise NotThere
    return db.speaker


def plan(
    db: Transaction, kind: CaseKind, month: date, reading: RosterReading
) -> tuple[list[PlannedRow], list[RowError]]:
    """Say what would become of each row: to which centre it goes, and what is known of it."""
    gives(db)
    planned, wrong = list[PlannedRow](), list(reading.wrong)
    before: dict[int, dict[bytes, int]] = {}
    done = {token for one in _of_month(db, kind, month) for token in _settled(db, one)}
    for row in reading.good:
        centre, _ = people.area(db, row.village)
        if centre is None:
            wrong.append(RowError(row.number, (), RosterFault.NO_CENTRE, row.village))
            continue
        if centre not in before:
            last = lists.of_month(db, kind, centre, months_before(month, 1))
            before[centre] = lists.served(db, last)
        token = lists.token(db, FORMS[kind], row.values)
        continued = before[centre].get(token)
        known = continued or lists.open_case_of(db, FORMS[kind].household(row.values))
        planned.append(PlannedRow(row, centre, continued, known, there=token in done))
    return planned, sorted(wrong, key=lambda one: one.row)


class Replaced(Struct, frozen=True):
    """What a list changes of one that was handed in before, where its rows still wait."""

    waiting: int
    new: int
    gone: int


def replaced(db: Transaction, kind: CaseKind, month: date, planned: Sequence[PlannedRow]) -> Replaced:
    """Compare a list with what waits of the month, in the centres that it has rows for."""
    there = [
        lists.of_month(db, kind, centre, month) for centre in dict.fromkeys(one.centre for one in planned)
    ]
    kept = [(lists.tokens_of(db, one), _settled(db, one)) for one in there if one]
    before = {token for every, settled in kept for token in every - settled}
    now = {lists.token(db, FORMS[kind], one.row.values) for one in planned if not one.there}
    return Replaced(len(before), len(now - before), len(before - now))


def name_village(db: Transaction, spelled: str, village: Village) -> None:
    """Say which village is meant by a name that no list has: asked once, for all rows and months to come."""
    gives(db)
    lists.name_village(db, spelled, village.key)
    journal.write(db, "roster.village_named", village=village.code)


def _settled(db: Transaction, one: MonthlyRoster) -> set[bytes]:
    return lists.tokens_of(db, one, waiting=False)


def _of_month(db: Transaction, kind: CaseKind, month: date) -> list[MonthlyRoster]:
    """List what every centre was given, or awaits, of a month."""
    there = (lists.of_month(db, kind, unit.id, month) for unit in _centres(db))
    return [one for one in there if one is not None]


def give(db: Transaction, kind: CaseKind, month: date, planned: Sequence[PlannedRow]) -> list[MonthlyRoster]:
    """Hand in a month's list: each centre's rows; a corrected one replaces what was not dispatched.

    Who waits at another centre, where they were thought to live, waits there no more. From then on a list
    is awaited of every centre, each month.
    """
    giver = gives(db)
    _begin(db, kind, month, giver)
    given = []
    for centre in dict.fromkeys(one.centre for one in planned):
        one = lists.await_one(db, kind, giver.unit, centre, month)
        lists.drop_waiting(db, one)
        theirs = [each for each in planned if each.centre == centre and not each.there]
        for each in theirs:
            _keep_row(db, one, each)
        given.append(_handed_in(db, one, "roster.given", rows=len(theirs)))
    _wait_elsewhere(db, kind, month, planned)
    return given


def _wait_elsewhere(db: Transaction, kind: CaseKind, month: date, planned: Sequence[PlannedRow]) -> None:
    """Forget the rows of who is listed at another centre now: nobody is dispatched by two."""
    of = [(one.centre, lists.token(db, FORMS[kind], one.row.values)) for one in planned]
    for one in _of_month(db, kind, month):
        moved = {token for centre, token in of if centre != one.centre}
        moved -= {token for centre, token in of if centre == one.centre}
        if lists.drop_moved(db, one, moved):
            lists.keep(db, one, "roster.given", rows=len(lists.tokens_of(db, one) - _settled(db, one)))


def _keep_row(db: Transaction, one: MonthlyRoster, planned: PlannedRow) -> None:
    """Keep a row; of who was on last month's list and is served the case hears, and no new one is made."""
    if planned.continued is None:
        lists.add_row(db, one, planned.row, RowState.WAITING, planned.open_case)
        return
    lists.add_row(db, one, planned.row, RowState.CONTINUED, planned.continued)
    journal.write(db, "case.listed_again", subject=planned.continued, roster=one.id)


def without_list(db: Transaction, kind: CaseKind, month: date) -> list[Unit]:
    """List the centres that were given no list of a month."""
    there = {unit.id: lists.of_month(db, kind, unit.id, month) for unit in _centres(db)}
    begun = any(there.values())
    left = {
        one for one, kept in there.items() if (kept is None and not begun) or (kept and not kept.given_at)
    }
    return [unit for unit in _centres(db) if unit.id in left]


def none_this_month(
    db: Transaction, kind: CaseKind, month: date, centres: Collection[int]
) -> list[MonthlyRoster]:
    """Say that centres that were given no list have no case this month (本月無個案)."""
    giver = gives(db)
    if set(centres) - {one.centre for one in _awaited(db, kind, month)}:
        _begin(db, kind, month, giver)
    found = _awaited(db, kind, month)
    return [_handed_in(db, one, "roster.none") for one in found if one.centre in centres]


def _awaited(db: Transaction, kind: CaseKind, month: date) -> list[MonthlyRoster]:
    return [one for one in lists.awaited(db) if (one.kind, one.month) == (kind, month)]


def _begin(db: Transaction, kind: CaseKind, month: date, giver: Person) -> None:
    """Await the month's list of every centre."""
    for unit in _centres(db):
        lists.await_one(db, kind, giver.unit, unit.id, month)


def _centres(db: Transaction) -> list[Unit]:
    return people.standing_units(db, UnitKind.CENTRE)


def _handed_in(db: Transaction, one: MonthlyRoster, verb: str, **detail: int) -> MonthlyRoster:
    giver = gives(db)
    kept = lists.keep(db, replace(one, given_at=db.now, by=giver.id), verb, **detail)
    lists.await_one(db, one.kind, one.giver.id, one.centre, next_month(one.month))
    if kept.waiting:
        for person in audience.leading(db, kept.centre):
            db.news.append(News("roster.given", person, kept.id, kept.sign, kept.version))
    return kept


# Dispatch


def to_dispatch(db: Transaction, row: int) -> tuple[MonthlyRoster, KeptRow]:
    """Get a row that waits, of a list that is the speaker's to dispatch."""
    found = lists.row_of(db, row)
    one = lists.read(db, found.roster)
    if not lists.may(db, one, Action.SERVE):
        raise NotThere
    if found.state is not RowState.WAITING:
        raise WrongState
    now = _as_of_now(db, one, found)
    if now is None:
        raise NotThere
    return one, now


def rows(db: Transaction, one: MonthlyRoster) -> list[KeptRow]:
    """List the rows of a list, but of cases from which the speaker keeps out."""
    return [now for row in lists.rows_of(db, one) if (now := _as_of_now(db, one, row)) is not None]


def _as_of_now(db: Transaction, one: MonthlyRoster, row: KeptRow) -> KeptRow | None:
    """Say of a row that waits which case they have by now; None where the speaker keeps out of it."""
    if row.state is not RowState.WAITING:
        return row
    case = lists.open_case_of(db, FORMS[one.kind].household(row.values))
    if case is not None and recusals.keeps_out(db, case):
        return None
    return replace(row, case=case)


def units_for(db: Transaction, one: MonthlyRoster, row: KeptRow) -> list[Unit]:
    """Suggest units beside the village's centre; those in which somebody can take it on."""
    form = FORMS[one.kind]
    there = [unit for unit in people.receiving_units(db) if people.in_unit(db, unit.id, SERVING)]
    return suggested(tuple(form.needs(row.values)), db.rules.policy.rosters.beside, there, row.village)


def dispatch(db: Transaction, row: int, units: Iterable[int]) -> Case:
    """Dispatch a row: a case, or one more report on the open one; each unit has a seat."""
    one, found = to_dispatch(db, row)
    case = _reported_again(db, one, found) if found.case is not None else _opened(db, one, found, units)
    lists.change_row(db, found, RowState.DISPATCHED, case.id)
    lists.keep(db, one, "roster.dispatched", case=case.id)
    return case


def decline(db: Transaction, row: int, why: RowReason) -> MonthlyRoster:
    """Do not dispatch a row, and say why."""
    one, found = to_dispatch(db, row)
    lists.change_row(db, found, RowState.DECLINED, found.case)
    return lists.keep(db, one, "roster.declined", row=found.number, why=why)


def _opened(db: Transaction, one: MonthlyRoster, row: KeptRow, units: Iterable[int]) -> Case:
    form = FORMS[one.kind]
    new = Case(
        id=0,
        number="",
        state=State.SCREENING,
        village=row.village,
        urgent=False,
        reported_at=db.now,
        household=form.household(row.values),
        kinds=(one.kind,),
    )
    return opened(db, new, _evidence(one, row), _giver(db, one), units)


def opened(db: Transaction, new: Case, story: str, giver: Person | None, units: Iterable[int] = ()) -> Case:
    """Open a case that a list tells of: offered to the village's centre, and to units beside it."""
    centre, _ = people.area(db, new.village)
    case = cases.open_case(db, new, people.unit(db, centre).letter if centre else "A")
    as_report(db, case, story, giver)
    journal.write(db, "case.reported", subject=case.id)
    lead = village_centre(db, case)
    if lead is None:
        raise Stale
    to = receiver(db, lead.id)
    after = case.dispatch(unit=to.unit, kind=people.unit(db, to.unit).kind, to=to.id, at=db.now)
    for unit in units:
        if unit != to.unit and (asked := least_busy(db, unit)) is not None:
            after = after.ask(unit=unit, kind=people.unit(db, unit).kind, to=asked.id, at=db.now)
    return record(db, case, after, "case.dispatched", unit=to.unit, person=to.id)


def _reported_again(db: Transaction, one: MonthlyRoster, row: KeptRow) -> Case:
    """The household has an open case, which may be of one more kind now: one more report on it."""
    before = cases.read(db, row.case or 0)
    as_report(db, before, _evidence(one, row), _giver(db, one))
    return record(db, before, before.of_kind(one.kind), "case.report_added")


def _evidence(one: MonthlyRoster, row: KeptRow) -> str:
    return f"{one.sign}：{evidence(FORMS[one.kind], row.values)}"


def _giver(db: Transaction, one: MonthlyRoster) -> Person | None:
    return people.get(db, one.by) if one.by is not None else db.speaker


def as_report(db: Transaction, case: Case, story: str, giver: Person | None) -> None:
    """Keep what a list tells as evidence, of who handed it in: they hear what became of it [004].

    Without a *giver* it is nobody's: what a match found.
    """
    told = Report("unsure", story, "", (), call=False)
    if giver is None:
        reports.note(db, case, told)
        return
    speaker, db.speaker = db.speaker, giver
    reports.keep(db, case, told)
    db.speaker = speaker


def least_busy(db: Transaction, unit: int, case: int = 0) -> Person | None:
    """Return who of a unit has the fewest cases, of those who do not keep out of this one."""
    there = [one for one in people.in_unit(db, unit, SERVING) if case not in recusals.out_of(db, one.id)]
    loads = caseloads(db, [one.id for one in there])
    return min(there, key=lambda one: (loads.get(one.id, 0), one.id), default=None)


def left_the_list(db: Transaction, one: MonthlyRoster) -> Mapping[bytes, int]:
    """Return the open cases of who was on last month's list and is not on this one: to be asked about."""
    last = lists.of_month(db, one.kind, one.centre, months_before(one.month, 1))
    gone, there = lists.served(db, last), lists.tokens_of(db, one)
    return {
        token: case for token, case in gone.items() if token not in there and not recusals.keeps_out(db, case)
    }
