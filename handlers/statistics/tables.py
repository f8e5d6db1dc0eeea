"""Figures as .xlsx: 統計表, a row for each month, village, kind and sex; 案量表, one for each worker."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from markupsafe import Markup

from casework.errors import NotThere
from casework.policy.policy import Duty
from casework.statistics.figures import (
    CountedCase,
    CountedReport,
    Facts,
    Group,
    Metric,
    Size,
    Timeliness,
    reported,
)
from casework.statistics.summary import Selection, in_time
from casework.statistics.telling import Tally, rate, share, tells
from casework.text.dates import local_day
from casework.text.places import district_of
from handlers.documents.handing_out import Format, made
from handlers.documents.tables import Row, Run, Table, columns_of, footer
from handlers.statistics import asking, card
from handlers.statistics.asking import WATCHING, selection_of
from handlers.statistics.card import TABLE, WORKERS, group_name, percent
from handlers.ui.errands import Job, Outcome
from handlers.ui.turn import App, ErrandKind, Turn
from handlers.words.wording import N_
from storage import statistics
from storage.staffing import people
from storage.statistics import Workload

HEADS = (
    *(
        (N_("Month"), 9),
        (N_("District"), 9),
        (N_("Village of the case"), 9),
        (N_("Kind"), 16),
        (N_("Sex"), 7),
    ),
    *((N_("Reports made"), 8), (N_("Households"), 8), (N_("Repeated"), 8), (N_("Misdirected"), 8)),
    *(
        (N_("Cases opened"), 8),
        (N_("Share"), 8),
        (N_("Screened in time"), 10),
        (N_("First visit in time"), 10),
    ),
    *((N_("Follow-ups filed"), 10), (N_("Closed"), 8), (N_("Again within a year"), 10)),
)
RATE = (N_("Per 1,000 households"), 10)
"""The last column, where the register was handed in."""
WORKER_HEADS = (
    *(
        (N_("Unit"), 18),
        (N_("Worker"), 12),
        (N_("In hand"), 8),
        (N_("High"), 7),
        (N_("Medium"), 7),
        (N_("Low"), 7),
    ),
    *((N_("Overdue"), 8), (N_("New in the period"), 12), (N_("Closed in the period"), 12)),
)
IN_TIME = (Duty.SCREEN, Duty.FIRST_VISIT, Duty.FOLLOW_UP)
"""Of these duties it says how many were done in time."""
_Key = tuple[str, str, str, str]


def write_table(job: Job) -> Outcome:
    """Write a row for each month, village, kind and sex of which something is counted."""
    selection = selection_of(job.errand.given)
    days = selection.span(local_day(job.db.now))
    facts = statistics.facts(job.db, days, selection.area, sexes=True)
    whole = asking.lists_all(job.db, selection.area)
    groups = _groups(facts)
    bases = card.bases_of(job, selection.area)
    households = bases.groups[Group.VILLAGE] if bases else {}
    told = (key for key, facts in groups.items() if _tells(facts, whole=whole))
    rows = [_row(job, key, groups[key], households, whole=whole) for key in sorted(told)]
    notes = [
        job.wording.label("A case of several kinds counts under each."),
        job.wording.label("A case stands in the month of its report, also where that is before the period."),
    ]
    if bases and households:
        notes.append(card.register_note(bases.day, job.wording).unescape())
    if not whole:
        notes.append(card.rounded(job.wording).unescape())
    heads = (*HEADS, RATE) if households else HEADS
    return _made(job, selection, N_("Figures"), heads=heads, rows=rows, notes=tuple(notes))


def _tells(facts: Facts, *, whole: bool) -> bool:
    """Tell whether a row may be there: by its reports, or by the cases of which else something is told."""
    done = {*facts.closed, *chain(*((*one.on_time, *one.late) for one in facts.timely.values()))}
    sizes = (
        Size(len(cases), sum(not one.listed for one in cases))
        for cases in ([one.case for one in facts.told], done)
        if cases
    )
    return any(tells(size, whole=whole) for size in sizes)


def _groups(facts: Facts) -> dict[_Key, Facts]:
    """Part what is counted by month, village, kind and sex."""
    told: dict[_Key, list[CountedReport]] = defaultdict(list)
    for one in facts.told:
        for key in _keys(one.case, one.on):
            told[key].append(one)
    of = {one.case.id: one.on for one in facts.told}
    closed = _by_key(facts.closed, of)
    done = {
        duty: (_by_key(facts.timely[duty].on_time, of), _by_key(facts.timely[duty].late, of))
        for duty in IN_TIME
    }
    keys: list[_Key] = [*told, *closed, *(key for both in done.values() for one in both for key in one)]
    return {
        key: Facts(
            told.get(key, ()),
            closed.get(key, ()),
            timely={
                duty: Timeliness(on_time.get(key, ()), late.get(key, ()))
                for duty, (on_time, late) in done.items()
            },
        )
        for key in dict.fromkeys(keys)
    }


def _by_key(cases: Iterable[CountedCase], of: dict[int, date]) -> dict[_Key, list[CountedCase]]:
    """Put cases where their report stands, be it of the period or from before."""
    found: dict[_Key, list[CountedCase]] = defaultdict(list)
    for case in cases:
        on = of.get(case.id, case.began)
        for key in _keys(case, on) if on else ():
            found[key].append(case)
    return found


def _keys(case: CountedCase, on: date) -> Iterator[_Key]:
    for kind in case.kinds or ("",):
        yield (on.replace(day=1).isoformat(), case.village, kind, case.sex)


def _row(job: Job, key: _Key, facts: Facts, households: Mapping[str, int], *, whole: bool) -> Row:
    month, village, kind, sex = key
    counted = {metric: Tally.of(cases, whole=whole) for metric, cases in reported(facts.told).items()}
    opened = share(counted[Metric.OPENED], counted[Metric.HOUSEHOLDS])
    district = district_of(village)
    return (
        job.wording.short_month(date.fromisoformat(month)),
        district,
        village.removeprefix(district),
        group_name(Group.KIND, kind, job.db, job.wording),
        group_name(Group.SEX, sex, job.db, job.wording),
        *(str(counted[one]) for one in (Metric.REPORTS, Metric.HOUSEHOLDS, Metric.REPEATED)),
        str(counted[Metric.REDIRECTED]),
        str(counted[Metric.OPENED]),
        "" if opened is None else percent(opened),
        *(_percent(facts.timely[duty], whole=whole) for duty in IN_TIME),
        str(Tally.of(facts.closed, whole=whole)),
        str(counted[Metric.AGAIN]),
        *((_rate(counted[Metric.HOUSEHOLDS], households.get(village)),) if households else ()),
    )


def _rate(reported: Tally, households: int | None) -> str:
    found = rate(reported, households)
    return "" if found is None else card.per_thousand(found)


def _percent(done: Timeliness, *, whole: bool) -> str:
    part = in_time(done, whole=whole).part
    return "" if part is None else percent(part)


def write_workers(job: Job) -> Outcome:
    """Write a row for each worker; who carries more than the policy says stands in red."""
    selection = selection_of(job.errand.given)
    if not asking.lists_all(job.db, selection.area):
        raise NotThere
    most = job.db.rules.policy.statistics.caseload
    days = selection.span(local_day(job.db.now))
    rows = [_worker(job, one, most) for one in statistics.workloads(job.db, days, selection.area)]
    note = job.wording.label("In red: more than %(n)s cases.", n=most)
    return _made(job, selection, N_("Cases by worker"), heads=WORKER_HEADS, rows=rows, notes=(note,))


def _worker(job: Job, one: Workload, most: int) -> Row:
    return (
        people.unit(job.db, one.unit).name,
        people.get(job.db, one.worker).name,
        (Run(str(one.in_hand), red=one.in_hand > most),),
        *(str(n) for n in (one.high, one.medium, one.low, one.overdue, one.new, one.closed)),
    )


def _made(
    job: Job,
    selection: Selection,
    title: str,
    *,
    heads: tuple[tuple[str, float], ...],
    rows: list[Row],
    notes: tuple[str, ...],
) -> Outcome:
    label, days = job.wording.label, selection.span(local_day(job.db.now))
    said = label(
        "%(title)s: %(when)s, %(area)s",
        title=label(title),
        when=asking.of_time(days, job.wording),
        area=asking.called(selection.area, job.db, job.wording),
    )
    speaker = job.db.speaker
    foot = footer(job.wording, local_day(job.db.now), speaker.name if speaker else "")
    document = made(Table(said, columns_of(heads, job.wording), rows, notes, foot), Format.XLSX, job.db.now)
    return Outcome({"title": said}, document)


def told(turn: Turn, outcome: Outcome) -> None:
    """Send it."""
    title = Markup("%s") % outcome.found["title"]
    if outcome.document is not None:
        turn.send_document(outcome.document.name, outcome.document.content, title, protected=True)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.errands[TABLE] = ErrandKind(N_("📄 Table (.xlsx)"), write_table, told, WATCHING)
    app.errands[WORKERS] = ErrandKind(N_("👥 By worker (.xlsx)"), write_workers, told, WATCHING)
