"""Telling others: the sentence of each piece of news, of number, act and date only (`trust.md` L0)."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from handlers.ui import standings
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.words.terms import CHANNELS, DISCREET_ACTS
from handlers.words.wording import N_, Wording
from storage.core.news import News, SubjectNews

TO_REPORTERS = {
    "case.dispatched": N_("%(number)s: your report was taken and dispatched."),
    "case.redirected": N_("%(number)s: another channel is in charge. Please turn to %(channel)s."),
    "case.redirected_online": N_("%(number)s: another channel is in charge. Please report at %(channel)s."),
    "case.not_taken": N_("%(number)s: no case was opened. Report again if anything changes."),
    "case.accepted": N_("%(number)s: the unit in charge has taken it on."),
    "case.closed": N_("%(number)s: the case is closed. Thank you."),
}
"""A reporter hears where the report is, never what the case holds [002]."""

TO_STAFF = {
    "case.reported": N_("%(number)s: a new report is to be screened."),
    "call.unanswered": N_("%(number)s: who was called did not answer. Please see to it now."),
    "case.report_added": N_("%(number)s: the reporter added something. Please read it."),
    "case.told_in_words": N_("%(number)s: something was added to the report. Please read it."),
    "case.offered": N_("%(number)s: a case is offered to you. Please accept or decline."),
    "case.declined": N_("%(number)s: the offer was declined. Please dispatch again."),
    "case.to_find": N_("%(number)s: it was declined again. Please find somebody for it."),
    "case.offer_lapsed": N_("%(number)s: the offer was not answered in time. Please dispatch again."),
    "case.accepted_for_you": N_("%(number)s: your supervisor accepted it for you. Please begin."),
    "case.kept": N_("%(number)s: the offer was not taken; the case stays with its worker."),
    "case.report_joined": N_("%(number)s: another report was joined to this case."),
    "case.report_parted": N_(
        "%(number)s: a report that was joined to this case is screened by itself again."
    ),
    "case.disputed": N_("%(number)s: the assessment is disputed. Please judge."),
    "case.upheld": N_("%(number)s: the assessment stands. Please go on with the service."),
    "case.screened_again": N_("%(number)s: the dispute was accepted; the case is screened again."),
    "case.recused": N_("%(number)s: somebody keeps out of it. Please see who goes on with it."),
    "case.shared": N_("%(number)s: another unit serves them, too. Please look what is due."),
    "case.plan_passed": N_("%(number)s: the case conference passed the joint plan."),
    "case.planned": N_("%(number)s: the joint plan is filed. Please bring it to the case conference."),
    "case.child_missing": N_("%(number)s: there is something to do at once. Please look."),
    "case.form_given": N_("%(number)s: there is a next step for you. Please look."),
    "case.form_with_police": N_("%(number)s: the bureau gives your unit a form. Please act on it at once."),
    "case.form_settled": N_(
        "%(number)s: the matter of the bureau's form is settled. There is nothing more for you to do."
    ),
    "case.looked_for": N_("%(number)s: there is a next step to take soon. Please look."),
    "case.search_applied": N_("%(number)s: a step of the case is done. Please look."),
    "case.child_found": N_("%(number)s: a matter of the case is settled. Please look."),
    "case.corrected": N_("%(number)s: a record was corrected. Please read it."),
    "case.risk_lowered": N_("%(number)s: the risk was lowered. Please see the reason."),
    "case.risk_raised": N_("%(number)s: the risk was raised. Please see when the next visit is due."),
    "case.closing_proposed": N_("%(number)s: closing is proposed. Please decide."),
    "case.closing_returned": N_("%(number)s: the closing was returned. Please see the reason."),
    "case.closed": N_("%(number)s: the closing was approved."),
    "case.screening_undone": N_("%(number)s: the screening was undone by an administrator."),
    "case.offered_away": N_(
        "%(number)s: the case was offered to somebody else. Please go on with it until they take it on."
    ),
    "case.offer_withdrawn": N_("%(number)s: the offer was withdrawn. There is nothing for you to do."),
    "case.taken_over": N_("%(number)s: somebody else has taken it on. There is nothing more for you to do."),
    "seat.accepted": N_("%(number)s: another unit has taken on its part."),
    "seat.declined": N_("%(number)s: a unit did not take on its part. Please ask another, if need be."),
    "seat.lapsed": N_("%(number)s: a unit did not answer in time. Please ask another, if need be."),
    "seat.to_find": N_("%(number)s: your unit is asked to serve. Please find somebody for it."),
    "seat.ended": N_("%(number)s: the part of a unit has ended."),
    "seat.taken_over": N_("%(number)s: your part has ended. There is nothing more for you to do."),
    "roster.given": N_("%(number)s: a list came for your centre. Please dispatch its rows."),
    "case.taken_back": N_("%(number)s: the dispute was accepted. The case is no longer yours."),
}
"""What is done about a missing child is named on the card, not here: no category word (`trust.md` L0).

An act without a sentence of its own is told by its word.
"""

NO_LONGER_THEIRS = frozenset(
    {
        "case.form_with_police",
        "case.form_settled",
        "case.offer_withdrawn",
        "case.taken_over",
        "case.taken_back",
        "seat.taken_over",
    }
)
"""Whoever hears these can't open the card, or can't any more."""


NAMED = 6
"""Of so many subjects one message tells in words; of more it gives the signs."""


def screen(several: Sequence[News], wording: Wording) -> Screen:
    """Put news into words, of one subject or of several; staff can open the card of what is theirs to see."""
    news, *more = several
    if more:
        return _of_several(several, wording)
    if news.reporter:
        label = CHANNELS.get(news.channel)
        to = wording.label(label) if label else news.channel
        return Screen(wording.text(TO_REPORTERS[news.verb], number=news.sign, channel=to))
    text = to_staff(news.verb, standings.marked(news.sign, alarm=news.alarm), wording)
    if news.verb in NO_LONGER_THEIRS:
        return Screen(text)
    if news.left is not None:
        text = lines(text, wording.text("⏰ %(left)s left", left=standings.left(news.left, wording)))
    return Screen(text, column(Press(wording.label("Open"), OpenCard(news.subject), "primary")))


def _of_several(several: Sequence[News], wording: Wording) -> Screen:
    """Tell once what one act did to several (`ux.md` 20)."""
    named, rest = several[:NAMED], several[NAMED:]
    text = lines(
        *(to_staff(one.verb, one.sign, wording) for one in named),
        wording.text(
            "And %(n)s more: %(signs)s",
            n=len(rest),
            signs=wording.label(", ").join(one.sign for one in rest),
        )
        if rest
        else None,
    )
    about = tuple(one.subject for one in several)
    if several[0].verb in NO_LONGER_THEIRS:
        return Screen(text, about=about)
    return Screen(text, column(*(Press(one.sign, OpenCard(one.subject)) for one in named)), about=about)


def to_staff(verb: str, number: str, wording: Wording) -> Markup:
    """Say a piece of news to staff."""
    if verb in TO_STAFF:
        return wording.text(TO_STAFF[verb], number=number)
    return wording.text("%(number)s: %(act)s.", number=number, act=wording.label(DISCREET_ACTS[verb]))


def says(sentence: str) -> Callable[[SubjectNews, Wording], Screen]:
    """Tell in a sentence about a subject, called by its sign, and open it."""

    def screen_of(about: SubjectNews, wording: Wording) -> Screen:
        text = wording.text(sentence, number=about.sign)
        return Screen(text, column(Press(wording.label("Open"), OpenCard(about.subject), "primary")))

    return screen_of
