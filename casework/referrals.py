"""Referrals (轉介): what came of it goes back to who referred (回復原轉介單位) [004]."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.dossiers import Dossier
from casework.errors import WrongState
from casework.forms import Answers, Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reasons import reason, telling
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import day_end, local_day
from casework.text.names import clean_name, mask_name
from casework.text.telephones import mask_phone, readable_phone

NEEDS: Final = (
    *("work", "training", "legal", "victim", "early", "mental"),
    *("drugs", "relief", "school", "care", "other"),
)
"""What a household needs from a desk [004] 參四(一)3, 六(一)1."""
SENDERS: Final = ("prison", "prosecutor", "hospital", "other")
"""Who refers by letter from outside [004] 參六(三)2(1)."""


def _without_consent(answers: Answers) -> bool:
    return answers.get("consent") == "no"


def _says_what(answers: Answers) -> bool:
    return answers.get("need") == "other"


_NEED: Final = (
    Question("need", QuestionKind.CHOICE, NEEDS),
    Question("what", QuestionKind.TEXT, limit=200, asked=_says_what),
)
ASK: Final = Form(
    "refer",
    (
        *_NEED,
        Question("consent", QuestionKind.CHOICE, ("yes", "no")),
        Question("basis", QuestionKind.TEXT, limit=200, check=telling, asked=_without_consent),
    ),
)
INCOMING: Final = Form(
    "take_referral",
    (
        Question("sender", QuestionKind.CHOICE, SENDERS),
        Question("office", QuestionKind.TEXT, limit=60),
        Question("letter_on", QuestionKind.DATE, ("today", "yesterday")),
        Question("letter", QuestionKind.TEXT, optional=True, limit=60),
        Question("name", QuestionKind.TEXT, limit=40, check=clean_name, shown=mask_name),
        Question("phone", QuestionKind.TEXT, optional=True, limit=40, check=readable_phone, shown=mask_phone),
        *_NEED,
    ),
)
RETURN: Final = Form("return_referral", (reason(limit=200),))
WITHDRAW: Final = Form("withdraw_referral", RETURN.questions)


class ReferralOutcome(StrEnum):
    """What came of it [004] 參六(三)2(1): 諮詢、媒合、參加職業訓練."""

    PLACED = "placed"  # 媒合成功
    TRAINING = "training"  # 參訓
    SERVED = "served"  # 已提供服務
    ADVISING = "advising"  # 諮詢中: it goes on
    REFUSED = "refused"  # 拒絕
    LOST = "lost"  # 失聯
    UNFIT = "unfit"  # 不符


TELL: Final = Form(
    "tell_outcome",
    (
        Question("outcome", QuestionKind.CHOICE, tuple(ReferralOutcome)),
        Question("line", QuestionKind.TEXT, optional=True, limit=300),
    ),
)


class ReferralEnd(StrEnum):
    """How it ended."""

    RETURNED = "returned"  # by the desk, with a reason
    WITHDRAWN = "withdrawn"  # by who referred: consent was withdrawn, say
    DONE = "done"


class DeskTold(Struct, frozen=True):
    """What the desk told of it, once."""

    at: datetime
    outcome: ReferralOutcome
    line: str = ""


class Referral(Dossier, frozen=True, kw_only=True):
    """One referral, as far as it has come; `unit` is the desk that has it now."""

    asked_at: datetime
    """Of a letter, the end of the day on which it came (文到)."""
    need: str
    what: str = ""
    seat: int = LEAD
    """Of the case: who serves from it referred."""
    basis: str = ""
    """On what ground, where the person did not consent."""
    sender: str = ""
    office: str = ""
    letter: str = ""
    """From outside: of which kind the sender is, its name, and the number of its letter."""
    name: str = ""
    phone: str = ""
    """Of whom a letter refers; else the household is the case's."""
    passed: tuple[int, ...] = ()
    """The desks that passed it on, the first one first."""
    taken_at: datetime | None = None
    taken_by: int | None = None
    told: tuple[DeskTold, ...] = ()
    end: ReferralEnd | None = None
    reason: str = ""
    chased: bool = False
    """Who referred heard that this answer is late."""

    @property
    def waits(self) -> bool:
        """The desk has not answered."""
        return self.open and self.taken_at is None

    @property
    def served(self) -> bool:
        """The desk took it on and has not told all."""
        return self.open and self.taken_at is not None

    @property
    def from_outside(self) -> bool:
        """It came by letter, and is answered by one."""
        return self.case is None

    def take(self, person: int | None, now: datetime) -> "Referral":
        """Take it on (受理)."""
        if not self.waits:
            raise WrongState
        return replace(self, taken_at=now, taken_by=person, chased=False)

    def give_back(self, reason: str, now: datetime) -> "Referral":
        """Return it (退回), with the reason."""
        if not self.waits:
            raise WrongState
        return replace(self, end=ReferralEnd.RETURNED, reason=reason, ended_at=now)

    def withdraw(self, reason: str, now: datetime) -> "Referral":
        """Ask no more: consent was withdrawn, say."""
        self.changeable()
        return replace(self, end=ReferralEnd.WITHDRAWN, reason=reason, ended_at=now)

    def pass_on(self, unit: Unit, now: datetime) -> "Referral":
        """Give it to another desk, which answers anew; who referred sees the chain."""
        self.changeable()
        if unit.id in (self.unit.id, *self.passed):
            raise WrongState
        passed = (*self.passed, self.unit.id)
        return replace(
            self, unit=unit, passed=passed, asked_at=now, taken_at=None, taken_by=None, chased=False
        )

    def tell(self, outcome: ReferralOutcome, line: str, now: datetime) -> "Referral":
        """Say what came of it; what still goes on is told again."""
        if not self.served:
            raise WrongState
        after = replace(self, told=(*self.told, DeskTold(now, outcome, line)), chased=False)
        if outcome is ReferralOutcome.ADVISING:
            return after
        return replace(after, end=ReferralEnd.DONE, ended_at=now)

    def chase(self) -> "Referral":
        """Who referred hears that it is late."""
        return replace(self, chased=True)


