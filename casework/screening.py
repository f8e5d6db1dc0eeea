"""Screening (篩派案): what is asked for with each decision [003] item 4."""

from collections.abc import Sequence

from msgspec import Struct

from casework.cases.case import Case
from casework.cases.criteria import CaseKind, Indicator, suicide_hardship
from casework.forms import Answers, Form, Question, QuestionKind
from casework.reasons import reason

VERIFY = Form(
    "verified",
    (
        Question("urgent", QuestionKind.CHOICE, ("yes", "no")),
        Question("partner", QuestionKind.CHOICE, ("high", "no", "unknown")),
        Question("child", QuestionKind.CHOICE, ("yes", "no", "unknown")),
        Question("suicide", QuestionKind.MANY, ("reported", "economic", "unstated", "relief"), optional=True),
        Question("kinds", QuestionKind.MANY, (CaseKind.CHILD_HIGH_RISK,), optional=True),
        Question("indicators", QuestionKind.MANY, tuple(Indicator), optional=True),
        reason(limit=500),
    ),
)
"""What a chief ticked is what was seen; a screener verifies what it is (`domain.md` §3.3)."""
IN_WORDS = Form("in_words", (Question("story", QuestionKind.TEXT, limit=4000),))
"""What recordings, photos or a call told: a voice says who reported, so that it stays with the screeners."""
BY_REPORT = frozenset({CaseKind.SUICIDE_HARDSHIP, CaseKind.CHILD_HIGH_RISK})
"""Kinds to which what was ticked in a report points."""


def to_be_verified(case: Case, kind: CaseKind) -> bool:
    """Tell whether one of its kinds rests on a report alone (待查證)."""
    return kind in BY_REPORT and case.filed_at(VERIFY.name) is None


TOLD = {"yes": True, "no": False}


class Verdict(Struct, frozen=True):
    """What the screener found."""

    urgent: bool
    child: bool | None
    kinds: tuple[CaseKind, ...]


def verdict(answers: Answers, when: Sequence[str]) -> Verdict:
    """Read it; intimate-partner violence assessed as high risk is screened within 24 hours [003] item 4.

    *when*: a suicide report is one of 幸扶守護, in the edition in force.
    """
    facts = _chosen(answers, "suicide")
    hardship = (CaseKind.SUICIDE_HARDSHIP,) if suicide_hardship(facts, when) else ()
    urgent = answers.get("urgent") == "yes" or answers.get("partner") == "high"
    kinds = (*hardship, *(CaseKind(one) for one in sorted(_chosen(answers, "kinds"))))
    return Verdict(urgent, TOLD.get(str(answers.get("child"))), kinds)


def _chosen(answers: Answers, key: str) -> frozenset[str]:
    chosen = answers.get(key)
    return frozenset(chosen) if isinstance(chosen, list) else frozenset()


NOT_TAKEN = Form("not_taken", (reason(limit=500),))
REDIRECT = Form(
    "redirect",
    (
        Question(
            "channel", QuestionKind.CHOICE, ("113", "110", "119", "1957", "1925", "1966", "1999", "ecare")
        ),
        reason(limit=500),
    ),
)
"""To the legal channel (`domain.md` §9)."""
JOIN = Form("join", (Question("number", QuestionKind.TEXT, limit=40),))
UPHOLD = Form("uphold", (reason(limit=500),))
SCREEN_AGAIN = Form("screen_again", (reason(limit=500),))
UNDO = Form("undo", (reason(limit=500),))
