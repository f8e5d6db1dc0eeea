"""低溫: published in four taps with a preview; one tap for each who was asked after; beds counted down."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from actions.new_year import cold as acts
from actions.new_year import visiting
from casework.cases.access import Action
from casework.forms import Draft
from casework.new_year.cold import (
    COLD,
    COLD_LIST,
    COLD_VISIT,
    DISTRICTS,
    WHOLE,
    BedKind,
    ColdAlert,
    ColdContact,
    ColdList,
    InTheCold,
    daily,
)
from casework.staffing.people import Role
from casework.text.identity import narrow, plain
from casework.text.places import district_of
from handlers.cases import cards
from handlers.cases.history import History
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Row, Table, bold
from handlers.forms import filling
from handlers.new_year import words
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Screen, column, lines
from handlers.ui.turn import App, Card, Flow, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.new_year import care, cold
from storage.new_year.care import KeptEntry
from storage.reminders import obligations
from storage.staffing import people

TITLE = N_("🥶 Cold")
PHRASES = ("低溫", "低溫關懷", "cold", "cold alert")
ROLES = (
    Role.CHIEF,
    Role.WORKER,
    Role.SUPERVISOR,
    Role.HEAD,
    Role.LIAISON,
    Role.CLERK,
    Role.BUREAU,
    Role.ADMIN,
)
CONTACTS = {
    ColdContact.CALLED: N_("☎ Asked by telephone"),
    ColdContact.VISITED: N_("🚪 Visited"),
    ColdContact.NOT_REACHED: N_("Not reached"),
    ColdContact.MOVED_ON: N_("Went along to a warm place"),
    ColdContact.BROUGHT_IN: N_("Brought in by force"),
    ColdContact.SHELTERED: N_("🛏 Given a bed"),
    ColdContact.REFUSED: N_("Stays, refused"),
    ColdContact.HOSPITAL: N_("Taken to hospital"),
}
STANDS = {
    ColdContact.CALLED: N_("asked by telephone"),
    ColdContact.VISITED: N_("visited"),
    ColdContact.NOT_REACHED: N_("not reached"),
    ColdContact.MOVED_ON: N_("went along"),
    ColdContact.BROUGHT_IN: N_("brought in"),
    ColdContact.SHELTERED: N_("given a bed"),
    ColdContact.REFUSED: N_("refused"),
    ColdContact.HOSPITAL: N_("taken to hospital"),
}
BEDS = {BedKind.MEN: N_("men"), BedKind.WOMEN: N_("women"), BedKind.CHILDREN: N_("children")}


class OpenCold(Button, prefix="yk"):
    """Show the cold alert."""


class ColdLists(Button, prefix="ykl"):
    """Turn the pages of the own lists."""

    page: int


class PublishCold(Button, prefix="yka"):
    """Begin to publish one."""


class AskEndCold(Button, prefix="yke"):
    """Ask once more before an alert is taken back."""

    alert: int


class EndCold(Button, prefix="ykf"):
    """Take an alert back (解除)."""

    alert: int


class ColdPage(Button, prefix="ykp"):
    """Turn the pages of a list."""

    cold: int
    page: int


class AskAfter(Button, prefix="ykh"):
    """Show somebody who is to be asked after."""

    cold: int
    care: int


class AskedAfter(Button, prefix="ykd"):
    """Keep what came of it; *made*: so often was asked before, as it was shown."""

    subject: int
    care: int
    how: ColdContact
    made: int


class GiveBed(Button, prefix="ykb"):
    """Give a bed of a shelter; *made*: so often was asked before, as it was shown."""

    subject: int
    care: int
    shelter: int
    kind: BedKind
    made: int


class ColdReport(Button, prefix="ykr"):
    """Send the report of the day (低溫日報)."""

    alert: int


COLD_WORDS = Words(
    title=N_("Cold alert"),
    asks={
        "degree": Ask(
            N_("How cold?"),
            name=N_("Degrees"),
            options={"10": N_("10 °C or below"), "5": N_("5 °C or below")},
        ),
        "areas": Ask(
            N_("In which districts?"),
            name=N_("Area"),
            hint=N_("Tap all that apply."),
            options={WHOLE: N_("The whole city"), **{one: one for one in DISTRICTS}},
        ),
        "until": Ask(
            N_("Until when?"),
            name=N_("Until"),
            hint=N_("Tap, or type a day such as 6/1, 115/6/1 or next Wed."),
            options={"today": N_("Today"), "tomorrow": N_("Tomorrow")},
        ),
    },
    send=N_("Publish"),
    unsent=N_("Not published yet. Please check:"),
)
VISIT_WORDS = Words(
    title=N_("Visit in the cold"),
    asks={
        "checked": Ask(
            N_("What was looked at?"),
            hint=N_("Tap all that apply."),
            options={
                "electricity": N_("Electricity is safe"),
                "heater": N_("Water heater used properly"),
                "warm": N_("Warm things given"),
            },
        )
    },
)


@only(*ROLES)
@reading
def ask(turn: Turn) -> None:
    """Show it to who asks."""
    show(turn)


@only(*ROLES)
@reading
def turn_lists(turn: Turn) -> None:
    """Show other lists of one's own."""
    show(turn, turn.pressed(ColdLists).page)


