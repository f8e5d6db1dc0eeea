"""轉介: what somebody's unit referred or was asked, by letter, too, and the table of it (轉介管制表)."""

from datetime import timedelta

from markupsafe import Markup

from actions import referrals as acts
from casework.cases.access import Action
from casework.forms import Draft
from casework.referrals import INCOMING, Referral
from casework.staffing.people import LEADING, SERVING, Role
from casework.text.dates import local_day
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.forms import filling
from handlers.referrals.words import NEED, SENDERS, need, standing
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.dossiers import answers
from storage.referrals import REFERRALS
from storage.staffing import people

TITLE = N_("↗ Referrals")
KEPT = timedelta(days=366)
"""What ended before is in no list."""
ASKED = (*SERVING, *LEADING)


class OpenReferrals(Button, prefix="gfs"):
    """A page of them."""

    page: int


class ReferralSheet(Button, prefix="gfd"):
    """Get them as a table."""


class NewLetter(Button, prefix="gfi"):
    """Take in a referral that came by letter."""


LETTER_WORDS = Words(
    title=N_("A referral by letter"),
    asks={
        **NEED,
        "sender": Ask(N_("Who referred?"), name=N_("Sender"), options=SENDERS),
        "office": Ask(N_("What is the office called?"), name=N_("Authority"), example=N_("Sample prison")),
        "letter_on": Ask(
            N_("On which day did the letter come?"),
            name=N_("Letter came on"),
            options={"today": N_("Today"), "yesterday": N_("Yesterday")},
            example="6/1",
        ),
        "letter": Ask(N_("The number of their letter?"), name=N_("Number of the letter")),
        "name": Ask(
            N_("The person's name?"), name=N_("Person"), hint=N_("It is taken out of the chat at once.")
        ),
        "phone": Ask(
            N_("Their telephone?"), name=N_("Telephone"), hint=N_("It is taken out of the chat at once.")
        ),
    },
    send=N_("Take it on"),
)


@only(*ASKED)
@reading
def turn_page(turn: Turn) -> None:
    """Show a page."""
    show(turn, turn.pressed(OpenReferrals).page)


@only(*ASKED)
@reading
def typed(turn: Turn) -> None:
    """Show them to who types 轉介管制表; 轉介 is the key's own name."""
    show(turn, 0)


def show(turn: Turn, page: int) -> None:
    """Put a page of them on the screen."""
    wording, found = turn.wording, _theirs(turn)
    here = queues.paged(found, page)
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        None if found else wording.text("Nothing is referred now. A case is referred from its card."),
        here.which(wording),
        *(
            Markup("%s\n%s%s")
            % (wording.beside(one.sign, one.unit.name), wording.indent, standing(one, wording))
            for one in here.rows
        ),
    )
    keys = column(*(Press(wording.beside(one.sign, one.unit.name), OpenCard(one.id)) for one in here.rows))
    more = []
    if acts.own_desk(turn.db) is not None:
        more.append(Press(wording.label("＋ A referral by letter"), NewLetter()))
    if found:
        more.append(Press(wording.label("📄 As a table"), ReferralSheet()))
    turned = here.turning(OpenReferrals, wording)
    turn.show(Screen(text, (*keys, *turned, *column(*more), (home.key(wording),)), Level.L1))


def _theirs(turn: Turn) -> list[Referral]:
    """What is open first; of another unit's case a worker sees what is theirs to see."""
    units = {person.unit for person in turn.db.acting}
    found = REFERRALS.of_units(turn.db, units, turn.db.now - KEPT)
    return [one for one in found if REFERRALS.may(turn.db, one, Action.VIEW)]


def _count(turn: Turn) -> int:
    """Count what the speaker's desk has not answered."""
    units = {person.unit for person in turn.db.acting}
    found = REFERRALS.of_units(turn.db, units, turn.db.now)
    return sum(
        one.waits and answers(turn.db, one.unit) and REFERRALS.may(turn.db, one, Action.VIEW) for one in found
    )


@only(*ASKED)
def sheet(turn: Turn) -> None:
    """Send the table (轉介管制表.xlsx): by number, nobody by name."""
    wording = turn.wording
    heads = (
        *((N_("Referred on"), 12), (N_("Referred by"), 20), (N_("Number"), 18), (N_("Need"), 16)),
        *((N_("Desk"), 20), (N_("Taken on"), 12), (N_("In charge"), 10), (N_("Outcome"), 30)),
        *((N_("Replied on"), 12), (N_("Days"), 8)),
    )
    rows = [_cells(turn, one) for one in _theirs(turn)]
    title = wording.label("Table of referrals")
    hand_out(turn, Table(title, columns_of(heads, wording), rows, secret=True), Format.XLSX, "referrals")
    show(turn, 0)


def _cells(turn: Turn, one: Referral) -> tuple[str, ...]:
    wording = turn.wording
    by = people.unit(turn.db, one.by).name if one.by else one.office
    replied = one.told[-1].at if one.told else one.ended_at
    return (
        wording.day(local_day(one.asked_at)),
        by,
        one.sign,
        str(need(one, wording)),
        one.unit.name,
        wording.day(local_day(one.taken_at)) if one.taken_at else "",
        people.get(turn.db, one.taken_by).name if one.taken_by else "",
        standing(one, wording).striptags(),
        wording.day(local_day(replied)) if replied else "",
        str((local_day(replied or turn.db.now) - local_day(one.asked_at)).days),
    )


@only(Role.LIAISON, *LEADING)
def new_letter(turn: Turn) -> None:
    """Begin the form."""
    filling.begin(turn, INCOMING)


def _taken(turn: Turn, draft: Draft) -> None:
    one = acts.take_letter(turn.db, draft.answers)
    turn.notice = turn.wording.text(
        "It is %(number)s. What comes of it goes back by letter.", number=one.sign
    )
    turn.app.show_card(turn, one.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[INCOMING.name] = Flow(
        INCOMING, LETTER_WORDS, (Role.LIAISON, *LEADING), _taken, summary=True, private=True
    )
    app.entries.append(HomeEntry(TITLE, OpenReferrals(0), ASKED, waiting=_count, place=HomePlace.MORE))
    app.words("轉介管制表", typed)
    app.on(OpenReferrals, turn_page)
    app.on(ReferralSheet, sheet)
    app.on(NewLetter, new_letter)
