"""Filling in a form: one question a screen, back, change, skip; every answer saved as it is given."""

from collections.abc import Sequence
from contextlib import suppress

from markupsafe import Markup
from msgspec.structs import replace

from casework.errors import BadAnswer, NotAChoice, NotThere, Stale, TooLong, UnknownVillage
from casework.forms import NEAR, Draft, Form, Question, QuestionKind, Source, Value, readable, said_in
from handlers.forms import as_typed, form_cards, questions
from handlers.forms.form_cards import Change, Go, Pick, Resume
from handlers.ui import home
from handlers.ui.screens import Press, Rows, Screen, bare, lines
from handlers.ui.turn import App, Flow, Turn, everybody
from handlers.words import typed
from storage.forms import drafts


def begin(turn: Turn, form: Form, case: int | None = None) -> None:
    """Start a form, or offer the unfinished one of the same kind (`ux.md` 13)."""
    draft = drafts.existing(turn.db, form.name, case)
    known = turn.app.flows[form.name].known(turn, case)
    if draft is None:
        show(turn, drafts.begin(turn.db, form.name, case, known))
    elif not draft.begun:
        drafts.drop(turn.db, draft)
        show(turn, drafts.begin(turn.db, form.name, case, known))
    elif draft.answers == known:
        show(turn, draft)
    else:
        turn.show(form_cards.found(_flow(turn, draft), draft, turn.wording, called(turn, draft)))


def afresh(
    turn: Turn, form: Form, subject: int | None, known: dict[str, Value], *, wrong: Markup | None = None
) -> None:
    """Ask a form from its beginning: what was begun of the kind was about something else, or is over."""
    before = drafts.existing(turn.db, form.name, subject)
    if before is not None:
        drafts.drop(turn.db, before)
    show(turn, drafts.begin(turn.db, form.name, subject, known), wrong=wrong)


def show(turn: Turn, draft: Draft, *, wrong: Markup | None = None) -> None:
    """Put the draft's question, or its summary, on the screen; what goes out at once is sent instead."""
    flow = _flow(turn, draft)
    if flow.private:
        turn.must_take_back()
    if flow.at_once(draft):
        _finish(turn, draft)
        return
    screen = _screen(turn, flow, draft)
    turn.show(replace(screen.under(wrong), draft=draft.id))


def ask_below(turn: Turn, draft: Draft) -> None:
    """Put the draft's question under what was said in this turn."""
    turn.say(_screen(turn, _flow(turn, draft), draft))


def _screen(turn: Turn, flow: Flow, draft: Draft) -> Screen:
    before = flow.before(draft, turn.wording)
    if before is not None:
        return before
    question = draft.now(flow.form)
    heading = flow.heading(turn, draft) if flow.heading else None
    screen = (
        form_cards.summary(flow, draft, turn.wording, titled=heading is None)
        if question is None
        else form_cards.asking(
            flow, draft, question, turn.wording, turn.today, known=flow.known(turn, draft.subject)
        )
    )
    return screen.under(flow.warning(draft, turn.wording)).under(heading)


@everybody
def pick(turn: Turn) -> None:
    """Take the option that was tapped."""
    button = turn.pressed(Pick)
    draft = current(turn, button.draft, button.version)
    question = _question(turn, draft)
    option = question.picked(button.option, draft.answers, turn.today)
    if question.kind is QuestionKind.MANY:
        show(turn, drafts.save(turn.db, draft.toggle(question.key, option)))
    else:
        go_on(turn, draft.answer(question.key, option))


@everybody
def step(turn: Turn) -> None:
    """Go on, skip, go back or send."""
    button = turn.pressed(Go)
    draft = current(turn, button.draft, button.version)
    flow = _flow(turn, draft)
    question = draft.now(flow.form)
    if button.step == "send" and question is None:
        _finish_proven(turn, draft)
    elif (
        button.step == "back" and draft.subject is not None and form_cards.at_the_start(flow, draft, question)
    ):
        _leave(turn, draft, draft.subject)
    elif button.step == "back":
        show(turn, drafts.save(turn.db, draft.back(flow.form, summary=flow.summary)))
    elif button.step == "next" and question is not None and draft.fitting(question):
        go_on(turn, draft.answer(question.key, draft.fitting(question)))
    elif button.step == "skip" and question is not None and question.optional:
        go_on(turn, draft.answer(question.key, None))
    else:
        raise Stale


