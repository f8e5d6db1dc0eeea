"""Writes the catalogue of obligations from the policy files: `make catalogue`. A test compares the page."""

from collections.abc import Iterator
from typing import Any

from bot.app import SUBJECTS
from casework.policy.editions import load_editions
from casework.policy.owed import Bearer
from casework.policy.policy import DEFAULT, Duty, Policy
from casework.reminders.catalogue import OF_THE_UNIT, RULES, SECRETARIATS, figure
from handlers.words.terms import ACTS, DUTIES
from handlers.words.wording import load_wordings

HEAD = """\
# The catalogue of obligations

Written by `make catalogue` from `casework/reminders/catalogue.py` and the editions in `casework/policies`,
each over `default.toml`, where it says nothing; a test fails when it is not up to date.

Everything that has to happen by a time is one *obligation* (期限). It follows from facts, moves when a
fact changes, and is ended by the act that does the work, never by "done" alone. A figure without a source
is the city's own *default*, to be changed in a file of its own (`SHOUWANG_POLICY_FILE`).

Days are calendar days in Taipei unless they are called working days, and a deadline lasts until its day
ends. A month's end, or a day of the month, that is no working day stays as it is: the documents say 月底前.
The ladder says when, counted from the deadline, who is nudged (催辦): `-3d owner` is three days before.
"""

RULE = {
    Duty.SCREEN: (
        "Screen and dispatch a report within `urgent_hours` where the law sets 24 hours, within "
        "`other_days` otherwise. The clock runs from the report, or from when the case came back to "
        "the screeners."
    ),
    Duty.ACKNOWLEDGE: (
        "Accept or decline an offer within `acknowledge_working_days`. After `return_working_days` "
        "without an answer it goes back to whoever still serves, else to the screeners. A joint seat that "
        "stays is given to somebody else by the unit's supervisors."
    ),
    Duty.FIRST_VISIT: (
        "Visit for the first time within `first_days` of acceptance: the units of `first_visit`, and, where "
        "`with_child` says so, of a household with a child. The others visit by the risk from the beginning."
    ),
    Duty.ASSESS: (
        "File the assessment report (評估報告) within `assessment_days` of receipt: the units of `assess`, "
        "and, where `with_child` says so, of a household with a child."
    ),
    Duty.VISIT: (
        "Visit again within `high_days`, `medium_days` or `low_days` of the last visit that counts, "
        "by the risk. High risk is visited in person, seeing the child. The units of `no_visits` owe none."
    ),
    Duty.FOLLOW_UP: (
        "File the follow-up of each month by its end, for the cases of `of`: every case in service "
        "(`served`), or those that a conference tracks (`tracked`). A case accepted in the last "
        "`grace_days` of a month begins with the next one; under tracking (列管) the first month is that of "
        "the conference. The units of `no_follow_up` owe none, unless the conference named them."
    ),
    Duty.JUDGE_CLOSING: "Approve or return a proposed closing within `closing_working_days`.",
    Duty.JUDGE_DISPUTE: (
        "Judge a dispute (爭議機制) within `dispute_working_days`; service goes on meanwhile."
    ),
    Duty.JOINT_PLAN: "Make one plan for a family that several bureaus serve (共案) within `days`.",
    Duty.SEARCH_FORM: "Give the police the search form (協尋個案資料表) at once: within `form_hours`.",
    Duty.SEARCH_RESULT: "The police look first: ask them within `look_days` what they found.",
    Duty.APPLY_SEARCH: (
        "When they found nothing, apply for a police search (警政協尋) within `apply_working_days`."
    ),
    Duty.PROPOSE_CASES: (
        "Propose cases `propose_months` before a case conference (區級個案研討會議): before the day "
        "it is called for, else before the last day of its month. The centre asks the units "
        "concerned; each owes for itself."
    ),
    Duty.HOLD_MEETING: (
        "Hold each meeting by the end of each of its `months`: city (府級聯繫會議), district "
        "(區級聯繫會議), case conference (區級個案研討會議). It is owed from the day after the one "
        "before; where that is not known, `every_months` back. A meeting at need (不定期會議) is late "
        "for nobody."
    ),
    Duty.MINUTES: (
        "Send the minutes to the bureau (社會局) within `minutes_days` of the meeting, also of one at need."
    ),
    Duty.TRACKED_PROGRESS: (
        "Say `progress_days` before the next meeting how far a tracked item (列管事項) is, once a "
        "meeting, until it is removed (解除列管)."
    ),
    Duty.UPLOAD_ROSTER: (
        "Hand in each month's list by its `day`: the bureau gives each centre those of 幸扶守護 and "
        "兒少高危機, and every bureau its own services for the match (共案), where the edition has "
        "this kind of case among its `kinds`."
    ),
    Duty.NEW_YEAR_VISIT: (
        "Visit every household that the indicators or a list point to, from `before_days` before the "
        "New-Year holiday until the day before it begins. High risk is visited in person, seeing the "
        "child. One visit of any unit is enough, up to `after_days` after the holiday."
    ),
    Duty.NEW_YEAR_RESULTS: "Gather and send up the results within `after_days` of the holiday.",
    Duty.STUDENT_REPLY: (
        "Reply within `reply_days` of the letter where the matter is not serious, or nobody has "
        "judged it yet."
    ),
    Duty.NEEDS_MEETING: (
        "Meet on the student's needs within `needs_meeting_working_days` of the letter where it is serious."
    ),
    Duty.NEEDS_REPORT: "Report to the education bureau within `report_days` of that meeting.",
    Duty.OUTCOME_MEETING: (
        "Meet on what came of the individual measures, after `watch_months_least` and within "
        "`watch_months_most` of their beginning. What is not better is watched and met on again."
    ),
    Duty.OUTCOME_REPORT: "Report to the education bureau within `report_days` of that meeting.",
    Duty.TRANSITION_MEETING: (
        "Meet `months_before` before a guardianship (監護處分) or protective measure (保護管束) ends."
    ),
}
"""What is owed, in words; the figures stand in the table below it."""

