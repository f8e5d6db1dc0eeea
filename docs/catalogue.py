"""Writes the catalogue of obligations from the policy files: `make catalogue`. A test compares the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.app import SUBJECTS
from casework.policy.editions import load_editions
from casework.policy.owed import Bearer
from casework.policy.policy import DEFAULT, Duty, Policy, Rung
from casework.reminders.catalogue import OF_THE_UNIT, RULES, SECRETARIATS, figure
from docs.markdown import table
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
The ladder says when, counted from the deadline, who is nudged (催辦): `-3d owner` is three days before. When
it has ended, what stays overdue goes on being heard by the figures of `[overdue]`: each week by who owes it,
each month by the bureau, of a 24-hour matter each day by who owes it and the supervisor.
"""

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
    yield f"{rule.says}\n"
    yield f"* Source: {rule.source}"
    yield f"* Owed by: {', else '.join(_owes(rule.bearers))}"
    yield f"* Ended by: {', '.join(_act(verb) for verb in rule.ends)}"
    yield from _ladders(duty, policies)
    yield ""
    yield table(
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
    """Say once what all editions say, and of an urgent case what differs there."""
    yield from _ladder("Ladder", {policy.edition: policy.ladders[duty] for policy in policies})
    urgent = {policy.edition: policy.ladder(duty, urgent=True) for policy in policies}
    if urgent != {policy.edition: policy.ladders[duty] for policy in policies}:
        yield from _ladder("Ladder of an urgent case", urgent)


def _ladder(name: str, of: Mapping[str, tuple[Rung, ...]]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for edition, ladder in of.items():
        rungs = (f"`{_written(rung.at)} {'+'.join(rung.to)}`" for rung in ladder)
        found.setdefault(", ".join(rungs), []).append(edition)
    for said, editions in found.items():
        which = "" if len(found) == 1 else f" ({', '.join(editions)})"
        yield f"* {name}{which}: {said}"


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


if __name__ == "__main__":
    print(page(), end="")