def _leave(turn: Turn, draft: Draft, case: int) -> None:
    """Go back from the first question to the case; what was answered stays in its drawer."""
    if not draft.begun:
        drafts.drop(turn.db, draft)
    if not turn.app.open_card(turn, case):
        raise NotThere


@everybody
def change(turn: Turn) -> None:
    """Change one answer; the summary comes back after it."""
    button = turn.pressed(Change)
    draft = current(turn, button.draft, button.version)
    asked = _flow(turn, draft).form.asked(draft.answers)
    if not 0 <= button.question < len(asked):
        raise Stale
    show(turn, drafts.save(turn.db, draft.change(asked[button.question].key)))


@everybody
def resume(turn: Turn) -> None:
    """Go on with a draft, start it anew, or throw it away."""
    button = turn.pressed(Resume)
    draft = _kept(turn, button.draft)
    if button.step == "on":
        _show_kept(turn, draft)
    elif button.step == "found":
        turn.show(form_cards.found(_flow(turn, draft), draft, turn.wording, called(turn, draft)))
    elif button.step in {"ask", "afresh"}:
        turn.show(form_cards.throw_away(draft, turn.wording, anew=button.step == "afresh"))
    else:
        drafts.drop(turn.db, draft)
        if button.step == "anew":
            begin(turn, _flow(turn, draft).form, draft.subject)
        else:
            turn.notice = turn.wording.text("The draft was deleted.")
            if draft.subject is None or not turn.app.open_card(turn, draft.subject):
                home.show(turn)


def _show_kept(turn: Turn, draft: Draft) -> None:
    """Show a draft from its drawer; one about what is no longer theirs can't even be read, and goes."""
    try:
        show(turn, draft)
    except NotThere:
        if draft.subject is None:
            raise
        drafts.drop(turn.db, draft)
        turn.notice = turn.wording.text(
            "What this was about is over, or with somebody else: the draft is gone."
        )
        home.show(turn)


def take_words(turn: Turn, draft: Draft) -> None:
    """Take a typed answer, or say what is wrong with it."""
    flow = _own(turn, draft)
    if flow.private:
        turn.delete_said()
    if flow.typed:
        flow.typed(turn, draft)
        return
    question = draft.now(flow.form)
    if flow.stray and (question is None or question.tapped) and readable(turn.text):
        flow.stray(turn, draft)
        return
    if question is None:
        _correct(turn, flow, draft)
        return
    try:
        if draft.ends(question.key, turn.db.now):
            raise TooLong(question.limit)
        draft = _said_in(turn, _answered(turn, draft, question, turn.text), question)
    except BadAnswer as bad:
        whole = not isinstance(bad, TooLong) or len(turn.text) < turn.channel.text
        draft = drafts.save(turn.db, draft.missed() if whole else draft.missed().cut(question.key))
        wrong = questions.wrong(bad, flow.words, question, draft, turn.wording)
        lost = _lost(turn) if isinstance(bad, NotAChoice | TooLong) else None
        show(turn, draft, wrong=lines(wrong, lost))
        return
    go_on(turn, draft)


def _lost(turn: Turn) -> Markup | None:
    """Say that words are nowhere any more which were taken out of the chat and answer nothing."""
    if not turn.taken_back:
        return None
    return turn.wording.text("What you wrote was not kept. Please write it again where words are asked for.")


def _correct(turn: Turn, flow: Flow, draft: Draft) -> None:
    """Take words below a summary that name one of its answers and say it anew: 備註：電話換了."""
    meant = as_typed.corrected(turn, flow, draft)
    if meant is None:
        please = turn.wording.text("Please use the buttons to send or change it.")
        show(turn, draft, wrong=lines(please, _lost(turn)))
        return
    question, said = meant
    try:
        if question.tapped:
            corrected = draft.answer(question.key, as_typed.chosen(turn, flow, draft, question, said))
        else:
            corrected = _said_in(turn, _answered(turn, draft, question, said), question)
    except BadAnswer as bad:
        again = drafts.save(turn.db, draft.change(question.key))
        show(turn, again, wrong=questions.wrong(bad, flow.words, question, draft, turn.wording))
        return
    go_on(turn, corrected)


