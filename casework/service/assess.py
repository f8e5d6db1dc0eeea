"""The assessment report (評估報告) of a vulnerable family."""

from casework.cases.case import Risk
from casework.forms import Form, Question, QuestionKind

NEEDS = Question(
    "needs", QuestionKind.MANY, ("money", "care", "health", "work", "school", "housing"), optional=True
)
"""What the family needs, as the assessment finds it and each follow-up finds it anew."""
ASSESSMENT = Form(
    "assessment",
    (
        Question(
            "members",
            QuestionKind.MANY,
            ("mother", "father", "grandparents", "relatives", "partner", "children"),
        ),
        Question("strengths", QuestionKind.TEXT, optional=True, limit=1000),
        NEEDS,
        Question("risk", QuestionKind.CHOICE, tuple(Risk)),
        Question("aims", QuestionKind.TEXT, limit=1000),
        Question("plan", QuestionKind.TEXT, limit=2000),
    ),
)
"""The assessment report (評估報告) of a vulnerable family: 脆弱家庭辦法 5."""
