"""On call (值班): what people type, who is owed what before the holiday, and whom a 24-hour matter calls."""

from datetime import date, datetime, time

import pytest
from msgspec.structs import replace

from casework.new_year.holiday import new_year
from casework.on_call import (
    MIDNIGHT,
    Officer,
    Rota,
    Shift,
    asked_for,
    called,
    complete,
    days_of,
    empty_days,
    keeps,
    meant,
    names_somebody,
    owed,
    read_lines,
)
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.text.dates import TAIPEI
from tests.casework.network import BUREAU, CENTRE, SCHOOLS
from tests.casework.network import RULES as EDITIONS

RULES = EDITIONS["112"]
TODAY = date(2026, 12, 25)
WANG = Person(1, Role.WORKER, CENTRE.id, "王測試", "0912345678", "")
LIN = Person(2, Role.WORKER, CENTRE.id, "林示範", "0922345678", "")


def shift(day: date, who: Person = WANG, **more) -> Shift:
    officer = Officer(who.name, who.phone, who.id)
    return Shift(0, day, **{"begins": MIDNIGHT, "ends": MIDNIGHT, "officer": officer, **more})


@pytest.mark.parametrize(
    ("typed", "days", "hours", "names"),
    [
        ("2/5 王測試 0912345678", 1, "00:00", ["王測試"]),
        ("116年2月5日 王測試", 1, "00:00", ["王測試"]),
        ("2/5（五） 17:30–24:00 王測試／林示範", 1, "17:30", ["王測試", "林示範"]),
        ("2/4-2/10 8點-20點 外人甲 03-3322101 備援林示範", 7, "08:00", ["外人甲", "林示範"]),
        ("2/5~2/7 Wang Test 0933-111-222 backup 林示範", 3, "00:00", ["Wang Test", "林示範"]),
        ("２／５　王測試　０９１２３４５６７８", 1, "00:00", ["王測試"]),
    ],
)
def test_a_line_names_days_hours_and_who(typed, days, hours, names):
    read = read_lines(typed, TODAY, [WANG, LIN])
    [line] = read.lines
    assert not read.unread
    assert len(line.days) == days
    assert f"{line.begins:%H:%M}" == hours
    assert [one.name for one in (line.officer, line.backup) if one] == names
    assert complete(line)


@pytest.mark.parametrize(
    "typed",
    [
        "王測試 0912345678",
        "2/5",
        "2/10-2/4 王測試",
        "2/5-某天 王測試",
        "某天-2/5 王測試",
        "2/5 25:00-26:00 王測試",
        "2569/2/5 王測試",
        "2569/2/5-2569/2/6 王測試",
        "9999/12/31 王測試",
        "2/5 王測試／林示範／外人甲",
    ],
)
def test_what_is_no_such_line_is_said_back(typed):
    read = read_lines(f"2/5 王測試\n \n{typed}\n", TODAY, [WANG])
    assert read.unread == (typed,)
    assert len(read.lines) == 1


def test_who_is_nobody_of_the_unit_needs_a_telephone():
    [line] = read_lines("2/5 外人甲", TODAY, [WANG]).lines
    assert not complete(line)


@pytest.mark.parametrize(
    ("day", "begins", "ends", "meets"),
    [
        (5, time(8), time(17), True),
        (5, time(10), time(12), True),
        (5, time(7), time(9), True),
        (5, time(16), time(20), True),
        (5, time(0), time(8), False),
        (5, time(17), MIDNIGHT, False),
        (5, MIDNIGHT, MIDNIGHT, True),
        (6, time(8), time(17), False),
    ],
)
def test_two_shifts_of_one_day_meet_where_they_have_hours_in_common(day, begins, ends, meets):
    one = shift(date(2027, 2, 5), begins=time(8), ends=time(17))
    other = shift(date(2027, 2, day), LIN, begins=begins, ends=ends)
    assert one.meets(other) is other.meets(one) is meets


def test_a_shift_is_of_who_answers_in_it_also_as_the_backup():
    one = shift(date(2027, 2, 5), backup=Officer(LIN.name, LIN.phone, LIN.id))
    assert [one.of(person) for person in (WANG.id, LIN.id, 9)] == [True, True, False]
    assert not shift(date(2027, 2, 5)).of(LIN.id)


@pytest.mark.parametrize(
    ("typed", "is_meant"),
    [
        ("2/5 外人甲", True),
        ("2/5 外人甲\n2/6 Kacaw Panay", True),
        ("2/5 外人甲\n不知道", False),
        ("2/5 那天晚上我去看了他們", False),
        ("2/5 外人甲\n2/6 那天晚上我去看了他們", False),
        ("不知道", False),
        ("", False),
    ],
)
def test_lines_in_which_something_lacks_are_a_list_where_each_has_days_and_a_name(typed, is_meant):
    assert meant(read_lines(typed, TODAY, [WANG])) is is_meant


