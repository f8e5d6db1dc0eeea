"""Writes the access table from the code: `make access`. A test compares it with `docs/access.md`."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.app import put_together
from casework.acts import ACTS
from casework.cases.access import MAY, Action, Relation, may, relations
from casework.cases.acting import Act, Moment
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.seats import AskedBy, Seat
from casework.cases.strands import ChildSearch, Closing, Sharing
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Rules
from casework.staffing.people import REPORTERS, Person, Role
from casework.staffing.units import Unit, UnitKind
from docs.markdown import table
from handlers.ui.turn import App, Handler
from handlers.words.wording import load_wordings

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
ME, UNIT = 1, 1
CLOSED = Closing(closed_at=NOW)
RULES = Rules(load_editions(None).on(NOW.date()), Calendar(), NOW.date())
ELSEWHERE = (
    (
        "a household",
        "whoever gets at a case of it, by the right to that case",
        "`storage/cases/cases.py: get`",
    ),
    (
        "a seat",
        "as its case: by the relations `joint`, `asked`, `overseeing`, `supervising_joint`; of one that "
        "the match gave, `sharing`, `to_share`, `supervising_sharing`",
        "`casework/cases/access.py`",
    ),
    (
        "who reported",
        "by the right `contact`, behind the PIN, of who agreed to be called",
        "`actions/cases/reading.py: show_reporters`",
    ),
    ("photos, voices", "by the right `evidence`, behind the PIN", "`handlers/cases/full_view.py`"),
    (
        "a draft",
        "who began it; a successor with the case that it is about; one of a report nobody else",
        "`storage/forms/drafts.py: get`",
    ),
    ("an errand, its file", "who asked for it", "`actions/errands.py: of_speaker`"),
    (
        "a handover note",
        "who took over, while something of it is theirs",
        "`handlers/handover/taken_over.py`",
    ),
    ("a leave", "whose it is; who stands in may say no", "`actions/staffing/leave.py`"),
    (
        "people, units, invitations",
        "who leads the unit, and administrators",
        "`casework/staffing/managing.py`",
    ),
    (
        "who looked",
        "who serves the case; of what is odd, who else leads the unit",
        "`actions/cases/looking.py`",
    ),
)
"""What is no case, and its gate."""
HEAD = """\
# Who may do what

Written by `make access` from the code; a test fails when it is not up to date.

