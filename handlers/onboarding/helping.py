"""Help: what one can do here, by role; and an answer to whoever greets or thanks."""

from collections.abc import Mapping

from markupsafe import Markup

from casework.staffing.people import Role
from handlers.forms import filling
from handlers.ui import home
from handlers.ui.screens import Screen, lines
from handlers.ui.turn import App, Turn, everybody, reading
from handlers.words import typed
from handlers.words.terms import DANGER
from handlers.words.wording import N_

_REPORT = (
    N_("1. Report: write what worries you, or send a photo, a video, a voice note or a location."),
    N_("2. My reports: see what became of them, add something, or ask to be called."),
    N_("3. Unfinished: what you began and did not send waits at Home."),
)
_WORKER = (
    N_("1. To do today: what is due, the worst first. Each line opens the case."),
    N_("2. Ask for your cases: a number, a village, a name. The card has a key for each step."),
    N_("3. Going away? “Be away” names somebody to stand in for you."),
)
_LEADING = (
    N_("1. To do today: what waits for your decision, and what is late."),
    N_("2. Ask for any case: a number, overdue, a village, a name, or several of these."),
    N_("3. People: who serves what, who is away, whom to invite."),
)
_CLERK = (
    _REPORT[0],
    _REPORT[1],
    N_("3. Meetings: what your office has called, what is to come, papers and tracked items."),
)
_SCREENING = (
    N_("1. To do today: what waits for you, the worst first."),
    N_("2. Ask for any case: a number, overdue, a village, a name, or several of these."),
    N_("3. A report's card has what was seen, what it may meet, and the keys that decide on it."),
)
_BUREAU = (
    _SCREENING[0],
    _SCREENING[1],
    N_("3. Send a roster as a file: you see what it means before anything is handed in."),
)
_ADMIN = (
    N_("1. Units and people: add a unit, invite somebody, change or stop access."),
    N_("2. “rehearse 60” shows who would hear what in 60 days; nothing is sent."),
    N_("3. Ask for any case: a number, overdue, a village, a name, or several of these."),
)
HELP: Mapping[Role, tuple[str, str, str]] = {
    Role.CHIEF: _REPORT,
    Role.CLERK: _CLERK,
    Role.WORKER: _WORKER,
    Role.LIAISON: _WORKER,
    Role.SUPERVISOR: _LEADING,
    Role.HEAD: _LEADING,
    Role.SCREENER: _SCREENING,
    Role.BUREAU: _BUREAU,
    Role.ADMIN: _ADMIN,
}
"""The three things that each role comes for."""
NAMED = 6
"""So many keys are named as examples."""
FOR_ALL = N_("☎ On call")
"""Answers to its name from everybody, though not everybody has its key."""
ASKED = (
    *("怎麼用", "如何使用", "使用說明", "操作說明", "說明", "幫助", "教學", "客服", "聯絡客服"),
    *("help", "how does this work", "what can you do"),
)
"""Typed words that ask for help."""
GREETINGS = frozenset(
    typed.meant(one)
    for one in (
        *(
            "你好",
            "您好",
            "妳好",
            "大家好",
            "哈囉",
            "嗨",
            "早",
            "早安",
            "午安",
            "晚安",
            "在嗎",
            "有人在嗎",
            "測試",
        ),
        *("hi", "hello", "hey", "good morning", "good afternoon", "good evening", "test"),
    )
)
THANKS = frozenset(
    typed.meant(one)
    for one in (
        *("謝謝", "謝謝你", "謝謝您", "感謝", "感恩", "多謝", "辛苦了", "好", "好的", "收到", "了解"),
        *("知道了", "再見", "掰掰", "thanks", "thank you", "ok", "okay", "bye", "goodbye", "got it"),
    )
)


@everybody
@reading
def show_help(turn: Turn) -> None:
    """Say what this role can do here, and whom to call in danger."""
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("Shouwang: what you can do here"),
        *(wording.text(line) for line in HELP[turn.speaker.role]),
        wording.text("Typing what a key is called is the key, for example: %(names)s.", names=_names(turn)),
        wording.text(DANGER),
        wording.text("If something does not work, tell your office."),
        home.waiting(turn),
    )
    turn.show(Screen(text, (*filling.way_back(turn), *home.keys(turn))))


def _names(turn: Turn) -> str:
    """Say what one's own keys are called, those first that stand behind another."""
    labels = turn.wording.label
    keys = (FOR_ALL, *(one.label for one in home.behind(turn)))
    names = list(dict.fromkeys(typed.bare(labels(one)) for one in keys))[:NAMED]
    return labels(", ").join(names)


def answers(turn: Turn, text: str) -> bool:
    """Greet who greets, and go on with what was on the screen."""
    said = typed.meant(text)
    if said in GREETINGS:
        turn.notice = turn.wording.text("Hello, %(name)s.", name=turn.speaker.name)
    elif said in THANKS:
        turn.notice = turn.wording.text("You are welcome.")
    else:
        return False
    filling.show_again(turn)
    return True


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.command("help", show_help)
    for phrase in ASKED:
        app.words(phrase, show_help, anywhere=True)
    app.saying(answers)
