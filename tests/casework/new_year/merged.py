"""What the rule of merging makes of several lists at once, to compare with what is kept."""

from collections.abc import Sequence

from casework.new_year.merging import Placed, same


def merged(households: Sequence[Placed]) -> list[frozenset[int]]:
    """Put together what is one, be it by way of others: by their places in the list."""
    found: list[frozenset[int]] = []
    for at, one in enumerate(households):
        alike = [group for group in found if any(same(one, households[other]) for other in group)]
        found = [*(group for group in found if group not in alike), frozenset({at}).union(*alike)]
    return found
