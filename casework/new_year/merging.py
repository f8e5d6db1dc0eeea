"""Which households of several lists are one (`domain.md` §4): nobody is visited twice [003] 陸、二(二)1."""

from msgspec.structs import replace

from casework.cases.household import Household
from casework.text.addresses import clean_address, district_in
from casework.text.identity import clean_national_id
from casework.text.names import clean_name, surname_sign
from casework.text.simplified import traditional
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
        ("birth", _name(each.name), each.born.isoformat()) for each in members if each.name and each.born
    }
    surnames = {surname_sign(each.name) or _name(each.name).casefold() for each in members if each.name}
    phones = {phone for each in members for told in each.phones if (phone := clean_phone(told))}
    doors = {("door", district, address, sign) for sign in surnames}
    doors |= {("phone", district, address, one) for one in phones}
    return frozenset[Key]((*ids, *births, *(doors if address else ())))


def listed_again(one: Household, other: Household) -> bool:
    """Tell whether two rows of one list, about one household, are about the same of its members."""
    mine, theirs = one.first, other.first
    if mine.national_id and theirs.national_id:
        return clean_national_id(mine.national_id) == clean_national_id(theirs.national_id)
    return bool(mine.name) and _name(mine.name) == _name(theirs.name)


def as_told_last(before: Household, now: Household) -> Household:
    """Return what is known of somebody who is listed again: what is said now, else what was said before."""
    known, [told, *others] = before.first, now.members
    told = replace(
        told,
        national_id=told.national_id or known.national_id,
        born=told.born or known.born,
        phones=told.phones or known.phones,
    )
    address = now.address or before.address
    return replace(now, id=before.id, version=before.version, members=(told, *others), address=address)


def _name(name: str) -> str:
    return traditional(clean_name(name))
