"""Who must hear of a duty: worked out anew from people, leaves and units, beside the office's own answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from casework.policy.owed import Bearer
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.tables import addresses, leaves, people, units

CIRCLES = ("owner", "supervisor", "bureau", "admin")
"""The nearest first: who can't hear lets the next one hear (`trust.md` R4)."""


@dataclass(frozen=True)
class Staff:
    """Everybody of the office at a moment, and who stands in for whom."""

    people: Mapping[int, Any]
    deputies: Mapping[int, int]
    protection: frozenset[int]
    """The units whose supervisors screen, too."""
    asked: dict[tuple[Any, ...], set[int]] = field(default_factory=dict, compare=False)
    """Who must hear, as far as it was worked out: many duties are the same people's."""

    def living(self, person: int) -> int | None:
        """Return who hears for somebody: themselves or their deputy; None when neither can."""
        for _ in self.people:
            if person not in self.deputies:
                break
            person = self.deputies[person]
        one = self.people[person]
        return person if one.active and not one.blocked else None

    def gone(self, person: int) -> bool:
        """Tell whether somebody has left; who is suspended has not."""
        return not self.people[person].active and not self.suspended(person)

    def suspended(self, person: int) -> bool:
        """Tell whether somebody's access is stopped for now."""
        return self.people[person].suspended_at is not None

    def leading(self, unit: int | None) -> set[int]:
        """List who leads a unit, and who stands in for them."""
        return self._with_deputies(self._of(Role.SUPERVISOR, [unit]) + self._of(Role.HEAD, [unit]))

    def deciding(self, unit: int | None) -> set[int]:
        """List who decides on closing: supervisors, else heads, else the bureau; or who stands in."""
        found = self._of(Role.SUPERVISOR, [unit]) or self._of(Role.HEAD, [unit]) or self._of(Role.BUREAU)
        return self._with_deputies(found)

    def _with_deputies(self, found: list[int]) -> set[int]:
        for person in found:
            deputy = self.deputies.get(person)
            if deputy is not None and deputy not in found:
                found.append(deputy)
        return set(found)

    def must_hear(self, duty: Any, hearer: str) -> set[int]:
        """List whom a rung must reach: the circle it names, or the next one in which somebody can hear."""
        whose = (hearer, duty.bearer, duty.unit, duty.person)
        if whose not in self.asked:
            self.asked[whose] = self._must_hear(duty, hearer)
        return self.asked[whose]

    def _must_hear(self, duty: Any, hearer: str) -> set[int]:
        for circle in CIRCLES[CIRCLES.index(hearer) :]:
            found = {self.living(one) for one in self._circle(duty, circle)} - {None}
            if found:
                return {one for one in found if one is not None}
        return set()

    def _circle(self, duty: Any, circle: str) -> list[int]:
        if circle == "owner":
            return self._owners(duty)
        if circle == "supervisor":
            unit = self._screening_unit() if duty.bearer == Bearer.SCREENERS else duty.unit
            return self._of(Role.SUPERVISOR, [unit]) + self._of(Role.HEAD, [unit])
        return self._of(Role.BUREAU if circle == "bureau" else Role.ADMIN)

    def _owners(self, duty: Any) -> list[int]:
        if duty.bearer == Bearer.SCREENERS:
            return self._screeners()
        if duty.bearer == Bearer.PERSON:
            return [duty.person]
        if duty.bearer in (Bearer.LIAISONS, Bearer.CLERKS):
            return self._of(Role.LIAISON if duty.bearer == Bearer.LIAISONS else Role.CLERK, [duty.unit])
        bureau = self._of(Role.BUREAU) or self._of(Role.ADMIN)
        if duty.bearer != Bearer.SUPERVISORS:
            return bureau
        return self._of(Role.SUPERVISOR, [duty.unit]) or self._of(Role.HEAD, [duty.unit]) or bureau

    def _screeners(self) -> list[int]:
        found = self._of(Role.SCREENER) or self._of(Role.SUPERVISOR, self.protection)
        return found or self._of(Role.ADMIN)

    def _screening_unit(self) -> int | None:
        return self.people[self._screeners()[0]].unit

    def _of(self, role: Role, within: Iterable[int | None] | None = None) -> list[int]:
        """Who is suspended counts as long as somebody stands in."""
        of = self.there.get(role, {})
        return sorted(person for unit in (of if within is None else within) for person in of.get(unit, ()))

    @cached_property
    def there(self) -> Mapping[str, Mapping[int | None, list[int]]]:
        """Who is there, by role and unit."""
        found: dict[str, dict[int | None, list[int]]] = {}
        for one in self.people.values():
            if one.active or self._stood_in(one):
                found.setdefault(one.role, {}).setdefault(one.unit, []).append(one.id)
        return found

    def _stood_in(self, one: Any) -> bool:
        return one.suspended_at is not None and one.id in self.deputies


_PEOPLE = select(
    people.c.id,
    people.c.role,
    people.c.unit,
    people.c.active,
    people.c.suspended_at,
    addresses.c.blocked_at.isnot(None).label("blocked"),
).join(addresses, addresses.c.person == people.c.id)
"""Everybody here has one address."""
_AWAY = select(leaves.c.person, leaves.c.deputy, leaves.c.first, leaves.c.last).where(
    leaves.c.told_at.is_(None)
)
_PROTECTION = select(units.c.id).where(units.c.kind == UnitKind.PROTECTION)


def staff(db: Transaction) -> Staff:
    """Read who is there at this moment."""
    today = local_day(db.now)
    away = [one for one in db.connection.execute(_AWAY) if one.first <= today <= one.last]
    return Staff(
        {one.id: one for one in db.connection.execute(_PEOPLE.order_by(people.c.id))},
        {one.person: one.deputy for one in away},
        frozenset(db.connection.execute(_PROTECTION).scalars()),
    )
