"""A unit beside the lead ends its part (`domain.md` §3.3)."""

from casework.forms import Form, Question, QuestionKind

END_SEAT = Form("end_seat", (Question("reason", QuestionKind.TEXT, limit=1000),))
