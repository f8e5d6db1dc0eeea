"""Screening (篩派案): what is asked for with each decision [003] item 4."""

from casework.forms import Form, Question, QuestionKind
from casework.reasons import reason

NOT_TAKEN = Form("not_taken", (reason(500),))
REDIRECT = Form(
    "redirect",
    (
        Question("channel", QuestionKind.CHOICE, ("113", "110", "119", "1957", "1925", "ecare")),
        reason(500),
    ),
)
"""To the legal channel (`domain.md` §9)."""
JOIN = Form("join", (Question("number", QuestionKind.TEXT, limit=40),))
UPHOLD = Form("uphold", (reason(500),))
SCREEN_AGAIN = Form("screen_again", (reason(500),))
UNDO = Form("undo", (reason(500),))
