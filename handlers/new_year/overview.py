"""春節: begun by the bureau in two taps; afterwards everybody's own list, the worst first."""

from collections.abc import Iterator

from markupsafe import Markup

from actions.new_year import campaign as acts
from actions.new_year import results
from casework.errors import NotThere
from casework.new_year.care import VISITED, CareHousehold, CareStanding, settled
from casework.new_year.holiday import NewYear, coming, new_year
from casework.new_year.parts import CarePart, hands_in, speaks
from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.new_year import words
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Screen, column, lines
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.wording import N_
from storage.new_year import campaigns, care
from storage.new_year.campaigns import Campaign

TITLE = N_("🧧 New Year")
PHRASES = ("春節", "春節關懷", "new year", "new-year care")
ROLES = (
    Role.CHIEF,
    Role.WORKER,
    Role.SUPERVISOR,
    Role.HEAD,
    Role.LIAISON,
    Role.CLERK,
    Role.BUREAU,
)
NAMED = 8
"""So many units are named at most."""


class OpenNewYear(Button, prefix="yo"):
    """Open New-Year care, at a page of the own list."""

    page: int


class BeginCare(Button, prefix="yb"):
    """Ask once more, with what it means."""


class BeginCareNow(Button, prefix="yby"):
    """Begin the campaign of a year."""

    care_year: int


class CareNotes(Button, prefix="yi"):
    """Show where the plan says two things (ⓘ)."""


@only(*ROLES)
@reading
def press(turn: Turn) -> None:
    """Show a page of it."""
    show(turn, turn.pressed(OpenNewYear).page)


@only(*ROLES)
@reading
def ask(turn: Turn) -> None:
    """Answer who typed it."""
    show(turn, 0)


def show(turn: Turn, page: int = 0) -> None:
    """Put the own list on the screen; before it began, what the bureau can begin."""
    one = campaigns.latest(turn.db)
    if one is None:
        turn.show(_not_begun(turn))
        return
    wording, holiday = turn.wording, new_year(one.year, turn.db.rules.calendar)
    found = sorted(care.mine(turn.db, one.year), key=lambda each: _worst_first(turn, each))
    here = queues.paged(found, page)
    text = lines(
        Markup("<b>%s</b>") % words.titled(one.year, wording),
        _window(turn, holiday),
        *(_whole(turn, one) if turn.speaker.role is Role.BUREAU else ()),
        *_of_unit(turn, one),
        *(line for part in turn.app.new_year for line in part.lines(turn, one)),
        _count(turn, found),
        here.which(wording),
        *(_line(turn, each) for each in here.rows),
    )
    keys = column(*(Press(_key(turn, each), OpenCard(each.id)) for each in here.rows))
    turned = here.turning(OpenNewYear, wording)
    more = [key for part in turn.app.new_year for key in part.keys(turn, one)]
    notes = Press(wording.label("ⓘ The plan's wording"), CareNotes())
    if acts.may_begin(turn.db):
        care_of = words.titled(coming(turn.today, turn.db.rules).first.year, wording).unescape()
        more.insert(0, Press(wording.label("Begin %(care)s", care=care_of), BeginCare()))
    turn.show(Screen(text, (*keys, *turned, *column(*more), (notes, home.key(wording))), Level.L1))


def _worst_first(turn: Turn, one: CareHousehold) -> tuple[bool, bool, int]:
    return settled(one, turn.db.rules), not one.high, one.number


def _window(turn: Turn, holiday: NewYear) -> Markup:
    first, last = holiday.window(turn.db.rules.policy.new_year)
    return turn.wording.text(
        "Visits from %(first)s, before the holiday begins on %(holiday)s; the last day is %(last)s.",
        first=turn.wording.day(first),
        holiday=turn.wording.day(holiday.first),
        last=turn.wording.day(last),
    )


def _whole(turn: Turn, one: Campaign) -> Iterator[Markup]:
    """Tell the bureau how far all are."""
    wording, parts = turn.wording, campaigns.parts(turn.db, one.year)
    asked = [part for part in parts if hands_in(part.unit, turn.db.rules)]
    waiting = [part.unit.name for part in asked if part.listed_at is None]
    none = [part.unit.name for part in asked if part.none]
    given = len(asked) - len(waiting) - len(none)
    yield wording.text("Lists: %(n)s of %(of)s handed in", n=given, of=len(asked))
    if none:
        yield wording.text("Said that they have none: %(units)s", units=some(turn, none))
    if waiting:
        yield wording.text("Missing: %(units)s", units=some(turn, waiting))
    if one.closed_at is None:
        households, waiting_for = care.all_waiting(turn.db, one.year)
        yield wording.text(
            "All households: %(n)s; still to be visited: %(open)s", n=households, open=waiting_for
        )
        return
    counted = results.total(turn.db, one.year)
    yield wording.text(
        "All households: %(n)s; visited: %(visited)s; not yet: %(open)s",
        n=counted["households"],
        visited=sum(counted[each] for each in VISITED),
        open=counted[CareStanding.NOT_YET],
    )


def some(turn: Turn, units: list[str]) -> str:
    """Name units; of many the first."""
    return turn.wording.label(", ").join(units[:NAMED]) + ("…" if len(units) > NAMED else "")


