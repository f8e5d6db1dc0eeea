"""Referrals: who may see one, and when the bell looks at it."""

from casework.cases.access import Action
from casework.referrals import REFERRAL, Referral, chased_at
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.dossiers import Dossiers, answers


def may(db: Transaction, one: Referral, action: Action) -> bool:
    """The desk sees it, whoever sees the case, and of a letter nobody else; who it is, the desk alone."""
    if recusals.keeps_out(db, one.id):
        return False
    desk = answers(db, one.unit)
    if action is Action.REACH:
        return desk and one.open
    if action not in {Action.VIEW, Action.HISTORY}:
        return False
    return desk or (one.case is not None and cases.may(db, cases.read(db, one.case), action))


REFERRALS: Dossiers[Referral] = Dossiers(REFERRAL, Referral, may, chased_at)
