"""Being away (請假代理): nudges and offers go to the deputy, and come back with a list (`domain.md` §3.9)."""

import re
from datetime import date
from functools import partial

from markupsafe import Markup

from actions.staffing import leave as staffing
from casework.errors import LongLeave, PastDate
from casework.forms import ABOUT, DEPUTY, Draft, Value
from casework.staffing.leave import DAYS, ENGLISH_DAYS, LEAVE, OWING, days_said
from casework.staffing.managing import MANAGING
from casework.staffing.people import Person
from casework.text.identity import plain
from handlers.forms import filling, pin
from handlers.forms.questions import WRONG
from handlers.reminders.coming_back import CantStandIn
from handlers.reminders.duties import Away
from handlers.ui import home, queues
from handlers.ui.buttons import Button, day_numbered
from handlers.ui.named import told_apart
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.wording import N_
from storage.staffing import leaves, people
from storage.staffing.leaves import Leave

_DAYS = f"(?:{DAYS}|[個 ])*"
_KINDS = "請?(?:特休|病假|事假|公假|喪假|產假|育嬰假|休假)|請假|出差|差假"
_I = "(?:i need |i want |i(?:'m| am) )?"
SAYINGS = re.compile(
    f"我?{_DAYS}(?:要|想)?(?:{_KINDS})(?:{_DAYS}|半天)"
    f"|我?(?:生病了?|感冒了?|不舒服)?我?{_DAYS}(?:不能|沒辦法|無法|不)(?:去|來|上班|進辦公室)(?:上班)?了?"
    "|我?(?:今天|明天|後天|[這下](?:週|周|禮拜|星期).?)不在|我?要?找(?:人|誰)(?:來)?代理(?:我)?|誰(?:幫|替)我代理"
    "|請假代理|代理|代理中|代理人|職務代理|誰代理我"
    "|(?:我要)?銷假|取消請假|請假取消|不請假了|我回來了|我?(?:提早|提前)回來(?:上班)?了?|我?回來上班了?|提[早前]結束請假"
    r"|(?:i(?:'m| am) |i'll be )(?:sick|ill|not in|off)(?: today| tomorrow)?"
    f"|{_I}(?:(?:a|an|one|two|three|half|weeks?|days?|{ENGLISH_DAYS}) )+(?:leave|off)(?: {ENGLISH_DAYS})*"
    f"|{_I}(?:on |take )?(?:leave|off)(?: {ENGLISH_DAYS})+"
    "|(?:on |take |cancel (?:my )?|end (?:my )?)?leave|on vacation|i(?:'m| am) (?:back|on leave)|away|deputy",
    re.IGNORECASE,
)
_AWAY = re.compile(
    f"{_DAYS}要?(?:{_KINDS}|生病了?|感冒了?|不能來(?:上班)?)了?{_DAYS}|的?(?:請假|職務)?代理人?"
    f"| (?:is |will be )?(?:ill|sick|away|off|on leave)(?: {ENGLISH_DAYS})*",
    re.IGNORECASE,
)
"""What follows the name of somebody else who is away."""
_OF_AWAY = re.compile(f"{_KINDS}|生病|感冒|不能來|代理| (?:ill|sick|away|off|on leave)", re.IGNORECASE)
"""Stands in all of these, and is looked for in one go: their days may be read from anywhere."""


class LeavesOf(Button, prefix="lwh"):
    """Show when somebody whom the speaker leads is away, and let them be."""

    person: int


class ChooseDeputy(Button, prefix="ld"):
    """Show a page of who can stand in for the speaker (0) or *whose*; 0: the day was not said."""

    page: int
    whose: int = 0
    first: int = 0
    last: int = 0


class Deputy(Button, prefix="lp"):
    """This one stands in."""

    person: int
    whose: int = 0
    first: int = 0
    last: int = 0


class ComeBack(Button, prefix="lb"):
    """I am back already, or don't go."""

    leave: int