def _of_unit(turn: Turn, one: Campaign) -> Iterator[Markup]:
    """Say what the own unit has handed in."""
    part = own_part(turn, one)
    if part is None or not hands_in(part.unit, turn.db.rules):
        return
    if part.none:
        yield turn.wording.text("Your unit said on %(day)s that it has no list.", day=_day(turn, part))
    elif part.listed_at is not None:
        yield turn.wording.text("Your unit's list was handed in on %(day)s.", day=_day(turn, part))
    else:
        yield turn.wording.text(
            "Your unit's list is awaited: send the .xlsx here, or say that there is none."
        )


def _day(turn: Turn, part: CarePart) -> str:
    return turn.wording.day(local_day(part.listed_at)) if part.listed_at else ""


def own_part(turn: Turn, one: Campaign) -> CarePart | None:
    """Return the part of a unit for which the speaker hands in."""
    for who in turn.db.acting:
        part = campaigns.existing(turn.db, one.year, who.unit)
        if part is not None and speaks(who, part.unit):
            return part
    return None


def _count(turn: Turn, found: list[CareHousehold]) -> Markup:
    if not found:
        return turn.wording.text("No household is on your list.")
    waiting, own = sum(not settled(one, turn.db.rules) for one in found), care.waiting(turn.db)
    return turn.wording.count(
        "Your list: %(n)s household, %(open)s to be visited, waiting for you: %(own)s",
        "Your list: %(n)s households, %(open)s to be visited, waiting for you: %(own)s",
        len(found),
        open=waiting,
        own=own,
    )


def _line(turn: Turn, one: CareHousehold) -> Markup:
    wording, kept = turn.wording, care.own_entry(turn.db, one.id)
    mark = "🔺" if one.high else ""
    about = wording.beside(f"{mark}{one.sign}", words.called(kept), words.where(one, kept, wording))
    return Markup("%s\n%s%s") % (
        about,
        wording.indent,
        wording.beside(words.lead(turn, one).unescape(), words.came_of_it(turn, one).unescape()),
    )


def _key(turn: Turn, one: CareHousehold) -> str:
    done = settled(one, turn.db.rules)
    return turn.wording.label(
        "%(mark)s%(sign)s %(name)s",
        mark="✅ " if done else "",
        sign=one.sign,
        name=words.called(care.own_entry(turn.db, one.id)),
    ).strip()


def _not_begun(turn: Turn) -> Screen:
    wording, holiday = turn.wording, coming(turn.today, turn.db.rules)
    own = turn.speaker.role is Role.BUREAU
    text = lines(
        Markup("<b>%s</b>") % words.titled(holiday.first.year, wording),
        _window(turn, holiday),
        wording.text("It has not begun yet.") if own else wording.text("The bureau has not begun it yet."),
    )
    begin: Key | None = Press(wording.label("Begin"), BeginCare(), "primary") if own else None
    return Screen(text, column(begin, home.key(wording)))


@only(Role.BUREAU)
@reading
def begin(turn: Turn) -> None:
    """Say what beginning means."""
    wording, holiday = turn.wording, coming(turn.today, turn.db.rules)
    year = holiday.first.year
    text = lines(
        Markup("<b>%s</b>") % wording.text("Begin %(care)s?", care=words.titled(year, wording)),
        _window(turn, holiday),
        wording.text(
            "Units are asked for their lists at once; cases in service are found by the indicators by "
            "themselves, new ones each day."
        ),
    )
    yes = Press(wording.label("Yes, begin"), BeginCareNow(year), "primary")
    turn.show(Screen(text, column(Press(wording.label("◀ Back"), OpenNewYear(0)), yes)))


@only(Role.BUREAU)
def begin_now(turn: Turn) -> None:
    """Begin."""
    if turn.pressed(BeginCareNow).care_year != coming(turn.today, turn.db.rules).first.year:
        raise NotThere
    one = acts.begin(turn.db)
    turn.notice = turn.wording.text(
        "%(care)s has begun. Units were asked for their lists.", care=words.titled(one.year, turn.wording)
    )
    show(turn)


@only(*ROLES)
@reading
def notes(turn: Turn) -> None:
    """Show where the plan says two things."""
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("Where the plan says two things"),
        *(wording.text(one) for one in words.CONTRADICTIONS),
    )
    turn.show(Screen(text, column(Press(wording.label("◀ Back"), OpenNewYear(0)), home.key(wording))))


def _shown(turn: Turn) -> bool:
    """It is at home while there is a campaign; the bureau can begin one."""
    return turn.speaker.role is Role.BUREAU or campaigns.going_on(turn.db) is not None


def _waiting(turn: Turn) -> int:
    one = campaigns.going_on(turn.db)
    if one is None:
        return 0
    return care.waiting(turn.db)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(
        HomeEntry(TITLE, OpenNewYear(0), ROLES, waiting=_waiting, shown=_shown, place=HomePlace.MORE)
    )
    for phrase in PHRASES:
        app.words(phrase, ask)
    app.guides.append(
        Guide(
            "(?:春節|年節)(?:關懷|訪視|慰問|名單|名冊|成果)+|關懷(?:戶|名冊|訪視|名單)|new-?year(?:care|visits?|lists?|results?)+",
            N_("Your households stand there: open one to log its visit. Lists and results are there, too."),
            ROLES,
            TITLE,
            OpenNewYear(0),
            shown=_shown,
        )
    )
    app.on(OpenNewYear, press)
    app.on(BeginCare, begin)
    app.on(BeginCareNow, begin_now)
    app.on(CareNotes, notes)
