"""Typed words that mean a key: compared as people type them, in any width and in simplified characters."""

import re
from collections.abc import Iterable
from functools import lru_cache

from casework.search.asked import FILLERS
from casework.text.identity import plain
from casework.text.simplified import traditional
from handlers.words.wording import Wording

_ALIKE = str.maketrans(
    "确裏裡後乾幹週準臺颱隻鬆誌係繫餘願註覆複採佔製範彙幾捨衝瞭迴鬱佈託於併並遊捲麵鬥穀傑",
    "確里里后干干周准台台只松志系系余愿注復復采占制范匯几舍沖了回郁布托于并并游卷面斗谷杰",
)
"""Of what simplified characters leave open (后, 里, 干), and of variants, one form: only for comparing."""
_SIGNS = re.compile(r"[\W_]+")
_WEEKDAY = re.compile("(?:星期|禮拜|[週周])([一二三四五六日天])")
"""Each weekday has several names."""
BACK = frozenset({"返回", "上一步", "上一題", "回上一步", "back", "goback"})
"""What leads back without the key."""
LETTERS = 3
"""So many letters say which key is meant; of Han characters two."""
ON = frozenset({"略過", "跳過", "先跳過", "不填", "skip", "pass"})
"""What leads on without an answer."""


def meant(text: str) -> str:
    """Return words as they are compared: no signs, no spaces, small letters, the characters used here."""
    named = _WEEKDAY.sub(_weekday, traditional(plain(text)))
    return _SIGNS.sub("", named.translate(_ALIKE).casefold())


def gives_up(said: str) -> bool:
    """Tell whether words, as they are compared, give up what is being written: 算了, 還是不要報了."""
    return _GIVEN_UP.fullmatch(said) is not None


def says(said: str, words: str) -> bool:
    """Tell whether words, as they are compared, are one of those listed, each of which is a pattern."""
    return any(re.fullmatch(one.translate(_ALIKE), said) for one in words.split())


def _weekday(found: re.Match[str]) -> str:
    return "週" + found[1].replace("天", "日")


UNSURE = frozenset(
    {
        *("不知道", "不清楚", "不太清楚", "不曉得", "不太確定"),
        *("dontknow", "idontknow", "imnotsure", "iamnotsure", "unsure", "noidea"),
    }
)
"""What means the key 不確定, where there is one."""
SENDING = frozenset(
    {"送", "送出", "送出去", "確定送出", "確認", "確定", "send", "sendit", "submit", "confirm"}
)
"""What sends what was checked, whatever its key is called."""
NONE = frozenset(
    {"沒有", "都沒有", "沒有了", "沒了", "無", "皆無", "以上皆無", "以上皆非", "以上都沒有"}
) | frozenset({"none", "noneofthem", "noneofthese", "nothing"})
"""What says of things to tick that there is nothing of the kind."""
ALL = frozenset(
    {"好了", "就這樣", "就這些", "這樣就好", "這樣就好了", "選好了", "done", "thatsall", "thatisall"}
)
"""What says that all is ticked."""
_GIVING_UP = (
    "算了|不(?:要|用|想)?(?:通報|報)了?|[先也]?不(?:要|用|想)?(?:[填寫送傳]出?了?)|取消通報|(?:我)?改變?主意了?"
    "|nevermind|forgetit|(?:dont|donot)(?:send|report)(?:it|this)?|cancel(?:the|this)?report"
)
_GIVEN_UP = re.compile(
    f"(?:那|那就|我|我想|還是|這件|這個|先)*(?:(?:{_GIVING_UP})(?:[啦吧喔啊]|好了|謝謝)*)+"
)


@lru_cache(maxsize=4096)
def names(label: str) -> frozenset[str]:
    """Return what a key may be called: its label, and each part of one that names two things."""
    parts = plain(label).replace("（", "(").split("(")[0].split("/")
    return frozenset(map(meant, {label, *(parts if len(parts) > 1 else ())}))


def begins(said: str, label: str) -> bool:
    """Tell whether words, as they are compared, are enough of a name: 獨居 of 獨居老人, 不 of nothing.

    沒有 is 沒: 沒有見到 is enough of 沒見到人.
    """
    enough = len(said) >= (LETTERS if said.isascii() else 2)
    return enough and _briefly(meant(label)).startswith(_briefly(said))


def _briefly(said: str) -> str:
    return said.replace("沒有", "沒")


_LETTERS_ALIKE = 5
"""So many letters make one of invite and invitations."""
_WORDS = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]+")


def akin(text: str, label: str, wordings: Iterable[Wording]) -> bool:
    """Tell whether words that are no name share one with a name: 怎麼邀請人 and 尚未加入的邀請."""
    said = _parts(text)
    called = frozenset[str]().union(*(_parts(one.label(label)) for one in wordings))
    return not said.isdisjoint(called)


def _parts(text: str) -> frozenset[str]:
    """Cut words into what may be shared: two characters each of Chinese, the beginning of a Latin word.

    So cases is akin to case and invite to invitations, but overdue is not to over.
    """
    found = _WORDS.findall(traditional(plain(text)).casefold())
    pairs = {word[at : at + 2] for word in found if not word.isascii() for at in range(len(word) - 1)}
    return (
        frozenset(pairs | {word.removesuffix("s")[:_LETTERS_ALIKE] for word in found if word.isascii()})
        - FILLERS
    )


def bare(label: str) -> str:
    """Return what a key is called, without the sign before it."""
    start = next((place for place, character in enumerate(label) if character.isalnum()), 0)
    return label[start:]


def called(said: str, label: str, wordings: Iterable[Wording]) -> bool:
    """Tell whether words, as they are compared, are what a key is called in any language."""
    return bool(said) and any(said in names(one.label(label)) for one in wordings)
