"""The words of every form: questions, hints, options, and what is wrong with an answer."""

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from casework import errors
from casework.forms import Draft, Form, Kind, Question
from casework.intake import EVIDENCE
from handlers.wording import N_, Wording

TITLES = {
    "report": N_("Report"),
    "visit": N_("Visit"),
    "follow_up": N_("Monthly follow-up"),
    "decline": N_("Decline the case"),
    "dispute": N_("Dispute the assessment"),
    "not_taken": N_("Do not open a case"),
    "redirect": N_("Point to another channel"),
    "join": N_("Join to a case"),
    "closing": N_("Propose closing"),
    "identify": N_("Correct the household"),
    "pin": N_("PIN"),
    "return_closing": N_("Return the proposal"),
    "uphold": N_("Uphold the assessment"),
    "screen_again": N_("Screen again"),
    "undo": N_("Undo the screening"),
}

IMPACT = {
    "not_taken": N_("Whoever reported hears that no case is opened. Only an administrator can undo this."),
    "redirect": N_(
        "Whoever reported hears that it went to the right channel. Only an administrator can undo this."
    ),
    "undo": N_("The screeners decide anew, and an offer that was made is withdrawn."),
}
"""What can't be taken back says so before it is done, and its key comes last (`ux.md` 17)."""

SEND = {
    "not_taken": N_("Open no case"),
    "redirect": N_("Point there"),
    "undo": N_("Undo it"),
    "report": N_("Send the report"),
    "visit": N_("Save the visit"),
    "follow_up": N_("File the follow-up"),
    "closing": N_("Propose closing"),
}

QUESTIONS = {
    ("report", "danger"): N_("Is anyone in danger right now?"),
    ("report", "story"): N_("What did you see or hear?"),
    ("report", "village"): N_("In which village?"),
    ("report", "household"): N_("Whose household is it?"),
    ("report", "home"): N_("Who lives there?"),
    ("report", "happening"): N_("What is happening?"),
    ("report", "call"): N_("May the social worker call you?"),
    ("visit", "mode"): N_("How did you visit?"),
    ("visit", "met"): N_("Did you meet somebody?"),
    ("visit", "children"): N_("Did you see the children?"),
    ("visit", "risk"): N_("How high is the risk now?"),
    ("visit", "day"): N_("On which day?"),
    ("visit", "note"): N_("Anything to note?"),
    ("follow_up", "contact"): N_("How did you keep in contact this month?"),
    ("follow_up", "children"): N_("Did you see the children?"),
    ("follow_up", "needs"): N_("What does the family need?"),
    ("follow_up", "services"): N_("What was given this month?"),
    ("follow_up", "risk"): N_("How high is the risk now?"),
    ("follow_up", "plan"): N_("What is the plan for next month?"),
    ("decline", "reason"): N_("Why can you not take it?"),
    ("dispute", "reason"): N_("What in the assessment is wrong?"),
    ("not_taken", "reason"): N_("Why is no case opened?"),
    ("redirect", "channel"): N_("Which channel is the right one?"),
    ("redirect", "reason"): N_("Why this channel?"),
    ("join", "number"): N_("What is the number of the case that exists?"),
    ("closing", "reason"): N_("Why can the case be closed?"),
    ("identify", "household"): N_("Whose household is it?"),
    ("pin", "pin"): N_("Your PIN of 6 digits:"),
    ("return_closing", "reason"): N_("What is still to be done?"),
    ("uphold", "reason"): N_("Why does the assessment stand?"),
    ("screen_again", "reason"): N_("Why is it screened again?"),
    ("undo", "reason"): N_("Why is it undone?"),
}

