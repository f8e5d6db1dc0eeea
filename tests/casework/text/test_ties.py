"""What ties whoever tells something to the household is hidden; what was seen stays."""

import pytest

from casework.text.ties import mask_ties


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("我嫂嫂打小孩", "○○打小孩"),
        ("是我姑姑說的，我鄰居也聽到", "是○○說的，○○也聽到"),
        ("我家隔壁的孩子半夜哭", "○○的孩子半夜哭"),
        ("我們樓上每天吵架", "○○每天吵架"),
        ("我的學生手上有瘀青", "○○手上有瘀青"),
        ("我是他阿姨，很擔心", "○○，很擔心"),
        ("我是他們的房東", "○○"),
        ("我住對面三樓", "○○三樓"),
        ("身為里長不能不管", "○○不能不管"),
        ("我是林示範，請保密", "○○，請保密"),
        ("阮阿嬤看到的", "○○看到的"),
        ("陳太太告訴林老師", "○太太告訴○老師"),
        ("有個人名叫陳大文", "有個人名叫○○"),
        ("我妈妈听到，张老师也看到", "○○听到，○老師也看到"),
        ("My sister-in-law hits the child; my neighbour saw it.", "○○ hits the child; ○○ saw it."),
    ],
)
def test_whose_it_is_and_who_else_is_named_is_hidden(told, shown):
    assert mask_ties(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "孩子的姑姑住在樓上",
        "看到媽媽打小孩",
        "隔壁小孩半夜一直哭",
        "我看到三個孩子自己在家",
        "我很擔心他們",
        "The mother hits the child.",
    ],
)
def test_what_was_seen_stays(told):
    assert mask_ties(told) == told


def test_the_household_itself_stays_where_it_may_be_read():
    assert mask_ties("王先生名叫王小明，陳先生是我舅舅", keep=["王小明"]) == "王先生名叫王小明，○先生是○○"


def test_a_part_of_a_name_that_may_be_read_stays_and_another_name_does_not():
    assert mask_ties("名字是王小，叫做李大華", keep=("王小明",)) == "名字是王小，叫做○○"
    assert mask_ties("名叫王小明", keep=("王小明",)) == "名叫王小明"