OWES = {
    Bearer.PERSON: "who serves the case or was offered it",
    Bearer.SCREENERS: "the screening group (集中派案人員)",
    Bearer.SUPERVISORS: "the unit's supervisors (督導)",
    Bearer.BUREAU: "the bureau (社會局承辦)",
    Bearer.CLERKS: "the district office's clerks (區公所承辦)",
    Bearer.LIAISONS: "the network unit's liaisons (網絡單位窗口)",
}

OF_EACH_KIND = {
    OF_THE_UNIT: (
        "whoever speaks for the unit: a network unit's liaisons (網絡單位窗口), a district office's "
        "clerks (區公所承辦), a centre's supervisors (督導), the bureau (社會局承辦)"
    ),
    SECRETARIATS: (
        "the secretariat: the bureau (社會局承辦) for the city, the clerks (區公所承辦) for a district, "
        "the centre's supervisors (督導) for a conference"
    ),
}


def page() -> str:
    """Write the page."""
    policies = load_editions().shipped
    return "\n".join((HEAD, *(part for duty in Duty for part in _duty(duty, policies))))


def _duty(duty: Duty, policies: tuple[Policy, ...]) -> Iterator[str]:
    rule = RULES[duty]
    chinese = load_wordings()["zh_Hant_TW"]
    yield f"## {chinese.label(DUTIES[duty])} `{duty}`\n"
    yield f"{RULE[duty]}\n"
    yield f"* Source: {rule.source}"
    yield f"* Owed by: {', else '.join(_owes(rule.bearers))}"
    yield f"* Ended by: {', '.join(_act(verb) for verb in rule.ends)}"
    yield from _ladders(duty, policies)
    yield ""
    yield _table(
        ("figure", *(policy.edition for policy in policies), "source"),
        (_row(key, policies) for key in rule.figures),
    )


def _owes(bearers: tuple[Bearer, ...]) -> Iterator[str]:
    """Name one after the other, or by the kind of unit."""
    for number, bearer in enumerate(bearers):
        if bearers[number:] in OF_EACH_KIND:
            yield OF_EACH_KIND[bearers[number:]]
            return
        yield OWES[bearer]


def _act(verb: str) -> str:
    there = verb.partition(".")[0] in {one.rules.name for one in SUBJECTS}
    said = load_wordings()["zh_Hant_TW"].label(ACTS[verb]) if there else "its screen comes later"
    return f"`{verb}` ({said})"


def _ladders(duty: Duty, policies: tuple[Policy, ...]) -> Iterator[str]:
    """Say once what all editions say."""
    found: dict[str, list[str]] = {}
    for policy in policies:
        rungs = (f"`{_written(rung.at)} {'+'.join(rung.to)}`" for rung in policy.ladders[duty])
        found.setdefault(", ".join(rungs), []).append(policy.edition)
    for ladder, editions in found.items():
        of = "" if len(found) == 1 else f" ({', '.join(editions)})"
        yield f"* Ladder{of}: {ladder}"


def _row(key: str, policies: tuple[Policy, ...]) -> tuple[str, ...]:
    return (f"`{key}`", *(_written(figure(policy, key)) for policy in policies), _sources(key, policies))


def _sources(key: str, policies: tuple[Policy, ...]) -> str:
    """Say of which editions a source is, where they differ."""
    found: dict[str, list[str]] = {}
    for policy in policies:
        source = policy.source(key)
        found.setdefault(f"*{DEFAULT}*" if source == DEFAULT else source, []).append(policy.edition)
    if len(found) == 1:
        return next(iter(found))
    return "<br>".join(f"{', '.join(editions)}: {source}" for source, editions in found.items())


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "0" if value == "0d" else str(value)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(page(), end="")