def show(turn: Turn, page: int = 0) -> None:
    """Put the alerts that go on on the screen: the own lists, to the bureau how far each is, beds."""
    wording, alerts = turn.wording, cold.going_on(turn.db)
    publishes = turn.speaker.role in acts.PUBLISHING
    mine = sorted(
        (each for one in alerts for each in cold.mine(turn.db, one)), key=lambda one: not one.waiting
    )
    here = queues.paged(mine, page)
    text = lines(
        Markup("<b>%s</b>") % wording.text("Cold alerts"),
        *(_alert(turn, one) for one in alerts),
        here.which(wording),
        *(_list(turn, one, alerts) for one in here.rows),
        None if alerts else wording.text("There is no cold alert now."),
        *_beds(turn),
    )
    keys: list[Key | None] = [Press(_named(turn, one, alerts), OpenCard(one.id)) for one in here.rows]
    if publishes:
        keys.append(Press(wording.label("＋ Cold alert"), PublishCold()))
        for one in alerts:
            which = _told_apart(one, alerts, wording)
            report, back = wording.label("📄 Report of the day"), wording.label("Take the alert back")
            keys.append(Press(_with(report, which, wording), ColdReport(one.id)))
            keys.append(Press(_with(back, which, wording), AskEndCold(one.id)))
    turned = here.turning(ColdLists, wording)
    turn.show(Screen(text, (*column(*keys), *turned, (home.key(wording),))))


def _named(turn: Turn, one: ColdList, alerts: Sequence[ColdAlert]) -> str:
    called = _called(turn, one, alerts)
    counted = turn.wording.label("%(label)s (%(n)s)", label=called, n=one.waiting)
    return counted if one.waiting else f"✅ {called}"


def _called(turn: Turn, one: ColdList, alerts: Sequence[ColdAlert] = ()) -> str:
    """Call a list by its sign, which says how cold, by whose it is, and by what else differs."""
    as_cold = [each for each in alerts if each.degree == one.alert.degree]
    whose = ""
    if one.person is not None and one.person not in turn.acting:
        whose = people.get(turn.db, one.person).name
    return turn.wording.beside(one.sign, whose, _told_apart(one.alert, as_cold, turn.wording))


def _with(label: str, which: str, wording: Wording) -> str:
    return wording.label("%(field)s: %(answer)s", field=label, answer=which) if which else label


def _told_apart(one: ColdAlert, alerts: Sequence[ColdAlert], wording: Wording) -> str:
    """Say by what an alert differs from the others that go on; nothing where it is the only one."""
    others, said = [_facts(each, wording) for each in alerts if each.id != one.id], []
    for place, fact in enumerate(_facts(one, wording)):
        if any(each[place] != fact for each in others):
            said.append(fact)
            others = [each for each in others if each[place] == fact]
    return wording.label(", ").join(said)


def _facts(one: ColdAlert, wording: Wording) -> tuple[str, ...]:
    return (
        wording.label(COLD_WORDS.asks["degree"].options[str(one.degree)]),
        _where(one, wording),
        wording.label("lasting until %(day)s", day=wording.day(one.until)),
        wording.label("published %(at)s", at=wording.moment(one.begun_at)),
    )


def _where(one: ColdAlert, wording: Wording) -> str:
    return wording.label("the whole city") if WHOLE in one.areas else wording.label(", ").join(one.areas)


def _alert(turn: Turn, one: ColdAlert) -> Markup:
    return turn.wording.text(
        "🥶 %(degree)s °C or below, %(where)s, until %(until)s",
        degree=one.degree,
        where=_where(one, turn.wording),
        until=turn.wording.day(one.until),
    )


