"""Signs of what is no case: kept as the office writes them; who reads English reads their words in it."""

import re

from casework.cases.criteria import CaseKind
from casework.rosters.monthly import ROSTERS
from handlers.words.terms import KINDS
from handlers.words.wording import N_, Wording

WORDS = {
    "轉介": N_("referral"),
    "轉銜": N_("transition"),
    "學生": N_("student"),
    "少年": N_("youth"),
    "府級": N_("city"),
    "春節": N_("New Year"),
    "低溫": N_("cold"),
    "家庭": N_("family"),
    "服務名冊": N_("services"),
    "值班": N_("on call"),
    **{word: KINDS[CaseKind(kind)] for kind, word in ROSTERS.items()},
}
"""The names of units stay as they are."""
_SIGN = re.compile(
    r"(?:轉介|轉銜|學生|少年|府級)(?=-\d{2,3}-\d)|春節(?= \d{2,3}\b)|低溫(?= \d{1,2}/\d)|家庭(?= \d{2,3}-\d)"
    rf"|(?:服務名冊|{'|'.join(ROSTERS.values())})(?= \d{{2,3}}/\d)|值班(?= \S*(?:中心|局|所|處|會|隊)\b)"
)
"""Only what is a sign: the same words in somebody's own stay theirs."""


def read(text: str, wording: Wording) -> str:
    """Put the words of all signs in a text into the reader's language."""
    return text if wording.chinese else _SIGN.sub(lambda found: _word(found, wording), text)


def _word(found: re.Match[str], wording: Wording) -> str:
    beside = found.start() > 0 and found.string[found.start() - 1].isalnum()
    return " " * beside + wording.label(WORDS[found[0]])
