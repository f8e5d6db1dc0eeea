"""The match of an office's lists: which rows are one person, which people one family [001] 三(六)1(5).

What two rows share, and what follows, is judged by `likeness.py`. `storage/rosters/matching.py` asks it, too,
and does the same for a whole city, a million rows at a time. A test holds that the two find the same.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from msgspec import Struct

from casework.rosters import likeness
from casework.rosters.likeness import ALIKE, MASK, Likeness, Sameness

Verdicts = Mapping[frozenset[bytes], bool]
"""What people decided of two rows, by the keyed hashes of these: one family, or not."""
_OF_ID: Final = Likeness.NEAR_ID | Likeness.PART_OF_ID


class ComparedRow(Struct, frozen=True):
    """A row of a list as it is compared."""

    bureau: int
    """Whose list it stands in."""
    name: str
    id: str = ""
    """A valid one."""
    hint: str = ""
    """What there is of one that is not valid."""
    born: date | None = None
    door: str = ""
    phone: str = ""
    carer: str = ""
    """The ID of who cares for a child."""
    hidden: bool = False
    """Confidential (保密): compared by ID alone."""
    tokens: tuple[bytes, ...] = ()
    """Keyed hashes by which it is known again when people decided of it."""


class Alike(Struct, frozen=True):
    """Two rows, by their places, what they share, and what follows."""

    one: int
    other: int
    signs: Likeness
    verdict: Sameness


class MatchedRows(Struct, frozen=True):
    """What a match found, of rows in the order in which they came."""

    person: Sequence[int]
    """Of each row the place of the first that is the same person's."""
    family: Sequence[int]
    """Of each row the place of the first of its family."""
    pairs: Sequence[Alike]
    """Sure ones, and those that are to be looked at by somebody."""


def match(rows: Sequence[ComparedRow], verdicts: Verdicts | None = None) -> MatchedRows:
    """Match the rows of several lists; what people decided before holds."""
    decided = _decided(rows, verdicts or {})
    apart = _Apart(pair for pair, same in decided.items() if not same)
    open_ = [place for place, row in enumerate(rows) if not row.hidden]
    strange = list(_strange(rows, open_))
    alone = {one.other for one in strange}
    found = [*_judged(rows, open_), *strange]
    pairs = [one for one in found if (one.one, one.other) not in decided]
    person = _people(rows, pairs, alone, apart)
    together = [pair for pair, same in decided.items() if same]
    return MatchedRows(person, _families(rows, person, alone, together, apart), pairs)


def _decided(rows: Sequence[ComparedRow], verdicts: Verdicts) -> dict[tuple[int, int], bool]:
    """Say of which two rows people decided, and what."""
    asked = {token for pair in verdicts for token in pair}
    places = defaultdict[bytes, list[int]](list)
    for place, row in enumerate(rows):
        for token in asked.intersection(row.tokens):
            places[token].append(place)
    return {
        (min(one, other), max(one, other)): same
        for pair, same in verdicts.items()
        for first, second in combinations(sorted(pair), 2)
        for one in places[first]
        for other in places[second]
    }


# Which pairs are compared


def _strange(rows: Sequence[ComparedRow], open_: Sequence[int]) -> Iterator[Alike]:
    """Yield rows with the ID of another, but neither name nor birth: one of the two was mistyped."""
    first = dict[str, int]()
    for place in open_:
        row = rows[place]
        if not row.id or (there := first.setdefault(row.id, place)) == place:
            continue
        one = rows[there]
        if one.name != row.name and one.born != row.born:
            signs = Likeness.ID | likeness.names_alike(one.name, row.name)
            signs |= likeness.births_alike(one.born, row.born) | _door(one, row)
            verdict = likeness.judge(signs)
            if verdict is not Sameness.SURE:
                yield Alike(there, place, signs, verdict)


def _judged(rows: Sequence[ComparedRow], open_: Sequence[int]) -> Iterator[Alike]:
    """Say what follows of each pair that may be one person, and why."""
    recurs = Counter(rows[place].name for place in open_)
    twins = _Twins(rows, open_)
    for one, other in sorted({*_without_id(rows, open_), *_of_two_ids(rows, open_)}):
        a, b = rows[one], rows[other]
        signs = likeness.names_alike(a.name, b.name)
        if not (signs & ALIKE or a.hint or b.hint):
            continue
        signs |= likeness.births_alike(a.born, b.born) | likeness.ids_alike(a.id or a.hint, b.id or b.hint)
        if not signs & (ALIKE | _OF_ID):
            continue
        signs |= _door(a, b)
        if a.bureau == b.bureau:
            signs |= Likeness.ONE_LIST
        if not (recurs[a.name] > 1 and recurs[b.name] > 1):
            signs |= Likeness.NOWHERE_ELSE
        if twins.told_by(signs, a):
            signs |= Likeness.ANOTHER
        verdict = likeness.judge(signs)
        if verdict is not Sameness.NO:
            yield Alike(one, other, signs, verdict)


def _door(one: ComparedRow, other: ComparedRow) -> Likeness:
    return Likeness.DOOR if one.door and one.door == other.door else likeness.NOTHING


