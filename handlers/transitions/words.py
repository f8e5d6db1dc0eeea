"""How measures, attendance and the first contact of a transition are called."""

from collections.abc import Mapping

from casework.dossiers import WHO
from casework.transitions import Contacted, MeasureKind
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_

DAYS = {"today": N_("Today"), "yesterday": N_("Yesterday")}
MEASURES: Mapping[str, str] = {
    MeasureKind.CUSTODY: N_("Guardianship"),
    MeasureKind.PROTECTIVE: N_("Protective measure (psychiatric)"),
    MeasureKind.PRISON: N_("Release from prison"),
}
UNITS = {
    "mental": N_("Mental health centre"),
    "health": N_("Health"),
    "social": N_("Social work"),
    "police": N_("Police"),
    "work": N_("Employment service"),
}
ANSWERS = {"comes": N_("We come"), "writes": N_("Opinion in writing")}
CONTACTED: Mapping[str, str] = {
    Contacted.MET: N_("Met or reached"),
    Contacted.NOT_FOUND: N_("Not found"),
}
_TAKEN_OUT = N_("It is taken out of the chat at once.")
_LETTER = Ask(N_("What is the number of their letter?"), name=N_("Number of the letter"))
BEGIN_WORDS = Words(
    title=N_("A transition"),
    asks={
        "measure": Ask(N_("What will end?"), name=N_("Measure"), options=MEASURES),
        "letter_on": Ask(
            N_("On which day did the letter come?"), name=N_("Letter came on"), options=DAYS, example="6/1"
        ),
        "office": Ask(
            N_("Which office convenes the meeting?"),
            name=N_("Authority"),
            example=N_("Sample prosecutor’s office"),
        ),
        "letter": _LETTER,
        "ends_on": Ask(N_("On which day does it end?"), name=N_("Ends on"), example="12/31"),
        "name": Ask(N_("The person's name?"), name=N_("Person"), hint=_TAKEN_OUT),
        "phone": Ask(N_("Their telephone?"), name=N_("Telephone"), hint=_TAKEN_OUT),
        "village": Ask(
            N_("In which village will they live?"),
            name=N_("Village"),
            hint=N_("Type its name, for example 新街里. Who attends is asked of that district."),
        ),
        "address": Ask(N_("And the address there?"), name=N_("Address"), hint=_TAKEN_OUT),
        WHO: Ask(
            N_("Which units are to attend?"),
            name=N_("To attend"),
            hint=N_("They hear of it here, by number. Others are asked by letter."),
            options=UNITS,
        ),
    },
    send=N_("Begin"),
)
ANSWER_WORDS = Words(
    title=N_("Attend the meeting"),
    asks={
        "how": Ask(N_("Does your unit come?"), name=N_("Answer"), options=ANSWERS),
        "line": Ask(N_("Who comes, or what is your opinion?"), name=N_("In words")),
    },
)
CALLED_WORDS = Words(
    title=N_("The day of the meeting"),
    asks={"at": Ask(N_("When is the meeting?"), name=N_("Meeting"), hint="6/8 14:30", example="6/8 14:30")},
)
HELD_WORDS = Words(
    title=N_("The meeting was held"),
    asks={
        "how": Ask(
            N_("Was the city there?"),
            name=N_("Who was there"),
            options={"with": N_("Held with us"), "without": N_("Held without us")},
        ),
        "on": Ask(
            N_("On which day was the meeting?"), name=N_("Day of the meeting"), options=DAYS, example="6/1"
        ),
        "agreed": Ask(N_("What was said and agreed?"), name=N_("Agreed")),
    },
)
TAKE_WORDS = Words(
    title=N_("Who takes over what"),
    asks={
        "what": Ask(N_("What does this unit take over?"), name=N_("Task")),
        "by": Ask(N_("By when?"), name=N_("By when"), example="6/30"),
    },
)
MOVED_WORDS = Words(
    title=N_("The end was moved"),
    asks={
        "ends_on": Ask(
            N_("On which day does it end now?"),
            name=N_("Ends on"),
            options={"today": N_("Today")},
            example="12/31",
        )
    },
)
CONTACT_WORDS = Words(
    title=N_("First contact"),
    asks={
        "how": Ask(N_("Were they met?"), name=N_("First contact"), options=CONTACTED),
        "on": Ask(N_("On which day?"), name=N_("Day"), options=DAYS, example="6/1"),
        "line": Ask(N_("What should the others know?"), name=N_("In words")),
    },
)
COUNTY_WORDS = Words(
    title=N_("They live in another county"),
    asks={
        "county": Ask(N_("To which county did it go?"), name=N_("County")),
        "letter": _LETTER,
    },
)
END_WORDS = Words(
    title=N_("Nothing more is owed"),
    asks={"reason": Ask(N_("Why is nothing more owed?"), name=REASON)},
)
