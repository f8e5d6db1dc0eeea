"""🧭 A transition: outside's letter, the meeting before the end, the first contact [004] 參六(三)1."""

from collections.abc import Iterator

from markupsafe import Markup

from actions import transitions as acts
from casework.dossiers import Side
from casework.forms import Answers
from casework.staffing.units import Unit, UnitKind
from casework.transitions import (
    ANSWER,
    BEGIN,
    CALLED,
    CONTACT,
    COUNTY,
    END,
    HELD,
    MOVE_END,
    TAKE,
    Contacted,
    Measure,
)
from handlers.dossiers import card, listing, room
from handlers.dossiers.room import Begins, DossierRoom, DossierStep
from handlers.transitions.words import (
    ANSWER_WORDS,
    ANSWERS,
    BEGIN_WORDS,
    CALLED_WORDS,
    CONTACT_WORDS,
    CONTACTED,
    COUNTY_WORDS,
    END_WORDS,
    HELD_WORDS,
    MEASURES,
    MOVED_WORDS,
    TAKE_WORDS,
)
from handlers.ui.turn import App, Turn
from handlers.words.wording import N_, Wording
from storage.core.database import Transaction
from storage.staffing import people
from storage.transitions import TRANSITIONS

WINDOWS = (UnitKind.MENTAL_HEALTH, UnitKind.HEALTH, UnitKind.BUREAU, UnitKind.POLICE, UnitKind.EMPLOYMENT)


def _begin(db: Transaction, mine: Unit, _: Unit, given: Answers) -> Measure:
    return acts.begin(db, mine, given)


def _parties(db: Transaction, one: Measure) -> list[Unit]:
    """List who can take something over: who attends, and the window itself."""
    return [one.unit, *(people.unit(db, each) for each in one.attend)]


def _name(turn: Turn, unit: int) -> str:
    return people.unit(turn.db, unit).name


def _lines(turn: Turn, one: Measure) -> Iterator[Markup]:
    wording, rules = turn.wording, turn.db.rules
    yield wording.text("Office: %(office)s, letter of %(day)s %(number)s", **_letter(one, wording))
    yield wording.text("Ends on: %(day)s", day=wording.day(one.ends_on))
    if one.late(rules):
        yield wording.text("⚠ Known when less than two months were left.")
    if one.held is None and one.meets_at is not None:
        yield wording.text("Next meeting: %(at)s", at=wording.moment(one.meets_at))
    said = {each.unit: each for each in one.answers}
    for unit in one.attend:
        answer = said.get(unit)
        how = wording.label(ANSWERS[answer.how]) if answer else wording.label("no answer yet")
        yield Markup("• %s") % wording.beside(_name(turn, unit), how, answer.line if answer else "")
    if one.held is not None:
        how = N_("Held without us") if one.held.without_us else N_("Held with us")
        day = wording.day(one.held.on)
        yield Markup("%s") % wording.beside(wording.label(how), day, one.held.agreed)
    for part in one.takes:
        yield wording.text(
            "→ %(unit)s: %(what)s, by %(day)s",
            unit=_name(turn, part.unit),
            what=part.what,
            day=wording.day(part.by),
        )
    if one.contact is not None and one.contact.how is Contacted.NOT_FOUND:
        yield wording.text("Not found. Ask the precinct, or go there with the police. In danger: 110.")


def _letter(one: Measure, wording: Wording) -> dict[str, str]:
    return {"office": one.office, "day": wording.day(one.known_on), "number": one.letter}


def standing(one: Measure, wording: Wording) -> Markup:
    """Say in a line how far it is; what ends stands on the card alone."""
    if one.why:
        return wording.text("ended: %(reason)s", reason=one.why)
    if one.county:
        return wording.text("went to %(county)s", county=one.county)
    if one.contact is not None:
        how = wording.label(CONTACTED[one.contact.how])
        return wording.text("first contact %(day)s: %(how)s", day=wording.day(one.contact.on), how=how)
    if one.held is not None:
        return wording.text("the meeting was held; first contact after %(day)s", day=wording.day(one.ends_on))
    if one.lapsed:
        return wording.text("ended without a meeting")
    return wording.text("the meeting is to come")


HEADS = (
    *((N_("Number"), 20), (N_("Measure"), 16), (N_("Authority"), 18), (N_("Ends on"), 12)),
    *((N_("Meeting by"), 12), (N_("Meeting held"), 12), (N_("Attending"), 24), (N_("In charge"), 18)),
    *((N_("Who takes over what"), 30), (N_("First contact"), 18)),
)


def _cells(turn: Turn, one: Measure) -> tuple[str, ...]:
    wording, by = turn.wording, one.meets_by(turn.db.rules)
    parts = (wording.beside(_name(turn, each.unit), each.what, wording.day(each.by)) for each in one.takes)
    contact = one.contact
    return (
        one.sign,
        wording.label(MEASURES[one.measure]),
        one.office,
        wording.day(one.ends_on),
        wording.day(by) if by else "",
        wording.day(one.held.on) if one.held else "",
        wording.label(", ").join(_name(turn, each) for each in one.attend),
        one.unit.name,
        "\n".join(parts),
        wording.beside(wording.day(contact.on), wording.label(CONTACTED[contact.how])) if contact else "",
    )


def _person(one: Measure) -> dict[str, str]:
    where = f"{one.village} {one.address}".strip()
    return {"name": one.name, "phone": one.phone, "address": where}


ROOM: DossierRoom[Measure] = DossierRoom(
    TRANSITIONS,
    title=N_("🧭 Transitions"),
    called=N_("Transition"),
    empty=N_("There is no transition now."),
    kinds=WINDOWS,
    begins=Begins(
        key=N_("＋ A transition"),
        form=BEGIN,
        words=BEGIN_WORDS,
        kinds=WINDOWS,
        do=_begin,
        done=N_("It is %(number)s. Who is to attend hears."),
        verb="transition.begun",
        hears=(Side.ASKED,),
        private=True,
    ),
    steps=(
        DossierStep(ANSWER, N_("✋ We attend"), N_("Noted; who convenes hears."), ANSWER_WORDS),
        DossierStep(HELD, N_("✅ The meeting was held"), N_("Noted: it was held."), HELD_WORDS),
        DossierStep(CONTACT, N_("☎ First contact"), N_("Noted: the first contact."), CONTACT_WORDS),
        DossierStep(CALLED, N_("📅 Day of the meeting"), N_("Noted. Who attends hears."), CALLED_WORDS),
        DossierStep(TAKE, N_("→ Who takes over what"), N_("Noted. The unit hears."), TAKE_WORDS, to=_parties),
        DossierStep(MOVE_END, N_("The end was moved"), N_("Noted; what is due moves with it."), MOVED_WORDS),
        DossierStep(COUNTY, N_("Lives in another county"), N_("Nothing more is owed in it."), COUNTY_WORDS),
        DossierStep(END, N_("Nothing more is owed"), N_("Nothing more is owed in it."), END_WORDS),
    ),
    lines=_lines,
    standing=standing,
    table=N_("Table of transitions"),
    heads=HEADS,
    cells=_cells,
    phrases=("轉銜", "轉銜管制表", "轉銜會議"),
    person=_person,
)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    room.add(app, ROOM, card.show)
    listing.add(app, ROOM)
