"""Every question of every form can be asked, answered wrongly and shown in the summary, in every language."""

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import settings

from bot.app import put_together
from casework.errors import BadAnswer, TooLong
from casework.forms import BETWEEN, NEAR, Draft, Form, Question, QuestionKind, Value
from handlers.forms import form_cards, questions
from handlers.forms.questions import WRONG
from handlers.ui.screens import Screen, bare
from handlers.ui.turn import Flow
from handlers.words.form_words import Ask, Words
from handlers.words.wording import LANGUAGES, Wording, load_wordings

FLOWS = put_together().flows
WORDINGS = load_wordings()
TODAY = date(2026, 6, 1)
SIGNS = "、，。；：？！（）「」　"
CASES = [
    pytest.param(flow, WORDINGS[language], id=f"{name} {language}")
    for name, flow in FLOWS.items()
    for language in LANGUAGES
]


def walks(form: Form) -> Iterator[dict[str, Value]]:
    """Fill the form in once for each option of each question, the others answered by their first."""
    widest = max(len(question.options) for question in form.questions)
    for turn in range(max(widest, 1)):
        yield {question.key: answer(question, turn) for question in form.questions} | {NEAR: ["平鎮區新勢里"]}


def answer(question: Question, turn: int) -> Value:
    if question.kind is QuestionKind.MANY:
        return list(question.options)
    if question.kind is QuestionKind.CHOICE:
        return question.options[turn % len(question.options)]
    if question.kind is QuestionKind.MOMENT:
        return f"{TODAY.isoformat()}T14:30:00+08:00"
    if question.several:
        return BETWEEN.join(("王小明", "0912345678"))
    return TODAY.isoformat() if question.dated else "王小明 中正路100號"


def draft_of(flow: Flow, answers: dict[str, Value], misses: int = 0) -> Draft:
    return Draft(1, 1, flow.form.name, 1, answers, misses=misses)


def said(screen: Screen) -> str:
    return "\n".join([bare(screen.text), *(key.label for row in screen.rows for key in row)])


def in_one_language(text: str, wording: Wording) -> bool:
    """English screens hold Chinese only where a name or an example is Chinese."""
    return wording.chinese or not any(sign in text for sign in ("請", *SIGNS))


@pytest.mark.parametrize(("flow", "wording"), CASES)
def test_every_question_can_be_asked_whatever_was_answered_before(flow: Flow, wording: Wording) -> None:
    for answers in walks(flow.form):
        for question in flow.form.asked(answers):
            for before in ({NEAR: answers[NEAR]}, answers):
                screen = form_cards.asking(flow, draft_of(flow, before), question, wording, TODAY)
                assert wording.label(flow.words.of(question, before).question) in said(screen)
                assert in_one_language(said(screen), wording)


WRONGS: list[BadAnswer] = [TooLong(500) if bad is TooLong else bad() for bad in WRONG]


@pytest.mark.parametrize(("flow", "wording"), CASES)
def test_a_wrong_answer_to_any_question_gets_a_sentence_the_first_time_and_the_third(
    flow: Flow, wording: Wording
) -> None:
    for error, question, misses in product(WRONGS, flow.form.questions, (1, 2, 3)):
        sentence = str(questions.wrong(error, flow.words, question, draft_of(flow, {}, misses), wording))
        assert sentence, (error, question)
        assert in_one_language(sentence, wording), (error, question)


WITH_SUMMARY = [one for one in CASES if isinstance(one.values[0], Flow) and one.values[0].summary]


@pytest.mark.parametrize(("flow", "wording"), WITH_SUMMARY)
def test_the_summary_shows_every_answer_and_how_to_change_it(flow: Flow, wording: Wording) -> None:
    for answers in walks(flow.form):
        shown = said(form_cards.summary(flow, draft_of(flow, answers), wording))
        for question in flow.form.asked(answers):
            assert shown.count(wording.label(flow.words.of(question, answers).name)) >= 2
        assert wording.label(flow.words.send) in shown
        assert in_one_language(shown, wording)


@pytest.mark.parametrize(("flow", "wording"), CASES)
def test_a_draft_that_is_found_again_is_called_by_its_title(flow: Flow, wording: Wording) -> None:
    assert wording.label(flow.words.title) in said(form_cards.found(flow, draft_of(flow, {}), wording))


def test_a_form_without_words_is_refused_before_anybody_taps() -> None:
    form = Form(
        "some", (Question("why", QuestionKind.TEXT), Question("how", QuestionKind.CHOICE, ("a", "b")))
    )
    words = Words("Some", {"how": Ask("How?", name="How", options={"a": "A"})}, send="Send")
    with pytest.raises(ValueError, match="no words for why, how: b"):
        Flow(form, words, (), lambda turn, draft: None)


def test_no_example_has_a_deadline_on_a_busy_machine() -> None:
    assert settings().deadline is None
