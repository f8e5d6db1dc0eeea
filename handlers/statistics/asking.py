"""What figures are asked for, in two taps: of which period, and of which part of the city."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from msgspec import convert, to_builtins

from casework.cases.criteria import CaseKind
from casework.errors import Stale
from casework.staffing.people import LEADING, Role
from casework.staffing.units import UnitKind
from casework.statistics.asked import Area, Period, PeriodQuestion, Span, without_period
from casework.statistics.summary import Selection
from casework.text.identity import plain
from handlers.errands import progress
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only
from handlers.words.terms import KINDS
from handlers.words.wording import N_, Wording
from storage.core import recusals
from storage.core.database import Transaction
from storage.search.reading import Reader
from storage.staffing import people

WATCHING = (*LEADING, Role.BUREAU, Role.ADMIN)
TITLE = N_("📈 Figures")
HOT_SPOTS = N_("🗺 Hot spots")
FIGURES, MAP = "figures", "hot_spots"
"""The errands that a period may be chosen for."""
TITLES = {FIGURES: TITLE, MAP: HOT_SPOTS}
PERIODS = {
    Period.MONTH: N_("This month"),
    Period.LAST_MONTH: N_("Last month"),
    Period.QUARTER: N_("This quarter"),
    Period.YEAR: N_("This year"),
    Period.LAST_YEAR: N_("Last year"),
}
SAYINGS = re.compile(
    "(?:請?[給幫]我|請)? ?[看查]?(?:匯出|下載)? ?(?:通報|個案|案件)?統計(?:表|圖|圖表|數字|數據|資料)?|圖表"
    "|(?:the )?(?:figures|statistics|stats|charts?)",
    re.IGNORECASE,
)
COUNTS = re.compile(
    "有?(?:多少件?|幾件)(?:通報|開案|結案|案件|個案)"
    "|(?:通報|開案|結案)(?:了|有|共|一共|總共)*(?:多少件?|幾件|件數|數|量|率)"
    "|how many (?:reports|cases)(?: (?:were|did we|have we))?(?: (?:made|opened|closed))?(?: (?:there|in))?",
    re.IGNORECASE,
)
"""What is asked of a period that is named; of none it is a question about cases."""
HOT_SAYINGS = re.compile(
    "(?:通報|個案)?熱區(?:圖|分析)?|熱點|地圖|(?:the )?(?:hot ?spots?|map)", re.IGNORECASE
)
UNIT, DISTRICT = "u", "d"


class AskPeriod(Button, prefix="stp"):
    """Choose the period; *area* as `written`, *kind* a kind of case or empty."""

    what: str
    area: str
    kind: str


class AskArea(Button, prefix="sta"):
    """A page of the parts of the city."""

    what: str
    kind: str
    page: int


class AskKind(Button, prefix="stk"):
    """Choose a kind of case."""

    what: str
    area: str


class AskFigures(Button, prefix="st"):
    """Have it counted, or drawn."""

    what: str
    period: Period
    area: str
    kind: str


def written(area: Area) -> str:
    """Write an area so that a key can carry it."""
    return f"{UNIT}{area.unit}" if area.unit is not None else f"{DISTRICT}{area.district}"


def area_of(turn: Turn, text: str) -> Area:
    """Read it again, nothing being the own part; raises `Stale` for what is no part of the city."""
    if not text:
        return own_area(turn)
    kind, name = text[:1], text[1:]
    if kind == UNIT and any(str(one.id) == name for one in _units(turn)):
        return Area(unit=int(name))
    if kind == DISTRICT and (not name or name in turn.office.places.districts):
        return Area(name)
    raise Stale


def _units(turn: Turn) -> list[Any]:
    """The centres, and the own unit of whoever leads one."""
    own = turn.unit.id if turn.speaker.role in LEADING else None
    return [
        one
        for one in people.all_units(turn.db)
        if one.id == own or (one.kind in (UnitKind.CENTRE, UnitKind.PROTECTION) and not one.ended)
    ]


def own_area(turn: Turn) -> Area:
    """What somebody means who names no part: what they lead, else all of it."""
    return Area(unit=turn.unit.id) if turn.speaker.role in LEADING else Area()


def lists_all(db: Transaction, area: Area) -> bool:
    """Tell whether the speaker may list every case of an area that is counted; decoys are not."""
    uncounted = recusals.hidden_decoys(db)
    return any(scope.covers(area.unit, uncounted) for scope in Reader(db).seen)


def called(area: Area, db: Transaction, wording: Wording) -> str:
    """Name an area."""
    if area.unit is not None:
        return people.unit(db, area.unit).name
    return area.district or wording.label("the whole city")


def of_time(span: Span, wording: Wording) -> str:
    """Name a period by its months."""
    first, last = span.months[0], span.months[-1]
    if first == last:
        return wording.month(first)
    return wording.label("%(first)s to %(last)s", first=wording.month(first), last=wording.month(last))


def given(selection: Selection) -> dict[str, Any]:
    """Write what is asked as an errand keeps it."""
    told: dict[str, Any] = to_builtins(selection)
    return told


def selection_of(asked: Any) -> Selection:
    """Read it again."""
    return convert(asked, Selection)


@only(*WATCHING)
def ask_period(turn: Turn) -> None:
    """AskFigures for which period."""
    asked = turn.pressed(AskPeriod)
    if asked.what not in TITLES:
        raise Stale
    _show_periods(turn, asked.what, asked.area, asked.kind)


def _show_periods(turn: Turn, what: str, area: str, kind: str) -> None:
    wording = turn.wording
    where = called(area_of(turn, area), turn.db, wording)
    kinds = wording.label(KINDS[CaseKind(kind)]) if kind in set(CaseKind) else wording.label("all kinds")
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLES[what]),
        wording.text("Of %(area)s. For which period?", area=where),
        wording.text("Kind: %(kind)s", kind=kinds) if what == MAP else None,
    )
    keys = [
        Press(wording.label(said), AskFigures(what, period, area, kind if kind in set(CaseKind) else ""))
        for period, said in PERIODS.items()
    ]
    other = Press(wording.label("📍 Another area"), AskArea(what, kind, 0))
    kinds_key = Press(wording.label("🏷 One kind of case"), AskKind(what, area)) if what == MAP else None
    pairs = tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))
    turn.show(Screen(text, (*pairs, *column(other, kinds_key, home.key(wording)))))


@only(*WATCHING)
def ask_area(turn: Turn) -> None:
    """Show the parts of the city, a page at a time."""
    asked, wording = turn.pressed(AskArea), turn.wording
    if asked.what not in TITLES:
        raise Stale
    districts = (Area(one) for one in ("", *turn.office.places.districts))
    areas = [*districts, *(Area(unit=one.id) for one in _units(turn))]
    areas.sort(key=lambda one: (one != own_area(turn), one != Area()))
    keys = [
        Press(called(one, turn.db, wording), AskPeriod(asked.what, written(one), asked.kind)) for one in areas
    ]
    back = Press(wording.label("◀ Back"), AskPeriod(asked.what, "", asked.kind))

    def to(page: int) -> Button:
        return AskArea(asked.what, asked.kind, page)

    text = wording.text("Of which part of the city?")
    turn.show(queues.choice(turn, text, keys, page=max(asked.page, 0), to=to, back=back))


@only(*WATCHING)
def ask_kind(turn: Turn) -> None:
    """Show the kinds of cases."""
    asked, wording = turn.pressed(AskKind), turn.wording
    if asked.what not in TITLES:
        raise Stale
    keys = [Press(wording.label("all kinds"), AskPeriod(asked.what, asked.area, ""))]
    keys += [
        Press(wording.label(said), AskPeriod(asked.what, asked.area, kind)) for kind, said in KINDS.items()
    ]
    turn.show(Screen(wording.text("Which kind of case?"), column(*keys, home.key(wording))))


@only(*WATCHING)
def ask(turn: Turn) -> None:
    """Let it be done."""
    asked = turn.pressed(AskFigures)
    if asked.what not in TITLES or asked.kind not in {"", *CaseKind}:
        raise Stale
    _begin(turn, asked.what, asked.period, area_of(turn, asked.area), asked.kind)


def _begin(turn: Turn, what: str, period: Period, area: Area, kind: str = "") -> None:
    progress.begin(turn, what, given(Selection(period, area, kind, turn.today)))


def _answers(what: str, said: "re.Pattern[str]") -> Callable[[Turn, str], bool]:
    def answers(turn: Turn, text: str) -> bool:
        """Take a word for figures or for the map from whoever leads or watches."""
        text = plain(text).strip("?？。!！ ")
        asked = without_period(text)
        if turn.speaker.role not in WATCHING or not _may_mean(said, asked):
            return False
        words, area = _parted(turn, asked.rest)
        if not _means(said, words, asked):
            return False
        period = asked.period(turn.today)
        if period is None:
            turn.go_aside()
            _show_periods(turn, what, area, "")
        else:
            _begin(turn, what, period, area_of(turn, area))
        return True

    return answers


def _may_mean(said: "re.Pattern[str]", asked: PeriodQuestion) -> bool:
    """Tell whether it is worth looking which part of the city is named."""
    counts = said is SAYINGS and asked.named is not None and COUNTS.search(asked.rest) is not None
    return counts or said.search(asked.rest) is not None


def _means(said: "re.Pattern[str]", words: str, asked: PeriodQuestion) -> bool:
    counts = said is SAYINGS and asked.named is not None and COUNTS.fullmatch(words) is not None
    return counts or said.fullmatch(words) is not None


def _parted(turn: Turn, text: str) -> tuple[str, str]:
    """Part what is asked from the part of the city of which it is: 平鎮區統計, 統計 平鎮, 全市統計."""
    parts = [(one.name, Area(unit=one.id)) for one in _units(turn)]
    parts += [(name, Area(one)) for one in turn.office.places.districts for name in (one, one[:-1])]
    for name, area in [*parts, ("全市", Area()), ("the whole city", Area())]:
        if text.startswith(name) or text.endswith(name):
            rest = text.removeprefix(name).removesuffix(name).strip(" 的")
            return rest.removesuffix(" of").removesuffix(" for"), written(area)
    return text, ""


def _named_by(said: "re.Pattern[str]") -> Callable[[str], object]:
    """Know these words with a period, too."""

    def knows(text: str) -> bool:
        asked = without_period(text)
        return _means(said, asked.rest, asked)

    return knows


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, AskPeriod(FIGURES, "", ""), WATCHING, place=HomePlace.CASES))
    app.on(AskPeriod, ask_period)
    app.on(AskArea, ask_area)
    app.on(AskKind, ask_kind)
    app.on(AskFigures, ask)
    app.saying(_answers(FIGURES, SAYINGS), _named_by(SAYINGS))
    app.saying(_answers(MAP, HOT_SAYINGS), _named_by(HOT_SAYINGS))
