"""The report form (通報): says what was seen, does not diagnose [002]."""

import json
from collections.abc import Sequence
from dataclasses import replace

from casework.cases.criteria import AT_HOME, HAPPENING, Seen
from casework.cases.identifying import readable_household
from casework.forms import NEAR, Answers, Draft, Form, Question, QuestionKind, Value

EVIDENCE = "evidence"
"""Where a draft keeps what was sent with it: photos, voice notes; `kind:file_id` each."""
PIECES = "pieces"
"""Where a draft keeps, message by message, what came before anybody said that it is a report."""


def _needs_story(answers: Answers) -> bool:
    return EVIDENCE not in answers or "story" in answers


REPORT = Form(
    "report",
    (
        Question("danger", QuestionKind.CHOICE, ("yes", "no", "unsure")),
        Question("story", QuestionKind.TEXT, limit=4000, asked=_needs_story),
        Question("village", QuestionKind.PLACE, limit=40),
        Question("household", QuestionKind.TEXT, optional=True, limit=200, check=readable_household),
        Question("home", QuestionKind.MANY, AT_HOME, optional=True),
        Question("happening", QuestionKind.MANY, HAPPENING, optional=True),
        Question("call", QuestionKind.CHOICE, ("yes", "no")),
    ),
)


def known(villages: Sequence[str]) -> dict[str, Value]:
    """Return what need not be asked: the village of a chief who speaks for one."""
    if len(villages) == 1:
        return {"village": villages[0]}
    return {NEAR: list(villages)} if villages else {}


def add(answers: Answers, piece: Answers) -> dict[str, Value]:
    """Add to a report what came later: text and evidence grow, a place is replaced."""
    added = {**answers, **piece}
    story, more = answers.get("story"), piece.get("story")
    if story and more:
        added["story"] = f"{story}\n{more}"
    files, further = answers.get(EVIDENCE), piece.get(EVIDENCE)
    if isinstance(files, list) and isinstance(further, list):
        added[EVIDENCE] = [*files, *further]
    if NEAR in piece or not added.get("village"):
        added.pop("village", None)
    return added


def gather(known: Answers, pieces: Sequence[str]) -> dict[str, Value]:
    """Put together what came before anybody said that it is a report."""
    answers = dict(known)
    for piece in pieces:
        answers = add(answers, json.loads(piece))
    return {**answers, PIECES: list(pieces)}


def undecided(draft: Draft) -> bool:
    """Nobody has said yet that it is a report."""
    return draft.form == REPORT.name and PIECES in draft.answers


def decide(draft: Draft, danger: str) -> Draft:
    """Make it a report; the tap that does so answers the first question."""
    answers = {key: value for key, value in draft.answers.items() if key != PIECES}
    return replace(draft, answers=answers).answer("danger", danger)


def fits(answers: Answers) -> bool:
    """Tell whether the story can be taken: while it is collected twice as much, to be shortened later."""
    limit = REPORT.question("story").limit
    return len(str(answers.get("story") or "")) <= (2 * limit if PIECES in answers else limit)


def seen(draft: Draft) -> frozenset[Seen]:
    """Everything that was ticked."""
    return frozenset(Seen(one) for one in [*draft.chosen("home"), *draft.chosen("happening")])
