"""Correcting: who wrote something wrong into a record says what is right; both are read together."""

from markupsafe import Markup

from actions import service
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.errors import Stale
from casework.forms import ABOUT, Draft, Value
from casework.service.correcting import CORRECTION, RIGHT
from casework.staffing.people import SERVING
from handlers.cases import full_view, reveal
from handlers.cases.cards import own_seat
from handlers.forms import filling, steps
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.home import PLACES, OpenPlace
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Guide, HomePlace, Part, SmallAct, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.wording import N_
from storage.cases.service import ServiceRecord, records_of
from storage.forms import drafts

TITLE = N_("✏️ Correct a record")
ASKED = (
    "(?:我)?(?:(?:訪視|家訪|電訪|回報|月報|[紀記]錄|評估)(?:表|報告)?的?)?(?:寫錯|打錯|填錯|登錯|按錯)了?(?:怎麼辦|怎麼改)?"
    "|(?:怎麼|要|想)?(?:更正|修改|改正|訂正)(?:訪視|家訪|電訪|回報|月報|評估)?(?:[紀記]錄|報告)?"
    "|correct(?:ion)?s?(?:arecord|avisit|afollow-?up)?"
)
"""How people say that something is wrong in what they filed."""
WORDS = Words(
    title=N_("Correction"),
    asks={
        RIGHT: Ask(
            N_("What is right?"),
            name=N_("Right is"),
            hint=N_(
                "The record stays as it was filed; this stands below it with your name. Deadlines and the "
                "risk do not change: for those, log a visit or file what is due."
            ),
            example=N_("The younger sister was not at home; we saw her brother only."),
        ),
    },
    send=N_("Save the correction"),
    unsent=NOT_SAVED,
)


class CorrectRecord(OfCase, prefix="crc"):
    """Ask which record is to be corrected."""


class ChooseRecord(OfCase, prefix="crr"):
    """Begin to correct a record."""

    sign: str


@only(*SERVING)
def ask_which(turn: Turn) -> None:
    """List what the speaker's unit filed, as the full view shows it."""
    case, wording = judged(turn.db, turn.pressed(CorrectRecord).case, acts.CORRECT), turn.wording
    keys = [
        Press(str(full_view.title(turn, one)), ChooseRecord(case.id, one.sign)) for one in _own(turn, case)
    ]
    back = Press(wording.label("◀ Back"), OpenCard(case.id))
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: correct a record", number=case.number),
        wording.text("Which one?"),
    )
    turn.show(Screen(text, column(*keys, back), Level.L1))


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Begin the form; one that is about another record is left."""
    button = turn.pressed(ChooseRecord)
    case = judged(turn.db, button.case, acts.CORRECT)
    if not any(one.sign == button.sign for one in _own(turn, case)):
        raise Stale
    begun = drafts.existing(turn.db, CORRECTION.name, button.case)
    if begun is not None and begun.said(ABOUT) == button.sign:
        filling.show(turn, begun)
    else:
        filling.afresh(turn, CORRECTION, button.case, {ABOUT: button.sign})


def _own(turn: Turn, case: Case) -> list[ServiceRecord]:
    seat = own_seat(turn, case).id
    return full_view.latest([one for one in records_of(turn.db, case) if one.seat == seat])


def _heading(turn: Turn, draft: Draft) -> Markup:
    case = judged(turn.db, draft.subject or 0, acts.CORRECT)
    found = [one for one in _own(turn, case) if one.sign == draft.said(ABOUT)]
    name = full_view.title(turn, found[0]) if found else turn.wording.text(WORDS.title)
    return turn.wording.text("%(number)s: correct “%(record)s”", number=case.number, record=name)


def _known(turn: Turn, case: int | None) -> dict[str, Value]:
    """A form that is begun anew is about the latest record."""
    own = _own(turn, judged(turn.db, case or 0, acts.CORRECT))
    if not own:
        raise Stale
    return {ABOUT: own[0].sign}


def save(turn: Turn, draft: Draft) -> None:
    """Keep what is right."""
    case = service.correct(turn.db, draft.subject or 0, draft.said(ABOUT), draft.said(RIGHT))
    turn.notice = turn.wording.text("Saved. It is read below what it corrects, and your supervisors hear.")
    turn.app.open_card(turn, case.id)


def _key(turn: Turn, case: Case) -> Rows:
    if not (steps.offers(turn, acts.CORRECT, case) and _own(turn, case)):
        return ()
    return column(Press(turn.wording.label(TITLE), CorrectRecord(case.id)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[CORRECTION.name] = Flow(
        CORRECTION, WORDS, SERVING, save, summary=True, heading=_heading, known=_known
    )
    app.acts[acts.CORRECT] = SmallAct((CorrectRecord,), CORRECTION)
    app.in_full.append(Part(acts.CORRECT.needs, rows=_key))
    app.on(CorrectRecord, ask_which)
    app.on(ChooseRecord, begin)
    said = N_("Open the case, press “%(full)s” and below it “%(key)s”.")
    there = OpenPlace(HomePlace.CASES)
    keys = {"full": reveal.TITLE, "key": TITLE}
    app.guides.append(Guide(ASKED, said, SERVING, PLACES[HomePlace.CASES], there, keys=keys))
