"""Telling others: pushes of number, act and date only (`trust.md` L0), each told once."""

from collections.abc import Iterable
from functools import partial

from casework.cases.case import Case
from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders import hearing
from casework.staffing.people import Person
from handlers.forms.questions import OPTIONS
from handlers.ui.buttons import OpenCase
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import Turn
from handlers.ui.wording import N_, Wording
from storage.cases import reports
from storage.core.database import Transaction
from storage.core.letters import Priority
from storage.staffing import people
from storage.staffing.directory import Directory

TO_REPORTERS = {
    "case.dispatched": N_("%(number)s: your report was taken and dispatched."),
    "case.joined": N_("%(number)s: your report was joined to a case that is already open."),
    "case.redirected": N_("%(number)s: another channel is in charge. Please turn to %(channel)s."),
    "case.redirected_online": N_("%(number)s: another channel is in charge. Please report at %(channel)s."),
    "case.not_taken": N_("%(number)s: no case was opened. Report again if anything changes."),
    "case.accepted": N_("%(number)s: a worker has taken it on."),
    "case.closed": N_("%(number)s: the case is closed. Thank you."),
}
"""A reporter hears where the report is, never what the case holds [002]."""

TO_STAFF = {
    "case.reported": N_("%(number)s: a new report is to be screened."),
    "case.reported_urgent": N_("🚨 %(number)s: a new report is to be screened within 24 hours."),
    "case.offered": N_("%(number)s: a case is offered to you. Please accept or decline."),
    "case.declined": N_("%(number)s: the offer was declined. Please dispatch again."),
    "case.offer_lapsed": N_("%(number)s: the offer was not answered in time. Please dispatch again."),
    "case.accepted_for_you": N_("%(number)s: your supervisor accepted it for you. Please begin."),
    "case.kept": N_("%(number)s: the offer was not taken; the case stays with its worker."),
    "case.report_joined": N_("%(number)s: another report was joined to this case."),
    "case.disputed": N_("%(number)s: the assessment is disputed. Please judge."),
    "case.upheld": N_("%(number)s: the assessment stands. Please go on with the service."),
    "case.screened_again": N_("%(number)s: the dispute was accepted; the case is screened again."),
    "case.shared": N_("%(number)s: another unit serves them, too. Please make a joint plan."),
    "case.planned": N_("%(number)s: the joint plan is filed. Please bring it to the case conference."),
    "case.child_missing": N_("🚨 %(number)s: there is something to do at once. Please look."),
    "case.form_given": N_("%(number)s: there is a next step for you. Please look."),
    "case.looked_for": N_("%(number)s: there is a next step to take soon. Please look."),
    "case.search_applied": N_("%(number)s: a step of the case is done. Please look."),
    "case.child_found": N_("%(number)s: a matter of the case is settled. Please look."),
    "case.closing_proposed": N_("%(number)s: closing is proposed. Please decide."),
    "case.closing_returned": N_("%(number)s: the closing was returned. Please see the reason."),
    "case.closed": N_("%(number)s: the closing was approved."),
    "case.screening_undone": N_("%(number)s: the screening was undone by an administrator."),
    "case.offered_away": N_("%(number)s: the case was offered to somebody else."),
    "case.offer_withdrawn": N_("%(number)s: the offer was withdrawn. There is nothing for you to do."),
    "case.taken_over": N_("%(number)s: somebody else has taken it on. There is nothing more for you to do."),
    "case.taken_back": N_("%(number)s: the dispute was accepted. The case is no longer yours."),
}
"""What is done about a missing child is named on the card, not here: no category word (`trust.md` L0)."""

NO_LONGER_THEIRS = frozenset({"case.offer_withdrawn", "case.taken_over", "case.taken_back"})
"""Whoever hears these can't open the card any more."""


def staff_screen(verb: str, case: Case, wording: Wording) -> Screen:
    """A push that opens the card."""
    text = wording.text(TO_STAFF[verb], number=case.number)
    if verb in NO_LONGER_THEIRS:
        return Screen(text)
    return Screen(text, column(Press(wording.label("Open"), OpenCase(case.id), "primary")))


def reporter_screen(verb: str, number: str, wording: Wording, *, channel: str = "") -> Screen:
    """A push of the status alone, and of the channel to turn to."""
    label = OPTIONS.get(("channel", channel))
    to = wording.label(label) if label else channel
    return Screen(wording.text(TO_REPORTERS[verb], number=number, channel=to))


def staff(turn: Turn, verb: str, case: Case, listeners: Iterable[int], *, crisis: bool = False) -> None:
    """Push an act to those it concerns, or who stands in for them, not to who did it; a *crisis* first."""
    for person in dict.fromkeys(heard_by(turn.db, one).id for one in listeners):
        if turn.db.speaker is None or person != turn.db.speaker.id:
            turn.tell(
                person,
                partial(staff_screen, verb, case),
                key=f"{verb}:{case.id}:{case.version}:{person}",
                case=case.id,
                priority=Priority.CRISIS if case.urgent or crisis else Priority.PUSH,
            )


def heard_by(db: Transaction, person: int) -> Person:
    """Give who hears a push to somebody: while they are away, their deputy."""
    someone = people.get(db, person)
    return hearing.stand_in(someone, partial(people.get, db)) or someone


def reporters(turn: Turn, verb: str, case: Case, *, channel: str = "") -> None:
    """Push the status to everybody who reported the case; a number they hold is named."""
    for person, number in reports.to_hear(turn.db, case.id):
        turn.tell(
            person,
            partial(reporter_screen, verb, number, channel=channel),
            key=_unreadable(turn.db, f"{verb}:{case.id}:{case.version}:{person}:{number}"),
        )


def _unreadable(db: Transaction, key: str) -> str:
    """Keep a push to a reporter from telling, in the outbox, who reported which case (`trust.md` LR)."""
    return db.vault.index("told", key).hex()


def screeners(turn: Turn, case: Case, verb: str = "case.reported") -> None:
    """Push to the screening group; whoever screens first does it."""
    if verb == "case.reported" and case.urgent:
        verb = "case.reported_urgent"
    staff(turn, verb, case, _reached(turn.db, Bearer.SCREENERS))


def child_missing(turn: Turn, case: Case) -> None:
    """Push to the bureau: it gives the police the search form at once [001] 三(六)2(4)."""
    staff(turn, "case.child_missing", case, _reached(turn.db, Bearer.BUREAU), crisis=True)


def _reached(db: Transaction, bearer: Bearer) -> list[int]:
    """Who of a group can hear, or the next one up: what is pressing never goes into silence."""
    return [one.id for one in hearing.listeners(hearing.Owing(bearer), Hearer.OWNER, Directory(db))]


def after_failed_offer(db: Transaction, case: Case, verb: str) -> tuple[str, Case, list[int]]:
    """Say who hears when an offer failed: the screeners, or who still serves and their supervisors."""
    found = [person.id for person in hearing.after_failed_offer(case, Directory(db))]
    return (verb if case.worker is None else "case.kept"), case, found


def screening_group(db: Transaction) -> list[Person]:
    """Who screens; never nobody."""
    return hearing.screening_group(Directory(db))


def supervisors(db: Transaction, unit: int | None) -> list[Person]:
    """Who answers for a unit; never nobody."""
    return hearing.supervisors(unit, Directory(db))


def bureau(db: Transaction) -> list[Person]:
    """Who answers for the bureau; never nobody."""
    return hearing.bureau(Directory(db))
