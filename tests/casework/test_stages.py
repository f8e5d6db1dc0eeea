"""What can be done in each stage of a matter, and in no other: each act of each room, by hand."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework import students, transitions, youth
from casework.dossiers import Doing
from casework.errors import PastMoment
from casework.students import Grave, Matter, Met, ReportSent, RoundOutcome, Watch
from casework.text.dates import day_end
from casework.transitions import Contacted, FirstContact, Measure, MeasureKind, MetBefore
from casework.youth import Youth, YouthReason
from tests.casework.network import HEALTH, RULES, SCHOOLS

DAY = date(2026, 10, 1)
MONTHS_LATER = date(2027, 1, 2)
OVER = day_end(DAY)


def doing(day: date) -> Doing:
    return Doing(day_end(day) - timedelta(hours=8), RULES["112"])


STUDENT = Matter(unit=SCHOOLS, by=9, sign="學生-115-1", letter_on=date(2026, 9, 22))
SERIOUS = replace(STUDENT, grave=Grave.SERIOUS, judged_on=DAY)
MET = replace(SERIOUS, needs_met=Met(DAY))
TOLD = replace(MET, needs_reported=ReportSent(DAY))


def rounds(matter: Matter, *told: tuple[RoundOutcome, bool]) -> Matter:
    """Rounds that were met on, the last of them on the same day, and whether each was reported."""
    sent = ReportSent(DAY)
    return replace(matter, watches=tuple(Watch(Met(DAY), one, sent if over else None) for one, over in told))


BETTER, NOT = RoundOutcome.IMPROVED, RoundOutcome.NOT
OF_STUDENTS = {
    "the letter came": (STUDENT, "judge move end"),
    "guidance goes on": (replace(STUDENT, grave=Grave.GOES_ON, judged_on=DAY), "judge note move end"),
    "serious": (SERIOUS, "judge call needs move end"),
    "met on its needs": (MET, "call needs_report note move end"),
    "and told of": (TOLD, "call note move end"),
    "better": (rounds(TOLD, (BETTER, False)), "outcome_report move end"),
    "better, and nothing was told": (rounds(MET, (BETTER, False)), "needs_report outcome_report move end"),
    "better in the second round": (rounds(TOLD, (NOT, False), (BETTER, True)), "outcome_report move end"),
    "not better": (rounds(TOLD, (NOT, False)), "call note outcome_report move end"),
    "not better, and told of": (rounds(TOLD, (NOT, True)), "call note move end"),
    "ended before it was judged": (replace(STUDENT, ended_at=OVER, why="誤發"), ""),
    "ended as serious": (replace(SERIOUS, ended_at=OVER, why="遷出"), ""),
    "answered and closed": (replace(STUDENT, grave=Grave.CLOSED, ended_at=OVER), "judge"),
    "over": (replace(rounds(TOLD, (BETTER, True)), ended_at=OVER), ""),
    "met on, not told of, and ended": (replace(rounds(MET, (NOT, False)), ended_at=OVER, why="遷出"), ""),
}


@pytest.mark.parametrize(("matter", "acts"), OF_STUDENTS.values(), ids=OF_STUDENTS)
def test_what_a_school_can_do_in_each_stage(matter, acts):
    """[004] 參六(四)1; the next meeting on its outcome comes after three months."""
    later = acts.split()
    if "call" in later and matter.needs_met:
        later.insert(later.index("move"), "outcome")
    assert {one.name for one in students.ACTS if one.allowed(matter, doing(MONTHS_LATER))} == set(later)
    assert {one.name for one in students.ACTS if one.allowed(matter, doing(DAY))} == set(acts.split())


@pytest.mark.parametrize(
    ("matter", "over"),
    [
        (rounds(TOLD, (NOT, True), (BETTER, False)), True),
        (rounds(TOLD, (NOT, False), (BETTER, False)), False),
        (rounds(MET, (BETTER, False)), False),
        (rounds(TOLD, (NOT, False)), False),
    ],
    ids=["all was told", "an older round was not", "its needs were not", "not better"],
)
def test_a_matter_is_over_with_the_last_report_of_what_is_better(matter, over):
    """[004] 參六(四)1(2)③."""
    told = replace(doing(DAY), given={"on": DAY.isoformat()})
    assert students.OUTCOME_REPORT.done(matter, told).open is not over


ENDS = date(2026, 11, 30)
MEASURE = Measure(
    unit=HEALTH, sign="轉銜-115-1", measure=MeasureKind.PROTECTIVE, known_on=DAY, ends_on=ENDS, attend=(7,)
)
HELD = replace(MEASURE, held=MetBefore(DAY, without_us=False))
OF_TRANSITIONS = {
    "known": (MEASURE, DAY, "answer called held take moved county end"),
    "met on": (HELD, DAY, "take moved county end"),
    "met on, the day before the end": (HELD, ENDS - timedelta(days=1), "take moved county end"),
    "met on, the day of the end": (HELD, ENDS, "take moved contact county end"),
    "never met on, the day of the end": (MEASURE, ENDS, "answer called held take moved contact county end"),
    "not found": (
        replace(HELD, contact=FirstContact(ENDS, Contacted.NOT_FOUND)), ENDS, "take moved contact county end"
    ),
    "over": (replace(HELD, ended_at=OVER), ENDS, ""),
    "over, never met on": (replace(MEASURE, ended_at=OVER), ENDS, ""),
}  # fmt: skip


@pytest.mark.parametrize(("measure", "day", "acts"), OF_TRANSITIONS.values(), ids=OF_TRANSITIONS)
def test_what_a_citys_window_can_do_in_each_stage(measure, day, acts):
    """[004] 參六(三)1."""
    assert {one.name for one in transitions.ACTS if one.allowed(measure, doing(day))} == set(acts.split())


@pytest.mark.parametrize(
    ("measure", "lapses"),
    [
        (MEASURE, True),
        (HELD, False),
        (replace(MEASURE, lapsed=True), False),
        (replace(MEASURE, ended_at=OVER), False),
        (replace(MEASURE, measure=MeasureKind.PRISON), False),
        (replace(MEASURE, measure=MeasureKind.CUSTODY), True),
    ],
    ids=["nobody met", "met on", "it did", "ended", "released from prison: no meeting is owed", "custody"],
)
def test_a_measure_lapses_when_it_ends_and_nobody_met(measure, lapses):
    """[004] 參六(三)1."""
    assert transitions.lapses_at(measure, RULES["112"]) == (day_end(ENDS) if lapses else None)


YOUNG = Youth(
    unit=HEALTH,
    sign="少年-115-1",
    why=YouthReason.DROPOUT,
    known_on=DAY,
    name="王測試",
    born=date(2011, 6, 1),
)


@pytest.mark.parametrize(
    ("one", "acts"),
    [(YOUNG, "plan note outcome return"), (replace(YOUNG, ended_at=OVER), "")],
    ids=["open", "over"],
)
def test_what_the_committee_can_do_in_each_stage(one, acts):
    """[004] 五(三)."""
    assert {each.name for each in youth.ACTS if each.allowed(one, doing(DAY))} == set(acts.split())


def test_a_meeting_is_called_for_a_moment_that_is_still_to_come():
    now = doing(DAY).now
    for at in (now, now + timedelta(days=1)):
        assert replace(doing(DAY), given={"at": at.isoformat()}).coming("at") == at
    with pytest.raises(PastMoment):
        replace(doing(DAY), given={"at": (now - timedelta(seconds=1)).isoformat()}).coming("at")
