"""Locking (鎖定): a phone is lost; its access ends at once, by a tap of its owner or of who leads them."""

import re

from markupsafe import Markup

from actions.staffing import people as staff
from casework.staffing.managing import MANAGING
from casework.staffing.people import Role
from casework.text.identity import plain
from casework.text.names import letters
from handlers.staffing import units
from handlers.staffing.people import MyTeam, Suspend
from handlers.staffing.units import Districts
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn, everybody

_GONE = ("遺失", "遺失了", "掉了", "丟了", "弄丟了", "不見", "不見了", "被偷", "被偷了")
_IS_GONE = ("lost", "stolen", "gone")
WORDS = (
    *("遺失手機", "鎖定", "鎖定帳號", "鎖定我的帳號", "弄丟手機", "我弄丟手機了"),
    *(f"{whose}手機{gone}" for whose in ("", "我", "我的") for gone in _GONE),
    *("lock", "lock my account", "lost phone", "lost my phone", "i lost my phone"),
    *(
        f"{whose}phone {how}{gone}"
        for whose in ("", "my ")
        for how in ("", "is ", "was ")
        for gone in _IS_GONE
    ),
)
"""Typed words that mean it, whatever is on the screen."""
NAMED = re.compile(r"(?:遺失手機|鎖定|lock)\s+(.+)", re.IGNORECASE)


class LockMine(Button, prefix="nlk"):
    """Ask once more before the speaker locks their own access."""


class LockMineNow(Button, prefix="nly"):
    """Lock it."""

    version: int


@everybody
def lock(turn: Turn) -> None:
    """Ask whose access it is; who leads nobody is asked about their own at once."""
    begin(turn, turn.heard.given)


def begin(turn: Turn, name: str = "") -> None:
    """Ask whose access it is, of those who are called so."""
    if turn.speaker.role not in MANAGING:
        ask_about_mine(turn)
        return
    found = staff.managed_by_name(turn.db, name) if letters(name) else []
    called = told_apart(found, turn.wording)
    everybody_else = (
        Press(turn.wording.label(units.TITLE), Districts(0))
        if turn.speaker.role is Role.ADMIN
        else Press(turn.wording.label("👥 People"), MyTeam())
    )
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Whose phone is lost?"),
        None if found else turn.wording.text("Write the name after it, for example: lock Wang Xiaoming"),
    )
    keys = column(
        *(Press(called[one.id], Suspend(one.id)) for one in found),
        everybody_else,
        Press(turn.wording.label("My own"), LockMine()),
        home.key(turn.wording),
    )
    turn.show(Screen(text, keys, Level.L1))


@everybody
def mine(turn: Turn) -> None:
    """Ask once more."""
    ask_about_mine(turn)


def ask_about_mine(turn: Turn) -> None:
    """Say what it means; the safe choice comes first (`ux.md` 17)."""
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Lock your own access?"),
        turn.wording.text(
            "At once nothing more can be read or done here, and what was shown in full is deleted. Who leads "
            "your unit hears of it, goes on with what is due, and lets you back in."
        )
        if staff.who_lets_in(turn.db, turn.speaker)
        else lines(
            turn.wording.text(
                "At once nothing more can be read or done here, and what was shown in full is deleted."
            ),
            _nobody_else(turn),
        ),
    )
    leave = Press(turn.wording.label("No, leave it"), home.Home())
    yes = Press(turn.wording.label("🔒 Yes, lock it"), LockMineNow(turn.speaker.version), "danger")
    turn.show(Screen(text, column(leave, yes)))


@everybody
def lock_mine(turn: Turn) -> None:
    """Lock it, and say how they come back: the last that is heard here."""
    helped = bool(staff.who_lets_in(turn.db, turn.speaker))
    staff.lock(turn.db, turn.pressed(LockMineNow).version)
    text = (
        turn.wording.text(
            "Your access is locked. Please call whoever leads your unit: they let you back in, with a "
            "new PIN."
        )
        if helped
        else lines(turn.wording.text("Your access is locked."), _nobody_else(turn))
    )
    turn.show(Screen(text))


def _nobody_else(turn: Turn) -> Markup:
    return turn.wording.text(
        "Nobody else who could let you back in can be reached here: whoever runs the computer invites "
        "another administrator by the command line first."
    )


def answers(turn: Turn, text: str) -> bool:
    """Take 鎖定 王測試 from who leads people."""
    named = NAMED.fullmatch(plain(text)) if turn.speaker.role in MANAGING else None
    if named:
        begin(turn, named[1])
    return named is not None


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.command("lock", lock)
    for phrase in WORDS:
        app.words(phrase, lock, anywhere=True)
    app.saying(answers)
    app.on(LockMine, mine)
    app.on(LockMineNow, lock_mine)
