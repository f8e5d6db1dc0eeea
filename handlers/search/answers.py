"""Answers to a question about cases: how it was understood, how many, five rows; or what emptied it."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct, field

from casework.cases.access import sees_all
from casework.cases.case import Case
from casework.counting import counted
from casework.forms import Draft
from casework.search.asked import is_crisis, is_meant
from casework.search.queries import LONGEST_QUESTION, Condition, FreeWords, Place, Query, Status
from casework.staffing.people import REPORTERS, SERVING, Person, Role
from casework.text.masking import is_masked
from casework.text.names import mask_name
from casework.text.places import district_of
from handlers.cases import cards
from handlers.intake.worries import Worry
from handlers.search.understood import in_words, understood
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.words.terms import STATES
from handlers.words.wording import N_, Wording
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from storage.search import answers as search
from storage.staffing import people

_MOST_FILTERS = 6
ALL = -1
"""Stands for the place of every condition."""
EXAMPLES = {
    **dict.fromkeys(
        SERVING, N_("For example: overdue · this week · no follow-up · the last four digits of a number")
    ),
    Role.SCREENER: N_("For example: unassigned · urgent %(place)s · the last four digits of a number"),
}
"""What who asks can find by it."""
EXAMPLE = N_(
    "For example: overdue %(place)s · worker:王 · closing to decide · the last four digits of a number"
)
EVERYWHERE = "平鎮"
"""A district, for an example to who asks about all."""


class AnswerPage(Button, prefix="qp"):
    """A page of the answer; `version` is the question's, so that an old answer is told."""

    question: int
    version: int
    page: int


class Without(Button, prefix="qw"):
    """Ask again without the condition at a place."""

    question: int
    version: int
    place: int


class Enquiry(Struct, frozen=True):
    """What is asked: as it was written, understood as a whole, and what was dropped of it since."""

    draft: Draft
    whole: Query
    dropped: frozenset[int] = field(default=frozenset())

    @property
    def now(self) -> Query:
        """What is still asked."""
        return self.whole.without(self.dropped)

    @property
    def left(self) -> dict[int, Condition]:
        """The conditions that still hold, by their place."""
        return {n: one for n, one in enumerate(self.whole.conditions()) if n not in self.dropped}

    def page(self, number: int) -> AnswerPage:
        """The key of a page."""
        return AnswerPage(self.draft.id, self.draft.version, number)


HOTLINES = N_(
    "Is somebody in danger? Call 110 or 119 now. 113: protection, 1925: suicide prevention, both 24 hours."
)


def show(turn: Turn, question: Enquiry, page: int = 0) -> None:
    """Put the answer on the screen."""
    page, answer = max(page, 0), search.answer(turn.db, question.now, max(page, 0))
    if not answer.found:
        turn.show(_nothing(turn, question))
        return
    if not answer.cases:
        page = (answer.found - 1) // search.PAGE
        answer = search.answer(turn.db, question.now, page)
    found = list(enumerate(answer.cases, page * search.PAGE + 1))
    serve = {one.id: one.worker or one.offered for one in answer.cases}
    known = people.these(turn.db, filter(None, serve.values()))
    owed = obligations.of_each(turn.db, serve)
    text = lines(
        *_head(question, turn.wording),
        turn.wording.upwards("%(n)s case", "%(n)s cases", answer.found),
        *(
            _row(turn, place, case, known.get(serve[case.id] or 0), _answering(turn, question, owed[case.id]))
            for place, case in found
        ),
        queues.which(turn.wording, answer.found, page),
    )
    opening = column(*(_open_key(turn.wording, place, case) for place, case in found))
    around = queues.turning(page, queues.reaching(page, answer.more), question.page, turn.wording)
    turn.show(Screen(text, (*opening, *around, (home.key(turn.wording),)), Level.L1))


def _head(question: Enquiry, wording: Wording) -> list[Markup | None]:
    """Say first how the question was understood."""
    long = len(question.draft.said("text")) > LONGEST_QUESTION
    return [
        Markup("<b>%s</b>") % understood(question.now, wording),
        wording.text("I read the first %(n)s characters.", n=LONGEST_QUESTION) if long else None,
    ]


def _row(turn: Turn, place: int, case: Case, worker: Person | None, due: Sequence[Obligation]) -> Markup:
    """A case in two lines: number, state, place, household, worker; then what was asked for or presses."""
    name = case.household.name
    parts = [
        turn.wording.label(STATES[case.state]),
        case.village,
        mask_name(name) if name else "",
        turn.wording.label("worker %(name)s", name=worker.name) if worker else "",
    ]
    return lines(
        Markup("%s. <b>%s</b> %s") % (place, cards.called(case), turn.wording.beside(*parts)),
        *(cards.due_line(duty, turn) for duty in due),
    )


