"""A child whose whereabouts are unknown (行方不明兒少): the police look first, then search [001] 三(六)2(4).

The bureau gives the police the search form at once; the police look; where they find nothing, a police search
is applied for. Each stage is a duty, and the act that does its work ends it; a child that is found ends all.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec.structs import replace

from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.cases.strands import ChildSearch
from casework.errors import WrongState
from casework.forms import Form, Question, QuestionKind
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty
from casework.text.dates import day_end, local_day


class SearchStage(StrEnum):
    """How far a search is; it follows from the facts."""

    FORM = "form"  # the police have no form yet
    LOOKING = "looking"
    NOTHING_FOUND = "nothing_found"
    SEARCHED_FOR = "searched_for"


def stage(case: Case) -> SearchStage | None:
    """Say how far the search is; None when no child is missing, or nobody has the case any more."""
    if not (case.open and case.missing_child):
        return None
    if case.search.form_given_at is None:
        return SearchStage.FORM
    if case.search.looked_at is None:
        return SearchStage.LOOKING
    return SearchStage.NOTHING_FOUND if case.search.applied_at is None else SearchStage.SEARCHED_FOR


PROGRAMME, IN_SERVICE, NEITHER = "programme", "in_service", "neither"
"""Of whom a child is that can't be found; of any other child the police hear at once [001] 三(六)1(4)."""
CHILD_MISSING = Form(
    "child_missing",
    (
        Question("of", QuestionKind.CHOICE, (PROGRAMME, NEITHER)),
        Question("child", QuestionKind.TEXT, limit=60),
        Question("age", QuestionKind.TEXT, limit=40),
        Question("seen_on", QuestionKind.DATE, ("today", "yesterday")),
        Question("seen_at", QuestionKind.TEXT, optional=True, limit=200),
        Question("looks", QuestionKind.TEXT, optional=True, limit=500),
    ),
)
"""What the search form (協尋個案資料表) needs: which child, how old, last seen where [001] 三(六)2(4)."""


def of_whom(case: Case) -> str | None:
    """Say of whom the child is, where the case tells: of a family in service."""
    return IN_SERVICE if case.served else None


def described(case: Case) -> bool:
    """Somebody wrote down which child it is, since it is looked for."""
    filed, since = case.filed_at(CHILD_MISSING.name), case.search.missing_at or case.reported_at
    return filed is not None and filed >= since


def may_be_said(case: Case) -> bool:
    """A child goes missing in service, or is one of the programme's [001] 三(六)1(4).

    While it is looked for and nobody wrote down which child it is, that can still be done.
    """
    told = case.served or case.to_screen
    return told and (stage(case) is None or not described(case))


def say_missing(case: Case, at: datetime) -> Case:
    """Say that a child can't be found; whoever was found before is looked for anew."""
    if not may_be_said(case):
        raise WrongState
    if stage(case) is not None:
        return case
    search = ChildSearch(missing_at=at, version=case.search.version)
    return replace(case.of_kind(CaseKind.CHILD_MISSING), child_told=True, search=search)


def give_form(case: Case, at: datetime) -> Case:
    """The police have the search form (協尋個案資料表)."""
    _at(case, SearchStage.FORM)
    return replace(case, search=replace(case.search, form_given_at=at))


def look(case: Case, at: datetime, *, found: bool) -> Case:
    """The police tell what they found."""
    _at(case, SearchStage.LOOKING)
    return replace(case, search=replace(case.search, looked_at=at, found=found))


def apply(case: Case, at: datetime) -> Case:
    """The police search (警政協尋) is applied for in the vulnerable-family system."""
    _at(case, SearchStage.NOTHING_FOUND)
    return replace(case, search=replace(case.search, applied_at=at))


def find(case: Case) -> Case:
    """The child is found, by whomever, at any stage."""
    _at(case, *SearchStage)
    return replace(case, search=replace(case.search, found=True))


def duties(case: Case, rules: Rules) -> Iterator[Owed]:
    """Return what the search owes now, from the report or the worker's word on."""
    at, since = stage(case), case.search.missing_at or case.reported_at
    if at is SearchStage.FORM:
        yield _form(since, rules)
    elif at is SearchStage.LOOKING and (given := case.search.form_given_at) is not None:
        yield _result(case, since, given, rules)
    elif at is SearchStage.NOTHING_FOUND and (looked := case.search.looked_at) is not None:
        yield _application(case, since, looked, rules)


def _form(since: datetime, rules: Rules) -> Owed:
    """The bureau gives the police the form at once (即時) [001] 三(六)2(4); the hours are a default."""
    due = since + timedelta(hours=rules.policy.search.form_hours)
    return Owed(Duty.SEARCH_FORM, since.isoformat(), since, due, Bearer.BUREAU, urgent=True)


def _result(case: Case, since: datetime, given: datetime, rules: Rules) -> Owed:
    """The police look first (先行查找) [001] 三(六)2(4); who serves asks, or the bureau while nobody does."""
    due = day_end(local_day(given) + timedelta(days=rules.policy.search.look_days))
    bearer, person = _who(case, Bearer.BUREAU)
    return Owed(Duty.SEARCH_RESULT, since.isoformat(), given, due, bearer, person)


def _application(case: Case, since: datetime, looked: datetime, rules: Rules) -> Owed:
    """Nothing was found: a police search is applied for (查找未果則申請) [001] 三(六)2(4).

    By who serves; while nobody does, by the supervisors of the unit, or by the bureau when no unit has it.
    """
    due = rules.calendar.after_working_days(looked, rules.policy.search.apply_working_days)
    bearer, person = _who(case, Bearer.BUREAU if case.unit is None else Bearer.SUPERVISORS)
    return Owed(Duty.APPLY_SEARCH, since.isoformat(), looked, due, bearer, person)


def _who(case: Case, otherwise: Bearer) -> tuple[Bearer, int | None]:
    if case.worker is not None:
        return Bearer.PERSON, case.worker
    return otherwise, None


def _at(case: Case, *stages: SearchStage) -> None:
    if stage(case) not in stages:
        raise WrongState
