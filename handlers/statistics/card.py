"""The figures of a period on one card, by village, kind and so on, and the cases behind each number."""

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup
from msgspec import convert, to_builtins
from msgspec.structs import replace

from actions import errands as errand_acts
from casework.cases.criteria import CaseKind
from casework.errors import NotThere, Stale
from casework.policy.policy import Duty
from casework.statistics.asked import Area
from casework.statistics.figures import OF_HOUSEHOLDS, PILOT, Group, Metric
from casework.statistics.register import Bases, bases
from casework.statistics.summary import GroupRow, Selection, Summary, sum_up
from casework.statistics.telling import BASE
from casework.text.dates import local_day
from handlers.errands import progress
from handlers.statistics import asking
from handlers.statistics.asking import FIGURES, MAP, WATCHING, AskPeriod, given, selection_of
from handlers.ui import home, queues, standings
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, ErrandKind, Turn, only, reading
from handlers.words.terms import DISCREET_DUTIES, KINDS, SEXES, STATES
from handlers.words.wording import N_, Wording
from storage import statistics
from storage.cases import cases
from storage.cases.queues import PAGE
from storage.core.database import Transaction
from storage.staffing import people

CHART, TABLE, WORKERS = "figures_chart", "figures_table", "figures_workers"
"""The errands that make more of the same."""
LINES = 8
"""So many groups stand on a page."""
METRICS = {
    Metric.REPORTS: N_("reports"),
    Metric.HOUSEHOLDS: N_("households"),
    Metric.REPEATED: N_("reported more than once"),
    Metric.TO_SCREEN: N_("to be screened"),
    Metric.OPENED: N_("cases opened"),
    Metric.REDIRECTED: N_("pointed to another channel"),
    Metric.NOT_TAKEN: N_("not taken"),
    Metric.AGAIN: N_("reported again within a year"),
    Metric.CLOSED: N_("cases closed"),
    Metric.IN_HAND: N_("cases in hand"),
    Metric.OVERDUE: N_("of them overdue now"),
}
GROUPS = {
    Group.VILLAGE: N_("By village"),
    Group.DISTRICT: N_("By district"),
    Group.UNIT: N_("By unit"),
    Group.KIND: N_("By kind"),
    Group.SEX: N_("By sex"),
    Group.MONTH: N_("By month"),
}


class ShowFigures(Button, prefix="sts"):
    """Back to the card."""

    errand: int


class ShowGroup(Button, prefix="stg"):
    """The figures told apart, a page at a time."""

    errand: int
    group: Group
    page: int


class ShowLists(Button, prefix="stl"):
    """Which number to open."""

    errand: int


class ShowList(Button, prefix="stc"):
    """The cases behind a number; *of* is a metric, or the duty that was late."""

    errand: int
    of: str
    page: int


class Make(Button, prefix="stm"):
    """Draw or write the same figures, or count what a map was drawn of."""

    errand: int
    what: str


def counted(job: Job) -> Outcome:
    """Count all that is asked for."""
    return Outcome(to_builtins(summary(job, selection_of(job.errand.given))))


def summary(job: Job, selection: Selection) -> Summary:
    """Count for the speaker."""
    days = selection.span(local_day(job.db.now))
    found = statistics.facts(job.db, days, selection.area, sexes=True)
    whole = asking.lists_all(job.db, selection.area)
    return sum_up(found, selection, days, whole=whole, bases=bases_of(job, selection.area))


def bases_of(job: Job, area: Area) -> Bases | None:
    """Read by how many households rates of an area are counted; None: no register was handed in."""
    register = statistics.register(job.db)
    return bases(register, job.office.places, statistics.centres(job.db), area) if register else None


def told(turn: Turn, outcome: Outcome) -> None:
    """Show the card, in a message of its own."""
    turn.say(screen(turn, outcome.errand, convert(outcome.found, Summary)))


