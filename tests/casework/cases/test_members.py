"""Who is taken out of a household, and what is known of a child in it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from casework.cases import members
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.household import AgeBand, Household, Left, Member
from casework.errors import ChildFirst, PerhapsMissing, StaysMember, WrongState
from tests.support.cases import made_case

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
MOTHER, SON = Member("王測試", "A123456789"), Member("王小測", age=AgeBand.UNDER_12)
ELDER, LODGER = Member("王老測", age=AgeBand.ELDER), Member("林某")
FAMILY = Household((MOTHER, SON, ELDER, LODGER), "示範路1號", id=7)


def case(**facts: Any) -> Case:
    known = {"state": State.SCREENING, "household": FAMILY, **facts}
    return made_case(1, "A", village="平鎮區新街里", urgent=False, reported_at=NOW, **known)


def told(case: Case, household: Household) -> Case:
    return case.know(household, on=TODAY)


def test_who_is_taken_out_is_no_member_and_comes_back_to_their_place() -> None:
    without = FAMILY.without(1, Left.MOVED, on=TODAY)
    assert (without.members, without.places) == ((MOTHER, ELDER, LODGER), (0, 2, 3))
    assert without.at(2) == ELDER
    [gone] = without.former
    assert (gone.member, gone.why, gone.on) == (SON, Left.MOVED, TODAY)
    assert SON.name in without.names
    assert without.with_back(1) == FAMILY


def test_nobody_is_taken_out_or_put_back_twice() -> None:
    without = FAMILY.without(1, Left.DIED, on=TODAY)
    for refused in (
        lambda: without.without(1, Left.DIED, on=TODAY),
        lambda: without.with_corrected(1, SON),
        lambda: without.with_back(2),
        lambda: without.at(4),
    ):
        with pytest.raises(WrongState):
            refused()


@given(some.lists(some.tuples(some.sampled_from(["out", "back", "correct", "add"]), some.integers(0, 7))))
def test_whatever_is_done_everybody_keeps_their_place_and_nobody_is_lost(
    steps: list[tuple[str, int]],
) -> None:
    there: dict[int, Member] = dict(enumerate(FAMILY.members))
    gone: dict[int, Member] = {}
    household = FAMILY
    for number, (what, place) in enumerate(steps):
        new = Member(f"陳{number}")
        if what == "add":
            there[len(there) + len(gone)] = new
            household = household.with_member(new)
        elif what == "out" and place in there:
            gone[place] = there.pop(place)
            household = household.without(place, Left.MOVED, on=TODAY)
        elif what == "back" and place in gone:
            there[place] = gone.pop(place)
            household = household.with_back(place)
        elif what == "correct" and place in there:
            there[place] = new
            household = household.with_corrected(place, new)
        assert {one: household.at(one) for one in household.places} == there
        assert {one.place: one.member for one in household.former} == gone
        assert household.members == tuple(there[one] for one in sorted(there))
    for place in list(gone):
        household = household.with_back(place)
    assert household.members == tuple((there | gone)[one] for one in sorted(there | gone))


# Who may be taken out


@pytest.mark.parametrize(
    ("state", "refused"), [(State.IN_SERVICE, True), (State.JOINED, False)], ids=["open", "over"]
)
def test_whom_the_report_named_stays_while_their_case_is_open(state: State, refused: bool) -> None:
    found = members.refusal(case(state=state), [], 0, on=TODAY)
    assert isinstance(found, StaysMember) is refused


def test_the_last_who_is_known_stays() -> None:
    alone = case(state=State.JOINED, household=Household((MOTHER,)))
    assert isinstance(members.refusal(alone, [], 0, on=TODAY), StaysMember)


@pytest.mark.parametrize(
    ("place", "refused"), [(1, True), (2, False), (3, True)], ids=["child", "old", "unknown"]
)
@pytest.mark.parametrize("here", [True, False], ids=["of this case", "of one that is the same household"])
def test_while_a_child_is_missing_nobody_is_taken_out_who_may_be_it(
    place: int, refused: bool, here: bool
) -> None:
    missing = case(kinds=(CaseKind.CHILD_MISSING,))
    home, family = (missing, []) if here else (case(), [missing])
    assert isinstance(members.refusal(home, family, place, on=TODAY), PerhapsMissing) is refused
    over = [replace(one, state=State.CLOSED) for one in (missing, case())]
    assert members.refusal(over[0], over, place, on=TODAY) is None


def test_a_report_is_not_turned_away_while_a_child_is_missing() -> None:
    missing = case(kinds=(CaseKind.CHILD_MISSING,))
    for act in (missing.redirect, missing.not_take):
        with pytest.raises(ChildFirst):
            act(at=NOW)
    found = replace(missing, search=replace(missing.search, found=True))
    assert found.redirect(at=NOW).state is State.REDIRECTED
    assert found.not_take(at=NOW).state is State.NOT_TAKEN


# Whether there is a child


@pytest.mark.parametrize("said", [None, False, True])
def test_a_child_that_is_taken_out_is_no_more_and_what_was_told_is_left(said: bool | None) -> None:
    with_child = told(case(child=said, household=Household((MOTHER,), id=7)), FAMILY)
    assert with_child.child is True
    assert told(with_child, FAMILY.without(1, Left.NOT_OF_IT, on=TODAY)).child is said
    grown = FAMILY.with_corrected(1, replace(SON, age=AgeBand.ADULT))
    assert told(with_child, grown).child is said


def test_who_serves_says_that_there_is_none_until_somebody_new_is_heard_of() -> None:
    with_child = told(case(household=Household((MOTHER,), id=7), child=True), FAMILY)
    none = with_child.tell_child(False)
    assert none.child is False
    assert none.tell_child(None).child is False
    assert told(none, FAMILY.with_corrected(2, replace(ELDER, relation="外婆"))).child is False
    assert told(none, FAMILY.with_member(Member("王么測", age=AgeBand.UNDER_6))).child is True
    assert none.tell_child(True).child is True


def test_a_case_says_what_it_knows_itself_and_nothing_that_it_heard_from_others() -> None:
    assert case(household=Household((MOTHER,), id=7), child_in=(8,)).says_child(TODAY) == frozenset()
    assert case(household=Household((MOTHER,), id=7), child=True).says_child(TODAY) == {None}
    assert told(case(household=Household((MOTHER,), id=7)), FAMILY).says_child(TODAY) == {SON}


def test_what_another_household_says_is_heard_and_forgotten() -> None:
    alone = case(household=Household((MOTHER,), id=7), child=False)
    heard = alone.hear_of_child(8, frozenset(), {SON})
    assert heard.child is True
    assert heard.hear_of_child(8, {SON}, frozenset()) == alone
    denied = heard.tell_child(False)
    assert denied.hear_of_child(8, {SON}, {SON}) == denied
    assert denied.hear_of_child(8, {SON}, {SON, None}).child is True