def answer_again(turn: Turn, draft: Draft, now: Source) -> None:
    """Correct an answer whose message was edited before the form was sent; a bad one says why."""
    flow = _own(turn, draft)
    question = flow.form.question(now.key)
    meant = as_typed.corrected(turn, flow, draft)
    said = meant[1] if meant is not None and meant[0] is question else turn.text
    try:
        corrected = _answered(turn, draft, question, said)
    except BadAnswer as bad:
        turn.notice = questions.wrong(bad, flow.words, question, draft, turn.wording)
        show_again(turn)
        return
    answers = said_in(corrected.answers, now)
    drafts.save(turn.db, replace(draft, answers=answers))
    turn.notice = turn.wording.text("Corrected in your draft.")
    show_again(turn)


def _said_in(turn: Turn, draft: Draft, question: Question) -> Draft:
    """Keep which message an answer came from, for as long as it can be edited; of full data nothing."""
    if turn.heard.message is None or _flow(turn, draft).private:
        return draft
    said = Source(turn.heard.message, question.key, turn.text)
    return replace(draft, answers=said_in(draft.answers, said))


def _answered(turn: Turn, draft: Draft, question: Question, words: str) -> Draft:
    if question.kind is not QuestionKind.PLACE:
        said = question.typed(words, turn.today, draft.answers)
        _flow(turn, draft).judges(turn, question.key, said)
        return draft.answer(question.key, said)
    villages = [village.key for village in turn.office.places.find(words)]
    if not villages:
        raise UnknownVillage
    if len(villages) > 1:  # which of them is asked, and until then it is none
        others = {key: value for key, value in draft.answers.items() if key != question.key}
        return replace(draft, answers={**others, NEAR: villages})
    return draft.answer(question.key, villages[0])


def takes_answer(turn: Turn, draft: Draft) -> bool:
    """Tell whether typed words answer what is asked: not where keys are asked for and words go elsewhere."""
    flow = _flow(turn, draft)
    question = draft.now(flow.form)
    return flow.stray is None or (question is not None and not question.tapped)


def awaits_a_tap(turn: Turn, draft: Draft) -> bool:
    """Tell whether keys alone answer what is on the screen."""
    flow = _flow(turn, draft)
    question = draft.now(flow.form)
    return flow.typed is None and (question is None or question.tapped)


def pressed_by_name(turn: Turn, draft: Draft) -> bool:
    """Take typed words that are what a key of the question is called as that key; False for other words."""
    flow = turn.app.flows.get(draft.form)
    said = typed.meant(turn.text)
    if flow is None or flow.typed or flow.private or not said:
        return False
    keys = [key for row in _screen(turn, flow, draft).rows for key in row if isinstance(key, Press)]
    here = next((key for key in keys if said in typed.names(key.label)), None)
    if here is None:
        here = as_typed.ticked(flow, draft, keys, said) or as_typed.begun(keys, said)
    if here is None and said in typed.BACK:
        here = next((key for key in keys if as_typed.leads(key, "back")), None) or home.key(turn.wording)
    if here is None and said in typed.ON:
        here = next((key for key in keys if as_typed.leads(key, "skip")), None)
    if here is None:
        here = as_typed.plainly(turn, flow, draft, keys, said)
    if here is None and said in typed.UNSURE:
        unsure = typed.meant(turn.wording.label("Not sure"))
        here = next((key for key in keys if typed.meant(key.label) == unsure), None)
    if here is None and said in typed.SENDING:
        here = next((key for key in keys if as_typed.leads(key, "send") and key.style != "danger"), None)
    if here is None:
        return _several(turn, flow, draft, keys) or _of_the_form(turn, flow, draft, said)
    turn.press(here.button)
    return True


def _several(turn: Turn, flow: Flow, draft: Draft, keys: Sequence[Press]) -> bool:
    """Tick all that words name, where they name several things and nothing else: 經濟、就業."""
    question = draft.now(flow.form)
    named = [typed.meant(one) for one in as_typed.BETWEEN.split(turn.text) if typed.meant(one)]
    if question is None or question.kind is not QuestionKind.MANY or len(named) < 2:
        return False
    picks = [key for key in keys if isinstance(key.button, Pick)]
    options = question.choices(draft.answers, turn.today)
    found = dict.fromkeys(as_typed.named(picks, options, one) for one in named)
    if None in found:
        return False
    for option in found:
        if option is not None and option not in draft.chosen(question.key):
            draft = draft.toggle(question.key, option)
    show(turn, drafts.save(turn.db, draft))
    return True


def _of_the_form(turn: Turn, flow: Flow, draft: Draft, said: str) -> bool:
    """Take words that are about the form, not about what it asks: to send it too early, or to give it up."""
    if flow.before(draft, turn.wording) is not None:
        return False
    if typed.gives_up(said):
        turn.press(Resume(draft.id, "ask") if draft.begun else home.Home())
        return True
    if said in typed.SENDING and draft.now(flow.form) is not None:
        show(turn, draft, wrong=turn.wording.text("Not sent yet: please answer this first."))
        return True
    return False