def screen(turn: Turn, errand: int, found: Summary) -> Screen:
    """Counts only, and no household."""
    wording, selection = turn.wording, found.selection
    area = asking.written(selection.area)
    text = lines(
        heading(turn.db, found, wording),
        *figures(found, wording),
        _pilot(wording) if selection.area == Area() else None,
        hidden(found, wording),
    )
    workers = Press(wording.label("👥 By worker (.xlsx)"), Make(errand, WORKERS))
    by_worker = (workers,) if asking.lists_all(turn.db, selection.area) else ()
    rows = (
        (
            Press(wording.label("📋 Cases behind it"), ShowLists(errand)),
            Press(wording.label("📊 Breakdown"), ShowGroup(errand, Group.VILLAGE, 0)),
        ),
        (
            Press(wording.label("📈 Chart"), Make(errand, CHART)),
            Press(wording.label(asking.HOT_SPOTS), Make(errand, MAP)),
        ),
        (Press(wording.label("📄 Table (.xlsx)"), Make(errand, TABLE)), *by_worker),
        (Press(wording.label("📅 Another period or area"), AskPeriod(FIGURES, area, "")), home.key(wording)),
    )
    return Screen(text, rows)


def heading(db: Transaction, found: Summary, wording: Wording) -> Markup:
    """Say of when and where it is."""
    return Markup("<b>%s</b>") % wording.text(
        "Figures: %(when)s, %(area)s",
        when=asking.of_time(found.span, wording),
        area=asking.called(found.selection.area, db, wording),
    )


def figures(found: Summary, wording: Wording) -> Iterator[Markup]:
    """All figures, a line for what belongs together."""
    several = (Metric.REPORTS, Metric.HOUSEHOLDS, Metric.REPEATED)
    yield _beside(found, several, wording)
    part = "" if found.opened is None else percent(found.opened)
    opened = _said(METRICS[Metric.OPENED], found.figures[Metric.OPENED], wording)
    share = wording.text("%(figure)s (%(part)s of the households)", figure=opened, part=part)
    yield share if part else Markup("%s") % opened
    if found.rate is not None and found.register is not None:
        yield wording.text(
            "Per 1,000 households: %(rate)s reported (register of %(day)s)",
            rate=per_thousand(found.rate),
            day=wording.day(found.register),
        )
    yield _beside(found, [one for one in OF_HOUSEHOLDS if one is not Metric.OPENED], wording)
    yield _beside(found, (Metric.CLOSED, Metric.AGAIN), wording)
    yield _beside(found, (Metric.IN_HAND, Metric.OVERDUE), wording)
    timely = [
        _said(DISCREET_DUTIES[duty], percent(one.part), wording)
        for duty, one in found.timely.items()
        if one.part is not None
    ]
    if timely:
        yield wording.text("In time: %(what)s", what=wording.label(", ").join(timely))
    if found.carried:
        least, middle, most = found.carried
        yield wording.text(
            "Cases of one worker: %(least)s at least, %(middle)s in the middle, %(most)s at most",
            least=least,
            middle=middle,
            most=most,
        )


def _beside(found: Summary, metrics: "tuple[Metric, ...] | list[Metric]", wording: Wording) -> Markup:
    parts = (_said(METRICS[one], found.figures[one], wording) for one in metrics)
    return Markup("%s") % wording.label(", ").join(parts)


def _said(what: str, number: object, wording: Wording) -> str:
    return f"{wording.label(what)} {number}"


def percent(part: float) -> str:
    """Write a part of a whole."""
    return f"{100 * part:.0f} %"


def per_thousand(rate: float) -> str:
    """Write a rate."""
    return f"{rate:.2f}"


def rated(line: Markup, row: GroupRow, wording: Wording) -> Markup:
    """Add the rate of a group to what is said of it, where there is one."""
    if row.rate is None:
        return line
    return wording.text("%(line)s, per 1,000 households %(rate)s", line=line, rate=per_thousand(row.rate))


