"""The match of 共案: kept, looked at, published; what follows is a case or a contact [001] 三(六)2(5)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions.cases.looking import look_beside
from actions.meetings.calling import hearing
from actions.record import record
from actions.rosters.monthly import least_busy, opened
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.household import Household, Member
from casework.cases.seats import AskedBy
from casework.cases.strands import Sharing
from casework.errors import NotThere, Stale, WrongState
from casework.rosters import services as listing
from casework.rosters.services import ServiceList
from casework.rosters.shared import (
    FoundFamily,
    FoundPair,
    FoundShared,
    Served,
    SharedFamily,
    bureaus,
    matches,
    rows_of,
    seen_by,
    shown,
    to_ask,
    to_plan,
)
from casework.staffing.bearers import answers_for
from casework.staffing.people import SERVING, Person
from casework.staffing.pin import PinStage
from casework.text.dates import local_day
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.rosters import lists, services
from storage.rosters import matches as kept
from storage.rosters.matches import KeptMatch
from storage.staffing import people, pins

Villages = Callable[[str], str]
"""Finds the village of an address; nothing where it names none, or several."""


class FamiliesFound(Struct, frozen=True):
    """What a push tells a bureau: of which month, and how many."""

    month: date
    families: int


class PublishedMatch(Struct, frozen=True):
    """What became of the families when a match was published."""

    new: int = 0
    continuing: int = 0
    ended: int = 0
    cases: int = 0
    unled: int = 0
    """Several bureaus serve them, and nobody can lead: no village is known, or its centre has nobody."""
    asked: int = 0
    """Units that were asked beside the leads."""
    there: int = 0
    """Bureaus that have a seat by now, or were asked before: nothing more is asked of them."""
    unscreened: int = 0
    """Cases that are to be screened first: the others are asked with the next match."""
    nobody: tuple[int, ...] = ()
    """Bureaus in which nobody could take a part on."""


def overseer(db: Transaction) -> Person:
    """Return the speaker, who runs the match."""
    if db.speaker is None or not matches(db.speaker):
        raise NotThere
    return db.speaker


def keep(db: Transaction, month: date, stamp: str, found: FoundShared) -> KeptMatch:
    """Keep what a match found, to be looked at before it is published."""
    overseer(db)
    return kept.keep(db, month, stamp, found)


def to_look_at(db: Transaction, one: KeptMatch) -> list[tuple[int, FoundPair]]:
    """List the pairs that nobody has decided of yet, by their places."""
    known = kept.verdicts(db)
    pairs = enumerate(one.found.pairs)
    return [(at, pair) for at, pair in pairs if kept.said_of(known, pair.one, pair.other) is None]


def decided(db: Transaction, one: KeptMatch) -> tuple[int, int]:
    """Count the pairs that people said are of one family, and those that are not."""
    known = kept.verdicts(db)
    said = [kept.said_of(known, pair.one, pair.other) for pair in one.found.pairs]
    return said.count(True), said.count(False)


def pair_of(db: Transaction, match: int, month: date, at: int) -> FoundPair:
    """Return a pair of a match; `Stale` where another was run since."""
    overseer(db)
    one = kept.of_month(db, month)
    if one is None or one.id != match or at not in range(len(one.found.pairs)):
        raise Stale
    return one.found.pairs[at]


def reveal_pair(db: Transaction, match: int, month: date, at: int) -> list[tuple[ServiceList, Served]]:
    """Write down who looks, and return the rows of a pair in full, each with the list it stands in."""
    pair = pair_of(db, match, month, at)
    if pins.stage(db) is not PinStage.OPEN:
        raise NotThere
    of = services.counting(db, month)
    found = [(of[row.bureau], row) for row in (pair.one, pair.other)]
    for one, _ in found:
        look_beside(db, listing.subject_of(one), "services.row_shown", theirs=True)
    return found


def decide(db: Transaction, match: int, month: date, at: int, *, same: bool) -> None:
    """Decide whether two rows are of one family; it holds in every match to come."""
    pair = pair_of(db, match, month, at)
    kept.decide(db, pair.one.tokens, pair.other.tokens, same=same)


def publish(
    db: Transaction, month: date, stamp: str, found: FoundShared, village: Villages
) -> PublishedMatch | None:
    """Publish what a match found: cases with a lead, who takes part, contacts, and what has ended.

    *found* is the match of now, with all that was decided; nothing is published where a list came since it
    was begun. Whoever was quicker in a case makes all of it `Stale`: no half of it is published.
    """
    overseer(db)
    one = kept.of_month(db, month)
    if one is None or one.stamp != stamp or stamp != _stamp(db, month):
        return None
    kept.published(db, one)
    going_on = kept.going_on(db)
    cases.hold_cases(db, *(each.case for each in going_on if each.case is not None))
    told: dict[int, int] = {}
    done = PublishedMatch()
    met: set[int] = set()
    for family in found.families:
        before = next((each for each in going_on if _same(each, family) and each.id not in met), None)
        after = _kept(db, before, family, month)
        met.add(after.id)
        done = replace(
            done, new=done.new + (before is None), continuing=done.continuing + (before is not None)
        )
        after, done = _case_of(db, after, month, village, done)
        done = _take_part(db, after, done)
        for bureau in _news_to(before, after):
            told[bureau] = told.get(bureau, 0) + 1
    for each in going_on:
        if each.id not in met:
            kept.save(db, each.end(month), "family.ended")
            done = replace(done, ended=done.ended + 1)
    _tell(db, one, told)
    return done


def _stamp(db: Transaction, month: date) -> str:
    return kept.stamp_of(each.one for each in services.given(db, month))


def _same(one: SharedFamily, found: FoundFamily) -> bool:
    return not one.found.tokens.isdisjoint(found.tokens)


def _kept(db: Transaction, before: SharedFamily | None, found: FoundFamily, month: date) -> SharedFamily:
    if before is None:
        return kept.add(db, SharedFamily(0, month, month, found))
    return kept.save(db, before.found_again(found, month), "family.found_again")


def _news_to(before: SharedFamily | None, after: SharedFamily) -> Iterable[int]:
    """Say to which bureaus it is news that others serve the family, too."""
    for bureau in {row.bureau for row in after.rows}:
        knew = bool(seen_by(before.rows, bureau)) if before else False
        if not knew and seen_by(after.rows, bureau):
            yield bureau


def _tell(db: Transaction, one: KeptMatch, told: dict[int, int]) -> None:
    for bureau, families in sorted(told.items()):
        unit = people.unit(db, bureau)
        for person in hearing(db, answers_for(unit), bureau):
            about = FamiliesFound(one.month, families)
            db.news.append(OfficeNews("family.found", person, about, f"families:{one.id}:{person}"))


# The case


def _case_of(
    db: Transaction, family: SharedFamily, month: date, village: Villages, done: PublishedMatch
) -> tuple[SharedFamily, PublishedMatch]:
    """See to it that a family that several bureaus serve is a shared case, led by the village's centre."""
    if family.case is not None or not to_plan(family.rows):
        return family, done
    rows = [row for row in family.rows if not row.hidden]
    household = _household(rows)
    known = lists.open_case_of(db, household)
    if known is not None:
        cases.hold_cases(db, known)
        case = _shared(db, cases.read(db, known))
    else:
        where = next(filter(None, (village(row.values.get("address", "")) for row in rows)), "")
        if not _led(db, where):
            return family, replace(done, unled=done.unled + 1)
        case = _opened(db, family, household, where, month)
    led = kept.save(db, replace(family, case=case.id), "family.led")
    return led, replace(done, cases=done.cases + 1)


