"""A year's figures of a city with 100,000 cases: what counting them costs, in seconds of the processor.

    .venv/bin/python -m benchmarks.figures
    .venv/bin/python -m benchmarks.figures --cases 20000

Each case has one report, spread over the year. With sexes every household is opened, too.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection, insert, select

from benchmarks.full_city import NOON
from benchmarks.many_cases import fill
from bot.event_loop import settle_for_one
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Rules
from casework.staffing.people import Role
from casework.statistics.asked import Area, Period, span
from casework.statistics.figures import Metric
from casework.statistics.summary import Selection, sum_up
from casework.text.dates import day_start, local_day
from storage import statistics
from storage.core.database import Database, Transaction
from storage.core.tables import cases, reports
from storage.core.vault import Vault
from storage.staffing import people
from tests.storage.databases import migrated
from tests.support.kinds import SUBJECT_KINDS

Result = TypeVar("Result")
KEY = bytes(range(32))


def _reported(db: Transaction, first: datetime) -> None:
    """Give each case its report, on some day of the year."""
    rows = db.connection.execute(select(cases.c.id)).scalars().all()
    days = (NOON - first).days
    told = [
        {"case_id": case, "sealed": b"", "reported_at": first + timedelta(days=at % days)}
        for at, case in enumerate(rows)
    ]
    db.connection.execute(insert(reports), told)


def _measured(db: Transaction, *, sexes: bool) -> tuple[float, int]:
    days = span(Period.YEAR, local_day(db.now))
    began = time.process_time()
    found = statistics.facts(db, days, Area(), sexes=sexes)
    summary = sum_up(found, Selection(Period.YEAR, Area()), days, whole=True)
    return time.process_time() - began, summary.figures[Metric.REPORTS].number


async def main(many: int) -> None:
    """Fill an office, and count."""
    settle_for_one()  # as the process of an errand does
    rules = Rules(load_policy(POLICIES / "112.toml"), Calendar(), local_day(NOON))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(migrated("sqlite", Path(folder)))

        async def run(work: Callable[[Transaction], Result]) -> Result:
            def opened(connection: Connection) -> Result:
                kinds = SUBJECT_KINDS
                db = Transaction(connection, NOON, Vault(KEY), replace(rules), kinds=kinds)
                bureau = people.of_role(db, Role.BUREAU)
                if bureau:
                    db.speaker, db.unit = bureau[0], people.unit(db, bureau[0].unit)
                return work(db)

            return await database.transact(opened)

        await run(partial(fill, many=many))
        await run(partial(_reported, first=day_start(local_day(NOON).replace(month=1, day=1))))
        for sexes in (False, True):
            seconds, counted = await run(partial(_measured, sexes=sexes))
            what = ", households opened" if sexes else ""
            print(f"{counted:,} reports{what}: {seconds:.2f} s of the processor")
        await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    asyncio.run(main(parser.parse_args().cases))