def by_register(found: Summary, rows: Sequence[GroupRow], wording: Wording) -> Markup | None:
    """Say what rates are, and of which day, below lines that have any."""
    if found.register is None or all(row.rate is None for row in rows):
        return None
    return register_note(found.register, wording)


def register_note(day: date, wording: Wording) -> Markup:
    """Say what rates are, and by the register of which day."""
    return wording.text(
        "A rate is households reported in the period, for each 1,000 in the household register of %(day)s.",
        day=wording.day(day),
    )


def _pilot(wording: Wording) -> Markup:
    households, reports, repeated, accepted = PILOT
    return wording.text(
        "Pilot Sep 2015 to Dec 2017: %(households)s households in %(reports)s reports, %(repeated)s of them "
        "repeated, %(accepted)s accepted (%(part)s); minutes of the welfare policy committee, 2018",
        households=households,
        reports=reports,
        repeated=repeated,
        accepted=accepted,
        part=percent(accepted / households),
    )


def hidden(found: Summary, wording: Wording) -> Markup | None:
    """Say that numbers of others are rounded."""
    return None if found.whole else rounded(wording)


def rounded(wording: Wording) -> Markup:
    """Say how."""
    return wording.text(
        "Of cases that are not yours to see, numbers are rounded down to threes; those below %(n)s are "
        "hidden, and lines with nothing else are left out.",
        n=BASE,
    )


def nothing(found: Summary, wording: Wording) -> Markup:
    """Say that no group stands there; whether there is one that may not be told, is not told either."""
    if found.whole:
        return wording.text("Nothing was reported.")
    return wording.text("Nothing was reported, or too little to be told.")


def group_name(group: Group, key: str, db: Transaction, wording: Wording) -> str:
    """Say what a group is."""
    match group:
        case Group.UNIT:
            return people.unit(db, int(key)).name if key else wording.label("no unit yet")
        case Group.KIND:
            return wording.label(KINDS[CaseKind(key)]) if key else wording.label("kind not verified")
        case Group.SEX:
            return wording.label(SEXES[key]) if key else wording.label("sex not known")
        case Group.MONTH:
            return wording.month(date.fromisoformat(key))
    return key


def _found(turn: Turn, errand: int) -> Summary:
    """Read what was counted; whose it is not, or what was forgotten, is not there.

    Exact numbers are shown to who may list every case of the area now: it may have been another role's.
    """
    one = errand_acts.of_speaker(turn.db, errand)
    if one.kind != FIGURES or one.found is None:
        raise Stale
    found = convert(one.found, Summary)
    if found.whole and not asking.lists_all(turn.db, found.selection.area):
        raise Stale
    return found


def _selection(turn: Turn, errand: int) -> Selection:
    """Read of what figures or a map were; of a map of one kind the figures are of all."""
    one = errand_acts.of_speaker(turn.db, errand)
    if one.kind not in {FIGURES, MAP}:
        raise Stale
    return replace(selection_of(one.given), kind="")


@only(*WATCHING)
@reading
def show(turn: Turn) -> None:
    """Show the card once more."""
    errand = turn.pressed(ShowFigures).errand
    turn.show(screen(turn, errand, _found(turn, errand)))


@only(*WATCHING)
@reading
def show_group(turn: Turn) -> None:
    """Tell reports, households and cases apart."""
    asked, wording = turn.pressed(ShowGroup), turn.wording
    found = _found(turn, asked.errand)
    rows = found.groups[asked.group]
    here = queues.paged(rows, asked.page, LINES)
    text = lines(
        heading(turn.db, found, wording),
        wording.text(GROUPS[asked.group]),
        *(_group_line(turn, asked.group, row) for row in here.rows),
        None if rows else nothing(found, wording),
        wording.text("A case of several kinds counts under each.") if asked.group is Group.KIND else None,
        by_register(found, here.rows, wording),
        hidden(found, wording),
    )
    others = [
        Press(wording.label(said), ShowGroup(asked.errand, group, 0))
        for group, said in GROUPS.items()
        if group is not asked.group
    ]
    pairs = tuple(tuple(others[at : at + 2]) for at in range(0, len(others), 2))
    turned = here.turning(lambda to: ShowGroup(asked.errand, asked.group, to), wording)
    turn.show(Screen(text, (*turned, *pairs, (_back(asked.errand, wording), home.key(wording)))))