def test_every_day_of_the_holiday_is_named_before_it_begins_and_one_duty_says_so():
    """[003] 柒、一: units are on call through the holiday, and their lists are complete before it."""
    rota = Rota(1, CENTRE, TODAY)
    [one] = owed(rota, RULES)
    assert (one.duty, one.due) == (Duty.NAME_ON_CALL, datetime(2027, 2, 4, tzinfo=TAIPEI))
    holiday = [date(2027, 2, day) for day in range(4, 11)]
    assert empty_days(rota, RULES) == holiday
    assert empty_days(replace(rota, today=date(2026, 12, 23)), RULES) == [], "nobody is asked yet"
    full = replace(rota, shifts=tuple(shift(day) for day in holiday))
    assert {one.duty for one in owed(full, RULES)} == {Duty.PHONE_ON}
    assert empty_days(replace(full, shifts=full.shifts[1:]), RULES) == [date(2027, 2, 4)]
    assert empty_days(replace(rota, today=date(2027, 2, 8)), RULES) == holiday[4:], "what is past is past"


@pytest.mark.parametrize(
    "rota",
    [
        Rota(1, CENTRE, date(2026, 12, 23)),  # six weeks before the 4th of February is the 24th of December
        Rota(1, CENTRE, date(2026, 12, 23), (shift(date(2027, 2, 5)),)),
        Rota(1, CENTRE, date(2027, 2, 11)),
        Rota(1, SCHOOLS, TODAY),
        Rota(1, CENTRE, TODAY, staffed=False),
        Rota(1, CENTRE, TODAY, (shift(date(2027, 2, 5)),), staffed=False),
    ],
    ids=[
        "too early",
        "and somebody is named",
        "over",
        "a unit that is not asked",
        "nobody there",
        "all who were named have gone",
    ],
)
def test_nothing_is_owed_outside_the_weeks_before_the_holiday_nor_by_others(rota):
    assert list(owed(rota, RULES)) == []


def test_the_telephone_is_on_the_day_before_also_on_a_day_off():
    """[003] 柒、一: telephones are on."""
    rota = Rota(1, CENTRE, TODAY, tuple(shift(date(2027, 2, 4 + n)) for n in range(7)))
    first = next(iter(owed(rota, RULES)))
    assert first.duty is Duty.PHONE_ON
    assert (first.due, first.person, first.urgent) == (datetime(2027, 2, 3, 18, tzinfo=TAIPEI), WANG.id, True)
    on = replace(rota, shifts=(replace(rota.shifts[0], phone_on_at=first.due), *rota.shifts[1:]))
    assert len(list(owed(on, RULES))) == 6
    later = replace(rota, today=date(2027, 2, 10))
    assert len(list(owed(later, RULES))) == 1, "what is past owes nothing"


@pytest.mark.parametrize(("day", "asked"), [(23, False), (24, True), (31, True)])
def test_units_are_asked_from_six_weeks_before_the_holiday(day, asked):
    assert (asked_for(date(2026, 12, day), RULES) is not None) is asked


def test_a_unit_that_has_ended_names_nobody():
    assert names_somebody(CENTRE, RULES)
    assert not names_somebody(replace(CENTRE, ended=True), RULES)
    assert not names_somebody(SCHOOLS, RULES)


@pytest.mark.parametrize("year", range(2018, 2029))
def test_the_days_of_a_holiday_are_those_of_the_calendar(year):
    holiday = new_year(year, RULES.calendar)
    days = days_of(holiday)
    assert (days[0], days[-1]) == (holiday.first, holiday.last)
    assert not any(RULES.calendar.is_working_day(day) for day in days)


NIGHT = datetime(2026, 12, 26, 2, tzinfo=TAIPEI)


def test_by_night_who_is_on_call_is_called_then_the_backup_and_nobody_by_day():
    late = shift(date(2026, 12, 25), begins=time(17), ends=time(8), backup=Officer("林示範", "0922345678", 2))
    other = shift(date(2026, 12, 26), LIN, begins=time(8), ends=time(17))
    rota = Rota(1, CENTRE, TODAY, (late, other))
    assert [one.person for one in called(rota, NIGHT, RULES)] == [1, 2]
    friday = Rota(1, CENTRE, TODAY, (shift(date(2026, 12, 28)),))
    assert called(friday, datetime(2026, 12, 28, 10, tzinfo=TAIPEI), RULES) == []
    assert called(None, NIGHT, RULES) == []


def test_who_has_no_account_can_not_be_called_here():
    rota = Rota(1, CENTRE, TODAY, (shift(date(2026, 12, 26), officer=Officer("外人甲", "0933111222")),))
    assert called(rota, NIGHT, RULES) == []


