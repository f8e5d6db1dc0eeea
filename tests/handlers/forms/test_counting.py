"""Question 2 of 6: what is counted, of every form."""

from datetime import date
from typing import Any

import pytest

from bot.app import put_together

TODAY = date(2026, 6, 10)
FORMS = [flow.form for flow in put_together().flows.values()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_no_form_passes_over_a_number_whatever_is_answered(form):
    """Each question that is asked is the next one; of how many, once it is said, stays, and is true."""
    for option in range(3):
        answers: dict[str, Any] = {}
        before, said = 0, set[int | None]()
        while question := form.open(answers):
            number, total = form.progress(answers, question)
            before += 1
            assert number == before, question.key
            assert not said - {None} or total is not None, question.key
            said.add(total)
            offered = question.choices(answers, TODAY)
            at = min(option, len(offered) - 1)
            answers[question.key] = (
                question.picked(at, answers, TODAY) if offered else "2026-06-10"[: question.limit]
            )
        assert said - {None} in (set(), {before})
