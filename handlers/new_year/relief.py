"""急難紓困 in five taps with its sum; what elders need each day; allowances ticked; 🚨 major events."""

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from actions.new_year import relief as acts
from casework.forms import AMOUNTS, Draft, Value
from casework.new_year.care import CareHousehold
from casework.new_year.relief import CARE_NEEDS, DAYS, MAJOR, NEEDS, PAYING, RELIEF, WHY, asked_of
from casework.staffing.people import Role
from casework.text.identity import narrow, plain
from casework.text.masking import mask_in_text
from handlers.forms import filling
from handlers.meetings.listing import Extra
from handlers.new_year import words
from handlers.new_year.overview import ROLES, OpenNewYear
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.office import Telling
from handlers.ui.screens import Key, Level, Press, Screen, column, lines
from handlers.ui.turn import App, Flow, NewYearPart, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.terms import ALLOWANCES
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.new_year import campaigns, care, relief
from storage.new_year.campaigns import Campaign

NEEDED = {
    "meals": N_("Meals brought"),
    "home_care": N_("Home care"),
    "goods": N_("Goods"),
    "company": N_("Somebody to look in"),
}
DAY_NAMES = {
    "0": N_("New Year's Eve"),
    "1": N_("1st day"),
    "2": N_("2nd day"),
    "3": N_("3rd day"),
    "4": N_("4th day"),
    "5": N_("5th day"),
}


class PayRelief(Button, prefix="yz"):
    """Begin to pay relief."""

    care: int


class SayNeeds(Button, prefix="yd"):
    """Begin to say what they need in the holiday."""

    care: int


class OpenAllowances(Button, prefix="yg"):
    """Show which allowances were paid out."""


class TickAllowance(Button, prefix="ygt"):
    """Say that one was paid out, or not after all: *paid* is 1 or 0."""

    kind: int
    paid: int


class BeginMajor(Button, prefix="ym"):
    """Begin to say that something major happened."""


class OpenMajor(Button, prefix="ymo"):
    """Show a major event."""

    event: int


class EndMajor(Button, prefix="yme"):
    """Say that it is over."""

    event: int


RELIEF_WORDS = Words(
    title=N_("Emergency relief"),
    asks={
        "why": Ask(
            N_("What happened?"),
            name=N_("Reason"),
            options=dict(
                zip(
                    WHY,
                    (
                        N_("The breadwinner is gone"),
                        N_("Badly ill or hurt"),
                        N_("Lost work"),
                        N_("A misfortune"),
                        N_("Assets frozen"),
                        N_("Something else"),
                    ),
                    strict=True,
                )
            ),
        ),
        "seen": Ask(
            N_("How was it verified?"),
            name=N_("Verified"),
            options={
                "home": N_("Visited at home"),
                "office": N_("At the office"),
                "phone": N_("By telephone"),
            },
        ),
        "amount": Ask(
            N_("How much?"),
            name=N_("Sum"),
            hint=N_("Tap a sum, or type one, for example 15000."),
            example="15000",
        ),
        "paid": Ask(
            N_("How is it paid?"),
            name=N_("Paid"),
            options={"cash": N_("In cash"), "transfer": N_("By transfer")},
        ),
    },
    send=N_("Granted and paid"),
    unsent=N_("Not paid yet. Please check:"),
)
NEEDS_WORDS = Words(
    title=N_("What they need in the holiday"),
    asks={
        "needs": Ask(N_("What do they need in the holiday?"), hint=N_("Tap all that apply."), options=NEEDED),
        "gaps": Ask(
            N_("On which days does nobody bring it?"),
            hint=N_("Tap all that apply."),
            options=DAY_NAMES,
            skip=N_("Somebody comes each day"),
        ),
    },
    skip=N_("Nothing is needed"),
)
MAJOR_WORDS = Words(
    title=N_("Major event"),
    asks={
        "what": Ask(
            N_("What happened, and where?"),
            name=N_("What happened"),
            hint=N_("Heads and supervisors are told that there is something, and read it here."),
        )
    },
    send=N_("🚨 Tell them"),
)


# On the card of a household


def card_lines(turn: Turn, one: CareHousehold) -> Iterator[Markup]:
    """Say what was paid, and what they need."""
    wording = turn.wording
    if paid := acts.paid_to(turn.db, one.id):
        yield wording.count(
            "Emergency relief: %(n)s time, NT$%(sum)s in all",
            "Emergency relief: %(n)s times, NT$%(sum)s in all",
            len(paid),
            sum=f"{sum(each.amount for each in paid):,}",
        )
    known = relief.needs(turn.db, one.id) if asked_of(one) else None
    if known is not None:
        between = wording.label(", ")
        needs = between.join(wording.label(NEEDED[each]) for each in NEEDS if each in known.needs)
        yield wording.text("In the holiday: %(needs)s", needs=needs or wording.label("nothing"))
        if known.gaps:
            days = between.join(wording.label(DAY_NAMES[each]) for each in DAYS if each in known.gaps)
            yield wording.text("⚠ Nobody brings it: %(days)s", days=days)


