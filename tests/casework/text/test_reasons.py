"""A reason that is kept says something."""

import pytest

from casework.errors import NoReason
from casework.reasons import reason, telling


@pytest.mark.parametrize(
    "said", ["案家已遷居外縣市", "媽媽搬走", "搬家三次", "moved away", "家中無人應門。", "轉介1957"]
)
def test_what_says_why(said):
    assert telling(said) == said
    assert reason(limit=200).check is telling


@pytest.mark.parametrize(
    "said",
    [
        "無",
        "同意",
        "OK",
        "如題如題",
        "12345",
        "哈哈哈哈",
        "哈哈哈嘻",
        "。。。。",
        "搬家了",
        "好的可以",
        "test test",
        "",
    ],
)
def test_a_word_of_consent_or_a_few_keys_say_nothing(said):
    with pytest.raises(NoReason):
        telling(said)
