"""The words of every form: questions, hints, options, and what is wrong with an answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from casework import errors
from casework.forms import Answers, Draft, Form, Kind, Question
from casework.intake import EVIDENCE
from handlers.ui.wording import N_, Wording
from handlers.ui.words import UNIT_KINDS

TITLES = {
    "report": N_("Report"),
    "visit": N_("Visit"),
    "assessment": N_("Assessment report"),
    "follow_up": N_("Monthly follow-up"),
    "joint_plan": N_("Joint plan"),
    "decline": N_("Decline the case"),
    "dispute": N_("Dispute the assessment"),
    "not_taken": N_("Do not open a case"),
    "redirect": N_("Point to another channel"),
    "join": N_("Join to a case"),
    "closing": N_("Propose closing"),
    "identify": N_("Correct the household"),
    "pin": N_("PIN"),
    "pin_to_call": N_("PIN"),
    "return_closing": N_("Return the proposal"),
    "uphold": N_("Uphold the assessment"),
    "screen_again": N_("Screen again"),
    "undo": N_("Undo the screening"),
    "leave": N_("Away, with a deputy"),
    "closed_days": N_("Closed days"),
    "handover": N_("Handover note"),
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
    "leave": N_("Yes, stand in"),
    "report": N_("Send the report"),
    "visit": N_("Save the visit"),
    "assessment": N_("File the report"),
    "follow_up": N_("File the follow-up"),
    "joint_plan": N_("File the plan"),
    "closing": N_("Propose closing"),
    "handover": N_("Go on"),
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
    ("leave", "first"): N_("From which day?"),
    ("leave", "last"): N_("Up to which day, that day included?"),
    ("visit", "note"): N_("Anything to note?"),
    ("assessment", "members"): N_("Who lives there?"),
    ("assessment", "strengths"): N_("What can the family build on?"),
    ("assessment", "needs"): N_("What does the family need?"),
    ("assessment", "risk"): N_("How high is the risk now?"),
    ("assessment", "aims"): N_("What is the service to reach?"),
    ("assessment", "plan"): N_("What will be done, and by when?"),
    ("joint_plan", "units"): N_("Which units serve the family?"),
    ("joint_plan", "aims"): N_("What do the units want to reach together?"),
    ("joint_plan", "shares"): N_("Who does what?"),
    ("joint_plan", "months"): N_("How long does the plan run?"),
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
    ("pin_to_call", "pin"): N_("Your PIN of 6 digits:"),
    ("return_closing", "reason"): N_("What is still to be done?"),
    ("uphold", "reason"): N_("Why does the assessment stand?"),
    ("screen_again", "reason"): N_("Why is it screened again?"),
    ("undo", "reason"): N_("Why is it undone?"),
    ("closed_days", "days"): N_("On which days is the office closed?"),
    ("handover", "note"): N_("What must whoever takes over know?"),
}

BY_TELEPHONE = {
    ("visit", "met"): N_("Did you reach somebody?"),
    ("met", "met"): N_("Reached"),
    ("met", "not_met"): N_("Reached nobody"),
}
"""What is asked, and answered, otherwise where nobody was visited in person."""

HINTS = {
    ("report", "danger"): N_("In danger, call 110 or 119 first. Protection line: 113 (24 hours)."),
    ("report", "story"): N_("In your own words. You can also send photos, a voice note or a location."),
    ("report", "village"): N_("Type its name, for example 新街里."),
    ("report", "household"): N_("As far as you know: name, address, telephone, ID."),
    ("report", "home"): N_("Tap all that apply."),
    ("report", "happening"): N_("Tap all that apply."),
    ("closing", "reason"): N_("Your supervisor decides on it."),
    ("handover", "note"): N_(
        "What is urgent, agreed or planned. Your message is deleted from the chat. Nothing is moved yet."
    ),
    ("dispute", "reason"): N_("The screening group judges it. Service goes on meanwhile."),
    ("identify", "household"): N_(
        "Type what is to be corrected: name, address, telephone, ID. The rest stays. "
        "Your message is deleted from the chat."
    ),
    ("pin", "pin"): N_("Your message is deleted from the chat at once."),
    ("pin_to_call", "pin"): N_("Your message is deleted from the chat at once."),
    ("visit", "day"): N_("Tap, or type a day such as 6/1, 115/6/1 or last Wed."),
    ("leave", "first"): N_("Tap, or type a day such as 6/1, 115/6/1 or next Mon."),
    ("leave", "last"): N_("Tap, or type a day such as 6/1, 115/6/1 or next Mon."),
    ("assessment", "members"): N_("Tap all that apply."),
    ("assessment", "strengths"): N_("Relatives, work, what they are good at, who helps them."),
    ("assessment", "needs"): N_("Tap all that apply."),
    ("joint_plan", "units"): N_("Tap all that apply."),
    ("joint_plan", "shares"): N_("Agree on it with the other units first."),
    ("follow_up", "needs"): N_("Tap all that apply."),
    ("follow_up", "services"): N_("Tap all that apply."),
    ("closed_days", "days"): N_("Type them, for example 115/7/10, tomorrow or 7/10-7/12."),
    ("join", "number"): N_("Any spelling will do, for example a115000129."),
}

OR_PICK = N_("Type its name, for example 新街里, or pick one below.")

EXAMPLES = {
    ("report", "story"): N_("The child next door cries every night; the father drinks."),
    ("report", "household"): N_("Wang Xiaoming, 100 Zhongzheng Road"),
    ("visit", "note"): N_("The mother found work; the child goes to school again."),
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
    ("leave", "first"): N_("From"),
    ("leave", "last"): N_("To"),
    ("visit", "note"): N_("Note"),
    ("assessment", "members"): N_("Who lives there"),
    ("assessment", "strengths"): N_("Strengths"),
    ("assessment", "needs"): N_("Needs"),
    ("assessment", "risk"): N_("Risk"),
    ("assessment", "aims"): N_("Aims"),
    ("assessment", "plan"): N_("Plan"),
    ("joint_plan", "units"): N_("Units"),
    ("joint_plan", "aims"): N_("Aims"),
    ("joint_plan", "shares"): N_("Shares"),
    ("joint_plan", "months"): N_("Period"),
    ("follow_up", "contact"): N_("Contact"),
    ("follow_up", "children"): N_("Children"),
    ("follow_up", "needs"): N_("Needs"),
    ("follow_up", "services"): N_("Services"),
    ("follow_up", "risk"): N_("Risk"),
    ("follow_up", "plan"): N_("Plan"),
    ("closing", "reason"): N_("Reason"),
    ("handover", "note"): N_("Handover note"),
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
    ("mode", "home"): N_("At home"),
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
    ("first", "today"): N_("Today"),
    ("first", "tomorrow"): N_("Tomorrow"),
    ("last", "today"): N_("Today"),
    ("last", "tomorrow"): N_("Tomorrow"),
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
    ("members", "mother"): N_("Mother"),
    ("members", "father"): N_("Father"),
    ("members", "grandparents"): N_("Grandparents"),
    ("members", "relatives"): N_("Other relatives"),
    ("members", "partner"): N_("A parent's partner"),
    ("members", "children"): N_("Children"),
    ("months", "3"): N_("3 months"),
    ("months", "6"): N_("6 months"),
    ("months", "12"): N_("12 months"),
    **{("units", kind.value): label for kind, label in UNIT_KINDS.items()},
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
    errors.BadDate: N_("I could not read that as a day. For example: 6/1, 115/6/1, yesterday."),
    errors.PastDate: N_("That day is over, or before the first day. Please give a later one."),
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


NOT_SENT = N_("Not sent yet. Please check:")
NOT_YET = {
    "visit": N_("Not saved yet. Please check:"),
    "leave": N_("Not saved yet. Please check:"),
}
"""The summary's first words, where nothing is sent."""


