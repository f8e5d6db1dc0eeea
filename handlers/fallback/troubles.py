"""Troubles: what people hear when something was lost or could not be handled (`trust.md` R7, R10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from handlers.ui import home
from handlers.ui.office import Telling
from handlers.ui.screens import Screen, bare, column
from handlers.words.wording import N_, Wording


def outage(lost: tuple[datetime, datetime], wording: Wording) -> Screen:
    """Ask for what was sent in these hours: what waits over 24 hours the messenger drops."""
    since, until = map(wording.moment, lost)
    return Screen(
        wording.text(
            "The bot was off. What you sent from %(since)s to %(until)s may be lost: if you got no "
            "number for it, please send it again.",
            since=since,
            until=until,
        )
    )


def sorry(about: object, wording: Wording) -> Screen:
    """Tell who sent what could not be handled."""
    return Screen(
        wording.text("Something went wrong here, and the administrator was told. Please try again or call.")
    )


def set_aside(row: int, wording: Wording) -> Screen:
    """Tell an administrator, without anybody's data."""
    return Screen(
        wording.text("A message could not be handled and was set aside: inbox row %(row)s.", row=row)
    )


def delete_it(about: object, wording: Wording) -> Screen:
    """Ask somebody to delete by hand what the messenger takes back no more."""
    return Screen(
        wording.text(
            "I could not take a message with full data back from this chat. Please delete it yourself, now."
        )
    )


def left_standing(name: str, wording: Wording) -> Screen:
    """Tell an administrator whose chat still holds what was to be gone; they may have blocked the bot."""
    return Screen(
        wording.text(
            "A message with full data could not be taken back from the chat of %(name)s. "
            "Please see that it is deleted there.",
            name=name,
        )
    )


def unshown(wordings: Iterable[Wording]) -> str:
    """Say in every language that an answer can't be shown: whose it is, is not known where it is refused."""
    said = N_("I could not show you an answer. Write /start to go on. If it happens again, call your office.")
    return "\n\n".join(bare(wording.text(said)) for wording in wordings)


def missed(count: int, wording: Wording) -> Screen:
    """Say to who came back how much could not be told, and how much of it comes now."""
    text = wording.count(
        "%(n)s message could not reach you while the bot was blocked. It comes now.",
        "%(n)s messages could not reach you while the bot was blocked. The latest come now.",
        count,
    )
    return Screen(text, column(home.key(wording)))


TELLINGS: Mapping[str, Telling] = {
    "office.missed": missed,
    "office.outage": outage,
    "office.sorry": sorry,
    "office.set_aside": set_aside,
    "office.delete_it": delete_it,
    "office.left_standing": left_standing,
}
"""What is told of troubles."""
