"""What an edition sets, in the listener's words: label, value, source, and what changed ([000])."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from markupsafe import Markup

from casework.cases.criteria import CaseKind
from casework.policy.comparing import Difference, Figure, Value
from casework.policy.policy import CareSource, Duty, Emergency, Policy, Resort, Rung, Topic
from casework.staffing.units import UnitKind
from casework.text.dates import english_month_name
from handlers.words.citing import cited
from handlers.words.terms import (
    ALLOWANCES,
    DUTIES,
    EMERGENCIES,
    HEARERS,
    KINDS,
    POLICY,
    RESORTS,
    SOURCES,
    UNIT_KINDS,
    UNVISITABLE,
)
from handlers.words.wording import N_, Wording

IN_WEEKS = ("minutes_days", "before_days", "after_days")
"""The documents count these in weeks: [001] 參二(四) 1週內, [003] 肆 二週."""
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
COUNTED: Mapping[str, Callable[[Wording, int], Markup]] = {
    "weekday": lambda wording, n: wording.text("each %(day)s", day=wording.label(WEEKDAYS[n - 1])),
    "day": lambda wording, n: wording.text("day %(n)s of each month", n=n),
    "every": lambda wording, n: wording.count("every month", "every %(n)s months", n),
    "working": lambda wording, n: wording.count("%(n)s working day", "%(n)s working days", n),
    "months": lambda wording, n: wording.count("%(n)s month", "%(n)s months", n),
    "days": lambda wording, n: wording.count("%(n)s day", "%(n)s days", n),
    "hours": lambda wording, n: wording.count("%(n)s hour", "%(n)s hours", n),
    "minutes": lambda wording, n: wording.count("%(n)s minute", "%(n)s minutes", n),
}
"""Says a number with its unit, which stands in the key's name; what has none is a bare number."""
WHOSE = {"served": N_("every case in service"), "tracked": N_("cases that a conference tracks")}

BRANCHES = {
    "economic": N_("an economic reason"),
    "economic+relief": N_("an economic reason, and relief applied for"),
    "unstated+relief": N_("no reason stated while relief was applied for"),
}
"""When a suicide report is one of 幸扶守護."""
DISCUSSED = {
    "一般個案": N_("general cases"),
    "幸扶守護": KINDS[CaseKind.SUICIDE_HARDSHIP],
    "兒少高危機": KINDS[CaseKind.CHILD_HIGH_RISK],
    "行方不明兒少": KINDS[CaseKind.CHILD_MISSING],
    "共案": KINDS[CaseKind.SHARED],
}
"""Which cases a conference discusses, as the documents call them."""
NAMES: Mapping[type, Mapping[Any, str]] = {
    UnitKind: UNIT_KINDS,
    CareSource: SOURCES,
    Resort: RESORTS,
    Emergency: EMERGENCIES,
    str: {**BRANCHES, **DISCUSSED, **UNVISITABLE, **ALLOWANCES},
}
"""Words of the document that people read in other words, by what they are."""


def plan(policy: Policy, wording: Wording) -> str:
    """Name an edition as [000] does: 109年計畫; the city's own by its title."""
    if policy.edition.isdecimal():
        return wording.label("Plan of %(edition)s", edition=policy.edition)
    return policy.title


def label(key: str, wording: Wording) -> str:
    """Say what a figure is about."""
    section, _, name = key.partition(".")
    duty = wording.label(DUTIES[Duty(name)]) if section == "ladders" else ""
    return wording.label(POLICY[key], duty=duty)


def cell(figure: Figure, wording: Wording) -> str:
    """Say a figure and who sets it."""
    value = said(figure.key, figure.value, wording)
    return wording.label("%(value)s (%(source)s)", value=value, source=cited((figure.source,), wording))


def change(one: Difference, wording: Wording) -> str:
    """Say what became of a figure, and why where the document says so (差異說明)."""
    became = _became(one, wording)
    if not one.new.why:
        return became
    return wording.label("%(became)s. Why: %(why)s", became=became, why=one.new.why)


def _became(one: Difference, wording: Wording) -> str:
    if one.old.value == one.new.value:
        if one.new.ours:
            return wording.label("no longer set by the plan; the city goes on with it")
        return wording.label("now set by the plan")
    added, dropped = (_listed(one.key, each, wording) for each in (one.added, one.dropped))
    if added or dropped:
        parts = (
            wording.label("added: %(what)s", what=added) if added else "",
            wording.label("dropped: %(what)s", what=dropped) if dropped else "",
        )
        return wording.label("; ").join(filter(None, parts))
    old, new = (said(one.key, each.value, wording) for each in (one.old, one.new))
    return wording.label("from %(old)s to %(new)s", old=old, new=new)


def said(key: str, value: Value, wording: Wording) -> str:
    """Say a value; names of people, units and kinds stay in the document's words."""
    name = key.rpartition(".")[2]
    match value:
        case tuple():
            return _listed(key, value, wording) or wording.label("none")
        case time():
            return f"{value:%H:%M}"
        case bool():
            return wording.label("yes") if value else wording.label("no")
        case int():
            return wording.label("none") if not value else _number(name, value, wording)
    if not value:
        return wording.label("none")
    return wording.label(WHOSE[value]) if key == "follow_up.of" else value


def _listed(key: str, values: tuple[object, ...], wording: Wording) -> str:
    between = "; " if key == "meetings.topics" or "ladders." in key or "agenda" in key else ", "
    if any(value in BRANCHES for value in values if isinstance(value, str)):
        between = N_(", or ")
    if key == "rosters.beside":
        return wording.label(between).join(_beside(str(value), wording) for value in values)
    return wording.label(between).join(_one(value, wording) for value in values)


def _beside(value: str, wording: Wording) -> str:
    need, _, kind = value.partition(":")
    return wording.label("%(need)s: %(unit)s", need=need, unit=wording.label(UNIT_KINDS[UnitKind(kind)]))


def _one(value: object, wording: Wording) -> str:
    named = NAMES.get(type(value), {})
    match value:
        case str() if value in named:
            return wording.label(named[value])
        case Rung():
            return _rung(value, wording)
        case Topic():
            often = wording.count("%(n)s time a year", "%(n)s times a year", value.per_year)
            return wording.label(
                "%(name)s (%(unit)s, %(often)s)", name=value.name, unit=value.unit, often=often
            )
        case int():
            return f"{value}月" if wording.chinese else english_month_name(value)
    return str(value)


def _rung(rung: Rung, wording: Wording) -> str:
    """Say when a rung is, and who hears: 期限前3天：承辦人."""
    far = int(rung.at[:-1])
    whom = wording.label(", ").join(wording.label(HEARERS[one]) for one in rung.to)
    return wording.label("%(when)s: %(whom)s", when=_when(far, wording, by_day=rung.by_day), whom=whom)


def _when(far: int, wording: Wording, *, by_day: bool) -> str:
    if far == 0:
        return wording.label("on the day") if by_day else wording.label("when it is due")
    amount = COUNTED["days" if by_day else "hours"](wording, abs(far))
    if far < 0:
        return wording.label("%(amount)s before", amount=amount)
    return wording.label("%(amount)s late", amount=amount)


def _number(name: str, n: int, wording: Wording) -> str:
    if name in IN_WEEKS and n % 7 == 0:
        return str(wording.count("%(n)s week", "%(n)s weeks", n // 7))
    words = name.split("_")
    counted = next((counted for word, counted in COUNTED.items() if word in words), None)
    return str(counted(wording, n)) if counted else str(n)