def asks(form: Form, question: Question, answers: Answers) -> str:
    """Give the question's words."""
    return _said(QUESTIONS, (form.name, question.key), answers)


def name(form: Form, question: Question, answers: Answers) -> str:
    """Give the name of a field in the summary."""
    if answers.get("mode") == "phone" and question.key == "met":
        return N_("Reached anybody")
    return FIELDS[form.name, question.key]


def _said(words: Mapping[tuple[str, str], str], key: tuple[str, str], answers: Answers) -> str:
    by_telephone = answers.get("mode") == "phone" and key in BY_TELEPHONE
    return BY_TELEPHONE[key] if by_telephone else words[key]


def hint(form: Form, question: Question, choices: Sequence[str], wording: Wording) -> Markup | None:
    """Say how to answer; keys to pick from are named only where there are any."""
    message = HINTS.get((form.name, question.key))
    if question.kind is Kind.PLACE and choices:
        message = OR_PICK
    return wording.text(message) if message else None


def wrong(bad: errors.BadAnswer, form: Form, question: Question, draft: Draft, wording: Wording) -> Markup:
    """Say what is wrong; the second time with an example, the third with a way out (`ux.md` 5)."""
    limit = bad.limit if isinstance(bad, errors.TooLong) else 0
    sentence = wording.text(WRONG[type(bad)], limit=limit)
    if draft.misses < 2:
        return sentence
    then = _example(form, question, draft, wording) if draft.misses == 2 else None
    then = then or _way_out(form, question, draft, wording)
    return wording.text("%(first)s %(then)s", first=sentence, then=then)


