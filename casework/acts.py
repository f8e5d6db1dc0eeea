"""What can be done with a case: the right that each act needs, and the rule that may refuse it.

Whether a key is shown, its press is taken and the case allows it is one question, which is asked here.
"""

from typing import Final

from msgspec.structs import replace

from casework import missing
from casework.cases.access import Action
from casework.cases.acting import Act, Circle, Moment
from casework.cases.case import Case
from casework.cases.seats import NOBODY, SeatEnd
from casework.errors import WrongState
from casework.reminders.catalogue import RULES
from casework.reminders.seats import may_file
from casework.service.correcting import CORRECTION
from casework.service.sharing import PASS
from casework.text.dates import local_day


def _file(case: Case, at: Moment) -> Case:
    if not may_file(case, case.seat(at.seat), at.rules.policy, at.today):
        raise WrongState
    return case


def _taken_over(case: Case, at: Moment) -> Case:
    """Some joint seat of it can be taken over; else say what comes first."""
    served = [one for one in case.joint_seats if one.served]
    tracked = dict(case.tracked_units())
    first = next((one for one in served if one.unit not in tracked), served[0] if served else None)
    if first is None or not case.served:
        raise WrongState
    return case.end_seat(first.id, at=at.now, how=SeatEnd.TAKEN_OVER)


def _asked(case: Case, at: Moment) -> int:
    return case.seat(at.seat).offered or NOBODY


def _declined(case: Case, at: Moment) -> Case:
    most = at.rules.policy.dispatch.declines
    return case.decline(by=_asked(case, at), at=at.now, most=most, seat=at.seat)


DISPATCH: Final = Act("dispatch", Action.SCREEN, lambda case, at: case.dispatch(unit=0, to=0, at=at.now))
JOIN: Final = Act("join", Action.SCREEN, lambda case, at: case.join(replace(case, id=case.id - 1), at=at.now))
REDIRECT: Final = Act("redirect", Action.SCREEN, lambda case, at: case.redirect(at=at.now))
NOT_TAKE: Final = Act(
    "not_take",
    Action.SCREEN,
    lambda case, at: case.not_take(at=at.now),
    verb="case.not_taken",
    heard_by=(Circle.REPORTERS,),
)
VERIFY: Final = Act(
    "verify",
    Action.SCREEN,
    lambda case, at: case.verify(urgent=case.urgent, kinds=(), child=None),
    verb="case.verified",
    heard_by=(Circle.OFFERED, Circle.WORKER, Circle.FINDING),
)
"""Kind, urgency and indicators, by who may know; until then they are to be verified (待查證)."""


def _still_open(case: Case, at: Moment) -> Case:
    if not case.open:
        raise WrongState
    return case


