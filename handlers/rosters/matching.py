"""The match of 共案: who is in, what it found, what is to be looked at, and its end (`screens.md` §4)."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from markupsafe import Markup

from actions.rosters import matching as acts
from casework.cases.access import Action
from casework.errors import Stale
from casework.rosters import shared
from casework.rosters.lists import first_of
from casework.rosters.matching import match
from casework.rosters.services import ServiceList, sign_of
from casework.rosters.shared import Served
from casework.staffing.people import Role
from casework.text.addresses import mask_address, villages_in
from casework.text.identity import mask_id
from casework.text.names import mask_name
from casework.text.places import Places
from handlers.cases import full_view
from handlers.errands import progress
from handlers.forms import pin
from handlers.rosters.families import Families
from handlers.rosters.signs import why
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, ErrandKind, HomeEntry, HomePlace, Turn, only
from handlers.words.wording import N_, Wording
from storage.core.database import Transaction
from storage.rosters import matches, services
from storage.rosters.matches import KeptMatch
from storage.staffing import people

KIND = "match"
"""Why two rows are one, or perhaps are."""


class Matching(Button, prefix="rma"):
    """Show how far the match of the month is."""


class RunMatch(Button, prefix="rmr"):
    """Run the match of the month."""


class PublishMatch(Button, prefix="rmp"):
    """Publish what it finds now, with all that was decided."""

    match: int


class LookAtPair(Button, prefix="rml"):
    """Show the next pair that nobody has decided of, from a place on."""

    match: int
    after: int


class SeePair(Button, prefix="rmf"):
    """Show a pair in full, behind the PIN."""

    match: int
    at: int


class DecidePair(Button, prefix="rmd"):
    """Say that a pair is of one family, or is not."""

    match: int
    at: int
    same: int


@only(Role.BUREAU)
def overview(turn: Turn) -> None:
    """Show who has handed in, who is missing, and what was found."""
    show(turn)


def show(turn: Turn) -> None:
    """Put the match of the month on the screen."""
    wording, month = turn.wording, first_of(turn.db.now)
    lists = services.of_month(turn.db, month)
    one = matches.of_month(turn.db, month)
    left = acts.to_look_at(turn.db, one) if one else []
    text = lines(
        Markup("<b>%s</b>") % wording.text("Match %(month)s", month=wording.month(month)),
        *_who_is_in(turn, lists, month),
        *(_found(turn, one, len(left)) if one else ()),
    )
    given = any(each.given_at for each in lists)
    keys = column(
        _look(wording, one, len(left)) if one else None,
        Press(wording.label("Publish"), PublishMatch(one.id), "primary")
        if one and not one.published_at
        else None,
        Press(wording.label("Match again") if one else wording.label("Match now"), RunMatch())
        if given
        else None,
        Press(wording.label("👪 Shared families"), Families(0)) if acts.families(turn.db) else None,
        *(Press(_label(turn, each), OpenCard(each.id)) for each in lists),
        home.key(wording),
    )
    turn.show(Screen(text, keys))


def _who_is_in(turn: Turn, lists: list[ServiceList], month: date) -> Iterator[Markup]:
    wording = turn.wording
    if not lists:
        yield wording.text(
            "Nobody has handed in %(list)s yet. Send me the bureau's own: then it is awaited of all, "
            "each month.",
            list=sign_of(month),
        )
        return
    missing = [one.unit.name for one in lists if one.given_at is None]
    yield wording.text(
        "%(given)s of %(all)s bureaus have handed in.", given=len(lists) - len(missing), all=len(lists)
    )
    if missing:
        yield wording.text(
            "Missing: %(units)s. Their lists of before count until then.",
            units=wording.label(", ").join(missing),
        )


def _label(turn: Turn, one: ServiceList) -> str:
    if one.given_at is None:
        return turn.wording.label("%(unit)s: missing", unit=one.unit.name)
    if not one.rows:
        return turn.wording.label("%(unit)s: nobody is served", unit=one.unit.name)
    return turn.wording.label("%(unit)s: handed in (%(n)s)", unit=one.unit.name, n=one.rows)


def _found(turn: Turn, one: KeptMatch, left: int) -> Iterator[Markup]:
    wording = turn.wording
    yield wording.text(
        "Families of several units: %(all)s. Sure: %(sure)s; to be looked at: %(left)s.",
        all=len(one.found.families) + left,
        sure=len(one.found.families),
        left=left,
    )
    same, other = acts.decided(turn.db, one)
    if not one.published_at and (same or other):
        yield wording.text(
            "You said: one family %(same)s, not the same %(other)s. It is counted when you publish.",
            same=same,
            other=other,
        )
    said = N_("Published %(at)s.") if one.published_at else N_("Matched %(at)s, not published yet.")
    yield wording.text(said, at=wording.moment(one.published_at or one.at))


def _look(wording: Wording, one: KeptMatch, left: int) -> Press | None:
    if not left:
        return None
    return Press(wording.label("Look at %(n)s", n=left), LookAtPair(one.id, -1))


# Running


@only(Role.BUREAU)
def run(turn: Turn) -> None:
    """Let the lists be matched, beside the turns."""
    progress.begin(turn, KIND, {"publish": 0})


@only(Role.BUREAU)
def publish(turn: Turn) -> None:
    """Match once more with all that was decided, and publish what is found."""
    one = matches.of_month(turn.db, first_of(turn.db.now))
    if one is None or one.id != turn.pressed(PublishMatch).match or one.published_at:
        raise Stale
    progress.begin(turn, KIND, {"publish": one.id})


def work(job: Job) -> Outcome:
    """Match all lists that count this month."""
    acts.overseer(job.db)
    month = first_of(job.db.now)
    stamp, rows = matches.served(job.db, month)
    compared = []
    for at, row in enumerate(rows):
        compared.append(shared.listed(row))
        job.said(0.1 + 0.5 * at / len(rows))
    matched = match(compared, matches.verdicts(job.db))
    job.said(0.9)
    found = shared.found(rows, compared, matched)
    told = {"month": month.isoformat(), "stamp": stamp, "found": matches.as_found(found)}
    return Outcome({**told, "publish": job.errand.given["publish"]})


def told(turn: Turn, outcome: Outcome) -> None:
    """Keep what was found, and show it; or publish it."""
    found, month = outcome.found, date.fromisoformat(outcome.found["month"])
    shared_now = matches.read_found(found["found"])
    if not found["publish"]:
        one = acts.keep(turn.db, month, found["stamp"], shared_now)
        turn.say(_result(turn, one))
        return
    done = acts.publish(turn.db, month, found["stamp"], shared_now, partial(_village, turn.office.places))
    if done is None:
        again = Press(turn.wording.label("Match again"), RunMatch(), "primary")
        text = turn.wording.text("A list came meanwhile. Please match again.")
        turn.say(Screen(text, column(again, home.key(turn.wording))))
        return
    turn.say(_said(turn, _published(turn, done)))


def _village(places: Places, address: str) -> str:
    found = villages_in(address, places)
    return found[0] if len(found) == 1 else ""


def _result(turn: Turn, one: KeptMatch) -> Screen:
    left = len(acts.to_look_at(turn.db, one))
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Match %(month)s", month=turn.wording.month(one.month)),
        *_found(turn, one, left),
    )
    keys = column(
        _look(turn.wording, one, left),
        Press(turn.wording.label("Publish"), PublishMatch(one.id), "" if left else "primary"),
    )
    return Screen(text, keys)


def _said(turn: Turn, text: Markup) -> Screen:
    return Screen(text, column(Press(turn.wording.label("👪 Shared families"), Families(0))))


def _published(turn: Turn, done: acts.PublishedMatch) -> Markup:
    wording = turn.wording
    return lines(
        wording.text(
            "Published. New: %(new)s, continuing: %(continuing)s, ended: %(ended)s.",
            new=done.new,
            continuing=done.continuing,
            ended=done.ended,
        ),
        wording.count(
            "%(n)s is a shared case now, with its lead.",
            "%(n)s are shared cases now, with their leads.",
            done.cases,
        )
        if done.cases
        else None,
        wording.count(
            "%(n)s has no lead: no village of the city is known, or its centre has nobody.",
            "%(n)s have no lead: no village of the city is known, or its centre has nobody.",
            done.unled,
        )
        if done.unled
        else None,
        *_take_part(turn, done),
    )


def _take_part(turn: Turn, done: acts.PublishedMatch) -> Iterator[Markup]:
    """Say who was asked beside the leads, and who fell out, and why."""
    wording = turn.wording
    if done.asked:
        yield wording.count(
            "%(n)s unit was asked to take part beside the lead.",
            "%(n)s units were asked to take part beside the leads.",
            done.asked,
        )
    if done.there:
        yield wording.count(
            "%(n)s bureau has a part by now, or had one: it is not asked again.",
            "%(n)s bureaus have a part by now, or had one: they are not asked again.",
            done.there,
        )
    if done.nobody:
        yield wording.text(
            "Nobody could be asked of: %(units)s. No unit of theirs has an account that takes cases on.",
            units=wording.label(", ").join(people.unit(turn.db, one).name for one in done.nobody),
        )
    if done.unscreened:
        yield wording.count(
            "%(n)s case is to be screened first: the other units are asked with the next match.",
            "%(n)s cases are to be screened first: the other units are asked with the next match.",
            done.unscreened,
        )


# Looking at pairs


@only(Role.BUREAU)
def look(turn: Turn) -> None:
    """Show two rows beside each other, masked, and what agrees."""
    button = turn.pressed(LookAtPair)
    _show_next(turn, button.match, button.after)


def _show_next(turn: Turn, match_: int, after: int) -> None:
    one = matches.of_month(turn.db, first_of(turn.db.now))
    if one is None or one.id != match_:
        raise Stale
    left = acts.to_look_at(turn.db, one)
    rest = [each for each in left if each[0] > after] or left
    if not rest:
        turn.notice = turn.wording.text("Nothing is left to be looked at.")
        show(turn)
        return
    at, pair = rest[0]
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>")
        % wording.count("%(n)s pair to be looked at", "%(n)s pairs to be looked at", len(left)),
        *_row(turn.db, pair.one, wording),
        *_row(turn.db, pair.other, wording),
        wording.text("What they share: %(signs)s.", signs=why(pair.signs, wording)),
    )
    keys = (
        (
            Press(wording.label("Different"), DecidePair(one.id, at, 0)),
            Press(wording.label("One family"), DecidePair(one.id, at, 1)),
        ),
        *column(
            Press(wording.label("🔓 See both in full"), SeePair(one.id, at))
            if turn.channel.takes_back
            else None,
            Press(wording.label("Next one"), LookAtPair(one.id, at)) if len(left) > 1 else None,
            Press(wording.label("◀ Back"), Matching()),
        ),
        (home.key(wording),),
    )
    turn.show(Screen(text, keys, Level.L1))


def _row(db: Transaction, row: Served, wording: Wording) -> Iterator[Markup]:
    said = row.values
    born = date.fromisoformat(said["born"]) if said.get("born") else None
    year = wording.label("born %(year)s", year=wording.year(born.year)) if born else ""
    yield Markup("\n<b>%s</b>") % wording.beside(people.unit(db, row.bureau).name, said.get("unit", ""))
    yield wording.text(
        "%(row)s. %(name)s, %(about)s",
        row=said.get("number", "") or "–",
        name=mask_name(said["name"]),
        about=wording.beside(
            mask_id(said.get("id", "")),
            year,
            mask_address(said["address"]) if said.get("address") else "",
        ),
    )


@only(Role.BUREAU)
def see(turn: Turn) -> None:
    """Show both in full, as far as it tells who they are: why they are served is not asked here."""
    button, month = turn.pressed(SeePair), first_of(turn.db.now)
    acts.pair_of(turn.db, button.match, month, button.at)
    if not pin.proven(turn):
        return
    for one, row in acts.reveal_pair(turn.db, button.match, month, button.at):
        back = Press(turn.wording.label("◀ Back"), LookAtPair(button.match, button.at - 1))
        turn.say_in_full(Screen(_in_full(turn, row), column(back), Level.L2), one.id, Action.REVEAL)
    if turn.heard.on is None:  # the PIN was typed, and the card went with it
        _show_next(turn, button.match, button.at - 1)


def _in_full(turn: Turn, row: Served) -> Markup:
    said, wording = row.values, turn.wording
    nothing = wording.text("not given")
    born = wording.day(date.fromisoformat(said["born"])) if said.get("born") else nothing
    return lines(
        Markup("<b>%s</b>") % wording.beside(people.unit(turn.db, row.bureau).name, said.get("unit", "")),
        wording.text("Name: %(name)s", name=said["name"]),
        wording.text("ID: %(id)s", id=said.get("id") or nothing),
        wording.text("Born: %(day)s", day=born),
        wording.text("Telephone: %(phone)s", phone=said.get("phone") or nothing),
        wording.text("Address: %(address)s", address=said.get("address") or nothing),
        full_view.vanishes(turn),
    )


@only(Role.BUREAU)
def decide(turn: Turn) -> None:
    """Take what somebody decided of a pair, and show the next."""
    button = turn.pressed(DecidePair)
    acts.decide(turn.db, button.match, first_of(turn.db.now), button.at, same=bool(button.same))
    turn.notice = turn.wording.text("Noted: it holds in each match to come.")
    _show_next(turn, button.match, button.at)


def _waiting(turn: Turn) -> int:
    one = matches.of_month(turn.db, first_of(turn.db.now))
    return 0 if one is None or one.published_at else len(acts.to_look_at(turn.db, one))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.errands[KIND] = ErrandKind(N_("Match of all lists"), work, told, (Role.BUREAU,))
    app.entries.append(
        HomeEntry(N_("🔍 Match"), Matching(), (Role.BUREAU,), waiting=_waiting, place=HomePlace.MORE)
    )
    for button, handler in (
        (Matching, overview),
        (RunMatch, run),
        (PublishMatch, publish),
        (LookAtPair, look),
        (SeePair, see),
        (DecidePair, decide),
    ):
        app.on(button, handler)
