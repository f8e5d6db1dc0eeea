"""Rehearsing (試算): an administrator sees who would get what, before a rule is in force; nothing is sent."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup

from casework.policy.calendar import Calendar
from casework.policy.owed import Rules
from casework.policy.policy import Policy
from casework.reminders.rehearsal import Message, Rehearsal, What
from casework.staffing.leave import Meanwhile
from casework.staffing.people import Role
from casework.text.dates import in_taipei, local_day
from casework.text.identity import plain
from handlers.policy import figures
from handlers.reminders import coming_back, digest
from handlers.ui import home, spreadsheets, telling
from handlers.ui.home import ROLES
from handlers.ui.screens import Screen, bare, column, lines
from handlers.ui.turn import App, Turn
from handlers.words.wording import Wording
from storage.policy import snapshot
from storage.policy.snapshot import Snapshot

WORDS = re.compile(r"(?:試算|rehearse)\s*(\d{1,3})?\s*(?:天|日|days?)?(?:\s+(\S+?)(?:年)?)?", re.IGNORECASE)
DAYS, MOST_DAYS = 60, 366
MOST_CASES = 500
"""More would keep others waiting: then it is done from the command line."""
BUSIEST = 5


def rehearse(taken: Snapshot, policy: Policy, calendar: Calendar, now: datetime, days: int) -> list[Message]:
    """Return every message of the days to come, by a policy, if nobody did anything."""
    run = Rehearsal(Rules(policy, calendar), taken.roll, now)
    return list(run.run(taken.subjects, taken.reminders, now + timedelta(days=days)))


def said(message: Message, policy: Policy, wording: Wording) -> Markup:
    """Write a message as it would be sent."""
    match message.what:
        case What.NUDGE:
            return digest.said(message.dues, message.at, policy, wording)
        case What.BACK:
            return coming_back.welcomed(Meanwhile((), message.open), wording).text
        case What.OVER:
            return coming_back.over(None, wording).text
    return wording.text(telling.TO_STAFF[message.verb], number=message.dues[0].sign)


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
    elif snapshot.count(turn.db) > MOST_CASES:
        turn.notice = turn.wording.text(
            "There are too many open cases to rehearse here. Please run: shouwang policy rehearse"
        )
        home.show(turn)
    else:
        _show(turn, policy, min(int(found[1] or DAYS), MOST_DAYS))
    return True


def _show(turn: Turn, policy: Policy, days: int) -> None:
    taken = snapshot.take(turn.db)
    messages = rehearse(taken, policy, turn.db.rules.calendar, turn.db.now, days)
    title = turn.wording.text(
        "Rehearsal of %(days)s days by %(plan)s", days=days, plan=figures.plan(policy, turn.wording)
    )
    if messages:
        turn.send_document(f"{title}.xlsx", _sheet(turn, taken, policy, messages, str(title)), title)
    text = lines(Markup("<b>%s</b>") % title, *_summary(turn, taken, messages))
    turn.show(Screen(text, column(home.key(turn.wording))))


def _summary(turn: Turn, taken: Snapshot, messages: Sequence[Message]) -> list[Markup]:
    wording, counted = turn.wording, per_day(messages)
    busiest = (
        wording.text(
            "%(name)s, %(day)s: %(n)s",
            name=taken.roll.people[person].name,
            day=wording.day(day),
            n=n,
        )
        for (person, day), n in counted.most_common(BUSIEST)
    )
    return [
        wording.text(
            "%(messages)s messages to %(people)s people, if nobody did anything. Nothing is sent.",
            messages=len(messages),
            people=len({one.to for one in messages}),
        ),
        *([wording.text("Most on one day:"), *busiest] if messages else []),
    ]


def _sheet(turn: Turn, taken: Snapshot, policy: Policy, messages: Sequence[Message], title: str) -> bytes:
    label = turn.wording.label
    rows = [
        (
            f"{in_taipei(one.at):%Y-%m-%d %H:%M}",
            taken.roll.people[one.to].name,
            label(ROLES[taken.roll.people[one.to].role]),
            bare(said(one, policy, turn.wording)),
        )
        for one in messages
    ]
    head = (label("When"), label("Who"), label("Role"), label("Message"))
    return spreadsheets.workbook(label("Rehearsal"), title, head, rows, turn.db.now)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.sayings.append(answers)
