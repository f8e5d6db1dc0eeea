"""What a report asks, in words: the report itself, and what is asked after it went out at once."""

from collections.abc import Mapping
from typing import Final

from handlers.words.form_words import Ask
from handlers.words.terms import DANGER, DANGERS, SEEN
from handlers.words.wording import N_

_CALL: Final = (
    "(?=.*(?:好|可以|要|請|打|電|聯|沒問題))"
    "(?:好|可以|要|想|請|麻煩|拜託|沒問題|你們|您們?|再|隨時|都|就|幫|打|回|來|電話?|手機|給|跟|和|我|的"
    "|聯絡|聯系|一下|謝謝|[啊喔啦吧])+ "
    "(?=.*(?:yes|sure|ok|please|call|can|may))(?:yes|sure|ok(?:ay)?|please|do|you|can|may|call|me|thanks?)+"
)
_NO_CALL: Final = (
    "(?=.*[不別免])"
    "(?:[不別免]|要|用|必|想|可以|方便|太|行|好|請|先|再|打|接|電話?|手機|給|我|聯絡|聯系|來|回|的|了|謝謝"
    "|[啊喔啦吧])+ "
    "(?=.*(?:no|dont))(?:no|not|dont|do|please|call|me|thanks?|thankyou)+"
)
"""Words of which a yes and a no are made, one of them at the least that says so."""

IN_DANGER: Final[Mapping[str, str]] = {
    "yes": "(?:是|對|現在|目前|真的)*(?:有人)?(?:[有很]|有立即的?)*危險了?啊? "
    "(?:yes)?(?:in|thereis)?danger(?:now)?",
    "no": "(?:現在|目前|應該|還)*(?:沒有?|無|不)(?:立即的?|什麼)?危險 (?:thereis)?(?:no|notin)danger(?:now)?",
    "unsure": "我?不太?(?:確定|知道)(?:有沒有|是不是有)?(?:立即)?(?:危險)? not?sure",
}
"""How people say whether anybody is in danger."""
ASKS: Final[Mapping[str, Ask]] = {
    "danger": Ask(
        N_("Is anyone in danger right now?"),
        name=N_("Danger now"),
        hint=DANGER,
        options=DANGERS,
        typed={
            **IN_DANGER,
            "yes": f"{IN_DANGER['yes']} [有是對]的? yes",
            "no": f"{IN_DANGER['no']} 沒有?|不是 no",
        },
    ),
    "story": Ask(
        N_("What did you see or hear?"),
        name=N_("What was seen"),
        hint=N_("In your own words. You can also send photos, a video, a voice note or a location."),
        example=N_("The child next door cries every night; the father drinks."),
    ),
    "village": Ask(
        N_("In which village?"), name=N_("Village"), hint=N_("Type its name, for example 新街里.")
    ),
    "household": Ask(
        N_("Whose household is it?"),
        name=N_("Household"),
        hint=N_("As far as you know: name, address, telephone, ID."),
        example=N_("Wang Xiaoming, 100 Zhongzheng Road"),
    ),
    "home": Ask(
        N_("Who lives there?"),
        name=N_("Who lives there"),
        hint=N_("Tap all that apply."),
        options=SEEN,
    ),
    "happening": Ask(
        N_("What is happening?"),
        name=N_("What is happening"),
        hint=N_("Tap all that apply."),
        options=SEEN,
    ),
    "call": Ask(
        N_("May somebody call you about it?"),
        name=N_("Call me"),
        hint=N_("Only those who screen it and those who serve the family see your name and number."),
        options={"yes": N_("Yes, call me"), "no": N_("Please do not")},
        typed={"yes": _CALL, "no": _NO_CALL},
    ),
}
