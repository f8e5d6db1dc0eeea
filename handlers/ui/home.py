"""Home: what each role can do, one tap away; /start, /help and 取消 lead here and lose nothing."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from casework.counting import counted
from casework.errors import NotThere
from casework.forms import Draft
from casework.staffing.people import Role
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Turn, everybody, reading
from handlers.words import typed
from handlers.words.terms import ROLES
from handlers.words.wording import N_, Wording
from storage.forms import drafts

LEAVING = ("取消", "首頁", "回首頁", "主選單", "選單", "離開", "cancel", "home", "go home", "menu")
"""Typed words that lead home from everywhere (`ux.md` 3)."""

WHAT_TO_DO = {
    Role.CHIEF: N_("Write what worries you, or send a photo, a video, a voice note or a location."),
    Role.WORKER: N_("Ask for your cases: a number, a village, a name. A photo begins a report."),
    Role.LIAISON: N_("Ask for your cases: a number, a village, a name. A photo begins a report."),
    Role.CLERK: N_("Write what worries you, or send a photo, a video, a voice note or a location."),
    Role.SUPERVISOR: N_("Ask for any case: a number, overdue, a village, a name."),
    Role.HEAD: N_("Ask for any case: a number, overdue, a village, a name."),
    Role.BUREAU: N_(
        "Ask for any case: a number, overdue, a village, a name. “diff 108 109” compares two plans."
    ),
    Role.ADMIN: N_(
        "Ask for any case: a number, overdue, a village, a name. “diff 108 109” compares two plans."
    ),
    Role.SCREENER: N_("Ask for any case: a number, overdue, a village, a name."),
}


ROWS = 4
"""So many keys home has at most (`ux.md` 1)."""


FEW = 3
"""Who has what others ask for is named where it is so few roles."""
_AKIN = 3
"""So many keys are named to who typed something like their names."""
PLACES = {HomePlace.CASES: N_("📁 Cases"), HomePlace.MORE: N_("⋯ More")}
"""The keys of home behind which others stand."""
SAID = {
    **dict.fromkeys(("個案", "cases"), HomePlace.CASES),
    **dict.fromkeys(("更多", "more"), HomePlace.MORE),
}
"""The same, typed."""


class Home(Button, prefix="home"):
    """Back to the home card."""


class OpenPlace(Button, prefix="hm"):
    """Show what stands behind a key of home."""

    place: str


def on_a_case(asked: str, label: str, roles: tuple[Role, ...]) -> Guide:
    """Lead who asks for what a key of a case's card does to their cases."""
    said = N_("Open the case and press “%(key)s”.")
    there = OpenPlace(HomePlace.CASES)
    return Guide(asked, said, roles, PLACES[HomePlace.CASES], there, keys={"key": label})


def key(wording: Wording) -> Press:
    """The key that every screen below home has."""
    return Press(wording.label("🏠 Home"), Home())


def show(turn: Turn) -> None:
    """Put the home card on the screen; a form being filled in goes to its drawer."""
    turn.show(card(turn))


def waiting(turn: Turn) -> Markup | None:
    """Count what was begun and not sent; None when there is nothing."""
    found = len(begun(turn))
    if not found:
        return None
    return turn.wording.count("%(n)s draft is not finished.", "%(n)s drafts are not finished.", found)


def begun(turn: Turn) -> list[Draft]:
    """List what the speaker may still fill in, the latest first; who changed roles may have begun others."""
    flows = turn.app.flows
    mine = (draft for draft in drafts.mine(turn.db) if draft.begun and draft.form in flows)
    return [draft for draft in mine if turn.speaker.role in flows[draft.form].roles]


def card(turn: Turn) -> Screen:
    """At most 6 lines and 4 rows of keys (`ux.md` 1)."""
    wording, speaker = turn.wording, turn.speaker
    role = wording.text(ROLES[speaker.role])
    where = wording.label(", ").join(speaker.villages) or turn.unit.name
    text = lines(
        Markup("<b>%s</b>") % wording.text("Shouwang"),
        wording.text("%(name)s, %(role)s, %(where)s", name=speaker.name, role=role, where=where),
        wording.text(WHAT_TO_DO[speaker.role]),
        waiting(turn),
    )
    return Screen(text, keys(turn))


def keys(turn: Turn) -> Rows:
    """The keys of home; what was begun and not sent stands beside the last of them."""
    entries = _entries(turn)
    begun = [_key(turn, one) for one in entries if one.place is HomePlace.BEGUN]
    *rows, last = column(*_keys(turn, [one for one in entries if one.place is not HomePlace.BEGUN]))
    return (*rows, (*last, *begun)) if len(rows) + 1 == ROWS else (*column(*begun), *rows, last)


def _keys(turn: Turn, entries: Sequence[HomeEntry]) -> Iterator[Press]:
    """All that is this person's, where there is room; else what is daily work, and the rest behind it."""
    here = _at_home(entries)
    for entry in here:
        yield _key(turn, entry)
    for place, label in PLACES.items():
        if any(entry.place is place for entry in entries if entry not in here):
            yield Press(turn.wording.label(label), OpenPlace(place))


