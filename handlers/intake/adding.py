"""Adding to a report of one's own: what was seen since, a wish to be called, or that it was a mistake."""

import re

from actions import intake
from casework.errors import WrongState
from casework.forms import ABOUT, Draft, Value
from casework.intake import EVIDENCE, MORE, WITHDRAWAL, goes_at_once, undecided
from casework.staffing.people import REPORTERS, Role
from casework.text.simplified import traditional
from handlers.forms import filling
from handlers.intake import attached, my_reports, offering, one_tap
from handlers.intake.asks import ASKS
from handlers.intake.my_reports import AddMore, CallMe, WithdrawReport
from handlers.intake.questions import ASKING
from handlers.ui.heard import Said
from handlers.ui.turn import App, Flow, Turn, only
from handlers.words import how
from handlers.words.form_words import Ask, Words
from handlers.words.sentences import SENTENCES
from handlers.words.wording import N_
from storage.cases import reports
from storage.cases.reports import Adds, Report, Reported
from storage.forms import drafts

MORE_WORDS = Words(
    title=N_("Add to a report"),
    asks={
        "danger": ASKS["danger"],
        "story": Ask(
            N_("What did you see or hear since?"),
            name=N_("What was added"),
            hint=N_("In your own words. You can also send photos, a video or a voice note."),
            example=N_("They shouted again last night, until two."),
        ),
    },
    send=N_("Add it"),
)
WHY = Words(
    title=N_("Take a report back"),
    asks={
        "story": Ask(
            N_("Why do you take it back?"),
            name=N_("Why"),
            hint=N_("Who has the report reads this and decides what is to be done."),
            example=N_("It was another house number."),
        )
    },
)
SIGNS = ("補充", "补充", "追加", "補報", "add to ", "add ")
"""Typed before a number and words: they belong to that report."""


_FRESH = re.compile(
    "(?:剛剛?|剛才)(?:那|我?(?:通報|報|講|說|送))|(?:我?(?:剛剛?|剛才)?)(?:忘了|忘記|漏了?)(?:說|講|寫|提)"
    "|(?:sorry,? ?)?i forgot to (?:say|mention|write|add|tell)|(?:in|about) (?:the|my) report i just"
)
"""What goes on from what was sent just now."""


@only(*REPORTERS)
def add_more(turn: Turn) -> None:
    """Ask what is to be added."""
    if report := _open(turn, turn.pressed(AddMore).report):
        _begin(turn, MORE.name, report)


@only(*REPORTERS)
def take_back(turn: Turn) -> None:
    """Ask why."""
    if report := _open(turn, turn.pressed(WithdrawReport).report):
        _begin(turn, WITHDRAWAL.name, report)


@only(*REPORTERS)
def call_me(turn: Turn) -> None:
    """Tell those who have the report that its reporter would like to be called: once is enough."""
    report = _open(turn, turn.pressed(CallMe).report)
    if report is None:
        return
    if not my_reports.to_be_called(reports.own(turn.db, turn.speaker.id, report.report)):
        intake.add(turn.db, report.report, Report("unsure", "", "", (), call=True, adds=Adds.CALL))
    turn.notice = turn.wording.text("They know that you would like to be called.")
    my_reports.show_one(turn, report.report)


def _open(turn: Turn, report: int) -> Reported | None:
    """Return a report to which something can be added; of one that is over, say so and show it."""
    try:
        return intake.to_add_to(turn.db, report)
    except WrongState:
        turn.notice = turn.wording.text(SENTENCES[WrongState])
        my_reports.show_one(turn, report)
        return None


def _begin(turn: Turn, form: str, report: Reported, known: dict[str, Value] | None = None) -> None:
    """Go on with what was begun for this report, or begin it."""
    about: dict[str, Value] = {ABOUT: str(report.report), **(known or {})}
    begun = (one for one in drafts.mine(turn.db) if one.form == form and one.said(ABOUT) == about[ABOUT])
    draft = next(begun, None)
    if draft is None or known:
        draft = drafts.begin(turn.db, form, None, about)
    filling.show(turn, draft)


