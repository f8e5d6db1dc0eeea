"""🧑 A youth of 12 to under 18 at 少輔會: told, planned, noted month by month, told back [004] 五(三)."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from actions import youth as acts
from casework.dossiers import Side
from casework.staffing.units import UnitKind
from casework.youth import (
    BEGIN,
    NOTE,
    OUTCOME,
    PLAN,
    RETURN,
    Youth,
    YouthContact,
    YouthOutcome,
    YouthReason,
)
from handlers.dossiers import card, listing, room
from handlers.dossiers.room import Begins, DossierRoom, DossierStep
from handlers.ui.turn import App, Turn
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_, Wording
from storage.staffing import people
from storage.youth import YOUTHS

REASONS: Mapping[str, str] = {
    YouthReason.DEVIANT: N_("Deviant behaviour"),
    YouthReason.AT_RISK: N_("At risk of an offence"),
    YouthReason.DROPOUT: N_("Dropped out of school"),
    YouthReason.NO_SCHOOL: N_("At no school"),
}
CONTACTS: Mapping[str, str] = {
    YouthContact.MET: N_("Met"),
    YouthContact.TELEPHONE: N_("By telephone"),
    YouthContact.NOT_MET: N_("Nobody was met"),
    YouthContact.REFUSED: N_("They turned it down"),
}
OUTCOMES: Mapping[str, str] = {
    YouthOutcome.SCHOOL: N_("Back at school"),
    YouthOutcome.WORK: N_("At work or in training"),
    YouthOutcome.STABLE: N_("Stable, not needed any more"),
    YouthOutcome.GROWN: N_("Is 18 now"),
    YouthOutcome.LEFT: N_("Lives in another county, passed on"),
}
_TAKEN_OUT = N_("It is taken out of the chat at once.")
BEGIN_WORDS = Words(
    title=N_("A youth for the committee"),
    asks={
        "why": Ask(N_("Why is the youth committee asked?"), name=N_("Reason"), options=REASONS),
        "known_on": Ask(
            N_("On which day did it become known?"),
            name=N_("Known on"),
            options={"today": N_("Today"), "yesterday": N_("Yesterday")},
            example="6/1",
        ),
        "name": Ask(N_("The youth's name?"), name=N_("Person"), hint=_TAKEN_OUT),
        "born": Ask(
            N_("When was the youth born?"),
            name=N_("Born"),
            hint=N_("The committee is for youth of 12 to under 18."),
            example="100/6/1",
        ),
        "phone": Ask(N_("Their telephone?"), name=N_("Telephone"), hint=_TAKEN_OUT),
        "school": Ask(N_("At which school are they, or were they last?"), name=N_("School")),
        "address": Ask(N_("Where do they live?"), name=N_("Address"), hint=_TAKEN_OUT),
    },
    send=N_("Send to the committee"),
)
PLAN_WORDS = Words(
    title=N_("The youth's own plan"),
    asks={"plan": Ask(N_("What is planned for this youth and the family?"), name=N_("Plan"))},
)
NOTE_WORDS = Words(
    title=N_("How it goes"),
    asks={
        "how": Ask(N_("Were they met?"), name=N_("Met or not"), options=CONTACTS),
        "line": Ask(N_("What was done?"), name=N_("In words")),
    },
)
OUTCOME_WORDS = Words(
    title=N_("✅ It is over"),
    asks={
        "outcome": Ask(
            N_("What came of it? Who told of them hears it."), name=N_("Outcome"), options=OUTCOMES
        ),
        "line": Ask(N_("What else should they know?"), name=N_("In words")),
    },
)
RETURN_WORDS = Words(
    title=N_("Return it"),
    asks={"reason": Ask(N_("Why is it not for the committee?"), name=REASON)},
)


def _lines(turn: Turn, one: Youth) -> Iterator[Markup]:
    wording = turn.wording
    by = people.unit(turn.db, one.by).name if one.by else ""
    yield wording.text("From: %(unit)s", unit=wording.beside(by, wording.day(one.known_on)))
    yield Markup("%s") % wording.beside(
        wording.label(REASONS[one.why]), one.school, wording.day(one.left_on) if one.left_on else ""
    )
    if one.plan:
        yield wording.text("Plan: %(plan)s", plan=one.plan)
    if one.notes:
        last = one.notes[-1]
        yield Markup("%s") % wording.beside(
            wording.day(last.on), wording.label(CONTACTS[last.how]), last.line
        )
    if one.open and one.stuck(turn.db.rules):
        yield wording.text(
            "❗ Not met again and again, or turned down: ask the school, go there with the police, or "
            "bring it to the committee's meeting."
        )


def standing(one: Youth, wording: Wording) -> Markup:
    """Say in a line how far it is."""
    if one.outcome is not None:
        return Markup("%s") % wording.beside(wording.label(OUTCOMES[one.outcome]), one.line)
    if not one.open:
        return wording.text("returned: %(reason)s", reason=one.line)
    return wording.text("the plan is made") if one.planned_on else wording.text("no plan yet")


HEADS = (
    *((N_("Number"), 20), (N_("Reason"), 14), (N_("Told by"), 18), (N_("Known on"), 12)),
    *((N_("School"), 18), (N_("Out of school since"), 12), (N_("Plan"), 12), (N_("Last contact"), 20)),
    *((N_("Times told"), 8), (N_("Outcome"), 20)),
)


def _cells(turn: Turn, one: Youth) -> tuple[str, ...]:
    wording = turn.wording
    last = one.notes[-1] if one.notes else None
    return (
        one.sign,
        wording.label(REASONS[one.why]),
        people.unit(turn.db, one.by).name if one.by else "",
        wording.day(one.known_on),
        one.school,
        wording.day(one.left_on) if one.left_on else "",
        wording.day(one.planned_on) if one.planned_on else "",
        wording.beside(wording.day(last.on), wording.label(CONTACTS[last.how])) if last else "",
        str(len(one.notes)),
        "" if one.open else standing(one, wording).striptags(),
    )


def _person(one: Youth) -> dict[str, str]:
    return {"name": one.name, "phone": one.phone, "address": one.address}


ROOM: DossierRoom[Youth] = DossierRoom(
    YOUTHS,
    title=N_("🧑 Youth of 12 to under 18"),
    called=N_("Youth"),
    empty=N_("There is no youth at the committee now."),
    kinds=(UnitKind.YOUTH, *acts.TELLS),
    begins=Begins(
        key=N_("＋ A youth"),
        form=BEGIN,
        words=BEGIN_WORDS,
        kinds=acts.TELLS,
        do=acts.begin,
        done=N_("It is %(number)s. The committee hears of it."),
        verb="youth.told",
        hears=(Side.UNIT,),
        to=acts.committees,
        which=N_("To which committee?"),
        private=True,
    ),
    steps=(
        DossierStep(PLAN, N_("📝 The youth's own plan"), N_("Noted: the plan."), PLAN_WORDS),
        DossierStep(NOTE, N_("☎ How it goes"), N_("Saved."), NOTE_WORDS),
        DossierStep(OUTCOME, N_("✅ It is over"), N_("It has ended; who told of it hears."), OUTCOME_WORDS),
        DossierStep(RETURN, N_("↩ Return it"), N_("It is returned; who told of it hears."), RETURN_WORDS),
    ),
    lines=_lines,
    standing=standing,
    table=N_("Table of youth"),
    heads=HEADS,
    cells=_cells,
    phrases=("少年輔導", "少輔", "中輟名冊"),
    person=_person,
)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    room.add(app, ROOM, card.show)
    listing.add(app, ROOM)
