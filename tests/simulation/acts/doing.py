"""How each act with a case is done on a phone, tap by tap."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.app import put_together
from casework.cases.case import Case, Risk, lowered
from casework.cases.seats import LEAD, Seat
from casework.forms import Question, QuestionKind, Value
from casework.missing import CHILD_MISSING, of_whom
from casework.staffing.units import UnitKind
from handlers.cases import reveal
from handlers.forms import form_cards
from handlers.missing import child, police
from handlers.reminders import duties
from handlers.reminders.unchanged import UnchangedNow
from handlers.screening import dispatching, duplicates, receivers
from handlers.service import (
    acceptance,
    assess,
    closing,
    deciding,
    reassigning,
    seats,
    visits,
)
from handlers.service.follow_up import File
from handlers.ui.buttons import OpenCard
from handlers.ui.turn import SmallAct
from tests.simulation.acts.life import Act, day_of_visit
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.support.keys import NEXT, SEND, SKIP, on, option

WORDS = "家長已就業，孩子按時上學，持續關懷（示範）。"
OTHERS = (UnitKind.HEALTH, UnitKind.POLICE, UnitKind.EDUCATION, UnitKind.EMPLOYMENT)


@dataclass
class Doing:
    """Somebody with a case's card on their phone."""

    hand: Hand
    sight: Sight
    act: Act

    @property
    def case(self) -> Case:
        """The case as it was when they decided."""
        return self.sight.cases[self.act.case or 0]

    @property
    def seat(self) -> Seat:
        """The seat that it is done from or to."""
        return self.case.seat(self.act.seat)

    @property
    def draw(self) -> float:
        """A number from 0 to 1, for what is still open."""
        return float(self.act.how["draw"])

    async def opens(self) -> None:
        """Open the card, from a push where there is one, or by the number."""
        if self.draw < 0.4 and self.hand.finds(OpenCard(self.case.id)):
            await self.hand.taps(OpenCard(self.case.id))
        else:
            await self.hand.opens(self.case)


Do = Callable[[Doing], Awaitable[None]]


async def dispatch(do: Doing) -> None:
    await do.opens()
    if not do.hand.finds(dispatching.Confirm):  # the village has no primary worker, or that one gave it back
        await do.hand.taps(receivers.ChoosePerson)
    if do.hand.finds(dispatching.Confirm):
        await do.hand.taps(dispatching.Confirm)
    else:  # its centre has nobody
        await _another_unit(do)
    await do.hand.taps(dispatching.Dispatch)


async def dispatch_elsewhere(do: Doing) -> None:
    await do.opens()
    await _another_unit(do)
    await do.hand.taps(dispatching.Dispatch)


async def dispatch_to_several(do: Doing) -> None:
    """One unit leads, and one or two more are asked beside it."""
    await do.opens()
    if do.draw < 0.5 and do.hand.finds(dispatching.Confirm):
        await do.hand.taps(dispatching.Confirm)
    else:
        await _another_unit(do)
    for further in (1, 2)[: 1 + round(do.draw)]:
        await _another_unit(do, further)
    await do.hand.taps(dispatching.Dispatch)


async def ask(do: Doing) -> None:
    """Ask one more unit beside the lead."""
    await do.opens()
    await _another_unit(do)
    await do.hand.taps(dispatching.Dispatch)


async def _another_unit(do: Doing, further: int = 0) -> None:
    """Choose a kind, a unit and a person, of those that were not asked."""
    await do.hand.taps(on(dispatching.ChooseUnit, kind=""))
    first = int(do.draw * len(OTHERS)) + further
    kinds = [OTHERS[(first + turn) % len(OTHERS)] for turn in range(len(OTHERS))]
    found = [one for kind in kinds if do.hand.finds(one := on(dispatching.ChooseUnit, kind=kind))]
    await do.hand.taps(found[0])
    while not do.hand.finds(dispatching.Confirm):
        await do.hand.taps(receivers.ChoosePerson)
    await do.hand.taps(dispatching.Confirm)


