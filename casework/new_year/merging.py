"""Which households of several lists are one (`domain.md` §4): nobody is visited twice [003] 陸、二(二)1."""

from casework.cases.household import Household
from casework.text.addresses import clean_address
from casework.text.identity import clean_national_id
from casework.text.names import clean_name, surname_sign
from casework.text.telephones import clean_phone

Key = tuple[str, ...]


def same(one: Household, other: Household) -> bool:
    """Tell whether two are one: the same ID, a name and birth, or a door and a surname or telephone."""
    return not keys(one).isdisjoint(keys(other))


def keys(household: Household) -> frozenset[Key]:
    """Return what two households share exactly when they are one."""
    members, address = household.members, clean_address(household.address)
    ids = {("id", clean_national_id(each.national_id)) for each in members if each.national_id}
    births = {
        ("birth", clean_name(each.name), each.born.isoformat()) for each in members if each.name and each.born
    }
    surnames = {sign for each in members if each.name and (sign := surname_sign(each.name))}
    phones = {phone for each in members for told in each.phones if (phone := clean_phone(told))}
    doors = {("door", address, sign) for sign in surnames} | {("phone", address, one) for one in phones}
    return frozenset[Key]((*ids, *births, *(doors if address else ())))
