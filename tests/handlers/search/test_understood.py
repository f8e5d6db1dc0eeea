"""What an answer says first, and that the same can be asked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.search.days import DueOn, ReportedOn, names_days, read_days
from casework.search.queries import Status
from casework.text.dates import month_end
from handlers.search.understood import in_words
from handlers.words.wording import load_wordings

TODAY = date(2026, 6, 10)
WORDINGS = load_wordings()


@given(
    st.sampled_from((DueOn, ReportedOn)), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 500)
)
def test_what_an_answer_says_of_days_asks_for_them(kind, first, many):
    """Whatever is said back can be typed, copied and asked again."""
    last = first + timedelta(days=many)
    for one in (kind(first, last), kind(first, first), kind(None, last), kind(first, month_end(first))):
        for wording in WORDINGS.values():
            said = in_words(Status(one), wording)
            assert read_days(said, TODAY) == one, said
            assert names_days(said)
