"""A screener corrects kind, urgency and indicators; until then they say 待查證 (faults 17)."""

import pytest

from casework.cases.criteria import CaseKind, suicide_hardship
from casework.policy.editions import load_editions
from casework.screening import verdict
from handlers.screening import verifying
from tests.handlers.reporting import opened, report
from tests.support.keys import NEXT, SEND, SKIP, option
from tests.support.phones import say, tap, text


async def verify(town, screener, *, urgent="no", partner="no", suicide=(), kinds=(), indicators=()):
    """Verify the case on the screen."""
    await tap(town, screener, verifying.Verify, option(urgent), option(partner), option("yes"))
    for chosen in (suicide, kinds, indicators):
        await tap(town, screener, *(option(one) for one in chosen), NEXT if chosen else SKIP)
    await say(town, screener, "電話查證衛生所")
    await tap(town, screener, SEND)


async def test_what_a_chief_ticked_is_to_be_verified_until_a_screener_does(town, chief, screener):
    number = await report(
        town, chief, home=["未滿六歲孩子", "沒有其他親人"], happening=["吸毒或精神狀況不穩"]
    )
    card = (await opened(town, screener, number))["text"]
    assert "類型：兒少高危機（待查證）" in card
    await verify(town, screener, kinds=["child_high_risk"], indicators=["2A"])
    shown = await text(screener)
    assert "類型：兒少高危機\n" in shown
    assert "已查證：2A" in shown


async def test_a_kind_that_does_not_apply_is_taken_out_and_the_deadline_follows_the_urgency(
    town, chief, screener
):
    number = await report(town, chief, happening=["說想死或自傷", "失業沒錢"])
    card = (await opened(town, screener, number))["text"]
    assert "幸扶守護" in card
    assert "115年6月2日（二） 09:00" in card
    await verify(town, screener)
    shown = await text(screener)
    assert "類型：一般" in shown
    assert "115年6月4日（四） 23:59" in shown


async def test_violence_between_partners_at_high_risk_is_a_24_hour_matter(town, chief, screener):
    """[003] item 4."""
    number = await report(town, chief)
    await opened(town, screener, number)
    await verify(town, screener, partner="high")
    assert "🚨" in await text(screener)
    assert "115年6月2日（二） 09:00" in await text(screener)


async def test_the_second_branch_of_a_suicide_report_with_hardship_can_be_entered(town, chief, screener):
    """[001] 三(六)1(2): no reason stated, and relief applied for."""
    number = await report(town, chief)
    await opened(town, screener, number)
    await verify(town, screener, suicide=["reported", "unstated", "relief"])
    assert "類型：幸扶守護" in await text(screener)


@pytest.mark.parametrize(
    ("facts", "by_108", "by_109"),
    [
        ({"reported", "economic"}, False, True),
        ({"reported", "economic", "relief"}, True, True),
        ({"reported", "unstated", "relief"}, False, True),
        ({"reported", "unstated"}, False, False),
        ({"economic", "relief"}, False, False),
    ],
)
def test_each_edition_says_when_a_suicide_report_is_one_with_hardship(facts, by_108, by_109):
    """[000] 三(六)1(2) (108) and [001] 三(六)1(2); [000] does not list that it changed."""
    by = {one.edition: one.kinds.suicide_hardship_when for one in load_editions().known}
    found = [suicide_hardship(frozenset(facts), by[edition]) for edition in ("107", "108", "109", "112")]
    assert found == [False, by_108, by_109, by_109]


def test_high_risk_between_partners_is_urgent_whatever_was_answered_before():
    """[003] item 4."""
    found = verdict({"urgent": "no", "partner": "high", "kinds": ["child_high_risk"]}, ())
    assert (found.urgent, found.child, found.kinds) == (True, None, (CaseKind.CHILD_HIGH_RISK,))
