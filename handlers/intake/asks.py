"""What a report asks, in words: the report itself, and what is asked after it went out at once."""

from collections.abc import Mapping
from typing import Final

from handlers.words.form_words import Ask
from handlers.words.terms import DANGER, DANGERS, SEEN
from handlers.words.wording import N_

ASKS: Final[Mapping[str, Ask]] = {
    "danger": Ask(N_("Is anyone in danger right now?"), name=N_("Danger now"), hint=DANGER, options=DANGERS),
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
        typed={
            "yes": "好 好的 好啊 好喔 可以啊 可以喔 可以的 沒問題 要 yes yesplease sure ok okay",
            "no": "不好 不要 不用 不用了 不可以 不行 不方便 不要打 不用打 不要打給我 no nothanks dont",
        },
    ),
}