WORDS = Words(
    title=N_("Away, with a deputy"),
    asks={
        "first": Ask(
            N_("From which day?"),
            name=N_("From"),
            hint=N_("Tap, or type a day such as 6/1, 115/6/1 or next Mon."),
            options={"today": N_("Today"), "tomorrow": N_("Tomorrow")},
        ),
        "last": Ask(
            N_("Up to which day, that day included?"),
            name=N_("To"),
            hint=N_("Tap, or type a day such as 6/1, 115/6/1 or next Mon."),
            options={"today": N_("Today"), "tomorrow": N_("Tomorrow")},
        ),
    },
    send=N_("Yes, stand in"),
    unsent=NOT_SAVED,
)


@only(*OWING)
def away(turn: Turn) -> None:
    """Show the leaves to come, and ask who stands in."""
    ask(turn, ChooseDeputy(0))


def answers(turn: Turn, text: str) -> bool:
    """Take 請假 or 代理 from whoever owes something, and 王測試請假 from who leads them.

    To others these are just words.
    """
    said = plain(text)
    if turn.speaker.role in OWING and SAYINGS.fullmatch(said):
        ask(turn, _on(turn, said))
        return True
    person = _led(turn, said)
    if person is not None:
        ask(turn, _on(turn, said.removeprefix(person.name), person.id))
    return person is not None


def _led(turn: Turn, said: str) -> Person | None:
    """Find who is away by the words of somebody who leads them."""
    if turn.speaker.role not in MANAGING or not _OF_AWAY.search(said):
        return None
    person = staffing.named_first(turn.db, said)
    return person if person and _AWAY.fullmatch(said, len(person.name)) else None


def _on(turn: Turn, said: str, whose: int = 0) -> ChooseDeputy:
    """The key to who stands in on the days that were said."""
    first, last = (day.toordinal() if day else 0 for day in days_said(said, turn.today))
    return ChooseDeputy(0, whose, first, last)


def ask(turn: Turn, to: ChooseDeputy) -> None:
    """Show the leaves to come, and the key to a new one."""
    there = leaves.of_person(turn.db, staffing.of_whom(turn.db, to.whose).id)
    if there:
        rows = column(
            *(_take_back(turn, one) for one in there),
            Press(turn.wording.label("Another leave"), to),
        )
        turn.show(Screen(lines(*(_about(turn, one) for one in there)), (*rows, (home.key(turn.wording),))))
    else:
        turn.show(_deputies(turn, to))


@only(*MANAGING)
def of_another(turn: Turn) -> None:
    """Show when somebody is away who is ill, or let somebody stand in for them."""
    ask(turn, ChooseDeputy(0, turn.pressed(LeavesOf).person))


@only(*OWING)
def choose(turn: Turn) -> None:
    """Turn the page of who can stand in."""
    turn.show(_deputies(turn, turn.pressed(ChooseDeputy)))


def _deputies(turn: Turn, here: ChooseDeputy) -> Screen:
    person = staffing.of_whom(turn.db, here.whose)
    found = staffing.deputies_of(turn.db, person)
    called = told_apart(found, turn.wording)
    keys = [Press(called[one.id], Deputy(one.id, here.whose, here.first, here.last)) for one in found]
    back = Press(turn.wording.label("◀ Back"), home.Home())
    turning = partial(ChooseDeputy, whose=here.whose, first=here.first, last=here.last)
    text = _who_stands_in(turn, person, found=bool(found))
    return queues.choice(turn, text, keys, page=here.page, to=turning, back=back)


def _who_stands_in(turn: Turn, person: Person, *, found: bool) -> Markup:
    wording, name = turn.wording, person.name
    if person.id == turn.speaker.id and found:
        return wording.text("Who stands in while you are away? They get your nudges and offers.")
    if person.id == turn.speaker.id:
        return wording.text("Nobody can stand in for you here. Please ask your supervisor.")
    if found:
        return wording.text("Who stands in for %(name)s? Their nudges and offers go there.", name=name)
    return wording.text("Nobody can stand in for %(name)s. Please hand over.", name=name)


@only(*OWING)
def begin(turn: Turn) -> None:
    """Ask from when to when, unless that was said."""
    button = turn.pressed(Deputy)
    deputy = staffing.deputy(turn.db, button.person, button.whose)
    whose: dict[str, Value] = {ABOUT: [str(button.whose)]} if button.whose else {}
    said = {"first": button.first, "last": button.last}
    days = {key: day_numbered(day).isoformat() for key, day in said.items() if day}
    filling.afresh(turn, LEAVE, None, {DEPUTY: str(deputy.id), **whose, **days})