Two gates stand one behind the other. The first table is the gate of each handler (`@only`, `@everybody`,
`@anyone`): strangers who are not let in get the hotlines. The table of relations is the gate of each case:
`storage/cases/cases.py: get` gives a case only if one relation of the speaker grants the act, in the
transaction of the update. "Not yours" and "not there" answer alike. Below stand, made by trying: who can
stand in which relation, what can be done by relation and by where the case is; and the gates of what is no
case.
"""


def page(made: App) -> str:
    """Write the page."""
    parts = (
        HEAD,
        "## What can be said and pressed\n",
        table(("conversation", "what happens", "said or pressed", "by whom"), _said(made)),
        "## Forms: whose last answer is taken\n",
        table(("form", "what people read", "by whom"), _forms(made)),
        "## Acts of a case: the right that each needs\n",
        table(("act", "right", "keys of its own"), _acts(made)),
        "## What a relation to a case grants\n",
        table(("relation", *(f"`{action}`" for action in Action)), _granted()),
        "## Who can stand in which relation\n",
        table(("role", "relations to some case"), _standing()),
        "## What can be done, by relation and by where the case is\n",
        "Each act whose right the relation grants, and that the rules allow in some case that stands there;\n"
        "a relation that is not named grants none.\n",
        *(
            line
            for state in State
            for line in (f"### `{state}`\n", table(("relation", "acts"), _possible(state)))
        ),
        "## What is no case\n",
        table(("thing", "who gets at it", "asked in"), iter(ELSEWHERE)),
    )
    return "\n".join(parts)


def _said(made: App) -> Iterator[tuple[str, ...]]:
    said = list(triggers(made))
    for handler in dict.fromkeys(handler for _, handler in said):
        yield (
            handler.__module__.split(".", 2)[2],
            _purpose(handler),
            ", ".join(trigger for trigger, one in said if one is handler),
            whom(handler.roles),
        )


def triggers(made: App) -> Iterator[tuple[str, Handler]]:
    """List what can be said and pressed, and what answers."""
    yield from ((f"`/{name}`", handler) for name, handler in made.commands.items())
    yield from ((f"“{phrase}”", handler) for phrase, handler in made.phrases.items())
    yield from ((f"key `{prefix}`", handler) for prefix, (_, handler) in made.presses.items())
    yield from ((f"any other {kind}", handler) for kind, handler in made.kinds.items())


def _purpose(handler: Handler) -> str:
    """Return the first line of its docstring, without citations."""
    return re.sub(r" \(`\w+\.md`[^)]*\)", "", (handler.__doc__ or "").partition("\n")[0])


def _forms(made: App) -> Iterator[tuple[str, ...]]:
    chinese = load_wordings()["zh_Hant_TW"]
    for name, flow in made.flows.items():
        yield f"`{name}`", chinese.label(flow.words.title), whom(frozenset(flow.roles))


def _acts(made: App) -> Iterator[tuple[str, ...]]:
    for act in ACTS:
        keys = ", ".join(f"`{key.prefix}`" for key in made.acts[act].keys) if act in made.acts else ""
        yield f"`{act.name}`", f"`{act.needs}`", keys


def _granted() -> Iterator[tuple[str, ...]]:
    for relation, actions in MAY.items():
        yield f"`{relation}`", *("●" if action in actions else "" for action in Action)


def _standing() -> Iterator[tuple[str, ...]]:
    """Try every role, in every kind of unit, on every sample."""
    for role in Role:
        found = {
            relation
            for kind in UnitKind
            for case in samples()
            for reported in (False, True)
            for relation in relations(
                Person(ME, role, UNIT, "", "", ""),
                Unit(UNIT, kind, "", "", ""),
                case,
                reported=reported and role in REPORTERS,
                supervised=False,
                since=NOW - timedelta(days=1),
            )
        }
        yield f"`{role}`", ", ".join(f"`{relation}`" for relation in Relation if relation in found)


def _possible(state: State) -> Iterator[tuple[str, ...]]:
    there = [case for case in samples() if case.state is state]
    allowed = [act for act in ACTS if any(_allows(act, case) for case in there)]
    for relation in Relation:
        acts = [act.name for act in allowed if may(frozenset({relation}), act.needs)]
        if acts:
            yield f"`{relation}`", ", ".join(f"`{name}`" for name in dict.fromkeys(acts))


def _allows(act: Act, case: Case) -> bool:
    return any(act.refusal(case, Moment(NOW, RULES, one.id)) is None for one in (case.lead, *case.joint))


def samples() -> Iterator[Case]:
    """Make cases that stand everywhere, with what may be done beside."""
    for state in State:
        led = state not in (State.SCREENING, State.JOINED, State.REDIRECTED, State.NOT_TAKEN)
        for worker in (ME, ME + 1):
            offered = worker if state is State.DISPATCHED else None
            lead = Seat(unit=UNIT, worker=worker, offered=offered, accepted_at=NOW) if led else Seat()
            base = Case(1, "", state, "", urgent=False, reported_at=NOW - timedelta(days=20), lead=lead)
            yield from _variants(base if state is not State.CLOSED else replace(base, closing=CLOSED), worker)


def _variants(base: Case, worker: int) -> Iterator[Case]:
    yield base
    lead = base.lead
    if not base.open:
        return
    yield replace(base, lead=replace(lead, worker=None)) if base.state is State.DISPATCHED else base
    yield replace(base, lead=replace(lead, contacted_on=NOW.date(), visited_on=NOW.date()))
    yield replace(base, closing=Closing(proposed_at=NOW))
    planned = Sharing(shared_at=NOW, several=True, planned_at=NOW)
    for sharing in (replace(planned, planned_at=None), planned):
        yield replace(base, kinds=(CaseKind.SHARED,), sharing=sharing)
    given = ChildSearch(missing_at=NOW, form_given_at=NOW)
    for search in (ChildSearch(missing_at=NOW), given, replace(given, looked_at=NOW, found=False)):
        yield replace(base, kinds=(CaseKind.CHILD_MISSING,), search=search)
    if base.state is not State.SCREENING:
        for kind in (UnitKind.CENTRE, UnitKind.HEALTH):
            served = Seat(7, unit=UNIT, kind=kind, worker=worker, accepted_at=NOW)
            asked = Seat(8, unit=UNIT + 1, kind=kind, offered=worker, offered_at=NOW)
            for by in (AskedBy.DISPATCH, AskedBy.MATCH):
                beside = tuple(replace(one, asked_by=by) for one in (served, asked))
                yield replace(base, lead=replace(lead, unit=UNIT + 2), joint=beside)


def whom(roles: frozenset[Role] | None) -> str:
    """Say who is let in."""
    if roles is None:
        return "anyone, also strangers"
    return (
        "everybody who joined"
        if roles == frozenset(Role)
        else ", ".join(role for role in Role if role in roles)
    )


if __name__ == "__main__":
    print(page(put_together()), end="")
