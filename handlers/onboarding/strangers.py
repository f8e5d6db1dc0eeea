"""Strangers: one constant text with the hotlines, and nothing is kept (`domain.md` §9)."""

from markupsafe import Markup

from casework.errors import Refusal
from handlers.ui.screens import Screen
from handlers.ui.turn import Turn
from handlers.words.wording import Wording
from storage.staffing import people


def hotlines(turn: Turn) -> None:
    """Say where anyone can turn; since a restore also to whose access sleeps, and that it does."""
    screen = Screen(numbers(turn.wording))
    if turn.office.memory.epoch and people.sleeps(turn.db, turn.token):
        turn.answer_stranger(screen.under(asleep(turn.wording)), "asleep")
    else:
        turn.answer_stranger(screen, "hotlines")


def asleep(wording: Wording) -> Markup:
    """Say why nothing is taken, and that it is to be sent again."""
    return wording.text(
        "The office was restored from a copy, and your access sleeps until whoever leads you confirms it. "
        "What you just sent was not kept: please send it again then."
    )


def refuse(turn: Turn, refusal: Refusal, sentence: Markup) -> None:
    """Say why an invitation was refused, and where anyone can turn."""
    turn.answer_stranger(Screen(numbers(turn.wording)).under(sentence), type(refusal).__name__)


def numbers(wording: Wording) -> Markup:
    """The hotlines, as everybody hears them."""
    return wording.text(
        "This bot is for the staff of the social safety net, by invitation.\n"
        "In danger, call <b>110</b> (police) or <b>119</b> (fire, ambulance).\n"
        "<b>113</b> protection, 24 hours\n"
        "<b>1957</b> welfare\n"
        "<b>1925</b> peace of mind, 24 hours"
    )
