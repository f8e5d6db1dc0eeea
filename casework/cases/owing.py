"""What the office can say of a duty without looking at a case: one line of the catalogue of obligations."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from casework.cases.acting import Act
from casework.cases.case import Case
from casework.forms import Form
from casework.policy.owed import Bearer, Owed, Rules


class Rule(Struct, frozen=True):
    """All that is said of a duty: `docs/catalogue.md`, `/why` and its nudge's key follow from it."""

    says: str
    """What is owed, for whoever reads the catalogue; it names each of the figures."""
    source: str
    """Of the rule; its figures have their own."""
    figures: tuple[str, ...]
    """Keys of the policy on which its dates rest."""
    bearers: tuple[Bearer, ...]
    ends: tuple[str, ...]
    """The acts that do its work: verbs of the journal, or the words of those whose screens come later."""
    awaited: bool = False
    """Somebody waits for an answer or a decision: it is work of today, whatever its date."""
    form: Form | None = None
    """The form by which it is done; the other duties are answered from the card of what they belong to."""
    act: Act | None = None
    """The act that files this form and does no more, declared beside the rule."""
    owed: Callable[[Case, Rules], Iterator[Owed]] | None = None
    """Says when a case owes it, where that is said beside it, too."""


def filed(
    act: Act,
    owed: Callable[[Case, Rules], Iterator[Owed]],
    *,
    says: str,
    source: str,
    figures: tuple[str, ...],
    bearers: tuple[Bearer, ...],
) -> Rule:
    """Declare a duty of a case that one act ends, by filing its form."""
    return Rule(says, source, figures, bearers, (act.verb,), form=act.form, act=act, owed=owed)


PERSON: Final = (Bearer.PERSON, Bearer.SUPERVISORS)
"""Whose it is; where nobody is named, their supervisors."""
