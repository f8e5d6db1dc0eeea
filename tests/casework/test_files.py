"""Which files are looked into, and what is said against the others before anything of them is fetched."""

import pytest

from casework.files import MEGABYTE, Unfit, unfit


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        *((f"名冊{ending}", 10, None) for ending in (".xlsx", ".ods", ".csv", ".tsv", ".txt", ".XLSX", "")),
        ("名冊.xlsx", 11, Unfit.LARGE),
        ("名冊.xls", 10, Unfit.OLD),
        ("名冊.xlsm", 10, Unfit.MACROS),
        ("名冊.xltm", 10, Unfit.MACROS),
        ("名冊.pdf", 10, Unfit.NO_LIST),
    ],
)
def test_a_list_is_taken_by_its_ending_and_its_size(name, size, why):
    assert unfit(name, size, 10) is why


def test_a_megabyte_is_as_computers_count_it():
    assert MEGABYTE == 2**20