def _example(form: Form, question: Question, draft: Draft, wording: Wording) -> Markup | None:
    if question.tapped:
        [(_, example), *_] = options(question, question.options, draft.answers, wording)
    elif (form.name, question.key) in EXAMPLES:
        example = wording.label(EXAMPLES[form.name, question.key])
    else:
        return None
    return wording.text("For example: %(example)s", example=example)


def _way_out(form: Form, question: Question, draft: Draft, wording: Wording) -> Markup:
    key = way_on(form, question, draft)
    if key is None:
        return wording.text("You can leave with Home; the draft is kept.")
    return wording.text("You can also tap “%(key)s” below.", key=wording.label(key))


def too_long(question: Question, draft: Draft, wording: Wording) -> Markup | None:
    """Say why a question that has an answer is asked again."""
    if question.key not in draft.answers or question.settled(draft.answers):
        return None
    return wording.text(WRONG[errors.TooLong], limit=question.limit)


def options(
    question: Question, choices: Sequence[str], answers: Answers, wording: Wording
) -> Iterator[tuple[str, str]]:
    """Give (option, label) of a question; villages are called by their names."""
    for option in choices:
        yield option, option if question.kind is Kind.PLACE else _label(question, option, answers, wording)


def _label(question: Question, option: str, answers: Answers, wording: Wording) -> str:
    return wording.label(_said(OPTIONS, (question.key, option), answers))


def field(form: Form, question: Question, draft: Draft, wording: Wording) -> Markup:
    """One line of the summary."""
    return wording.text(
        "• %(field)s: %(answer)s",
        field=wording.text(name(form, question, draft.answers)),
        answer=answer(form, question, draft, wording),
    )


def answer(form: Form, question: Question, draft: Draft, wording: Wording) -> Markup | str:
    """Say an answer as the summary shows it; what was skipped reads 未提供."""
    value = draft.answers.get(question.key)
    if value is None or value == []:
        return wording.text("not given")
    if question.dated and isinstance(value, str):
        return wording.day(date.fromisoformat(value))
    if question.kind in (Kind.CHOICE, Kind.MANY):
        ticked = value if isinstance(value, list) else [value]
        return wording.label(", ").join(_label(question, one, draft.answers, wording) for one in ticked)
    return str(value)


def way_on(form: Form, question: Question, draft: Draft) -> str | None:
    """Name the key that goes on with what is ticked, or leaves the question open; None when there is none."""
    if draft.chosen(question.key):
        return N_("Go on")
    if not question.optional:
        return None
    return N_("Not sure") if form.name == "report" else N_("Skip")


def attached(form: Form, draft: Draft, wording: Wording) -> Markup | None:
    """Say what came with it: photos, voice notes."""
    evidence = draft.answers.get(EVIDENCE)
    if not isinstance(evidence, list) or not evidence:
        return None
    return wording.count("• Attached: %(n)s file", "• Attached: %(n)s files", len(evidence))
