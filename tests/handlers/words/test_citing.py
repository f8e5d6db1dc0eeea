"""Sources as people read them: under ⓘ, and in the table of differences."""

import pytest

from casework.policy.comparing import figures
from casework.policy.editions import load_editions
from casework.reminders.catalogue import RULES
from handlers.words.citing import cited
from handlers.words.wording import load_wordings

WORDINGS = load_wordings()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("[001] 三(六)3(5)", "109 年實施計畫三、（六）3（5）"),
        ("[001] 參二(四)：1週內", "109 年實施計畫參、二、（四）：1週內"),
        ("[000] 參二4 (107)：每季", "差異比較表參、二、4（107 年）：每季"),
        ("[003] 追蹤表 4、篩派時限", "春節關懷計畫及會議紀錄追蹤表 4、篩派時限"),
        ("[004] 參六(四)1(2)②, ③", "112 年計畫參、六、（四）1（2）②、③"),
        ("兒少權法 53 III；脆弱家庭辦法 5", "兒少權法第53條第3項；脆弱家庭辦法第5條"),
        ("[004] 參三；screens.md §12", "112 年計畫參、三"),
        ("domain.md §6", "本市自訂"),
        ("default", "本市自訂"),
    ],
)
def test_a_source_is_written_as_officials_cite_it(source: str, said: str) -> None:
    assert cited((source,), WORDINGS["zh_Hant_TW"]) == said


@pytest.mark.parametrize("language", WORDINGS)
def test_no_source_names_a_page_or_a_number_of_ours(language: str) -> None:
    editions = load_editions().known
    every = {rule.source for rule in RULES.values()} | {
        one.source for policy in editions for one in figures(policy)
    }
    said = [cited((source,), WORDINGS[language]) for source in every]
    assert len(said) > 50
    assert not [one for one in said if ".md" in one or "[0" in one or one == "default"]
