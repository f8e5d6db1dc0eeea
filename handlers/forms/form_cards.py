"""What a form looks like: a question with its keys, the summary, and a draft that waits to be finished."""

from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup

from casework.forms import Draft, Question, QuestionKind
from casework.text.dates import local_day
from casework.text.masking import mask_ids
from handlers.forms import questions
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import Flow
from handlers.words.wording import Wording

ONE_A_ROW = 7
"""Up to so many options to tick stand one below the other."""
FIRST_WORDS = 12
"""So many characters tell one draft from another."""


class Pick(Button, prefix="fp"):
    """An option; `version` is the draft's, so that an old card changes nothing."""

    draft: int
    version: int
    option: int


class Go(Button, prefix="fg"):
    """A step: next, skip, back, send, summary."""

    draft: int
    version: int
    step: str


class Change(Button, prefix="fc"):
    """Go to a question from the summary."""

    draft: int
    version: int
    question: int


class Resume(Button, prefix="fr"):
    """What to do with a draft: found, on, ask, drop; or afresh, which asks, and anew."""

    draft: int
    step: str


def asking(
    flow: Flow,
    draft: Draft,
    question: Question,
    wording: Wording,
    today: date,
    *,
    known: Collection[str] = (),
) -> Screen:
    """One question with its progress and its keys; what is *known* beforehand is not counted."""
    ask, choices = flow.words.of(question, draft.answers), question.choices(draft.answers, today)
    text = lines(
        _progress(flow, draft, question, wording, known),
        Markup("<b>%s</b>") % wording.text(ask.question),
        questions.hint(ask, question, choices, wording),
        questions.too_long(question, draft, wording),
        _so_far(flow, draft, question, wording),
    )
    return Screen(text, _keys(flow, draft, question, choices, wording), Level.L1)


def _progress(
    flow: Flow, draft: Draft, question: Question, wording: Wording, known: Collection[str]
) -> Markup | None:
    """Say which question it is, and of how many as soon as no answer can change that."""
    number, total = flow.form.progress(draft.answers, question, known)
    if total is None:
        return wording.text("Question %(n)s", n=number)
    return wording.text("Question %(n)s of %(of)s", n=number, of=total) if total > 1 else None


def at_the_start(flow: Flow, draft: Draft, question: Question | None) -> bool:
    """Tell whether nothing lies before a question: no other one, and no summary from which it is changed."""
    from_summary = flow.summary and draft.changing(flow.form)
    return question == flow.form.asked(draft.answers)[0] and not from_summary


def _so_far(flow: Flow, draft: Draft, question: Question, wording: Wording) -> Markup | None:
    if question.key not in draft.answers or question.kind is QuestionKind.MANY:
        return None
    return wording.text("So far: %(answer)s", answer=questions.masked(flow.words, question, draft, wording))


def _keys(flow: Flow, draft: Draft, question: Question, choices: Sequence[str], wording: Wording) -> Rows:
    ask = flow.words.of(question, draft.answers)
    chosen = draft.fitting(question)
    keys: list[Key] = [
        Press(_tick(option in chosen) + label, Pick(draft.id, draft.version, place))
        for place, (option, label) in enumerate(questions.options(ask, question, choices, wording))
    ]
    many = question.kind is QuestionKind.MANY and len(keys) > ONE_A_ROW
    beside = 2 if many and not flow.one_a_row else 1
    rows = [tuple(keys[place : place + beside]) for place in range(0, len(keys), beside)]
    on = questions.way_on(flow.words, question, draft)
    if on:
        rows.append((_go(draft, "next" if chosen else "skip", wording.label(on)),))
    leaving = (*_back(flow, draft, question, wording), home.key(wording))
    return (*rows, *(column(*leaving) if flow.one_a_row else (leaving,)))


def _back(flow: Flow, draft: Draft, question: Question, wording: Wording) -> Sequence[Press]:
    if draft.subject or not at_the_start(flow, draft, question):
        return [_go(draft, "back", wording.label("◀ Back"))]
    return [Press(wording.label("◀ Back"), flow.back(draft))] if flow.back else []


def _tick(ticked: bool) -> str:
    return "✅ " if ticked else ""


def _go(draft: Draft, where: str, label: str, style: str = "") -> Press:
    return Press(label, Go(draft.id, draft.version, where), style)


def summary(flow: Flow, draft: Draft, wording: Wording, *, titled: bool = True) -> Screen:
    """Everything once more before it is sent; each field can be changed (`ux.md` 11)."""
    words, asked = flow.words, flow.form.asked(draft.answers)
    text = lines(
        Markup("<b>%s</b>") % wording.text(words.title) if titled else None,
        wording.text(words.unsent),
        *(questions.field(words, question, draft, wording) for question in asked),
        flow.besides(draft, wording),
        wording.text(words.impact) if words.impact else None,
    )
    changes: Sequence[Key] = [
        Press(
            "✏️ " + wording.label(words.of(question, draft.answers).name),
            Change(draft.id, draft.version, place),
        )
        for place, question in enumerate(asked)
    ]
    changes = (*changes, *flow.keys(draft, wording))
    beside = 1 if flow.one_a_row else 2
    pairs = tuple(tuple(changes[place : place + beside]) for place in range(0, len(changes), beside))
    send = wording.label(words.send)
    if words.impact:
        leave = Press(wording.label("No, leave it"), Resume(draft.id, "drop"))
        return Screen(text, ((leave,), *pairs, (_go(draft, "send", send, "danger"),)), Level.L1)
    return Screen(text, ((_go(draft, "send", send, "primary"),), *pairs, (home.key(wording),)), Level.L1)


def named(flow: Flow, draft: Draft, wording: Wording) -> str:
    """Tell one draft from another of its kind by its day and first words."""
    day = wording.short_day(local_day(draft.touched)) if draft.touched else ""
    said = next(
        filter(None, (draft.said(one.key) for one in flow.form.questions if one.kind is QuestionKind.TEXT)),
        "",
    )
    words = " ".join(mask_ids(said).split())
    first = words[:FIRST_WORDS] + ("…" if len(words) > FIRST_WORDS else "")
    quoted = wording.label("“%(words)s”", words=first) if first else ""
    return " ".join(filter(None, (wording.label(flow.words.title), day, quoted)))


def found(flow: Flow, draft: Draft, wording: Wording, which: str = "") -> Screen:
    """A draft of this kind was begun before: go on, start anew or delete."""
    which = which or named(flow, draft, wording)
    return Screen(
        wording.text("Begun and not sent: %(which)s", which=which),
        column(
            Press(wording.label("Go on with it"), Resume(draft.id, "on"), "primary"),
            Press(wording.label("Start anew"), Resume(draft.id, "afresh")),
            Press(wording.label("Delete the draft"), Resume(draft.id, "ask")),
            home.key(wording),
        ),
    )


def throw_away(draft: Draft, wording: Wording, *, anew: bool = False) -> Screen:
    """What can't be undone is confirmed; the safe choice comes first (`ux.md` 17)."""
    gone = Press(wording.label("Delete the draft"), Resume(draft.id, "drop"), "danger")
    afresh = Press(wording.label("Delete it and start anew"), Resume(draft.id, "anew"), "danger")
    return Screen(
        wording.text("Delete this draft? Its answers will be gone. None of them was sent."),
        column(Press(wording.label("Keep it"), Resume(draft.id, "on")), afresh if anew else gone),
    )
