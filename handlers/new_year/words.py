"""How households of New-Year care are called, and what came of them."""

from markupsafe import Markup

from casework.new_year.care import IMPROPER, CareGroup, CareHousehold, CareStanding, seen_before, standing
from casework.text.addresses import mask_address, mask_place
from casework.text.masking import mask_in_text
from casework.text.names import mask_name
from casework.text.places import district_of
from handlers.ui.turn import Turn
from handlers.words.wording import N_, Wording
from storage.new_year.care import KeptEntry
from storage.staffing import people

GROUPS = {
    CareGroup.CHILD: N_("family with children"),
    CareGroup.ALONE: N_("elder living alone"),
    CareGroup.DISABLED: N_("disabled or frail"),
    CareGroup.STREET: N_("person in the street"),
    CareGroup.HARDSHIP: N_("in sudden need"),
}
STANDINGS = {
    CareStanding.IN_PERSON: N_("visited in person"),
    CareStanding.VOLUNTEER: N_("visited by volunteers"),
    CareStanding.PHONE: N_("asked by telephone"),
    CareStanding.CHILD_UNSEEN: N_("met, the child not seen"),
    CareStanding.REFUSED: N_("refused"),
    CareStanding.ABSENT: N_("nobody there"),
    CareStanding.MOVED: N_("moved away"),
    CareStanding.HOSPITAL: N_("in hospital"),
    CareStanding.PRISON: N_("in prison"),
    CareStanding.ABROAD: N_("abroad"),
    CareStanding.DIED: N_("died"),
    CareStanding.NOT_YET: N_("not visited yet"),
}
GIVEN = {
    "goods": N_("Goods"),
    "meals": N_("Meals brought"),
    "warm": N_("Warm things"),
    "relief": N_("Emergency relief"),
    "medical": N_("Medical care"),
    "shelter": N_("Shelter"),
    "referral": N_("Referral"),
}
CARED_FOR = {
    "good": N_("Well"),
    "help": N_("They need help"),
    IMPROPER: N_("Not as they should be"),
}
FIGURES = {
    **{str(one): label for one, label in STANDINGS.items()},
    "children_due": N_("children to be seen"),
    "children_due_seen": N_("children to be seen: of these seen"),
    "children_seen": N_("children seen in all"),
    **GIVEN,
    "reliefs": N_("relief paid: times"),
    "relief_sum": N_("relief paid: sum"),
    "reported": N_("reports made"),
}
CONTRADICTIONS = (
    N_(
        "The New-Year care plan has the police visit homes with a child “under 12” in part 5, and of “12 "
        "or under” in part 6 and the table of work. The wider one holds: 12 or under."
    ),
    N_(
        "The New-Year care plan has students of high concern visited “before the New Year” in part 6, "
        "and “during” it in the table of work. The wider one holds: any day of the window counts, and it "
        "is due before the holiday."
    ),
)
"""Where the plan says two things: shown, not decided in silence."""


def called(kept: KeptEntry | None) -> str:
    """Call a household as the speaker's own list has it, masked; of others its sign must do."""
    if kept is None:
        return ""
    household = kept.household
    if household.name:
        return mask_name(household.name)
    return mask_in_text(household.unread, *household.names)


def where(one: CareHousehold, kept: KeptEntry | None, wording: Wording) -> str:
    """Say where it is: down to the street for whose list it is on, to the village for others.

    Who lives in the street is found by the place alone: it is said, unless it is somebody's door.
    """
    if kept is None or not kept.household.address:
        return one.village
    district, address = district_of(one.village), kept.household.address
    in_street = one.cold is CareGroup.STREET
    shown = mask_in_text(mask_place(address), *kept.household.names) if in_street else mask_address(address)
    return wording.beside(one.village, shown.removeprefix(district))


def lead(turn: Turn, one: CareHousehold) -> Markup:
    """Name whose it is to visit."""
    who = people.get(turn.db, one.person).name if one.person is not None else ""
    return turn.wording.text("Lead: %(unit)s", unit=turn.wording.beside(one.unit.name, who))


def came_of_it(turn: Turn, one: CareHousehold) -> Markup:
    """Say what came of it: who was there, on which day; that somebody was is said before any form."""
    wording, rules = turn.wording, turn.db.rules
    before, stands = seen_before(one, rules), wording.text(STANDINGS[standing(one, rules)])
    if before is None:
        return stands
    return wording.text(
        "✅ %(day)s: %(standing)s by %(unit)s",
        day=wording.short_day(before.on),
        standing=stands,
        unit=people.unit(turn.db, before.unit).name,
    )


def titled(year: int, wording: Wording) -> Markup:
    """Name the care of a year: 116年春節關懷."""
    return wording.text("New-Year care %(year)s", year=wording.year(year))
