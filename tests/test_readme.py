"""What the README says to a newcomer holds: its labels are the bot's, and its steps are there on any day."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.policy.policy import Duty
from handlers.service import follow_up
from handlers.words.wording import CATALOGS, load_wordings
from sandbox import Phone
from tests.handlers.serving import FOLLOWED_UP, VISITED_AT_HOME, duties, open_card, served
from tests.support.keys import NEXT, SEND, SKIP, has, option
from tests.support.phones import say, tap, text
from tests.support.town import Town

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
PAIR = re.compile(r"\*\*([^*\n]+)\*\*\s\(\*([^*]+)\*\)")
NAMED = re.compile(r"%\(\w+\)s")


def _labels() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Every label in both languages; what is filled in may be anything."""
    from babel.messages.pofile import read_po

    with (CATALOGS / "zh_Hant_TW" / "LC_MESSAGES" / "shouwang.po").open("rb") as file:
        messages = [one.id for one in read_po(file) if isinstance(one.id, str) and one.id]
    wordings = load_wordings()

    def shape(label: str) -> re.Pattern[str]:
        return re.compile(".+".join(map(re.escape, NAMED.split(label))))

    return [(shape(wordings["zh_Hant_TW"].label(one)), shape(wordings["en"].label(one))) for one in messages]


def test_each_label_is_called_so_by_the_bot_in_both_languages() -> None:
    pairs = [(zh, " ".join(en.split())) for zh, en in PAIR.findall(README)]
    assert len(pairs) > 30
    labels = _labels()
    unknown = [
        (zh, en)
        for zh, en in pairs
        if not any(one.fullmatch(zh) and other.fullmatch(en) for one, other in labels)
    ]
    assert unknown == []


@pytest.mark.parametrize("day", [1, 15, 23, 24, 27, 30])
async def test_the_follow_up_of_line_seven_can_be_filed_on_any_day_of_the_month(
    town: Town, worker: Phone, day: int
) -> None:
    """Of a case that came in a month's last seven days it is the next month's: the clock is moved there."""
    town.clock.now = datetime(2026, 6, day, 1, tzinfo=UTC)
    case = await served(town, worker, accepted_at=town.clock.now, reported_at=town.clock.now)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    if day >= 24:
        assert not await has(worker, follow_up.File), "a follow-up tells of a month that has begun"
        town.clock.now = datetime(2026, 7, 1, 1, tzinfo=UTC)
        await open_card(town, worker)
    after_the_visit = (option("money"), NEXT, option("low"))
    await tap(town, worker, follow_up.File, *(FOLLOWED_UP if day >= 24 else after_the_visit))
    await say(town, worker, "下個月再訪視")
    await tap(town, worker, SEND)
    month = "115年7月" if day >= 24 else "115年6月"
    assert (await text(worker)).startswith(
        town.office.wordings["zh_Hant_TW"].label(
            "The follow-up for %(month)s is filed. Thank you.", month=month
        )
    )
    assert Duty.FOLLOW_UP in [one.duty for one in await duties(town, case)], "the next month's is owed"