HINTS = {
    ("report", "danger"): N_("In danger, call 110 or 119 first. Protection line: 113 (24 hours)."),
    ("report", "story"): N_("In your own words. You can also send photos, a voice note or a location."),
    ("report", "village"): N_("Type its name, for example 新街里, or pick one below."),
    ("report", "household"): N_("As far as you know: name, address, telephone, ID."),
    ("report", "home"): N_("Tap all that apply."),
    ("report", "happening"): N_("Tap all that apply."),
    ("closing", "reason"): N_("Your supervisor decides on it."),
    ("dispute", "reason"): N_("The screening group judges it. Service goes on meanwhile."),
    ("identify", "household"): N_(
        "Type what is to be corrected: name, address, telephone, ID. The rest stays. "
        "Your message is deleted from the chat."
    ),
    ("pin", "pin"): N_("Your message is deleted from the chat at once."),
    ("visit", "day"): N_("Tap, or type a day such as 6/1, 115/6/1 or 上週三."),
    ("follow_up", "needs"): N_("Tap all that apply."),
    ("follow_up", "services"): N_("Tap all that apply."),
    ("join", "number"): N_("Any spelling will do, for example a115000129."),
}

FIELDS = {
    ("not_taken", "reason"): N_("Reason"),
    ("redirect", "channel"): N_("Channel"),
    ("redirect", "reason"): N_("Reason"),
    ("undo", "reason"): N_("Reason"),
    ("report", "danger"): N_("Danger now"),
    ("report", "story"): N_("What was seen"),
    ("report", "village"): N_("Village"),
    ("report", "household"): N_("Household"),
    ("report", "home"): N_("Who lives there"),
    ("report", "happening"): N_("What is happening"),
    ("report", "call"): N_("Call me"),
    ("visit", "mode"): N_("How"),
    ("visit", "met"): N_("Met anybody"),
    ("visit", "children"): N_("Children"),
    ("visit", "risk"): N_("Risk"),
    ("visit", "day"): N_("Day"),
    ("visit", "note"): N_("Note"),
    ("follow_up", "contact"): N_("Contact"),
    ("follow_up", "children"): N_("Children"),
    ("follow_up", "needs"): N_("Needs"),
    ("follow_up", "services"): N_("Services"),
    ("follow_up", "risk"): N_("Risk"),
    ("follow_up", "plan"): N_("Plan"),
    ("closing", "reason"): N_("Reason"),
}

OPTIONS = {
    ("danger", "yes"): N_("Yes, now"),
    ("danger", "no"): N_("No danger now"),
    ("danger", "unsure"): N_("Not sure"),
    ("home", "small_child"): N_("Child under 6"),
    ("home", "disabled_child"): N_("Disabled child"),
    ("home", "young_parent"): N_("Very young parent"),
    ("home", "partner"): N_("A parent's partner"),
    ("home", "frail_elder"): N_("Frail elder"),
    ("home", "no_relatives"): N_("No other relatives"),
    ("happening", "hurt"): N_("Somebody is hurt"),
    ("happening", "wants_to_die"): N_("Wants to die"),
    ("happening", "drugs_or_mind"): N_("Drugs, mind ill"),
    ("happening", "no_work"): N_("No work, no money"),
    ("happening", "back_home"): N_("Child just back"),
    ("happening", "child_gone"): N_("Child not found"),
    ("call", "yes"): N_("Yes, call me"),
    ("call", "no"): N_("Please do not"),
    ("mode", "home"): N_("Home"),
    ("mode", "phone"): N_("Telephone"),
    ("mode", "office"): N_("Office"),
    ("mode", "school"): N_("School"),
    ("met", "met"): N_("Met"),
    ("met", "not_met"): N_("Met nobody"),
    ("children", "all"): N_("All of them"),
    ("children", "some"): N_("Some"),
    ("children", "none"): N_("None"),
    ("children", "no_children"): N_("No children"),
    ("day", "today"): N_("Today"),
    ("day", "yesterday"): N_("Yesterday"),
    ("risk", "high"): N_("High"),
    ("risk", "medium"): N_("Medium"),
    ("risk", "low"): N_("Low"),
    ("contact", "home"): N_("Home visit"),
    ("contact", "phone"): N_("Telephone"),
    ("contact", "office"): N_("Office"),
    ("contact", "none"): N_("No contact"),
    ("needs", "money"): N_("Money"),
    ("needs", "care"): N_("Child care"),
    ("needs", "health"): N_("Health"),
    ("needs", "work"): N_("Work"),
    ("needs", "school"): N_("School"),
    ("needs", "housing"): N_("Housing"),
    ("services", "visit"): N_("Visits"),
    ("services", "aid"): N_("Aid or goods"),
    ("services", "referral"): N_("Referral"),
    ("services", "counselling"): N_("Counselling"),
    ("services", "childcare"): N_("Child care"),
    ("services", "joint"): N_("Joint plan"),
    ("channel", "113"): N_("113 protection"),
    ("channel", "110"): N_("110 police"),
    ("channel", "119"): N_("119 ambulance"),
    ("channel", "1957"): N_("1957 welfare"),
    ("channel", "1925"): N_("1925 peace of mind"),
    ("channel", "ecare"): N_("ecare online"),
}

