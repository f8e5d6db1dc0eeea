"""A closing is proposed (結案), or sent back."""

from casework.forms import Form, Question, QuestionKind

CLOSING = Form("closing", (Question("reason", QuestionKind.TEXT, limit=1000),))
RETURN_CLOSING = Form("return_closing", (Question("reason", QuestionKind.TEXT, limit=500),))
