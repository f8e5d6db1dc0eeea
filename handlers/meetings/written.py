"""How a report or a proposal is named and told: on the screen, in the agenda, in the minutes."""

from casework.meetings.meetings import Meeting
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind
from handlers.ui.buttons import Button
from handlers.ui.turn import Turn
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording
from storage.core.database import Transaction
from storage.meetings import submitted
from storage.staffing import people


class OpenWritten(Button, prefix="gro"):
    """One of it."""

    submitted: int


KINDS = {SubmittedKind.REPORT: N_("Work report"), SubmittedKind.PROPOSAL: N_("Proposal")}
RULINGS = {
    Ruling.PASSED: N_("Passed"),
    Ruling.CHANGED: N_("Passed with changes"),
    Ruling.RESERVED: N_("Put off"),
    Ruling.WITHDRAWN: N_("Withdrawn"),
}
LAST_TIME = N_("As last time")
CITY_WORDS = Words(
    title=KINDS[SubmittedKind.REPORT],
    asks={
        "results": Ask(N_("What was done for the plan?"), name=N_("Results")),
        "figures": Ask(N_("Which figures were reached?"), name=N_("Figures reached")),
        "plans": Ask(N_("What comes next?"), name=N_("Plans")),
    },
    send=N_("📤 Send"),
    skip=LAST_TIME,
)
DISTRICT_WORDS = Words(
    title=KINDS[SubmittedKind.REPORT],
    asks={
        "work": Ask(N_("How is the plan carried out in the district?"), name=N_("How it is carried out")),
        "resources": Ask(N_("Which resources were used?"), name=N_("Resources")),
    },
    send=N_("📤 Send"),
    skip=LAST_TIME,
)
PROPOSAL_WORDS = Words(
    title=KINDS[SubmittedKind.PROPOSAL],
    asks={
        "matter": Ask(
            N_("What is the matter?"), name=N_("Matter"), hint=N_("In one sentence. Name no family.")
        ),
        "explanation": Ask(N_("How did it come about?"), name=N_("Explanation")),
        "measures": Ask(N_("What do you propose?"), name=N_("Measures")),
    },
    send=N_("📤 Send"),
)
RULING_WORDS = Words(
    title=N_("Decision on a proposal"),
    asks={
        "ruling": Ask(
            N_("What was decided?"),
            name=N_("Decision"),
            options={one.value: label for one, label in RULINGS.items()},
        ),
        "decision": Ask(N_("In which words?"), name=N_("Wording")),
    },
)


def named(db: Transaction, one: Submitted) -> str:
    """Say whose it is."""
    return people.unit(db, one.unit).name


def told(one: Submitted, wording: Wording) -> list[str]:
    """Say it line by line, by the questions of its form, with what was decided."""
    asks = {
        key: ask for form in (CITY_WORDS, DISTRICT_WORDS, PROPOSAL_WORDS) for key, ask in form.asks.items()
    }
    found = [
        wording.label("%(field)s: %(answer)s", field=wording.label(asks[key].name), answer=text)
        for key, text in one.said.items()
        if key in asks and text
    ]
    if one.ruling is not None:
        said = wording.beside(wording.label(RULINGS[one.ruling]), one.said.get("decision", ""))
        found.append(wording.label("%(field)s: %(answer)s", field=wording.label("Decision"), answer=said))
    return found


def on_paper(turn: Turn, meeting: Meeting, kind: SubmittedKind) -> list[str]:
    """Write all of a kind below a point of the agenda or of the minutes."""
    found = (one for one in submitted.of_meeting(turn.db, meeting.id) if one.kind is kind)
    return [
        line
        for at, one in enumerate(found, 1)
        for line in (f"{at}. {named(turn.db, one)}", *told(one, turn.wording))
    ]