def on_screen(turn: Turn) -> Draft | None:
    """Return the draft whose question is on the speaker's screen; a list that was sent asks for no words."""
    if turn.asking is None:
        return None
    try:
        found = drafts.get(turn.db, turn.asking)
    except NotThere:
        return None
    return found if found.form in turn.app.flows else None


def way_back(turn: Turn) -> Rows:
    """The key back to the form that another card takes off the screen."""
    draft = on_screen(turn)
    if draft is None:
        return ()
    form = turn.wording.label(_flow(turn, draft).words.title)
    return (
        (Press(turn.wording.label("◀ Back to “%(form)s”", form=form), Resume(draft.id, "on"), "primary"),),
    )


def show_again(turn: Turn) -> None:
    """Show the form that is on the screen again, or home: what was said has no place here."""
    draft = on_screen(turn)
    if draft is None:
        home.show(turn)
    else:
        show(turn, draft)


def go_on(turn: Turn, draft: Draft) -> None:
    """Save, then ask the next question; a form without a summary is done with its last answer."""
    flow = _flow(turn, draft)
    draft = drafts.save(turn.db, draft)
    if draft.now(flow.form) is None and not flow.summary:
        _finish_proven(turn, draft)
    else:
        show(turn, draft)


def _finish_proven(turn: Turn, draft: Draft) -> None:
    """Finish it, once the PIN was typed where it stands behind one."""
    proven = _flow(turn, draft).proven
    if proven is None or proven(turn, draft.subject):
        _finish(turn, draft)


def _finish(turn: Turn, draft: Draft) -> None:
    flow = _own(turn, draft)
    drafts.drop(turn.db, draft)
    flow.done(turn, draft)


def ask_day_again(turn: Turn, draft: Draft, bad: BadAnswer) -> None:
    """Ask once more, in a finished form, for a day that can't be; nothing else is asked anew."""
    flow = _flow(turn, draft)
    asked = flow.form.asked(draft.answers)
    day = next(one for one in asked if (one.key == bad.about if bad.about else one.dated))
    ask_again(turn, draft, day.key, questions.wrong(bad, flow.words, day, draft, turn.wording))


def ask_again(turn: Turn, draft: Draft, key: str, wrong: Markup) -> None:
    """Ask one question of a finished form once more, and say why; nothing else is asked anew."""
    again = drafts.begin(turn.db, draft.form, draft.subject, draft.answers)
    show(turn, drafts.save(turn.db, again.change(key)), wrong=wrong)


def _kept(turn: Turn, draft: int) -> Draft:
    """Return the draft of a key; what was finished or thrown away meanwhile is no mystery, only over."""
    try:
        return drafts.get(turn.db, draft)
    except NotThere:
        raise Stale from None


def current(turn: Turn, draft: int, version: int) -> Draft:
    """Return the draft of a key, as it was when the key was shown."""
    found = _kept(turn, draft)
    if found.version != version:
        raise Stale
    return found


def _question(turn: Turn, draft: Draft) -> Question:
    question = draft.now(_flow(turn, draft).form)
    if question is None:
        raise Stale
    return question


def _flow(turn: Turn, draft: Draft) -> Flow:
    """Return the flow of a form; a question's draft has none, nor has a form of an earlier edition."""
    flow = turn.app.flows.get(draft.form)
    if flow is None:
        raise Stale
    return flow


def _own(turn: Turn, draft: Draft) -> Flow:
    """Return the flow of a form that is the speaker's to fill in; who changed roles since may not."""
    flow = _flow(turn, draft)
    if turn.speaker.role not in flow.roles:
        raise NotThere
    return flow


def called(turn: Turn, draft: Draft) -> str:
    """Say which draft it is: by its case and month, else by its day and first words."""
    flow = _flow(turn, draft)
    if flow.heading and draft.subject is not None:
        with suppress(NotThere):
            first = bare(flow.heading(turn, draft)).partition("\n")[0]  # what stands below it is no name
            return " ".join(first.split())
    return form_cards.named(flow, draft, turn.wording)


def register(app: App) -> None:
    """Add the keys that every form has."""
    app.on(Pick, pick)
    app.on(Go, step)
    app.on(Change, change)
    app.on(Resume, resume)