def _whose(draft: Draft) -> int:
    return int(next(iter(draft.chosen(ABOUT)), 0))


def save(turn: Turn, draft: Draft) -> None:
    """Let them stand in; both hear what there is."""
    first, last = (date.fromisoformat(draft.said(key)) for key in ("first", "last"))
    try:
        leave = staffing.go_away(turn.db, int(draft.said(DEPUTY)), first, last, _whose(draft))
    except (LongLeave, PastDate) as bad:
        sentence = turn.wording.text(WRONG[type(bad)], day=turn.wording.day(last))
        filling.ask_again(turn, draft, "last", sentence)
        return
    turn.notice = _about(
        turn,
        leave,
        N_("%(name)s stands in for you from %(first)s to %(last)s. You get a list when you are back."),
    )
    home.show(turn)


@only(*OWING)
def come_back(turn: Turn) -> None:
    """End a leave early, or take it back."""
    button = turn.pressed(ComeBack)
    leave = leaves.get(turn.db, button.leave)
    own = leave is not None and leave.person == turn.speaker.id
    name = "" if leave is None else people.get(turn.db, leave.person).name
    if staffing.come_back(turn.db, button.leave):
        own_said = N_("Welcome back: from now on your nudges come to you again.")
        said = N_("From now on the nudges of %(name)s come to them again.")
    else:
        own_said = N_("Taken back: you are not away on these days.")
        said = N_("Taken back: %(name)s is not away on these days.")
    turn.notice = turn.wording.text(own_said) if own else turn.wording.text(said, name=name)
    home.show(turn)


@only(*OWING)
def cannot(turn: Turn) -> None:
    """Say no to standing in; whoever asked hears it and names another."""
    staffing.decline(turn.db, turn.pressed(CantStandIn).leave)
    turn.notice = turn.wording.text("You do not stand in. Whoever asked hears it and asks somebody else.")
    home.show(turn)


def _about(
    turn: Turn,
    leave: Leave,
    own: str = N_("%(name)s stands in for you from %(first)s to %(last)s."),
) -> Markup:
    """Say who stands in, by the speaker's *own* sentence or that of somebody else's leave."""
    name, deputy = (people.get(turn.db, one).name for one in (leave.person, leave.deputy))
    days = {"first": turn.wording.day(leave.first), "last": turn.wording.day(leave.last)}
    if leave.person == turn.speaker.id:
        return turn.wording.text(own, name=deputy, **days)
    away = N_("%(name)s is away from %(first)s to %(last)s; %(deputy)s stands in.")
    return turn.wording.text(away, name=name, deputy=deputy, **days)


def _take_back(turn: Turn, leave: Leave) -> Press:
    if leave.first > turn.today:
        label = turn.wording.label("Take back %(first)s", first=turn.wording.day(leave.first))
    elif leave.person == turn.speaker.id:
        label = turn.wording.label("I am back")
    else:
        label = turn.wording.label("%(name)s is back", name=people.get(turn.db, leave.person).name)
    return Press(label, ComeBack(leave.id))


def _heading(turn: Turn, draft: Draft) -> Markup:
    deputy = people.get(turn.db, int(draft.said(DEPUTY))).name
    if not _whose(draft):
        return turn.wording.text("%(name)s stands in for you", name=deputy)
    name = staffing.of_whom(turn.db, _whose(draft)).name
    return turn.wording.text("%(deputy)s stands in for %(name)s", deputy=deputy, name=name)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[LEAVE.name] = Flow(
        LEAVE,
        WORDS,
        OWING,
        save,
        summary=True,
        heading=_heading,
        back=lambda draft: ChooseDeputy(0, _whose(draft)),
        proven=pin.proven,
    )
    app.saying(answers, SAYINGS.fullmatch)
    app.entries.append(HomeEntry(N_("🌴 Be away"), Away(), OWING, place=HomePlace.MORE))
    for handler, button in (
        (away, Away),
        (of_another, LeavesOf),
        (choose, ChooseDeputy),
        (begin, Deputy),
        (come_back, ComeBack),
        (cannot, CantStandIn),
    ):
        app.on(button, handler)
