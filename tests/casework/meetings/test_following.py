"""Whatever happens, what is tracked has one next meeting, or was removed by one [001] 參三(六)3(5)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import event, given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.meetings.discussing import Decision, Discussed
from casework.meetings.items import ItemUnit
from casework.meetings.meetings import COMES_ROUND, Chair, Meeting, MeetingKind, begun, next_one, running
from casework.text.dates import months_after
from tests.casework.meetings.test_discussing import TRACKED
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES

UNITS = dict(zip(COMES_ROUND, (BUREAU, OFFICE, CENTRE), strict=True))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("wait", "wait", "call", "extra", "hold", "hold", "remove")), st.integers(0, 45)
    ),
    min_size=5,
    max_size=40,
)


@dataclass
class Year:
    """One unit's meetings of one kind as the bell plans them, and what they track."""

    kind: MeetingKind
    edition: str
    today: date
    meetings: dict[int, Meeting] = field(default_factory=dict)
    tracked: list[tuple[ItemUnit, Discussed]] = field(default_factory=list)
    removed: list[tuple[ItemUnit, Discussed]] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, tzinfo=UTC)

    def on(self, _day: date):
        return RULES[self.edition].policy

    def plan(self, these) -> None:
        known = {one.month for one in self.meetings.values() if not one.extra}
        for one in these:
            if one.kind is self.kind and one.month not in known:
                self.add(Meeting(self.kind, UNITS[self.kind], one.month))

    def add(self, one: Meeting) -> None:
        number = len(self.meetings) + 1
        self.meetings[number] = replace(one, id=number)

    def next(self) -> Meeting | None:
        return next_one(self.meetings.values())

    def held_today(self) -> bool:
        return any(one.held_on == self.today for one in self.meetings.values())

    def do(self, step: str, n: int) -> None:
        following = self.next()
        day = self.today + timedelta(days=n)
        match step:
            case "wait":
                self.plan(begun(self.today, day, self.on))
                self.today = day
            case "call" if following is not None:
                self.meetings[following.id] = following.call(day, {}, self.moment)
            case "extra":
                one = Meeting(self.kind, UNITS[self.kind], day.replace(day=1), extra=len(self.meetings) + 1)
                self.add(one.call(day, {}, self.moment))
            case "hold" if following is not None:
                if not following.holdable(self.today):
                    following = following.call(self.today, {}, self.moment)
                self.meetings[following.id] = following.hold(self.today, Chair.NAMED, {})
                part = ItemUnit(n, n, "1150601-3-1", HEALTH, lead=True, meeting=None)
                before = Discussed(n, following.id, n, HEALTH.id, self.today, former=True)
                self.tracked.append((part, before))
            case "remove" if self.tracked and self.held_today():
                part, before = self.tracked.pop(n % len(self.tracked))
                self.removed.append((part.remove(self.today), before.decide(Decision.REMOVED, TRACKED)))


@given(
    st.sampled_from(COMES_ROUND),
    st.sampled_from(sorted(RULES)),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    STEPS,
)
def test_what_is_tracked_has_one_next_meeting_or_was_removed_by_one(kind, edition, first, steps):
    """[001] 參二(六)1, 三(六)3(1), (5)."""
    year = Year(kind, edition, first)
    year.plan(running(first, year.on))
    for step, n in steps:
        year.do(step, n)
        following = year.next()
        ahead = [one for one in year.meetings.values() if one.held_on is None]
        assert (following is None) == (not ahead)
        if following is None:  # all of this period were held: the next period brings one, and one alone
            months = {one.month for one in year.meetings.values() if not one.extra}
            later = months_after(year.today, 12)
            to_come = [one for one in begun(year.today, later, year.on) if one.kind is kind]
            assert to_come
            assert not {one.month for one in to_come} & months
            assert len({one.month for one in to_come}) == len(to_come)
        else:
            assert all((following.day, following.extra) <= (one.day, one.extra) for one in ahead)
        assert all(part.removed_on is None for part, _ in year.tracked)
        held = {one.held_on for one in year.meetings.values()}
        assert all(part.removed_on in held for part, _ in year.removed)
        assert all(one.decision is Decision.REMOVED for _, one in year.removed)
    event("tracked" if year.tracked else "removed" if year.removed else "nothing was held")


def test_one_at_need_that_comes_sooner_is_the_next() -> None:
    """[001] 參三(四): 得視專業服務所需，召開不定期會議."""
    planned = Meeting(MeetingKind.CONFERENCE, CENTRE, date(2026, 6, 1), fixed=date(2026, 6, 10), id=1)
    extra = replace(planned, extra=1, fixed=date(2026, 6, 25), id=2)
    assert next_one([extra, planned]) == planned
    assert next_one([extra, replace(planned, fixed=None)]) == extra, "its own may be at the month's end"
    assert next_one([extra, replace(planned, held_on=date(2026, 6, 10))]) == extra
    assert next_one([replace(extra, held_on=date(2026, 6, 25))]) is None