async def join(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(duplicates.Choose(do.case.id))
    await do.hand.says(do.sight.cases[do.act.how["other"]].number)
    await do.hand.taps(duplicates.Join)


async def accept(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(acceptance.Accept(do.case.id, do.seat.version))


async def offer_again(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(reassigning.ChooseOther(do.case.id, 0), reassigning.OfferAgain)


async def visit(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(visits.LogVisit(do.case.id))
    if do.act.how["met"]:
        await do.hand.taps(option("home"), option("met"), option("all"))
        await _judge_risk(do)
    else:
        await do.hand.taps(option("home"), option("not_met"))
    await do.hand.taps(option(day_of_visit(do.act, do.case, do.sight).lower()), SKIP, SEND)


async def _judge_risk(do: Doing) -> None:
    """Judge it, and say why where it is lower than it was."""
    risk = do.act.how["risk"]
    await do.hand.taps(option(risk))
    if lowered(do.case.risk, Risk(risk)):
        await do.hand.says("已有親友同住照顧（示範）。")


async def begin_visit(do: Doing) -> None:
    """Begin and be called away."""
    await do.opens()
    await do.hand.begins(visits.LogVisit(do.case.id))
    await do.hand.taps(option("home"))


async def see_unchanged(do: Doing) -> None:
    duty = do.act.how["duty"]
    await _on_the_nudge(do, duties.Unchanged(duty))
    await do.hand.taps(UnchangedNow(duty))


async def put_off(do: Doing) -> None:
    await _on_the_nudge(do, duties.PutOff(do.act.how["duty"]))


async def _on_the_nudge(do: Doing, key: duties.Unchanged | duties.PutOff) -> None:
    """Tap below the nudge itself, or below the duty's card that its line opens."""
    if not do.hand.finds(key):
        await do.hand.taps(duties.OpenDuty(do.act.how["duty"]))
    await do.hand.taps(key)


async def file_assessment(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(assess.Assess(do.case.id))
    await do.hand.taps(option("mother"), option("children"), NEXT, SKIP, option("money"), NEXT)
    await do.hand.taps(option(do.act.how["risk"]))
    await do.hand.says("三個月內經濟穩定（示範）。", "每月訪視，連結就業服務（示範）。")
    await do.hand.taps(SEND)


async def follow_up(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(File(do.case.id))
    for asked in ((option("home"),), (option("all"),), (option("money"), NEXT), (option("visit"), NEXT)):
        if do.hand.finds(asked[0]):  # else the month's visits and the last follow-up said it
            await do.hand.taps(*asked)
    await _judge_risk(do)
    await do.hand.says("下月續訪（示範）。")
    await do.hand.taps(SEND)


async def take_over(do: Doing) -> None:
    """The lead takes over what another unit did."""
    as_shown = (do.case.id, do.case.version, do.act.seat)
    await do.opens()
    await do.hand.taps(seats.TakeOver(*as_shown), seats.TakeOverNow(*as_shown))


async def propose(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(closing.Propose(do.case.id))
    await do.hand.says(WORDS)
    await do.hand.taps(SEND)


async def approve(do: Doing) -> None:
    await do.opens()
    await do.hand.signs(deciding.Approve(do.case.id), deciding.CloseNow(do.case.id, do.case.version))


async def looked(do: Doing) -> None:
    found = police.Looked(do.case.id, do.case.version, int(do.draw < 0.5))
    await do.opens()
    await do.hand.taps(police.AskResult(do.case.id), found)


async def applied(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(police.Apply(do.case.id), police.Applied(do.case.id, do.case.version))


async def found(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(child.Found(do.case.id), child.FoundNow(do.case.id, do.case.version))


async def full_data(do: Doing) -> None:
    """See everything, behind a PIN that is chosen the first time; a day later it is gone from the chat."""
    await do.opens()
    await do.hand.signs(reveal.Reveal(do.case.id))


SMALL: Mapping[str, tuple[SmallAct, str]] = {
    act.name: (small, act.verb) for act, small in put_together().acts.items()
}
"""Small acts by their names, each with the verb that it declares."""


async def small(do: Doing) -> None:
    """Do a small act as it is declared: its form is filled in, or its question answered with yes."""
    one, _ = SMALL[do.act.name]
    keys: tuple[Any, ...] = one.keys
    await do.opens()
    if one.form is None:
        ask, yes = keys
        await do.hand.taps(ask(do.case.id), yes(do.case.id, do.case.version))
        return
    await do.hand.begins(keys[0](do.case.id))
    of = of_whom(do.case) if one.form is CHILD_MISSING else None
    answers: dict[str, Value] = {"of": of} if of else {}
    while (question := one.form.open(answers)) is not None:
        answers[question.key] = await _answered(do, question)
    if do.hand.finds(SEND):
        await do.hand.signs(SEND)


async def _answered(do: Doing, question: Question) -> Value:
    """Answer one question: by chance, by a word, or not at all where nobody must."""
    if question.kind is QuestionKind.CHOICE:
        chosen = question.options[0 if question.key == "of" else int(do.draw * len(question.options))]
        await do.hand.taps(option(chosen))
        return chosen
    if question.kind is QuestionKind.MANY:
        await do.hand.taps(form_cards.Pick, NEXT)
        return [question.options[0]]
    if question.dated:
        await do.hand.taps(option("today"))
        return do.sight.today.isoformat()
    if question.optional:
        await do.hand.taps(SKIP)
        return None
    await do.hand.says(WORDS)
    return WORDS


DOING: dict[str, tuple[Do, str | None]] = {
    "dispatch": (dispatch, "case.dispatched"),
    "dispatch_elsewhere": (dispatch_elsewhere, "case.dispatched"),
    "dispatch_to_several": (dispatch_to_several, "case.dispatched"),
    "ask": (ask, "case.asked"),
    "end_seat": (small, "seat.ended"),
    "take_over": (take_over, "seat.taken_over"),
    "redirect": (small, "case.redirected"),
    "join": (join, "case.joined"),
    "undo": (small, "case.screening_undone"),
    "accept": (accept, "case.accepted"),
    "decline": (small, "case.declined"),
    "accept_for": (accept, "case.accepted"),
    "offer_again": (offer_again, "case.offered_again"),
    "visit": (visit, "case.visited"),
    "begin_visit": (begin_visit, None),
    "unchanged": (see_unchanged, "case.visited"),
    "put_off": (put_off, "duty.put_off"),
    "assess": (file_assessment, "case.assessed"),
    "follow_up": (follow_up, "case.followed_up"),
    "propose": (propose, "case.closing_proposed"),
    "approve": (approve, "case.closed"),
    "screen_again": (small, "case.screened_again"),
    "looked": (looked, "case.looked_for"),
    "applied": (applied, "case.search_applied"),
    "found": (found, "case.child_found"),
    "full_data": (full_data, "case.revealed"),
}
"""Each act with the verb that it leaves in the journal; other small acts are done as declared."""
BESIDE = {
    "case.accepted": "seat.accepted",
    "case.declined": "seat.declined",
    "case.offered_again": "seat.offered_again",
}
"""What is called otherwise when it is done to a seat beside the lead."""


def done(act: Act) -> tuple[Do, str | None]:
    """Return how an act is done, and the verb that it leaves."""
    do, verb = DOING[act.name] if act.name in DOING else (small, SMALL[act.name][1])
    return do, verb if act.seat == LEAD or verb is None else BESIDE.get(verb, verb)