def _without_id(rows: Sequence[ComparedRow], open_: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pair each row that has no valid ID with those that share something rare with it."""
    there = defaultdict[Hashable, list[int]](list)
    for place in open_:
        for key in _keys(rows[place]):
            there[key].append(place)
    for place in open_:
        row = rows[place]
        for key in () if row.id else _keys(row):
            if key[0] == "name" and not row.hint:
                continue
            yield from ((min(place, one), max(place, one)) for one in there[key] if one != place)


def _keys(row: ComparedRow) -> Iterator[tuple[Hashable, ...]]:
    """Yield what two rows are to share."""
    if len(row.name) > 1:
        for at in (0, 1, -1) if row.born else ():
            if row.name[at] != MASK:
                yield ("born", row.born, at, row.name[at])
        yield ("name", row.name)
    if row.door:
        yield ("door", row.door)


def _of_two_ids(rows: Sequence[ComparedRow], open_: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pair rows of two valid IDs with one name, birth and door: an ID that was mistyped may be valid, too."""
    first = dict[str, int]()
    for place in open_:
        if rows[place].id:
            first.setdefault(rows[place].id, place)
    there = defaultdict[tuple[str, date, str], list[int]](list)
    for place in first.values():
        row = rows[place]
        if row.door and row.born:
            there[row.name, row.born, row.door].append(place)
    for places in there.values():
        yield from combinations(places, 2)


class _Twins:
    """Behind which doors one list has several people of one birth."""

    def __init__(self, rows: Sequence[ComparedRow], open_: Sequence[int]) -> None:
        names = defaultdict[tuple[str, date | None, int], set[str]](set)
        for place in open_:
            row = rows[place]
            names[row.door, row.born, row.bureau].add(row.name)
        self._homes = {(door, born) for (door, born, _), known in names.items() if len(known) > 1}

    def told_by(self, signs: Likeness, row: ComparedRow) -> bool:
        """Tell whether what two rows share may be twins'."""
        home = Likeness.DOOR | Likeness.BIRTH
        unlike = bool(signs & (Likeness.SLIP | Likeness.DROPPED)) and home in signs
        return unlike and (row.door, row.born) in self._homes


# Who is one


class _Apart:
    """Which rows people said to be of two families."""

    def __init__(self, pairs: Iterator[tuple[int, int]]) -> None:
        self._of: dict[int, set[int]] = {}  # a million rows are asked about: to be asked must not add them
        for one, other in pairs:
            self._of.setdefault(one, set()).add(other)
            self._of.setdefault(other, set()).add(one)

    def bars(self, some: set[int], others: set[int]) -> bool:
        """Tell whether one of some is kept apart from one of others."""
        return bool(self._of) and any(not self._of.get(one, set()).isdisjoint(others) for one in some)


class _Joining:
    """What was joined to what, called by the first of each; nothing that people said to be apart."""

    def __init__(self, known: Sequence[int], apart: _Apart) -> None:
        self._above, self._apart = dict[int, int](), apart
        self._rows = defaultdict[int, set[int]](set)
        for place, of in enumerate(known):
            self._rows[of].add(place)

    def top(self, one: int) -> int:
        """Return by what its group is called."""
        while one in self._above:
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> bool:
        """Make two one; False where they are to stay apart."""
        first, second = sorted((self.top(one), self.top(other)))
        if first == second:
            return True
        if self._apart.bars(self._rows[first], self._rows[second]):
            return False
        self._above[second] = first
        self._rows[first] |= self._rows.pop(second)
        return True


def _people(rows: Sequence[ComparedRow], pairs: Sequence[Alike], alone: set[int], apart: _Apart) -> list[int]:
    """Join rows of one ID, and what is surely one person, the likest first.

    Two people with a valid ID each are joined only where it was judged of just these two, never by way of a
    row that is like both. A confidential row is joined by its ID alone.
    """
    first = dict[str, int]()
    for hidden in (False, True):
        for place, row in enumerate(rows):
            if row.id and row.hidden is hidden:
                first.setdefault(row.id, place)
    joining = _Joining(range(len(rows)), apart)
    for place, row in enumerate(rows):
        if row.id and place not in alone:
            joining.join(first[row.id], place)
    identified = {joining.top(place) for place, row in enumerate(rows) if row.id}
    sure = (one for one in pairs if one.verdict is Sameness.SURE)
    for one in sorted(sure, key=lambda one: (-likeness.strength(one.signs), one.one, one.other)):
        ends = joining.top(one.one), joining.top(one.other)
        both = bool(rows[one.one].id and rows[one.other].id)
        if both or not identified.issuperset(ends):
            known = not identified.isdisjoint(ends)
            joining.join(*ends)
            identified |= {joining.top(ends[0])} if known else set()
    return [joining.top(place) for place in range(len(rows))]


def _families(
    rows: Sequence[ComparedRow],
    person: Sequence[int],
    alone: set[int],
    together: Sequence[tuple[int, int]],
    apart: _Apart,
) -> list[int]:
    """Join people who share a door and a surname or telephone, a child and its carer (`domain.md` §4).

    Who lived behind two doors joins these. *alone* are rows whose ID is perhaps another's.
    """
    joining = _Joining(person, apart)
    for one, other in together:
        joining.join(person[one], person[other])
    homes = defaultdict[Hashable, list[int]](list)
    for place, row in enumerate(rows):
        for home in _homes(row, known=place not in alone):
            if not any(joining.join(there, person[place]) for there in homes[home]):
                homes[home].append(person[place])
    return [joining.top(one) for one in person]


def _homes(row: ComparedRow, *, known: bool) -> Iterator[Hashable]:
    """Yield what people of one family share."""
    if row.door and not row.hidden:
        yield row.door, row.name[:1]
        if row.phone:
            yield row.door, "phone", row.phone
    if row.id and known:
        yield "cares", row.id
    if row.carer:
        yield "cares", row.carer
