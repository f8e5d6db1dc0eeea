"""The report form (通報): says what was seen, does not diagnose [002]."""

from casework.criteria import AT_HOME, HAPPENING, Seen
from casework.forms import Answers, Draft, Form, Kind, Question
from casework.household import readable_household

EVIDENCE = "evidence"
"""Where a draft keeps what was sent with it: photos, voice notes; `kind:file_id` each."""


def _needs_story(answers: Answers) -> bool:
    return EVIDENCE not in answers or "story" in answers


REPORT = Form(
    "report",
    (
        Question("danger", Kind.CHOICE, ("yes", "no", "unsure")),
        Question("story", Kind.TEXT, limit=4000, asked=_needs_story),
        Question("village", Kind.PLACE, limit=40),
        Question("household", Kind.TEXT, optional=True, limit=200, check=readable_household),
        Question("home", Kind.MANY, AT_HOME, optional=True),
        Question("happening", Kind.MANY, HAPPENING, optional=True),
        Question("call", Kind.CHOICE, ("yes", "no")),
    ),
)


def seen(draft: Draft) -> frozenset[Seen]:
    """Everything that was ticked."""
    return frozenset(Seen(one) for one in [*draft.chosen("home"), *draft.chosen("happening")])