def added(turn: Turn, draft: Draft) -> None:
    """Keep what was added, and show the report with it."""
    evidence = draft.chosen(EVIDENCE)
    said = Report(
        draft.said("danger"),
        draft.said("story"),
        "",
        (),
        call=False,
        evidence=tuple(evidence),
        adds=Adds.MORE,
    )
    my_reports.add(turn, draft, said, turn.wording.text("Added. Those who have the report were told."))


def withdrawn(turn: Turn, draft: Draft) -> None:
    """Keep that it was a mistake, and why; what becomes of it is for who has it to decide."""
    said = Report("unsure", draft.said("story"), "", (), call=False, adds=Adds.WITHDRAWN)
    if _open(turn, int(draft.said(ABOUT))):
        my_reports.add(turn, draft, said, turn.wording.text("They were told, and decide what is to be done."))


def answers(turn: Turn, text: str) -> bool:
    """Take words that name a report of one's own: they are added to it (補充 L-115-097975 …).

    Without a number they belong to the only one that is open, if there is just one.
    """
    if turn.speaker.role not in REPORTERS:
        return False
    signed, rest = _signed(turn.text)
    just_sent = _just_sent(turn) if not signed and turn.speaker.role in ASKING else None
    if just_sent is not None:
        _begin(turn, MORE.name, just_sent, offering.noted(turn, _piece(turn, turn.text)))
        return True
    number, _, words = rest.partition(" ")
    number = number.rstrip("：:，,。")
    if not signed and not my_reports.is_number(number):
        return False
    mine = [one for one in reports.mine(turn.db, turn.speaker.id) if my_reports.open_still(one)]
    named = [one for one in mine if my_reports.means(number, one)]
    said = words.strip() if named else rest
    report = next(iter(named or (mine if signed and len(mine) == 1 else [])), None)
    if report is None or not (said or signed):
        return False
    piece = _piece(turn, said)
    _begin(turn, MORE.name, report, offering.noted(turn, piece) if piece else None)
    return True


def _piece(turn: Turn, said: str) -> dict[str, Value]:
    sent: dict[str, Value] = {EVIDENCE: [turn.heard.evidence]} if turn.heard.evidence else {}
    return {"story": said, **sent} if said else {"story": None, **sent} if sent else {}


def _just_sent(turn: Turn) -> Reported | None:
    """Return the report that words go on from which say so (剛剛那件還有…), while it is fresh and open."""
    if _FRESH.match(traditional(turn.text).strip().casefold()) is None or _led(turn):
        return None
    latest = next(iter(reports.mine(turn.db, turn.speaker.id)), None)
    if latest is None or not my_reports.open_still(latest):
        return None
    return latest if turn.db.now - latest.at < turn.db.rules.policy.keeping.together else None


def _led(turn: Turn) -> bool:
    """Tell whether words ask of a report, and tell nothing of it: 剛剛那件怎麼樣了, 剛剛那個是按錯的."""
    said = how.compared(turn.text)
    return any(re.fullmatch(one.asked, said) for one in turn.app.guides if turn.speaker.role in one.roles)


@only(*Role)
def sent_in(turn: Turn) -> None:
    """Add a photo, film or sound to the report that is named under it; any other is offered as one."""
    draft = filling.on_screen(turn)
    if (draft is None or undecided(draft)) and turn.text and answers(turn, turn.text):
        return
    offering.sent_in(turn)


def _signed(text: str) -> tuple[bool, str]:
    """Tell whether words say that they are an addition, and return the rest."""
    said = text.strip()
    sign = next((one for one in SIGNS if traditional(said).casefold().startswith(one)), "")
    return bool(sign), said[len(sign) :].lstrip("：:，, ")


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[MORE.name] = Flow(
        MORE,
        MORE_WORDS,
        REPORTERS,
        added,
        summary=True,
        heading=my_reports.heading,
        back=my_reports.back,
        stray=offering.stray,
        besides=one_tap.attached,
        keys=attached.keys,
        one_a_row=True,
        at_once=goes_at_once,
    )
    app.flows[WITHDRAWAL.name] = Flow(
        WITHDRAWAL,
        WHY,
        REPORTERS,
        withdrawn,
        heading=my_reports.heading,
        back=my_reports.back,
        one_a_row=True,
    )
    app.on(AddMore, add_more)
    app.on(WithdrawReport, take_back)
    app.on(CallMe, call_me)
    app.said(Said.EVIDENCE, sent_in)
    app.saying(answers)