def card_keys(turn: Turn, one: CareHousehold) -> Iterator[Press]:
    """The keys to relief, for who decides, and to what elders need."""
    label = turn.wording.label
    if acts.may_pay(turn.db):
        yield Press(label("💰 Emergency relief"), PayRelief(one.id))
    if asked_of(one):
        yield Press(label("🍱 Needs in the holiday"), SayNeeds(one.id))


@only(*PAYING)
def pay(turn: Turn) -> None:
    """Begin the form."""
    filling.begin(turn, RELIEF, acts.payable(turn.db, turn.pressed(PayRelief).care).id)


def _amounts(turn: Turn, number: int | None) -> dict[str, Value]:
    return {AMOUNTS: [*turn.db.rules.policy.new_year.relief_sums]}


def _paid(turn: Turn, draft: Draft) -> None:
    wording = turn.wording
    left = acts.pay(turn.db, draft.subject or 0, draft.answers)
    turn.notice = lines(
        wording.text("NT$%(sum)s was granted and paid.", sum=f"{int(draft.said('amount')):,}"),
        wording.text("Left of what your unit keeps ready: NT$%(sum)s", sum=f"{left.left:,}")
        if left
        else None,
    )
    turn.app.show_card(turn, draft.subject or 0)


@only(*ROLES)
def say_needs(turn: Turn) -> None:
    """Begin the form."""
    filling.begin(turn, CARE_NEEDS, acts.needy(turn.db, turn.pressed(SayNeeds).care).id)


def _said(turn: Turn, draft: Draft) -> None:
    acts.say_needs(turn.db, draft.subject or 0, draft.chosen("needs"), draft.chosen("gaps"))
    gaps = draft.chosen("gaps")
    turn.notice = (
        turn.wording.text("Noted. The bureau hears of the gaps.") if gaps else turn.wording.text("Noted.")
    )
    turn.app.show_card(turn, draft.subject or 0)


def _heading(turn: Turn, draft: Draft) -> Markup:
    one: CareHousehold = subjects.get(turn.db, draft.subject or 0, of=CareHousehold)
    return Markup("<b>%s</b> %s") % (one.sign, words.called(care.own_entry(turn.db, one.id)))


# Below the list


def keys(turn: Turn, one: Campaign) -> Iterator[Press]:
    """The keys to allowances and major events."""
    if one.closed_at is not None:
        return
    label = turn.wording.label
    if turn.speaker.role is Role.BUREAU:
        yield Press(label("Allowances paid out"), OpenAllowances())
        yield Press(label("🚨 Major event"), BeginMajor())
    if turn.speaker.role in acts.HEARING:
        for each in relief.open_events(turn.db):
            yield Press(label("🚨 Major event, %(at)s", at=turn.wording.moment(each.at)), OpenMajor(each.id))


def said(turn: Turn, one: Campaign) -> Iterator[Markup]:
    """Say what stands: gaps, what is not paid out, what is kept ready."""
    wording = turn.wording
    if turn.speaker.role is Role.BUREAU:
        for day, count in sorted(acts.gaps(turn.db, one.year).items()):
            yield wording.text(
                "⚠ %(day)s: households to which nothing is brought: %(n)s",
                day=wording.text(DAY_NAMES[day]),
                n=count,
            )
    kept = acts.fund(turn.db)
    if kept is not None:
        yield wording.text("Left of what your unit keeps ready: NT$%(sum)s", sum=f"{kept.left:,}")
    elif acts.may_pay(turn.db):
        yield wording.text(
            "To say what your unit keeps ready for relief, type a line: %(example)s",
            example=wording.text("fund 100000"),
        )


def _named(allowance: str, wording: Wording) -> str:
    return wording.label(ALLOWANCES[allowance]) if allowance in ALLOWANCES else allowance


@only(Role.BUREAU)
@reading
def open_allowances(turn: Turn) -> None:
    """Show them."""
    _show_allowances(turn)


def _show_allowances(turn: Turn) -> None:
    wording, one = turn.wording, campaigns.latest(turn.db)
    paid = relief.paid_out(turn.db, one.year) if one else set()
    known = turn.db.rules.policy.new_year.allowances
    text = lines(
        Markup("<b>%s</b>") % wording.text("Allowances paid out"),
        wording.text("All are paid out before the holiday. Tap what was paid."),
    )
    ticks = (
        Press(
            f"{'☑' if each in paid else '☐'} {_named(each, wording)}", TickAllowance(n, int(each not in paid))
        )
        for n, each in enumerate(known)
    )
    back = Press(wording.label("◀ Back"), OpenNewYear(0))
    turn.show(Screen(text, (*column(*ticks), (back, home.key(wording)))))


