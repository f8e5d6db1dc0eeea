"""Intake: a report opens a case."""

from collections.abc import Sequence

from msgspec.structs import replace

from actions import audience
from casework.cases import criteria
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind, Finding, Seen
from casework.cases.household_line import read_household
from casework.errors import NotThere, WrongState
from casework.intake import takes_more
from casework.screening import VERIFY
from casework.text.dates import local_day
from storage.cases import cases, reports
from storage.cases.reports import Report, Reported
from storage.core import journal
from storage.core.database import Transaction
from storage.staffing import people


def report(
    db: Transaction, said: Report, *, village: str, urgent: bool = False, child: bool | None = None
) -> Case:
    """Open a case from what the speaker reports, and keep the report as evidence.

    Who was there for another reason may know that it is *urgent*, and whether there is a *child*.
    """
    new = _opened(db, said, village)
    told = new.child_told if child is None else child
    new = replace(new, urgent=new.urgent or urgent, child_told=told)
    case = cases.open_case(db, new, _letter(db, village))
    reports.keep(db, case, said)
    journal.write(db, "case.reported", subject=case.id)
    audience.announce(db, "case.reported", case, case)
    return case


def own(db: Transaction, report: int) -> Reported:
    """Return a report of the speaker's own; another's is not there."""
    mine = reports.mine(db, db.speaker.id) if db.speaker is not None else ()
    found = next((one for one in mine if one.report == report), None)
    if found is None:
        raise NotThere
    return found


def to_add_to(db: Transaction, report: int) -> Reported:
    """Return a report of the speaker's own; `WrongState` when nothing can be added to it any more."""
    found = own(db, report)
    if not takes_more(State(found.state)):
        raise WrongState
    return found


def add(db: Transaction, report: int, said: Report) -> Case:
    """Add to a report of the speaker's own what they saw since, or what they wish.

    It is kept beside the report, which stays as it was; who screens or serves the case hears of it. What was
    ticked counts as if it had been ticked in the report; the hours run from the report.
    """
    mine = own(db, report)
    its, case = cases.read(db, mine.case), _where_it_went(db, mine.case)
    if not takes_more(case.state):
        raise WrongState
    reports.keep(db, its, said, adds_to=report)
    after = cases.save(db, case, _with(db, case, said), "case.report_added")
    audience.announce(db, "case.report_added", case, after)
    return after


def _with(db: Transaction, case: Case, said: Report) -> Case:
    """Return the case with what was added; what is known of it, or was verified, is not written over."""
    ticked = frozenset(Seen(one) for one in said.seen)
    verified = case.filed_at(VERIFY.name) is not None
    further = () if verified else _kinds(_findings(db, ticked))
    told = criteria.tells_of_child(ticked) if case.child_told is None else case.child_told
    after = replace(
        case,
        urgent=case.urgent or criteria.urgent(said.danger, ticked),
        kinds=tuple(dict.fromkeys((*case.kinds, *further))),
        child_told=told,
    )
    if said.household and case.household.unknown:
        return after.know(read_household(said.household), on=local_day(db.now))
    return after


def _where_it_went(db: Transaction, case: int) -> Case:
    """Return the case, or the one that it was joined to."""
    found = cases.read(db, case)
    while found.joined_to is not None:
        found = cases.read(db, found.joined_to)
    return found


def _opened(db: Transaction, said: Report, village: str) -> Case:
    """Return the case that a report opens: what was ticked says how urgent it is, and of which kinds."""
    ticked = frozenset(Seen(one) for one in said.seen)
    return Case(
        id=0,
        number="",
        state=State.SCREENING,
        village=village,
        urgent=criteria.urgent(said.danger, ticked),
        reported_at=db.now,
        household=read_household(said.household),
        kinds=_kinds(_findings(db, ticked)),
        child_told=criteria.tells_of_child(ticked),
    )


def _findings(db: Transaction, ticked: frozenset[Seen]) -> list[Finding]:
    """List what one report points to."""
    reports_for_1a = db.rules.policy.screening.reports_for_1a
    return criteria.findings(ticked, reports_in_a_year=1, reports_for_1a=reports_for_1a)


def _kinds(found: Sequence[Finding]) -> tuple[CaseKind, ...]:
    """Return the kinds that it may be of.

    A missing child is of a programme or of a family in service, which no report says [001] 三(六)1(4).
    """
    return criteria.kinds([one for one in found if one.what is not CaseKind.CHILD_MISSING])


def _letter(db: Transaction, village: str) -> str:
    """Return the letter of the centre responsible for a village; A when none is."""
    centre, _ = people.area(db, village)
    return people.unit(db, centre).letter if centre else "A"
