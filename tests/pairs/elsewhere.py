"""What happens in another district: drawn from a number alone, by whoever there may do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from msgspec.structs import replace

from actions import intake
from actions.cases import breaking, looking, recusing
from actions.staffing import people as staff
from bot.practice import stories
from casework.cases.case import Case, Risk
from casework.cases.criteria import Seen
from casework.errors import NotThere, Refusal
from casework.staffing.people import Person, Role
from handlers.ui.office import Office
from storage.cases import cases
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.staffing import people

VILLAGE = "桃園區文化里"
FEW, MANY = 2, 9
"""So many acts at a time, from and to."""
NAMES = ("王小明", "高虛構", "何樣本")
"""The first is called as the family at home is: what is alike must not show either."""
SEEN = (Seen.SMALL_CHILD, Seen.NO_WORK, Seen.HURT, Seen.DRUGS_OR_MIND, Seen.FRAIL_ELDER, Seen.CHILD_GONE)


@dataclass
class Elsewhere:
    """The other district, and what befell it so far."""

    office: Office
    random: Random
    people: Mapping[str, Person]
    cases: list[int]

    async def goes_on(self) -> None:
        """Let some acts be done; what the rules refuse is left."""
        for _ in range(self.random.randint(FEW, MANY)):
            act = self.random.choice(tuple(ACTS)) if self.cases else _reports
            draw = Random(self.random.random())
            try:
                await self.office.transact(partial(act, self, draw))
            except Refusal:
                continue


def by(db: Transaction, who: Person) -> Transaction:
    """Let somebody speak."""
    return replace(db, speaker=who, unit=people.unit(db, who.unit))


Act = Callable[[Elsewhere, Random, Transaction], Any]


def _reports(there: Elsewhere, draw: Random, db: Transaction) -> None:
    name, seen = draw.choice(NAMES), tuple(sorted(draw.sample(SEEN, draw.randint(0, 3))))
    household = f"{name} A123456789 0912345678 中正路{draw.choice((100, 7))}號"
    danger, call = draw.choice(("no", "yes")), draw.random() < 0.5
    said = Report(danger, "孩子一直哭（示範）。", household, seen, call=call)
    reporter = there.people["a chief there"]
    there.cases.append(intake.report(by(db, reporter), said, village=VILLAGE).id)


def _looks(there: Elsewhere, draw: Random, db: Transaction) -> None:
    looker = there.people[draw.choice(("a supervisor there", "a screener"))]
    db = by(db, looker)
    looking.look(db, cases.get(db, draw.choice(there.cases)), "case.revealed")


def _breaks_the_glass(there: Elsewhere, draw: Random, db: Transaction) -> None:
    case = cases.read(db, draw.choice(there.cases))
    breaking.open_it(by(db, there.people["a supervisor there"]), case.number, "示範")


def _looks_up(there: Elsewhere, draw: Random, db: Transaction) -> None:
    looking.looked_up(by(db, there.people["a worker there"]), draw.randint(1, 12), draw.randint(0, 1))


def _keeps_out(there: Elsewhere, draw: Random, db: Transaction) -> None:
    case = cases.read(db, draw.choice(there.cases))
    recusing.keep_out(by(db, there.people["a head there"]), case.id, case.version)


def _invites(there: Elsewhere, draw: Random, db: Transaction) -> None:
    leads, name = there.people["a supervisor there"], f"李示範{draw.randint(1, 99)}"
    staff.invite(by(db, leads), Role.WORKER, leads.unit, (), [name])


def _suspends_or_lets_back_in(there: Elsewhere, draw: Random, db: Transaction) -> None:
    worker = people.get(db, there.people["a worker there"].id)
    change = staff.readmit if worker.suspended else staff.suspend
    change(by(db, there.people["a supervisor there"]), worker.id, worker.version)


def _of(who: stories.Who, act: stories.Act) -> Act:
    """Let an act of a story be done now."""

    def done(there: Elsewhere, draw: Random, db: Transaction) -> None:
        case: Case = cases.read(db, draw.choice(there.cases))
        act(by(db, who(db, case)), case)

    return done


def _supervisor(db: Transaction, case: Case) -> Person:
    """Whoever supervises the unit that has it, if any has."""
    if case.unit is None:
        raise NotThere
    return stories.supervisor(db, case)


ACTS: tuple[Act, ...] = (
    _reports,
    _looks,
    _breaks_the_glass,
    _looks_up,
    _keeps_out,
    _invites,
    _suspends_or_lets_back_in,
    *(_of(stories.screener, stories.dispatch),) * 3,
    *(_of(stories.worker, stories.accept),) * 3,
    *(_of(stories.worker, stories.visit(risk)) for risk in Risk),
    _of(stories.worker, stories.assess),
    _of(stories.worker, stories.follow_up),
    _of(stories.worker, stories.share),
    _of(stories.worker, stories.say_missing),
    _of(stories.worker, stories.dispute),
    _of(stories.worker, stories.propose_closing),
    _of(_supervisor, stories.close),
    _of(stories.screener, stories.redirect),
)
"""What may be done, some of it more often."""
