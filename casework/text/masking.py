"""Masks of what people tell: what a screen shows until someone with a reason asks for more (domain.md §10).

What is looked for is looked for in one hand (`identity.written`) and hidden where it stands; the rest stays
as it was told.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from casework.text.identity import GAP, in_digits, mask_id, plain, without, written
from casework.text.names import HAN, folded_alike, letters, mask_name
from casework.text.numbers import numbers_in
from casework.text.telephones import mask_phone, telephones_in

Found = tuple[int, int, str]
"""From where to where something stands, and what is shown there instead."""
_IN_A_WORD = r"(?<![A-Za-z0-9\u00c0-\u024f\u1e00-\u1eff])(?<!\w[\u0027\u02bc\u2019^])"
_ID = re.compile(rf"{_IN_A_WORD}[A-Za-z](?:\d|{GAP}[A-Da-d1289])(?:{GAP}\d){{8}}(?!\d)")
_MASKED = re.compile(rf"[○◯●*]|^[{HAN}]{{1,2}}(?:[OX]{{1,3}}[{HAN}]?|[ox]{{2}})$|^[{HAN}]0{{2}}$")
"""Whatever has the sign of what is hidden; or one letter for each hidden character of a Han name."""
_WITHIN = r"[\s·・‧•.\-_]{0,2}"
"""What may stand between two characters of a name."""


def mask_in_text(text: str, *names: str) -> str:
    """Hide IDs, telephones and known *names* in what somebody told; a case number and the rest stay."""
    told = written(text)
    rest = told.text
    hidden: list[Found] = []
    for start, end, _ in numbers_in(rest):
        rest = without(rest, start, end)
    for finder in (lambda rest: _names(rest, names, ()), _ids, _phones):
        for start, end, instead in list(finder(rest)):
            hidden.append((*told.told_at(start, end), instead))
            rest = without(rest, start, end)
    return _shown(told.told, hidden)


def mask_ids(text: str) -> str:
    """Hide IDs alone: what somebody tells is shown to them again before it is sent."""
    told = written(text)
    return _shown(told.told, [(*told.told_at(start, end), as_) for start, end, as_ in _ids(told.text)])


def mask_names(text: str, names: Iterable[str], *, keep: Collection[str] = ()) -> str:
    """Hide known *names* in what somebody told, but those to *keep*; of two at one place the longer."""
    told = written(text)
    found = _names(told.text, names, keep)
    return _shown(told.told, [(*told.told_at(start, end), instead) for start, end, instead in found])


def is_masked(text: str) -> bool:
    """Tell whether words are what is shown instead of a name, an ID, a telephone or a house: 王○明, 王OO."""
    return _MASKED.search(plain(text)) is not None


def ids_in(text: str) -> Iterator[tuple[int, int]]:
    """Find what may be national IDs in a text that is in one hand, whatever stands between their figures."""
    yield from (found.span() for found in _ID.finditer(in_digits(text)))


def _ids(text: str) -> Iterator[Found]:
    yield from ((start, end, mask_id(text[start:end])) for start, end in ids_in(text))


def _phones(text: str) -> Iterator[Found]:
    yield from ((start, end, mask_phone(text[start:end])) for start, end in telephones_in(text))


def _names(text: str, names: Iterable[str], keep: Collection[str]) -> Iterator[Found]:
    """Find names however they are spaced, dotted, marked or capitalised; one to keep is left alone."""
    kept = {letters(one) for one in keep}
    known = {letters(one): one for one in (*names, *keep) if len(letters(one)) > 1}
    longest_first = "|".join(map(_however, sorted(known, key=len, reverse=True)))
    for found in re.finditer(longest_first, folded_alike(text)) if known else ():
        if (name := letters(found[0])) not in kept:
            yield *found.span(), mask_name(known[name])


def _however(name: str) -> str:
    """Return a pattern of a name; one in letters is a whole word."""
    spaced = _WITHIN.join(map(re.escape, name))
    before = r"(?<![a-z])" if name[0].isascii() else ""
    return f"{before}{spaced}{'(?![a-z])' if name[-1].isascii() else ''}"


def _shown(told: str, hidden: Iterable[Found]) -> str:
    shown, at = [], 0
    for start, end, instead in sorted(hidden):
        shown += [told[at:start], instead]
        at = end
    return "".join([*shown, told[at:]])