def _list(turn: Turn, one: ColdList, alerts: Sequence[ColdAlert] = ()) -> Markup:
    return turn.wording.count(
        "%(list)s: %(open)s of %(n)s household to be asked after today",
        "%(list)s: %(open)s of %(n)s households to be asked after today",
        len(one.asked),
        list=_called(turn, one, alerts),
        open=one.waiting,
    )


def _beds(turn: Turn) -> Iterator[Markup]:
    wording = turn.wording
    for one in cold.all_shelters(turn.db):
        free = wording.label(", ").join(
            wording.label("%(kind)s %(n)s", kind=wording.label(BEDS[kind]), n=one.left(kind))
            for kind in one.beds
        )
        yield wording.text("🛏 %(name)s: free %(beds)s", name=one.name, beds=free)
    if acts.tells_beds(turn.db):
        yield wording.text(
            "To say which beds are free, type a line such as: %(example)s",
            example=wording.text("beds Sample House men 10 women 5"),
        )


# Published


@only(*acts.PUBLISHING)
def publish(turn: Turn) -> None:
    """Begin the form."""
    filling.begin(turn, COLD)


def _read(draft: Draft) -> tuple[int, list[str], date]:
    areas = draft.chosen("areas")
    chosen = [WHOLE] if WHOLE in areas else areas
    return int(draft.said("degree")), chosen, date.fromisoformat(draft.said("until"))


def _heading(turn: Turn, draft: Draft) -> Markup:
    """Say who gets what, before it is published."""
    title = Markup("<b>%s</b>") % turn.wording.text("Cold alert")
    if COLD.open(draft.answers) is not None:
        return title
    found = acts.foresee(turn.db, *_read(draft))
    return lines(
        title,
        turn.wording.text(
            "Leads told at once: %(lists)s. Households: %(n)s, in the street: %(street)s.",
            lists=found.lists,
            n=found.households,
            street=found.street,
        ),
        turn.wording.text("Precincts told at once, of who is in the street: %(n)s", n=found.precincts)
        if found.precincts
        else None,
    )


def _published(turn: Turn, draft: Draft) -> None:
    acts.publish(turn.db, *_read(draft))
    turn.notice = turn.wording.text("Published. Everybody concerned hears at once.")
    show(turn)


@only(*acts.PUBLISHING)
@reading
def ask_end(turn: Turn) -> None:
    """Ask once more."""
    one, wording = cold.alert(turn.db, turn.pressed(AskEndCold).alert), turn.wording
    text = lines(_alert(turn, one), wording.text("Take it back? Nobody is asked after any more."))
    back = Press(wording.label("No, leave it"), OpenCold())
    turn.show(
        Screen(text, column(back, Press(wording.label("Yes, take it back"), EndCold(one.id), "danger")))
    )


@only(*acts.PUBLISHING)
def end(turn: Turn) -> None:
    """Take it back."""
    acts.end(turn.db, turn.pressed(EndCold).alert)
    turn.notice = turn.wording.text("The alert was taken back. Everybody concerned hears.")
    show(turn)


# InTheCold after


def show_list(turn: Turn, number: int, page: int = 0) -> None:
    """Put a list on the screen: who was not reached first."""
    one: ColdList = subjects.get(turn.db, number, of=ColdList)
    wording = turn.wording
    found = sorted(one.asked, key=lambda each: (each.reached, not each.to_be_visited, each.care.number))
    here = queues.paged(found, page)
    serves = cold.may(turn.db, one, Action.SERVE)
    text = lines(
        Markup("<b>%s</b>") % _called(turn, one),
        _alert(turn, one.alert),
        _list(turn, one),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
        *(_line(turn, each, street=one.street) for each in here.rows),
    )
    keys = (Press(_name(turn, each), AskAfter(one.id, each.care.id)) for each in here.rows if serves)
    turned = here.turning(lambda to: ColdPage(one.id, to), wording)
    last = (Press(wording.label("🕘 History"), History(one.id, 0)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), *turned, last), Level.L1))


def _name(turn: Turn, asked: InTheCold) -> str:
    mark = "✅ " if asked.reached else "❗ " if asked.to_be_visited else ""
    return f"{mark}{asked.care.sign} {words.called(care.own_entry(turn.db, asked.care.id))}".strip()