def _take_part(db: Transaction, family: SharedFamily, done: PublishedMatch) -> PublishedMatch:
    """Ask the other bureaus' units beside the lead: to accept, visit and make one plan [001] 三(六)2(5)B.

    Who was asked once is not asked again, whatever came of it.
    """
    if family.case is None or not to_plan(family.rows):
        return done
    before = cases.read(db, family.case)
    if not before.open:
        return done
    if before.to_screen:
        return replace(done, unscreened=done.unscreened + 1)
    there = {people.unit(db, one.unit).counts_as for one in before.seats if one.unit}
    had = {one.unit for one in before.joint}
    able, after, asked, known, nobody = people.receiving_units(db), before, 0, 0, list(done.nobody)
    for bureau in bureaus(family.rows):
        units = to_ask(family.rows, bureau, before.village, able)
        if bureau in there or (units and had.issuperset(one.id for one in units)):
            known += 1
            continue
        free = [
            (one, who) for one in units if one.id not in had and (who := least_busy(db, one.id, before.id))
        ]
        if not free and bureau not in nobody:
            nobody.append(bureau)
        for unit, who in free:
            after = after.ask(unit=unit.id, kind=unit.kind, to=who.id, at=db.now, by=AskedBy.MATCH)
            asked += 1
    if asked:
        record(db, before, after, "case.asked")
    return replace(done, asked=done.asked + asked, there=done.there + known, nobody=tuple(nobody))


def _led(db: Transaction, village: str) -> bool:
    centre, _ = people.area(db, village)
    return centre is not None and bool(people.in_unit(db, centre, SERVING))


