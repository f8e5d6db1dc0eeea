"""A household of New-Year care: who leads, who was there, the visit in five taps [003] 陸、二(二)1."""

from datetime import date
from functools import partial

from markupsafe import Markup

from actions.new_year import visiting
from casework.cases.access import Action
from casework.errors import TooManyLooks
from casework.forms import ABOUT, FILLED, Draft, Value
from casework.new_year.care import (
    CARE,
    CARE_VISIT,
    WAS_THERE,
    CareHousehold,
    WhyNot,
    assigns,
    seen_before,
    settled,
)
from casework.policy.policy import Duty
from handlers.cases import cards, full_view, looks
from handlers.cases.history import History
from handlers.forms import filling, pin
from handlers.intake.receipts import receipt
from handlers.new_year import overview, relief, words
from handlers.new_year.overview import ROLES, OpenNewYear
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.named import told_apart
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Card, Flow, Turn, only, reading
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.terms import CHILDREN, CHILDREN_SAID
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.new_year import care
from storage.reminders import obligations

REPORTED = N_("Reported as %(number)s. At once, too: 113 (24 hours) or ecare.mohw.gov.tw; in danger 110.")


class LogCareVisit(Button, prefix="yv"):
    """Begin to log a visit."""

    care: int


class SeeCare(Button, prefix="yw"):
    """Show where to go, behind the PIN."""

    care: int


class HighRisk(Button, prefix="yh"):
    """Judge a household to be at high risk."""

    care: int


class AssignCare(Button, prefix="yx"):
    """Choose who of the unit visits."""

    care: int
    page: int


class AssignCareTo(Button, prefix="yxt"):
    """Name who visits."""

    care: int
    person: int


class AskRecuse(Button, prefix="yj"):
    """Ask once more whether it is kin."""

    care: int


class Recuse(Button, prefix="yjy"):
    """Say that it is kin (迴避)."""

    care: int


WORDS = Words(
    title=N_("New-Year visit"),
    asks={
        "again": Ask(N_("Somebody was there already. Why once more?"), name=N_("Why once more")),
        "mode": Ask(
            N_("How did you visit?"),
            name=N_("How"),
            options={
                "home": N_("In person"),
                "phone": N_("By telephone"),
                "volunteer": N_("By volunteers"),
                "not_met": N_("Nobody was met"),
            },
        ),
        "why": Ask(
            N_("Why was nobody met?"),
            name=N_("Why not"),
            options={
                WhyNot.REFUSED: N_("They refused"),
                WhyNot.ABSENT: N_("Nobody was there"),
                WhyNot.MOVED: N_("Moved away"),
                WhyNot.HOSPITAL: N_("In hospital"),
                WhyNot.PRISON: N_("In prison"),
                WhyNot.ABROAD: N_("Abroad"),
                WhyNot.DIED: N_("Died"),
            },
        ),
        "children": Ask(
            N_("Did you see the children?"), name=N_("Children"), options=CHILDREN, typed=CHILDREN_SAID
        ),
        "care": Ask(
            N_("How are they cared for?"),
            name=N_("Cared for"),
            options=words.CARED_FOR,
        ),
        "given": Ask(
            N_("What was given, or is needed?"),
            name=N_("Given or needed"),
            hint=N_("Tap all that apply."),
            options=words.GIVEN,
        ),
        "day": Ask(
            N_("On which day?"),
            name=N_("Day"),
            hint=N_("Tap, or type a day such as 6/1, 115/6/1 or last Wed."),
            options={"today": N_("Today"), "yesterday": N_("Yesterday")},
        ),
    },
    send=N_("Save the visit"),
    unsent=NOT_SAVED,
    skip=N_("Nothing"),
)


def show(turn: Turn, number: int) -> None:
    """Put the card on the screen; that somebody was there stands above the key to the form."""
    one, wording = visiting.get(turn.db, number), turn.wording
    kept = care.own_entry(turn.db, one.id)
    text = lines(
        Markup("<b>%s</b> %s") % (one.sign, words.called(kept)),
        wording.beside(words.where(one, kept, wording), wording.label(words.GROUPS[one.group])),
        wording.text("🔺 High risk: visit in person, and see the child") if one.high else None,
        words.lead(turn, one),
        Markup("<b>%s</b>") % words.came_of_it(turn, one),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
        *relief.card_lines(turn, one),
    )
    turn.show(Screen(text, (*column(*_keys(turn, one)), _last(turn, one)), Level.L1))


