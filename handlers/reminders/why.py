"""Why (ⓘ): the rule behind a nudge, its source and dates, what stops it, and who hears next (`ux.md` 20)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from casework.errors import NotThere
from casework.policy.policy import Hearer
from casework.reminders.catalogue import RULES, sources
from casework.reminders.hearing import listeners
from casework.staffing.people import LEADING
from casework.text.dates import day_end, local_day
from handlers.reminders import duties
from handlers.reminders.duties import OpenDuty, Why, still_owed
from handlers.ui import home
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn, everybody, reading
from handlers.words.citing import cited
from handlers.words.terms import ACTS, DUTIES, HEARERS, ROLES
from storage.core import subjects
from storage.reminders import nudges
from storage.reminders.obligations import Obligation
from storage.staffing.directory import Directory

MOST = 5


@everybody
@reading
def why(turn: Turn) -> None:
    """Explain one duty."""
    if obligation := still_owed(turn, turn.pressed(Why).obligation):
        turn.show(explained(turn, obligation))


@everybody
@reading
def command(turn: Turn) -> None:
    """Explain what the message told that is replied to, else what one was nudged about last."""
    found = _meant(turn)
    if len(found) == 1:
        turn.show(explained(turn, found[0]))
    elif found:
        text = turn.wording.text("Which one do you mean?")
        keys = duties.keys_of(found, Why, turn.wording, duties.units_of(turn.db, found), words=DUTIES)
        turn.show(Screen(text, (*column(*keys), (home.key(turn.wording),))))
    else:
        turn.notice = turn.wording.text("Nothing you were nudged about is open now.")
        home.show(turn)


def _meant(turn: Turn) -> list[Obligation]:
    told = (
        nudges.by_message(turn.db, turn.speaker.id, turn.heard.answers)
        if turn.heard.answers
        else nudges.latest(turn.db, turn.speaker.id, MOST)
    )
    owed = {one.obligation.id: one.obligation for one in told if not one.obligation.ended}
    return [one for one in owed.values() if _may_see(turn, one)][:MOST]


def _may_see(turn: Turn, obligation: Obligation) -> bool:
    """What one was nudged about may be another's by now."""
    try:
        subjects.get(turn.db, obligation.subject)
    except NotThere:
        return False
    return True


def explained(turn: Turn, obligation: Obligation) -> Screen:
    """Say all of it; every line follows from the rules and the row."""
    wording = turn.wording
    ends = wording.label(", ").join(wording.label(ACTS[verb]) for verb in RULES[obligation.duty].ends)
    text = lines(
        Markup("<b>%s</b>")
        % duties.line(obligation, turn.db.now, turn.db.rules.policy, wording, words=DUTIES),
        wording.text(
            "Rule: %(source)s", source=cited(sources(obligation.duty, turn.db.rules.policy), wording)
        ),
        wording.text("Edition in force: %(edition)s", edition=turn.db.rules.policy.edition),
        wording.text(
            "Counted from %(since)s, due %(due)s",
            since=wording.moment(obligation.since),
            due=wording.moment(obligation.due),
        ),
        wording.text("Counted in days: until the end of the last one.")
        if obligation.due == day_end(local_day(obligation.due))
        else wording.text("Counted in hours: to the minute."),
        wording.text("What stops it: %(acts)s", acts=ends),
        *_next(turn, obligation),
    )
    back = Press(wording.label("◀ Back"), OpenDuty(obligation.id))
    return Screen(text, ((back, home.key(wording)),), Level.L1)


def _next(turn: Turn, obligation: Obligation) -> Iterator[Markup]:
    """Say who hears next."""
    rung, at = obligation.ladder.rung(obligation.climbed, turn.db.rules)
    yield turn.wording.text(
        "Who hears next, %(at)s: %(who)s",
        at=turn.wording.moment(at),
        who=turn.wording.label(", ").join(_who(turn, obligation, rung.to)),
    )


def _who(turn: Turn, obligation: Obligation, to: Sequence[Hearer]) -> Iterator[str]:
    """Name each circle with who is in it: of those who lead a unit, each as what they are."""
    for hearer in to:
        called = defaultdict[str, list[str]](list)
        for one in listeners(obligation, hearer, Directory(turn.db)):
            led = hearer is Hearer.SUPERVISOR and one.role in LEADING
            called[ROLES[one.role] if led else HEARERS[hearer]].append(one.name)
        for circle, names in (called or {HEARERS[hearer]: []}).items():
            yield f"{turn.wording.label(circle)} {turn.wording.label(', ').join(names)}".strip()


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Why, why)
    app.command("why", command)
