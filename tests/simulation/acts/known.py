"""What people saw before: they look around before each act, and only what changed since is read anew."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from casework.cases.case import OPEN, Case
from casework.staffing.people import Person
from casework.text.dates import local_day
from storage.cases import cases
from storage.cases.cases import READABLE
from storage.core.database import Transaction
from storage.core.tables import cases as case_rows
from storage.staffing import people
from tests.simulation.checks.duties import Duties

_STANDS = select(case_rows.c.id, case_rows.c.version).where(case_rows.c.state.in_(OPEN))
_THESE = READABLE.where(case_rows.c.id.in_(bindparam("these", expanding=True)))


@dataclass
class Known:
    """What was read at the last look."""

    duties: Duties = field(default_factory=Duties)
    _people: dict[int, tuple[Any, Person]] = field(default_factory=dict)
    _cases: dict[int, tuple[int, Case]] = field(default_factory=dict)

    def everybody(self, db: Transaction) -> list[Person]:
        """List everybody who ever joined."""
        for row in db.connection.execute(people._EVERYBODY, {"today": local_day(db.now)}).all():
            if row.id not in self._people or self._people[row.id][0] != row:
                self._people[row.id] = row, people._person(db, row)
        return [one for _, one in self._people.values()]

    def cases(self, db: Transaction) -> list[Case]:
        """List the open cases; whatever changes of one changes its version."""
        stands = {row.id: row.version for row in db.connection.execute(_STANDS)}
        anew = [one for one, version in stands.items() if self._cases.get(one, (None,))[0] != version]
        rows = db.connection.execute(_THESE, {"these": anew}).all() if anew else []
        self._cases.update((one.id, (stands[one.id], one)) for one in cases.cases_of(db, rows))
        self._cases = {one: self._cases[one] for one in sorted(stands)}
        return [one for _, one in self._cases.values()]
