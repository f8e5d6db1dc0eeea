"""Families that several units serve (共案), as the match finds them [001] 三(六)1(5), 2(5).

Two units of one bureau keep in contact; several bureaus (多個局處) make one plan. What a family's bureaus
learn of each other is unit, worker and telephone alone; what is confidential nobody learns but whose row it
is, the bureau and the protection centre (`screens.md` §4).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Self

from msgspec import Struct, field
from msgspec.structs import replace

from casework.rosters.declared import Values
from casework.rosters.likeness import Likeness, compared
from casework.rosters.matching import ComparedRow, MatchedRows
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind, nearness
from casework.text.addresses import door
from casework.text.dates import roc_year
from casework.text.identity import valid_national_id


class Served(Struct, frozen=True):
    """One row of a bureau's list: whom it serves, and who does."""

    bureau: int
    values: Values
    tokens: tuple[str, ...] = ()
    """Keyed hashes by which whom it is about is known again, as figures."""

    @property
    def hidden(self) -> bool:
        """It is confidential (保密)."""
        return bool(self.values.get("confidential"))

    @property
    def unit(self) -> tuple[int, str]:
        """Which unit serves: of one bureau there may be several."""
        return self.bureau, self.values.get("unit", "")


def known_by(values: Values) -> Iterator[str]:
    """Say by what somebody is known from list to list: the ID, name and birth; else name and door."""
    told = values.get("id", "")
    if valid_national_id(told):
        yield f"id\0{told}"
    if values.get("born"):
        yield f"born\0{compared(values['name'])}\0{values['born']}"
    elif where := door(values.get("address", "")):
        yield f"door\0{compared(values['name'])}\0{where}"


def listed(row: Served) -> ComparedRow:
    """Write a row as it is compared."""
    said = row.values
    told = said.get("id", "")
    valid = valid_national_id(told)
    carer = said.get("carer_id", "")
    return ComparedRow(
        row.bureau,
        compared(said["name"]),
        id=told if valid else "",
        hint="" if valid else told,
        born=date.fromisoformat(said["born"]) if said.get("born") else None,
        door=door(said.get("address", "")),
        phone=said.get("phone", ""),
        carer=carer if valid_national_id(carer) else "",
        hidden=row.hidden,
        tokens=tuple(bytes.fromhex(one) for one in row.tokens),
    )


def several(rows: Collection[Served]) -> bool:
    """Two or more units serve the family [001] 三(六)1(5)."""
    return len({one.unit for one in rows}) > 1


def bureaus(rows: Collection[Served]) -> list[int]:
    """List the bureaus (局處) that serve it, as far as that is not confidential."""
    return list(dict.fromkeys(one.bureau for one in rows if not one.hidden))


def to_plan(rows: Collection[Served]) -> bool:
    """Several bureaus serve the family, so that it is a case with one plan [001] 三(六)2(5)B.

    What is confidential makes none: its lead would learn who else there is. The bureau sees to that one.
    """
    return len(bureaus(rows)) > 1


def to_ask(rows: Collection[Served], bureau: int, village: str, able: Collection[Unit]) -> list[Unit]:
    """Say which units of a bureau take part beside the lead [001] 三(六)2(5)B: those that its rows name.

    Where none of them is *able*, the bureau itself, else its unit in the district of the *village*. No
    other: which of its centres is asked would say why. Nobody's part rests on a confidential row.
    """
    own = [one for one in able if one.counts_as == bureau and one.kind is not UnitKind.CENTRE]
    named = {row.values.get("unit", "").strip() for row in rows if row.bureau == bureau and not row.hidden}
    itself = [one for one in own if one.id == bureau]
    near = [one for one in own if nearness(one, village) == 0]
    return [one for one in own if one.name in named] or itself or near[:1]


def seen_by(rows: Sequence[Served], bureau: int) -> list[Served]:
    """List what a bureau learns of who serves the family beside it: nothing where it is all confidential."""
    own = [one for one in rows if one.bureau == bureau]
    others = [one for one in rows if not one.hidden and one.unit not in {each.unit for each in own}]
    inside = [one for one in own if several(own)]
    return [*own, *others] if own and (others or inside) else []


class FoundFamily(Struct, frozen=True):
    """A family as one match found it: its rows, and why they are one."""

    rows: tuple[Served, ...]
    why: tuple[tuple[int, int, int], ...] = ()
    """Of two rows by their places, which signs."""

    @property
    def tokens(self) -> frozenset[str]:
        """By what it is known in the next month."""
        return frozenset(token for row in self.rows for token in row.tokens)


class FoundPair(Struct, frozen=True):
    """Two rows of different families that somebody is to look at."""

    one: Served
    other: Served
    signs: int


class FoundShared(Struct, frozen=True):
    """What a match found of families that several units serve."""

    families: tuple[FoundFamily, ...]
    pairs: tuple[FoundPair, ...]


