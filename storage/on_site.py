"""Sittings: who may see one, and when the bell looks at it."""

from casework.cases.access import Action
from casework.on_site import SITTING, Sitting, counts_next
from casework.staffing.people import Role
from storage.core.database import Transaction
from storage.dossiers import Dossiers, answers


def may(db: Transaction, one: Sitting, action: Action) -> bool:
    """Everybody of the unit and of the centre sees it; who answers for the unit changes it."""
    if action is Action.SERVE:
        return answers(db, one.unit)
    theirs = any(who.unit in (one.unit.id, one.by) and who.role is not Role.CHIEF for who in db.acting)
    return theirs and action in {Action.VIEW, Action.HISTORY}


SITTINGS: Dossiers[Sitting] = Dossiers(SITTING, Sitting, may, counts_next)
