"""What is asked when a meeting was held, and for its minutes [001] 參; they are in the order of [002]."""

from typing import Final

from casework.forms import ABOUT, DAYS, Answers, Form, Question, QuestionKind
from casework.meetings.meetings import Chair

WITH_LINE: Final = "line"
"""Said of what is known: the edition names who stands in for the chair."""


def _names(option: str, answers: Answers) -> bool:
    return option != Chair.LINE or answers.get(ABOUT) == WITH_LINE


HOLD: Final = Form(
    "hold_meeting",
    (
        Question("on", QuestionKind.DATE, suggested=DAYS),
        Question("chair", QuestionKind.CHOICE, tuple(Chair), fits=_names),
        Question("who", QuestionKind.TEXT, limit=60),
    ),
)
MINUTES: Final = Form(
    "meeting_minutes",
    (
        Question("opening", QuestionKind.TEXT, optional=True, limit=4000),
        Question("before", QuestionKind.TEXT, optional=True, limit=4000),
        Question("reports", QuestionKind.TEXT, optional=True, limit=4000),
        Question("discussed", QuestionKind.TEXT, optional=True, limit=4000),
        Question("rulings", QuestionKind.TEXT, optional=True, limit=4000),
        Question("motions", QuestionKind.TEXT, optional=True, limit=4000),
        Question("ended", QuestionKind.TIME, limit=20),
    ),
)
"""The parts that nobody but who was there can write, in the order of [002] 伍–壹拾壹."""
SEND: Final = Form("send_minutes", (Question("letter", QuestionKind.TEXT, optional=True, limit=60),))
"""The number of the letter (發文字號) with which they go to the bureau."""