def _line(turn: Turn, asked: InTheCold, *, street: bool = False) -> Markup:
    """Who, masked, and where; to the precinct where somebody in the street stays, and no name."""
    wording, kept = turn.wording, care.own_entry(turn.db, asked.care.id)
    stands = (
        wording.label(STANDS[asked.contacts[-1]]) if asked.contacts else wording.label("to be asked after")
    )
    about = wording.beside(
        asked.care.sign,
        words.called(kept),
        words.where(asked.care, kept or (_stays(turn, asked) if street else None), wording),
        wording.label(words.GROUPS[asked.care.cold or asked.care.group]),
    )
    return Markup("%s\n%s%s") % (about, wording.indent, stands)


def _stays(turn: Turn, asked: InTheCold) -> KeptEntry | None:
    return next(iter(care.entries_of(turn.db, asked.care.id)), None)


@only(*ROLES)
@reading
def turn_page(turn: Turn) -> None:
    """Show another page."""
    button = turn.pressed(ColdPage)
    show_list(turn, button.cold, button.page)


@only(*ROLES)
@reading
def one_of_them(turn: Turn) -> None:
    """Show somebody: what came of asking is one tap."""
    button = turn.pressed(AskAfter)
    one, asked = acts.asked_of(turn.db, button.cold, button.care)
    wording = turn.wording
    text = lines(
        _line(turn, asked, street=one.street),
        wording.text("Not reached twice: please go there. If nobody opens, call 119.")
        if asked.to_be_visited
        else None,
    )
    keys = [
        Press(wording.label(CONTACTS[how]), AskedAfter(one.id, asked.care.id, how, len(asked.contacts)))
        for how in acts.ways(asked)
    ]
    where = (
        Press(wording.label("☎ Telephone, address: %(sign)s", sign=asked.care.sign), OpenCard(asked.care.id))
        if care.own_entry(turn.db, asked.care.id)
        else None
    )
    back = Press(wording.label("◀ Back"), OpenCard(one.id))
    turn.show(Screen(text, (*column(*keys, where), (back, home.key(wording))), Level.L1))


@only(*ROLES)
def asked_after(turn: Turn) -> None:
    """Keep it; a visit asks what was looked at, a bed where."""
    button = turn.pressed(AskedAfter)
    one, asked = acts.as_shown(turn.db, button.subject, button.care, button.made)
    if button.how is ColdContact.VISITED:
        filling.begin(turn, COLD_VISIT, asked.care.id)
        return
    if button.how is ColdContact.SHELTERED:
        _which_bed(turn, one, asked)
        return
    acts.ask_after(turn.db, one.id, asked.care.id, button.how)
    _noted(turn, one.id)


def _noted(turn: Turn, number: int) -> None:
    turn.notice = turn.wording.text("Noted.")
    show_list(turn, number)


def _whom(turn: Turn, draft: Draft) -> Markup:
    """Say above the question whom it is about."""
    one = visiting.get(turn.db, draft.subject or 0)
    return Markup("<b>%s</b> %s") % (one.sign, words.called(care.own_entry(turn.db, one.id)))


def _visited(turn: Turn, draft: Draft) -> None:
    """Keep a visit on the list by which the speaker has them."""
    for one in (each for alert in cold.going_on(turn.db) for each in cold.mine(turn.db, alert)):
        if draft.subject in {asked.care.id for asked in one.asked}:
            checked = draft.chosen("checked")
            acts.ask_after(turn.db, one.id, draft.subject or 0, ColdContact.VISITED, checked)
            _noted(turn, one.id)
            return
    show(turn)


def _which_bed(turn: Turn, one: ColdList, asked: InTheCold) -> None:
    wording, made = turn.wording, len(asked.contacts)
    keys = [
        Press(
            wording.label(
                "%(name)s, %(kind)s (%(n)s)",
                name=place.name,
                kind=wording.label(BEDS[kind]),
                n=place.left(kind),
            ),
            GiveBed(one.id, asked.care.id, place.id, kind, made),
        )
        for place in cold.all_shelters(turn.db)
        for kind in BedKind
        if place.left(kind)
    ]
    text = (
        wording.text("Where is the bed?")
        if keys
        else wording.text("No bed is free. Please call 1999 or 119.")
    )
    back = Press(wording.label("◀ Back"), AskAfter(one.id, asked.care.id))
    whom = _line(turn, asked, street=one.street)
    turn.show(Screen(lines(whom, text), (*column(*keys), (back, home.key(wording))), Level.L1))


