"""The report form (通報): says what was seen, does not diagnose [002]."""

import json
import re
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from casework.cases.case import OPEN, State
from casework.cases.criteria import AT_HOME, HAPPENING, Seen
from casework.cases.identifying import readable_household
from casework.forms import (
    FILLED,
    NEAR,
    SAID,
    Answers,
    Draft,
    Form,
    Question,
    QuestionKind,
    Source,
    Value,
    said_in,
    sources,
)

EVIDENCE = "evidence"
"""Where a draft keeps what was sent with it: photos, voice notes; `kind:file_id` each."""
PIECES = "pieces"
"""Where a draft keeps, message by message, what came before anybody said that it is a report."""


REPORT = Form(
    "report",
    (
        Question("danger", QuestionKind.CHOICE, ("yes", "no", "unsure")),
        Question("story", QuestionKind.TEXT, limit=4000),
        Question("village", QuestionKind.PLACE, limit=40),
        Question("household", QuestionKind.TEXT, optional=True, limit=200, check=readable_household),
        Question("home", QuestionKind.MANY, AT_HOME, optional=True),
        Question("happening", QuestionKind.MANY, HAPPENING, optional=True),
        Question("call", QuestionKind.CHOICE, ("yes", "no")),
    ),
)


MORE = Form(
    "more",
    (
        Question("danger", QuestionKind.CHOICE, ("yes", "no", "unsure")),
        Question("story", QuestionKind.TEXT, limit=4000),
    ),
)
"""What somebody adds to a report of theirs."""
REST = Form(
    "rest",
    (
        REPORT.question("call"),
        *(REPORT.question(key) for key in ("household", "home", "happening")),
        Question("story", QuestionKind.TEXT, optional=True, limit=4000),
    ),
)
"""What is still to be asked of a report that went out on the tap that said danger."""
WITHDRAWAL = Form("withdrawal", (Question("story", QuestionKind.TEXT, limit=1000),))
"""Why somebody takes a report back: it is evidence and stays, and who has it decides ([003] item 4)."""
OF_THE_REPORTER = frozenset({REPORT.name, MORE.name, REST.name, WITHDRAWAL.name})
"""Forms that tell who is about to report whom: nobody takes them over from their reporter."""
OF_REPORTS = frozenset({REPORT.name, MORE.name, REST.name})
"""Forms that take photos, films, sounds and words in any order."""


TAKEN_ON = frozenset({"case.accepted", "case.visited", "case.assessed", "case.followed_up"})
"""Acts by which who serves a case takes on a report that was joined to it.

Its reporter hears then what others hear when somebody accepts: never that the family has a case [002].
"""


def takes_more(state: State) -> bool:
    """Tell whether something can be added to a report: while somebody looks at its case or serves it."""
    return state in OPEN


def known(villages: Sequence[str]) -> dict[str, Value]:
    """Return what need not be asked: the village of a chief who speaks for one."""
    if len(villages) == 1:
        return {"village": villages[0], FILLED: ["village"]}
    return {NEAR: list(villages)} if villages else {}


def add(answers: Answers, piece: Answers) -> dict[str, Value]:
    """Add to a report what came later: text and evidence grow, a place is replaced."""
    added = {**answers, **piece}
    story, more = answers.get("story"), piece.get("story")
    if story and more:
        added["story"] = f"{story}\n{more}"
    for key in (EVIDENCE, SAID):
        before, further = answers.get(key), piece.get(key)
        if isinstance(before, list) and isinstance(further, list):
            added[key] = [*before, *further]
    if NEAR in piece or not added.get("village"):
        added.pop("village", None)
    return added


def gather(known: Answers, pieces: Sequence[str]) -> dict[str, Value]:
    """Put together what came before anybody said that it is a report."""
    answers = dict(known)
    for piece in pieces:
        answers = add(answers, json.loads(piece))
    return {**answers, PIECES: list(pieces)}


def corrected(known: Answers, answers: Answers, source: Source) -> dict[str, Value]:
    """Return a report in which a message that was edited says what it says now.

    Until somebody said that it is a report its pieces are put together anew.
    """
    if PIECES not in answers:
        return _in_its_place(answers, source)
    kept = answers[PIECES]
    pieces = [json.loads(one) for one in kept] if isinstance(kept, list) else []
    now = [_in_its_place(one, source) if _from(one, source.message) else one for one in pieces]
    return gather(known, [json.dumps(one, ensure_ascii=False) for one in now])


