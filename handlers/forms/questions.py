"""How the questions of every form are said: words, hints, options, and what is wrong with an answer."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from markupsafe import Markup

from casework import errors
from casework.forms import BETWEEN, Draft, Question, QuestionKind
from casework.text.masking import mask_ids
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording

WRONG: dict[type[errors.BadAnswer], str] = {
    errors.EmptyAnswer: N_("I could not read any words in that. Please type a short sentence."),
    errors.NoReason: N_(
        "That does not say why yet. Please write a short sentence that others understand later."
    ),
    errors.TooLong: N_("That is too long: %(limit)s characters at most. Please shorten it."),
    errors.BadDate: N_("I could not read that as a day. For example: 6/1, 115/6/1, yesterday."),
    errors.BadComingDate: N_("I could not read that as a day. For example: 6/1, 115/6/1, tomorrow."),
    errors.BadTime: N_("I could not read that as a time. For example: 14:30, 2 pm."),
    errors.BadItemNumber: N_("A number has the day and the serial, as 1070516-3-1."),
    errors.BadMoment: N_(
        "I could not read that as a day and a time. For example: 6/1 14:30, tomorrow 10:00."
    ),
    errors.PastDate: N_("%(day)s is over, or before the first day. Please give a later one."),
    errors.PastHour: N_(
        "That hour is over today. Please give a later one. If the meeting was held already, give the same "
        "once more: nobody is asked to come."
    ),
    errors.PastMoment: N_("That hour is over. Please give a later one."),
    errors.FutureDate: N_("%(day)s has not come yet. Please give a day up to today."),
    errors.TooFarAhead: N_("%(day)s is too far ahead. Please check it."),
    errors.BeforeTheReport: N_("%(day)s is before the case was reported. Please check it."),
    errors.NotThatAge: N_(
        "On the day of the act they were not 7 to 11 years old. Please check both days; a child of 12 or "
        "more is for the youth committee."
    ),
    errors.NotYouth: N_("They are not 12 to 17 years old. Please check the day."),
    errors.OddName: N_("Please write the name in Chinese characters or Latin letters."),
    errors.TakenFor: N_(
        "That name looks like a colleague's. Please write it as theirs is, or add what tells them apart, "
        "for example the place in brackets."
    ),
    errors.DayOff: N_("The office does not work on that day. Please choose a working day."),
    errors.LongLeave: N_("That is too long for a deputy. For a longer leave, please ask for a handover."),
    errors.TooMany: N_("Those are too many at once. Please name 10 at the most."),
    errors.BadPin: N_("A PIN is 6 digits, nothing else."),
    errors.EasyPin: N_("That PIN is too easy to guess. Please choose another."),
    errors.BadNationalId: N_("The ID number has a typing mistake. Please check it, or leave it out."),
    errors.BadPhone: N_("That is not a telephone number here. For example: 0912-345-678."),
    errors.NotAChoice: N_("Please tap one of the buttons below."),
    errors.OthersVillage: N_(
        "Another unit answers for one of these villages: an administrator invites for it."
    ),
    errors.UnknownVillage: N_("I do not know a village of that name in Taoyuan. For example: 新街里."),
    errors.BadDay: N_("%(day)s can't be. Please check it."),
    errors.BadAnswer: N_("I could not use that answer."),
}

EXAMPLE = "For example"
"""A sentence that says so has an example already."""
OR_PICK = N_("Type its name, for example 新街里, or pick one below.")


def hint(ask: Ask, question: Question, choices: Sequence[str], wording: Wording) -> Markup | None:
    """Say how to answer; keys to pick from are named only where there are any."""
    message = OR_PICK if question.kind is QuestionKind.PLACE and choices else ask.hint
    if not choices and ask.typed_alone:
        message = ask.typed_alone
    return wording.text(message) if message else None


def wrong(bad: errors.BadAnswer, words: Words, question: Question, draft: Draft, wording: Wording) -> Markup:
    """Say what is wrong; the second time with an example, the third with a way out (`ux.md` 5)."""
    limit = bad.limit if isinstance(bad, errors.TooLong) else 0
    day = bad.day if isinstance(bad, errors.BadDay) else None
    said = wording.day(day) if day else wording.label("That day")
    sentence = wording.text(WRONG[type(bad)], limit=limit, day=said)
    if draft.misses < 2:
        return sentence
    told = EXAMPLE in WRONG[type(bad)]
    then = _example(words.of(question, draft.answers), question, wording) if draft.misses == 2 else None
    if told and then is not None:
        return sentence
    then = then or _way_out(words, question, draft, wording)
    return wording.text("%(first)s %(then)s", first=sentence, then=then)


def _example(ask: Ask, question: Question, wording: Wording) -> Markup | None:
    message = ask.options[question.options[0]] if question.tapped else ask.example
    return wording.text("For example: %(example)s", example=wording.label(message)) if message else None


def _way_out(words: Words, question: Question, draft: Draft, wording: Wording) -> Markup:
    key = way_on(words, question, draft)
    if key is None:
        return wording.text("You can leave with Home; the draft is kept.")
    return wording.text("You can also tap “%(key)s” below.", key=wording.label(key))


def too_long(question: Question, draft: Draft, wording: Wording) -> Markup | None:
    """Say why a question that has an answer is asked again."""
    if question.key not in draft.answers or question.settled(draft.answers):
        return None
    if question.kind is QuestionKind.MANY:
        return wording.text("What does not go with your other answers was taken out. Please look again.")
    return wording.text(WRONG[errors.TooLong], limit=question.limit)


def options(
    ask: Ask, question: Question, choices: Sequence[str], wording: Wording
) -> Iterator[tuple[str, str]]:
    """Return (option, label) of a question; villages and what is suggested are called by their names."""
    for option in choices:
        if question.suggested and question.dated:
            yield option, wording.day(date.fromisoformat(option))
        elif question.kind is QuestionKind.MOMENT:
            yield option, wording.moment(datetime.fromisoformat(option))
        elif question.kind is QuestionKind.TIME:
            yield option, wording.time(option)
        elif question.suggested or question.kind is QuestionKind.PLACE:
            yield option, option
        else:
            yield option, wording.label(ask.options[option])


def field(words: Words, question: Question, draft: Draft, wording: Wording) -> Markup:
    """One line of the summary."""
    return wording.text(
        "• %(field)s: %(answer)s",
        field=wording.text(words.of(question, draft.answers).name),
        answer=masked(words, question, draft, wording),
    )


def masked(words: Words, question: Question, draft: Draft, wording: Wording) -> Markup | str:
    """Say an answer on a card that is no full view: an ID that was typed does not come back in it."""
    said = answer(words, question, draft, wording)
    return said if isinstance(said, Markup) else mask_ids(said)


def answer(words: Words, question: Question, draft: Draft, wording: Wording) -> Markup | str:
    """Say an answer as the summary shows it; what was skipped reads 未提供."""
    value = draft.answers.get(question.key)
    if value is None or value == []:
        return wording.text("not given")
    if isinstance(value, str) and (question.shown is not None or question.several):
        shown = question.shown(value) if question.shown is not None else value
        return wording.label(", ").join(shown.split(BETWEEN)) if question.several else shown
    if question.dated and isinstance(value, str):
        return wording.day(date.fromisoformat(value))
    if question.kind is QuestionKind.MOMENT and isinstance(value, str):
        return wording.moment(datetime.fromisoformat(value))
    if question.kind in (QuestionKind.CHOICE, QuestionKind.MANY):
        labels = words.of(question, draft.answers).options
        ticked = value if isinstance(value, list) else [value]
        return wording.label(", ").join(wording.label(labels[one]) for one in ticked)
    return wording.time(str(value)) if question.kind is QuestionKind.TIME else str(value)


def way_on(words: Words, question: Question, draft: Draft) -> str | None:
    """Name the key that goes on with what is ticked, or leaves the question open; None when there is none."""
    if draft.fitting(question):
        return N_("Go on")
    return (words.of(question, draft.answers).skip or words.skip) if question.optional else None
