"""Looks at what is no case: nobody serves it, and what is odd a second person hears all the same."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from actions.cases.looking import look_beside
from casework.errors import TooManyLooks
from casework.policy.owed import Subject
from casework.staffing.people import Role
from storage.core import subjects
from storage.core.database import Transaction
from tests.storage.conftest import Store

NIGHT = timedelta(hours=13)


def look(db: Transaction, sign: str, *, theirs: bool) -> list[tuple[str, int]]:
    """Look at one more; return what is told of it to whom."""
    db.news.clear()
    row = subjects.add(db, "care", sign)
    look_beside(db, Subject(row, "care", sign, None), "care.address_shown", theirs=theirs)
    return [(one.verb, one.person) for one in db.news]


async def test_at_night_a_second_person_hears_of_each_whosever_it_is(store: Store) -> None:
    leads = store.staff[Role.SUPERVISOR].id

    def act(db: Transaction) -> None:
        late = replace(db, now=db.now + NIGHT)
        assert look(db, "春節 116-1", theirs=True) == []
        assert look(late, "春節 116-2", theirs=True) == [("look.night", leads)]
        assert look(late, "春節 116-3", theirs=False) == [("look.night", leads)]

    await store(act)


async def test_of_many_that_are_not_theirs_a_second_person_hears_and_says_yes(store: Store) -> None:
    leads = store.staff[Role.SUPERVISOR].id

    def act(db: Transaction) -> None:
        figures = db.rules.policy.looks
        own = [look(db, f"own {n}", theirs=True) for n in range(figures.hourly + 1)]
        others = [look(db, f"other {n}", theirs=False) for n in range(figures.hourly)]
        assert own + others[: figures.many] == [[]] * (figures.hourly + 1 + figures.many)
        assert others[figures.many :] == [[("look.many", leads)]] * (figures.hourly - figures.many)
        with pytest.raises(TooManyLooks):
            look(db, "one more", theirs=False)

    await store(act)
