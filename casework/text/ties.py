"""Ties: words that tell by whom something was told: whose sister-in-law it is, who lives next door to it.

Of a report that somebody reads who is not to know its reporter (兒少權法 53: 通報人身分資料應予保密).
"""

import re
from collections.abc import Callable, Collection
from typing import Final

from casework.text.simplified import traditional

HIDDEN: Final = "○○"


def _words(listed: str) -> list[str]:
    return listed.split()


_KIN: Final = _words(
    """
爸爸 媽媽 父親 母親 爸 媽 爹 娘 哥哥 哥 姐姐 姊姊 姐 姊 弟弟 弟媳 弟妹 弟 妹妹
妹夫 妹 嫂嫂 嫂子 大嫂 二嫂 嫂 姐夫 姊夫 姑姑 姑媽 姑丈 阿姑
阿姨 姨媽 姨丈 叔叔 阿叔 叔 嬸嬸 阿嬸 嬸 伯伯 阿伯 伯父 伯母 大伯 小叔 小姑 舅舅
阿舅 舅媽 舅 爺爺 奶奶 公公 婆婆 外公 外婆 阿公 阿嬤 阿媽
岳父 岳母 丈人 丈母娘 兒子 女兒 媳婦 女婿 孫子 孫女 外孫 姪子 姪女 姪兒 侄子 侄女
外甥女 外甥 表哥 表姐 表姊 表弟 表妹 堂哥 堂姐 堂姊 堂弟
堂妹 親家母 親家 妯娌 先生 太太 老公 老婆 丈夫 妻子 前夫 前妻 男友 女友 男朋友 女朋友
家人 親戚 鄰居 隔壁 對面 樓上 樓下 房東 房客 室友
同事 同學 同袍 朋友 老闆 員工 學生 病人 個案 客人 乾媽 乾爹 乾兒子 乾女兒
    """
)
_ROLES: Final = _words(
    """
里長 里幹事 鄰長 老師 導師 班導 輔導老師 校長 主任 護理師 護士 醫師 醫生 社工 居服員
照服員 保母 警衛 管理員 保全 店長 店員 志工 教練 牧師 神父 師父
    """
)
_SURNAMES = (
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾施游彭詹胡沈余趙盧梁顏柯翁孫戴范方宋鄧杜傅侯曹溫薛丁馬蔣唐卓藍馮姚石董紀歐"
    "程連古康姜田湯汪白尤鄒黎巫涂龔嚴韓袁阮童倪夏柳陸錢邵馬龍萬"
)
_TITLES: Final = _words(
    """
先生 太太 小姐 女士 老師 里長 鄰長 里幹事 醫師 醫生 護理師 社工 主任 校長 組長 店長
老闆 阿姨 阿嬤 阿公 阿伯 伯伯 伯母 叔叔 嬸嬸 奶奶 爺爺 媽媽 爸爸 大哥 大姊
大姐 同學 教練 牧師
    """
)


def _any(words: Collection[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ME = r"(?:我們家|我們|我家|咱們|咱|阮|本人|我)\s*的?\s*"
_THEIR = "[他她]們?|孩子|小孩|案家|這[家戶]"
_OWN: Final = (
    rf"{_ME}(?:{_any(_KIN)})"
    rf"|(?:我們?|本人)\s*(?:就)?(?:是|住在?|當)\s*(?:{_THEIR})?\s*的?\s*(?:{_any([*_KIN, *_ROLES])})"
    rf"|身為\s*(?:[他她]們?)?的?(?:{_any([*_KIN, *_ROLES])})"
    rf"|(?:我是|我叫|本人是|敝姓|通報人(?:是|[:：]))\s*[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}"
    r"|(?i:\bmy\s+(?:own\s+|late\s+|ex-?)?(?:step)?(?:grand)?"
    r"(?:mother|father|mum|mom|dad|sister|brother|aunt|uncle|cousin|niece|nephew|son|daughter|wife|husband|parents?|"
    r"neighbou?rs?|landlord|landlady|tenant|colleague|friend|student|pupil|patient|client|boyfriend|girlfriend)"
    r"(?:-in-law)?\b)"
)
_TITLED: Final = rf"([{_SURNAMES}])((?:{_any(_TITLES)}))"
_CALLED: Final = rf"(名叫|叫做|叫作|名字是|姓名是?[:：]?)\s*([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"


def mask_ties(text: str, *, keep: Collection[str] = ()) -> str:
    """Hide what ties whoever tells it to the household, and other people's names; names to *keep* stay."""
    own = {traditional(name[:1]) for name in keep}
    kept = tuple(map(traditional, keep))
    text = _hide(_OWN, text, lambda found: HIDDEN)
    text = _hide(_TITLED, text, lambda found: None if found[1] in own else f"○{found[2]}")
    return _hide(
        _CALLED,
        text,
        lambda found: (
            None if any(name in found[2] or found[2] in name for name in kept) else f"{found[1]}{HIDDEN}"
        ),
    )


def _hide(pattern: str, text: str, instead: Callable[[re.Match[str]], str | None]) -> str:
    """Write something instead of what is found in the characters used here; the rest stays as it was told."""
    shown, at = [], 0
    for found in re.finditer(pattern, traditional(text)):
        if (words := instead(found)) is not None:
            shown += [text[at : found.start()], words]
            at = found.end()
    return "".join([*shown, text[at:]])
