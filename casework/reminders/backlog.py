"""The backlog: all that stays overdue of what somebody is to do or watches over, counted in each digest."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Self

from msgspec import Struct

from casework.reminders.hearing import Debt, Personnel, Remit, led
from casework.text.dates import local_day


class Backlog(Struct, frozen=True):
    """What stays overdue: how much, and for how many days the oldest is."""

    number: int
    days: int

    @classmethod
    def of(cls, dues: Collection[datetime], now: datetime) -> Self:
        """Count deadlines that are over."""
        return cls(len(dues), overdue_days(min(dues), now)) if dues else cls(0, 0)

    def at_least(self, other: Self) -> Self:
        """Count no less than what a message names: somebody may hear of more than is theirs to watch."""
        return type(self)(max(self.number, other.number), max(self.days, other.days))


def overdue_days(due: datetime, now: datetime) -> int:
    """Say for how many days something is overdue; what is so for hours, for one."""
    return max((local_day(now) - local_day(due)).days, 1)


class Backlogs:
    """What is overdue at a moment, by whom it concerns: in memory, for a rehearsal."""

    def __init__(self, debts: Iterable[tuple[datetime, Debt]], now: datetime) -> None:
        """Take all that is open, each with its deadline."""
        self._now = now
        self._dues = [(due, debt) for due, debt in debts if due < now]
        self._of = defaultdict[tuple[object, ...], set[int]](set)
        for number, (_, debt) in enumerate(self._dues):
            for key in (
                (),
                ("unit", debt.unit),
                (debt.bearer,),
                (debt.bearer, "unit", debt.unit),
                (debt.bearer, "person", debt.person),
            ):
                self._of[key].add(number)

    def of(self, remits: Iterable[Remit], everybody: Personnel) -> Backlog:
        """Count what of it lies in some of these remits."""
        found = {one for remit in remits for key in self._keys(remit, everybody) for one in self._of[key]}
        return Backlog.of([self._dues[one][0] for one in found], self._now)

    def _keys(self, remit: Remit, everybody: Personnel) -> list[tuple[object, ...]]:
        bearer = () if remit.bearer is None else (remit.bearer,)
        if remit.unsupervised:
            units = {debt.unit for _, debt in self._dues if not led(debt.unit, everybody)}
            return [(*bearer, "unit", unit) for unit in units]
        if remit.person is not None:
            return [(*bearer, "person", remit.person)]
        return [bearer if remit.unit is None else (*bearer, "unit", remit.unit)]
