"""What was filed is corrected (更正): it stays, and what is right stands below it (`trust.md` R5)."""

from typing import Final

from casework.forms import Form, Question, QuestionKind

RIGHT: Final = "right"
CORRECTION: Final = Form("correction", (Question(RIGHT, QuestionKind.TEXT, limit=1000),))