def _keys(turn: Turn, one: CareHousehold) -> list[Press]:
    label = turn.wording.label
    if not care.may(turn.db, one, Action.SERVE):
        return []
    was_there = seen_before(one, turn.db.rules) is not None
    log = label("Visit once more, with a reason") if was_there else label("📝 Log the visit")
    keys = [Press(log, LogCareVisit(one.id), "" if was_there else "primary")]
    if turn.channel.takes_back:
        keys.append(Press(label("🔓 Where to go"), SeeCare(one.id)))
    if not one.high and not settled(one, turn.db.rules):
        keys.append(Press(label("🔺 High risk"), HighRisk(one.id)))
    lead = care.lead_entry(turn.db, one.id)
    if not settled(one, turn.db.rules) and any(assigns(who, one, lead) for who in turn.db.acting):
        keys.append(Press(label("👤 Name who visits"), AssignCare(one.id, 0)))
    keys += relief.card_keys(turn, one)
    return [*keys, Press(label("They are my kin"), AskRecuse(one.id))]


def _last(turn: Turn, one: CareHousehold) -> tuple[Press, ...]:
    back = Press(turn.wording.label("◀ The list"), OpenNewYear(0))
    return Press(turn.wording.label("🕘 History"), History(one.id, 0)), back, home.key(turn.wording)


@only(*ROLES)
def log(turn: Turn) -> None:
    """Begin the form."""
    one = visiting.get(turn.db, turn.pressed(LogCareVisit).care, Action.SERVE)
    filling.begin(turn, CARE_VISIT, one.id)


def _known(turn: Turn, number: int | None) -> dict[str, Value]:
    """It is of today, unless somebody says otherwise; and somebody may have been there."""
    one = visiting.get(turn.db, number or 0, Action.SERVE)
    before = {ABOUT: WAS_THERE} if seen_before(one, turn.db.rules) is not None else {}
    return {**before, "day": turn.today.isoformat(), FILLED: ["day"]}


def _heading(turn: Turn, draft: Draft) -> Markup:
    one: CareHousehold = subjects.get(turn.db, draft.subject or 0, of=CareHousehold)
    return lines(
        Markup("<b>%s</b> %s") % (one.sign, words.called(care.own_entry(turn.db, one.id))),
        words.came_of_it(turn, one) if seen_before(one, turn.db.rules) is not None else None,
    )


def _saved(turn: Turn, draft: Draft) -> None:
    wording = turn.wording
    story = wording.label(
        "Found on a visit of New-Year care: a child or somebody is not cared for as they should be."
    )
    done = visiting.visit(turn.db, draft.subject or 0, draft.answers, story)
    if done.reported is not None:
        turn.say(receipt(done.reported, wording, turn.db.rules))
    turn.notice = lines(
        wording.text(REPORTED, number=done.reported.number)
        if done.reported
        else wording.text("The visit is saved."),
        None if done.settled else _still_due(turn, done.care, draft),
    )
    turn.app.show_card(turn, done.care.id)


def _still_due(turn: Turn, one: CareHousehold, draft: Draft) -> Markup | None:
    """Say why a visit that was saved is still due; that nobody was met needs no word."""
    wording, rules = turn.wording, turn.db.rules
    first, last = one.holiday(rules).window(rules.policy.new_year)
    if not first <= date.fromisoformat(draft.said("day")) <= last:
        days = {"first": wording.day(first), "last": wording.day(last)}
        return wording.text("Visits from %(first)s to %(last)s count: this one does not.", **days)
    if draft.said("mode") == "not_met":
        return None
    return wording.text("At high risk the child is to be seen in person: the visit is still due.")


