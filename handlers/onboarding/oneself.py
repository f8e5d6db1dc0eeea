"""What people ask about themselves: language, PIN, telephone, unit, and how they leave."""

from collections.abc import Mapping

from actions.staffing.people import who_lets_in
from casework.staffing.leave import OWING
from casework.staffing.people import Role
from casework.staffing.pin import has_pin
from handlers.forms.pin import ASK, AskForPin
from handlers.onboarding.language import TITLE, Languages
from handlers.reminders.duties import Away
from handlers.ui.turn import App, Guide, Turn
from handlers.words.wording import N_

_CHANGING = "(?:換|改|變更|更改|更新|修改)"
_MINE = "(?:我的?|自己的?|新的?)?"
_NUMBER = "(?:手機|電話|聯絡電話)(?:號碼)?"
_ONES = "(?:單位|姓名|名字|職務|職稱|角色|負責里)"
_HOW = "(?:要?怎麼|要?如何)"
DATA = (
    f"{_CHANGING}{_MINE}(?:{_NUMBER}|號碼|{_ONES})|{_MINE}(?:{_NUMBER}|{_ONES}){_HOW}{_CHANGING}"
    f"|{_MINE}(?:手機|電話)號碼|調單位|調職|轉調|換單位"
    "|(?:changeor)?change(?:my|the)?(?:phone|telephone|mobile|unit|name|role|villages?)(?:number)?"
    "|(?:my|the)?(?:phone|telephone|mobile)number|movetoanotherunit|changeunits"
)
PIN = (
    "(?:忘記)?(?:密碼|pin碼?)(?:忘了|被?鎖住?)?"
    "|(?:forgot|reset)?(?:my)?(?:password|passcode|pin)(?:code|number)?(?:is)?(?:locked)?"
)
LEAVING = (
    f"{_HOW}?(?:離職|退出(?:守望)?|離開守望)|{_HOW}離開"
    "|(?:how(?:do|can)i)?(?:leave(?:the|my)?(?:office|job|bot|shouwang|service)|quit|resign)|how(?:do|can)ileave"
)

LEFT = N_("Who leaves tells %(who)s: they hand over what is open, and your access ends then.")


def _who(turn: Turn) -> Mapping[str, str]:
    """Name who leads the speaker, or an administrator."""
    names = turn.wording.label(", ").join(one.name for one in who_lets_in(turn.db, turn.speaker))
    return {"who": names or turn.wording.label("an administrator")}


def register(app: App) -> None:
    """Say it to everybody who asks."""
    app.guides += [
        Guide(
            "(?:語言|語系|中文|英文|英語|language|english|chinese)(?:版|介面)?",
            N_("I speak Chinese and English. What you choose holds for you alone."),
            tuple(Role),
            TITLE,
            Languages(),
        ),
        Guide(
            PIN,
            N_(
                "A new PIN comes from %(who)s: you are called and told one to begin with, then you choose "
                "your own. Ask for it here."
            ),
            tuple(Role),
            ASK,
            AskForPin(),
            given=_who,
            shown=lambda turn: has_pin(turn.speaker),
        ),
        Guide(PIN, N_("You need no PIN here, and are never asked for one."), tuple(Role)),
        Guide(
            DATA,
            N_(
                "Your name, telephone, role and unit are changed here by %(who)s: please ask them. Another "
                "phone with the same Telegram account needs nothing; if it is lost, send /lock or call them."
            ),
            tuple(Role),
            given=_who,
        ),
        Guide(LEAVING, LEFT, OWING, N_("🌴 Be away"), Away(), given=_who),
        Guide(LEAVING, LEFT, tuple(role for role in Role if role not in OWING), given=_who),
    ]