@pytest.mark.parametrize(
    ("role", "unit", "may"),
    [
        (Role.SUPERVISOR, CENTRE.id, True),
        (Role.HEAD, CENTRE.id, True),
        (Role.CLERK, CENTRE.id, True),
        (Role.LIAISON, CENTRE.id, True),
        (Role.WORKER, CENTRE.id, False),
        (Role.CHIEF, CENTRE.id, False),
        (Role.SUPERVISOR, BUREAU.id, False),
        (Role.LIAISON, BUREAU.id, False),
        (Role.CLERK, BUREAU.id, False),
        (Role.BUREAU, BUREAU.id, True),
        (Role.ADMIN, BUREAU.id, True),
    ],
)
def test_the_list_is_kept_by_who_leads_or_speaks_for_the_unit_and_by_the_bureau(role, unit, may):
    assert keeps(Person(9, role, unit, "某人", "", ""), CENTRE) is may


def test_days_from_one_to_another_may_be_one_day_and_many_but_not_endless():
    [line] = read_lines("2/5-2/5 王測試", TODAY, [WANG]).lines
    assert line.days == (date(2027, 2, 5),)
    [line] = read_lines("2/4-2/6 王測試", TODAY, [WANG]).lines
    assert [day.day for day in line.days] == [4, 5, 6]
    assert [len(one.days) for one in read_lines("2/1-3/3 王測試", TODAY, [WANG]).lines] == [31]
    assert not read_lines("2/1-3/4 王測試", TODAY, [WANG]).lines, "more days than a month has"
    assert not read_lines("2/4-2/5-2/6 王測試", TODAY, [WANG]).lines


def test_a_line_of_today_is_taken_and_one_of_yesterday_is_of_next_year_or_none():
    assert [one.days for one in read_lines("12/25 王測試", TODAY, [WANG]).lines] == [(TODAY,)]
    assert read_lines("115/12/24 王測試", TODAY, [WANG]).lines == ()


def test_a_number_alone_names_the_colleague_whose_it_is():
    [known], [stranger] = (
        read_lines(f"2/5 {phone}", TODAY, [WANG, LIN]).lines for phone in (WANG.phone, "0933111222")
    )
    assert known.officer == Officer(WANG.name, WANG.phone, WANG.id)
    assert stranger.officer == Officer("", "0933111222")


def test_a_colleague_is_known_by_a_number_that_is_theirs_alone():
    alike = [WANG, replace(LIN, phone=WANG.phone)]
    nobody = Person(3, Role.WORKER, CENTRE.id, "無號碼", "", "")
    for typed, colleagues, person in (
        (f"2/5 某某 {WANG.phone}", [WANG, LIN, nobody], WANG.id),
        (f"2/5 某某 {WANG.phone}", alike, None),
        (f"2/5 王測試 {WANG.phone}", alike, WANG.id),
        ("2/5 王測試 0933111222", [WANG, LIN], WANG.id),
        ("2/5 某某 0933111222", [WANG, nobody], None),
    ):
        [line] = read_lines(typed, TODAY, colleagues).lines
        assert line.officer.person == person, typed


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("2/5 王測試／林示範", True),
        ("2/5 王測試／外人甲", False),
        ("2/5 外人甲／王測試", False),
        ("2/5 外人甲 0933111222／王測試", True),
    ],
)
def test_everybody_of_a_line_has_a_name_and_a_number(typed, whole):
    [line] = read_lines(typed, TODAY, [WANG, LIN]).lines
    assert complete(line) is whole


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [(time(8), time(17), 9), (time(17), time(8), 15), (time(8), time(8), 24), (MIDNIGHT, MIDNIGHT, 24)],
)
def test_an_end_that_is_not_after_the_beginning_is_of_the_day_after(begins, ends, hours):
    one = shift(date(2026, 12, 25), begins=begins, ends=ends)
    first, last = one.span
    assert (last - first).total_seconds() == hours * 3600
    assert one.holds(first)
    assert not one.holds(last)


@pytest.mark.parametrize("typed", ["2/5 8:00-25:00 王測試", "2/5 25:00-8:00 王測試"])
def test_an_hour_after_24_is_none(typed):
    assert read_lines(typed, TODAY, [WANG]).unread == (typed,)


def test_a_backup_without_an_account_is_not_called():
    late = shift(date(2026, 12, 25), begins=time(17), ends=time(8), backup=Officer("外人甲", "0933111222"))
    assert [one.person for one in called(Rota(1, CENTRE, TODAY, (late,)), NIGHT, RULES)] == [WANG.id]


def test_a_line_is_a_new_shift_on_each_of_its_days():
    [line] = read_lines("2/4-2/5 08:00-20:00 王測試／林示範", TODAY, [WANG, LIN]).lines
    backup = Officer(LIN.name, LIN.phone, LIN.id)
    assert line.shifts() == [
        shift(date(2027, 2, day), begins=time(8), ends=time(20), backup=backup) for day in (4, 5)
    ]


def test_who_is_on_call_is_listed_for_the_day_on_which_they_begin():
    night = shift(date(2027, 2, 5), begins=time(17), ends=time(8))
    rota = Rota(1, CENTRE, TODAY, (night, shift(date(2027, 2, 6), LIN)))
    assert rota.on(date(2027, 2, 5)) == [night]
    assert [one.officer.person for one in rota.on(date(2027, 2, 6))] == [LIN.id]
    assert rota.on(date(2027, 2, 7)) == []
