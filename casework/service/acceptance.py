"""An offer is declined (婉拒)."""

from casework.forms import Form, Question, QuestionKind

DECLINE = Form("decline", (Question("reason", QuestionKind.TEXT, limit=500),))
