"""Visits: logged in a few taps between two doors."""

from markupsafe import Markup

from actions import service
from actions.service import Visited
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.forms import SINCE, Answers, Draft, Value
from casework.new_year.holiday import in_scope
from casework.service import lowering
from casework.service.visits import VISIT
from casework.staffing.people import SERVING
from casework.text.dates import local_day
from handlers.cases.cards import own_seat
from handlers.forms import steps
from handlers.service import unmet
from handlers.service.lowered import LOWER_WHY, risk_before
from handlers.ui import home
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.terms import CHILDREN, CHILDREN_SAID, CONTACTS_SAID, RISKS, RISKS_SAID
from handlers.words.wording import N_
from storage.cases import cases
from storage.core.database import Transaction


def by_telephone(answers: Answers) -> bool:
    """Nobody was visited in person, so it is asked who was reached."""
    return answers.get("mode") == "phone"


TITLE = N_("🚪 Log a visit")
WORDS = Words(
    title=N_("Visit"),
    asks={
        "mode": Ask(
            N_("How did you visit?"),
            name=N_("How"),
            options={
                "home": N_("At home"),
                "phone": N_("Telephone"),
                "office": N_("Office"),
                "school": N_("School"),
            },
            typed=CONTACTS_SAID,
        ),
        "met": Ask(
            N_("Did you meet somebody?"),
            name=N_("Met anybody"),
            options={"met": N_("Met"), "not_met": N_("Met nobody"), "refused": N_("They refuse the visit")},
            typed={
                "met": "有 見到 見到了 見到人 有見到人 yes",
                "not_met": "沒見到 不在 不在家 沒人 沒人在家 撲空 no nobody noone didntmeet notmet notathome",
                "refused": "拒絕 拒絕訪視 不讓我進去 refused refuse theyrefused",
            },
            instead=(
                by_telephone,
                Ask(
                    N_("Did you reach somebody?"),
                    name=N_("Reached anybody"),
                    options={
                        "met": N_("Reached"),
                        "not_met": N_("Reached nobody"),
                        "refused": N_("They refuse the visit"),
                    },
                    typed={
                        "met": "有 聯絡到 聯絡上 有聯絡到 有接 yes",
                        "not_met": "沒聯絡到 沒接 沒接電話 沒人接 no nobody noone noanswer notreached",
                        "refused": "拒絕 拒絕訪視 refused refuse theyrefused",
                    },
                ),
            ),
        ),
        "children": Ask(
            N_("Did you see the children?"), name=N_("Children"), options=CHILDREN, typed=CHILDREN_SAID
        ),
        "risk": Ask(N_("How high is the risk now?"), name=N_("Risk"), options=RISKS, typed=RISKS_SAID),
        lowering.KEY: LOWER_WHY,
        "day": Ask(
            N_("On which day?"),
            name=N_("Day"),
            hint=N_("Tap, or type a day such as 6/1, 115/6/1 or last Wed."),
            options={"today": N_("Today"), "yesterday": N_("Yesterday")},
        ),
        "note": Ask(
            N_("Anything to note?"),
            name=N_("Note"),
            example=N_("The mother found work; the child goes to school again."),
        ),
    },
    send=N_("Save the visit"),
    unsent=NOT_SAVED,
)


class LogVisit(OfCase, prefix="cvi"):
    """Begin to log a visit."""


def save(db: Transaction, draft: Draft) -> Visited:
    """Keep the visit; the deadline it answers moves with the facts."""
    return service.visit(db, draft.subject or 0, draft.answers)


def _saved(turn: Turn, visited: Visited, draft: Draft) -> Markup:
    saved = turn.wording.text("The visit of %(day)s is saved.", day=turn.wording.day(visited.on))
    if visited.counted:
        return saved
    saved += Markup("").join(Markup("\n") + one for one in unmet.line(turn, visited.case))
    if visited.early:
        why = turn.wording.text("It was before your unit was given the case: what is due now is still due.")
    elif draft.said("met") == "met" and visited.risk is Risk.HIGH:
        why = _in_person(turn, visited.case)
    else:
        why = turn.wording.text("Nobody was met or reached: the visit is still due.")
    return saved + Markup("\n") + why


def _in_person(turn: Turn, case: Case) -> Markup:
    """Say why it did not count; the New-Year plan says so of homes with a child, around the New Year."""
    if in_scope(case, local_day(turn.db.now), turn.db.rules):
        return turn.wording.text(
            "The risk is high, so the children are to be seen in person (New-Year care plan). "
            "The visit is still due."
        )
    if case.child is False:
        return turn.wording.text("The risk is high: a visit in person is still due.")
    return turn.wording.text("The risk is high: a visit in person, seeing the children, is still due.")


def _known(turn: Turn, case_id: int | None) -> dict[str, Value]:
    """A visit is of a day on which somebody knew of the case."""
    case = cases.get(turn.db, case_id or 0, acts.VISIT.needs)
    return {SINCE: local_day(case.reported_at).isoformat(), **risk_before(case)}


def _last(turn: Turn, case: Case) -> list[Markup]:
    on = own_seat(turn, case).visited_on
    return [] if on is None else [turn.wording.text("Last visited %(day)s", day=turn.wording.day(on))]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.VISIT,
            LogVisit,
            TITLE,
            VISIT,
            WORDS,
            SERVING,
            do=save,
            done=_saved,
            summary=True,
            known=_known,
        ),
    )
    app.guides.append(
        home.on_a_case("(?:訪視)?[紀記]錄|訪視|家訪|電訪|(?:home)?visits?|logavisit", TITLE, SERVING)
    )
    app.parts.append(Part(Action.VIEW, lines=_last))
