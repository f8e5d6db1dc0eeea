"""New-Year care, reckoned beside the office's own: nobody is unvisited unheard, nobody visited twice unsaid.

It reads what was kept of each visit, and asks no rule of `casework` whether somebody need go.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from actions.new_year import results
from casework.new_year.care import CareHousehold, CareVisit
from casework.new_year.cold import GROUPS, WHOLE, ColdContact
from casework.new_year.holiday import NewYear, new_year
from casework.policy.policy import Duty
from casework.staffing.units import UnitKind
from casework.text.dates import day_end
from storage.core.database import Transaction
from storage.core.tables import (
    care_visits,
    cold_alerts,
    cold_contacts,
    cold_lists,
    nudges,
    obligations,
    outbox,
)
from storage.new_year import campaigns, care

_VISITS = select(care_visits).order_by(care_visits.c.id)
_OWED = select(obligations).where(obligations.c.duty == Duty.NEW_YEAR_VISIT)
_HEARD = (
    select(obligations.c.subject)
    .join(nudges, nudges.c.obligation == obligations.c.id)
    .join(outbox, outbox.c.id == nudges.c.letter)
    .where(
        obligations.c.duty == Duty.NEW_YEAR_VISIT, nudges.c.told_at.isnot(None), outbox.c.dropped.is_(None)
    )
)
_ALERTS = select(cold_alerts).where(cold_alerts.c.ended_at.is_(None))
_ASKED = select(cold_contacts.c.care, cold_contacts.c.day).where(
    cold_contacts.c.how != ColdContact.NOT_REACHED
)
_LISTS = (
    select(cold_lists)
    .join(obligations, obligations.c.subject == cold_lists.c.id)
    .where(obligations.c.ended_at.is_(None), cold_lists.c.street.is_(False))
)
REACHED = ("home", "phone", "volunteer")


@dataclass
class Winter:
    """What was counted so far."""

    visited: int = 0
    again: int = 0
    """Visits of a household where somebody was before, each with its reason."""
    unvisited: set[int] = field(default_factory=set)
    """Households whose day came and went, of which somebody had heard."""

    def look(self, db: Transaction) -> Iterator[str]:
        """Say what is wrong at the end of a day."""
        one = campaigns.latest(db)
        if one is None:
            return
        holiday, found = new_year(one.year, db.rules.calendar), care.of_year(db, one.year)
        window = holiday.window(db.rules.policy.new_year)
        done = {each.id for each in found if _done(db, each, *window)}
        self.visited = len(done)
        yield from self._again(db, found)
        owed = [row for row in db.connection.execute(_OWED) if row.ended_at is None]
        of = [row.subject for row in owed]
        yield from (f"care {each} is owed {of.count(each)} visits" for each in {*of} if of.count(each) > 1)
        yield from (f"care {each} was visited, and a visit is owed" for each in done & {*of})
        past = {*of} - {each.id for each in found}
        yield from (f"care {each} of a winter that is over is owed a visit" for each in past)
        yield from _uncalled(db, found)
        if one.closed_at is None:
            yield from (f"care {each.id} is owed no visit" for each in found if each.id not in {*of, *done})
            yield from self._unheard(db, holiday, [each for each in found if each.id not in done])
        figures, parts = results.total(db, one.year), campaigns.parts(db, one.year)
        sent = any(each.unit.kind is UnitKind.BUREAU and each.results_at for each in parts)
        if figures["households"] != len(found) and not sent:
            yield f"{len(found)} households, and results of {figures['households']}"

    def _again(self, db: Transaction, found: list[CareHousehold]) -> Iterator[str]:
        high, counted, self.again = {one.id for one in found if one.high}, set[int](), 0
        for row in db.connection.execute(_VISITS):
            said = db.vault.open_data("care visit", row.id, row.sealed)
            self.again += row.care in counted
            if row.care in counted and not said.get("again"):
                yield f"care {row.care} was visited once more by {row.person}, and nobody said why"
            if _counts(CareVisit(row.visited_on, row.unit, said), high=row.care in high):
                counted.add(row.care)

    def _unheard(self, db: Transaction, holiday: NewYear, open_now: list[CareHousehold]) -> Iterator[str]:
        """Somebody had heard before the day on which a household was to be visited by."""
        eve = day_end(holiday.first - timedelta(days=1))
        days = db.rules.policy.new_year.late_working_days
        for one in open_now:
            due = max(eve, db.rules.calendar.after_working_days(one.listed_at, days))
            if db.now <= due:
                continue
            heard = _HEARD.where(obligations.c.subject == one.id, nudges.c.told_at <= due)
            if db.connection.execute(heard).first() is None:
                yield f"care {one.id} was to be visited by {due}, and nobody had heard of it"
            self.unvisited.add(one.id)


def _uncalled(db: Transaction, found: list[CareHousehold]) -> Iterator[str]:
    """Whoever of the newest lists is alone or in the street in the cold was asked after, or it is owed."""
    asked = {(row.care, row.day) for row in db.connection.execute(_ASKED)}
    owing = {(row.alert, row.unit, row.person) for row in db.connection.execute(_LISTS)}
    for alert in db.connection.execute(_ALERTS):
        for one in found:
            cold = WHOLE in alert.areas or one.village.startswith(tuple(alert.areas))
            away = one.visits and one.visits[-1].answers.get("why")
            if one.cold not in GROUPS or not cold or away or (one.id, alert.counted_on) in asked:
                continue
            if (alert.id, one.unit.id, one.person) not in owing:
                yield f"care {one.id} was not asked after on {alert.counted_on}, and it is owed by nobody"


def _counts(visit: CareVisit, *, high: bool) -> bool:
    if high:
        return visit.answers.get("mode") == "home" and visit.answers.get("children") != "none"
    return visit.answers.get("mode") in REACHED


def _done(db: Transaction, one: CareHousehold, first: date, last: date) -> bool:
    """Tell whether somebody was there, or the last who went found that nobody can."""
    made = [each for each in one.visits if first <= each.on <= last]
    if any(_counts(each, high=one.high) for each in made):
        return True
    return bool(made) and made[-1].answers.get("why") in set(db.rules.policy.new_year.unvisitable)
