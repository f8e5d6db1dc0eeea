"""How what a school judges, meets on and reports of a student is called."""

from collections.abc import Mapping

from casework.dossiers import WHO
from casework.students import Grave, RoundOutcome
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_

DAYS = {"today": N_("Today"), "yesterday": N_("Yesterday")}
GRAVE: Mapping[str, str] = {
    Grave.CLOSED: N_("Not serious, can be closed"),
    Grave.GOES_ON: N_("Not serious, our own guidance goes on"),
    Grave.SERIOUS: N_("Serious, or needs intervention"),
}
OUTCOMES: Mapping[str, str] = {
    RoundOutcome.IMPROVED: N_("Improved, can be closed"),
    RoundOutcome.PARTLY: N_("Partly improved, goes on"),
    RoundOutcome.NOT: N_("Not improved, goes on"),
}
TIERS = {
    "1": N_("Guidance for all (tier 1)"),
    "2": N_("Guidance at school (tier 2)"),
    "3": N_("Others were brought in (tier 3)"),
}
PRESENT = {
    "school": N_("School: head, offices, class teacher"),
    "parents": N_("Parents"),
    "counselling": N_("Student counselling centre"),
    "police": N_("Police"),
    "youth": N_("Youth committee"),
    "social": N_("Social work"),
    "health": N_("Health"),
    "family": N_("Family education centre"),
    "special": N_("Special education centre"),
    "justice": N_("Somebody of the court"),
    "other": N_("Others"),
}
_LETTER = Ask(N_("The number of your letter?"), name=N_("Number of the letter"))
_ON = Ask(N_("On which day was the meeting?"), name=N_("Day of the meeting"), options=DAYS, example="6/1")
_SENT = Ask(
    N_("On which day was it sent to the education bureau?"), name=N_("Sent on"), options=DAYS, example="6/1"
)
_WHO = Ask(N_("Who was there?"), name=N_("Present"), options=PRESENT)
LETTER_WORDS = Words(
    title=N_("A letter on a student"),
    asks={
        "letter_on": Ask(
            N_("On which day did the letter come?"), name=N_("Letter came on"), options=DAYS, example="6/1"
        ),
        "act_on": Ask(
            N_("On which day was the act?"), name=N_("Day of the act"), options=DAYS, example="5/20"
        ),
        "born": Ask(
            N_("When was the child born?"),
            name=N_("Born"),
            hint=N_("This is for children of 7 to under 12 on the day of the act. No name is asked for."),
            example="105/6/1",
        ),
        "letter": Ask(N_("What is the number of their letter?"), name=N_("Number of the letter")),
        "code": Ask(
            N_("What tells this student from another of the same letter?"),
            name=N_("Mark"),
            hint=N_("A mark of your own, for example A. Never a name."),
            example="A",
        ),
    },
    send=N_("Send to the school"),
)
JUDGE_WORDS = Words(
    title=N_("How serious it is"),
    asks={
        "grave": Ask(N_("How does the school judge it?"), name=N_("Judged"), options=GRAVE),
        "reply": Ask(
            N_("What did the school do? This is the reply to the education bureau."), name=N_("Reply")
        ),
        "letter": _LETTER,
    },
)
CALL_WORDS = Words(
    title=N_("Call a meeting"),
    asks={
        "at": Ask(N_("When is the meeting?"), name=N_("Meeting"), hint="6/8 14:30", example="6/8 14:30"),
        WHO: Ask(
            N_("Whom do you ask?"),
            name=N_("Asked"),
            hint=N_(
                "The counselling centre, police, youth committee, social work and health hear of it here."
            ),
            options=PRESENT,
        ),
    },
)
NEEDS_WORDS = Words(
    title=N_("Meeting on the needs"),
    asks={
        "on": _ON,
        WHO: _WHO,
        "agreed": Ask(N_("What are the needs, and which measures begin?"), name=N_("Agreed")),
    },
)
OUTCOME_WORDS = Words(
    title=N_("Meeting on the outcome"),
    asks={
        "on": _ON,
        WHO: _WHO,
        "outcome": Ask(N_("What came of the measures?"), name=N_("Outcome"), options=OUTCOMES),
        "agreed": Ask(N_("What was said and agreed?"), name=N_("Agreed")),
    },
)
REPORT_WORDS = Words(title=N_("Report to the education bureau"), asks={"on": _SENT, "letter": _LETTER})
NOTE_WORDS = Words(
    title=N_("Observed"),
    asks={
        "tier": Ask(N_("Which guidance is it now?"), name=N_("Guidance"), options=TIERS),
        "line": Ask(N_("What was seen?"), name=N_("In words")),
    },
)
END_WORDS = Words(
    title=N_("Nothing more is owed"),
    asks={
        "reason": Ask(
            N_("Why? For example, the child left the city, or the letter was a mistake."), name=REASON
        )
    },
)
