"""The scenes of the practice room: who is there, what has happened, and when it begins."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from actions import audience
from actions.new_year import campaign
from bot.practice import conference, demo, demo_cases, flows, scene_cases
from bot.practice.demo import Cast, Player
from bot.practice.stories import Story, open_all
from casework.cases.case import Case
from casework.new_year.holiday import new_year
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.staffing import network
from casework.staffing.people import Person, Role
from casework.text.dates import TAIPEI, local_day, next_month
from casework.text.places import Places
from handlers.intake.receipts import receipt
from handlers.ui.office import Office, tell
from handlers.ui.screens import Copy, Screen, column
from handlers.words.terms import ROLES
from handlers.words.wording import Wording
from storage.core.database import Transaction
from storage.staffing import invitations, people, units

DEMO = "demo"
CONFERENCE_MONTHS = (3, 6, 9, 11)  # the case conferences of the 109 edition (`domain.md` §5)
OPENING = time(8, 0)
"""Half an hour before the nudging hour: the day's nudges come when the clock is moved a little."""


class Play(Struct, frozen=True):
    """One scene."""

    name: str
    title: Mapping[str, str]
    cast: Callable[[Places], Cast] = demo.everybody
    stories: tuple[Story, ...] = ()
    begins: Callable[[datetime], datetime] = lambda now: now
    """Returns its first moment; the demo city begins when it is played."""
    then: Callable[[Office, Transaction, list[Person], Mapping[Story, Case]], None] = field(
        default=lambda office, db, there, opened: None
    )
    """What people hear of it at the beginning."""

    def phones(self, office: Office) -> list[dict[str, Any]]:
        """Return everybody's phone."""
        return list(demo.phones(office, self.cast(office.places)))

    def begin(self, office: Office, db: Transaction, language: str = "zh") -> None:
        """Let the people join and everything happen up to now, by the same functions as real things."""
        cast = self.cast(office.places)
        there = demo.join(office, db, demo.in_english(cast) if language == "en" else cast)
        self.then(office, db, there, open_all(db, there, self.stories))
        office.tell_news(db)


def _administrator(places: Places) -> Cast:
    """Nobody but the administrator, under their number in the demo city."""
    return {n: one for n, one in demo.everybody(places).items() if one.role is Role.ADMIN}


def _invite(office: Office, db: Transaction, there: list[Person], opened: Mapping[Story, Case]) -> None:
    """Put invitations for a first town on the administrator's phone: the trainer hands them out."""
    administrator = there[0]
    db = replace(db, speaker=administrator)
    for member in _invited(office.places):
        unit = units.named(db, member.unit)
        if unit is not None:
            code = invitations.invite(db, member.role, unit.id, member.villages)
            tell(office, db, administrator, partial(_invitation, member, f"/start {code}"))


def _invited(places: Places) -> list[Player]:
    """One centre with its workers and chiefs, and one of everybody else."""
    everybody = demo.members(places)
    centre = next(one.unit for one in everybody if one.role is Role.WORKER)
    return [
        *(one for one in everybody if one.role is Role.CHIEF and one.villages[0][:3] == demo.HOME[:3]),
        *(one for one in everybody if one.unit == centre),
        Player(Role.SCREENER, "家防中心"),
        Player(Role.LIAISON, "警察局"),
        Player(Role.CLERK, network.office_of(demo.HOME[:3])),
        Player(Role.BUREAU, "社會局"),
    ]


def _invitation(member: Player, words: str, wording: Wording) -> Screen:
    where = member.villages[0] if member.role is Role.CHIEF else member.unit
    text = wording.text(
        "Invitation: %(role)s, %(where)s. It works once. Send this from a new phone:\n<code>%(words)s</code>",
        role=wording.label(ROLES[member.role]),
        where=where,
        words=words,
    )
    return Screen(text, column(Copy(wording.label("📋 Copy"), words)))


def _announce(office: Office, db: Transaction, there: list[Person], opened: Mapping[Story, Case]) -> None:
    """Let the chief hold the receipt, and the screening group hear of it."""
    case = opened[scene_cases.JUST_NOW]
    chief = next(one for one in there if case.village in one.villages)
    audience.announce(replace(db, speaker=chief), "case.reported", case, case)
    tell(office, db, chief, partial(receipt, case, rules=db.rules))


def _first_day_of_care(now: datetime) -> datetime:
    """The window of New-Year care begins two weeks before the holiday [003] 肆."""
    today, care = local_day(now), load_editions().on(local_day(now)).new_year
    for year in (today.year, today.year + 1, today.year + 2):
        first, _ = new_year(year, Calendar()).window(care)
        at = datetime.combine(first, OPENING, TAIPEI)
        if at >= now:
            return at
    raise ValueError(now)


def _care_begun(office: Office, db: Transaction, there: list[Person], opened: Mapping[Story, Case]) -> None:
    """The bureau began weeks ago; cases were found, and a chief has added two households."""

    def by(role: Role) -> Transaction:
        who = next(one for one in there if one.role is role)
        weeks_ago = db.now - timedelta(days=28)
        return replace(db, now=weeks_ago, speaker=who, unit=people.unit(db, who.unit), news=[])

    campaign.begin(by(Role.BUREAU))
    for household, reason in (("簡虛構 0912345678 樣本路9號", "alone"), ("龔演練 範例路50號", "no_work")):
        answers = {"household": household, "village": scene_cases.HOME, "reason": reason}
        campaign.add_one(by(Role.CHIEF), answers)
    while campaign.gather(db):
        pass
    db.news.clear()


def _after_the_month(now: datetime) -> datetime:
    """Begin on the first working day of the next month: on a day off nobody is nudged."""
    day = Calendar().working_day_from(next_month(local_day(now)))
    return datetime.combine(day, OPENING, TAIPEI)


def _week_before_the_conference(now: datetime) -> datetime:
    """The conference is in the middle of its month."""
    month = local_day(now).replace(day=1)
    while (at := datetime.combine(month.replace(day=8), OPENING, TAIPEI)) < now or (
        month.month not in CONFERENCE_MONTHS
    ):
        month = next_month(month)
    return at


PLAYS = {
    play.name: play
    for play in (
        Play(DEMO, {"zh": "示範城市", "en": "The demo city"}, stories=demo_cases.STORIES),
        Play(
            "empty",
            {"zh": "空的城市（只有系統管理者）", "en": "An empty city (an administrator only)"},
            cast=_administrator,
            then=_invite,
        ),
        Play(
            "report",
            {"zh": "剛收到一件通報", "en": "A report just came in"},
            stories=scene_cases.REPORT,
            then=_announce,
        ),
        Play(
            "month-end",
            {"zh": "月底，五件每月回報逾期", "en": "Month end, five follow-ups late"},
            stories=scene_cases.MONTH_END,
            begins=_after_the_month,
        ),
        Play(
            "new-year",
            {"zh": "春節關懷第一天", "en": "The first day of New-Year care"},
            stories=scene_cases.MONTH_END,
            begins=_first_day_of_care,
            then=_care_begun,
        ),
        Play(
            "conference",
            {"zh": "個案研討會議前一週", "en": "The week before the conference"},
            stories=scene_cases.CONFERENCE,
            begins=_week_before_the_conference,
            then=conference.called,
        ),
        Play(
            "flows",
            {"zh": "轉介、陪同、駐點、學生、轉銜、少年", "en": "Referrals, escorts, students, transitions"},
            stories=scene_cases.MONTH_END,
            then=lambda office, db, there, opened: flows.begun(db, there, opened),
        ),
    )
}
