"""On call (值班): who of a unit answers the telephone when, so that somebody does by night and on days off.

[003] 陸、一(一)2(2)A and 二(二)2 want a list of who is on call in the New-Year holiday, with telephones;
柒、一 that these are on. 24-hour matters of ordinary nights go by the same list (`domain.md` §3.3).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from casework.new_year.holiday import NewYear, new_year
from casework.policy.owed import Bearer, Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reminders.kinds import Kind
from casework.reminders.nudging import resting
from casework.staffing.bearers import answers_for
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit
from casework.text.dates import at_taipei, day_start, furthest, read_date
from casework.text.identity import narrow, plain
from casework.text.names import clean_name
from casework.text.telephones import clean_phone, telephones_in

DAY = timedelta(days=1)
MIDNIGHT = time(0)
MOST_DAYS = 31
"""So many days one line may name."""


class Officer(Struct, frozen=True):
    """Who answers a telephone: somebody with an account (*person*), or a name and a number alone."""

    name: str
    phone: str
    person: int | None = None


class Shift(Struct, frozen=True):
    """So many hours of one day; an end that is not after the beginning is of the day after."""

    id: int
    day: date
    begins: time
    ends: time
    officer: Officer
    backup: Officer | None = None
    phone_on_at: datetime | None = None
    """When they said that their telephone is on (已開機)."""

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when."""
        last = self.day if self.ends > self.begins else self.day + DAY
        return at_taipei(self.day, self.begins), at_taipei(last, self.ends)

    def holds(self, at: datetime) -> bool:
        """Tell whether it is now."""
        first, last = self.span
        return first <= at < last

    def meets(self, other: "Shift") -> bool:
        """Tell whether both begin on one day and have hours in common."""
        (first, last), (begins, ends) = self.span, other.span
        return self.day == other.day and first < ends and begins < last

    def of(self, person: int) -> bool:
        """Tell whether somebody answers in it."""
        return person in {one.person for one in (self.officer, self.backup) if one is not None}


class Rota(Struct, frozen=True):
    """The shifts of a unit, from *today* on: what is past owes nothing."""

    id: int
    unit: Unit
    today: date
    shifts: tuple[Shift, ...] = ()
    staffed: bool = True
    """Somebody belongs to the unit."""

    def on(self, day: date) -> list[Shift]:
        """List the shifts that begin on a day."""
        return [one for one in self.shifts if one.day == day]

    def now(self, at: datetime) -> list[Shift]:
        """List who is on call at a moment."""
        return [one for one in self.shifts if one.holds(at)]


def coming_holiday(today: date, rules: Rules) -> NewYear:
    """Return the New-Year holiday that has not ended."""
    this = new_year(today.year, rules.calendar)
    return this if today <= this.last else new_year(today.year + 1, rules.calendar)


def asked_for(today: date, rules: Rules) -> NewYear | None:
    """Return the holiday for which units name who is on call now, from some weeks before to its end."""
    holiday = coming_holiday(today, rules)
    begins = holiday.first - timedelta(days=rules.policy.on_call.holiday_days)
    return holiday if begins <= today else None


def names_somebody(unit: Unit, rules: Rules) -> bool:
    """Tell whether a unit is asked to name who is on call, by its kind."""
    return not unit.ended and unit.kind in rules.policy.on_call.units


def days_of(holiday: NewYear) -> list[date]:
    """List the days of a holiday."""
    return [holiday.first + DAY * n for n in range((holiday.last - holiday.first).days + 1)]


def empty_days(rota: Rota, rules: Rules) -> list[date]:
    """List the days of the coming holiday on which nobody is named yet."""
    holiday = asked_for(rota.today, rules)
    if holiday is None or not rota.staffed or not names_somebody(rota.unit, rules):
        return []
    named = {one.day for one in rota.shifts}
    return [day for day in days_of(holiday) if day >= rota.today and day not in named]


