"""The words of a form: they stand beside its conversation, and each question has some."""

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from casework.forms import Answers, Form, Question, QuestionKind
from handlers.words.wording import N_

NOT_SENT = N_("Not sent yet. Please check:")
NOT_SAVED = N_("Not saved yet. Please check:")
REASON = N_("Reason")


class Ask(Struct, frozen=True):
    """The words of one question."""

    question: str
    name: str = ""
    """What the field is called in a summary."""
    hint: str = ""
    typed_alone: str = ""
    """The hint where there is nothing to tap."""
    example: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    """The label of each option."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """What else is typed for an option, in any language, without spaces, as patterns: a plain yes or no."""
    instead: "tuple[Callable[[Answers], bool], Ask] | None" = None
    """Other words, where the answers given before want them."""
    skip: str = ""
    """What the key says that leaves it open, where it is other than in the rest of the form."""

    def after(self, answers: Answers) -> "Ask":
        """Choose the words that fit what was answered before."""
        if self.instead is None:
            return self
        fits, words = self.instead
        return words if fits(answers) else self


class Words(Struct, frozen=True):
    """The words of one form."""

    title: str
    asks: Mapping[str, Ask]
    """By the key of the question."""
    send: str = ""
    """The key under the summary that sends it."""
    unsent: str = NOT_SENT
    """The summary's first words."""
    impact: str = ""
    """What can't be taken back says so before it is done (`ux.md` 17)."""
    skip: str = N_("Skip")
    """The key that leaves a question open."""

    def of(self, question: Question, answers: Answers) -> Ask:
        """Return the words of a question, as they fit what was answered before."""
        return self.asks[question.key].after(answers)

    def missing(self, form: Form, *, summary: bool) -> list[str]:
        """List what a form asks or shows and these words do not say."""
        found = [question.key for question in form.questions if question.key not in self.asks]
        for question in form.questions:
            for ask in _all(self.asks.get(question.key)):
                found += [f"{question.key} without a name"] if summary and not ask.name else []
                if question.kind in (
                    QuestionKind.CHOICE,
                    QuestionKind.MANY,
                    QuestionKind.DATE,
                    QuestionKind.COMING,
                ):
                    found += [f"{question.key}: {one}" for one in question.options if one not in ask.options]
        return found + (["send"] if summary and not self.send else [])


def _all(ask: Ask | None) -> list[Ask]:
    if ask is None:
        return []
    return [ask] if ask.instead is None else [ask, ask.instead[1]]
