"""Language: Chinese or English; the choice overrides what Telegram says (`ux.md` 2)."""

from actions import onboarding
from casework.errors import Stale
from casework.staffing.people import Role
from handlers.forms import filling
from handlers.ui import home, menu
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, everybody
from handlers.words.wording import LANGUAGES, N_

TITLE = N_("🌐 中文／English")
OWN_NAMES = {"zh_Hant_TW": "中文", "en": "English"}
"""Each in its own language, so that whoever chose wrongly finds back."""


class Languages(Button, prefix="ls"):
    """Ask which language."""


class Speak(Button, prefix="lg"):
    """Speak a language from now on."""

    language: str


@everybody
def languages(turn: Turn) -> None:
    """Ask which language; a form being filled in goes to its drawer."""
    keys = [Press(OWN_NAMES[one], Speak(one)) for one in LANGUAGES]
    question = turn.wording.text("Which language shall I speak with you?")
    back = filling.way_back(turn)
    turn.show(Screen(question, (*column(*keys), *back, *column(home.key(turn.wording)))))


@everybody
def speak(turn: Turn) -> None:
    """Keep the choice and say so in the new language."""
    language = turn.pressed(Speak).language
    if language not in LANGUAGES:
        raise Stale
    onboarding.speak(turn.db, language)
    turn.wording = turn.office.wordings[language]
    menu.publish(turn)
    turn.notice = turn.wording.text("From now on I speak English with you.")
    home.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, Languages(), tuple(Role), place=HomePlace.MORE))
    app.command("language", languages)
    for phrase in ("語言", "切換語言", "language"):
        app.words(phrase, languages, anywhere=True)
    app.on(Languages, languages)
    app.on(Speak, speak)
