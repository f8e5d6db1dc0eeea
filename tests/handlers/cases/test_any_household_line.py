"""Any household line: no part of it stands in the clear on a card, and each is found by its own search."""

import re
from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace
from typing import cast

from hypothesis import assume, given
from hypothesis import strategies as some
from hypothesis.strategies import SearchStrategy

from casework.cases.case import State
from casework.cases.household import Household, as_told
from casework.cases.household_line import read_household
from casework.search.queries import FreeWords, Place, read_query
from casework.text.identity import plain
from casework.text.names import bigrams, letters
from casework.text.numbers import read_number
from casework.text.places import load_places
from handlers.cases import cards
from handlers.words.wording import load_wordings
from storage.cases import households
from storage.core.database import Transaction
from storage.core.vault import Vault
from tests.support.cases import made_case
from tests.support.spellings import HOUSES, NAMES, NATIONAL_IDS, TELEPHONES, spelled_id, spelled_phone

PLACES, WORDING = load_places(), load_wordings()["zh_Hant_TW"]
DB = cast("Transaction", SimpleNamespace(vault=Vault(bytes(32))))
BETWEEN = some.sampled_from([" ", "，", "、", ",", "\n", "；", "　", "｜", " / ", "。"])
LABELS = {
    "name": ["", "姓名：", "案主"],
    "id": ["", "身分證字號："],
    "phone": ["", "電話：", "手機"],
    "house": ["", "地址：", "住"],
}


@some.composite
def lines(draw: some.DrawFn) -> tuple[dict[str, str], str]:
    """Draw a line of the parts in any order, with what they tell as it is searched for."""
    national_id, phone = draw(NATIONAL_IDS), draw(TELEPHONES)
    where, street, number, rest = draw(HOUSES)
    parts = {
        "name": draw(NAMES),
        "id": draw(spelled_id(national_id)),
        "phone": draw(spelled_phone(phone)),
        "house": f"{where}{street}{number}{rest}",
    }
    order = draw(some.permutations(sorted(parts)))
    chosen = order[: draw(some.integers(1, 4))]
    told = [f"{draw(some.sampled_from(LABELS[one]))}{parts[one]}" for one in chosen]
    between = draw(BETWEEN)
    return {one: parts[one] for one in chosen} | {"number": str(number)}, between.join(told)


def card(household: Household) -> str:
    """What the card of a case shows of a household."""
    case = made_case(1, "A", State.SCREENING, "平鎮區新街里", False, datetime(2026, 6, 1, tzinfo=UTC))
    return plain(
        str(cards.summary(case.identify(household, on=date(2026, 6, 1)), WORDING))
        .partition("\n")[2]
        .partition("\n")[0]
    )


def found(household: Household, asked: str) -> bool:
    """Whether whoever asks for it finds the household: each word is a place, or a sign of the household."""
    signs = households.tokens_of(DB, household)
    numbered = partial(read_number, office="A")
    query = read_query(
        asked, today=date(2026, 6, 1), places=PLACES, read_number=lambda text, year: numbered(text, year=year)
    )
    said = [one for each in query.alternatives for one in each]
    return bool(said) and all(
        isinstance(one, Place) or _meant(household, signs, one.text)
        for one in said
        if isinstance(one, FreeWords)
    )


def _meant(household: Household, signs: set[tuple[str, bytes]], words: str) -> bool:
    exact = {
        one
        for one in households.tokens_of(DB, as_told(words, words, words, words))
        if one[0] in households.EXACT
    }
    return bool(exact & signs) or any(bigrams(words) <= bigrams(one.name) for one in household.members)


@given(lines())
def test_no_part_of_any_line_stands_in_the_clear_and_each_is_found(drawn: tuple[dict[str, str], str]) -> None:
    parts, told = drawn
    household = read_household(told)
    shown = card(household)
    assert household.unread == ""
    house = parts.pop("number")
    assert not re.search(rf"(?<![\d*]){house}(?!\d)", shown)
    for kind, part in parts.items():
        assert part not in shown
        assert kind != "name" or letters(part) not in letters(shown)
        assert found(household, part), (kind, part)


GLUED: SearchStrategy[tuple[str, str, str]] = some.tuples(
    some.sampled_from(["王測試", "林某", "夐殢藖", "歐陽示範"]),
    HOUSES.map(lambda it: f"{it[0]}{it[1]}{it[2]}{it[3]}"),
    TELEPHONES,
)


@given(GLUED, some.permutations([0, 1, 2]))
def test_nothing_need_stand_between_them(drawn: tuple[str, str, str], order: list[int]) -> None:
    name, house, phone = drawn
    line = "".join(drawn[one] for one in order)
    assume(
        not line.count(f"{phone}3")
    )  # a post code: where one number ends and another begins, nobody can tell
    household = read_household(line)
    assert (household.name, household.phone, household.unread) == (name, phone, "")
    assert name not in card(household)
    assert found(household, house)
