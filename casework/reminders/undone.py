"""What a case leaves undone if it is closed now: it closes all the same, and the reason says why."""

from datetime import date

from msgspec import Struct

from casework.cases.case import Case
from casework.policy.policy import Policy
from casework.reminders.seats import followed_up, month_to_file
from casework.text.dates import next_month


class Undone(Struct, frozen=True):
    """What is to be warned of before a closing (`domain.md` §3.7)."""

    unvisited: bool
    """No visit counted."""
    months: tuple[date, ...]
    """The months that are over and were not filed."""
    unpassed: bool
    """The joint plan was not passed."""

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return self.unvisited or bool(self.months) or self.unpassed


def undone(case: Case, policy: Policy, today: date) -> Undone:
    """Say what the lead leaves undone; joint seats end by themselves before a closing."""
    lead = case.lead
    return Undone(
        lead.visited_on is None and lead.kind not in policy.seats.no_visits,
        tuple(_unfiled(case, policy, today)) if followed_up(case, lead, policy) else (),
        case.to_plan or case.to_pass,
    )


def _unfiled(case: Case, policy: Policy, today: date) -> list[date]:
    months, month = list[date](), month_to_file(case, case.lead, policy)
    while next_month(month) <= today:
        months.append(month)
        month = next_month(month)
    return months
