"""How each act with a case is done on a phone, tap by tap."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from casework.cases.case import Case
from casework.cases.seats import LEAD, Seat
from casework.staffing.units import UnitKind
from handlers.cases import reveal
from handlers.forms import filling
from handlers.missing import child, police
from handlers.reminders import duties
from handlers.reminders.unchanged import UnchangedNow
from handlers.screening import dispatching, duplicates, judging, no_case, receivers, undo
from handlers.service import (
    acceptance,
    assess,
    closing,
    deciding,
    disputes,
    reassigning,
    seats,
    sharing,
    visits,
)
from handlers.service.follow_up import File
from handlers.ui.buttons import OpenCard
from tests.simulation.acts.life import Act, day_of_visit
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.support.keys import NEXT, SEND, SKIP, on, option

WORDS = "家長已就業，孩子按時上學，持續關懷（示範）。"
PIN = "483920"
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
    await do.hand.taps(dispatching.Confirm, dispatching.Dispatch)


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


async def redirect(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(no_case.Redirect(do.case.id))
    await do.hand.taps(option("1957"))
    await do.hand.says("急難救助由區公所受理（示範）。")
    await do.hand.taps(SEND)


async def not_take(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(no_case.NotTake(do.case.id))
    await do.hand.says("查證後無此情形（示範）。")
    await do.hand.taps(SEND)


async def join(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(duplicates.Choose(do.case.id))
    await do.hand.says(do.sight.cases[do.act.how["other"]].number)
    await do.hand.taps(duplicates.Join)


async def undo_screening(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(undo.Undo(do.case.id))
    await do.hand.says("派錯單位（示範）。")
    await do.hand.taps(SEND)


async def accept(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(acceptance.Accept(do.case.id, do.seat.version))


async def decline(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(acceptance.Decline(do.case.id))
    await do.hand.says("案量已滿（示範）。")


async def offer_again(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(reassigning.ChooseOther(do.case.id, 0), reassigning.OfferAgain)


async def visit(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(visits.LogVisit(do.case.id))
    if do.act.how["met"]:
        await do.hand.taps(option("home"), option("met"), option("all"), option(do.act.how["risk"]))
    else:
        await do.hand.taps(option("home"), option("not_met"))
    await do.hand.taps(option(day_of_visit(do.act, do.case, do.sight).lower()), SKIP, SEND)


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
    await do.hand.taps(option("home"), option("all"), option("money"), NEXT, option("visit"), NEXT)
    await do.hand.taps(option(do.act.how["risk"]))
    await do.hand.says("下月續訪（示範）。")
    await do.hand.taps(SEND)


async def end_seat(do: Doing) -> None:
    """The unit has done its part."""
    await do.opens()
    await do.hand.begins(seats.EndSeat(do.case.id))
    await do.hand.says("已轉介門診，病情穩定（示範）。")
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
    await do.hand.taps(deciding.Approve(do.case.id), deciding.CloseNow(do.case.id, do.case.version))


async def return_closing(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(deciding.GiveBack(do.case.id))
    await do.hand.says("請再訪視一次（示範）。")


async def dispute(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(disputes.RaiseDispute(do.case.id))
    await do.hand.says("家戶已搬離本里（示範）。")


async def uphold(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(judging.Uphold(do.case.id))
    await do.hand.says("仍有服務需求（示範）。")


async def screen_again(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(judging.ScreenAgain(do.case.id))
    await do.hand.says("確已搬離（示範）。")


async def share(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(sharing.Share(do.case.id), sharing.ShareNow(do.case.id, do.case.version))


async def plan(do: Doing) -> None:
    await do.opens()
    await do.hand.begins(sharing.MakePlan(do.case.id))
    await do.hand.taps(filling.Pick, NEXT)
    await do.hand.says("孩子安全成長（示範）。", "社工訪視，學校輔導（示範）。")
    await do.hand.taps(option("3"), SEND)


async def say_missing(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(child.Missing(do.case.id), child.MissingNow(do.case.id, do.case.version))


async def give_form(do: Doing) -> None:
    await do.opens()
    await do.hand.taps(police.GiveForm(do.case.id), police.FormGiven(do.case.id, do.case.version))


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
    await do.hand.taps(reveal.Reveal(do.case.id))
    for _ in range(2):
        if do.hand.asked():
            await do.hand.says(PIN)


DOING: dict[str, tuple[Do, str | None]] = {
    "dispatch": (dispatch, "case.dispatched"),
    "dispatch_elsewhere": (dispatch_elsewhere, "case.dispatched"),
    "dispatch_to_several": (dispatch_to_several, "case.dispatched"),
    "ask": (ask, "case.asked"),
    "end_seat": (end_seat, "seat.ended"),
    "take_over": (take_over, "seat.taken_over"),
    "redirect": (redirect, "case.redirected"),
    "not_take": (not_take, "case.not_taken"),
    "join": (join, "case.joined"),
    "undo": (undo_screening, "case.screening_undone"),
    "accept": (accept, "case.accepted"),
    "decline": (decline, "case.declined"),
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
    "return_closing": (return_closing, "case.closing_returned"),
    "dispute": (dispute, "case.disputed"),
    "uphold": (uphold, "case.upheld"),
    "screen_again": (screen_again, "case.screened_again"),
    "share": (share, "case.shared"),
    "plan": (plan, "case.planned"),
    "say_missing": (say_missing, "case.child_missing"),
    "give_form": (give_form, "case.form_given"),
    "looked": (looked, "case.looked_for"),
    "applied": (applied, "case.search_applied"),
    "found": (found, "case.child_found"),
    "full_data": (full_data, "case.revealed"),
}
"""Each act with the verb that it leaves in the journal."""
BESIDE = {
    "case.accepted": "seat.accepted",
    "case.declined": "seat.declined",
    "case.offered_again": "seat.offered_again",
}
"""What is called otherwise when it is done to a seat beside the lead."""


def done(act: Act) -> tuple[Do, str | None]:
    """Return how an act is done, and the verb that it leaves."""
    do, verb = DOING[act.name]
    return do, verb if act.seat == LEAD or verb is None else BESIDE.get(verb, verb)
