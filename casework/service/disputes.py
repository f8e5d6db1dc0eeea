"""The assessment is disputed (爭議機制) [003] item 4."""

from casework.forms import Form, Question, QuestionKind

DISPUTE = Form("dispute", (Question("reason", QuestionKind.TEXT, limit=1000),))
