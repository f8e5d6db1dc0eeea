"""People of one name are told apart on keys: by the last digits of the telephone, else by who came first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from casework.staffing.people import Person
from handlers.words.wording import Wording

_DIGITS = 3


def numbered(names: Sequence[str], wording: Wording) -> list[str]:
    """Return what each is called of whom only names are known: those of one name by their place, too."""
    often = Counter(names)
    return [
        wording.label("%(name)s (no. %(n)s)", name=one, n=place) if often[one] > 1 else one
        for place, one in enumerate(names, 1)
    ]


def told_apart(found: Iterable[Person], wording: Wording) -> Mapping[int, str]:
    """Return what each is called among these, by their id."""
    people = sorted(found, key=lambda one: one.id)
    names = Counter(one.name for one in people)
    ends = Counter((one.name, one.phone[-_DIGITS:]) for one in people)
    called: dict[int, str] = {}
    for place, one in enumerate(people, 1):
        end = one.phone[-_DIGITS:]
        if names[one.name] == 1:
            called[one.id] = one.name
        elif end and ends[one.name, end] == 1:
            called[one.id] = wording.label("%(name)s (…%(digits)s)", name=one.name, digits=end)
        else:
            called[one.id] = wording.label("%(name)s (no. %(n)s)", name=one.name, n=place)
    return called
