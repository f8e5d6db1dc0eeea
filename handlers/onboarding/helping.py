"""Help: what one can do here, by role; and an answer to whoever greets or thanks."""

import re
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
    *(
        "怎麼用",
        "如何使用",
        "使用說明",
        "操作說明",
        "說明",
        "幫助",
        "教學",
        "不會用",
        "我不會用",
        "我不會用這個",
        "不會用這個",
        "這個怎麼用",
        "這要怎麼用",
        "你是誰",
        "您是誰",
        "這是什麼",
        "你會什麼",
        "你會做什麼",
        "你可以做什麼",
        "客服",
        "聯絡客服",
    ),
    *("help", "how does this work", "what can you do", "who are you", "what is this"),
)
"""Typed words that ask for help."""
_GREETING = (
    "[你妳您]好|(?:大家|各位)(?:好|早安?)|哈囉|嗨|早上好|早安?|午安|晚安|有人在嗎|在嗎|吃飽了?[沒嗎]|測試"
    "|(?:hi|hello|hey)(?:there)?|good(?:morning|afternoon|evening)|test"
)
_THANKS = (
    "(?:非常|十分|真的)?(?:謝謝|感謝|感恩|多謝)(?:[你妳您]們?|大家|各位)?|(?:[你您]們?|大家)?辛苦(?:[你您]們?)?了"
    "|(?:再?麻煩)[你您]們?了?|好的?|嗯+|收到|了解|知道了|沒問題|再見|掰掰"
    "|(?:many)?thanks|thankyou|(?:so|very)much|alot|ok|okay|bye|goodbye|gotit"
)
COURTESIES = re.compile(f"(?:(?P<greeting>{_GREETING})|(?P<thanks>{_THANKS})|[喔哦啊呀啦囉])+")
"""One after the other, as they are typed: 早安吃飽沒, 好的 謝謝你們."""
NODS = re.compile("[👍👌🙏🙇❤\ufe0f🏻-🏿\\s]+")
"""Signs that thank, without a word."""


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
    said = COURTESIES.fullmatch(typed.meant(text))
    if NODS.fullmatch(text) or (said and said["thanks"]):
        turn.notice = turn.wording.text("You are welcome.")
    elif said and said["greeting"]:
        turn.notice = turn.wording.text("Hello, %(name)s.", name=turn.speaker.name)
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
