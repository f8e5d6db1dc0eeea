"""Typed words for what is tapped: which key, option or answer of a form people mean by them."""

import re
from collections.abc import Mapping, Sequence

from casework.errors import NotAChoice
from casework.forms import Draft, Question, QuestionKind, Value
from handlers.forms import questions
from handlers.forms.form_cards import Go, Pick
from handlers.ui.screens import Press
from handlers.ui.turn import Flow, Turn
from handlers.words import typed

_CORRECTION = re.compile(
    r"(?:請?把|change )?(?:the )?(?P<name>\S.*?)(?:[:：]|改成|改為|應該是| to | should be )(?P<said>.+)",
    re.DOTALL | re.IGNORECASE,
)
BETWEEN = re.compile(r"[、,，;；/\s]+|和|及|與|跟|還有|\band\b", re.IGNORECASE)
"""Stands between what is named one after the other."""


def corrected(turn: Turn, flow: Flow, draft: Draft) -> tuple[Question, str] | None:
    """Say which answer is named, and what it is said to be, where words name just one."""
    found, wordings = _CORRECTION.fullmatch(turn.text.strip()), turn.office.wordings.values()
    if found is None:
        return None
    named = typed.meant(found["name"])
    asked = flow.form.asked(draft.answers)
    meant = [one for one in asked if typed.called(named, flow.words.of(one, draft.answers).name, wordings)]
    return (meant[0], found["said"]) if len(meant) == 1 else None


def chosen(turn: Turn, flow: Flow, draft: Draft, question: Question, said: str) -> Value:
    """Read what is tapped elsewhere: an option, or several by their names; else `NotAChoice`."""
    ask, choices = flow.words.of(question, draft.answers), question.choices(draft.answers, turn.today)
    labels = dict(questions.options(ask, question, choices, turn.wording))
    several = question.kind is QuestionKind.MANY
    named = [one for one in map(typed.meant, BETWEEN.split(said) if several else [said]) if one]
    found = [_called(labels, ask.typed, one) for one in named]
    if not found or None in found:
        raise NotAChoice
    return [one for one in choices if one in found] if several else found[0]


def _called(labels: Mapping[str, str], words: Mapping[str, str], said: str) -> str | None:
    """Return the option that is called so, that is said so, or whose name alone begins so."""
    exactly = [one for one, label in labels.items() if said in typed.names(label)]
    exactly += [one for one in labels if one in words and typed.says(said, words[one])]
    found = exactly or [one for one, label in labels.items() if typed.begins(said, label)]
    return found[0] if len(set(found)) == 1 else None


def named(picks: Sequence[Press], options: Sequence[str], said: str) -> str | None:
    """Return the option that is called so, or the only one in whose name the words stand."""
    called = [key for key in picks if said in typed.names(key.label)]
    found = called or [key for key in picks if len(said) > 1 and said in typed.meant(key.label)]
    return options[picks.index(found[0])] if len(found) == 1 else None


def begun(keys: Sequence[Press], said: str) -> Press | None:
    """Return the only answer that begins with what was typed: 獨居 means 獨居老人, 不 nothing yet."""
    found = [key for key in keys if isinstance(key.button, Pick) and typed.begins(said, key.label)]
    return found[0] if len(found) == 1 else None


def ticked(flow: Flow, draft: Draft, keys: Sequence[Press], said: str) -> Press | None:
    """Return the key that goes on where things are ticked, for words that say it is none or all."""
    question = draft.now(flow.form)
    if question is None or question.kind is not QuestionKind.MANY:
        return None
    step = "next" if draft.fitting(question) else "skip"
    done = said in typed.ALL or said in typed.NONE
    return next((key for key in keys if done and leads(key, step)), None)


def plainly(turn: Turn, flow: Flow, draft: Draft, keys: Sequence[Press], said: str) -> Press | None:
    """Return the answer that a plain yes or no means, where the question has words for them."""
    question = draft.now(flow.form)
    asked = flow.words.of(question, draft.answers).typed if question else {}
    option = next((one for one, words in asked.items() if typed.says(said, words)), None)
    if question is None or option is None:
        return None
    place = list(question.choices(draft.answers, turn.today)).index(option)
    return next((key for key in keys if isinstance(key.button, Pick) and key.button.option == place), None)


def leads(key: Press, step: str) -> bool:
    """Tell whether a key takes this step of the form."""
    return isinstance(key.button, Go) and key.button.step == step
