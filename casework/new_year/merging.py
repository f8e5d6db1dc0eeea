"""Which households of several lists are one (`domain.md` §4): nobody is visited twice [003] 陸、二(二)1."""

from collections.abc import Sequence

from casework.cases.household import Household
from casework.text.addresses import clean_address, district_in
from casework.text.identity import clean_national_id
from casework.text.names import clean_name, surname_sign
from casework.text.telephones import clean_phone

Key = tuple[str, ...]
Placed = tuple[Household, str]
"""A household, and the village in which it was listed: an address need not name its district."""


def same(one: Placed, other: Placed) -> bool:
    """Tell whether two are one: the same ID, a name and birth, or a door and a surname or telephone."""
    return not keys(*one).isdisjoint(keys(*other))


def keys(household: Household, village: str) -> frozenset[Key]:
    """Return what two households share exactly when they are one.

    A door is one of its district: most of them have a 中正路1號.
    """
    members, address = household.members, clean_address(household.address)
    district = district_in(household.address) or village[:2]
    ids = {("id", clean_national_id(each.national_id)) for each in members if each.national_id}
    births = {
        ("birth", clean_name(each.name), each.born.isoformat()) for each in members if each.name and each.born
    }
    surnames = {sign for each in members if each.name and (sign := surname_sign(each.name))}
    phones = {phone for each in members for told in each.phones if (phone := clean_phone(told))}
    doors = {("door", district, address, sign) for sign in surnames}
    doors |= {("phone", district, address, one) for one in phones}
    return frozenset[Key]((*ids, *births, *(doors if address else ())))


def merged(households: Sequence[Placed]) -> list[frozenset[int]]:
    """Put together what is one, be it by way of others: by their places in the list."""
    found: list[frozenset[int]] = []
    for at, one in enumerate(households):
        alike = [group for group in found if any(same(one, households[other]) for other in group)]
        found = [*(group for group in found if group not in alike), frozenset({at}).union(*alike)]
    return found
