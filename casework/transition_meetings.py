"""Transition meetings (轉銜會議) before guardianship or a protective measure ends [004] 參六(三)1."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import day_end, day_start, months_before


@dataclass(frozen=True)
class Measure:
    """A guardianship (監護處分) or protective measure (保護管束) that will end."""

    id: int
    unit: Unit
    """Who sees to the meeting on the city's side."""
    known_on: date
    ends_on: date
    met_on: date | None = None


def owed(measure: Measure, rules: Rules) -> Iterator[Owed]:
    """Meet two months before the measure ends; who hears too late is late at once [004] 參六(三)1."""
    if measure.met_on is not None:
        return
    by = months_before(measure.ends_on, rules.policy.transition.months_before)
    since = day_start(min(measure.known_on, by))
    yield Owed(Duty.TRANSITION_MEETING, f"{measure.id}", since, day_end(by), answers_for(measure.unit))
