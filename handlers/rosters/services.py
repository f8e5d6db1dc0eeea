"""A bureau hands in what it serves (服務名冊): sending the file is the whole act (`screens.md` §4)."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from actions.rosters import services as acts
from casework.errors import NotThere, Stale
from casework.files import Sheet
from casework.forms import SHOWN
from casework.rosters import declared
from casework.rosters.declared import RosterRules, read_roster
from casework.rosters.lists import first_of
from casework.rosters.services import SERVICES, SPEAKS, ServiceList, sign_of
from casework.staffing.people import Role
from casework.staffing.sheet_rows import RowError
from casework.text.dates import local_day, months_after
from casework.text.identity import valid_national_id
from handlers.cases.history import History
from handlers.documents.template import template
from handlers.rosters.awaited import ROSTERS_ASKED
from handlers.staffing import sheets
from handlers.staffing.row_faults import FAULTS
from handlers.ui import home
from handlers.ui.buttons import Button, day_of
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Card, FileTaker, Guide, HomeEntry, HomePlace, Turn, only
from handlers.words.wording import N_
from storage.core import subjects
from storage.rosters import services

DRAFT = "services"
GIVES = (Role.BUREAU, *SPEAKS)


class OwnServices(Button, prefix="rsv"):
    """Show the list of the own bureau."""


class HandInServices(Button, prefix="rsi"):
    """Hand in a list that a dry run has shown, for a bureau."""

    draft: int
    version: int
    unit: int


class OtherServicesMonth(Button, prefix="rso"):
    """Read the same list as that of another month."""

    draft: int
    version: int
    months: int


class NoServices(Button, prefix="rsn"):
    """A bureau serves nobody this month."""

    unit: int
    month: str


class ServicesTemplate(Button, prefix="rst"):
    """Send the empty table."""


class SentServices(Struct, frozen=True):
    """A list as it was sent, and for which month it is read."""

    month: date
    sheet: str
    rows: Sequence[dict[str, str]]
    wrong: Sequence[tuple[int, str, str]]
    strange: int
    """So many have no valid ID."""
    hidden: int
    """So many are confidential."""

    def faults(self) -> Iterator[RowError]:
        """Yield the rows that are wrong."""
        for row, fault, about in self.wrong:
            yield RowError(row, (), declared.RosterFault(fault), about)


def work(job: Job, found: Sequence[Sheet]) -> Outcome:
    """Read the list: thousands of rows, so not in the turn that tells."""
    known = declared.recognise((SERVICES,), found)
    if known is None:
        raise NotThere
    _, sheet = known
    today = local_day(job.db.now)
    month = declared.month_of(sheet, SERVICES, first_of(job.db.now))
    asked = RosterRules(month, today, job.db.rules.policy, job.office.places)
    reading = read_roster(SERVICES, sheet.rows, asked)
    rows = [dict(row.values) for row in reading.good]
    return Outcome(
        {
            "month": month.isoformat(),
            "sheet": sheet.name,
            "rows": rows,
            "wrong": [[one.row, one.fault, one.about] for one in reading.wrong],
            "strange": sum(not valid_national_id(row.get("id", "")) for row in rows),
            "hidden": sum("confidential" in row for row in rows),
        }
    )


def told(turn: Turn, outcome: Outcome) -> None:
    """Show what the list means, and keep it until it is said whose it is."""
    found = outcome.found
    sent = SentServices(**{**found, "month": date.fromisoformat(found["month"])})
    sheets.send_wrong(turn, sign_of(sent.month), list(sent.faults()), FAULTS)
    turn.say(_dry_run(turn, sent))


def _dry_run(turn: Turn, sent: SentServices) -> Screen:
    """Say what a list means; nothing is handed in yet."""
    wording, units = turn.wording, acts.theirs(turn.db)
    kept = [[json.dumps(row, ensure_ascii=False)] for row in sent.rows]
    told = {"month": sent.month.isoformat(), "sheet": sent.sheet, "wrong": sent.wrong}
    about = json.dumps({**told, "strange": sent.strange, "hidden": sent.hidden}, ensure_ascii=False)
    # who hands in for several bureaus sends several lists
    draft = sheets.keep(turn, DRAFT, kept, [about], instead_of=lambda earlier: len(units) == 1)
    there = {one.unit.id: one for one in services.of_month(turn.db, sent.month)}
    sign = sign_of(sent.month)
    text = lines(
        Markup("<b>%s</b>") % wording.text("This looks like %(list)s. Is that right?", list=sign),
        sheets.not_yet(turn, sent.sheet),
        wording.count("%(n)s service", "%(n)s services", len(sent.rows)),
        *_remarks(turn, sent),
        sheets.errors(turn, list(sent.faults()), FAULTS),
        wording.text("What was handed in for this month before is replaced.")
        if any(one.id in there and there[one.id].given_at for one in units[:1])
        else None,
    )
    handed_in = (
        Press(
            wording.label("Hand in: %(unit)s", unit=one.name),
            HandInServices(draft.id, draft.version, one.id),
            "" if at else "primary",
        )
        for at, one in enumerate(units)
    )
    others = (
        Press(
            wording.label("It is for %(month)s", month=wording.short_month(months_after(sent.month, months))),
            OtherServicesMonth(draft.id, draft.version, months),
        )
        for months in (-1, 1)
    )
    return sheets.screen(turn, text, *((*handed_in, *others) if sent.rows else ()))


def _remarks(turn: Turn, sent: SentServices) -> Iterator[Markup]:
    """Count what is compared otherwise than by an ID, and what is confidential."""
    wording = turn.wording
    if sent.strange:
        yield wording.text(
            "• without a valid ID: %(n)s. They are compared by name, birth and address.", n=sent.strange
        )
    if sent.hidden:
        yield wording.text(
            "• confidential: %(n)s. They are compared by ID alone, and shown to no other unit.",
            n=sent.hidden,
        )


def _sent_before(turn: Turn, number: int, version: int) -> SentServices:
    """Return a list that a dry run has shown."""
    draft = sheets.take(turn, DRAFT, number, version)
    about = next(iter(draft.chosen(SHOWN)))
    if not about.startswith("{"):  # kept by an earlier edition, which named the month alone
        raise Stale
    told = json.loads(about)
    rows = [json.loads(row) for [row] in sheets.rows_of(draft)]
    return SentServices(**{**told, "month": date.fromisoformat(told["month"]), "rows": rows})


@only(*GIVES)
def other_month(turn: Turn) -> None:
    """Read it as the list of another month."""
    button = turn.pressed(OtherServicesMonth)
    sent = _sent_before(turn, button.draft, button.version)
    month = months_after(sent.month, -1 if button.months < 0 else 1)
    turn.show(_dry_run(turn, replace(sent, month=month)))


@only(*GIVES)
def hand_in(turn: Turn) -> None:
    """Hand the list in."""
    button = turn.pressed(HandInServices)
    sent = _sent_before(turn, button.draft, button.version)
    one = acts.give(turn.db, button.unit, sent.month, sent.rows)
    turn.notice = turn.wording.text("%(list)s is handed in.", list=f"{one.unit.name} {one.sign}")
    show(turn, one.id)


@only(*GIVES)
def none_this_month(turn: Turn) -> None:
    """Say that a bureau serves nobody: its duty of the month ends."""
    button = turn.pressed(NoServices)
    one = acts.none(turn.db, button.unit, day_of(button.month))
    turn.notice = turn.wording.text(
        "%(list)s: nobody is served this month.", list=f"{one.unit.name} {one.sign}"
    )
    show(turn, one.id)


@only(*GIVES)
def send_template(turn: Turn) -> None:
    """Send the empty table."""
    name = sign_of(first_of(turn.db.now))
    caption = turn.wording.text("Fill it in and send it here; you see what it means before it is handed in.")
    turn.send_document(f"{name.replace('/', '-')}.xlsx", template(SERVICES, name, turn.db.now), caption)
    overview(turn)


@only(*GIVES)
def overview(turn: Turn) -> None:
    """Show the list that is awaited of the own bureau, else this month's."""
    units = acts.own(turn.db)
    if not units:
        raise NotThere
    month = first_of(turn.db.now)
    lists = [one for one in services.awaited(turn.db) if one.unit in units and one.month <= month]
    lists += [one for one in services.of_month(turn.db, month) if one.unit in units]
    if lists:
        show(turn, lists[0].id)
    else:
        _show(turn, ServiceList(0, units[0], month))