@only(*ROLES)
def give_bed(turn: Turn) -> None:
    """Give a bed: one fewer is free."""
    button = turn.pressed(GiveBed)
    one, asked = acts.as_shown(turn.db, button.subject, button.care, button.made)
    given = acts.shelter(turn.db, one.id, asked.care.id, button.shelter, button.kind)
    turn.notice = turn.wording.text("Free beds at %(name)s: %(n)s.", name=given.name, n=given.free)
    show_list(turn, one.id)


# Beds, typed

_BEDS = re.compile(
    r"^(?:床位|beds?)\s+(?P<name>.{1,30}?)\s+(?P<rest>(?:男|女|兒少|兒童|men|women|children)\s*\d.*)$",
    re.IGNORECASE,
)
_KINDS = {
    "男": BedKind.MEN,
    "men": BedKind.MEN,
    "女": BedKind.WOMEN,
    "women": BedKind.WOMEN,
    "兒少": BedKind.CHILDREN,
    "兒童": BedKind.CHILDREN,
    "children": BedKind.CHILDREN,
}
_NUMBERS = re.compile(r"(男|女|兒少|兒童|women|men|children)\s*(\d{1,3})", re.IGNORECASE)


def answers(turn: Turn, text: str) -> bool:
    """Take how many beds a shelter has: 床位 友善旅舍 男10 女5 兒少2."""
    found = _BEDS.match(narrow(plain(text)).strip())
    if found is None or not acts.tells_beds(turn.db):
        return False
    beds = {_KINDS[word.lower()]: int(n) for word, n in _NUMBERS.findall(found["rest"])}
    acts.tell_beds(turn.db, found["name"], beds)
    turn.notice = turn.wording.text("Noted: the beds of %(name)s.", name=found["name"])
    show(turn)
    return True


# 低溫日報


@only(*acts.PUBLISHING)
def report(turn: Turn) -> None:
    """Send the report of the day whose lists are done, district by district."""
    one, wording = cold.alert(turn.db, turn.pressed(ColdReport).alert), turn.wording
    heads = (
        (N_("Day"), 20),
        (N_("District"), 10),
        (N_("Elders alone to be asked after"), 12),
        (N_("Reached"), 10),
        (N_("In the street to be seen"), 12),
        (N_("Went along"), 10),
        (N_("Brought in"), 10),
        (N_("Given a bed"), 10),
        (N_("Refused"), 10),
        (N_("To hospital"), 10),
    )
    columns = tuple(
        Column(wording.label(title), width, centred=at > 1) for at, (title, width) in enumerate(heads)
    )
    asked = cold.asked(turn.db, one)
    rows: list[Row] = []
    for district in DISTRICTS:
        theirs = [each for each in asked if district_of(each.care.village) == district]
        if theirs:
            rows.append([wording.day(one.today), district, *map(str, daily(theirs).values())])
    rows.append(bold([wording.label("Sum"), "", *map(str, daily(asked).values())]))
    day = wording.label("Cold: report of %(day)s", day=wording.day(one.today))
    title = wording.beside(day, _told_apart(one, cold.going_on(turn.db), wording))
    hand_out(turn, Table(title, columns, rows), Format.XLSX, "cold")
    show(turn)


def _shown(turn: Turn) -> bool:
    """It is at home while there is an alert; the bureau can publish one."""
    return turn.speaker.role in acts.PUBLISHING or bool(cold.going_on(turn.db))


def _waiting(turn: Turn) -> int:
    return sum(each.waiting for one in cold.going_on(turn.db) for each in cold.mine(turn.db, one))


def _about(one: ColdList, wording: Wording) -> str:
    return _where(one.alert, wording)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(
        HomeEntry(TITLE, OpenCold(), ROLES, waiting=_waiting, shown=_shown, place=HomePlace.MORE)
    )
    for phrase in PHRASES:
        app.words(phrase, ask)
    app.saying(answers, lambda text: _BEDS.match(narrow(text)))
    app.cards[COLD_LIST.name] = Card(show_list, _about)
    app.flows[COLD.name] = Flow(COLD, COLD_WORDS, acts.PUBLISHING, _published, summary=True, heading=_heading)
    app.flows[COLD_VISIT.name] = Flow(COLD_VISIT, VISIT_WORDS, ROLES, _visited, heading=_whom)
    for button, handler in (
        (OpenCold, ask),
        (ColdLists, turn_lists),
        (PublishCold, publish),
        (AskEndCold, ask_end),
        (EndCold, end),
        (ColdPage, turn_page),
        (AskAfter, one_of_them),
        (AskedAfter, asked_after),
        (GiveBed, give_bed),
        (ColdReport, report),
    ):
        app.on(button, handler)