def _answering(turn: Turn, question: Enquiry, owed: Sequence[Obligation]) -> Sequence[Obligation]:
    """Return the duty for which the case is in the answer; if none is meant, the most pressing."""
    words = [one.asked for one in question.left.values() if isinstance(one, Status)]
    meant = [sum(is_meant(word, duty.duty, duty.due, turn.db.now) for word in words) for duty in owed]
    return [owed[meant.index(max(meant))]] if owed else []


def _open_key(wording: Wording, place: int, case: Case) -> Press:
    return Press(
        wording.label("Open %(n)s. %(number)s", n=place, number=cards.called(case)), OpenCard(case.id)
    )


def _nothing(turn: Turn, question: Enquiry) -> Screen:
    """Name the filter that emptied the answer, and offer to drop each."""
    left = question.left
    alone = len(left) == 1  # which was just asked
    empty = [one for one in left.values() if alone or not search.is_answered(turn.db, Query(((one,),)))]
    danger = turn.wording.text(HOTLINES) if is_crisis(question.draft.said("text")) else None
    why = _outside(turn, empty) or _why_empty(empty, turn.wording, asked=bool(left))
    place = turn.unit.district.removesuffix("區") or EVERYWHERE
    example = turn.wording.text(EXAMPLES.get(turn.speaker.role, EXAMPLE), place=place)
    text = lines(danger, *_head(question, turn.wording), *why, example)
    drops = [key for place in list(left)[:_MOST_FILTERS] if (key := _drop_key(turn, question, place))]
    drops = drops or [key for key in (_drop_all_key(turn, question),) if key]
    akin = home.akin(turn, question.draft.said("text"))
    keys = (*column(_report_key(turn, question)), *akin, *column(*drops, home.key(turn.wording)))
    return Screen(text, keys, Level.L1)


def _outside(turn: Turn, empty: list[Condition]) -> list[Markup]:
    """A place of another district is none of theirs to ask about, whatever there is (`trust.md`)."""
    if any(sees_all(one, people.unit(turn.db, one.unit)) for one in turn.db.acting) or not turn.unit.district:
        return []
    asked = [one for one in empty if isinstance(one, Place)]
    elsewhere = [one for one in asked if turn.unit.district not in {district_of(key) for key in one.keys}]
    return [
        turn.wording.text(
            "%(place)s is outside what you may ask about: you find the cases of %(unit)s.",
            place=in_words(one, turn.wording),
            unit=turn.unit.name,
        )
        for one in elsewhere
    ]


def _why_empty(empty: list[Condition], wording: Wording, *, asked: bool) -> list[Markup]:
    if not asked:
        return [wording.text("There are no cases for you yet.")]
    if not empty:
        return [wording.text("No case. Each of these occurs, but not together.")]
    filters = wording.label(", ").join(in_words(one, wording) for one in empty)
    why = [wording.text("No case: nothing matches %(filters)s.", filters=filters)]
    unknown = [one.text for one in empty if isinstance(one, FreeWords)]
    if any(map(is_masked, unknown)):
        why.append(
            wording.text(
                "What is hidden can't be looked for. Type the case number or its last four digits, the full "
                "name, or the surname alone."
            )
        )
    elif any(len(text) > 1 for text in unknown):
        why.append(
            wording.text("I looked for it in names, IDs, telephones, addresses, villages, units and workers.")
        )
    elif unknown:
        why.append(
            wording.text(
                "One character is looked for as a surname and in workers' names. Type more to find more."
            )
        )
    return why


def _drop_key(turn: Turn, question: Enquiry, place: int) -> Press | None:
    """Ask without a filter, where that finds something."""
    others = search.count(turn.db, question.whole.without(question.dropped | {place}))
    if not others:
        return None
    dropped = in_words(question.left[place], turn.wording)
    label = turn.wording.label("Without %(filter)s (%(n)s)", filter=dropped, n=counted(others))
    return Press(label, Without(question.draft.id, question.draft.version, place))


def _drop_all_key(turn: Turn, question: Enquiry) -> Press | None:
    """Ask for everything, where no filter that is dropped alone finds anything."""
    everything = search.count(turn.db, Query(()))
    if not everything or not question.left:
        return None
    label = turn.wording.label("All cases (%(n)s)", n=counted(everything))
    return Press(label, Without(question.draft.id, question.draft.version, ALL))


def _report_key(turn: Turn, question: Enquiry) -> Press | None:
    """Free words of somebody who may report were perhaps a worry (`ux.md` 9)."""
    worry = any(isinstance(one, FreeWords) for one in question.left.values())
    if not worry or turn.speaker.role not in REPORTERS:
        return None
    return Press(turn.wording.label("📝 Make it a report"), Worry(question.draft.id, question.draft.version))