WRONG: dict[type[errors.BadAnswer], str] = {
    errors.EmptyAnswer: N_("I could not read any words in that. Please type a short sentence."),
    errors.TooLong: N_("That is too long: %(limit)s characters at most. Please shorten it."),
    errors.BadDate: N_("I could not read that as a day. For example: 6/1, 115/6/1, 昨天."),
    errors.FutureDate: N_("That day has not come yet. Please give a day up to today."),
    errors.BeforeTheReport: N_("That day is before the case was reported. Please check it."),
    errors.BadPin: N_("A PIN is 6 digits, nothing else."),
    errors.EasyPin: N_("That PIN is too easy to guess. Please choose another."),
    errors.BadNationalId: N_("The ID number has a typing mistake. Please check it, or leave it out."),
    errors.BadPhone: N_("That is not a telephone number here. For example: 0912-345-678."),
    errors.NotAChoice: N_("Please tap one of the buttons below."),
    errors.UnknownVillage: N_("I do not know a village of that name in Taoyuan. For example: 新街里."),
    errors.BadAnswer: N_("I could not use that answer."),
}


def wrong(bad: errors.BadAnswer, question: Question, misses: int, wording: Wording) -> Markup:
    """Say what is wrong; after three times, offer a way out (`ux.md` 5)."""
    message = WRONG[type(bad)]
    limit = bad.limit if isinstance(bad, errors.TooLong) else 0
    sentence = wording.text(message, limit=limit)
    if misses < 3:
        return sentence
    way_out = (
        N_("You can skip it below.")
        if question.optional
        else N_("You can leave with Home; the draft is kept.")
    )
    return sentence + Markup(" ") + wording.text(way_out)


def options(
    form: Form, question: Question, choices: Sequence[str], wording: Wording
) -> Iterator[tuple[str, str]]:
    """Give (option, label) of a question; villages are called by their names."""
    for option in choices:
        label = option if question.kind is Kind.PLACE else wording.label(OPTIONS[question.key, option])
        yield option, label


def answer(form: Form, question: Question, draft: Draft, wording: Wording) -> Markup | str:
    """Say an answer as the summary shows it; what was skipped reads 未提供."""
    value = draft.answers.get(question.key)
    if value is None or value == []:
        return wording.text("not given")
    if question.kind is Kind.DATE and isinstance(value, str):
        return wording.day(date.fromisoformat(value))
    if question.kind in (Kind.CHOICE, Kind.MANY):
        ticked = value if isinstance(value, list) else [value]
        return "、".join(wording.label(OPTIONS[question.key, one]) for one in ticked)
    return str(value)


def skip_label(form: Form, question: Question) -> str:
    """Name the key that leaves a question open."""
    return N_("Not sure") if form.name == "report" else N_("Skip")


def attached(form: Form, draft: Draft, wording: Wording) -> Markup | None:
    """Say what came with it: photos, voice notes."""
    evidence = draft.answers.get(EVIDENCE)
    if not isinstance(evidence, list) or not evidence:
        return None
    return wording.count("• Attached: %(n)s file", "• Attached: %(n)s files", len(evidence))