def show(turn: Turn, subject: int) -> None:
    """Put a bureau's list on the screen."""
    _show(turn, subjects.get(turn.db, subject))


def _show(turn: Turn, one: ServiceList) -> None:
    wording = turn.wording
    if one.given_at is None:
        state = wording.text("It has not been handed in yet.")
    elif not one.rows:
        state = wording.text("Nobody is served this month: said %(at)s", at=wording.moment(one.given_at))
    else:
        at = wording.moment(one.given_at)
        state = wording.count(
            "%(n)s service, handed in %(at)s", "%(n)s services, handed in %(at)s", one.rows, at=at
        )
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s, %(unit)s", list=one.sign, unit=one.unit.name),
        state,
        wording.text(
            "Send me the .xlsx with all that your bureau serves: families that several bureaus serve are "
            "found by it, and other units learn your unit, worker and telephone, nothing else."
        ),
    )
    none = NoServices(one.unit.id, one.month.isoformat())
    keys = column(
        Press(wording.label("Say that nobody is served this month"), none) if one.given_at is None else None,
        Press(wording.label("Empty table: %(list)s", list=one.sign), ServicesTemplate()),
        Press(wording.label("History"), History(one.id, 0)) if one.id else None,
        home.key(wording),
    )
    turn.show(Screen(text, keys))


def _waiting(turn: Turn) -> int:
    units = acts.own(turn.db)
    return sum(one.unit in units and one.month <= turn.today for one in services.awaited(turn.db))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[services.LIST.name] = Card(show, lambda one, wording: "")
    app.takes_file.append(
        FileTaker(
            DRAFT,
            N_("services of a bureau"),
            GIVES,
            lambda found: declared.recognise((SERVICES,), found) is not None,
            work,
            told,
            theirs=lambda db: bool(acts.theirs(db)),
        )
    )
    app.entries.append(
        HomeEntry(
            N_("📋 Rosters"),
            OwnServices(),
            SPEAKS,
            waiting=_waiting,
            shown=lambda turn: bool(acts.own(turn.db)),
            place=HomePlace.MORE,
        )
    )
    app.guides.append(
        Guide(
            ROSTERS_ASKED,
            N_(
                "Send the .xlsx with all that your bureau serves here as a file: you see what it means "
                "before it is handed in. The empty table stands behind the key."
            ),
            SPEAKS,
            N_("📋 Rosters"),
            OwnServices(),
            shown=lambda turn: bool(acts.own(turn.db)),
        )
    )
    app.on(OwnServices, overview)
    app.on(HandInServices, hand_in)
    app.on(OtherServicesMonth, other_month)
    app.on(NoServices, none_this_month)
    app.on(ServicesTemplate, send_template)