@only(Role.BUREAU)
def tick(turn: Turn) -> None:
    """Tick one, or take the tick back."""
    pressed = turn.pressed(TickAllowance)
    acts.tick(turn.db, pressed.kind, paid=bool(pressed.paid))
    _show_allowances(turn)


@only(Role.BUREAU)
def major(turn: Turn) -> None:
    """Begin the form."""
    filling.begin(turn, MAJOR)


def _major(turn: Turn, draft: Draft) -> None:
    one = acts.begin_event(turn.db, draft.said("what"))
    turn.notice = turn.wording.text("Heads and supervisors were told.")
    _show_major(turn, one.id)


@only(*acts.HEARING)
@reading
def open_major(turn: Turn) -> None:
    """Show it."""
    _show_major(turn, turn.pressed(OpenMajor).event)


def _show_major(turn: Turn, number: int) -> None:
    one, wording = acts.event(turn.db, number), turn.wording
    ministry = turn.db.rules.policy.new_year.ministry
    text = lines(
        Markup("<b>%s</b>") % wording.text("🚨 Major event, %(at)s", at=wording.moment(one.at)),
        mask_in_text(one.what),
        wording.text("The ministry's institution for the city: %(name)s", name=ministry),
        wording.text("It is over since %(at)s.", at=wording.moment(one.ended_at)) if one.ended_at else None,
    )
    found: list[Key | None] = []
    if turn.speaker.role is Role.BUREAU and one.ended_at is None:
        found.append(Press(wording.label("🗓 Call a meeting of the bureaus"), Extra(), "primary"))
        found.append(Press(wording.label("It is over"), EndMajor(one.id)))
    turn.show(Screen(text, (*column(*found), (home.key(wording),)), Level.L1))


@only(Role.BUREAU)
def end_major(turn: Turn) -> None:
    """Say that it is over."""
    _show_major(turn, acts.end_event(turn.db, turn.pressed(EndMajor).event).id)


# 備用金, typed

_FUND = re.compile(r"^(?:備用金|急難紓困備用金|fund)\s*([\d,]{3,9})\s*元?$", re.IGNORECASE)


def answers(turn: Turn, text: str) -> bool:
    """Take how much the unit keeps ready: 備用金 100000."""
    found = _FUND.match(narrow(plain(text)).strip())
    if found is None or not acts.may_pay(turn.db):
        return False
    kept = acts.tell_fund(turn.db, int(found[1].replace(",", "")))
    turn.notice = turn.wording.text("Noted: your unit keeps NT$%(sum)s ready.", sum=f"{kept.amount:,}")
    home.show(turn)
    return True


def told_gap(about: acts.GapNews, wording: Wording) -> Screen:
    """Tell the bureau that on some days nobody brings what is needed."""
    text = wording.count(
        "%(sign)s: on %(n)s day of the holiday nobody brings what is needed.",
        "%(sign)s: on %(n)s days of the holiday nobody brings what is needed.",
        about.days,
        sign=about.sign,
    )
    return Screen(text, column(Press(wording.label("Open"), OpenCard(about.care), "primary")))


def told_major(about: acts.MajorNews, wording: Wording) -> Screen:
    """Tell heads and supervisors that something major happened."""
    text = wording.text("🚨 A major event is to be answered. Please read it now.")
    return Screen(text, column(Press(wording.label("Open"), OpenMajor(about.event), "primary")))


TELLINGS: Mapping[str, Telling] = {"care.gap": told_gap, "major.begun": told_major}
"""What is told of it."""


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.new_year.append(NewYearPart(keys, said))
    app.saying(answers, lambda text: _FUND.match(narrow(text)))
    app.flows[RELIEF.name] = Flow(
        RELIEF, RELIEF_WORDS, PAYING, _paid, summary=True, heading=_heading, known=_amounts
    )
    app.flows[CARE_NEEDS.name] = Flow(CARE_NEEDS, NEEDS_WORDS, ROLES, _said, heading=_heading)
    app.flows[MAJOR.name] = Flow(MAJOR, MAJOR_WORDS, (Role.BUREAU,), _major, summary=True)
    for button, handler in (
        (PayRelief, pay),
        (SayNeeds, say_needs),
        (OpenAllowances, open_allowances),
        (TickAllowance, tick),
        (BeginMajor, major),
        (OpenMajor, open_major),
        (EndMajor, end_major),
    ):
        app.on(button, handler)
