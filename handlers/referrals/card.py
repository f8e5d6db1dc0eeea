"""A referral's card: the desk takes it on, returns it, passes it on, tells what came of it."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from actions import referrals as acts
from casework.cases.access import Action
from casework.errors import TooManyLooks
from casework.forms import Draft
from casework.referrals import REFERRAL, RETURN, TELL, WITHDRAW, Referral, ReferralOutcome
from casework.staffing.people import LEADING, SERVING
from casework.text.dates import local_day
from casework.text.names import mask_name
from casework.text.telephones import mask_phone
from handlers.cases import cards, full_view, looks
from handlers.cases.history import History
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Table
from handlers.forms import filling, pin
from handlers.referrals.words import NEEDS, OUTCOMES, SENDERS, need, standing
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Card, Flow, Turn, only
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_, Wording
from storage.cases import cases
from storage.core import subjects
from storage.dossiers import answers
from storage.reminders import obligations
from storage.staffing import people

SPEAKING = (*SERVING, *LEADING)
"""Who may press; whose referral it is, is judged then."""


class OfReferral(Button, prefix=""):
    """A key on its card."""

    referral: int


class TakeOn(OfReferral, prefix="gfy"):
    """Take it on (受理)."""


class ReturnReferral(OfReferral, prefix="gfn"):
    """Say why it is returned (退回)."""


class TellOutcome(OfReferral, prefix="gfo"):
    """Say what came of it."""


class WithdrawReferral(OfReferral, prefix="gfw"):
    """Say why it is asked no more."""


class SeePerson(OfReferral, prefix="gfp"):
    """Ask who it is."""


class ReplyLetter(OfReferral, prefix="gfl"):
    """Get the reply to the sender as a letter."""


class PassOn(Button, prefix="gfx"):
    """Pass it on to this desk; a page of them, while none is chosen (0)."""

    referral: int
    desk: int
    page: int


RETURN_WORDS = Words(
    title=N_("Return a referral"), asks={"reason": Ask(N_("Why can't your desk take it on?"), name=REASON)}
)
WITHDRAW_WORDS = Words(
    title=N_("Withdraw a referral"),
    asks={"reason": Ask(N_("Why is it withdrawn? For example, the person no longer agrees."), name=REASON)},
)
TELL_WORDS = Words(
    title=N_("What came of the referral"),
    asks={
        "outcome": Ask(
            N_("What came of it? Who referred hears it."),
            name=N_("Outcome"),
            options={one.value: label for one, label in OUTCOMES.items()},
        ),
        "line": Ask(N_("What else should who referred know?"), name=N_("In words")),
    },
    send=N_("Send the reply"),
)


def show(turn: Turn, row: int) -> None:
    """Put the card on the screen."""
    one: Referral = subjects.get(turn.db, row, of=Referral)
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b> %s") % (one.sign, wording.text("Referral")),
        wording.text("• %(field)s: %(answer)s", field=wording.text("Need"), answer=need(one, wording)),
        *_from(turn, one),
        *_chain(turn, one),
        *(
            wording.text(
                "%(day)s %(outcome)s",
                day=wording.day(local_day(each.at)),
                outcome=wording.beside(wording.label(OUTCOMES[each.outcome]), each.line),
            )
            for each in one.told
        ),
        None if one.told else standing(one, wording),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
    )
    turn.show(Screen(text, _rows(turn, one), Level.L1))


def _from(turn: Turn, one: Referral) -> Iterator[Markup]:
    """Who referred; of a case, by what right."""
    wording = turn.wording
    if one.case is None:
        yield wording.text(
            "From: %(office)s (%(kind)s), letter of %(day)s %(number)s",
            office=one.office,
            kind=wording.text(SENDERS[one.sender]),
            day=wording.day(local_day(one.asked_at)),
            number=one.letter,
        )
        yield Markup("%s") % wording.beside(mask_name(one.name), mask_phone(one.phone) if one.phone else "")
        return
    seat = cases.read(turn.db, one.case).seat(one.seat)
    unit = people.unit(turn.db, one.by).name if one.by else ""
    who = people.get(turn.db, seat.worker) if seat.worker else None
    yield wording.text(
        "From: %(unit)s", unit=wording.beside(unit, who.name if who else "", who.phone if who else "")
    )
    yield (
        wording.text("Without consent: %(ground)s", ground=one.basis)
        if one.basis
        else wording.text("The person agrees.")
    )


def _chain(turn: Turn, one: Referral) -> Iterator[Markup]:
    """The desks that had it, and who has it now."""
    names = [people.unit(turn.db, unit).name for unit in (*one.passed, one.unit.id)]
    who = f" ({people.get(turn.db, one.taken_by).name})" if one.taken_by else ""
    yield turn.wording.text("Desk: %(desks)s", desks=" → ".join(names) + who)


def _rows(turn: Turn, one: Referral) -> Rows:
    label, desk = turn.wording.label, answers(turn.db, one.unit)
    see: list[Key] = []
    if desk and one.open and turn.channel.takes_back:
        see.append(Press(label("🔓 Who it is"), SeePerson(one.id)))
    do: list[Key] = []
    if desk and one.waits:
        do += [
            Press(label("✅ Take it on"), TakeOn(one.id), "primary"),
            Press(label("↩ Return it"), ReturnReferral(one.id)),
        ]
    if desk and one.served:
        do.append(Press(label("📝 Outcome of the referral"), TellOutcome(one.id), "primary"))
    more: list[Key] = []
    if desk and one.open and acts.others(turn.db, one):
        more.append(Press(label("→ Another desk"), PassOn(one.id, 0, 0)))
    if one.open and acts.asks(turn.db, one):
        more.append(Press(label("Withdraw it"), WithdrawReferral(one.id)))
    if desk and one.from_outside and one.told:
        more.append(Press(label("📄 Reply as a letter"), ReplyLetter(one.id)))
    look: list[Key] = [Press(label("🕘 History"), History(one.id, 0))]
    if one.case is not None and cases.may(turn.db, cases.read(turn.db, one.case), Action.VIEW):
        look.append(Press(label("The case"), OpenCard(one.case)))
    rows = (see, do, more, look, [home.key(turn.wording)])
    return tuple(tuple(row) for row in rows if row)


@only(*SPEAKING)
def take(turn: Turn) -> None:
    """Take it on."""
    _noted(turn, acts.take(turn.db, turn.pressed(TakeOn).referral))


@only(*SPEAKING)
def give_back(turn: Turn) -> None:
    """Ask why."""
    one = acts.of_desk(turn.db, turn.pressed(ReturnReferral).referral)
    one.give_back("", turn.db.now)
    filling.begin(turn, RETURN, one.id)


@only(*SPEAKING)
def tell(turn: Turn) -> None:
    """Ask what came of it."""
    one = acts.of_desk(turn.db, turn.pressed(TellOutcome).referral)
    one.tell(ReferralOutcome.ADVISING, "", turn.db.now)
    filling.begin(turn, TELL, one.id)


@only(*SPEAKING)
def withdraw(turn: Turn) -> None:
    """Ask why it is withdrawn."""
    one = acts.of_asking(turn.db, turn.pressed(WithdrawReferral).referral)
    one.changeable()
    filling.begin(turn, WITHDRAW, one.id)


@only(*SPEAKING)
def pass_on(turn: Turn) -> None:
    """Pass it on, or show the desks that it can be passed on to."""
    button = turn.pressed(PassOn)
    if button.desk:
        one = acts.pass_on(turn.db, button.referral, button.desk)
        turn.notice = turn.wording.text("%(unit)s has it now; who referred hears so.", unit=one.unit.name)
        _back(turn, one)
        return
    one = acts.of_desk(turn.db, button.referral)
    one.changeable()
    text = turn.wording.text("%(number)s: to which desk?", number=one.sign)
    found = [Press(each.name, PassOn(one.id, each.id, 0)) for each in acts.others(turn.db, one)]
    back = Press(turn.wording.label("◀ Back"), OpenCard(one.id))
    to = partial(PassOn, one.id, 0)
    turn.show(queues.choice(turn, text, found, page=max(button.page, 0), to=to, back=back))


@only(*SPEAKING)
def see(turn: Turn) -> None:
    """Show the desk who it is, or ask for the PIN first."""
    one: Referral = subjects.get(turn.db, turn.pressed(SeePerson).referral, Action.REACH, of=Referral)
    if not pin.proven(turn, one.id):
        return
    try:
        acts.show_person(turn.db, one.id)
    except TooManyLooks:
        looks.enough(turn, one.id)
        return
    turn.say_in_full(_person(turn, one), one.id if one.case is None else one.case, Action.REACH)
    if turn.heard.on is None:  # the PIN was typed, and the card went with it
        turn.app.show_card(turn, one.id)


def _person(turn: Turn, one: Referral) -> Screen:
    wording, name, phones, where = turn.wording, one.name, [one.phone] if one.phone else [], ""
    if one.case is not None:
        case = cases.read(turn.db, one.case)
        first = case.household.first
        name, phones = first.name, list(first.phones)
        where = f"{case.village} {case.household.address or ''}"
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: who it is", number=one.sign),
        wording.text("Name: %(name)s", name=name or wording.text("not given")),
        wording.text(
            "Telephone: %(phone)s", phone=wording.label(", ").join(phones) or wording.text("not given")
        ),
        wording.text("Address: %(address)s", address=where) if where else None,
        full_view.vanishes(turn),
    )
    return Screen(text, column(Press(wording.label("◀ Back"), OpenCard(one.id))), Level.L2)


@only(*SPEAKING)
def reply_letter(turn: Turn) -> None:
    """Send what came of it as a letter to who referred from outside (回復函), the person masked."""
    one = acts.of_desk(turn.db, turn.pressed(ReplyLetter).referral)
    wording = turn.wording
    told = [
        wording.beside(wording.day(local_day(each.at)), wording.label(OUTCOMES[each.outcome]), each.line)
        for each in one.told
    ]
    rows = (
        (wording.label("Addressed to"), one.office),
        (wording.label("Your letter"), wording.beside(wording.day(local_day(one.asked_at)), one.letter)),
        (wording.label("Person"), mask_name(one.name)),
        (wording.label("Need"), one.what or wording.label(NEEDS[one.need])),
        (wording.label("Outcome of the referral"), "\n".join(told)),
        (wording.label("Desk"), one.unit.name),
    )
    columns = (Column(wording.label("Item"), 14), Column(wording.label("Content"), 60))
    title = wording.label("Reply to a referral %(number)s", number=one.sign)
    letter = Table(title, columns, rows, secret=True, upright=True)
    hand_out(turn, letter, Format.DOCX, "reply", subject=one.id)
    show(turn, one.id)


def _noted(turn: Turn, one: Referral) -> None:
    turn.notice = turn.wording.text("Noted: %(answer)s.", answer=standing(one, turn.wording))
    _back(turn, one)


def _back(turn: Turn, one: Referral) -> None:
    if not turn.app.open_card(turn, one.id):
        home.show(turn)


def _returned(turn: Turn, draft: Draft) -> None:
    _noted(turn, acts.give_back(turn.db, draft.subject or 0, draft.said("reason")))


def _withdrawn(turn: Turn, draft: Draft) -> None:
    _noted(turn, acts.withdraw(turn.db, draft.subject or 0, draft.said("reason")))


def _told(turn: Turn, draft: Draft) -> None:
    outcome = ReferralOutcome(draft.said("outcome"))
    _noted(turn, acts.tell(turn.db, draft.subject or 0, outcome, draft.said("line")))


def _title(turn: Turn, draft: Draft) -> Markup:
    one: Referral = subjects.get(turn.db, draft.subject or 0, of=Referral)
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
    return turn.wording.text("%(number)s: %(form)s", number=one.sign, form=form)


def _said(one: Referral, wording: Wording) -> str:
    return wording.beside(one.unit.name, standing(one, wording).striptags())


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[REFERRAL.name] = Card(show, _said)
    app.flows[RETURN.name] = Flow(RETURN, RETURN_WORDS, SPEAKING, _returned, heading=_title)
    app.flows[WITHDRAW.name] = Flow(WITHDRAW, WITHDRAW_WORDS, SPEAKING, _withdrawn, heading=_title)
    app.flows[TELL.name] = Flow(TELL, TELL_WORDS, SPEAKING, _told, heading=_title)
    for button, handler in (
        *((TakeOn, take), (ReturnReferral, give_back), (TellOutcome, tell), (WithdrawReferral, withdraw)),
        *((PassOn, pass_on), (SeePerson, see), (ReplyLetter, reply_letter)),
    ):
        app.on(button, handler)
