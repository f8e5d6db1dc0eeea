"""Which households of several lists are one (`domain.md` §4): nobody is visited twice [003] 陸、二(二)1."""

from collections.abc import Sequence
from datetime import date

from casework.cases.household import Household
from casework.text.addresses import clean_address
from casework.text.identity import clean_national_id
from casework.text.names import clean_name, surname_sign
from casework.text.telephones import clean_phone


def same(one: Household, other: Household) -> bool:
    """Tell whether two are one: the same ID, a name and birth, or a door and a surname or telephone."""
    if _ids(one) & _ids(other) or _births(one) & _births(other):
        return True
    address = clean_address(one.address)
    if not address or address != clean_address(other.address):
        return False
    return bool(_surnames(one) & _surnames(other) or _phones(one) & _phones(other))


def merged(households: Sequence[Household]) -> list[frozenset[int]]:
    """Put together what is one, be it by way of others: by their places in the list."""
    found: list[frozenset[int]] = []
    for at, one in enumerate(households):
        alike = [group for group in found if any(same(one, households[other]) for other in group)]
        found = [*(group for group in found if group not in alike), frozenset({at}).union(*alike)]
    return found


def _ids(one: Household) -> set[str]:
    return {clean_national_id(each.national_id) for each in one.members if each.national_id}


def _births(one: Household) -> set[tuple[str, date]]:
    return {(clean_name(each.name), each.born) for each in one.members if each.name and each.born}


def _surnames(one: Household) -> set[str]:
    return {sign for each in one.members if each.name and (sign := surname_sign(each.name))}


def _phones(one: Household) -> set[str]:
    return {phone for each in one.members for told in each.phones if (phone := clean_phone(told))}
