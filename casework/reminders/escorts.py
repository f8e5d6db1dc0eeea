"""Police escorts as subjects of duties."""

from casework import escorts
from casework.escorts import Escort
from casework.policy.owed import Subject
from casework.reminders.kinds import Kind


def _escort(one: Escort) -> Subject:
    """It is called by the number of its case."""
    return Subject(one.id, "escort", one.number, one.unit.id)


ESCORT: Kind[Escort] = Kind("escort", _escort, escorts.owed)