def _at_home(entries: Sequence[HomeEntry]) -> Sequence[HomeEntry]:
    """List what stands on home itself; of who has no daily work there the first, as far as there is room."""
    if len(entries) <= ROWS:
        return entries
    return [one for one in entries if one.place is HomePlace.HOME] or entries[: ROWS - 1]


def behind(turn: Turn) -> list[HomeEntry]:
    """List what is somebody's own, what is not at home itself first: those are found by their names."""
    return sorted(_entries(turn), key=lambda one: one.place is HomePlace.HOME)


def _entries(turn: Turn) -> list[HomeEntry]:
    return [one for one in turn.app.entries if turn.speaker.role in one.roles and one.shown(turn)]


@everybody
@reading
def open_place(turn: Turn) -> None:
    """Show what stands behind a key of home."""
    place = turn.pressed(OpenPlace).place
    if place not in list(HomePlace):
        raise NotThere
    _show_place(turn, HomePlace(place))


def _show_place(turn: Turn, place: HomePlace) -> None:
    entries = [one for one in _entries(turn) if one.place is not HomePlace.BEGUN]
    shown = _at_home(entries)
    keys = [
        _key(turn, one) for one in entries if one.place is place and (one not in shown or shown is entries)
    ]
    if not keys or place is HomePlace.HOME:
        show(turn)
        return
    asked = turn.wording.text(WHAT_TO_DO[turn.speaker.role]) if place is HomePlace.CASES else None
    text = lines(Markup("<b>%s</b>") % turn.wording.text(PLACES[place]), asked)
    turn.show(Screen(text, (*column(*keys), (key(turn.wording),))))


def answers(turn: Turn, text: str) -> bool:
    """Take the name of a key of home, in any language, as the key itself."""
    languages = turn.office.wordings.values()
    mine = (one for one in turn.app.entries if turn.speaker.role in one.roles)
    said = typed.meant(text)
    for entry in mine:
        if typed.called(said, entry.label, languages) and entry.shown(turn):
            turn.press(entry.button)
            return True
    return _of_staff(turn, said)


def _of_staff(turn: Turn, said: str) -> bool:
    """Take the name of a place of home from staff; a chief's word may be a worry."""
    if turn.speaker.role is Role.CHIEF:
        return False
    if said in SAID:
        _show_place(turn, SAID[said])
    return said in SAID


def akin(turn: Turn, text: str) -> Rows:
    """The keys whose names share a word with what was typed, where it found nothing else."""
    languages = turn.office.wordings.values()
    found = [one for one in behind(turn) if typed.akin(text, one.label, languages)]
    return column(*(_key(turn, one) for one in found[:_AKIN]))


def elsewhere(turn: Turn, text: str) -> bool:
    """Take the name of what others have, or what is empty now: it is no question and no worry."""
    languages = turn.office.wordings.values()
    said = typed.meant(text)
    known = (
        said in SAID
        or turn.app.knows(text)
        or any(typed.called(said, one.label, languages) for one in turn.app.entries)
    )
    if known:
        nothing(turn, text)
    return known


def nothing(turn: Turn, text: str, whose: Sequence[Role] = ()) -> None:
    """Say that a word of the bot leads to nothing of the speaker's; where few have it, who they are."""
    wording, theirs = turn.wording, whose or _whose(turn, text)
    said = wording.text("There is nothing for you under “%(word)s” now.", word=text.strip())
    if 0 < len(theirs) <= FEW and turn.speaker.role not in theirs:
        roles = wording.label(", ").join(wording.label(ROLES[one]) for one in theirs)
        said = Markup("%s\n%s") % (said, wording.text("Who has it: %(roles)s.", roles=roles))
    turn.notice = said
    show(turn)


def _whose(turn: Turn, text: str) -> Sequence[Role]:
    """Return the roles that have what is called so: behind a key of home, or typed."""
    said, languages = typed.meant(text), turn.office.wordings.values()
    entry = next((one for one in turn.app.entries if typed.called(said, one.label, languages)), None)
    handler = turn.app.phrases.get(said)
    theirs = entry.roles if entry else (handler.roles if handler else None) or ()
    return [one for one in Role if one in theirs]


def _key(turn: Turn, entry: HomeEntry) -> Press:
    label = turn.wording.label(entry.label)
    count = entry.waiting(turn) if entry.waiting else 0
    return Press(
        turn.wording.label("%(label)s (%(n)s)", label=label, n=counted(count)) if count else label,
        entry.button,
    )


@everybody
@reading
def go_home(turn: Turn) -> None:
    """Show home."""
    show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Home, go_home)
    for command in ("cancel", "home"):
        app.command(command, go_home)
    for phrase in LEAVING:
        app.words(phrase, go_home, anywhere=True)
    app.on(OpenPlace, open_place)
    app.saying(answers)
