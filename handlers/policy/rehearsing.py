"""Rehearsing (試算): an administrator sees who would get what, before a rule is in force; nothing is sent."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from casework.errors import Stale
from casework.policy.calendar import Calendar
from casework.policy.owed import Rules
from casework.policy.policy import Policy
from casework.reminders.rehearsal import Due, Message, Rehearsal, What
from casework.staffing.leave import Meanwhile
from casework.staffing.people import Role
from casework.text.dates import local_day
from casework.text.identity import plain
from casework.text.names import mask_name
from handlers.documents.excel import workbook
from handlers.documents.tables import listed
from handlers.errands import progress
from handlers.policy import figures
from handlers.reminders import coming_back, digest, duties
from handlers.reminders.duties import Line
from handlers.ui import home, standings, telling
from handlers.ui.errands import Document, Job, Outcome
from handlers.ui.screens import Screen, bare, column, lines
from handlers.ui.turn import App, ErrandKind, Turn
from handlers.words.terms import ROLES
from handlers.words.wording import N_, Wording
from storage.policy import snapshot
from storage.policy.snapshot import Snapshot

KIND = "rehearsal"
WORDS = re.compile(
    r"(?:試算|rehearse|rehearsal(?: of)?)\s*(\d{1,3})?\s*(?:天|日|days?)?(?:\s+(\S+?)(?:年)?)?", re.IGNORECASE
)
DAYS, MOST_DAYS = 60, 366
MOST_ROWS = 50_000
"""So many messages the table lists: it must go through a chat."""
BUSIEST = 5
REHEARSED = 0.7
"""The part of the work that is done before the table is written."""


def rehearse(taken: Snapshot, policy: Policy, calendar: Calendar, now: datetime, days: int) -> list[Message]:
    """Return every message of the days to come, by a policy, if nobody did anything.

    Of what is open now: meetings that a later period brings are none of it.
    """
    run = Rehearsal(Rules(policy, calendar, local_day(now)), taken.roll, now)
    return list(run.run(taken.subjects, taken.reminders, now + timedelta(days=days)))


def said(message: Message, policy: Policy, wording: Wording) -> Markup:
    """Write a message as it would be sent."""
    match message.what:
        case What.NUDGE:
            return digest.said(message.dues, message.at, policy, wording, _whose, backlog=message.backlog)
        case What.BACK:
            return coming_back.welcomed(Meanwhile((), message.open), wording).text
        case What.OVER:
            return coming_back.over(message.name, wording).text
    [about] = message.dues
    return telling.to_staff(message.verb, standings.marked(about.sign, alarm=about.alarm), wording)


def _whose(due: Line, wording: Wording) -> Markup | None:
    """Name who owes it, as the digest does."""
    if not isinstance(due, Due) or not due.name:
        return None
    return duties.whose(due.name, wording, own=due.own)


def per_day(messages: Iterable[Message]) -> "Counter[tuple[int, date]]":
    """Count the messages by person and day."""
    return Counter((one.to, local_day(one.at)) for one in messages)


def answers(turn: Turn, text: str) -> bool:
    """Take 試算 60 from an administrator; to others these are just words."""
    found = WORDS.fullmatch(plain(text)) if turn.speaker.role is Role.ADMIN else None
    if found is None:
        return False
    policy = turn.office.editions.named(found[2]) if found[2] else turn.db.rules.policy
    if policy is None:
        known = turn.wording.label(", ").join(one.edition for one in turn.office.editions.known)
        turn.notice = turn.wording.text(
            "There is no edition %(missing)s. There are %(known)s.", missing=found[2], known=known
        )
        home.show(turn)
    else:
        asked = {"edition": policy.edition, "days": min(max(int(found[1] or DAYS), 1), MOST_DAYS)}
        progress.begin(turn, KIND, asked)
    return True


def work(job: Job) -> Outcome:
    """Rehearse, and write every message into a table."""
    policy, days = job.office.editions.named(job.errand.given["edition"]), job.errand.given["days"]
    if policy is None:
        raise Stale
    taken, now = snapshot.take(job.db), job.db.now
    run = Rehearsal(Rules(policy, job.db.rules.calendar, local_day(now)), taken.roll, now)
    messages = []
    for one in run.run(taken.subjects, taken.reminders, now + timedelta(days=days)):
        messages.append(one)
        job.said(REHEARSED * ((one.at - now) / timedelta(days=days)))
    title = _title(policy, days, job.wording)
    document = Document(f"{title}.xlsx", _sheet(job, taken, policy, messages)) if messages else None
    return Outcome({**job.errand.given, **_counts(taken, messages)}, document)


def _counts(taken: Snapshot, messages: Sequence[Message]) -> dict[str, Any]:
    busiest = per_day(messages).most_common(BUSIEST)
    return {
        "messages": len(messages),
        "people": len({one.to for one in messages}),
        "busiest": [(taken.roll.people[who].name, day.isoformat(), n) for (who, day), n in busiest],
    }


def told(turn: Turn, outcome: Outcome) -> None:
    """Tell what would be sent, with the table."""
    found = outcome.found
    policy = turn.office.editions.named(found["edition"])
    if policy is None:
        raise Stale
    title = _title(policy, found["days"], turn.wording)
    if outcome.document is not None:
        turn.send_document(outcome.document.name, outcome.document.content, title, protected=True)
    text = lines(Markup("<b>%s</b>") % title, *_summary(found, turn.wording))
    turn.say(Screen(text, column(home.key(turn.wording))))


def _title(policy: Policy, days: int, wording: Wording) -> Markup:
    return wording.count(
        "Rehearsal of %(n)s day, %(plan)s",
        "Rehearsal of %(n)s days, %(plan)s",
        days,
        plan=figures.plan(policy, wording),
    )


def _summary(found: Mapping[str, Any], wording: Wording) -> list[Markup]:
    said = wording.text(
        "Messages if nobody does anything: %(messages)s; people who get them: %(people)s. "
        "Meetings to come are not counted. Nothing is sent.",
        messages=found["messages"],
        people=found["people"],
    )
    busiest = (
        wording.text("%(name)s, %(day)s: %(n)s", name=name, day=wording.day(date.fromisoformat(day)), n=n)
        for name, day, n in found["busiest"]
    )
    more = found["messages"] - MOST_ROWS
    return [
        said,
        *([wording.text("Most on one day:"), *busiest] if found["messages"] else []),
        *([wording.text("The table holds the first %(n)s of them.", n=MOST_ROWS)] if more > 0 else []),
    ]


def _sheet(job: Job, taken: Snapshot, policy: Policy, messages: Sequence[Message]) -> bytes:
    label, these = job.wording.label, messages[:MOST_ROWS]
    rows = []
    for at, one in enumerate(these):
        rows.append(
            (
                job.wording.moment(one.at),
                mask_name(taken.roll.people[one.to].name),
                label(ROLES[taken.roll.people[one.to].role]),
                bare(said(one, policy, job.wording)),
            )
        )
        job.said(REHEARSED + (1 - REHEARSED) * at / len(these))
    head = (label("When"), label("Who"), label("Role"), label("Message"))
    title = str(_title(policy, job.errand.given["days"], job.wording))
    return workbook(listed(title, head, rows), job.db.now)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, WORDS.fullmatch)
    app.errands[KIND] = ErrandKind(N_("Rehearsal"), work, told, (Role.ADMIN,))