@only(*ROLES)
def where(turn: Turn) -> None:
    """Show where to go, or ask for the PIN first."""
    one = visiting.get(turn.db, turn.pressed(SeeCare).care, Action.REVEAL)
    if not pin.proven(turn, one.id):
        return
    try:
        _show_where(turn, one.id)
    except TooManyLooks:  # a colleague says yes first
        looks.enough(turn, one.id)
        return
    if turn.heard.on is None:  # the PIN was typed, and the card went with it
        turn.app.show_card(turn, one.id)


def _show_where(turn: Turn, number: int) -> None:
    (one, household), wording = visiting.show_where(turn.db, number), turn.wording
    nothing = wording.text("not given")
    known = household.first
    text = lines(
        Markup("<b>%s</b>") % one.sign,
        wording.text("Name: %(name)s", name=known.name or household.unread or nothing),
        wording.text("Telephone: %(phone)s", phone=wording.label(", ").join(known.phones) or nothing),
        wording.text("Village: %(village)s", village=one.village),
        wording.text("Address: %(address)s", address=household.address or nothing),
        full_view.vanishes(turn),
    )
    back = Press(wording.label("◀ Back"), OpenCard(one.id))
    turn.say_in_full(Screen(text, column(back), Level.L2), one.id, Action.REVEAL)


@only(*ROLES)
def high(turn: Turn) -> None:
    """Judge it to be at high risk."""
    one = visiting.high_risk(turn.db, turn.pressed(HighRisk).care)
    turn.notice = turn.wording.text(
        "%(sign)s is at high risk now: in person, seeing the child.", sign=one.sign
    )
    show(turn, one.id)


@only(*ROLES)
@reading
def choose(turn: Turn) -> None:
    """Show who of the unit can be named."""
    button = turn.pressed(AssignCare)
    one, staff = visiting.assignable(turn.db, button.care)
    names = told_apart(staff, turn.wording)
    keys = [Press(names[who.id], AssignCareTo(one.id, who.id)) for who in staff]
    text = turn.wording.text("%(sign)s: who visits?", sign=one.sign)
    back = Press(turn.wording.label("◀ Back"), OpenCard(one.id))
    to = partial(AssignCare, one.id)
    turn.show(queues.choice(turn, text, keys, page=max(button.page, 0), to=to, back=back))


@only(*ROLES)
def assign(turn: Turn) -> None:
    """Name them."""
    button = turn.pressed(AssignCareTo)
    one = visiting.assign(turn.db, button.care, button.person)
    turn.notice = turn.wording.text("Named. They hear of it.")
    show(turn, one.id)


@only(*ROLES)
@reading
def ask_recuse(turn: Turn) -> None:
    """Say what it means."""
    one, wording = visiting.get(turn.db, turn.pressed(AskRecuse).care, Action.SERVE), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(sign)s: are they your kin?", sign=one.sign),
        wording.text("Then somebody else visits, and you see it no more."),
    )
    no = Press(wording.label("No, leave it"), OpenCard(one.id))
    turn.show(Screen(text, column(no, Press(wording.label("Yes, my kin"), Recuse(one.id), "danger"))))


@only(*ROLES)
def recuse(turn: Turn) -> None:
    """Let somebody else visit."""
    visiting.recuse(turn.db, turn.pressed(Recuse).care)
    turn.notice = turn.wording.text("Noted. Somebody else visits them.")
    overview.show(turn)


def _about(one: CareHousehold, wording: Wording) -> str:
    return one.village


def _fill_in(turn: Turn, subject: int) -> None:
    filling.begin(turn, CARE_VISIT, visiting.get(turn.db, subject, Action.SERVE).id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[CARE.name] = Card(show, _about)
    app.flows[CARE_VISIT.name] = Flow(
        CARE_VISIT, WORDS, ROLES, _saved, summary=True, heading=_heading, known=_known
    )
    app.fill_in[Duty.NEW_YEAR_VISIT] = _fill_in
    app.on(LogCareVisit, log)
    app.on(SeeCare, where)
    app.on(HighRisk, high)
    app.on(AssignCare, choose)
    app.on(AssignCareTo, assign)
    app.on(AskRecuse, ask_recuse)
    app.on(Recuse, recuse)
