"""Cases in service, for tests about what is done in them."""

from typing import Any

from casework.cases.case import Case, State
from casework.cases.household import as_told
from handlers.reminders import casebook
from handlers.service import visits
from sandbox import Phone
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.core.journal import JournalEntry, of_subject
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from tests.support import addressed
from tests.support.cases import made_case
from tests.support.keys import NEXT, option
from tests.support.phones import from_home, key, tap
from tests.support.town import MONDAY, VILLAGE, Town

VISITED_AT_HOME = (visits.LogVisit, option("home"), option("met"), option("all"), option("low"))
"""Log a visit at home at which everybody was seen and the risk is low, up to the question of the day."""
FOLLOWED_UP = (option("home"), option("all"), option("money"), NEXT, option("visit"), NEXT, option("low"))
"""Answer a monthly follow-up, up to the question of the plan."""
HOUSEHOLD = as_told("王小明", "A123456789", "0912345678", "中正路100號")


async def served(town: Town, worker: Phone, *, by: Phone | None = None, **facts: Any) -> Case:
    """Open a case that *worker* took on this Monday; *by* reported it."""
    known = {
        "household": HOUSEHOLD,
        "state": State.IN_SERVICE,
        "unit": town.units["平鎮中心"].id,
        "worker": await town.person(worker),
        "accepted_at": MONDAY,
        "reported_at": MONDAY,
        **facts,
    }
    case = made_case(0, "", village=VILLAGE, urgent=False, **known)

    def open_it(db: Transaction) -> Case:
        opened = cases.open_case(db, case, "A")
        if by is not None:
            addressed.speaks(db, by.id)
            reports.keep(db, opened, _report())
        return opened

    return await town.look(open_it)


def _report() -> Report:
    return Report("no", "孩子常常一個人在家", "王小明 中正路100號", ("small_child",), call=True)


async def read(town: Town, case: Case) -> Case:
    """Read the case as it is now."""
    return await town.look(lambda db: cases.read(db, case.id))


async def duties(town: Town, case: Case) -> list[Obligation]:
    """List what the case is owed now."""
    return await town.look(lambda db: obligations.of_subject(db, case.id))


async def journal_of(town: Town, case: Case) -> list[JournalEntry]:
    """Read the history of the case."""
    return await town.look(lambda db: of_subject(db, case.id))


async def open_card(town: Town, phone: Phone) -> None:
    """Open the first case of one's casebook."""
    await from_home(town, phone, casebook.MyCases)
    await tap(town, phone, await key(phone, "A-115-"))
