"""The page that lists the obligations says what the code and the policy files say."""

import re
from pathlib import Path

from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES
from docs import catalogue
from handlers.words.terms import ACTS

PAGE = Path(__file__).parents[1] / "docs/catalogue.md"


def test_the_catalogue_is_up_to_date() -> None:
    assert catalogue.page() == PAGE.read_text(), "run `make catalogue`"


def test_the_catalogue_has_words_for_every_duty_and_for_whoever_owes_it() -> None:
    assert set(RULES) == set(Duty)
    assert all(rule.says for rule in RULES.values())
    assert set(catalogue.OWES) == set(Bearer)


def test_the_words_of_a_rule_name_every_figure_below_them_and_no_other() -> None:
    for duty, rule in RULES.items():
        named = set(re.findall(r"`([a-z_]+)`", rule.says)) - {"served", "tracked"}
        figures = {key.rpartition(".")[2] for key in rule.figures}
        assert named <= figures, duty
        assert figures - named <= {"months"}, duty


def test_why_has_words_for_every_act_that_ends_a_duty() -> None:
    assert {verb for rule in RULES.values() for verb in rule.ends} <= set(ACTS)
