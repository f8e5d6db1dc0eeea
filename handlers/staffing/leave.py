"""Being away (請假代理): nudges and offers go to the deputy, and come back with a list (`domain.md` §3.9)."""

import re
from datetime import date

from markupsafe import Markup

from actions.staffing import leave as staffing
from casework.errors import LongLeave, PastDate
from casework.forms import DEPUTY, Draft
from casework.staffing.leave import LEAVE, OWING
from casework.text.identity import plain
from handlers.forms import filling, pin
from handlers.forms.questions import WRONG
from handlers.reminders.coming_back import CantStandIn
from handlers.reminders.duties import Away
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.wording import N_
from storage.staffing import leaves, people
from storage.staffing.leaves import Leave

_DAYS = "我?(?:(?:[今明後]天|[這下本]?個?(?:週|周|禮拜|星期)|[0-9一二三四五六日天/.年月號到至~-]| )*)"
_LONG = "到.{1,8}|[一二兩三四五六七八九十半0-9]+天"
SAYINGS = re.compile(
    f"{_DAYS}(?:要|想)?(?:請(?:特休|病假|事假|公假)|特休|病假|事假|公假|請假)(?:{_LONG})?"
    f"|我?(?:生病了?|感冒了?|不舒服)?{_DAYS}(?:不能|沒辦法|無法|不)(?:去|來|上班|進辦公室)(?:上班)?了?"
    "|我?(?:今天|明天|後天|[這下](?:週|周|禮拜|星期).?)不在|我?要?找(?:人|誰)(?:來)?代理(?:我)?|誰(?:幫|替)我代理"
    "|請假代理|代理|代理中|代理人|職務代理|誰代理我|請?(?:休假|特休|病假|事假|公假|喪假|產假|育嬰假)|出差|差假"
    "|(?:我要)?銷假|取消請假|請假取消|不請假了|我回來了|我?(?:提早|提前)回來(?:上班)?了?|我?回來上班了?|提[早前]結束請假"
    r"|(?:i(?:'m| am) |i'll be )(?:sick|ill|not in|off)(?: today| tomorrow)?"
    r"|(?:i need |i want )?(?:(?:a|an|one|two|half|today|tomorrow|next|this|on|from"
    r"|to|until|weeks?|days?|\d[\d/]*"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri)(?:day)?) )+(?:leave|off)"
    "|(?:on |take |cancel (?:my )?|end (?:my )?)?leave|on vacation|i(?:'m| am) (?:back|on leave)|away|deputy",
    re.IGNORECASE,
)


class ChooseDeputy(Button, prefix="ld"):
    """Show a page of who can stand in."""

    page: int


class Deputy(Button, prefix="lp"):
    """This one stands in."""

    person: int


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
    ask(turn)


def answers(turn: Turn, text: str) -> bool:
    """Take 請假 or 代理 from whoever owes something; to others these are just words."""
    meant = turn.speaker.role in OWING and SAYINGS.fullmatch(plain(text)) is not None
    if meant:
        ask(turn)
    return meant


def ask(turn: Turn) -> None:
    """Show the leaves to come, and the key to a new one."""
    mine = leaves.of_person(turn.db, turn.speaker.id)
    if mine:
        rows = column(
            *(_take_back(turn, one) for one in mine),
            Press(turn.wording.label("Another leave"), ChooseDeputy(0)),
        )
        turn.show(Screen(lines(*(_about(turn, one) for one in mine)), (*rows, (home.key(turn.wording),))))
    else:
        turn.show(_deputies(turn, 0))


@only(*OWING)
def choose(turn: Turn) -> None:
    """Turn the page of who can stand in."""
    turn.show(_deputies(turn, turn.pressed(ChooseDeputy).page))


def _deputies(turn: Turn, page: int) -> Screen:
    found = staffing.deputies(turn.db)
    text = (
        turn.wording.text("Who stands in while you are away? They get your nudges and offers.")
        if found
        else turn.wording.text("Nobody can stand in for you here. Please ask your supervisor.")
    )
    called = told_apart(found, turn.wording)
    keys = [Press(called[one.id], Deputy(one.id)) for one in found]
    back = Press(turn.wording.label("◀ Back"), home.Home())
    return queues.choice(turn, text, keys, page=page, to=ChooseDeputy, back=back)


@only(*OWING)
def begin(turn: Turn) -> None:
    """Ask from when to when."""
    deputy = staffing.deputy(turn.db, turn.pressed(Deputy).person)
    filling.afresh(turn, LEAVE, None, {DEPUTY: str(deputy.id)})


def save(turn: Turn, draft: Draft) -> None:
    """Let them stand in; both hear what there is."""
    first, last = (date.fromisoformat(draft.said(key)) for key in ("first", "last"))
    try:
        leave = staffing.go_away(turn.db, int(draft.said(DEPUTY)), first, last)
    except (LongLeave, PastDate) as bad:
        sentence = turn.wording.text(WRONG[type(bad)], day=turn.wording.day(last))
        filling.ask_again(turn, draft, "last", sentence)
        return
    turn.notice = turn.wording.text(
        "%(name)s stands in for you from %(first)s to %(last)s. You get a list when you are back.",
        name=people.get(turn.db, leave.deputy).name,
        first=turn.wording.day(first),
        last=turn.wording.day(last),
    )
    home.show(turn)


@only(*OWING)
def come_back(turn: Turn) -> None:
    """End a leave early, or take it back."""
    if staffing.come_back(turn.db, turn.pressed(ComeBack).leave):
        turn.notice = turn.wording.text("Welcome back: from now on your nudges come to you again.")
    else:
        turn.notice = turn.wording.text("Taken back: you are not away on these days.")
    home.show(turn)


@only(*OWING)
def cannot(turn: Turn) -> None:
    """Say no to standing in; whoever asked hears it and names another."""
    staffing.decline(turn.db, turn.pressed(CantStandIn).leave)
    turn.notice = turn.wording.text("You do not stand in. Whoever asked hears it and asks somebody else.")
    home.show(turn)


def _about(turn: Turn, leave: Leave) -> Markup:
    return turn.wording.text(
        "%(name)s stands in for you from %(first)s to %(last)s.",
        name=people.get(turn.db, leave.deputy).name,
        first=turn.wording.day(leave.first),
        last=turn.wording.day(leave.last),
    )


def _take_back(turn: Turn, leave: Leave) -> Press:
    if leave.first <= turn.today:
        return Press(turn.wording.label("I am back"), ComeBack(leave.id))
    label = turn.wording.label("Take back %(first)s", first=turn.wording.day(leave.first))
    return Press(label, ComeBack(leave.id))


def _heading(turn: Turn, draft: Draft) -> Markup:
    name = people.get(turn.db, int(draft.said(DEPUTY))).name
    return turn.wording.text("%(name)s stands in for you", name=name)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[LEAVE.name] = Flow(
        LEAVE,
        WORDS,
        OWING,
        save,
        summary=True,
        heading=_heading,
        back=lambda draft: ChooseDeputy(0),
        proven=pin.proven,
    )
    app.saying(answers, SAYINGS.fullmatch)
    app.entries.append(HomeEntry(N_("🌴 Be away"), Away(), OWING, place=HomePlace.MORE))
    for handler, button in (
        (away, Away),
        (choose, ChooseDeputy),
        (begin, Deputy),
        (come_back, ComeBack),
        (cannot, CantStandIn),
    ):
        app.on(button, handler)