def refer(case: Case, desk: Unit, seat: int, given: Answers, now: datetime) -> Referral:
    """Refer a case to a desk; without consent only where the ground for it is named."""
    if not case.open or case.to_screen:
        raise WrongState
    basis = str(given.get("basis") or "")
    if given.get("consent") != "yes" and not basis:
        raise WrongState
    return Referral(
        unit=desk,
        sign=case.number,
        by=case.seat(seat).unit,
        case=case.id,
        asked_at=now,
        need=str(given["need"]),
        what=str(given.get("what") or ""),
        seat=seat,
        basis=basis,
    )


def by_letter(desk: Unit, sign: str, person: int | None, given: Answers, now: datetime) -> Referral:
    """Take in what came from outside: it is taken on, and counted from the day on which it came (文到)."""
    said = {key: str(value or "") for key, value in given.items()}
    return Referral(
        unit=desk,
        sign=sign,
        asked_at=min(day_end(date.fromisoformat(said["letter_on"])), now),
        need=said["need"],
        what=said.get("what", ""),
        sender=said["sender"],
        office=said["office"],
        letter=said["letter"],
        name=said["name"],
        phone=said["phone"],
        taken_at=now,
        taken_by=person,
    )


def owed(one: Referral, rules: Rules) -> Iterator[Owed]:
    """List what the desk owes: an answer, then what came of it, again and again until it is final [004]."""
    figures, bearer = rules.policy.referrals, answers_for(one.unit)
    if one.waits:
        due = rules.calendar.after_working_days(one.asked_at, figures.answer_working_days)
        yield Owed(Duty.ANSWER_REFERRAL, one.asked_at.isoformat(), one.asked_at, due, bearer)
    elif one.served:
        since = _served_since(one)
        due = day_end(local_day(since) + timedelta(days=figures.outcome_days))
        yield Owed(Duty.REFERRAL_OUTCOME, f"{len(one.passed)}:{len(one.told)}", since, due, bearer)


def _served_since(one: Referral) -> datetime:
    """Of a letter it runs from the day on which it came (文到)."""
    if one.told:
        return one.told[-1].at
    return one.asked_at if one.from_outside or one.taken_at is None else one.taken_at


def chased_at(one: Referral, rules: Rules) -> datetime | None:
    """Say when who referred hears that the desk is late, once for each answer; a letter's sender does not."""
    if one.chased or one.from_outside:
        return None
    late = timedelta(days=rules.policy.referrals.late_days)
    return next((each.due + late for each in owed(one, rules)), None)


def _subject(one: Referral) -> Subject:
    return Subject(one.id, "referral", one.sign, one.unit.id)


REFERRAL: Kind[Referral] = Kind("referral", _subject, owed)