def found(rows: Sequence[Served], compared_rows: Sequence[ComparedRow], matched: MatchedRows) -> FoundShared:
    """Take from a match what is of several units: families that surely are, pairs that perhaps are."""
    of = dict[int, list[int]]()
    for place, family in enumerate(matched.family):
        of.setdefault(family, []).append(place)
    why = _reasons(compared_rows, matched)
    families = []
    for places in of.values():
        if several([rows[place] for place in places]):
            at = {place: number for number, place in enumerate(places)}
            signs = tuple((at[a], at[b], s) for place in places for a, b, s in why.get(place, ()) if b in at)
            families.append(FoundFamily(tuple(rows[place] for place in places), signs))
    pairs = [
        FoundPair(rows[one.one], rows[one.other], int(one.signs))
        for one in sorted(matched.pairs, key=lambda one: (-int(one.signs), one.one, one.other))
        if matched.family[one.one] != matched.family[one.other]
        and several([rows[p] for f in (one.one, one.other) for p in of[matched.family[f]]])
    ]
    return FoundShared(tuple(families), tuple(pairs))


def _reasons(rows: Sequence[ComparedRow], matched: MatchedRows) -> dict[int, list[tuple[int, int, int]]]:
    """Say of rows that are one person or family by what: signs, the same ID, or the same door and surname."""
    why = dict[int, list[tuple[int, int, int]]]()
    told = {(one.one, one.other): int(one.signs) for one in matched.pairs}
    last = dict[int, int]()
    home = dict[int, int]()
    for place, person in enumerate(matched.person):
        if (before := last.get(person)) is not None:
            signs = told.get((before, place)) or told.get((person, place)) or int(_same(rows, before, place))
            why.setdefault(before, []).append((before, place, signs))
        elif (first := home.get(matched.family[place])) is not None:
            signs = told.get((first, place)) or int(_same(rows, first, place))
            why.setdefault(first, []).append((first, place, signs))
        last[person] = place
        home.setdefault(matched.family[place], place)
    return why


def _same(rows: Sequence[ComparedRow], one: int, other: int) -> Likeness:
    a, b = rows[one], rows[other]
    signs = Likeness.ID if a.id and a.id == b.id else Likeness(0)
    if not (a.hidden or b.hidden):
        signs |= Likeness.NAME if a.name == b.name else Likeness(0)
        signs |= Likeness.BIRTH if a.born and a.born == b.born else Likeness(0)
        signs |= Likeness.DOOR if a.door and a.door == b.door else Likeness(0)
    return signs


# From month to month


class SharedFamily(Struct, frozen=True):
    """A family that several units serve, as it is kept from match to match."""

    id: int
    first: date
    """The month in which a match found it first."""
    last: date
    """The last month in which one did."""
    found: FoundFamily
    ended: date | None = None
    """The month in which no match found it any more, or somebody said that it is none."""
    case: int | None = None
    contacted: Mapping[int, date] = field(default_factory=dict)
    """Which bureaus were in contact with the others, and when."""
    version: int = 1

    @property
    def sign(self) -> str:
        """Return what a push and a list call it (家庭代號): 家庭 115-12."""
        return f"家庭 {roc_year(self.first)}-{self.id}"

    @property
    def rows(self) -> tuple[Served, ...]:
        """List who serves it, of all units."""
        return self.found.rows

    def found_again(self, now: FoundFamily, month: date) -> Self:
        """Go on: a match has found it once more."""
        return replace(self, found=now, last=month)

    def end(self, month: date) -> Self:
        """End: fewer than two units serve it, and who did is forgotten.

        A plan ends by the conference alone [001] 三(六)2(5)B.
        """
        return replace(self, ended=month, found=FoundFamily(()), contacted={})

    def contact(self, bureau: int, on: date) -> Self:
        """A bureau was in contact with the others (加強聯繫)."""
        return replace(self, contacted={**self.contacted, bureau: on})

    def without(self, out: Collection[int], month: date) -> Self:
        """Take rows out that are not of it; it ends where fewer than two units are left."""
        places = [at for at in range(len(self.rows)) if at not in out]
        at = {place: number for number, place in enumerate(places)}
        why = tuple((at[a], at[b], s) for a, b, s in self.found.why if a in at and b in at)
        left = FoundFamily(tuple(self.rows[place] for place in places), why)
        after = replace(self, found=left)
        return after if several(left.rows) else after.end(month)


def rows_of(rows: Sequence[Served], at: int) -> list[int]:
    """List the rows of whom one is about; that row alone, where all of the family's are of one."""
    tokens, more = set[str](), set(rows[at].tokens)
    while not tokens.issuperset(more):
        tokens |= more
        more = {each for row in rows if not tokens.isdisjoint(row.tokens) for each in row.tokens}
    found = [place for place, row in enumerate(rows) if place == at or not tokens.isdisjoint(row.tokens)]
    return found if len(found) < len(rows) else [at]


OVERSEES: Final = (Role.BUREAU,)
"""Who runs the match, and sees all of it."""


def matches(person: Person) -> bool:
    """Tell whether somebody runs the match, and sees what it found of all bureaus."""
    return person.role in OVERSEES


def shown(person: Person, unit: Unit, family: SharedFamily) -> list[Served]:
    """List what somebody sees of who serves a family: the bureau and the protection centre see all.

    Who speaks for a bureau sees what is its own, and of the others what is not confidential.
    """
    if matches(person):
        return list(family.rows)
    own = seen_by(family.rows, unit.id)
    if own and unit.kind is UnitKind.PROTECTION:
        return list(family.rows)
    return own