def _from(answers: Answers, message: int) -> Source | None:
    return next((one for one in sources(answers) if one.message == message), None)


def _in_its_place(answers: Answers, source: Source) -> dict[str, Value]:
    """Put what a message says now where it said something else."""
    before = _from(answers, source.message)
    if before is None:
        return dict(answers)
    said, files = str(answers.get(source.key) or ""), answers.get(EVIDENCE)
    parts = said.replace(before.text, source.text, 1) if before.text else "\n".join((said, source.text))
    now = {**said_in(answers, source), source.key: parts.strip("\n")}
    if not now[source.key]:
        now.pop(source.key)
    if isinstance(files, list) and source.evidence:
        now[EVIDENCE] = [source.evidence if one == before.evidence else one for one in files]
    return now


def undecided(draft: Draft) -> bool:
    """Nobody has said yet that it is a report."""
    return draft.form == REPORT.name and PIECES in draft.answers


def decide(draft: Draft, danger: str | None = None) -> Draft:
    """Make it a report; the tap that does so answers the first question, a mere yes leaves it open.

    What shows or sounds itself need not be told in words; there they can still be added (未提供).
    """
    answers = {key: value for key, value in draft.answers.items() if key != PIECES}
    if EVIDENCE in answers:
        answers.setdefault("story", None)
    made = replace(draft, answers=answers)
    return made.answer("danger", danger) if danger else made


def goes_at_once(draft: Draft) -> bool:
    """Tell whether it goes out on this tap: somebody is in danger, and it is known of what, and where.

    Whatever else is to be asked is asked after; a phone that is put away harms nobody [兒少權法 53].
    """
    told = draft.said("story") or draft.chosen(EVIDENCE)
    where = draft.form != REPORT.name or draft.said("village")
    return draft.said("danger") == "yes" and bool(told and where) and not undecided(draft)


def rest_of(draft: Draft) -> dict[str, Value] | None:
    """Return what a report that went out says of its rest already; None when nothing is left to ask."""
    asked = [one.key for one in REST.questions if one.key != "story"]
    known = {key: draft.answers[key] for key in asked if key in draft.answers}
    return None if len(known) == len(asked) else known


def without(answers: Answers, file: int) -> dict[str, Value]:
    """Take one photo, film or sound out again; with none left there must be words."""
    kept = answers.get(EVIDENCE)
    files = list(kept) if isinstance(kept, list) else []
    rest = [one for place, one in enumerate(files) if place != file]
    if rest:
        return {**answers, EVIDENCE: rest}
    gone = {EVIDENCE} if answers.get("story") else {EVIDENCE, "story"}
    return {key: value for key, value in answers.items() if key not in gone}


def can_be_asked(answers: Answers) -> bool:
    """Tell whether anybody can find out more: there are words or a household, or the reporter may be called.

    A voice note or photo alone, of nobody in particular and with nobody to ask, leads to no door.
    """
    return bool(answers.get("story") or answers.get("household") or answers.get("call") == "yes")


def fits(answers: Answers) -> bool:
    """Tell whether the story can be taken: while it is collected twice as much, to be shortened later."""
    limit = REPORT.question("story").limit
    return len(str(answers.get("story") or "")) <= (2 * limit if PIECES in answers else limit)


_ANOTHER: Final = re.compile(
    "(?:另外?|還有|第二)一?[戶户](?!鄰|的鄰|口|名|籍)|(?:另外?|還有)一?個家庭|(?:另外?|還有)一家人|要?通?報[兩二][戶户]"
    r"|\b(?:another|(?:a|the) second) (?:household|family)\b",
    re.IGNORECASE,
)


def names_another(draft: Draft) -> bool:
    """Tell whether somebody says of another household, too: a report is of one, the next is its own."""
    return any(_ANOTHER.search(draft.said(key)) for key in ("story", "household"))


def seen(draft: Draft) -> frozenset[Seen]:
    """Everything that was ticked."""
    return frozenset(Seen(one) for one in [*draft.chosen("home"), *draft.chosen("happening")])
