"""What an office that is to be upgraded must have, so that the tests of upgrades mean something."""

from collections import Counter
from collections.abc import Callable
from operator import itemgetter

from casework.cases.case import OPEN, State
from tests.storage.known import Facts

Has = Callable[[Facts], object]


def _is(fact: str, value: object) -> Has:
    return lambda one: bool(one[fact] == value)


def _some(of: str, has: Has) -> Has:
    return lambda facts: any(has(one) for one in facts[of])


HAS: dict[str, Has] = {
    **{f"a case {state}": _some("cases", _is("state", state)) for state in State},
    "a closing to decide": _some("cases", lambda one: one["closing"]["proposed"]),
    "a child just said to be missing": _some(
        "cases", lambda one: one["search"]["missing"] and not one["search"]["form given"]
    ),
    "a search by the police": _some(
        "cases", lambda one: one["search"]["form given"] and not one["search"]["looked"]
    ),
    "a search in vain": _some("cases", lambda one: one["search"]["found"] is False),
    "a shared case with its plan": _some("cases", lambda one: one["sharing"]["planned"]),
    "a case served and offered": _some("cases", lambda one: one["worker"] and one["offered"]["to"]),
    "a household with everything known": _some("cases", lambda one: all(one["household"].values())),
    "a report with a picture": _some("cases", lambda one: any(two["evidence"] for two in one["reports"])),
    "somebody to call": _some("cases", lambda one: one["to call"]),
    "households that are all findable": lambda facts: all(one["findable"] for one in facts["cases"]),
    "households alike": _some("cases", lambda one: one["alike"]),
    "an urgent case": _some("cases", lambda one: one["urgent"] and one["state"] in OPEN),
    **{what: _some("cases", itemgetter(what)) for what in ("visits", "follow-ups", "papers", "reasons")},
    "an overdue duty": lambda facts: any(one["due"] < facts["at"] for one in facts["owed"]),
    "a nudge told": _some("nudges", lambda one: ", told " in one and "message None" not in one),
    "a nudge put off": _some("nudges", lambda one: "later" in one),
    "a nudge to be told": _some("nudges", lambda one: str(one).endswith("to be told")),
    "a report half filled": _some("drafts", lambda one: one["form"] == "report" and one["answers"]),
    "a visit half filled": _some(
        "drafts", lambda one: one["form"] == "visit" and one["case"] and one["answers"]
    ),
    "an answer that could not be taken": _some("drafts", lambda one: one["misses"]),
    "a form on the screen": _some("drafts", lambda one: one["on the screen"]),
    "a question asked": _some("drafts", lambda one: one["form"] == "ask"),
    "a leave in force": _some("people", lambda one: one["deputy"]),
    "a leave to come": lambda facts: any(
        not one["over"] and one["first"] > facts["at"][:10] for one in facts["leaves"]
    ),
    "a leave that is over": _some("leaves", lambda one: one["over"]),
    "an invitation nobody followed": _some(
        "invitations", lambda one: not one["opened by"] and not one["used by"]
    ),
    "an invitation followed": _some("invitations", lambda one: one["opened by"]),
    "a handover": _some("handovers", lambda one: one["cases"] and one["note"]),
    "somebody who left": _some("people", lambda one: not one["there"]),
    "somebody who blocks the bot": _some("people", lambda one: one["blocked"]),
    "somebody who speaks English": _some("people", lambda one: one["language"] == "en"),
    "a PIN": _some("people", lambda one: one["pin"] and one["pin"]["fits"]),
    "a PIN typed wrong": _some("people", lambda one: one["pin"] and one["pin"]["wrong"]),
    "a closed day": lambda facts: facts["closed days"],
    "full data on a screen": lambda facts: facts["outbox"]["vanishes"],
    "letters that wait": lambda facts: len(facts["outbox"]["waiting"]) > 1,
    "letters that were dropped": lambda facts: facts["outbox"]["dropped"],
    "messages not answered": lambda facts: len(facts["inbox"]["waiting"]) > 1,
    "a message set aside": lambda facts: facts["inbox"]["set aside"],
    "an unbroken journal": lambda facts: facts["journal"]["holds"] and facts["journal"]["entries"] > 100,
    "a key": lambda facts: facts["facts"]["key"],
    "a card for each open case": lambda facts: (
        len(facts["cards"]) == sum(Counter(one["state"] for one in facts["cases"])[state] for state in OPEN)
    ),
}


def lacking(facts: Facts) -> list[str]:
    """List what is not there."""
    return [what for what, has in HAS.items() if not has(facts)]


def complete(facts: Facts) -> None:
    """Refuse an office that lacks something."""
    if lacks := lacking(facts):
        raise AssertionError(f"the office lacks {', '.join(lacks)}")
