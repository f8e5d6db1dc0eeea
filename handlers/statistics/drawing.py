"""The chart of a period, and the map of hot spots (熱區) [002]: a picture, and below it the same in words."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from msgspec import convert, to_builtins

from casework.cases.criteria import CaseKind
from casework.statistics.figures import Facts, Group, Metric
from casework.statistics.summary import GroupRow, Summary, sum_up
from casework.text.dates import local_day
from casework.text.places import district_of
from handlers.statistics import asking, card, pictures
from handlers.statistics.asking import FIGURES, MAP, WATCHING, AskPeriod, selection_of
from handlers.statistics.card import CHART, METRICS, Make
from handlers.statistics.pictures import HIGHEST, Bars
from handlers.ui import home
from handlers.ui.errands import Document, Job, Outcome
from handlers.ui.screens import Press, Screen, lines
from handlers.ui.turn import App, ErrandKind, Turn
from handlers.words.terms import KINDS
from handlers.words.wording import N_, Wording
from storage import statistics


def draw_chart(job: Job) -> Outcome:
    """Draw reports and cases by month where there are several, by kind, and by where most come from."""
    found = card.summary(job, selection_of(job.errand.given))
    where = Group.VILLAGE if found.selection.area.district or found.selection.area.unit else Group.DISTRICT
    groups = [*([Group.MONTH] if len(found.span.months) > 1 else []), Group.KIND, where]
    legend = (job.wording.label(METRICS[Metric.REPORTS]), job.wording.label(METRICS[Metric.OPENED]))
    sets = [_bars(job, found, group) for group in groups]
    title = str(card.heading(job.db, found, job.wording).striptags())
    picture = pictures.chart(title, legend, sets)
    return Outcome(to_builtins(found), Document("chart.png", picture))


def _bars(job: Job, found: Summary, group: Group) -> Bars:
    rows = found.groups[group] if group is Group.MONTH else found.groups[group][:HIGHEST]
    return Bars(
        job.wording.label(card.GROUPS[group]),
        [card.group_name(group, row.key, job.db, job.wording) for row in rows],
        [row.reports.number for row in rows],
        [min(row.opened.number, row.reports.number) for row in rows],
        [f"{row.reports} / {row.opened}" for row in rows],
    )


def chart_told(turn: Turn, outcome: Outcome) -> None:
    """Send it, with its figures in words below for who can't see it."""
    found = convert(outcome.found, Summary)
    text = lines(
        card.heading(turn.db, found, turn.wording),
        *card.figures(found, turn.wording),
        card.hidden(found, turn.wording),
    )
    _send(turn, outcome, Screen(text, ((home.key(turn.wording),),)))


def draw_map(job: Job) -> Outcome:
    """Colour the villages by their reports, of all cases or of one kind."""
    selection = selection_of(job.errand.given)
    days = selection.span(local_day(job.db.now))
    facts = _of_kind(statistics.facts(job.db, days, selection.area), selection.kind)
    whole, bases = asking.lists_all(job.db, selection.area), card.bases_of(job, selection.area)
    found = sum_up(facts, selection, days, whole=whole, bases=bases)
    rows, places = found.groups[Group.VILLAGE], job.office.places
    numbers: dict[str, int] = {}
    for row in rows:
        land = places.drawn_as(row.key)  # shared by villages that were split since: the highest colours it
        numbers[land] = max(numbers.get(land, 0), row.reports.number)
    among, wording = pictures.shades(numbers.values()), job.wording
    nothing = wording.label("none") if found.whole else wording.label("none, or hidden")
    picture = pictures.city_map(
        str(_map_title(job, found).striptags()),
        _here(places.outlines, selection.area.district),
        numbers,
        legend=(nothing, *(_range(one.first, one.last) for one in among)),
        highest=[(places.drawn_as(row.key), f"{row.key} {row.reports}") for row in _highest(rows)],
    )
    return Outcome(to_builtins(found), Document("map.png", picture))


def _of_kind(facts: Facts, kind: str) -> Facts:
    return Facts([one for one in facts.told if not kind or kind in one.case.kinds])


def _here(outlines: Any, district: str) -> dict[str, Any]:
    return {key: one for key, one in outlines.items() if district in ("", district_of(key))}


def _range(first: int, last: int) -> str:
    return str(last) if first == last else f"{first}–{last}"


def _highest(rows: Sequence[GroupRow]) -> list[GroupRow]:
    return [row for row in rows if not row.reports.hidden][:HIGHEST]


def _map_title(job: "Job | Turn", found: Summary) -> Markup:
    wording, kind = job.wording, found.selection.kind
    return wording.text(
        "Hot spots: %(when)s, %(area)s, %(kind)s",
        when=asking.of_time(found.span, wording),
        area=asking.called(found.selection.area, job.db, wording),
        kind=wording.label(KINDS[CaseKind(kind)]) if kind else wording.label("all kinds"),
    )


def map_told(turn: Turn, outcome: Outcome) -> None:
    """Send it, with the ten highest in words below."""
    found, wording = convert(outcome.found, Summary), turn.wording
    highest = _highest(found.groups[Group.VILLAGE])
    text = lines(
        Markup("<b>%s</b>") % _map_title(turn, found),
        wording.text("Reports by village, the most first:") if highest else _nothing(found, wording),
        *(
            card.rated(
                wording.text(
                    "%(n)s. %(village)s: %(reports)s", n=place, village=row.key, reports=row.reports
                ),
                row,
                wording,
            )
            for place, row in enumerate(highest, 1)
        ),
        card.by_register(found, highest, wording),
        card.hidden(found, wording),
    )
    selection = found.selection
    area = asking.written(selection.area)
    keys = (
        (
            Press(wording.label(asking.TITLE), Make(outcome.errand, FIGURES)),
            Press(wording.label("📅 Another period or area"), AskPeriod(MAP, area, selection.kind)),
        ),
        (home.key(wording),),
    )
    _send(turn, outcome, Screen(text, keys))


def _nothing(found: Summary, wording: Wording) -> Markup:
    if not found.whole:
        return wording.text("No village has so many reports that they may be told.")
    return wording.text("Nothing was reported.")


def _send(turn: Turn, outcome: Outcome, screen: Screen) -> None:
    if outcome.document is None:
        turn.say(screen)
    else:
        turn.send_picture(outcome.document.content, screen, protected=True)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.errands[CHART] = ErrandKind(N_("📈 Chart"), draw_chart, chart_told, WATCHING)
    app.errands[MAP] = ErrandKind(asking.HOT_SPOTS, draw_map, map_told, WATCHING)
