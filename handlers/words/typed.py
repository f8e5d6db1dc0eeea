"""Typed words that mean a key: compared as people type them, in any width and in simplified characters."""

from collections.abc import Iterable
from functools import lru_cache

from casework.text.identity import plain
from handlers.words.wording import Wording

_SIMPLIFIED = str.maketrans(
    "报语说谢么页帮个会项单册节统计热区奖惩转还办开关离选择删复继续这时确认没险联络机听补资结审员为经请写变访"
    "视记录见给间销传图号码电话与发订问题务长类条对归过历动镇调内异达闭实习级评争议执学随护医疗乡旧农业导组织处应紧张",
    "報語說謝麼頁幫個會項單冊節統計熱區獎懲轉還辦開關離選擇刪復繼續這時確認沒險聯絡機聽補資結審員為經請寫變訪"
    "視記錄見給間銷傳圖號碼電話與發訂問題務長類條對歸過歷動鎮調內異達閉實習級評爭議執學隨護醫療鄉舊農業導組織處應緊張",
)
"""Of the characters that stand on keys: who types them with another keyboard means the same key."""
BACK = frozenset({"返回", "上一步", "上一題", "回上一步", "back", "goback"})
"""What leads back without the key."""


def meant(text: str) -> str:
    """Return words as they are compared: no signs, no spaces, small letters, the characters used here."""
    said = plain(text).translate(_SIMPLIFIED).casefold()
    return "".join(character for character in said if character.isalnum())


@lru_cache(maxsize=4096)
def names(label: str) -> frozenset[str]:
    """Return what a key may be called: its label, and each part of one that names two things."""
    parts = plain(label).replace("（", "(").split("(")[0].split("/")
    return frozenset(map(meant, {label, *(parts if len(parts) > 1 else ())}))


def called(text: str, label: str, wordings: Iterable[Wording]) -> bool:
    """Tell whether typed words are what a key is called in any language."""
    said = meant(text)
    return bool(said) and any(said in names(one.label(label)) for one in wordings)