def owed(rota: Rota, rules: Rules) -> Iterator[Owed]:
    """Name somebody for every day before the holiday begins; say the day before that the telephone is on."""
    holiday = asked_for(rota.today, rules)
    if holiday is None or not rota.staffed:
        return
    if empty_days(rota, rules):
        since = day_start(holiday.first - timedelta(days=rules.policy.on_call.holiday_days))
        bearer = answers_for(rota.unit)
        yield Owed(Duty.NAME_ON_CALL, holiday.period, since, day_start(holiday.first), bearer)
    for shift in rota.shifts:
        if holiday.first <= shift.day <= holiday.last and shift.day >= rota.today:
            yield from _phone_on(rota, shift, rules)


def _phone_on(rota: Rota, shift: Shift, rules: Rules) -> Iterator[Owed]:
    """Telephones are on in the holiday [003] 柒、一. It never rests: its eve may be a day off."""
    if shift.phone_on_at is not None:
        return
    eve = shift.day - DAY
    person = shift.officer.person
    bearer = answers_for(rota.unit) if person is None else Bearer.PERSON
    due = at_taipei(eve, rules.policy.on_call.phone_on_by)
    yield Owed(Duty.PHONE_ON, str(shift.id), day_start(eve), due, bearer, person, urgent=True)


def subject_of(rota: Rota) -> Subject:
    """Return it as what its duties belong to."""
    return Subject(rota.id, ROTA.name, sign_of(rota.unit), rota.unit.id)


def sign_of(unit: Unit) -> str:
    """Say what a push may call it."""
    return f"值班 {unit.name}"[:40]


ROTA: Kind[Rota] = Kind("rota", subject_of, owed)


def keeps(person: Person, unit: Unit) -> bool:
    """Tell whether somebody keeps the list of a unit: who leads or speaks for it, and the bureau for any."""
    own = person.unit == unit.id and person.role in (*LEADING, Role.CLERK, Role.LIAISON)
    return own or person.role in (Role.BUREAU, Role.ADMIN)


# Who is called


class Call(Struct, frozen=True):
    """A 24-hour matter that somebody on call was asked to answer."""

    id: int
    case: int
    unit: int
    asked: int | None
    """Who; None once whoever leads them was called."""
    called_at: datetime
    due: datetime
    """By when, before the next one is called."""


def called(rota: Rota | None, at: datetime, rules: Rules) -> list[Officer]:
    """List whom to call for a 24-hour matter, in their order: nobody while the office works anyway."""
    if rota is None or not resting(at, rules):
        return []
    shifts = rota.now(at)
    return [
        *(one.officer for one in shifts if one.officer.person is not None),
        *(one.backup for one in shifts if one.backup is not None and one.backup.person is not None),
    ]


def answer_by(at: datetime, rules: Rules) -> datetime:
    """By when somebody who is called answers, before the next one is (`screens.md` 5: half an hour)."""
    return at + timedelta(minutes=rules.policy.on_call.answer_minutes)


# As people write it


class TypedShift(Struct, frozen=True):
    """One line that somebody typed: the days and hours, and who."""

    days: tuple[date, ...]
    begins: time
    ends: time
    officer: Officer
    backup: Officer | None = None

    def shifts(self) -> list[Shift]:
        """One shift a day."""
        return [Shift(0, day, self.begins, self.ends, self.officer, self.backup) for day in self.days]


class ReadLines(Struct, frozen=True):
    """What was read of several lines, and those that can't be."""

    lines: tuple[TypedShift, ...]
    unread: tuple[str, ...]


_HOURS = re.compile(
    r"(?P<a>\d{1,2})(?:[:點](?P<am>[0-5]\d)?)?\s*[-~–至到]\s*(?P<b>\d{1,2})(?:[:點](?P<bm>[0-5]\d)?)?"
)
_DAYS = re.compile(r"[-~–至到]")
_FILLING = re.compile(r"備援|代理人?|backup|手機|電話|姓名|[,、/()（）:;。]", re.IGNORECASE)