def _household(rows: Sequence[Served]) -> Household:
    """Return who is known of the family, and where: nothing of it from what is confidential."""
    members: dict[frozenset[str], Member] = {}
    for row in rows:
        [told] = listing.household(row.values).members
        near = next((known for known in members if not known.isdisjoint(row.tokens)), frozenset(row.tokens))
        members.setdefault(near, told)
    address = next(filter(None, (row.values.get("address", "") for row in rows)), "")
    return Household(tuple(members.values()), address)


def _shared(db: Transaction, before: Case) -> Case:
    after = before.match_shared(db.now)
    return before if after == before else record(db, before, after, "case.shared")


def _opened(db: Transaction, family: SharedFamily, household: Household, village: str, month: date) -> Case:
    new = Case(
        id=0,
        number="",
        state=State.SCREENING,
        village=village,
        urgent=False,
        reported_at=db.now,
        household=household,
        kinds=(CaseKind.SHARED,),
        sharing=Sharing(shared_at=db.now, several=True),
    )
    names = "、".join(people.unit(db, one).name for one in bureaus(family.rows))
    return opened(db, new, f"{listing.sign_of(month)}：{names}", None)


# What is done with a family


def family(db: Transaction, number: int) -> tuple[SharedFamily, list[Served]]:
    """Return a family, with what the speaker sees of who serves it; `NotThere` where that is nothing."""
    one = kept.read(db, number)
    for person in db.acting if _there(db, one) else ():
        rows = shown(person, people.unit(db, person.unit), one) if _may(db, person) else []
        if rows:
            return one, rows
    raise NotThere


def _there(db: Transaction, one: SharedFamily) -> bool:
    """Tell whether the speaker does not keep out of the case of a family."""
    return one.case is None or not recusals.keeps_out(db, one.case)


def _may(db: Transaction, person: Person) -> bool:
    return matches(person) or listing.gives(person, people.unit(db, person.unit))


def families(db: Transaction) -> list[SharedFamily]:
    """List the families of which the speaker sees something, the latest first."""
    found = []
    for one in kept.going_on(db):
        seen = any(_may(db, each) and shown(each, people.unit(db, each.unit), one) for each in db.acting)
        if seen and _there(db, one):
            found.append(one)
    return found[::-1]


def contact(db: Transaction, number: int) -> SharedFamily:
    """Say that the own bureau was in contact with the others (加強聯繫)."""
    one, rows = family(db, number)
    mine = next((each.unit for each in db.acting if each.unit in {row.bureau for row in rows}), None)
    if mine is None:
        raise NotThere
    return kept.save(db, one.contact(mine, local_day(db.now)), "family.contacted")


def part(db: Transaction, number: int, version: int, at: int) -> SharedFamily:
    """Say that somebody is not of a family: no match joins them again; its bureaus hear that it is undone."""
    overseer(db)
    one, _ = family(db, number)
    if one.version != version or at not in range(len(one.rows)):
        raise Stale
    out = set(rows_of(one.rows, at))
    kept.decide(db, *(_tokens(one, out, inside=inside) for inside in (True, False)), same=False)
    after = kept.save(db, one.without(out, local_day(db.now).replace(day=1)), "family.parted")
    if one.case is not None:
        cases.hold_cases(db, one.case)
        _ask_no_more(db, one.case, bureaus(after.rows) if to_plan(after.rows) else [])
        if not to_plan(after.rows):
            _unshare(db, cases.read(db, one.case))
    for bureau in {row.bureau for row in one.rows if seen_by(one.rows, row.bureau)}:
        for person in hearing(db, answers_for(people.unit(db, bureau)), bureau):
            key = f"parted:{after.id}:{after.version}:{person}"
            db.news.append(OfficeNews("family.parted", person, after.sign, key))
    return after


def _tokens(one: SharedFamily, out: Collection[int], *, inside: bool) -> set[str]:
    rows = (row for place, row in enumerate(one.rows) if (place in out) is inside)
    return {token for row in rows for token in row.tokens}


def _ask_no_more(db: Transaction, number: int, of: Collection[int]) -> None:
    """End the seats that the match gave to other bureaus than these; what a conference tracks is its own."""
    case = cases.read(db, number)
    tracked = dict(case.tracked_units())
    for seat in case.joint_seats:
        given = seat.asked_by is AskedBy.MATCH and seat.unit is not None and seat.unit not in tracked
        if given and people.unit(db, seat.unit or 0).counts_as not in of:
            without = case.ask_no_more(seat.id, at=db.now)
            case = record(db, case, without, "seat.withdrawn", seat=seat.id)


def _unshare(db: Transaction, before: Case) -> None:
    try:
        after = before.unshare()
    except WrongState:
        return
    record(db, before, after, "case.unshared")
