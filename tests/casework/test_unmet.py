"""What is done of a household that is never met, or refuses [004] 參六(三)1."""

import pytest

from casework.policy.policy import Resort
from casework.service.unmet import in_a_row, resorts
from tests.casework.network import RULES

FIGURES = RULES["112"].policy.unmet
ALL = (Resort.SCHOOL, Resort.ESCORT, Resort.CONFERENCE)


@pytest.mark.parametrize(
    ("said", "child", "expected"),
    [
        ("", None, ()),
        ("nn", None, ()),
        ("nnn", None, ALL),
        ("nnn", False, ALL[1:]),
        ("nnmn", None, ()),
        ("mnnn", True, ALL),
        ("r", True, ALL[1:]),
        ("rn", True, ALL[1:]),
        ("rm", True, ()),
    ],
)
def test_three_in_vain_or_one_refused_and_what_is_done_then(said, child, expected):
    names = {"n": "not_met", "m": "met", "r": "refused"}
    visits = [{"met": names[one]} for one in said]
    assert resorts(visits, FIGURES, child=child) == expected
    assert len(in_a_row(visits)) == len(said) - said.rfind("m") - 1