def _group_line(turn: Turn, group: Group, row: GroupRow) -> Markup:
    line = turn.wording.text(
        "%(name)s: reports %(reports)s, households %(households)s, cases %(opened)s",
        name=group_name(group, row.key, turn.db, turn.wording),
        reports=row.reports,
        households=row.households,
        opened=row.opened,
    )
    return rated(line, row, turn.wording)


def _back(errand: int, wording: Wording) -> Press:
    return Press(wording.label("◀ Back to the figures"), ShowFigures(errand))


@only(*WATCHING)
@reading
def show_lists(turn: Turn) -> None:
    """Offer each number that has cases behind it which they may list."""
    errand, wording = turn.pressed(ShowLists).errand, turn.wording
    found = _found(turn, errand)
    keys = [
        Press(_list_name(of, found, wording), ShowList(errand, of, 0))
        for of, these in found.lists.items()
        if these
    ]
    said = (
        wording.text("Which number do you want to open?")
        if keys
        else wording.text("There is no case behind these numbers that you may see.")
    )
    rows = tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))
    text = lines(heading(turn.db, found, wording), said)
    turn.show(Screen(text, (*rows, (_back(errand, wording), home.key(wording)))))


def _list_name(of: str, found: Summary, wording: Wording) -> str:
    if of in set(Metric):
        return _said(METRICS[Metric(of)], found.figures[Metric(of)], wording)
    duty = Duty(of)
    what = wording.label(DISCREET_DUTIES[duty])
    return wording.label("%(what)s late %(n)s", what=what, n=found.timely[duty].late)


@only(*WATCHING)
@reading
def show_list(turn: Turn) -> None:
    """List the cases behind a number, each judged anew; who may see it no more finds it no more."""
    asked, wording = turn.pressed(ShowList), turn.wording
    found = _found(turn, asked.errand)
    these = found.lists.get(asked.of, ())
    last = max(-(-len(these) // PAGE) - 1, 0)
    page = min(max(asked.page, 0), last)
    here = these[page * PAGE : (page + 1) * PAGE]
    text = lines(
        heading(turn.db, found, wording),
        Markup("%s") % _list_name(asked.of, found, wording) if these else wording.text("There is no case."),
        queues.which(wording, len(these), page),
    )
    said, keys = [], []
    for case in here:
        try:
            one = cases.get(turn.db, case)
        except NotThere:
            continue
        said.append(Markup("%s") % wording.beside(one.number, wording.label(STATES[one.state]), one.village))
        keys.append(Press(standings.marked(one.number, alarm=one.alarm), OpenCard(one.id)))
    turned = queues.turning(page, last + 1, lambda to: ShowList(asked.errand, asked.of, to), wording)
    back = Press(wording.label("◀ Back"), ShowLists(asked.errand))
    turn.show(Screen(lines(text, *said), (*column(*keys), *turned, (back, home.key(wording))), Level.L1))


@only(*WATCHING)
def make(turn: Turn) -> None:
    """Let a picture or a table of the same be made."""
    asked = turn.pressed(Make)
    if asked.what not in {FIGURES, MAP, CHART, TABLE, WORKERS}:
        raise Stale
    selection = _selection(turn, asked.errand)
    if asked.what == WORKERS and not asking.lists_all(turn.db, selection.area):
        raise NotThere
    progress.begin(turn, asked.what, given(selection))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(ShowFigures, show)
    app.on(ShowGroup, show_group)
    app.on(ShowLists, show_lists)
    app.on(ShowList, show_list)
    app.on(Make, make)
    app.errands[FIGURES] = ErrandKind(asking.TITLE, counted, told, WATCHING)
