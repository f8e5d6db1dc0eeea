"""Question 2 of 6: what is counted, of every form."""

from datetime import date
from typing import Any

import pytest

from bot.app import put_together

TODAY = date(2026, 6, 10)
FORMS = [flow.form for flow in put_together().flows.values()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_no_form_passes_over_a_number_whatever_is_answered(form):
    """Each question that is asked is the next one, and the last is the last of so many."""
    for option in range(3):
        answers: dict[str, Any] = {}
        before = 0
        while question := form.open(answers):
            counted = form.counted(answers, question)
            assert counted.index(question) == before, question.key
            before += 1
            offered = question.choices(answers, TODAY)
            at = min(option, len(offered) - 1)
            answers[question.key] = (
                question.picked(at, answers, TODAY) if offered else "2026-06-10"[: question.limit]
            )
        assert not answers or len(counted) == before
