"""Writes who hears of what from the code: `make audience`. A test compares it with `docs/audience.md`."""

from collections.abc import Iterator, Mapping

from actions.audience import AUDIENCE, REPORTING, Hears
from docs.markdown import table
from handlers.ui import telling
from handlers.ui.telling import TO_REPORTERS
from handlers.words.terms import ACTS
from handlers.words.wording import LANGUAGES, Wording, load_wordings

HEAD = """\
# Who hears of what

Written by `make audience` from `casework/acts.py`, `actions/audience.py` and the sentences in
`handlers/ui/telling.py`; a test fails when it is not up to date.

An act of a case is written into the journal under its verb, and in the same transaction those who stand here
are written to: number, act and date only (`trust.md` L0). Who did it does not hear of it; whoever is away is
stood in for; an act that is not here is heard by nobody. What concerns an urgent case, or a missing child, is
marked 🚨, says how long its nearest 24-hour matter can wait, and goes before everything else.
"""
WORDS = """\
## The verbs and their words

As they stand in a history, in `/why` and in the catalogue. Those of other kinds of subject end duties whose
screens come later.
"""


def page() -> str:
    """Write the page."""
    wordings = load_wordings()
    head = ("act", "who hears", "sentence", "when")
    rows = [_row(verb, hears, wordings) for verb, all_of_them in AUDIENCE.items() for hears in all_of_them]
    words = [(f"`{verb}`", *(wordings[one].label(said) for one in LANGUAGES)) for verb, said in ACTS.items()]
    return "\n".join(
        (HEAD, table(head, rows), WORDS, table(("verb", "what people read", "in English"), words))
    )


def _row(verb: str, hears: Hears, wordings: Mapping[str, Wording]) -> tuple[str, ...]:
    return f"`{verb}`", hears.who, "<br>".join(_sentences(hears, wordings)), "; ".join(_when(hears))


def _sentences(hears: Hears, wordings: Mapping[str, Wording]) -> Iterator[str]:
    for language in LANGUAGES:
        if hears.who in REPORTING:
            yield str(wordings[language].text(TO_REPORTERS[hears.push], number="…", channel="…"))
        else:
            yield str(telling.to_staff(hears.push, "…", wordings[language]))


def _when(hears: Hears) -> Iterator[str]:
    """Say the condition as the first line of its docstring says it, and how soon it goes."""
    if hears.when.__doc__:
        yield hears.when.__doc__.partition("\n")[0].rstrip(".")


if __name__ == "__main__":
    print(page(), end="")
