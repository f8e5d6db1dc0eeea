"""Tracked items: each unit has its own progress and its own removal [002] 柒; [003] 追蹤表."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.errors import BadItemNumber, WrongState
from casework.meetings.items import Advice, ItemUnit, MeetingItem, owed, read_serial, serial
from casework.meetings.meetings import Meeting, MeetingKind
from casework.policy.policy import Duty
from casework.text.dates import day_end
from tests.casework.network import HEALTH, OFFICE, RULES

JULY = Meeting(MeetingKind.DISTRICT, OFFICE, date(2026, 7, 1), id=5, fixed=date(2026, 7, 22))
NOVEMBER = replace(JULY, id=6, month=date(2026, 11, 1), fixed=None)
PART = ItemUnit(1, 1, "1150422-3-1", HEALTH, lead=True, meeting=JULY)
ITEM = MeetingItem(1, 4, ("1150422-3-1",), "", "街友安置", units=(PART, replace(PART, id=2, lead=False)))


def test_its_number_is_the_day_the_point_and_the_serial() -> None:
    assert serial(date(2018, 1, 24), 3, 1) == "1070124-3-1"


def test_each_unit_owes_a_word_a_week_before_or_on_the_day_that_the_chair_named() -> None:
    """[003] 追蹤表: 108年7月3日回復; Duty.TRACKED_PROGRESS."""
    [week] = owed(PART, RULES["109"])
    assert (week.duty, week.due) == (Duty.TRACKED_PROGRESS, day_end(date(2026, 7, 15)))
    [named] = owed(replace(PART, asked_for=date(2026, 7, 3)), RULES["109"])
    assert named.due == day_end(date(2026, 7, 3))
    told = PART.tell(date(2026, 7, 2), "已訪視", "", Advice.KEEP)
    assert not list(owed(told, RULES["109"]))
    again = owed(replace(told, meeting=NOVEMBER), RULES["109"])
    assert [one.duty for one in again] == [Duty.TRACKED_PROGRESS]
    assert not list(owed(replace(PART, meeting=None), RULES["109"])), "no meeting is planned"


def test_a_day_that_was_named_holds_until_it_was_heard_and_a_condition_stands_beside() -> None:
    """[003] 追蹤表 5, 6: 108年7月3日回復; 報告完後即可解除列管."""
    asked = PART.ask(date(2026, 7, 3), "報告完後即可解除")
    assert asked.awaited(JULY) == date(2026, 7, 3)
    assert asked.tell(date(2026, 7, 2), "已訪視", "", Advice.KEEP).awaited(JULY) is None
    later = replace(NOVEMBER, before=date(2026, 7, 22))
    assert asked.awaited(later) is None, "the meeting of July heard it"
    [again] = owed(replace(asked, meeting=later), RULES["109"])
    assert again.due == day_end(date(2026, 11, 23)), "it is not late for the next one from the first day"
    with pytest.raises(WrongState):
        PART.remove(date(2026, 7, 22)).ask(None, "")


def test_an_item_has_several_numbers_and_another_unit_can_lead_it() -> None:
    """[003] 追蹤表 2, 4: 1070314-3-1, 1070314-3-2, 1070411-4."""
    assert read_serial(" 1080129-1") == "1080129-1"
    for wrong in ("108-1", "1080129", "1080129-0", "平鎮"):
        with pytest.raises(BadItemNumber):
            read_serial(wrong)
    both = ITEM.number("1070411-4")
    assert both.serials == ("1150422-3-1", "1070411-4")
    assert both.sign == "1150422-3-1"
    with pytest.raises(WrongState):
        both.number("1070411-4")
    assert [one.lead for one in ITEM.led_by(2).units] == [False, True]
    with pytest.raises(WrongState):
        ITEM.led_by(1)


def test_it_is_corrected_until_the_meeting_and_what_was_new_becomes_the_last() -> None:
    told = PART.tell(date(2026, 7, 2), "訪視一人", "今年底", Advice.KEEP).tell(
        date(2026, 7, 9), "訪視三人", "", Advice.REMOVE
    )
    assert [one.text for one in told.progress] == ["訪視三人"]
    assert told.expected == "今年底"
    said, before = told.said_to(JULY.id), told.said_before(NOVEMBER.id)
    assert said is before is not None
    with pytest.raises(WrongState):
        replace(PART, meeting=replace(JULY, held_on=date(2026, 7, 22))).tell(JULY.month, "", "", Advice.KEEP)


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=12))
def test_it_ends_when_it_is_removed_for_all_and_a_mistake_is_taken_back(acts) -> None:
    """Each part is removed by one meeting or has one next: never both, never neither."""
    units = list(ITEM.units)
    for which, removes in acts:
        part = units[which]
        act = (lambda: part.remove(date(2026, 7, 22))) if removes else part.reopen  # noqa: B023 - at once
        try:
            units[which] = act()
        except WrongState:
            assert removes == (part.removed_on is not None)
    found = replace(ITEM, units=tuple(units))
    for part in found.units:
        assert bool(list(owed(part, RULES["109"]))) == (part.removed_on is None)
    assert found.removed == all(part.removed_on for part in found.units)
    assert not replace(found, units=()).removed, "nobody had it yet"


def test_what_goes_up_comes_down_once() -> None:
    """[001] 參一(六)3."""
    up = ITEM.up(date(2026, 7, 22))
    down = up.down(date(2026, 8, 20), "1150820 府級-115-2：請社會局研議")
    assert down.remarks[-1].endswith("研議")
    day = date(2026, 8, 20)
    for wrong in (lambda: up.up(day), lambda: ITEM.down(day, ""), lambda: down.down(day, "")):
        with pytest.raises(WrongState):
            wrong()


def test_what_was_said_before_a_meeting_is_the_last_word_to_an_earlier_one() -> None:
    """[003] 追蹤表 前次辦理情形, 更新辦理情形."""
    told = PART.tell(date(2026, 7, 2), "訪視一人", "", Advice.KEEP)
    again = replace(told, meeting=NOVEMBER).tell(date(2026, 11, 2), "訪視三人", "", Advice.KEEP)
    before, now = again.said_before(NOVEMBER.id), again.said_to(NOVEMBER.id)
    assert before
    assert now
    assert (before.text, now.text) == ("訪視一人", "訪視三人")
    assert PART.said_before(JULY.id) is None
    assert told.said_to(NOVEMBER.id) is None


def test_no_day_is_awaited_of_what_is_removed_has_no_meeting_or_was_heard_that_day() -> None:
    """[003] 追蹤表 5: 回復日期."""
    asked = PART.ask(date(2026, 7, 3), "")
    assert asked.awaited(JULY) == date(2026, 7, 3)
    assert asked.awaited(replace(JULY, before=date(2026, 7, 2))) == date(2026, 7, 3)
    assert asked.awaited(replace(JULY, before=date(2026, 7, 3))) is None
    assert asked.awaited(None) is None
    assert asked.remove(date(2026, 7, 1)).awaited(JULY) is None
    assert PART.awaited(JULY) is None


def test_a_unit_that_it_was_removed_for_cannot_lead_it() -> None:
    one, other = ITEM.units
    with pytest.raises(WrongState):
        replace(ITEM, units=(one, other.remove(date(2026, 7, 22)))).led_by(2)
    with pytest.raises(WrongState):
        ITEM.led_by(9)


def test_what_is_removed_for_all_does_not_go_up() -> None:
    """[001] 參一(六)3."""
    day = date(2026, 7, 22)
    one, other = ITEM.units
    assert replace(ITEM, units=(one.remove(day), other)).up(day).raised_on == day
    with pytest.raises(WrongState):
        replace(ITEM, units=(one.remove(day), other.remove(day))).up(day)


def test_its_unit_tells_while_it_stands_and_a_meeting_is_to_come() -> None:
    """[002] 柒."""
    assert PART.tellable
    for one in (
        PART.remove(date(2026, 7, 1)),
        replace(PART, meeting=None),
        replace(PART, meeting=replace(JULY, held_on=date(2026, 7, 22))),
    ):
        assert not one.tellable
        with pytest.raises(WrongState):
            one.tell(date(2026, 7, 2), "已訪視", "", Advice.KEEP)