TELL_IN_WORDS: Final = Act(
    "tell_in_words",
    Action.SCREEN,
    _still_open,
    verb="case.told_in_words",
    heard_by=(Circle.OFFERED, Circle.WORKER, Circle.FINDING),
)
"""A screener writes down what was sent with a report: who serves neither hears nor sees it."""
UNDO: Final = Act("undo", Action.UNDO, lambda case, at: case.undo_screening(at=at.now))
UPHOLD: Final = Act(
    "uphold",
    Action.JUDGE_DISPUTE,
    lambda case, at: case.uphold(),
    verb="case.upheld",
    heard_by=(Circle.WORKER,),
)
SCREEN_AGAIN: Final = Act("screen_again", Action.JUDGE_DISPUTE, lambda case, at: case.screen_again(at=at.now))
ACCEPT: Final = Act(
    "accept", Action.ANSWER_OFFER, lambda case, at: case.accept(by=_asked(case, at), at=at.now, seat=at.seat)
)
DECLINE: Final = Act("decline", Action.ANSWER_OFFER, _declined)
ACCEPT_FOR: Final = replace(ACCEPT, name="accept_for", needs=Action.REASSIGN)
"""A supervisor answers for a worker (`ux.md` 21)."""
DECLINE_FOR: Final = replace(DECLINE, name="decline_for", needs=Action.REASSIGN)
OFFER_AGAIN: Final = Act(
    "offer_again", Action.REASSIGN, lambda case, at: case.offer_again(to=0, at=at.now, seat=at.seat)
)
VISIT: Final = Act(
    "visit",
    Action.SERVE,
    lambda case, at: case.visit(on=local_day(case.reported_at), risk=None, seat=at.seat),
)
ASSESS: Final = Act("assess", Action.SERVE, lambda case, at: case.assess(risk=None, at=at.now, seat=at.seat))
FOLLOW_UP: Final = Act("follow_up", Action.SERVE, _file)
CORRECT: Final = Act(
    "correct",
    Action.SERVE,
    _still_open,
    verb="case.corrected",
    form=CORRECTION,
    heard_by=(Circle.SUPERVISORS,),
)
"""It moves no deadline and judges nothing anew; who supervises hears, so that none goes unseen."""
SHARE: Final = Act(
    "share",
    Action.DECLARE,
    lambda case, at: case.share(at.now, several=True),
    verb="case.shared",
    heard_by=(Circle.WORKER,),
)
DISPUTE: Final = Act(
    "dispute",
    Action.LEAD,
    lambda case, at: case.raise_dispute(at.now),
    verb="case.disputed",
    heard_by=(Circle.SCREENERS,),
)
PROPOSE_CLOSING: Final = Act(
    "propose_closing",
    Action.LEAD,
    lambda case, at: case.propose_closing(at.now),
    verb="case.closing_proposed",
    heard_by=(Circle.SUPERVISORS,),
)
CLOSE: Final = Act(
    "close",
    Action.JUDGE_CLOSING,
    lambda case, at: case.close(at.now),
    verb="case.closed",
    heard_by=(
        Circle.WORKER,
        Circle.OVERSEERS,
        Circle.REPORTERS,
    ),
)
RETURN_CLOSING: Final = Act(
    "return_closing",
    Action.JUDGE_CLOSING,
    lambda case, at: case.return_closing(),
    verb="case.closing_returned",
    heard_by=(Circle.WORKER,),
)
REOPEN: Final = Act("reopen", Action.JUDGE_CLOSING, lambda case, at: case.reopen(to=0, at=at.now))
"""A closed case is taken up again."""
ASK: Final = Act("ask", Action.SCREEN, lambda case, at: case.ask(unit=0, kind=None, to=0, at=at.now))
"""One more unit is asked beside the lead."""
END_SEAT: Final = Act("end_seat", Action.SERVE, lambda case, at: case.end_seat(at.seat, at=at.now))
TAKE_OVER: Final = Act("take_over", Action.TAKE_OVER, _taken_over)
"""The lead takes over what another unit did."""
SAY_MISSING: Final = Act(
    "say_missing",
    Action.SAY_MISSING,
    lambda case, at: missing.say_missing(case, at.now),
    verb="case.child_missing",
)
GIVE_FORM: Final = Act(
    "give_form",
    Action.GIVE_FORM,
    lambda case, at: missing.give_form(case, at.now),
    verb="case.form_given",
)
LOOK: Final = Act("look", Action.SEARCH, lambda case, at: missing.look(case, at.now, found=False))
APPLY: Final = Act(
    "apply",
    Action.SEARCH,
    lambda case, at: missing.apply(case, at.now),
    verb="case.search_applied",
    heard_by=(Circle.BUREAU,),
)
FIND: Final = Act(
    "find",
    Action.SEARCH,
    lambda case, at: missing.find(case),
    verb="case.child_found",
)
IDENTIFY: Final = Act(
    "identify", Action.IDENTIFY, lambda case, at: case.identify(case.household, on=at.today)
)

ACTS: Final = (
    *(VERIFY, TELL_IN_WORDS, DISPATCH, JOIN, REDIRECT, NOT_TAKE, UNDO, UPHOLD, SCREEN_AGAIN),
    *(ACCEPT, DECLINE, ACCEPT_FOR, DECLINE_FOR, OFFER_AGAIN),
    *(VISIT, ASSESS, FOLLOW_UP, CORRECT, SHARE, DISPUTE, PROPOSE_CLOSING, CLOSE, RETURN_CLOSING, REOPEN),
    *(ASK, END_SEAT, TAKE_OVER, PASS),
    *(SAY_MISSING, GIVE_FORM, LOOK, APPLY, FIND, IDENTIFY),
    *(rule.act for rule in RULES.values() if rule.act is not None),
)