def read_lines(text: str, today: date, colleagues: Sequence[Person]) -> ReadLines:
    """Read lines such as `2/5 王測試 0912345678` or `2/4-2/6 08:00-17:00 王測試 備援 林示範`.

    Whoever is of the unit needs no number; a name that is nobody's there needs one.
    """
    read = [(one, _line(one, today, colleagues)) for one in text.splitlines() if one.strip()]
    return ReadLines(
        tuple(line for _, line in read if line is not None),
        tuple(one.strip() for one, line in read if line is None),
    )


def _line(text: str, today: date, colleagues: Sequence[Person]) -> TypedShift | None:
    said, _, rest = narrow(plain(text)).strip().partition(" ")
    days, hours = _days(said, today), _HOURS.match(rest.strip())
    begins: time | None = MIDNIGHT
    ends: time | None = MIDNIGHT
    if hours:
        begins, ends = _hour(hours["a"], hours["am"]), _hour(hours["b"], hours["bm"])
        rest = rest.strip()[hours.end() :]
    officers = list(_officers(rest, colleagues))
    if not days or begins is None or ends is None or not 1 <= len(officers) <= 2:
        return None
    return TypedShift(days, begins, ends, *officers)


def _hour(hour: str, minute: str | None) -> time | None:
    hours = int(hour)
    return time(hours % 24, int(minute or 0)) if hours <= 24 else None


def _days(said: str, today: date) -> tuple[date, ...]:
    one = _day(said, today)
    if one is not None:
        return (one,) if one >= today else ()
    first, *more = (_day(part, today) for part in _DAYS.split(said))
    if len(more) != 1 or first is None or more[0] is None or not 0 <= (more[0] - first).days < MOST_DAYS:
        return ()
    return tuple(first + DAY * n for n in range((more[0] - first).days + 1))


def _day(said: str, today: date) -> date | None:
    day = read_date(said, today, "future")
    return day if day is not None and day <= furthest(today) else None


def _officers(text: str, colleagues: Sequence[Person]) -> Iterator[Officer]:
    """Read name and number, perhaps of two; a colleague by name or number is one with an account."""
    spans = sorted(telephones_in(text))
    at = 0
    for first, last in spans:
        *names, name = _names(text[at:first]) or [""]
        for each in names:
            yield from _known(each, colleagues)
        phone = clean_phone(text[first:last]) or ""
        yield _officer(name, phone, colleagues)
        at = last
    for each in _names(text[at:]):
        yield from _known(each, colleagues)


def _names(text: str) -> list[str]:
    kept = _FILLING.sub("\n", text)
    return [name for part in kept.split("\n") for name in _apart(part) if name]


def _apart(part: str) -> Iterable[str]:
    """Chinese names stand one beside the other, Latin ones are made of words."""
    return [clean_name(part)] if re.search("[A-Za-z]", part) else map(clean_name, part.split())


def _known(name: str, colleagues: Sequence[Person]) -> Iterator[Officer]:
    found = [one for one in colleagues if one.name == name]
    yield Officer(name, found[0].phone, found[0].id) if len(found) == 1 else Officer(name, "")


def _officer(name: str, phone: str, colleagues: Sequence[Person]) -> Officer:
    by_number = [one for one in colleagues if one.phone and one.phone == phone]
    by_name = [one for one in colleagues if one.name == name]
    found = next((those[0] for those in (by_number, by_name) if len(those) == 1), None)
    return Officer(name or (found.name if found else ""), phone, found.id if found else None)


def lacking(line: TypedShift) -> list[Officer]:
    """List who in it has no name or no number."""
    both = (line.officer, line.backup)
    return [one for one in both if one is not None and not (one.name and one.phone)]


def complete(line: TypedShift) -> bool:
    """Tell whether everybody in it has a name and a number."""
    return not lacking(line)


_NAMED = re.compile(r"[^\W\d_]{2,4}|[^\W\d_]+(?:[ .'-]+[^\W\d_]+)+")
"""A name, and no sentence: two to four characters, or several words of Latin letters."""


def meant(read: ReadLines) -> bool:
    """Tell whether lines in which something lacks are a list all the same: each has days and a name."""
    return (
        bool(read.lines) and not read.unread and all(_NAMED.fullmatch(one.officer.name) for one in read.lines)
    )
