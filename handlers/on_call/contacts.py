"""Whom to call in the own unit (督導電話, 誰是主管, 窗口電話): who leads it, and who is its window."""

import re
from collections.abc import Mapping

from markupsafe import Markup

from casework.staffing.people import LEADING, Person, Role
from casework.text.identity import plain
from handlers.on_call import answering
from handlers.ui import home
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn
from handlers.words.terms import ROLES
from storage.staffing import people

_MEANT: Mapping[str, tuple[Role, ...]] = {
    "督導": (Role.SUPERVISOR,),
    "主管": (Role.HEAD,),
    "主任": (Role.HEAD,),
    "窗口": (Role.LIAISON, Role.CLERK, Role.BUREAU),
    "承辦": (Role.CLERK, Role.BUREAU, Role.LIAISON),
    "supervisor": (Role.SUPERVISOR,),
    "head": (Role.HEAD,),
    "boss": LEADING,
    "liaison": (Role.LIAISON,),
    "clerk": (Role.CLERK,),
}
"""Which roles a word for somebody means."""
_CHINESE = "督導|主管|主任|窗口|承辦(?=人|$|[的是電手聯連叫在怎])"
_ENGLISH = "supervisor|head|boss|liaison|clerk"
_HOW = "(?:電話|手機|分機|號碼)+(?:號碼)?(?:是?多少|幾號|是?什麼)?|聯[絡繫](?:方式|電話|資料)?"
SAYINGS = re.compile(
    f"(?:請問|查|找|問)?(?:我|我們|這裡|本單位|單位|中心)?的?(?P<whose>{_CHINESE})人?(?:員)?的?"
    f"(?:{_HOW}|是誰|是哪一?位|叫什麼(?:名字)?|怎麼聯[絡繫])[呢啊嗎]?"
    f"|(?:請問)?誰是(?:我|我們|這裡|單位|中心)?的?(?P<who>{_CHINESE})人?(?:員)?"
    f"|(?:who(?: is|'s) )?(?:my |our |the )?(?P<is>{_ENGLISH})(?:'s)?"
    "(?: (?:phone|telephone|number|contact))*",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:my |our |the )?(?:{_ENGLISH})(?:'s)?", re.IGNORECASE)
"""A word of English that asks for nothing by itself."""
_NUMBERS = ("110", "119", "113", "1957", "1925")
HOTLINES = (
    *("專線", "保護專線", "通報專線", "福利專線", "安心專線", "110", "119", "113", "hotline", "hotlines"),
    *(f"{number}{word}" for number in _NUMBERS for word in ("電話", "專線")),
)
"""Of four figures alone it may be a case number's end."""


def answers(turn: Turn, text: str) -> bool:
    """Say who it is in the unit of who asks; a chief is called by who serves the family."""
    said = plain(text).strip("?？! 。")
    found = None if _ALONE.fullmatch(said) else SAYINGS.fullmatch(said)
    if found is None or turn.speaker.role not in answering.STAFF:
        return False
    roles = _MEANT[next(filter(None, found.groups())).casefold()]
    these = people.in_unit(turn.db, turn.unit.id, roles)
    if not these and set(roles) <= set(LEADING):  # a head is a supervisor's counterpart
        these = people.in_unit(turn.db, turn.unit.id, LEADING)
    turn.show(_screen(turn, [one for one in these if one.id != turn.speaker.id]))
    return True


def _screen(turn: Turn, these: list[Person]) -> Screen:
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % turn.unit.name,
        *(_line(turn, one) for one in these),
        None if these else wording.text("Nobody else in your unit is that here."),
    )
    on_call = Press(wording.label(answering.TITLE), answering.TurnOnCall(0))
    return Screen(text, column(on_call, home.key(wording)), Level.L1)


def _line(turn: Turn, person: Person) -> Markup:
    """Name them with their telephone, and who stands in while they are away."""
    wording = turn.wording
    deputy = people.get(turn.db, person.deputy) if person.deputy is not None else None
    return lines(
        wording.text("%(name)s, %(role)s", name=person.name, role=wording.label(ROLES[person.role])),
        _telephone(turn, person),
        wording.text("away") if deputy else None,
        wording.text("%(name)s stands in.", name=deputy.name) if deputy else None,
        _telephone(turn, deputy) if deputy else None,
    )


def _telephone(turn: Turn, person: Person) -> Markup:
    if not person.phone:
        return turn.wording.text("No telephone is known.")
    return turn.wording.text("Telephone: %(phone)s", phone=person.phone)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, lambda text: SAYINGS.fullmatch(text) and not _ALONE.fullmatch(text))
    for phrase in HOTLINES:
        app.words(phrase, answering.ask)
